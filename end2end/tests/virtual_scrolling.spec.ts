// Virtual scrolling: the focus when rows are inserted or removed far down a long list, and printing.
import type { Page } from "@playwright/test";
import type { Account } from "../fixtures/account";
import { fill, form, readCredentials } from "../fixtures/applications";
import { column, returnToTab, deleteElsewhere, expectFocusAt, focusCell, grid, names, openTable, press, rowIndex, rows, searchBox, selection, tabStops, toast } from "../fixtures/grid";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const expectInViewport = (page: Page) => expect(page.locator("tr:focus-within")).toBeInViewport();

/** Opens a table with this many applications, and presses Page Down until the row with this index has the focus. */
async function pageDownTo(page: Page, server: Server, account: Account, count: number, index: number): Promise<void> {
  await server.seed(account.email, count, account.password);
  await openTable(page);
  await focusCell(page, (await names(page))[0] ?? "", column.name);
  await expect
    .poll(
      async () => {
        await press(page, "PageDown");
        return rowIndex(page);
      },
      { intervals: [100] },
    )
    .toBeGreaterThanOrEqual(index);
}

const focusedId = (page: Page) => page.locator("tr:focus-within").getAttribute("data-id");

test("a new application has the focus, however far down one was", async ({ signedIn: page, server, account }) => {
  await pageDownTo(page, server, account, 120, 82);
  await press(page, "a");
  await fill(form(page), { name: "Far away" });
  await press(page, "Control+Enter");
  await readCredentials(page);
  await expectFocusAt(page, "Far away", column.name);
  await expectInViewport(page);
  await press(page, "ArrowDown");
  await expect.poll(() => rowIndex(page)).toBe(3);
});

test("if somebody else deletes the row with the focus, the next one gets it", async ({ signedIn: page, server, account }) => {
  await pageDownTo(page, server, account, 100, 62);
  const index = await rowIndex(page);
  const next = await page.locator("tr:focus-within + tr, tbody:focus-within + tbody > tr").first().getAttribute("data-id");
  await deleteElsewhere(page, [await focusedId(page)]);
  await returnToTab(page);
  await expect.poll(() => focusedId(page)).toBe(next);
  expect(await tabStops(grid(page))).toBe(1);
  await press(page, "ArrowUp");
  await expect.poll(async () => (await rowIndex(page)) + 1).toBe(index);
});

test("after many were deleted, the row with the focus is visible", async ({ signedIn: page, server, account }) => {
  await pageDownTo(page, server, account, 100, 72);
  const second = rows(page).first();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(second).toHaveAttribute("aria-rowindex", "2");
  await second.locator("input.checkbox").check();
  await page.evaluate(() => scrollTo(0, 2400));
  const later = page.locator('tr[aria-rowindex="70"]');
  await expect(later).toBeVisible();
  await later.locator("input.checkbox").click({ modifiers: ["Shift"] });
  await expect(selection(page)).toContainText("69 selected");
  await press(page, "#");
  await expect(toast(page, "Deleted 69 applications")).toBeVisible();
  await expect.poll(() => rowIndex(page)).toBe(2);
  await expectInViewport(page);
});

test("a focus that moves while the end is being loaded stays there", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 120, account.password);
  await openTable(page);
  await focusCell(page, (await names(page))[0] ?? "", column.name);
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route("**/api/applications/list", async (route) => {
    await held;
    await route.continue();
  });
  await press(page, "Control+End", "/");
  await expect(searchBox(page)).toBeFocused();
  const read = page.waitForResponse("**/api/applications/list");
  release();
  await (await read).finished();
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await expect(searchBox(page)).toBeFocused();
});

test("all loaded rows are printed", async ({ signedIn: page, server, account }) => {
  await pageDownTo(page, server, account, 100, 92);
  await expect(rows(page).first()).not.toHaveAttribute("aria-rowindex", "2");
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect(rows(page)).toHaveCount(100);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect.poll(() => rows(page).count()).toBeLessThan(100);
});
