// The table stays consistent with the server.
import type { Page } from "@playwright/test";
import { waitForHydration } from "../fixtures/account";
import { fill, expectFocusKept, form, row, readCredentials } from "../fixtures/applications";
import { column, returnToTab, deleteElsewhere, deletedGrid, failure, expectFocusAt, focusCell, focused, focusWidgetIn, grid, names, openTable, press, rows, searchBox, selection, expectSelected, registerAndOpen, tabStops, toast, undo } from "../fixtures/grid";
import type { Guard } from "../fixtures/guard";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const retry = (page: Page) => failure(page, /\S/).getByRole("button", { name: "Retry" });
const account = (page: Page) => page.getByRole("button", { name: "Account" });
const menu = (page: Page) => page.locator("#account-menu");

test("a long list of deleted applications is read again without doubles", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 120, account.password);
  await openTable(page);
  await focusCell(page, (await names(page))[0] ?? "", column.name);
  await press(page, "Control+a", "Delete");
  await expect(toast(page, "Deleted 120 applications")).toBeVisible();
  await page.goto("/applications/deleted");
  await waitForHydration(page);
  await page.mouse.wheel(0, 4000);
  await expect.poll(() => rows(page).count()).toBeGreaterThan(50);
  const read = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/applications/deleted");
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await (await read).finished();
  const ids = () => rows(page).evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["id"]));
  await expect.poll(async () => new Set(await ids()).size === (await ids()).length).toBe(true);
  await expect(deletedGrid(page)).toHaveAttribute("aria-rowcount", "121");
});

test("Undo under another search brings back what that search finds, and no more", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await searchBox(page).fill("bravo");
  await expect(page.getByText("1 application found", { exact: true })).toBeVisible();
  await undo(page).click();
  await expect(toast(page, "Restored Alpha")).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["Bravo"]);
  await expect(page.getByText("1 application found", { exact: true })).toBeVisible();
  await searchBox(page).fill("");
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo"]);
});

test("Undo stays for its time, whatever is said in between", async ({ signedIn: page, server, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await press(page, "y");
  await expect(toast(page, "Client ID copied")).toBeVisible();
  await press(page, "Delete");
  await expect(toast(page, "Deleted Bravo")).toBeVisible();
  await expect(undo(page)).toHaveCount(2);
  await press(page, "z");
  await expect(row(page, "Bravo")).toBeVisible();
  await toast(page, "Deleted Alpha").getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie"]);
});

test("Escape closes an open menu before it clears the selection", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.name);
  await press(page, "x");
  await account(page).click();
  await expect(menu(page)).toBeVisible();
  await press(page, "Escape");
  await expect(menu(page)).toBeHidden();
  await expectSelected(page, "Alpha");
  await press(page, "Escape");
  await expect(selection(page)).toBeHidden();
});

test("what others take away from a long list leaves no hole in it", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 100, account.password);
  await openTable(page);
  const shown = await rows(page).evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id")));
  expect(shown).toHaveLength(50);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await page.evaluate(() => scrollTo(0, 0));
  await expect(rows(page).first()).toHaveAttribute("aria-rowindex", "2");
  await deleteElsewhere(page, shown);
  await returnToTab(page);
  await expect(page.getByText("50 applications", { exact: true })).toBeVisible();
  await expect(rows(page)).toHaveCount(50);
  await expect(rows(page).first()).toBeInViewport();
  await expect(rows(page).first()).toHaveAttribute("aria-rowindex", "2");
});

test("Tab finds a grid that was scrolled by the wheel alone", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 150, account.password);
  await openTable(page);
  await rows(page).first().hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 1500);
        return Number(await rows(page).first().getAttribute("aria-rowindex"));
      },
      { intervals: [50] },
    )
    .toBeGreaterThan(2);
  await expect.poll(() => tabStops(grid(page))).toBe(1);
});

test("a search that is shown again needs no retry", async ({ signedIn: page, server, guard }) => {
  await searchWhileOffline(page, server, guard);
  await searchBox(page).fill("");
  await expect(retry(page)).toBeHidden();
  await returnToTab(page);
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo"]);
});

/** Searches for Bravo while the server is unreachable. */
async function searchWhileOffline(page: Page, server: Server, guard: Guard): Promise<void> {
  guard.allow(/^net::ERR_CONNECTION_REFUSED .*\/list$/);
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await page.route("**/api/applications/list", (route) => route.abort("connectionrefused"));
  await searchBox(page).fill("bravo");
  await expect(retry(page)).toBeVisible();
  await page.unroute("**/api/applications/list");
}

test("a search that failed is made again when the tab is", async ({ signedIn: page, server, guard }) => {
  await searchWhileOffline(page, server, guard);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect.poll(() => names(page)).toEqual(["Bravo"]);
  await expect(retry(page)).toBeHidden();
});

test("a search that failed offers to try again", async ({ signedIn: page, server, guard }) => {
  await searchWhileOffline(page, server, guard);
  await press(page, "Tab");
  await retry(page).press("Enter");
  await expect.poll(() => names(page)).toEqual(["Bravo"]);
  await expect(retry(page)).toBeHidden();
  await expectFocusKept(page);
});

test("Retry is offered only for what can be retried", async ({ signedIn: page, server, guard }) => {
  await searchWhileOffline(page, server, guard);
  await page.getByRole("link", { name: "Security" }).click();
  await expect(page.getByRole("heading", { name: "Security", exact: true })).toBeVisible();
  await expect(retry(page)).toBeHidden();
});

test("z undoes one after the other, and the button of an Undo takes that back", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot");
  await focusCell(page, "Alpha", column.name);
  for (const gone of ["Alpha", "Bravo", "Charlie", "Delta"]) {
    await press(page, "Delete");
    await expect(toast(page, `Deleted ${gone}`)).toBeVisible();
  }
  await press(page, "z");
  await expect.poll(() => names(page)).toEqual(["Delta", "Echo", "Foxtrot"]);
  // Three more, faster than the server replies.
  await press(page, "z", "z", "z");
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot"]);
  await press(page, "z");
  await expectFocusAt(page, "Alpha", column.name);
  await toast(page, "Restored Alpha").getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => names(page)).toEqual(["Bravo", "Charlie", "Delta", "Echo", "Foxtrot"]);
  await expectFocusKept(page);
});

test("a name that belongs behind what was read stays there when more is read", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 80, account.password);
  await openTable(page, "/applications?sort=name");
  await press(page, "a");
  await fill(form(page), { name: "\u9fa5 last" });
  await press(page, "Control+Enter");
  await readCredentials(page);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await focusWidgetIn(row(page, "\u9fa5 last").locator(":scope > *").nth(column.name));
  await press(page, "Control+End");
  await expect.poll(() => focused(page)).toEqual({ row: "\u9fa5 last", column: column.name });
});
