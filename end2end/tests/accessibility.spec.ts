import { fillSignIn, waitForHydration } from "../fixtures/account";
import { add, addButton, create, editForm, field, fill, form, openEdit, openForm, permission, save, readCredentials } from "../fixtures/applications";
import { expectAccessible } from "../fixtures/axe";
import { column, deletedColumn, deletedGrid, focusCell, focusWidgetIn, openTable, options, paletteBox, press, searchBox, selection, shortcutsDialog, signInAgain, registerAndOpen, toast } from "../fixtures/grid";
import { obtainTokens, register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

// Each test looks at two or three states, each in both colour schemes.
test.slow();

test("sign-in", async ({ page, account, guard }) => {
  guard.allow(/^4\d\d \/sign-in/);
  await page.goto("/sign-in");
  await expectAccessible(page, "sign-in");
  await fillSignIn(page, { email: account.email, password: "not the password of it" });
  await expect(page.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "sign-in refused");
});

test("set-up", async ({ page, startServer }) => {
  const server = await startServer();
  const path = /\/setup\?token=\S+/.exec(await server.command(["setup-link"]))?.[0] ?? "";
  await page.goto(`${server.url}${path}`);
  await expect(page.getByRole("textbox", { name: "Email" })).toBeVisible();
  await expectAccessible(page, "set-up");
});

test("empty, and the form", async ({ signedIn: page }) => {
  await expectAccessible(page, "empty");
  const dialog = await openForm(page);
  await expectAccessible(page, "form");
  await fill(dialog, { name: "", redirectUris: ["https://app.example/ok", "http://app.example/cb"], permissions: [] });
  await save(dialog).click();
  await expect(dialog.getByText(/^Line 2: /)).toBeVisible();
  await expectAccessible(page, "form with problems");
});

test("a form that is about to be discarded", async ({ signedIn: page }) => {
  await field(await openForm(page), "Name").fill("Half done");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Discard" })).toBeVisible();
  await expectAccessible(page, "discard?");
  await expect(form(page)).toBeVisible();
});

test("credentials", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Looked at" });
  await expectAccessible(page, "credentials, masked");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog.getByRole("button", { name: "Close anyway" })).toBeVisible();
  await expectAccessible(page, "credentials, unsaved");
});

test("credentials, shown, and the table", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Looked at" });
  await dialog.getByRole("button", { name: "Show secret" }).click();
  await expect(dialog.getByRole("button", { name: "Hide secret" })).toBeVisible();
  await expectAccessible(page, "credentials, shown");
  await dialog.getByRole("button", { name: "Download as" }).click();
  await expectAccessible(page, "credentials, formats");
});

test("a public application's credentials, and the table", async ({ signedIn: page }) => {
  await create(page, { name: "Open", kind: "Public" });
  await expectAccessible(page, "credentials, public");
  await readCredentials(page);
  await add(page, { name: "Closed" });
  await expectAccessible(page, "table");
});

test("edit, and a conflict", async ({ signedIn: page, context, guard }) => {
  guard.allow(/^409 /);
  await add(page, { name: "Contested" });
  const other = await context.newPage();
  await other.goto("/applications");
  await waitForHydration(other);
  await openEdit(other, "Contested");
  await openEdit(page, "Contested");
  await expectAccessible(page, "edit");
  await field(editForm(other), "Name").fill("Theirs");
  await save(editForm(other)).click();
  await expect(editForm(other)).toBeHidden();
  await field(editForm(page), "Name").fill("Mine");
  await save(editForm(page)).click();
  await expect(editForm(page).getByText(/Theirs/)).toBeVisible();
  await expectAccessible(page, "conflict");
});

test("an application's page", async ({ signedIn: page }) => {
  const { clientId } = await add(page, { name: "Alone" });
  await page.goto(`/applications/${clientId}`);
  await waitForHydration(page);
  await expectAccessible(page, "application");
});

test("deleted", async ({ signedIn: page }) => {
  await add(page, { name: "Toasted" });
  await page.getByRole("button", { name: "Delete Toasted" }).click();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expectAccessible(page, "toast");
  await page.goto("/applications/deleted");
  await waitForHydration(page);
  await expectAccessible(page, "deleted");
  await page.getByRole("button", { name: "Delete for good: Toasted" }).click();
  await expectAccessible(page, "delete for good?");
});

test("nothing deleted, and a page that does not exist", async ({ signedIn: page, guard }) => {
  guard.allow(/^404 \/no-such-page/);
  await page.goto("/applications/deleted");
  await waitForHydration(page);
  await expectAccessible(page, "nothing deleted");
  await page.goto("/no-such-page");
  await expectAccessible(page, "not found");
});

test("the grid, with a focus, a selection, and all selected", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, { name: "Alpha", kind: "Public", redirectUris: ["https://a.example/cb"] }, "Bravo", "Charlie");
  await focusCell(page, "Bravo", column.created);
  await expectAccessible(page, "grid");
  await press(page, "x");
  await expect(selection(page)).toBeVisible();
  await expectAccessible(page, "grid with a selection");
  await press(page, "Control+a");
  await expectAccessible(page, "grid, all selected");
});

test("a search, with and without a match", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await openTable(page, "/applications?q=alpha&type=confidential&sort=name");
  await expectAccessible(page, "search");
  await searchBox(page).fill("nothing like it");
  await expect(page.getByText("No application matches")).toBeVisible();
  await expectAccessible(page, "search without a match");
});

test("the shortcuts dialog, and the palette with and without results", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await press(page, "Shift+Slash");
  await expect(shortcutsDialog(page)).toBeVisible();
  await expectAccessible(page, "keyboard shortcuts");
  await press(page, "Escape", "Control+k");
  await expect(paletteBox(page)).toBeFocused();
  await expectAccessible(page, "palette");
  await page.keyboard.type("alp");
  await expect(options(page).filter({ hasText: "Alpha" })).toBeVisible();
  await expectAccessible(page, "palette with results");
  await page.keyboard.type(" nothing like it");
  await expect(options(page)).toHaveCount(0);
  await expectAccessible(page, "palette without results");
});

test("signing in again, refused as well", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^401 \/api\//);
  guard.allow(/^4\d\d \/(api\/)?sign-in/);
  await registerAndOpen(page, server, "Alpha");
  await page.context().clearCookies();
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(signInAgain(page)).toBeVisible();
  await expectAccessible(page, "sign in again");
  await signInAgain(page).getByLabel("Password", { exact: true }).fill("not the password of it");
  await signInAgain(page).getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(signInAgain(page).getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expectAccessible(page, "sign in again, refused");
});

test("offline, and what failed", async ({ signedIn: page, server, context, guard }) => {
  guard.allow(/^net::ERR_INTERNET_DISCONNECTED /);
  await registerAndOpen(page, server, "Alpha");
  await context.setOffline(true);
  await expect(page.getByRole("status").filter({ hasText: "You are offline" })).toBeVisible();
  await expectAccessible(page, "offline");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expectAccessible(page, "offline, refused");
});

test("the grid of deleted applications", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Control+a", "Delete");
  await expect(toast(page, "Deleted 2 applications")).toBeVisible();
  await openTable(page, "/applications/deleted");
  await focusWidgetIn(deletedGrid(page).getByRole("row").nth(1).locator(":scope > *").nth(deletedColumn.name));
  await expectAccessible(page, "deleted grid");
  await press(page, "x");
  await expect(selection(page)).toBeVisible();
  await expectAccessible(page, "deleted grid with a selection");
});

test("an edit that takes something away", async ({ signedIn: page, server, startCallback }) => {
  const callback = await startCallback();
  const application = await register(page, server, { name: "Ledger", redirectUris: [callback.uri], permissions: ["identify", "billing"] });
  await obtainTokens(page, server, application, callback, { scope: "identify" });
  await openTable(page);
  const dialog = await openEdit(page, "Ledger");
  await permission(dialog, "identify").uncheck();
  await expect(dialog.getByText("Turning off identify touches 1 person and 2 tokens.")).toBeVisible();
  await field(dialog, "Redirect URIs").fill("https://a.example/cb");
  await field(dialog, "Name").focus();
  await expect(dialog.getByText(/last used|never used|came by it/)).toBeVisible();
  await expectAccessible(page, "edit with its impact");
});

test.describe("at 320 px", () => {
  test.use({ viewport: { width: 320, height: 720 } });

  test("cards and dialogs", async ({ signedIn: page }) => {
    await add(page, { name: "Small" });
    await expectAccessible(page, "cards");
    await focusCell(page, "Small", column.name);
    await press(page, "x");
    await expect(selection(page)).toBeVisible();
    await expectAccessible(page, "cards with a selection");
    await press(page, "Escape");
    await addButton(page).click();
    await expect(form(page)).toBeVisible();
    await expectAccessible(page, "form at 320 px");
  });
});
