import type { BrowserContext, Locator, Page } from "@playwright/test";
import { createAccount } from "../fixtures/account";
import { type Credentials, editForm, field, openEdit, permission } from "../fixtures/applications";
import type { Callback } from "../fixtures/callback";
import { column, focusCell, openTable, press, toast, undo } from "../fixtures/grid";
import { signInByRequest, obtainTokens, register, tokenStatus } from "../fixtures/oauth";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const unused = "https://a.example/cb";
const scopes = ["identify", "billing", "projects", "orders"];

/** An application with two redirect URIs and four permissions, of which the owner allowed all but `billing`. */
async function inUse(page: Page, server: Server, callback: Callback): Promise<Credentials> {
  const application = await register(page, server, { name: "Ledger", redirectUris: [callback.uri, unused], permissions: scopes });
  await obtainTokens(page, server, application, callback, { scope: "identify projects orders" });
  return application;
}

/** Another account grants it access too. */
async function allowFromAnotherAccount(context: BrowserContext, server: Server, application: Credentials, callback: Callback): Promise<string> {
  const page = await context.newPage();
  await signInByRequest(page, server, await createAccount(server));
  const { access } = await obtainTokens(page, server, application, callback, { scope: "identify" });
  await page.close();
  return access;
}

const group = (dialog: Locator) => dialog.getByRole("group", { name: "Permissions" });

/** Removes a redirect URI and leaves the field, which validates it. */
async function keepOnly(dialog: Locator, uri: string): Promise<void> {
  await field(dialog, "Redirect URIs").fill(uri);
  await field(dialog, "Name").focus();
}

test("a deletion says who loses access, and they do", async ({ signedIn: page, server, startCallback, anotherBrowser }) => {
  const callback = await startCallback();
  const application = await inUse(page, server, callback);
  await openTable(page);
  await focusCell(page, "Ledger", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Ledger. 1 person and 2 tokens lost access")).toBeVisible();
  await undo(page).press("Enter");
  await expect(toast(page, "Restored Ledger")).toBeVisible();

  const access = await allowFromAnotherAccount(await anotherBrowser(), server, application, callback);
  expect(await tokenStatus(server, access)).toBe(200);
  await focusCell(page, "Ledger", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Ledger. 2 people and 4 tokens lost access")).toBeVisible();
  expect(await tokenStatus(server, access)).toBe(401);
  await press(page, "z");
  await expect(toast(page, "Restored Ledger")).toBeVisible();
  expect(await tokenStatus(server, access)).toBe(200);
});

test("a deletion without impact shows no more", async ({ signedIn: page, server }) => {
  await register(page, server, { name: "Idle" });
  await openTable(page);
  await focusCell(page, "Idle", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Idle")).toBeVisible();
  await expect(toast(page, /lost access/)).toHaveCount(0);
});

test("removing a permission shows its impact, as long as it is removed", async ({ signedIn: page, server, startCallback, anotherBrowser }) => {
  const callback = await startCallback();
  const application = await inUse(page, server, callback);
  await allowFromAnotherAccount(await anotherBrowser(), server, application, callback);
  await openTable(page);
  const dialog = await openEdit(page, "Ledger");
  await expect(group(dialog).getByText(/Turning off|Nobody uses/)).toHaveCount(0);
  for (const [scope, sentence] of [
    ["orders", "Turning off orders touches 1 person and 2 tokens."],
    ["identify", "Turning off identify touches 2 people and 4 tokens."],
    ["billing", "Nobody uses billing now."],
  ] as const) {
    await permission(dialog, scope).uncheck();
    await expect(group(dialog).getByText(sentence, { exact: true })).toBeVisible();
    await permission(dialog, scope).check();
    await expect(group(dialog).getByText(sentence, { exact: true })).toHaveCount(0);
  }
  // Turning on a new permission reduces nothing.
  await permission(dialog, "files").check();
  await permission(dialog, "files").uncheck();
  await expect(group(dialog).getByText(/Turning off|Nobody uses/)).toHaveCount(0);
});

test("removing a redirect URI shows its last use and its impact", async ({ signedIn: page, server, startCallback }) => {
  const callback = await startCallback();
  await inUse(page, server, callback);
  await openTable(page);
  const dialog = await openEdit(page, "Ledger");
  await keepOnly(dialog, callback.uri);
  await expect(dialog.getByText(`${unused} was never used.`, { exact: true })).toBeVisible();
  await field(dialog, "Redirect URIs").fill([callback.uri, unused].join("\n"));
  await field(dialog, "Name").focus();
  await expect(dialog.getByText(/was never used|last used/)).toHaveCount(0);

  // Usage is written every two seconds: reopen the form until it is shown.
  const year = new Date().getFullYear();
  const sentence = new RegExp(`^${callback.uri.replaceAll(".", "\\.")}: last used \\d{1,2} \\p{L}+ ${year}, 1 person and 2 tokens came by it\\.$`, "u");
  await expect(async () => {
    await page.goto("/applications");
    await openEdit(page, "Ledger");
    await keepOnly(editForm(page), unused);
    await expect(editForm(page).getByText(sentence)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 15_000 });
});

test("a URI that is moved to another line is not removed", async ({ signedIn: page, server, startCallback }) => {
  const callback = await startCallback();
  await inUse(page, server, callback);
  await openTable(page);
  const dialog = await openEdit(page, "Ledger");
  await keepOnly(dialog, [unused, callback.uri].join("\n"));
  // The notice about a permission proves that the request was made.
  await permission(dialog, "billing").uncheck();
  await expect(group(dialog).getByText("Nobody uses billing now.")).toBeVisible();
  await expect(dialog.getByText(/was never used|last used/)).toHaveCount(0);
});
