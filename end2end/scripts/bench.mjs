// Benchmarks on the real program: transfer sizes, and how fast the table is served.
// Figures are printed, never asserted: machines differ, and timed tests are flaky.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { heaviest } from "./wasm_weight.mjs";

const root = resolve(import.meta.dirname, "../..");
const binary = join(root, "target/release/configo");
const password = "a phrase for benchmarks only";
const [rounds, requests] = [5, 200];
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/** The size of each chunk; what is transferred until the page is interactive is in bench_first_key. */
function transfer() {
  const folder = join(root, "target/site/pkg");
  const sizes = readdirSync(folder)
    .filter((name) => name.endsWith(".br") && !name.startsWith("plain."))
    .map((name) => ({ part: name.split(".").slice(0, 1).concat(name.split(".").at(-2)).join("."), size: statSync(join(folder, name)).size }));
  sizes.sort((one, other) => other.size - one.size);
  const total = (found) => kilobytes(found.reduce((sum, { size }) => sum + size, 0));
  // The names that the split step gives to chunks; the script that loads them belongs to the first one.
  const isLater = ({ part }) => /^(split|chunk)_/.test(part);
  for (const found of sizes) console.log(`${isLater(found) ? "fetched when idle" : "first part"} (brotli): ${found.part} ${kilobytes(found.size)}`);
  console.log(`first part, in total (brotli): ${total(sizes.filter((found) => !isLater(found)))}`);
  console.log(`all parts together (brotli): ${total(sizes)}`);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function request(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((done, refuse) => {
    const started = process.hrtime.bigint();
    const sent = http.request(url, { method, headers, agent }, (reply) => {
      const parts = [];
      reply.on("data", (part) => parts.push(part));
      reply.on("end", () => {
        const body = Buffer.concat(parts);
        done({ status: reply.statusCode, headers: reply.headers, body, milliseconds: Number(process.hrtime.bigint() - started) / 1e6 });
      });
    });
    sent.on("error", refuse);
    sent.end(body);
  });
}

function seed(data, email, count) {
  const run = spawnSync("cargo", ["run", "--quiet", "--locked", "-p", "authority", "--example", "seed", "--", data, email, String(count)], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, CONFIGO_SEED_PASSWORD: password },
  });
  if (run.status !== 0) throw new Error("seeding failed");
}

async function signIn(url, email) {
  const reply = await request(`${url}/sign-in`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ email, password }).toString(),
  });
  if (reply.status !== 303) throw new Error(`signing in answered ${reply.status}`);
  return reply.headers["set-cookie"].map((cookie) => cookie.split(";")[0]).join("; ");
}

async function times(ask) {
  const found = [];
  for (let count = 0; count < requests; count += 1) found.push((await ask()).milliseconds);
  return found;
}

const p50 = async (url, headers = {}) => median(await times(() => request(url, { headers })));
const p95 = (numbers) => [...numbers].sort((a, b) => a - b)[Math.ceil(numbers.length * 0.95) - 1];

/** The request of the table: a page of search results. */
async function list(url, cookie, { text = "", sort = "-created", after = null, limit = 50 } = {}) {
  const search = { text, kind: null, permission: null, unused: false, sort: { by: sort.replace("-", ""), descending: sort.startsWith("-") } };
  const headers = { cookie, origin: url, "content-type": "application/json" };
  const reply = await request(`${url}/api/applications/list`, { method: "POST", headers, body: JSON.stringify({ search, after, limit }) });
  if (reply.status !== 200) throw new Error(`the list answered ${reply.status}: ${reply.body}`);
  return reply;
}

/** The cursor that leads to the last page of 50. */
async function lastCursor(url, cookie, sort) {
  let [page, rows] = [null, []];
  do {
    page = JSON.parse((await list(url, cookie, { sort, after: page?.next ?? null, limit: 500 })).body);
    rows = rows.concat(page.rows);
  } while (page.next);
  const { client_id, name, created_at, last_used_at } = rows.at(-51);
  const key = { name: name.toLowerCase(), "-created": created_at, "-last_used": last_used_at ?? 0 }[sort];
  return { client_id, key: String(key) };
}

/** Deletes all applications by one request and restores them by another. */
async function changing(url, cookie) {
  const headers = { cookie, origin: url, "content-type": "application/json" };
  const call = async (name, body) => {
    const reply = await request(`${url}/api/applications/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (reply.status !== 200) throw new Error(`${name} answered ${reply.status}: ${reply.body}`);
    return { ...JSON.parse(reply.body), milliseconds: reply.milliseconds };
  };
  const search = { text: "", kind: null, permission: null, unused: false, sort: { by: "created", descending: true } };
  const found = { delete: [], undo: [] };
  for (let round = 0; round < rounds; round += 1) {
    const deleted = await call("delete", { chosen: { matching: { search, except: [] } } });
    found.delete.push(deleted.milliseconds);
    found.undo.push((await call("undo", { id: deleted.id })).milliseconds);
  }
  console.log(`10,000 applications deleted in ${median(found.delete).toFixed(0)} ms, brought back in ${median(found.undo).toFixed(0)} ms`);
}

/** Searches and sort orders of the long table, interleaved. */
async function searching(url, cookie) {
  const cases = [];
  for (const [what, text] of [["all", ""], ["many", "example.com"], ["a twelfth", "warehouse"], ["few", "999"], ["none", "nowhere at all"]]) {
    cases.push({ name: `search that finds ${what}`, ask: () => list(url, cookie, { text }) });
  }
  for (const sort of ["name", "-created", "-last_used"]) {
    const after = await lastCursor(url, cookie, sort);
    cases.push({ name: `first page by ${sort}`, ask: () => list(url, cookie, { sort }) });
    cases.push({ name: `last page by ${sort}`, first: cases.at(-1), ask: () => list(url, cookie, { sort, after }) });
  }
  for (const one of cases) await times(one.ask);
  for (let round = 0; round < rounds; round += 1) {
    for (const one of cases) {
      const found = await times(one.ask);
      (one.p50 ??= []).push(median(found));
      (one.p95 ??= []).push(p95(found));
    }
  }
  for (const { name, first, p50, p95 } of cases) {
    const ratio = first === undefined ? "" : `, ${(median(p50) / median(first.p50)).toFixed(2)} times the first`;
    console.log(`${name}, 10,000 applications, one client: p50 ${median(p50).toFixed(2)} ms, p95 ${median(p95).toFixed(2)} ms${ratio}`);
  }
}

async function serving(data, measure) {
  const environment = { PATH: process.env.PATH, CONFIGO_LISTEN: "127.0.0.1:0", CONFIGO_DATA_DIR: data, CONFIGO_LOG: "warn" };
  const started = process.hrtime.bigint();
  const server = spawn(binary, ["serve"], { env: environment, cwd: data, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const line = await new Promise((done) => createInterface({ input: server.stdout }).once("line", done));
    console.log(`start to listening: ${(Number(process.hrtime.bigint() - started) / 1e6).toFixed(0)} ms`);
    await measure(line.replace("listening on ", ""));
  } finally {
    const gone = new Promise((done) => server.once("exit", done));
    server.kill();
    await gone;
  }
}

const data = mkdtempSync(join(tmpdir(), "configo-bench-"));
try {
  transfer();
  heaviest(join(root, "target/front/frontend.wasm"));
  seed(data, "fifty@example.com", 50);
  seed(data, "thousand@example.com", 1000);
  seed(data, "many@example.com", 10_000);
  await serving(data, async (url) => {
    const page = await request(`${url}/sign-in`);
    console.log(`sign-in page: ${kilobytes(page.body.length)} of HTML`);
    const accounts = [];
    for (const name of ["fifty", "thousand", "many"]) accounts.push({ name, cookie: await signIn(url, `${name}@example.com`), rounds: [] });
    const table = ({ cookie }) => p50(`${url}/applications`, { cookie });
    for (const account of accounts) await table(account);
    for (let round = 0; round < rounds; round += 1) for (const account of accounts) account.rounds.push(await table(account));
    await searching(url, accounts.at(-1).cookie);
    await changing(url, accounts.at(-1).cookie);
    const plain = await p50(`${url}/healthz`);
    console.log(`/healthz, one client, p50: ${plain.toFixed(2)} ms`);
    for (const { name, rounds: found } of accounts) console.log(`table of ${name}, 50 rows, one client, p50 (median of ${rounds} rounds): ${median(found).toFixed(2)} ms`);
  });
} finally {
  agent.destroy();
  rmSync(data, { recursive: true, force: true });
}
