// Code splitting: when chunks are loaded, what a page shows until its chunk is there, and what happens if it can't be loaded.
import type { Page } from "@playwright/test";
import { waitForHydration } from "../fixtures/account";
import { credentials, field, fill, form, save } from "../fixtures/applications";
import { column, expectFocusAt, focusCell, names, press, registerAndOpen } from "../fixtures/grid";
import type { Guard } from "../fixtures/guard";
import { expect, test } from "../fixtures/test";

const html = (page: Page) => page.locator("html");

/** The names of the chunks that were requested so far, in order. */
function requestedChunks(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const stem = /\/([a-z_0-9]+)\.[^/]*wasm$/.exec(new URL(request.url()).pathname)?.[1];
    if (stem) asked.push(stem);
  });
  return asked;
}

/** The paths of all page loads. */
function pageLoads(page: Page): string[] {
  const paths: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) paths.push(new URL(request.url()).pathname);
  });
  return paths;
}

/** Turns off prefetching: the browser is never idle. */
const neverIdle = (page: Page) => page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));

/** Makes requests for a chunk fail: the first `times`, or all. */
async function blockChunk(page: Page, guard: Guard, part: RegExp, times?: number): Promise<void> {
  guard.allow(/^net::ERR_FAILED .*\.wasm$/);
  // The chunk loader logs it, and leaves a promise unhandled.
  guard.allow(/^(console: TypeError|uncaught): Failed to fetch/);
  await page.route(part, (route) => route.abort(), times === undefined ? {} : { times });
}

async function expectUnhydrated(page: Page): Promise<void> {
  await expect(html(page)).toHaveAttribute("data-unhydrated", "true");
  await expect(html(page)).not.toHaveAttribute("data-hydrated", "true");
  await expect(page.locator(".js-only:visible")).toHaveCount(0);
}

test("shortcuts work with the first chunk alone, and the others are prefetched when idle", async ({ signedIn: page, server }) => {
  await neverIdle(page);
  await registerAndOpen(page, server, "Alpha", "Bravo");
  // Move the pointer off any link: it is where the sign-in button was.
  await page.mouse.move(0, 0);
  const asked = requestedChunks(page);
  await page.reload();
  await waitForHydration(page);
  // A cell without a link, because focusing a link prefetches its chunk.
  await focusCell(page, "Alpha", column.created);
  await press(page, "j");
  await expectFocusAt(page, "Bravo", column.created);
  await press(page, "Delete");
  await expect.poll(() => names(page)).toEqual(["Alpha"]);
  expect(asked).toEqual(["configo"]);
  const idle = await page.context().newPage();
  const later = requestedChunks(idle);
  await idle.goto("/applications");
  await expect.poll(() => later.filter((stem) => stem.startsWith("split_")).sort()).toEqual(["split_account", "split_application", "split_form"]);
});

test("a chunk is prefetched when the pointer or the focus is on a link to it", async ({ signedIn: page, server }) => {
  // Before the table is opened, so that the page that is left does not prefetch either.
  await neverIdle(page);
  await registerAndOpen(page, server, "Alpha");
  await page.mouse.move(0, 0);
  const asked = requestedChunks(page);
  await page.reload();
  await waitForHydration(page);
  await page.getByRole("link", { name: "Security" }).hover();
  await expect.poll(() => asked).toContain("split_account");
  expect(asked).not.toContain("split_form");
  await page.getByRole("button", { name: "Edit Alpha" }).focus();
  await expect.poll(() => asked).toContain("split_form");
  expect(asked).not.toContain("split_application");
});

test("a page that waits for its chunk shows that, and appears", async ({ signedIn: page }) => {
  await neverIdle(page);
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(/split_form\..*wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await waitForHydration(page);
  await press(page, "a");
  await expect(html(page)).toHaveAttribute("data-loading", /.*/);
  const sign = await page.evaluate(() => {
    const { animationDelay, animationName, position } = getComputedStyle(document.documentElement, "::before");
    return { animationDelay, animationName, position };
  });
  expect(sign).toEqual({ animationDelay: "0.15s", animationName: "bone-late", position: "fixed" });
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(1);
  release();
  await expect(field(form(page), "Name")).toBeFocused();
  await expect(html(page)).not.toHaveAttribute("data-loading", /.*/);
  await expect(page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
});

test("a chunk that can't be loaded leads to one page load, then to an unhydrated page", async ({ signedIn: page, guard }) => {
  await blockChunk(page, guard, /split_account\..*wasm$/);
  await page.reload();
  await waitForHydration(page);
  const loaded = pageLoads(page);
  await page.getByRole("link", { name: "Security" }).click();
  await expect(page.getByRole("heading", { name: "Security", exact: true })).toBeVisible();
  await expectUnhydrated(page);
  await page.waitForLoadState("networkidle");
  expect(loaded).toEqual(["/security"]);
  // Other pages are not affected.
  await page.getByRole("link", { name: "Applications", exact: true }).click();
  await waitForHydration(page);
  expect(loaded).toEqual(["/security", "/applications"]);
});

test("a chunk that loads at the second try hydrates the page after one page load", async ({ signedIn: page, guard }) => {
  await neverIdle(page);
  await page.reload();
  await waitForHydration(page);
  await blockChunk(page, guard, /split_form\..*wasm$/, 1);
  const loaded = pageLoads(page);
  await press(page, "a");
  await expect(page).toHaveURL(/\/applications\/new$/);
  await waitForHydration(page);
  await expect(field(form(page), "Name")).toBeVisible();
  expect(loaded).toEqual(["/applications/new"]);
});

test("the form works if its chunk can't be loaded", async ({ signedIn: page, guard }) => {
  await blockChunk(page, guard, /split_form\..*wasm$/);
  const loaded = pageLoads(page);
  await page.goto("/applications/new");
  await expectUnhydrated(page);
  expect(loaded).toEqual(["/applications/new"]);
  await fill(form(page), { name: "Plain", permissions: ["projects", "orders"] });
  await save(form(page)).click();
  await expect(credentials(page)).toBeVisible();
});
