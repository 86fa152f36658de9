// `make dev`: serves a debug build at the configured address, and builds again what a saved file is part of. Stylesheets and
// the files of public/ are there when a page is loaded again; after a change of Rust code, the server is started anew.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { build, root, run, writeStatic } from "./site.mjs";

const sources = {
  static: ["style", "public"],
  browser: ["app", "frontend", "Cargo.toml", "Cargo.lock"],
  server: ["server/src", "server/build.rs", "server/Cargo.toml", "server/authority", "migrations"],
};
/** What of them was built: when the newest file was saved, and how many there are. */
const built = {};
/** The sources that are still to be built, because the last build failed. */
let failed = [];

function state(paths) {
  const below = (path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path, { recursive: true }).map((name) => join(path, name)) : [path]);
  const times = paths.flatMap((path) => below(join(root, path))).map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return `${Math.max(...times)} ${times.length}`;
}

/** The names of the sources that changed since they were asked for. */
function changed() {
  const now = Object.entries(sources).map(([name, paths]) => [name, state(paths)]);
  const found = now.filter(([name, state]) => built[name] !== state).map(([name]) => name);
  Object.assign(built, Object.fromEntries(now));
  return found;
}

let server;
async function restart() {
  if (server?.exitCode === null && server.kill()) await once(server, "exit");
  server = spawn("target/debug/configo", ["serve"], { cwd: root, stdio: "inherit" });
  server.on("error", (error) => console.error(error.message));
}

async function rebuild(names) {
  if (names.includes("browser")) await build(false);
  else if (names.includes("static")) writeStatic();
  if (names.every((name) => name === "static")) return;
  await run("cargo", "build", "--locked", "-p", "server", "--bin", "configo");
  await restart();
}

for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    server?.kill();
    process.exit();
  });
for (;;) {
  const found = changed();
  if (found.length === 0) {
    await setTimeout(300);
    continue;
  }
  const names = [...new Set([...failed, ...found])];
  failed = [];
  await rebuild(names).catch((error) => {
    failed = names;
    console.error(`${error.message}; save a file to try again`);
  });
}
