// A PostgreSQL cluster for tests and benchmarks: in a temporary directory, reached by a Unix socket in it, run
// by a user without privileges (also where root runs the tests), gone afterwards. Never the system's.
//
//   node end2end/scripts/postgres.mjs COMMAND [ARGUMENT…]
//
// runs a command with CONFIGO_TEST_DATABASE set to the URL of such a cluster.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The directory of `initdb` and `postgres`, of the newest version that is installed. */
function programs() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).sort((a, b) => b - a) : [];
  const { stdout } = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" });
  const places = [...versions.map((version) => join(debian, String(version), "bin")), stdout?.trim() ?? ""];
  // `pg_config` comes with the client already.
  const found = places.find((bin) => existsSync(join(bin, "initdb")) && existsSync(join(bin, "postgres")));
  if (!found) throw new Error("PostgreSQL is not installed: run `make setup`");
  return found;
}

/** Runs SQL in the database at this URL, and returns the values of its rows, with `|` between them. */
export function psql(url, sql) {
  return execFileSync(join(programs(), "psql"), ["-qAtX", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql], { encoding: "utf8" });
}

/** PostgreSQL refuses to run as root. */
function unprivileged() {
  if (process.getuid() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, name], { encoding: "utf8" }));
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error("there is no user `postgres` or `nobody` to run PostgreSQL as");
}

/**
 * Makes and starts a cluster. `settings` are added to its configuration; tests don't need their data after a
 * loss of power, so nothing is flushed unless `durable` is set.
 */
export async function startCluster({ durable = false, settings = {} } = {}) {
  const bin = programs();
  const user = unprivileged();
  const dir = mkdtempSync(join(tmpdir(), "configo-postgres-"));
  if (user.uid !== undefined) chownSync(dir, user.uid, user.gid);
  chmodSync(dir, 0o700);
  const data = join(dir, "data");
  const options = { cwd: dir, env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8" }, ...user };
  // Another locale than the program's order of keys: columns that forget COLLATE "C" then fail tests.
  const locale = ["--encoding=UTF8", "--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8"];
  const initdb = ["-D", data, "-U", "configo", "--auth=trust", "--no-sync", "--no-instructions", ...locale];
  execFileSync(join(bin, "initdb"), initdb, { ...options, stdio: ["ignore", "ignore", "inherit"] });
  const fast = durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const all = {
    listen_addresses: "",
    unix_socket_directories: dir,
    shared_buffers: "128MB",
    max_connections: 300,
    max_pred_locks_per_transaction: 256,
    autovacuum: durable ? "on" : "off",
    log_min_messages: "fatal",
    ...fast,
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, ...flags], { ...options, stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((done) => server.once("exit", done));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  const kill = () => {
    server.kill("SIGQUIT");
    remove();
  };
  process.once("exit", kill);
  /** The URL of a database of the cluster. */
  const url = (database = "configo") => `postgres://configo@localhost/${database}?host=${encodeURIComponent(dir)}`;
  while (spawnSync(join(bin, "pg_isready"), ["-q", "-h", dir, "-U", "configo", "-d", "postgres"]).status !== 0) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with exit code ${server.exitCode}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  psql(url("postgres"), "CREATE DATABASE configo");
  return {
    dir,
    data,
    bin,
    user,
    server,
    psql: (sql, database = "postgres") => psql(url(database), sql),
    url,
    async stop() {
      process.off("exit", kill);
      // What is thrown away need not be written to the disk before.
      server.kill(durable ? "SIGINT" : "SIGQUIT");
      await ended;
      remove();
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const [program, ...args] = process.argv.slice(2);
  const cluster = await startCluster();
  const env = { ...process.env, CONFIGO_TEST_DATABASE: cluster.url() };
  const child = spawn(program, args, { env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", async (code) => {
    await cluster.stop();
    process.exitCode = code ?? 1;
  });
}
