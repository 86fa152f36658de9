// Servers to measure: programs on SQLite and on PostgreSQL.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, openSync, readSync, closeSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const built = resolve(import.meta.dirname, "../../target/release/configo");
export const account = { email: "bench@example.com", password: "a phrase for benchmarks only" };

/** The environment of a node, with its data directory in `folder`; on PostgreSQL if there is a URL of a database. */
export function environment(folder, database, more = {}) {
  mkdirSync(folder, { recursive: true });
  return {
    PATH: process.env.PATH,
    CONFIGO_LISTEN: "127.0.0.1:0",
    CONFIGO_DATA_DIR: join(folder, "data"),
    CONFIGO_LOG: "off",
    // The load comes from one IP, so its rate limits must not apply.
    CONFIGO_LIMITS__SIGN_IN_PER_ADDRESS: "1000000/min",
    ...(database ? { CONFIGO_DATABASE_URL: database } : {}),
    ...more,
  };
}

/** Makes the account that registers applications. */
export function createAccount(binary, env) {
  const run = spawnSync(binary, ["account", "create", account.email, "--name", "Bench", "--password-stdin"], { env, input: account.password });
  if (run.status !== 0) throw new Error(run.stderr.toString());
}

/** Starts a node. `ready` is how many milliseconds passed until it answered with what it has in its database. */
export async function startNode(binary, env) {
  const began = performance.now();
  const server = spawn(binary, ["serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const gone = new Promise((done) => server.once("exit", done));
  const kill = () => server.kill("SIGKILL");
  process.once("exit", kill);
  server.once("exit", () => process.off("exit", kill));
  const line = await new Promise((done, refuse) => {
    createInterface({ input: server.stdout }).once("line", done);
    server.once("exit", (code) => refuse(new Error(`the server ended with exit code ${code}`)));
  });
  const url = line.replace("listening on ", "");
  // Not by its public address, at which another node may answer.
  const direct = env.CONFIGO_LISTEN.endsWith(":0") ? url : `http://${env.CONFIGO_LISTEN}`;
  for (;;) {
    // It listens before it has reached PostgreSQL.
    const reply = await fetch(`${direct}/.well-known/oauth-authorization-server`);
    await reply.text();
    if (reply.status !== 503) break;
    await new Promise((done) => setTimeout(done, 2));
  }
  const ready = performance.now() - began;
  const stop = (signal = "SIGTERM") => {
    server.kill(signal);
    return gone;
  };
  return { url, pid: server.pid, ready, stop, server };
}

/** How many transactions were committed to a SQLite database: `iChange` of the index of its write-ahead log. */
export function sqliteCommits(folder) {
  const file = openSync(join(folder, "data/configo.sqlite3-shm"), "r");
  const bytes = Buffer.alloc(4);
  readSync(file, bytes, 0, 4, 8);
  closeSync(file);
  return bytes.readUInt32LE();
}

/** How many transactions wrote to a PostgreSQL cluster: its next transaction's number. */
export const postgresCommits = (cluster) => Number(cluster.psql("SELECT pg_snapshot_xmax(pg_current_snapshot())"));
