// What `make failover` takes away: a PostgreSQL primary with a synchronous standby, nodes, and HAProxy before both.
// The script is the operator: it promotes the standby and points HAProxy to it.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Ports of 127.0.0.1 that are free now. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => new Promise((done) => { const server = createServer().listen(0, "127.0.0.1", () => done(server)); })),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Ends a process and all that it started at once, as a loss of power does. */
export function killTree(pid) {
  const tree = (pid) => {
    try {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
      return [pid, ...children.flatMap(tree)];
    } catch {
      return [pid];
    }
  };
  for (const one of tree(pid)) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // It is gone already.
    }
  }
}

/**
 * Copies a running cluster (of `startCluster`) to a standby, which from then on has each commit before it is
 * acknowledged.
 */
export async function startStandby(primary) {
  const { bin, user } = primary;
  const dir = join(primary.dir, "standby");
  const data = join(dir, "data");
  mkdirSync(dir, { mode: 0o700 });
  chmodSync(dir, 0o700);
  if (user.uid !== undefined) chownSync(dir, user.uid, user.gid);
  const options = { cwd: dir, env: { ...process.env, TZ: "UTC", LC_ALL: "C.UTF-8" }, ...user };
  const from = `host=${primary.dir} user=configo application_name=standby`;
  const basebackup = ["-d", from, "-D", data, "--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", "--no-sync"];
  execFileSync(join(bin, "pg_basebackup"), basebackup, { ...options, stdio: ["ignore", "ignore", "inherit"] });
  const settings = { listen_addresses: "", unix_socket_directories: dir, max_connections: 300, max_pred_locks_per_transaction: 256, wal_retrieve_retry_interval: "200ms", log_min_messages: "panic" };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(bin, "postgres"), ["-D", data, ...flags], { ...options, stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((done) => server.once("exit", done));
  process.once("exit", () => killTree(server.pid));
  // After the copy: a standby that is promoted has no standby to wait for.
  primary.psql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
  primary.psql("SELECT pg_reload_conf()");
  const psql = (sql, database = "configo") =>
    execFileSync(join(bin, "psql"), ["-qAtX", "-v", "ON_ERROR_STOP=1", "-h", dir, "-U", "configo", "-d", database, "-c", sql], { cwd: dir, encoding: "utf8", maxBuffer: 2 ** 28 });
  while (primary.psql("SELECT sync_state FROM pg_stat_replication").trim() !== "sync") {
    if (server.exitCode !== null) throw new Error(`the standby ended with exit code ${server.exitCode}`);
    await pause(50);
  }
  return {
    dir,
    psql,
    promote: () =>
      new Promise((done, refuse) => {
        const promoting = spawn(join(bin, "pg_ctl"), ["promote", "--wait", "-D", data], { ...options, stdio: "ignore" });
        promoting.once("error", refuse).once("exit", (code) => (code === 0 ? done() : refuse(new Error("the standby was not promoted"))));
      }),
    async stop() {
      server.kill("SIGINT");
      await ended;
    },
  };
}

/** HAProxy: one address for the nodes, and one for the database that the operator moves. */
export async function startProxy(folder, { web, nodes, database, primary, standby }) {
  const admin = join(folder, "haproxy.sock");
  const file = join(folder, "haproxy.cfg");
  const servers = nodes.map((port, index) => `  server node${index + 1} 127.0.0.1:${port} check`).join("\n");
  writeFileSync(
    file,
    `global
  stats socket ${admin} mode 600 level admin
defaults
  timeout connect 1s
  timeout client 1m
  timeout server 1m
frontend web
  mode http
  bind 127.0.0.1:${web}
  default_backend nodes
backend nodes
  mode http
  option httpchk
  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host 127.0.0.1:${web}
  # A request is sent to another node only if it was not sent to the first one.
  retries 3
  option redispatch 1
  default-server inter 200ms fastinter 50ms fall 2 rise 2 on-marked-down shutdown-sessions
${servers}
listen database
  mode tcp
  bind 127.0.0.1:${database}
  timeout client 1h
  timeout server 1h
  server primary unix@${primary.dir}/.s.PGSQL.5432
  server standby unix@${standby.dir}/.s.PGSQL.5432 disabled
`,
  );
  const proxy = spawn("haproxy", ["-db", "-q", "-f", file], { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
  const gone = new Promise((done) => proxy.once("exit", done));
  process.once("exit", () => proxy.kill());
  await new Promise((done, refuse) => {
    proxy.once("error", () => refuse(new Error("HAProxy is missing: run `end2end/setup/setup failover`")));
    setTimeout(done, 300);
  });
  const command = (text) =>
    new Promise((done, refuse) => {
      const socket = createConnection(admin, () => socket.end(`${text}\n`));
      let reply = "";
      socket.on("data", (part) => (reply += part)).on("error", refuse).on("close", () => done(reply.trim()));
    });
  return {
    command,
    /** Connections to the database go to the promoted standby; those to the old primary are closed. */
    async moveDatabase() {
      for (const line of ["set server database/primary state maint", "set server database/standby state ready", "shutdown sessions server database/primary"]) {
        const reply = await command(line);
        if (reply) throw new Error(`HAProxy: ${line}: ${reply}`);
      }
    },
    stop: () => (proxy.kill(), gone),
  };
}
