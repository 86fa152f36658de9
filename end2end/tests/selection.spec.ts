import type { Page } from "@playwright/test";
import { reload } from "../fixtures/account";
import { credentials, field, expectFocusKept, expectFocusWithin, form, openForm, permission, row, save, readCredentials } from "../fixtures/applications";
import { column, columnHeader, deleteSelected, expectFocusAt, focusCell, names, openTable, press, rows, searchBox, select, selectedNames, selection, expectSelected, registerAndOpen, toast, undo } from "../fixtures/grid";
import { signInByRequest, obtainTokens, register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

const says = (page: Page, text: string) => expect(selection(page).getByText(text, { exact: true })).toBeVisible();

test("the mouse selects rows, and the bar says how many", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await expect(selection(page)).toBeHidden();
  await select(page, "Alpha").click();
  await select(page, "Charlie").click();
  await expectSelected(page, "Alpha", "Charlie");
  await says(page, "2 selected");
  await select(page, "Alpha").click();
  await expectSelected(page, "Charlie");
  await says(page, "1 selected");
  await selection(page).getByRole("button", { name: "Clear selection" }).click();
  await expectSelected(page);
  await expect(selection(page)).toBeHidden();
  await expectFocusKept(page);
});

test("Shift and a click select everything from the last one", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie", "Delta", "Echo");
  await select(page, "Delta").click();
  await select(page, "Bravo").click({ modifiers: ["Shift"] });
  await expectSelected(page, "Bravo", "Charlie", "Delta");
  await says(page, "3 selected");
});

test("Space on a checkbox selects its row, and Shift with arrows extends from there", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await focusCell(page, "Alpha", column.select);
  await press(page, "Space");
  await expectSelected(page, "Alpha");
  await expectFocusAt(page, "Alpha", column.select);
  await press(page, "Shift+ArrowDown");
  await expectSelected(page, "Alpha", "Bravo");
  await press(page, "ArrowDown");
  await expectFocusAt(page, "Charlie", column.select);
  await expectSelected(page, "Alpha", "Bravo");
});

test("a selection outlives another order", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Bravo", "Charlie", "Alpha");
  await select(page, "Charlie").click();
  await columnHeader(page, "Name").getByRole("link").click();
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie"]);
  await expectSelected(page, "Charlie");
  await says(page, "1 selected");
});

test("the box in the header selects all, and none", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  const all = page.getByRole("checkbox", { name: "Select all", exact: true });
  await all.check();
  await expectSelected(page, "Alpha", "Bravo", "Charlie");
  await select(page, "Bravo").click();
  await expect(all).not.toBeChecked();
  await expect(all).toHaveJSProperty("indeterminate", true);
  await select(page, "Bravo").click();
  await expect(all).toBeChecked();
  await all.uncheck();
  await expectSelected(page);
});

test("several are deleted at once, and one Undo brings them back", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie", "Delta");
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push(new URL(request.url()).pathname);
  });
  await select(page, "Alpha").click();
  await select(page, "Charlie").click();
  await deleteSelected(page).click();
  await expect.poll(() => names(page)).toEqual(["Bravo", "Delta"]);
  await expect(toast(page, /Deleted 2 applications(?!\.)/)).toBeVisible();
  await expect(selection(page)).toBeHidden();
  await expectFocusKept(page);
  await expect(undo(page)).toHaveCount(1);
  await undo(page).click();
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie", "Delta"]);
  await expect(toast(page, "Restored 2 applications")).toBeVisible();
  expect(sent.filter((path) => /\/(delete|undo|restore)$/.test(path))).toEqual(["/api/applications/delete", "/api/applications/undo"]);
});

test("Delete in the grid deletes the selection; the focus moves to a remaining row", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie", "Delta");
  await focusCell(page, "Bravo", column.name);
  await press(page, "Shift+ArrowDown", "Delete");
  await expect.poll(() => names(page)).toEqual(["Alpha", "Delta"]);
  await expectFocusAt(page, "Delta", column.name);
  await press(page, "z");
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie", "Delta"]);
});

test("the message says who lost access", async ({ signedIn: page, server, startCallback }) => {
  const callback = await startCallback();
  for (const name of ["Alpha", "Bravo"]) await obtainTokens(page, server, await register(page, server, { name, redirectUris: [callback.uri] }), callback);
  await openTable(page);
  await select(page, "Alpha").click();
  await select(page, "Bravo").click();
  await deleteSelected(page).click();
  await expect(toast(page, "Deleted 2 applications. 1 person and 4 tokens lost access")).toBeVisible();
});

test.describe("more than a page", () => {
  test.beforeEach(async ({ signedIn: page, server, account }) => {
    await server.seed(account.email, 120, account.password);
    await reload(page);
    await expect(page.getByText("120 applications", { exact: true })).toBeVisible();
  });

  test("all that there are can be selected, deleted, and brought back by one Undo", async ({ signedIn: page }) => {
    await rows(page).first().getByRole("checkbox").click();
    await says(page, "1 selected");
    const all = selection(page).getByRole("button", { name: "Select all 120" });
    await all.click();
    await says(page, "120 selected");
    await expect(all).toBeHidden();
    await expect.poll(async () => (await selectedNames(page)).length).toBe(await rows(page).count());
    await expectFocusKept(page);
    await deleteSelected(page).click();
    await expect(page.getByText("No applications yet")).toBeVisible();
    await expect(toast(page, "Deleted 120 applications")).toBeVisible();
    await expectFocusKept(page);
    await undo(page).click();
    await expect(page.getByText("120 applications", { exact: true })).toBeVisible();
    await expect(toast(page, "Restored 120 applications")).toBeVisible();
    await reload(page);
    await expect(page.getByText("120 applications", { exact: true })).toBeVisible();
  });

  test("one can be taken out of all, and stays", async ({ signedIn: page }) => {
    const kept = (await names(page))[3] ?? "";
    await focusCell(page, kept, column.select);
    await press(page, "Control+a");
    await says(page, "120 selected");
    await press(page, "Space");
    await says(page, "119 selected");
    await deleteSelected(page).click();
    await expect.poll(() => names(page)).toEqual([kept]);
    await expect(toast(page, "Deleted 119 applications")).toBeVisible();
    await reload(page);
    await expect.poll(() => names(page)).toEqual([kept]);
    await expect(page.getByText("1 application", { exact: true })).toBeVisible();
  });

  test("all means all that the search finds, and nothing else", async ({ signedIn: page }) => {
    await searchBox(page).fill("SYNC");
    const found = page.getByText(/^\d+ applications found$/);
    await expect(found).toBeVisible();
    const count = Number.parseInt(await found.innerText(), 10);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(120);
    await focusCell(page, (await names(page))[0] ?? "", column.name);
    await press(page, "Control+a", "Delete");
    await expect(page.getByText("No application matches")).toBeVisible();
    await expect(toast(page, `Deleted ${count} applications`)).toBeVisible();
    await expectFocusKept(page);
    await page.getByRole("link", { name: "Clear search" }).first().click();
    await expect(page.getByText(`${120 - count} applications`, { exact: true })).toBeVisible();
  });
});

test("a duplicate is an application of its own", async ({ signedIn: page, server }) => {
  const [alpha] = await registerAndOpen(page, server, { name: "Alpha", redirectUris: ["https://a.example/cb", "https://b.example/cb"], permissions: ["projects", "orders"], kind: "Public" });
  await focusCell(page, "Alpha", column.name);
  await press(page, "d");
  await expect(field(form(page), "Name")).toHaveValue("Alpha copy");
  await expect(field(form(page), "Redirect URIs")).toHaveValue("https://a.example/cb\nhttps://b.example/cb");
  for (const [scope, on] of [["orders", true], ["projects", true], ["identify", false]] as const) await expect(permission(form(page), scope)).toBeChecked({ checked: on });
  await expect(form(page).getByRole("radio", { name: "Public" })).toBeChecked();
  await save(form(page)).click();
  await expect(credentials(page)).toBeVisible();
  const { clientId } = await readCredentials(page);
  expect(clientId).not.toBe(alpha?.clientId);
  await expect.poll(() => names(page)).toEqual(["Alpha copy", "Alpha"]);
  await expectFocusWithin(row(page, "Alpha copy"));
  await expect(field(await openForm(page), "Name")).toHaveValue("");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("checkboxes and one button delete several", async ({ page, server, account }) => {
    await signInByRequest(page, server, account);
    for (const name of ["Charlie", "Bravo", "Alpha"]) await register(page, server, { name });
    await page.goto("/applications");
    await select(page, "Alpha").check();
    await select(page, "Charlie").check();
    await page.getByRole("button", { name: "Delete selected" }).click();
    await expect(page).toHaveURL(/\/applications\/deleted$/);
    for (const name of ["Alpha", "Charlie"]) await expect(page.getByRole("button", { name: `Restore ${name}`, exact: true })).toBeVisible();
    await page.goto("/applications");
    await expect(row(page, "Bravo")).toBeVisible();
    await expect(row(page, "Alpha")).toHaveCount(0);
    await page.getByRole("button", { name: "Delete selected" }).click();
    await expect(page).toHaveURL(/\/applications$/);
    await expect(row(page, "Bravo")).toBeVisible();
  });
});
