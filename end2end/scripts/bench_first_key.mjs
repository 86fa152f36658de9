// How long it takes from asking for the table until a key is answered, and what travels until then: three applications,
// a line of 1.6 Mbit/s with 150 ms, a processor four times slower. BASELINE=path compares with another build.
import { compare, hydrated, launch, median, programs, serve, signedIn, slow4G, stock } from "./bench_server.mjs";

const email = "three@example.com";
const rounds = 5;
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/** Presses `j` on the first row until the focus moves to another one. */
function tryKeys() {
  globalThis.figures = { paint: 0, shift: 0, key: 0 };
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => (globalThis.figures.paint = entry.startTime));
  watch("layout-shift", (entry) => (globalThis.figures.shift += entry.hadRecentInput ? 0 : entry.value));
  let first;
  const timer = setInterval(() => {
    const link = document.querySelector("#grid tbody a");
    if (!link) return;
    const row = () => document.activeElement?.closest("tr");
    if (!first) {
      link.focus();
      first = row();
      return;
    }
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "j", code: "KeyJ", bubbles: true, cancelable: true }));
    if (row() && row() !== first) {
      globalThis.figures.key = performance.now();
      clearInterval(timer);
    }
  }, 30);
}

/** Requests and replies, in order. */
async function traffic(session) {
  const [asked, came] = [new Map(), []];
  session.on("Network.requestWillBeSent", ({ requestId, request }) => asked.set(requestId, new URL(request.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => came.push({ path: asked.get(requestId), bytes: encodedDataLength }));
  return came;
}

const browser = await launch();
const all = programs().map((program) => ({ ...program, ...stock({ [email]: 3 }), key: [], paint: [], shift: [] }));
try {
  for (const one of all) Object.assign(one, await serve(one.binary, one.data));
  for (const one of all) {
    const { page, session, close } = await signedIn(browser, one.url, email);
    one.came = await traffic(session);
    // So slow that nothing is prefetched before the first key works.
    await session.send("Network.emulateNetworkConditions", slow4G);
    await page.goto(`${one.url}/applications`);
    await hydrated(page);
    one.before = [...one.came];
    await page.waitForLoadState("networkidle");
    await new Promise((done) => setTimeout(done, 1500));
    await close();
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const one of all) {
      const { page, session, slow, close } = await signedIn(browser, one.url, email, tryKeys);
      await slow(4);
      await session.send("Network.emulateNetworkConditions", slow4G);
      await page.goto(`${one.url}/applications`, { waitUntil: "commit" });
      await page.waitForFunction(() => globalThis.figures?.key > 0, null, { polling: 100, timeout: 60_000 });
      const { key, paint, shift } = await page.evaluate(() => globalThis.figures);
      one.key.push(key);
      one.paint.push(paint);
      one.shift.push(shift);
      await close();
    }
  }
  const bytes = (found) => found.reduce((sum, { bytes }) => sum + bytes, 0);
  compare("until the first key works, 3 applications", all, ({ before }) => `${kilobytes(bytes(before))} in ${before.length} requests`);
  compare("everything that is fetched, idle included", all, ({ came }) => `${kilobytes(bytes(came))} in ${came.length} requests`);
  for (const one of all) {
    const heaviest = [...one.came].sort((a, b) => b.bytes - a.bytes).slice(0, 8);
    console.log(`  ${one.name}: ${heaviest.map(({ path, bytes }) => `${path.split("/").at(-1).split(".")[0]}.${path.split(".").at(-1)} ${kilobytes(bytes)}`).join(", ")}`);
  }
  const slowed = "slow 4G, CPU slowed 4 times";
  compare(`navigation to the first j that moves the focus, ${slowed}, median of ${rounds}`, all, ({ key }) => seconds(median(key)));
  compare(`largest paint, ${slowed}`, all, ({ paint }) => seconds(median(paint)));
  compare(`cumulative layout shift, ${slowed}`, all, ({ shift }) => median(shift).toFixed(4));
} finally {
  await browser.close();
  for (const one of all) {
    await one.stop?.();
    one.remove();
  }
}
