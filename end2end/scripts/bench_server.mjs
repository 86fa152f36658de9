// The fixture of the benchmarks: a real server with seeded applications, and a browser.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";
import { executable } from "../fixtures/chromium.mjs";

export const root = resolve(import.meta.dirname, "../..");
export const password = "a phrase for benchmarks only";
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The binaries to compare: the one that was built, and BASELINE, if set. */
export function programs() {
  const { BASELINE } = process.env;
  const built = { name: "this", binary: join(root, "target/release/configo") };
  return BASELINE ? [{ name: "baseline", binary: resolve(BASELINE) }, built] : [built];
}

/** Prints one line with the same figure of each binary. */
export function compare(what, all, measured) {
  console.log(`${what}: ${all.map((one) => (all.length > 1 ? `${one.name} ${measured(one)}` : measured(one))).join(" | ")}`);
}

/** A data directory in which each account has this many applications. */
export function stock(accounts) {
  const data = mkdtempSync(join(tmpdir(), "configo-bench-"));
  for (const [email, count] of Object.entries(accounts)) {
    const arguments_ = ["run", "--quiet", "--locked", "-p", "authority", "--example", "seed", "--", data, email, String(count)];
    const run = spawnSync("cargo", arguments_, { cwd: root, stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, CONFIGO_SEED_PASSWORD: password } });
    if (run.status !== 0) throw new Error("seeding failed");
  }
  return { data, remove: () => rmSync(data, { recursive: true, force: true }) };
}

/** Serves a data directory; `stop` waits until the process is gone. */
export async function serve(binary, data) {
  const env = { PATH: process.env.PATH, CONFIGO_LISTEN: "127.0.0.1:0", CONFIGO_DATA_DIR: data, CONFIGO_LOG: "warn" };
  const server = spawn(binary, ["serve"], { env, cwd: data, stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise((done) => createInterface({ input: server.stdout }).once("line", done));
  const stop = async () => {
    const gone = new Promise((done) => server.once("exit", done));
    server.kill();
    await gone;
  };
  return { url: line.replace("listening on ", ""), stop };
}

export const launch = () => chromium.launch({ executablePath: executable(), args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"] });

/** Lighthouse's slow 4G: 150 ms, 1.6 Mbit/s. */
export const slow4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };

/** A page of an account that is signed in, with nothing in the browser's cache. `script` runs in every page that is opened later. */
export async function signedIn(browser, url, email, script) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(`${url}/sign-in`);
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password").fill(password);
  // The redirect to the table is not followed, so that no WebAssembly is fetched yet.
  const cookies = await page.evaluate(async () => {
    const form = document.querySelector("form[method=post]");
    return (await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" })).type;
  });
  if (cookies !== "opaqueredirect") throw new Error("signing in failed");
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  if (script) await page.addInitScript(script);
  const slow = (rate) => session.send("Emulation.setCPUThrottlingRate", { rate });
  return { page, session, slow, close: () => context.close() };
}

export const hydrated = (page) => page.waitForFunction(() => document.documentElement.dataset.hydrated === "true", null, { polling: 20 });
