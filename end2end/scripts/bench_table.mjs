// The figures of the table in a browser whose processor is four times slower: how long a key press, a deletion and other
// interactions take to be painted, and how big the document is. BASELINE=path compares with another build.
// Figures are printed, never asserted: machines differ, and timed tests are flaky.
import { compare, hydrated, launch, median, programs, serve, signedIn, stock } from "./bench_server.mjs";

const email = "many@example.com";
const rounds = 5;
const milliseconds = (number) => `${number.toFixed(1)} ms`;
const pause = (page, time) => page.evaluate((time) => new Promise((done) => setTimeout(done, time)), time);

/** Records layout shifts and event durations in the page. */
function observe() {
  globalThis.figures = { shift: 0, events: [] };
  const watch = (type, note, options) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  watch("layout-shift", (entry) => {
    if (!entry.hadRecentInput) globalThis.figures.shift += entry.value;
  });
  watch("event", (entry) => entry.interactionId && globalThis.figures.events.push(entry.duration), { durationThreshold: 16 });
}

/** From the timestamp of the key press to the frame after its effect. */
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

async function measure(one, browser) {
  const { page, slow, close } = await signedIn(browser, one.url, email, observe);
  await page.goto(`${one.url}/applications`);
  await hydrated(page);
  one.elements = await page.evaluate(() => document.querySelectorAll("*").length);
  await page.mouse.wheel(0, 1500);
  await page.waitForFunction(() => document.querySelector('tr[aria-rowindex="52"]'));
  one.shift = await page.evaluate(() => globalThis.figures.shift);
  await page.reload();
  await hydrated(page);
  await page.locator("#grid a").nth(5).focus();
  // Now all rows are loaded, and the document is at its maximum.
  await page.keyboard.press("Control+End");
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex") === "10001", null, { timeout: 60_000 });
  await page.keyboard.press("Control+Home");
  for (let press = 0; press < 6; press += 1) await page.keyboard.press("PageDown");
  one.rows = await page.locator("tr[data-id]").count();
  await slow(4);
  [one.handled, one.painted, one.deleted, one.events] = [[], [], [], []];
  for (let round = 0; round < rounds * 20; round += 1) {
    const took = await timed(page, round % 2 ? "ArrowUp" : "ArrowDown");
    one.handled.push(took.handled);
    one.painted.push(took.painted);
  }
  for (let round = 0; round < rounds; round += 1) {
    const id = await page.evaluate(() => document.activeElement.closest("tr").dataset.id);
    one.deleted.push((await timed(page, "Delete", `tr[data-id="${id}"]`)).painted);
  }
  await page.getByRole("status").filter({ hasText: "Deleted" }).last().waitFor();
  await pause(page, 1000);
  // Moving into rows that are not rendered yet, selecting, and deleting: several times each.
  one.presses = ["ArrowDown", "x", "ArrowDown", "x", "End", "Home", "PageDown", "PageDown", "PageDown", "PageUp", "Escape", "Delete", "Delete", "Delete"];
  for (const key of one.presses) {
    await page.evaluate(() => (globalThis.figures.events = []));
    await page.keyboard.press(key);
    // Wait until the previous interaction was painted.
    await pause(page, 800);
    // Events below 16 ms are not reported.
    one.events.push(Math.max(0, ...(await page.evaluate(() => globalThis.figures.events))));
  }
  await close();
}

const all = programs();
const browser = await launch();
// Each binary has its own data, because measuring deletes.
const stocks = all.map(() => stock({ [email]: 10_000 }));
try {
  for (const [index, one] of all.entries()) Object.assign(one, await serve(one.binary, stocks[index].data));
  for (const one of all) await measure(one, browser);
  const slowed = "CPU slowed 4 times";
  compare("document with one page of 50 rows", all, ({ elements }) => `${elements} elements`);
  compare("rows in the document far down", all, ({ rows }) => rows);
  compare(`key press to moved focus, script, ${slowed}`, all, ({ handled }) => milliseconds(median(handled)));
  compare(`key press to moved focus, painted, ${slowed}`, all, ({ painted }) => milliseconds(median(painted)));
  compare(`delete to painted, ${slowed}`, all, ({ deleted }) => milliseconds(median(deleted)));
  compare(`interaction to next paint, ${slowed}, median`, all, ({ events }) => `${median(events)} ms`);
  for (const one of all) console.log(`  ${one.name}: ${one.presses.map((key, index) => `${key} ${one.events[index] || "< 16"}`).join(", ")}`);
  compare("cumulative layout shift, the first page and reading on", all, ({ shift }) => shift.toFixed(4));
} finally {
  await browser.close();
  for (const one of all) await one.stop?.();
  for (const { remove } of stocks) remove();
}
