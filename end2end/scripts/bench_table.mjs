// The figures of the table in a browser: how long a key press, a deletion and the first page take to be painted.
// Figures are printed, never asserted: machines differ, and a timed test is a flaky test.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";
import { executable } from "../fixtures/chromium.mjs";

const root = resolve(import.meta.dirname, "../..");
const binary = join(root, "target/release/configo");
const [email, password] = ["many@example.com", "a phrase for benchmarks only"];
const rounds = 5;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const milliseconds = (number) => `${number.toFixed(1)} ms`;

const data = mkdtempSync(join(tmpdir(), "configo-bench-"));
const seeding = spawnSync("cargo", ["run", "--quiet", "--locked", "-p", "authority", "--example", "seed", "--", data, email, "10000"], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
  env: { ...process.env, CONFIGO_SEED_PASSWORD: password },
});
if (seeding.status !== 0) throw new Error("seeding failed");
const environment = { PATH: process.env.PATH, CONFIGO_LISTEN: "127.0.0.1:0", CONFIGO_DATA_DIR: data, CONFIGO_LOG: "warn" };
const server = spawn(binary, ["serve"], { env: environment, cwd: data, stdio: ["ignore", "pipe", "inherit"] });
const line = await new Promise((done) => createInterface({ input: server.stdout }).once("line", done));
const url = line.replace("listening on ", "");
const browser = await chromium.launch({ executablePath: executable(), args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"] });

/** What the page notes about itself: layout shifts, the largest paint, and how long events took. */
function observe() {
  globalThis.figures = { shift: 0, paint: 0, painted: "", events: [] };
  const watch = (type, note, options) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  watch("layout-shift", (entry) => {
    if (!entry.hadRecentInput) globalThis.figures.shift += entry.value;
  });
  watch("largest-contentful-paint", (entry) => Object.assign(globalThis.figures, { paint: entry.startTime, painted: entry.element?.tagName ?? "" }));
  watch("event", (entry) => entry.interactionId && globalThis.figures.events.push(entry.duration), { durationThreshold: 16 });
}

async function signedIn(throttle = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.addInitScript(observe);
  await page.goto(`${url}/sign-in`);
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/applications");
  const session = await context.newCDPSession(page);
  if (throttle.cpu) await session.send("Emulation.setCPUThrottlingRate", { rate: throttle.cpu });
  return { page, session, close: () => context.close() };
}

const hydrated = (page) => page.waitForFunction(() => document.documentElement.dataset.hydrated === "true");

/** From the key's own time to the frame after its effect. */
function timed(page, key, selector) {
  return page.evaluate(
    ({ key, selector }) =>
      new Promise((done) => {
        const target = document.activeElement;
        const started = performance.now();
        target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        const handled = performance.now() - started;
        const gone = () => !selector || !document.querySelector(selector);
        const frame = () => requestAnimationFrame(() => (gone() ? setTimeout(() => done({ handled, painted: performance.now() - started })) : frame()));
        frame();
      }),
    { key, selector },
  );
}

try {
  const { page, session, close } = await signedIn();
  await hydrated(page);
  console.log(`document with one page of rows: ${await page.evaluate(() => document.querySelectorAll("*").length)} elements`);
  await page.mouse.wheel(0, 1500);
  await page.waitForFunction(() => document.querySelector('tr[aria-rowindex="52"]'));
  const shift = await page.evaluate(() => globalThis.figures.shift);
  await page.reload();
  await hydrated(page);
  await page.locator("#grid a").nth(5).focus();
  // All rows are read then, and as many in the document as ever are.
  await page.keyboard.press("Control+End");
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex") === "10001");
  await page.keyboard.press("Control+Home");
  for (let press = 0; press < 6; press += 1) await page.keyboard.press("PageDown");
  const [handled, painted, deleted] = [[], [], []];
  for (let round = 0; round < rounds * 20; round += 1) {
    const took = await timed(page, round % 2 ? "ArrowUp" : "ArrowDown");
    handled.push(took.handled);
    painted.push(took.painted);
  }
  console.log(`${await page.locator("tr[data-id]").count()} rows in the document`);
  console.log(`key press to moved focus, script: ${milliseconds(median(handled))}; painted: ${milliseconds(median(painted))}`);
  for (let round = 0; round < rounds; round += 1) {
    const id = await page.evaluate(() => document.activeElement.closest("tr").dataset.id);
    deleted.push((await timed(page, "Delete", `tr[data-id="${id}"]`)).painted);
  }
  console.log(`delete to painted: ${milliseconds(median(deleted))}`);
  await page.getByRole("status").filter({ hasText: "Deleted" }).last().waitFor();
  await page.evaluate(() => new Promise((done) => setTimeout(done, 1000)));
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  // Moving into rows that are not in the document yet, selecting, and deleting: each several times.
  const presses = ["ArrowDown", "x", "ArrowDown", "x", "End", "Home", "PageDown", "PageDown", "PageDown", "PageUp", "Escape", "Delete", "Delete", "Delete"];
  const took = [];
  for (const key of presses) {
    await page.evaluate(() => (globalThis.figures.events = []));
    await page.keyboard.press(key);
    // Each is an interaction of its own: nothing of the last one is being painted any more.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 800)));
    // What takes less than 16 ms is not reported.
    took.push(Math.max(0, ...(await page.evaluate(() => globalThis.figures.events))));
  }
  console.log(`interaction to next paint, CPU slowed 4 times: median ${median(took)} ms; ${presses.map((key, index) => `${key} ${took[index] || "< 16"}`).join(", ")}`);
  console.log(`cumulative layout shift, the first page and reading on: ${shift.toFixed(4)}`);
  await close();

  const [paints, keys] = [[], []];
  let tag = "";
  for (let round = 0; round < rounds; round += 1) {
    const { page, session, close } = await signedIn();
    await session.send("Network.enable");
    await session.send("Network.clearBrowserCache");
    // Lighthouse's slow 4G: 150 ms, 1.6 Mbit/s.
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 });
    await page.goto(`${url}/applications`);
    await hydrated(page);
    keys.push(await page.evaluate(() => performance.now()));
    const { paint, painted } = await page.evaluate(() => globalThis.figures);
    paints.push(paint);
    tag = painted;
    await close();
  }
  console.log(`slow 4G: largest paint (${tag}) at ${milliseconds(median(paints))}, keys at ${milliseconds(median(keys))}`);
} finally {
  await browser.close();
  const gone = new Promise((done) => server.once("exit", done));
  server.kill();
  await gone;
  rmSync(data, { recursive: true, force: true });
}
