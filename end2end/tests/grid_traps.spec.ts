import type { Page } from "@playwright/test";
import { reload } from "../fixtures/account";
import { add, addButton, create, credentials, editForm, field, expectFocusKept, expectFocusWithin, form, openEdit, openForm, row, readCredentials } from "../fixtures/applications";
import { column, deleteSelected, expectFocusAt, focusCell, focused, dispatchKeydown, openTable, palette, press, rows, searchBox, selectedNames, selection, expectSelected, shortcutsDialog, registerAndOpen, toast, undo } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

const letters = ["?", "/", "a", "c", "g", "z", "t", "j", "k", "h", "l", "o", "e", "x", "y", "d", "#"];

/** Everything that a shortcut could have changed. */
async function state(page: Page) {
  return {
    url: page.url(),
    focus: await focused(page),
    selected: await selectedNames(page),
    ...(await page.evaluate(() => ({
      dialogs: document.querySelectorAll("dialog[open]").length,
      theme: document.documentElement.dataset["theme"] ?? "",
      rows: [...document.querySelectorAll<HTMLElement>("tr[data-id]")].map((row) => row.dataset["id"]),
      messages: document.querySelectorAll(".toast").length,
    }))),
  };
}

/** Presses a key that works, which proves that those before it were processed. */
async function selectsAndBack(page: Page, name: string): Promise<void> {
  await press(page, "x");
  await expectSelected(page, name);
  await press(page, "x");
  await expectSelected(page);
}

async function turnSingleKeys(page: Page, on: boolean): Promise<void> {
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await shortcutsDialog(page).getByRole("switch", { name: "Single-key shortcuts" }).setChecked(on);
  await press(page, "Escape");
  await expect(shortcutsDialog(page)).toBeHidden();
  await expectFocusKept(page);
}

test("letters that are typed into the search are text", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await searchBox(page).focus();
  for (const letter of letters) await page.keyboard.type(letter);
  await expect(searchBox(page)).toHaveValue(letters.join(""));
  await expect(searchBox(page)).toBeFocused();
  await expect(page.getByText("No application matches")).toBeVisible();
  expect(await state(page)).toMatchObject({ dialogs: 0, theme: "", messages: 0, selected: [] });
});

test("letters that are typed into a form are text", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  const dialog = await openEdit(page, "Alpha");
  for (const name of ["Name", "Redirect URIs"]) {
    await field(dialog, name).fill("");
    await page.keyboard.type(letters.join(""));
    await expect(field(dialog, name)).toHaveValue(letters.join(""));
  }
  expect(await state(page)).toMatchObject({ dialogs: 1, theme: "", messages: 0, selected: [] });
});

test("letters with Ctrl, Alt or Meta are the browser's", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.created);
  const before = await state(page);
  for (const key of letters) {
    await dispatchKeydown(page, { key, altKey: true });
    // These have shortcuts with Ctrl.
    if (!["a", "k", "z"].includes(key)) for (const modifier of ["ctrlKey", "metaKey"]) await dispatchKeydown(page, { key, [modifier]: true });
  }
  expect(await state(page)).toEqual(before);
  await selectsAndBack(page, "Alpha");
  expect(await state(page)).toEqual(before);
});

test("keys of an unfinished composition are no shortcuts", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.created);
  const before = await state(page);
  for (const key of [...letters, "Enter", "Escape", "Delete", "ArrowDown", "Process"]) await dispatchKeydown(page, { key, isComposing: true });
  expect(await state(page)).toEqual(before);
  await selectsAndBack(page, "Alpha");
  expect(await state(page)).toEqual(before);
});

for (const key of ["Delete", "#"]) {
  test(`${key} that is held deletes once`, async ({ signedIn: page, server }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
    await focusCell(page, "Alpha", column.created);
    // A second `down` without `up` in between is an autorepeat.
    for (let times = 0; times < 4; times += 1) await page.keyboard.down(key);
    await page.keyboard.up(key);
    await expect(toast(page, "Deleted Alpha")).toBeVisible();
    await expectFocusAt(page, "Bravo", column.created);
    await expect(rows(page)).toHaveCount(2);
    await reload(page);
    await expect(rows(page)).toHaveCount(2);
  });
}

test("a held arrow key repeats", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await focusCell(page, "Alpha", column.created);
  for (let times = 0; times < 2; times += 1) await page.keyboard.down("ArrowDown");
  await page.keyboard.up("ArrowDown");
  await expectFocusAt(page, "Charlie", column.created);
});

test("keys of the grid do nothing outside of it", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.created);
  await addButton(page).focus();
  const before = await state(page);
  for (const key of ["x", "e", "o", "d", "y", "#", "Delete", "j", "k", "h", "l", "ArrowDown", "Control+a"]) await press(page, key);
  expect(await state(page)).toEqual(before);
  await press(page, "t");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  expect(await state(page)).toEqual({ ...before, theme: "light" });
});

test("single keys can be turned off permanently: letters do nothing, other keys work", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await expect(addButton(page)).toHaveAttribute("aria-keyshortcuts", /\S/);
  await turnSingleKeys(page, false);
  expect(await page.evaluate(() => localStorage.getItem("single-keys"))).toBe("off");
  for (const again of [false, true]) {
    if (again) await reload(page);
    await expect(addButton(page)).not.toHaveAttribute("aria-keyshortcuts");
    await focusCell(page, "Alpha", column.created);
    const before = await state(page);
    await press(page, ...letters);
    expect(await state(page)).toEqual(before);
    await press(page, "ArrowDown");
    await expectFocusAt(page, "Bravo", column.created);
    await press(page, "Delete");
    await expect(toast(page, "Deleted Bravo")).toBeVisible();
    await press(page, "Control+z");
    await expect(row(page, "Bravo")).toBeVisible();
    await press(page, "Control+k");
    await expect(palette(page)).toBeVisible();
    await press(page, "Escape");
    await expect(palette(page)).toBeHidden();
  }
  await turnSingleKeys(page, true);
  await focusCell(page, "Alpha", column.created);
  await selectsAndBack(page, "Alpha");
});

test("a keyboard without Latin letters works by the place of its keys", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await focusCell(page, "Alpha", column.created);
  await dispatchKeydown(page, { key: "ч", code: "KeyX" });
  await expectSelected(page, "Alpha");
  await dispatchKeydown(page, { key: "ч", code: "KeyX" });
  await addButton(page).focus();
  await dispatchKeydown(page, { key: "ф", code: "KeyA" });
  await expect(form(page)).toBeVisible();
});

test("a Latin keyboard works by what is written on its keys", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await focusCell(page, "Alpha", column.created);
  const before = await state(page);
  // French: the place of A holds Q, and the place of Q holds A.
  await dispatchKeydown(page, { key: "q", code: "KeyA" });
  await selectsAndBack(page, "Alpha");
  expect(await state(page)).toEqual(before);
  await dispatchKeydown(page, { key: "a", code: "KeyQ" });
  await expect(form(page)).toBeVisible();
});

test("keys of the grid are off while a dialog is open", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.created);
  await press(page, "Shift+Slash");
  await expect(shortcutsDialog(page)).toBeVisible();
  await expectFocusWithin(shortcutsDialog(page));
  const before = await state(page);
  for (const key of ["x", "e", "o", "d", "#", "Delete", "ArrowDown", "Control+a"]) await press(page, key);
  expect(await state(page)).toEqual(before);
  await press(page, "Escape");
  await expect(shortcutsDialog(page)).toBeHidden();
  await expectFocusAt(page, "Alpha", column.created);
  await selectsAndBack(page, "Alpha");
});

test("messages lie inside the dialog that is open, and work there", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.created);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await press(page, "Shift+Slash");
  await expect(shortcutsDialog(page).getByRole("status").filter({ hasText: "Deleted Alpha" })).toBeVisible();
  await expect(toast(page, "Deleted Alpha")).toHaveCount(1);
  await undo(page).click();
  await expect(shortcutsDialog(page).getByRole("status").filter({ hasText: "Restored Alpha" })).toBeVisible();
  await expectFocusWithin(shortcutsDialog(page));
  await press(page, "Escape");
  await expect(row(page, "Alpha")).toBeVisible();
  await expectFocusKept(page);
});

test("closing any dialog leaves the focus on the page", async ({ signedIn: page }) => {
  await add(page, { name: "Alpha" });
  for (const [key, dialog] of [["Shift+Slash", shortcutsDialog(page)], ["Control+k", palette(page)], ["a", form(page)], ["c", form(page)], ["e", editForm(page)], ["d", form(page)]] as const) {
    await focusCell(page, "Alpha", column.created);
    await press(page, key);
    await expect(dialog).toBeVisible();
    await expectFocusWithin(dialog);
    await press(page, "Escape");
    await expect(dialog).toBeHidden();
    await expectFocusAt(page, "Alpha", column.created);
  }
  await openForm(page);
  await field(form(page), "Name").fill("Half done");
  await press(page, "Escape");
  await page.getByRole("button", { name: "Discard" }).press("Enter");
  await expect(form(page)).toBeHidden();
  await expectFocusKept(page);
  await create(page, { name: "Bravo" });
  await readCredentials(page);
  await expect(credentials(page)).toBeHidden();
  await expectFocusAt(page, "Bravo", column.name);
});

test("deleting all leaves the focus on the page", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.created);
  await press(page, "Control+a");
  await deleteSelected(page).press("Enter");
  await expect(page.getByText("No applications yet")).toBeVisible();
  await expect(selection(page)).toBeHidden();
  await expectFocusKept(page);
  await expect(toast(page, "Deleted 2 applications")).toBeVisible();
  await openTable(page);
  await expect(rows(page)).toHaveCount(0);
});
