// The figures of the product, measured on the real program: what browsers fetch, and how fast the table is written.
// Figures are printed, never asserted: machines differ, and a timed test is a flaky test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(import.meta.dirname, "../..");
const binary = join(root, "target/release/configo");
const password = "a phrase for benchmarks only";
const [rounds, requests] = [5, 200];
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

function transfer() {
  const folder = join(root, "target/site/pkg");
  const sizes = readdirSync(folder)
    .filter((name) => name.endsWith(".br") && !name.startsWith("plain."))
    .map((name) => [name.split(".")[0], name.split(".").at(-2), statSync(join(folder, name)).size]);
  const total = (found) => kilobytes(found.reduce((sum, [, , size]) => sum + size, 0));
  // What cargo-leptos splits off is named so; the script that loads it comes with the program.
  const later = sizes.filter(([stem]) => /^(split|chunk)_/.test(stem));
  const first = sizes.filter((size) => !later.includes(size));
  for (const [stem, kind, size] of first) console.log(`table, first visit: ${stem} ${kind} (brotli): ${kilobytes(size)}`);
  console.log(`table, first visit, in total (brotli): ${total(first)}`);
  console.log(`fetched when idle (brotli): ${total(later)}`);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function request(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((done, refuse) => {
    const started = process.hrtime.bigint();
    const sent = http.request(url, { method, headers, agent }, (reply) => {
      let bytes = 0;
      reply.on("data", (part) => (bytes += part.length));
      reply.on("end", () =>
        done({ status: reply.statusCode, headers: reply.headers, bytes, milliseconds: Number(process.hrtime.bigint() - started) / 1e6 }),
      );
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

async function p50(url, headers = {}) {
  const times = [];
  for (let count = 0; count < requests; count += 1) times.push((await request(url, { headers })).milliseconds);
  return median(times);
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
  seed(data, "fifty@example.com", 50);
  seed(data, "thousand@example.com", 1000);
  seed(data, "many@example.com", 10_000);
  await serving(data, async (url) => {
    const page = await request(`${url}/sign-in`);
    console.log(`sign-in page: ${kilobytes(page.bytes)} of HTML`);
    const accounts = [];
    for (const name of ["fifty", "thousand", "many"]) accounts.push({ name, cookie: await signIn(url, `${name}@example.com`), rounds: [] });
    const table = ({ cookie }) => p50(`${url}/applications`, { cookie });
    for (const account of accounts) await table(account);
    for (let round = 0; round < rounds; round += 1) for (const account of accounts) account.rounds.push(await table(account));
    const plain = await p50(`${url}/healthz`);
    console.log(`/healthz, one client, p50: ${plain.toFixed(2)} ms`);
    for (const { name, rounds: found } of accounts) console.log(`table of ${name}, 50 rows, one client, p50 (median of ${rounds} rounds): ${median(found).toFixed(2)} ms`);
  });
} finally {
  agent.destroy();
  rmSync(data, { recursive: true, force: true });
}
