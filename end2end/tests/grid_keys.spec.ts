import type { Page } from "@playwright/test";
import { addButton, create, editForm, field, expectFocusKept, form, readCredentials } from "../fixtures/applications";
import { clipboard } from "../fixtures/clipboard";
import { expectQuery, column, columnHeader, returnToTab, expectFocusAt, focusCell, expectFocusOutsideGrid, grid, header, names, openTable, press, rowIndex, rows, select, selection, expectSelected, registerAndOpen, tabStops, toast, undo } from "../fixtures/grid";
import { register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });

test("the grid is one stop for Tab and remembers its cell", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  expect(await tabStops(grid(page))).toBe(1);
  // The next tab stop after the grid is the selection bar.
  await select(page, "Alpha").check();
  await focusCell(page, "Bravo", column.created);
  expect(await tabStops(grid(page))).toBe(1);
  await press(page, "Tab");
  await expectFocusOutsideGrid(page);
  await press(page, "Shift+Tab");
  await expectFocusAt(page, "Bravo", column.created);
  await press(page, "Shift+Tab");
  await expectFocusOutsideGrid(page);
  await press(page, "Tab");
  await expectFocusAt(page, "Bravo", column.created);
});

for (const [what, [left, down, up, right]] of [
  ["arrows", ["ArrowLeft", "ArrowDown", "ArrowUp", "ArrowRight"]],
  ["h j k l", ["h", "j", "k", "l"]],
] as const) {
  test(`${what} go from cell to cell and stop at the edges`, async ({ signedIn: page, server }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await focusCell(page, "Alpha", column.name);
    for (const at of [column.clientId, column.permissions, column.used, column.created, column.edit, column.remove, column.remove]) {
      await press(page, right);
      await expectFocusAt(page, "Alpha", at);
    }
    for (const name of ["Bravo", "Bravo"]) {
      await press(page, down);
      await expectFocusAt(page, name, column.remove);
    }
    for (const at of [column.edit, column.created, column.used, column.permissions, column.clientId, column.name, column.select, column.select]) {
      await press(page, left);
      await expectFocusAt(page, "Bravo", at);
    }
    for (const name of ["Alpha", header, header]) {
      await press(page, up);
      await expectFocusAt(page, name, column.select);
    }
    expect(await tabStops(grid(page))).toBe(1);
  });
}

test("Home and End go along the row, with Ctrl to the first and last row of data", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await focusCell(page, "Bravo", column.used);
  await press(page, "Home");
  await expectFocusAt(page, "Bravo", column.select);
  await press(page, "End");
  await expectFocusAt(page, "Bravo", column.remove);
  await press(page, "Control+Home");
  await expect.poll(() => rowIndex(page)).toBe(2);
  await press(page, "Control+End");
  await expect.poll(() => rowIndex(page)).toBe(4);
});

test("Page Down and Page Up go ten rows, and no further than there are", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 25, account.password);
  await openTable(page);
  await expect(rows(page)).toHaveCount(25);
  const shown = await names(page);
  await focusCell(page, shown[1] ?? "", column.name);
  for (const [key, at] of [["PageDown", 11], ["PageDown", 21], ["PageDown", 24], ["PageUp", 14], ["PageUp", 4], ["PageUp", 0]] as const) {
    await press(page, key);
    await expectFocusAt(page, shown[at] ?? "", column.name);
  }
});

test("o opens, Enter opens, and Back returns to the cell", async ({ signedIn: page, server }) => {
  const [, bravo] = await registerAndOpen(page, server, "Alpha", "Bravo");
  for (const [key, at] of [["o", column.created], ["Enter", column.name], ["Enter", column.permissions]] as const) {
    await focusCell(page, "Bravo", at);
    await press(page, key);
    await expect(heading(page, "Bravo")).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`/applications/${bravo?.clientId}$`));
    await expectFocusKept(page);
    await page.goBack();
    await expectFocusAt(page, "Bravo", at);
  }
});

test("e edits, and the focus returns to its cell", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Bravo", column.created);
  await press(page, "e");
  await expect(field(editForm(page), "Name")).toBeFocused();
  await expect(field(editForm(page), "Name")).toHaveValue("Bravo");
  await press(page, "Escape");
  await expect(editForm(page)).toBeHidden();
  await expectFocusAt(page, "Bravo", column.created);
});

test("x and Shift+Space select, and take it back", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Bravo", column.created);
  for (const key of ["x", "Shift+Space"]) {
    await press(page, key);
    await expectSelected(page, "Bravo");
    await expect(select(page, "Bravo")).toBeChecked();
    await press(page, key);
    await expectSelected(page);
    await expectFocusAt(page, "Bravo", column.created);
  }
});

test("Shift with arrows makes a selection longer and shorter", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie", "Delta");
  await focusCell(page, "Bravo", column.name);
  await press(page, "Shift+ArrowDown", "Shift+ArrowDown");
  await expectSelected(page, "Bravo", "Charlie", "Delta");
  await expectFocusAt(page, "Delta", column.name);
  await press(page, "Shift+ArrowUp");
  await expectSelected(page, "Bravo", "Charlie");
  await press(page, "Shift+ArrowUp", "Shift+ArrowUp");
  await expectSelected(page, "Alpha", "Bravo");
});

test("Ctrl+A selects all, and Escape none", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await focusCell(page, "Bravo", column.name);
  await press(page, "Control+a");
  await expectSelected(page, "Alpha", "Bravo", "Charlie");
  await press(page, "Escape");
  await expectSelected(page);
  await expectFocusAt(page, "Bravo", column.name);
});

test("y copies the client ID", async ({ signedIn: page, server, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const [, bravo] = await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Bravo", column.used);
  await press(page, "y");
  await expect.poll(() => clipboard(page)).toBe(bravo?.clientId);
});

for (const key of ["Delete", "Shift+Digit3"]) {
  test(`${key} deletes: the focus moves to the next row, else the previous, else Add`, async ({ signedIn: page, server }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
    await focusCell(page, "Bravo", column.created);
    await press(page, key);
    await expectFocusAt(page, "Charlie", column.created);
    await press(page, key);
    await expectFocusAt(page, "Alpha", column.created);
    await press(page, key);
    await expect(addButton(page)).toBeFocused();
    await expect(toast(page, "Deleted Alpha")).toBeVisible();
  });
}

test("d duplicates: the form is filled in, the name says so", async ({ signedIn: page, server }) => {
  const [alpha] = await registerAndOpen(page, server, { name: "Alpha", redirectUris: ["https://a.example/cb"] });
  await focusCell(page, "Alpha", column.created);
  await press(page, "d");
  await expect(page).toHaveURL(new RegExp(`/applications/new\\?from=${alpha?.clientId}$`));
  await expect(field(form(page), "Name")).toHaveValue("Alpha copy");
  await expect(field(form(page), "Redirect URIs")).toHaveValue("https://a.example/cb");
  await press(page, "Escape");
  await expect(form(page)).toBeHidden();
  await expectFocusAt(page, "Alpha", column.created);
});

test("Enter on a button or link does what it says", async ({ signedIn: page, server, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const [alpha] = await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.clientId);
  await press(page, "Enter");
  await expect.poll(() => clipboard(page)).toBe(alpha?.clientId);
  await focusCell(page, "Alpha", column.edit);
  await press(page, "Enter");
  await expect(field(editForm(page), "Name")).toHaveValue("Alpha");
  await press(page, "Escape");
  await expectFocusAt(page, "Alpha", column.edit);
  await press(page, "ArrowRight", "Enter");
  await expectFocusAt(page, "Bravo", column.remove);
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
});

test("the header is reached by Up, and Enter sorts by it", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Bravo", "Charlie", "Alpha");
  await focusCell(page, "Bravo", column.name);
  await press(page, "ArrowUp");
  await expectFocusAt(page, header, column.name);
  for (const [sort, direction, shown] of [["name", "ascending", ["Alpha", "Bravo", "Charlie"]], ["-name", "descending", ["Charlie", "Bravo", "Alpha"]]] as const) {
    await press(page, "Enter");
    await expectQuery(page, { sort });
    await expect(columnHeader(page, "Name")).toHaveAttribute("aria-sort", direction);
    await expect.poll(() => names(page)).toEqual(shown);
    await expectFocusAt(page, header, column.name);
  }
});

test("the focus stays with its application through sort and what others did", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Bravo", "Charlie", "Alpha");
  await columnHeader(page, "Name").getByRole("link").click();
  await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo", "Charlie"]);
  await focusCell(page, "Charlie", column.used);
  await page.goBack();
  await expect.poll(() => names(page)).toEqual(["Bravo", "Charlie", "Alpha"]);
  await expectFocusAt(page, "Charlie", column.used);
  await register(page, server, { name: "Delta" });
  await returnToTab(page);
  await expect.poll(() => names(page)).toEqual(["Delta", "Bravo", "Charlie", "Alpha"]);
  await expectFocusAt(page, "Charlie", column.used);
  await press(page, "ArrowUp");
  await expectFocusAt(page, "Bravo", column.used);
});

test("Undo and a new application bring the focus to their rows", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expectFocusAt(page, "Bravo", column.name);
  await undo(page).press("Enter");
  await expectFocusAt(page, "Alpha", column.name);
  await create(page, { name: "Charlie" });
  await readCredentials(page);
  await expectFocusAt(page, "Charlie", column.name);
});

test("assistive technology is told rows, order and selection", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await select(page, "Alpha").check();
  await expect(selection(page)).toBeVisible();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "3");
  await expect(grid(page)).toHaveAttribute("aria-multiselectable", "true");
  expect(await grid(page).getByRole("row").evaluateAll((rows) => rows.map((row) => [row.getAttribute("aria-rowindex"), row.getAttribute("aria-selected")]))).toEqual([["1", null], ["2", "true"], ["3", "false"]]);
  await expect(grid(page).locator("[aria-selected]")).toHaveCount(2);
  await expect(grid(page).locator("[aria-sort]")).toHaveCount(1);
  await expect(columnHeader(page, "Created")).toHaveAttribute("aria-sort", "descending");
  const line = (name: string, state: string, box: string) => `
      - row${state}:
        - /children: equal
        - gridcell:
          - checkbox "Select ${name}"${box}
        - gridcell:
          - link "${name}"
        - gridcell:
          - code: /^cfgo_app_/
          - button "Copy client ID of ${name}"
        - gridcell "1"
        - gridcell "Never"
        - gridcell /\\d/
        - gridcell:
          - button "Edit ${name}"
        - gridcell:
          - button "Delete ${name}"`;
  await expect(grid(page)).toMatchAriaSnapshot(`
  - grid "OAuth applications":
    - rowgroup:
      - row:
        - /children: equal
        - columnheader "Select all":
          - checkbox "Select all"
        - columnheader "Name":
          - link "Name"
        - columnheader "Client ID"
        - columnheader "Permissions"
        - columnheader "Last used":
          - link "Last used"
        - columnheader "Created":
          - link "Created"
        - columnheader "Edit"
        - columnheader "Delete"
    - rowgroup:
      - /children: equal${line("Alpha", " [selected]", " [checked]")}${line("Bravo", "", "")}`);
});
