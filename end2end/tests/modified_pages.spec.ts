// Pages that extensions, proxies or policies have modified: they end up either hydrated or as plain HTML, never in between,
// and no visible control is dead.
import type { Page } from "@playwright/test";
import { column, expectFocusAt, focusCell, press, rows, searchBox, registerAndOpen } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

const html = (page: Page) => page.locator("html");

/** Rewrites pages in transit, as a proxy or an extension may. */
async function rewrite(page: Page, path: string, change: (page: string) => string): Promise<void> {
  await page.route(path, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const changed = change(body);
    expect(changed, "the page is another one").not.toBe(body);
    await route.fulfill({ response, body: changed });
  });
}

async function expectKeysAnswered(page: Page): Promise<void> {
  await expect(html(page)).toHaveAttribute("data-hydrated", "true");
  await expect(html(page)).not.toHaveAttribute("data-unhydrated", "true");
  await focusCell(page, "Alpha", column.name);
  await press(page, "j");
  await expectFocusAt(page, "Bravo", column.name);
}

/** The page is unhydrated and works by links and forms. */
async function expectPlainPage(page: Page): Promise<void> {
  await expect(html(page)).toHaveAttribute("data-unhydrated", "true");
  await expect(html(page)).not.toHaveAttribute("data-hydrated", "true");
  await expect(page.locator(".js-only:visible")).toHaveCount(0);
  await expect(rows(page)).toHaveCount(2);
  // The URL changes by a page load and not by a router that was given up.
  await page.evaluate(() => Object.assign(globalThis, { samePage: true }));
  await searchBox(page).fill("Brav");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(/[?&]q=Brav/);
  await expect(rows(page)).toHaveCount(1);
  expect(await page.evaluate(() => "samePage" in globalThis)).toBe(false);
}

test.describe("a page that was modified", () => {
  test.beforeEach(async ({ signedIn: page, server, guard }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    guard.allow(/^console: (panicked at|RuntimeError|Error)/);
    guard.allow(/^404 .*\.(js|wasm)$/);
    guard.allow(/^net::ERR_FAILED .*\.(js|wasm)$/);
  });

  test("an element that is inserted first into the body changes nothing", async ({ signedIn: page }) => {
    await rewrite(page, "**/applications", (body) => body.replace("<body>", "<body><div>Coupons!</div>"));
    await page.goto("/applications");
    await expectKeysAnswered(page);
  });

  test("an element that is inserted between ours leaves the page unhydrated", async ({ signedIn: page }) => {
    await rewrite(page, "**/applications*", (body) => body.replace("<main ", "<div>Coupons!</div><main "));
    await page.goto("/applications");
    await expectPlainPage(page);
  });

  test("an element that is removed leaves the page unhydrated", async ({ signedIn: page }) => {
    await rewrite(page, "**/applications*", (body) => body.replace(/<td role="cell" class="count">.*?<\/td>/, ""));
    await page.goto("/applications");
    await expectPlainPage(page);
  });

  for (const [what, comment] of [["all comments", /<!--.*?-->|<!>/g], ["empty comments", /<!>/g]] as const) {
    test(`without ${what}`, async ({ signedIn: page }) => {
      await rewrite(page, "**/applications*", (body) => body.replace(comment, ""));
      await page.goto("/applications");
      await expectPlainPage(page);
    });
  }

  test("without WebAssembly", async ({ signedIn: page }) => {
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await page.goto("/applications");
    await expectPlainPage(page);
  });

  for (const file of ["configo.*.wasm", "configo.*.js", "__wasm_split.*.js"]) {
    test(`${file} is not found`, async ({ signedIn: page }) => {
      await page.route(`**/pkg/**/${file}`, (route) => route.fulfill({ status: 404 }));
      await page.goto("/applications");
      await expectPlainPage(page);
    });

    test(`${file} is not what it was`, async ({ signedIn: page }) => {
      const contentType = file.endsWith("wasm") ? "application/wasm" : "text/javascript";
      await page.route(`**/pkg/**/${file}`, (route) => route.fulfill({ status: 200, contentType, body: "<html>Please sign in to this network</html>" }));
      await page.goto("/applications");
      await expectPlainPage(page);
    });
  }

  test("a hydration that never finishes", async ({ signedIn: page }) => {
    // Its `hydrate` does nothing.
    await page.route("**/pkg/**/configo.*.js", async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace("export function hydrate(", "export function hydrate() {}\nexport function unused(");
      await route.fulfill({ response, body });
    });
    await page.goto("/applications");
    await expect(html(page)).toHaveAttribute("data-unhydrated", "true", { timeout: 15_000 });
    await expectPlainPage(page);
  });
});
