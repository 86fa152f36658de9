// Where the focus is when rows come and go far from where one looks, or behind one's back.
import type { Page } from "@playwright/test";
import type { Account } from "../fixtures/account";
import { editForm, fill, focusNotLost, form, row, take } from "../fixtures/applications";
import { column, comeBack, deleteElsewhere, failure, focusAt, focusCell, focused, focusIn, grid, names, openTable, press, rowIndex, rows, searchBox, selection, stock, tabStops, toast } from "../fixtures/grid";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const inSight = (page: Page) => expect(page.locator("tr:focus-within")).toBeInViewport();

/** Opens the table of this many applications, and goes down to the row with this index. */
async function goFar(page: Page, server: Server, account: Account, count: number, index: number): Promise<void> {
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
  await goFar(page, server, account, 120, 82);
  await press(page, "a");
  await fill(form(page), { name: "Far away" });
  await press(page, "Control+Enter");
  await take(page);
  await focusAt(page, "Far away", column.name);
  await inSight(page);
  await press(page, "ArrowDown");
  await expect.poll(() => rowIndex(page)).toBe(3);
});

test("where somebody else deletes the row of the focus, the next one has it", async ({ signedIn: page, server, account }) => {
  await goFar(page, server, account, 100, 62);
  const index = await rowIndex(page);
  const next = await page.locator("tr:focus-within + tr, tbody:focus-within + tbody > tr").first().getAttribute("data-id");
  await deleteElsewhere(page, [await focusedId(page)]);
  await comeBack(page);
  await expect.poll(() => focusedId(page)).toBe(next);
  expect(await tabStops(grid(page))).toBe(1);
  await press(page, "ArrowUp");
  await expect.poll(async () => (await rowIndex(page)) + 1).toBe(index);
});

test("z undoes one after the other, and the button of an Undo takes that back", async ({ signedIn: page, server }) => {
  await stock(page, server, "Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot");
  await focusCell(page, "Alpha", column.name);
  for (const gone of ["Alpha", "Bravo", "Charlie", "Delta"]) {
    await press(page, "Delete");
    await expect(toast(page, `Deleted ${gone}`)).toBeVisible();
  }
  await press(page, "z");
  await expect.poll(() => names(page)).toEqual(["Delta", "Echo", "Foxtrot"]);
  // Three more, faster than the server answers.
  await press(page, "z", "z", "z");
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot"]);
  await press(page, "z");
  await focusAt(page, "Alpha", column.name);
  await toast(page, "Restored Alpha").getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => names(page)).toEqual(["Bravo", "Charlie", "Delta", "Echo", "Foxtrot"]);
  await focusNotLost(page);
});

test("after many were deleted, the row of the focus is in sight", async ({ signedIn: page, server, account }) => {
  await goFar(page, server, account, 100, 72);
  const second = rows(page).first();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(second).toHaveAttribute("aria-rowindex", "2");
  await second.locator("input").check();
  await page.evaluate(() => scrollTo(0, 2400));
  const later = page.locator('tr[aria-rowindex="70"]');
  await expect(later).toBeVisible();
  await later.locator("input").click({ modifiers: ["Shift"] });
  await expect(selection(page)).toContainText("69 selected");
  await press(page, "#");
  await expect(toast(page, "Deleted 69 applications")).toBeVisible();
  await expect.poll(() => rowIndex(page)).toBe(2);
  await inSight(page);
});

test("who goes elsewhere while the end is being read stays there", async ({ signedIn: page, server, account }) => {
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

test("a form that can't be read says why, and can be tried again", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^net::ERR_CONNECTION_REFUSED .*\/get$/);
  await stock(page, server, "Alpha", "Bravo");
  await page.route("**/api/applications/get", (route) => route.abort("connectionrefused"));
  const dialog = page.getByRole("dialog", { name: "Edit application" });
  await focusCell(page, "Bravo", column.created);
  await press(page, "e");
  await expect(dialog.getByRole("alert")).toHaveText(/\S/);
  await press(page, "Escape");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/applications$/);
  await focusAt(page, "Bravo", column.created);
  await press(page, "e");
  await expect(dialog.getByRole("alert")).toHaveText(/\S/);
  await page.unroute("**/api/applications/get");
  await dialog.getByRole("button", { name: "Retry" }).press("Enter");
  await expect(editForm(page).getByRole("textbox", { name: "Name" })).toHaveValue("Bravo");
  await press(page, "Escape");
  await focusAt(page, "Bravo", column.created);
});

test("what somebody else deleted can't be edited or deleted, and goes", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^404 \/api\//);
  const [alpha, bravo] = await stock(page, server, "Alpha", "Bravo", "Charlie");
  await deleteElsewhere(page, [alpha?.clientId ?? "", bravo?.clientId ?? ""]);
  await focusCell(page, "Alpha", column.created);
  await press(page, "e");
  const dialog = page.getByRole("dialog", { name: "Edit application" });
  await expect(dialog).toContainText("There is no such application.");
  await press(page, "Escape");
  await focusAt(page, "Alpha", column.created);
  await press(page, "Delete");
  await expect(failure(page, "There is no such application.")).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["Charlie"]);
  await focusAt(page, "Charlie", column.created);
});

test("reading on that fails by itself says so, and offers to try again", async ({ signedIn: page, server, account, guard }) => {
  guard.allow(/^net::ERR_CONNECTION_REFUSED .*\/list$/);
  await server.seed(account.email, 80, account.password);
  await openTable(page);
  await page.route("**/api/applications/list", (route) => route.abort("connectionrefused"));
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const retry = failure(page, /\S/).getByRole("button", { name: "Retry" });
  await expect(retry).toBeVisible();
  await page.unroute("**/api/applications/list");
  await retry.click();
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await expect(retry).toBeHidden();
});

test("a name that belongs behind what was read stays there when more is read", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 80, account.password);
  await openTable(page, "/applications?sort=name");
  await press(page, "a");
  await fill(form(page), { name: "\u9fa5 last" });
  await press(page, "Control+Enter");
  await take(page);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await focusIn(row(page, "\u9fa5 last").locator(":scope > *").nth(column.name));
  await press(page, "Control+End");
  await expect.poll(() => focused(page)).toEqual({ row: "\u9fa5 last", column: column.name });
});

test("all that was read is printed", async ({ signedIn: page, server, account }) => {
  await goFar(page, server, account, 100, 92);
  await expect(rows(page).first()).not.toHaveAttribute("aria-rowindex", "2");
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect(rows(page)).toHaveCount(100);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect.poll(() => rows(page).count()).toBeLessThan(100);
});
