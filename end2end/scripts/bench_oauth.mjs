// The figures of the authorization server: the real program on a real SQLite file and on a real PostgreSQL cluster with
// one node and with two, beside BASELINE (another program, on SQLite) if it is set, and beside oidc-provider from npm
// (in memory) if that is installed. One interleaved run, medians of short rounds. Printed, never asserted.
//
//   BENCH_SECONDS=1 BENCH_ROUNDS=3 BENCH_CONNECTIONS=1,32,256
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { memory, post, prepare, processorTime, scripts, wrk } from "./bench_load.mjs";
import { account, built, createAccount, environment, postgresCommits, sqliteCommits, startNode } from "./bench_nodes.mjs";
import { startCluster } from "./postgres.mjs";

const { BASELINE, BENCH_SECONDS = 1, BENCH_ROUNDS = 3, BENCH_CONNECTIONS = "1,32,256" } = process.env;
const [seconds, rounds, levels] = [Number(BENCH_SECONDS), Number(BENCH_ROUNDS), BENCH_CONNECTIONS.split(",").map(Number)];
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const folder = mkdtempSync(join(tmpdir(), "configo-bench-"));

// In this order: each makes what the next one uses up.
const operations = [
  { name: "plain", path: "/healthz" },
  { name: "introspection", path: "/oauth/introspect", script: "introspect" },
  { name: "client credentials", path: "/oauth/token", script: "grant" },
  { name: "authorization", path: "/", script: "codes" },
  { name: "code exchange", path: "/oauth/token", script: "exchange" },
  { name: "refresh", path: "/oauth/token", script: "refresh" },
];

/** A program on SQLite. */
async function onSqlite(name, binary) {
  const at = join(folder, name);
  const env = environment(at);
  createAccount(binary, env);
  const node = await startNode(binary, env);
  return { name, urls: [node.url], nodes: [node], pids: [node.pid], commits: () => sqliteCommits(at) };
}

/** One node and two nodes on one cluster; the first is in both. */
async function onPostgres(cluster) {
  const env = (name) => environment(join(folder, name), cluster.url());
  createAccount(built, env("first"));
  const nodes = [await startNode(built, env("first")), await startNode(built, env("second"))];
  const of = (name, nodes) => ({
    name,
    urls: nodes.map((node) => node.url),
    nodes,
    pids: [...nodes.map((node) => node.pid), cluster.server.pid],
    commits: () => postgresCommits(cluster),
  });
  return [of("PostgreSQL", [nodes[0]]), of("PostgreSQL, 2 nodes", nodes)];
}

/** `oidc-provider` from npm, which keeps all in memory; `null` if it is not installed. */
async function oidcProvider() {
  const child = spawn(process.execPath, [join(import.meta.dirname, "bench_peer.mjs")], { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((done) => {
    createInterface({ input: child.stdout }).once("line", done);
    child.once("exit", () => done(null));
  });
  if (line === null) return null;
  process.once("exit", () => child.kill());
  const { url, ...prepared } = JSON.parse(line);
  const gone = new Promise((done) => child.once("exit", done));
  const node = { pid: child.pid, stop: () => (child.kill(), gone) };
  return { name: "oidc-provider", urls: [url], nodes: [node], pids: [child.pid], prepared };
}

/** Runs an operation once. With two nodes, each gets half of the connections. */
async function measure(server, { path, script }, connections) {
  const nodes = server.urls.map((url, index) => ({ url, script: server.scripts[index]?.[script] })).slice(-connections);
  const [committed, worked] = [server.commits?.() ?? 0, processorTime(server.pids)];
  const runs = await Promise.all(
    nodes.map(({ url, script }) => wrk(url + path, { script, connections: connections / nodes.length, seconds })),
  );
  const sum = (key) => runs.reduce((sum, run) => sum + run[key], 0);
  const rate = sum("rate");
  const requests = sum("requests");
  return {
    rate,
    p99: Math.max(...runs.map((run) => run.p99)),
    processor: ((processorTime(server.pids) - worked) / requests) * 1e6,
    commits: (((server.commits?.() ?? 0) - committed) / requests) * rate,
    refused: sum("refused"),
  };
}

function report(servers, found) {
  for (const connections of levels) {
    console.log(`\n${connections} connection${connections === 1 ? "" : "s"} (medians of ${rounds} rounds of ${seconds} s)`);
    console.log(`${"".padEnd(42)}   per s  x plain  x SQLite   p99 ms  processor µs  commits/s  refused`);
    for (const { name: operation } of operations) {
      for (const { name } of servers) {
        const of = (server, operation, key) => median((found.get(`${connections} ${operation} ${server}`) ?? [{}]).map((one) => one[key]));
        const value = (key) => of(name, operation, key);
        if (value("rate") === undefined) continue;
        const times = (other) => (value("rate") / other).toFixed(2);
        const cells = [
          value("rate").toFixed(0).padStart(8),
          times(of(name, "plain", "rate")).padStart(9),
          times(of("SQLite", operation, "rate")).padStart(10),
          value("p99").toFixed(2).padStart(9),
          value("processor").toFixed(0).padStart(14),
          value("commits").toFixed(0).padStart(11),
          value("refused").toFixed(0).padStart(9),
        ];
        console.log(`${operation.padEnd(20)} ${name.padEnd(21)}${cells.join("")}`);
      }
    }
  }
}

/** Sends sign-ins with wrong passwords, a hundred per second, until stopped. */
function offerSignIns(url) {
  let stop = false;
  const offered = (async () => {
    for (let count = 0; !stop; count += 1) {
      post(url, "/sign-in", { email: `nobody${count}@example.com`, password: account.password }).catch(() => {});
      await new Promise((next) => setTimeout(next, 10));
    }
  })();
  return () => {
    stop = true;
    return offered;
  };
}

/** Introspection while passwords are hashed. */
async function flood(server) {
  const introspection = operations.find(({ name }) => name === "introspection");
  const [quiet, flooded] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    quiet.push((await measure(server, introspection, 32)).p99);
    const stop = offerSignIns(server.urls[0]);
    flooded.push((await measure(server, introspection, 32)).p99);
    await stop();
  }
  console.log(`${server.name}: introspection p99 while 100 sign-ins a second are offered: ${median(flooded).toFixed(2)} ms, alone ${median(quiet).toFixed(2)} ms`);
}

const cluster = await startCluster({ durable: true, settings: { log_min_messages: "panic" } });
const servers = [];
try {
  if (BASELINE) servers.push(await onSqlite("baseline", resolve(BASELINE)));
  servers.push(await onSqlite("SQLite", built), ...(await onPostgres(cluster)));
  const peer = await oidcProvider();
  if (peer) servers.push(peer);
  else console.log("oidc-provider is not installed: left out");
  await new Promise((done) => setTimeout(done, 1000));
  for (const { name, nodes } of servers) {
    const ready = nodes.at(-1).ready;
    console.log(`${name}: ${ready ? `ready after ${ready.toFixed(0)} ms, ` : ""}idle memory ${memory(nodes.at(-1).pid).toFixed(1)} MiB`);
  }
  for (const server of servers) {
    const { urls } = server;
    const prepared = [];
    // Each node has an application of its own to issue codes for.
    for (const url of urls) prepared.push(server.prepared ?? (await prepare(url, account.email, account.password)));
    server.scripts = prepared.map((one, index) => scripts(folder, `${server.name}-${index}`, one));
  }
  const found = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (const connections of levels) {
      for (const operation of operations) {
        for (const server of servers) {
          const key = `${connections} ${operation.name} ${server.name}`;
          found.set(key, [...(found.get(key) ?? []), await measure(server, operation, connections)]);
        }
      }
    }
  }
  report(servers, found);
  console.log();
  for (const { name, nodes } of servers) console.log(`${name}: memory after the load ${nodes.map((node) => memory(node.pid).toFixed(1)).join(" and ")} MiB`);
  for (const server of servers) if (server.name !== "oidc-provider" && server.urls.length === 1) await flood(server);
} finally {
  await Promise.all([...new Set(servers.flatMap(({ nodes }) => nodes))].map((node) => node.stop()));
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
}
