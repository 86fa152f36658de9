import type { Page } from "@playwright/test";
import { type Account, reload } from "../fixtures/account";
import { credentials, editForm, field, fill, expectFocusKept, expectFocusWithin, form, openEdit, openForm, save, readCredentials } from "../fixtures/applications";
import { clipboard } from "../fixtures/clipboard";
import { expectQuery, column, returnToTab, deleteElsewhere, deletedColumn, deletedGrid, failure, expectFocusAt, focusCell, focusWidgetIn, names, openTable, press, rows, searchBox, select, selection, signInAgain, registerAndOpen, tabStops, toast, undo } from "../fixtures/grid";
import { register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

/** An error reply of a server function. */
const unavailable = { status: 503, contentType: "application/json", body: JSON.stringify({ code: "unavailable", message: "The disk is busy. Try again.", fields: [] }) };

const deletedRow = (page: Page, name: string) => deletedGrid(page).getByRole("row").filter({ hasText: name });

async function answer(page: Page, password: string): Promise<void> {
  await signInAgain(page).getByLabel("Password", { exact: true }).fill(password);
  await signInAgain(page).getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Ends the session without the page noticing. */
async function endSession(page: Page): Promise<void> {
  await page.context().clearCookies();
}

async function asked(page: Page, account: Account): Promise<void> {
  await expect(signInAgain(page)).toBeVisible();
  // As text, or in a read-only field.
  expect(await signInAgain(page).evaluate((dialog) => [dialog.textContent, ...[...dialog.querySelectorAll<HTMLInputElement>("input[readonly]")].map((input) => input.value)].join(" "))).toContain(account.email);
  await expect(signInAgain(page).getByLabel("Password", { exact: true })).toBeFocused();
}

async function openDeleted(page: Page): Promise<void> {
  await openTable(page, "/applications/deleted");
  await expect(deletedGrid(page)).toBeVisible();
}

test("a deleted row is removed before the server replies, the toast follows the reply", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route("**/api/applications/delete", async (route) => {
    await held;
    await route.continue();
  });
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect.poll(() => names(page)).toEqual(["Bravo"]);
  await expectFocusAt(page, "Bravo", column.name);
  await expect(toast(page, "Deleted Alpha")).toHaveCount(0);
  release();
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
});

test("a deletion that is refused brings the rows back where they were, and says why", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^503 \/api\/applications\/delete/);
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await page.route("**/api/applications/delete", (route) => route.fulfill(unavailable));
  await select(page, "Alpha").click();
  await select(page, "Bravo").click();
  await press(page, "Delete");
  await expect(failure(page, "The disk is busy. Try again.")).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie"]);
  await expect(page.getByText("3 applications", { exact: true })).toBeVisible();
  await expect(toast(page, "Deleted")).toHaveCount(0);
  await expectFocusKept(page);
  await page.unroute("**/api/applications/delete");
  await focusCell(page, "Charlie", column.name);
  await press(page, "Escape", "Delete");
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo"]);
  await expect(toast(page, "Deleted Charlie")).toBeVisible();
});

test("a deletion that gets no answer brings the row back as well", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^net::ERR_CONNECTION_REFUSED .*\/delete$/);
  await registerAndOpen(page, server, "Alpha");
  await page.route("**/api/applications/delete", (route) => route.abort("connectionrefused"));
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(failure(page, /\S/)).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["Alpha"]);
  await expectFocusKept(page);
});

test("being offline is said for as long as it lasts", async ({ signedIn: page, context, server }) => {
  await registerAndOpen(page, server, "Alpha");
  const banner = page.getByRole("status").filter({ hasText: "You are offline" });
  await expect(banner).toHaveCount(0);
  await context.setOffline(true);
  await expect(banner).toBeVisible();
  await context.setOffline(false);
  await expect(banner).toHaveCount(0);
});

test.describe("when the session has ended", () => {
  test.beforeEach(({ guard }) => {
    guard.allow(/^401 \/api\//);
    guard.allow(/^4\d\d \/(api\/)?sign-in/);
  });

  test("a deletion asks for the password, then is retried", async ({ signedIn: page, server, account }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await endSession(page);
    await focusCell(page, "Alpha", column.name);
    await press(page, "Delete");
    await asked(page, account);
    await answer(page, account.password);
    await expect(signInAgain(page)).toBeHidden();
    await expect(toast(page, "Deleted Alpha")).toBeVisible();
    await expectFocusAt(page, "Bravo", column.name);
    await reload(page);
    await expect.poll(() => names(page)).toEqual(["Bravo"]);
  });

  test("nothing that was typed into a form is lost, wrong passwords included", async ({ signedIn: page, account }) => {
    const dialog = await openForm(page);
    await fill(dialog, { name: "Typed", redirectUris: ["https://typed.example/cb"], permissions: ["billing"] });
    await endSession(page);
    await save(dialog).click();
    await asked(page, account);
    await answer(page, "not the password of it");
    await expect(signInAgain(page).getByRole("alert").filter({ hasText: "Email or password is wrong." })).toBeVisible();
    await expectFocusWithin(signInAgain(page));
    await signInAgain(page).getByRole("button", { name: "Cancel" }).click();
    await expect(signInAgain(page)).toBeHidden();
    await expect(field(form(page), "Name")).toHaveValue("Typed");
    await expect(field(form(page), "Redirect URIs")).toHaveValue("https://typed.example/cb");
    await expectFocusWithin(form(page));
    await save(dialog).click();
    await asked(page, account);
    await answer(page, account.password);
    await expect(credentials(page)).toBeVisible();
    await readCredentials(page);
    await expect.poll(() => names(page)).toEqual(["Typed"]);
  });

  test("an edit is retried after signing in", async ({ signedIn: page, server, account }) => {
    await registerAndOpen(page, server, "Alpha");
    await field(await openEdit(page, "Alpha"), "Name").fill("Omega");
    await endSession(page);
    await press(page, "Control+Enter");
    await asked(page, account);
    await answer(page, account.password);
    await expect(editForm(page)).toBeHidden();
    await expect.poll(() => names(page)).toEqual(["Omega"]);
  });

  test("a search is retried after signing in", async ({ signedIn: page, server, account }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await endSession(page);
    await searchBox(page).fill("brav");
    await asked(page, account);
    await answer(page, account.password);
    await expect.poll(() => names(page)).toEqual(["Bravo"]);
    await expectQuery(page, { q: "brav" });
    await expect(searchBox(page)).toHaveValue("brav");
    await expect(searchBox(page)).toBeFocused();
  });

  test("Cancel takes a deletion back", async ({ signedIn: page, server, account }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await endSession(page);
    await focusCell(page, "Alpha", column.name);
    await press(page, "Delete");
    await asked(page, account);
    await press(page, "Escape");
    await expect(signInAgain(page)).toBeHidden();
    await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo"]);
    await expectFocusKept(page);
  });
});

test("coming back to the tab shows what another one did, and moves nothing", async ({ signedIn: page, server }) => {
  const [, bravo] = await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await select(page, "Charlie").click();
  await focusCell(page, "Charlie", column.used);
  const other = await page.context().newPage();
  await register(other, server, { name: "Delta" });
  await openTable(other);
  await focusCell(other, "Bravo", column.name);
  await press(other, "Delete");
  await expect(toast(other, "Deleted Bravo")).toBeVisible();
  await other.close();
  await returnToTab(page);
  await expect.poll(() => names(page)).toEqual(["Delta", "Alpha", "Charlie"]);
  await expectFocusAt(page, "Charlie", column.used);
  await expect(selection(page).getByText("1 selected", { exact: true })).toBeVisible();
  await expect(page.locator(`tr[data-id="${bravo?.clientId}"]`)).toHaveCount(0);
});

test("Undo can be undone", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await press(page, "z");
  await expect(toast(page, "Restored Alpha")).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo"]);
  await undo(page).press("Enter");
  await expect.poll(() => names(page)).toEqual(["Bravo"]);
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await reload(page);
  await expect.poll(() => names(page)).toEqual(["Bravo"]);
});

test("Restore has an Undo, which deletes again", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await openDeleted(page);
  await page.getByRole("button", { name: "Restore Alpha" }).click();
  await expect(toast(page, "Restored Alpha")).toBeVisible();
  await expect(page.getByText("Nothing deleted")).toBeVisible();
  await expectFocusKept(page);
  await undo(page).press("Enter");
  await expect(deletedRow(page, "Alpha")).toBeVisible();
  await expectFocusKept(page);
  await openTable(page);
  await expect(rows(page)).toHaveCount(0);
});

test("deleted applications go by the same keys", async ({ signedIn: page, server, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const [, , charlie] = await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie", "Delta");
  await focusCell(page, "Alpha", column.name);
  // One by one, so that the last deleted one is first in the list.
  for (const name of ["Alpha", "Bravo", "Charlie", "Delta"]) {
    await press(page, "Delete");
    await expect(toast(page, `Deleted ${name}`)).toBeVisible();
  }
  await openDeleted(page);
  expect(await tabStops(deletedGrid(page))).toBe(1);
  await focusWidgetIn(deletedRow(page, "Delta").locator(":scope > *").nth(deletedColumn.name));
  await expectFocusAt(page, "Delta", deletedColumn.name);
  for (const [key, name, at] of [["ArrowDown", "Charlie", deletedColumn.name], ["l", "Charlie", deletedColumn.clientId], ["End", "Charlie", deletedColumn.erase], ["ArrowLeft", "Charlie", deletedColumn.restore]] as const) {
    await press(page, key);
    await expectFocusAt(page, name, at);
  }
  await press(page, "y");
  await expect.poll(() => clipboard(page)).toBe(charlie?.clientId);
  await press(page, "r");
  await expect(toast(page, "Restored Charlie")).toBeVisible();
  await expectFocusAt(page, "Bravo", deletedColumn.restore);
  await press(page, "x", "ArrowUp", "Shift+Space");
  await expect(selection(page).getByText("2 selected", { exact: true })).toBeVisible();
  await selection(page).getByRole("button", { name: "Restore selected" }).press("Enter");
  await expect(toast(page, "Restored 2 applications")).toBeVisible();
  await expect(deletedRow(page, "Alpha")).toBeVisible();
  await expectFocusKept(page);
  await focusWidgetIn(deletedRow(page, "Alpha").locator(":scope > *").nth(deletedColumn.name));
  for (const key of ["Delete", "Shift+Digit3"]) {
    await press(page, key);
    const question = page.getByRole("dialog").or(page.getByRole("alertdialog"));
    await expect(question).toContainText("Alpha");
    await expectFocusWithin(question);
    await press(page, "Escape");
    await expect(question).toBeHidden();
    await expectFocusAt(page, "Alpha", deletedColumn.name);
  }
});

test("a form that can't be read says why, and can be tried again", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^net::ERR_CONNECTION_REFUSED .*\/get$/);
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await page.route("**/api/applications/get", (route) => route.abort("connectionrefused"));
  const dialog = page.getByRole("dialog", { name: "Edit application" });
  await focusCell(page, "Bravo", column.created);
  await press(page, "e");
  await expect(dialog.getByRole("alert")).toHaveText(/\S/);
  await press(page, "Escape");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/applications$/);
  await expectFocusAt(page, "Bravo", column.created);
  await press(page, "e");
  await expect(dialog.getByRole("alert")).toHaveText(/\S/);
  await page.unroute("**/api/applications/get");
  await dialog.getByRole("button", { name: "Retry" }).press("Enter");
  await expect(editForm(page).getByRole("textbox", { name: "Name" })).toHaveValue("Bravo");
  await press(page, "Escape");
  await expectFocusAt(page, "Bravo", column.created);
});

test("what somebody else deleted can't be edited or deleted, and is removed", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^404 \/api\//);
  const [alpha, bravo] = await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await deleteElsewhere(page, [alpha?.clientId ?? "", bravo?.clientId ?? ""]);
  await focusCell(page, "Alpha", column.created);
  await press(page, "e");
  const dialog = page.getByRole("dialog", { name: "Edit application" });
  await expect(dialog).toContainText("There is no such application.");
  await press(page, "Escape");
  await expectFocusAt(page, "Alpha", column.created);
  await press(page, "Delete");
  await expect(failure(page, "There is no such application.")).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["Charlie"]);
  await expectFocusAt(page, "Charlie", column.created);
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
