// `make failover`: two nodes behind HAProxy, and a PostgreSQL primary with a synchronous standby. Under load, a node is
// killed and started again, then the primary is killed and its standby promoted. Nothing that was acknowledged may be
// lost, and no token may be active after its revocation was acknowledged. The operator, who is this script, acts at once:
// to the times without a success comes how long a real one takes to notice. Takes about a minute.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { post } from "./bench_load.mjs";
import { account, built, createAccount, environment, startNode } from "./bench_nodes.mjs";
import { startLoad, verify } from "./failover_load.mjs";
import { freePorts, killTree, pause, startProxy, startStandby } from "./failover_machines.mjs";
import { startCluster } from "./postgres.mjs";

const seconds = Number(process.env.FAILOVER_SECONDS ?? 8);
const workers = 24;
const folder = mkdtempSync(join(tmpdir(), "configo-failover-"));
const [web, database, ...nodePorts] = await freePorts(4);
const url = `http://127.0.0.1:${web}`;

/** The longest time without a success after a moment, in milliseconds. */
function gap(times, from, to) {
  const within = [from, ...times.filter((at) => at >= from && at <= to), to];
  return Math.max(...within.slice(1).map((at, index) => at - within[index]));
}

/** Signs in through HAProxy. */
async function signIn() {
  const { reply } = await post(url, "/sign-in", account);
  if (reply.status !== 303) throw new Error(`signing in was answered with ${reply.status}`);
  return reply.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
}

async function run(primary, standby, proxy) {
  const at = `postgres://configo@127.0.0.1:${database}/configo`;
  const env = (index) =>
    environment(join(folder, `node${index}`), at, { CONFIGO_LISTEN: `127.0.0.1:${nodePorts[index]}`, CONFIGO_BASE_URL: url, CONFIGO_LIMITS__CREATE: "1000000/h" });
  createAccount(built, env(0));
  const nodes = [await startNode(built, env(0)), await startNode(built, env(1))];
  try {
    await pause(1000);
    const load = startLoad(url, await signIn(), workers);
    const phases = [];
    const phase = async (name, before) => {
      const from = performance.now();
      await before?.();
      const acted = performance.now() - from;
      await pause(seconds * 1000);
      phases.push({ name, from, to: performance.now(), acted });
    };
    await phase("all machines work");
    await phase("a node is killed", () => nodes[0].stop("SIGKILL"));
    await phase("it is started again", async () => {
      nodes[0] = await startNode(built, env(0));
    });
    await phase("the primary is killed, its standby promoted", async () => {
      killTree(primary.server.pid);
      await standby.promote();
      await proxy.moveDatabase();
    });
    await load.end();
    const { journal } = load;
    const stored = standby.psql("SELECT client_id, name FROM application").trim().split("\n").map((line) => line.split("|"));
    const { wrong, tokens } = await verify(url, journal, stored);

    const all = [...journal.successes.read, ...journal.successes.write];
    console.table(
      Object.fromEntries(
        phases.map(({ name, from, to, acted }) => {
          const within = (times) => times.filter((time) => time >= from && time <= to);
          return [
            name,
            {
              "requests/s": Math.round(within(all).length / ((to - from) / 1000)),
              failed: journal.failures.filter((failure) => failure.at >= from && failure.at <= to).length,
              "ms without a read": Math.round(gap([...journal.successes.read].sort((a, b) => a - b), from, to)),
              "ms without a write": Math.round(gap([...journal.successes.write].sort((a, b) => a - b), from, to)),
              "ms of the operator": Math.round(acted),
            },
          ];
        }),
      ),
    );
    const kinds = {};
    for (const { status } of journal.failures) kinds[status] = (kinds[status] ?? 0) + 1;
    console.log(`failed requests by status or error: ${JSON.stringify(kinds)}`);
    const unknown = journal.applications.flatMap((one) => one.tokens).filter((token) => token.state === "unknown").length;
    console.log(
      `verified: ${journal.applications.length} registrations and their last edits, ${tokens} tokens (${unknown} revocations without a reply, which may have either result)`,
    );
    for (const line of new Set(wrong)) console.error(`WRONG, ${wrong.filter((other) => other === line).length} times: ${line}`);
    if (wrong.length > 0) process.exitCode = 1;
    else console.log("nothing that was acknowledged is lost; no token is active after its revocation was acknowledged");
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

const primary = await startCluster({ durable: true, settings: { synchronous_commit: "on", log_min_messages: "panic" } });
const standby = await startStandby(primary);
const proxy = await startProxy(folder, { web, nodes: nodePorts, database, primary, standby });
try {
  await run(primary, standby, proxy);
} finally {
  await proxy.stop();
  await standby.stop();
  await primary.stop();
  rmSync(folder, { recursive: true, force: true });
}
