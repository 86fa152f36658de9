// Builds target/site, which is what browsers load: the program in its parts, the scripts that load them, stylesheets and
// the files of public/. The server embeds it (server/src/web/site.rs finds the files by their names).
// That of a release is as small as it gets, compressed beforehand, and has in a file's name the hash of what is in it; that of
// `make dev` is there as soon as it gets.
import { execFile, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { minify } from "terser";
import { compress, namesWithHashes, stylesheet } from "./site_files.mjs";

export const root = resolve(import.meta.dirname, "../..");
const site = join(root, "target/site");
const front = join(root, "target/front");
/** The site while it is built: nobody sees half of one. */
const unfinished = join(root, "target/site.unfinished");

/** Runs a program that prints for itself; whoever waits is told when it fails. */
export function run(program, ...args) {
  return new Promise((done, refuse) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", refuse);
    child.on("close", (code) => (code === 0 ? done() : refuse(new Error(`${program} ${args[0]} failed`))));
  });
}

async function inParallel(jobs) {
  const waiting = [...jobs];
  const worker = async () => {
    while (waiting.length > 0) await waiting.shift()();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Compiles the browser's program, and meanwhile what divides it into parts. */
async function compile(release) {
  const profile = release ? "wasm-release" : "dev";
  // The relocations tell which function needs which; a part is made of what only it needs.
  const program = ["-p", "frontend", "--lib", "--target", "wasm32-unknown-unknown", "--target-dir", front, "--profile", profile];
  // Optimized, `bundle` would run for half a second instead of two, and compile four times as long.
  const bundle = ["-p", "bundle", "--config", 'profile.dev.package."*".opt-level=0'];
  const both = [run("cargo", "rustc", "--locked", ...program, "--", "-Clink-arg=--emit-relocs"), run("cargo", "build", "--locked", ...bundle)];
  // Both are waited for, so that nothing goes on after a failure.
  for (const { reason } of await Promise.allSettled(both)) if (reason) throw reason;
  return join(front, "wasm32-unknown-unknown", release ? profile : "debug", "frontend.wasm");
}

/** Writes the parts of the program and their scripts into a folder. */
async function program(folder, release) {
  let compiled = await compile(release);
  if (release) {
    const smaller = join(front, "frontend.wasm");
    await run("node", "frontend/drop_unused.mjs", compiled, smaller);
    compiled = smaller;
  }
  await run("target/debug/bundle", compiled, folder);
  if (!release) return;
  const written = (ending) => readdirSync(folder).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
  // What it prints is shown when it fails: it warns of names of data, which it does not know.
  const optimize = (file) => promisify(execFile)("wasm-opt", ["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int", file, "-o", file]);
  await inParallel(written(".wasm").map((file) => () => optimize(file)));
  for (const file of written(".js")) writeFileSync(file, (await minify(readFileSync(file, "utf8"), { module: true })).code);
}

/** Writes what is made without a compiler: both stylesheets, and the files of public/. */
export function writeStatic(folder = site, release = false) {
  cpSync(join(root, "public"), folder, { recursive: true });
  writeFileSync(join(folder, "pkg/configo.css"), stylesheet(join(root, "style/main.css"), release));
  // Of the pages without scripts.
  writeFileSync(join(folder, "pkg/plain.css"), stylesheet(join(root, "style/plain.css"), release));
}

export async function build(release) {
  const pkg = join(unfinished, "pkg");
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(pkg, { recursive: true });
  writeStatic(unfinished, release);
  await program(pkg, release);
  if (release) {
    namesWithHashes(pkg);
    await compress(unfinished);
  }
  rmSync(site, { recursive: true, force: true });
  renameSync(unfinished, site);
}

if (process.argv[1] === import.meta.filename) await build(true);
