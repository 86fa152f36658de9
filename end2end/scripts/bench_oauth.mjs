// The figures of the authorization server: wrk at 32 connections against the real program on a real file, each
// against our own /healthz in the same interleaved run. Printed, never asserted.
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const binary = resolve(import.meta.dirname, "../../target/release/configo");
const [rounds, seconds] = [5, Number(process.env.BENCH_SECONDS ?? 5)];
const email = "bench@example.com";
const password = "a phrase for benchmarks only";
const callback = "https://app.example/callback";
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const folder = mkdtempSync(join(tmpdir(), "configo-bench-"));
// The load comes from one IP, so its rate limits must not apply.
const environment = {
  PATH: process.env.PATH,
  CONFIGO_LISTEN: "127.0.0.1:0",
  CONFIGO_DATA_DIR: join(folder, "data"),
  CONFIGO_LOG: "off",
  CONFIGO_LIMITS__SIGN_IN_PER_ADDRESS: "1000000/min",
};

/** Runs wrk and reads what it prints: requests per second and the 99th percentile in milliseconds. */
function wrk(url, script, connections = 32) {
  const args = ["--threads", String(Math.min(2, connections)), "--connections", String(connections), "--duration", `${seconds}s`, "--latency"];
  return new Promise((done, refuse) => {
    const child = spawn("wrk", [...args, ...(script ? ["--script", script] : []), url], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (part) => (output += part));
    child.on("error", () => refuse(new Error("wrk is missing: run `end2end/setup/setup bench`")));
    child.on("close", () => {
      if (/Non-2xx/.test(output)) refuse(new Error(`requests were refused:\n${output}`));
      const [, amount, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(output);
      done({ rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1]), p99: Number(amount) * { us: 0.001, ms: 1, s: 1000 }[unit] });
    });
  });
}

function script(name, fields) {
  const file = join(folder, `${name}.lua`);
  const body = new URLSearchParams(fields).toString();
  writeFileSync(file, `wrk.method = "POST"\nwrk.body = "${body}"\nwrk.headers["content-type"] = "application/x-www-form-urlencoded"\n`);
  return file;
}

/** Sends a request as a page of ours, or as a client. */
async function post(url, path, fields, headers = {}) {
  const reply = await fetch(url + path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields), headers: { origin: url, ...headers } });
  return { reply, text: await reply.text() };
}

async function prepare(url) {
  const run = spawnSync(binary, ["account", "create", email, "--name", "Bench", "--password-stdin"], { env: environment, input: password });
  if (run.status !== 0) throw new Error(run.stderr.toString());
  const { reply } = await post(url, "/sign-in", { email, password });
  const cookie = reply.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  const created = await post(url, "/applications/new", { name: "Bench", redirect_uris: callback, permissions: "identify" }, { cookie });
  const [id] = /cfgo_app_\w{22}/.exec(created.text);
  const [secret] = /cfgo_sec_\w{49}/.exec(created.text);
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const query = new URLSearchParams({ client_id: id, redirect_uri: callback, response_type: "code", code_challenge: challenge, code_challenge_method: "S256" });
  const page = await (await fetch(`${url}/oauth/authorize?${query}`, { headers: { cookie } })).text();
  const [transaction] = /cfgo_con_\w{49}/.exec(page);
  const answered = await post(url, "/oauth/authorize", { transaction, answer: "allow" }, { cookie });
  const [code] = /cfgo_ac_\w{49}/.exec(answered.text);
  const credentials = { client_id: id, client_secret: secret };
  const token = await post(url, "/oauth/token", { ...credentials, grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier });
  return { credentials, token: JSON.parse(token.text).access_token };
}

/** Sends sign-ins with wrong passwords, a hundred per second, until stopped. */
function offerSignIns(url) {
  let stop = false;
  const offered = (async () => {
    for (let count = 0; !stop; count += 1) {
      post(url, "/sign-in", { email: `nobody${count}@example.com`, password }).catch(() => {});
      await new Promise((next) => setTimeout(next, 10));
    }
  })();
  return () => {
    stop = true;
    return offered;
  };
}

const memory = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

async function measure(url, pid) {
  console.log(`memory after start: ${memory(pid).toFixed(1)} MiB`);
  const { credentials, token } = await prepare(url);
  const introspection = script("introspect", { ...credentials, token });
  const grant = script("grant", { ...credentials, grant_type: "client_credentials" });
  const runs = {
    "/healthz": () => wrk(`${url}/healthz`),
    "introspection": () => wrk(`${url}/oauth/introspect`, introspection),
    "client credentials": () => wrk(`${url}/oauth/token`, grant),
    "client credentials, one at a time": () => wrk(`${url}/oauth/token`, grant, 1),
  };
  const found = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) for (const [name, run] of Object.entries(runs)) found[name].push(await run());
  const rate = (name) => median(found[name].map((one) => one.rate));
  for (const name of Object.keys(runs)) {
    const p99 = median(found[name].map((one) => one.p99));
    const ratio = (rate(name) / rate("/healthz")).toFixed(2);
    console.log(`${name}: ${rate(name).toFixed(0)}/s, p99 ${p99.toFixed(2)} ms, ${ratio} x plain (median of ${rounds} rounds)`);
  }
  console.log(`group commit: ${(rate("client credentials") / rate("client credentials, one at a time")).toFixed(1)} x one commit per request`);

  const quiet = [];
  const flooded = [];
  for (let round = 0; round < rounds; round += 1) {
    quiet.push((await runs.introspection()).p99);
    const stop = offerSignIns(url);
    flooded.push((await runs.introspection()).p99);
    await stop();
  }
  console.log(`introspection p99 while 100 sign-ins a second are offered: ${median(flooded).toFixed(2)} ms, alone ${median(quiet).toFixed(2)} ms`);
  console.log(`memory after all of it: ${memory(pid).toFixed(1)} MiB`);
}

const server = spawn(binary, ["serve"], { env: environment, cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
try {
  const line = await new Promise((done) => createInterface({ input: server.stdout }).once("line", done));
  await measure(line.replace("listening on ", ""), server.pid);
} finally {
  const gone = new Promise((done) => server.once("exit", done));
  server.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
