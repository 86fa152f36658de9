// Input that is faster than the page: double clicks, and input before hydration.
import type { Page, Route } from "@playwright/test";
import { waitForHydration } from "../fixtures/account";
import { expectFocusKept, row } from "../fixtures/applications";
import { deletedGrid, expectFocusAt, column, names, openTable, rows, searchBox, select, expectSelected, selection, registerAndOpen, toast, typeFilter, undo } from "../fixtures/grid";
import { register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

/** A double click as a person makes it: the page changes between the two clicks. */
async function doubleClick(page: Page, name: string, changed: () => Promise<void>): Promise<void> {
  const box = await page.getByRole("button", { name, exact: true }).first().boundingBox();
  if (!box) throw new Error(`${name} is not visible`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  await changed();
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
}

test("a double click on Delete deletes one row, not the next as well", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await doubleClick(page, "Delete Bravo", () => expect.poll(() => names(page)).toEqual(["Alpha", "Charlie"]));
  await expect(toast(page, "Deleted Bravo")).toBeVisible();
  await expectFocusKept(page);
  await openTable(page);
  expect(await names(page)).toEqual(["Alpha", "Charlie"]);
  // A single click at the same place works again.
  await page.getByRole("button", { name: "Delete Charlie" }).click();
  await expect(toast(page, "Deleted Charlie")).toBeVisible();
});

test("a double click on Restore restores one row, not the next as well", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await select(page, "Alpha").click();
  await select(page, "Bravo").click();
  await selection(page).getByRole("button", { name: "Delete selected" }).click();
  await expect(toast(page, "Deleted 2 applications")).toBeVisible();
  await openTable(page, "/applications/deleted");
  await expect(deletedGrid(page)).toBeVisible();
  const first = (await rows(page).first().locator("td.name").textContent()) ?? "";
  await doubleClick(page, `Restore ${first}`, () => expect(rows(page)).toHaveCount(1));
  await expect(toast(page, `Restored ${first}`)).toBeVisible();
  await openTable(page, "/applications/deleted");
  await expect(rows(page)).toHaveCount(1);
});

test("a double click on Undo takes back one thing, not the one before as well", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  for (const name of ["Alpha", "Bravo"]) {
    await page.getByRole("button", { name: `Delete ${name}` }).click();
    await expect(toast(page, `Deleted ${name}`)).toBeVisible();
  }
  await doubleClick(page, "Undo", () => expect(toast(page, "Restored Alpha")).toBeVisible());
  await expect.poll(() => names(page)).toEqual(["Alpha", "Charlie"]);
  await expect(undo(page)).toHaveCount(2);
});

test("a double click on what stays is two clicks", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await select(page, "Alpha").dblclick();
  await expectSelected(page);
  // Both clicks toggle, so the state is the initial one. A label counts as its field.
  await expect(selection(page)).toBeHidden();
  const unused = page.locator("label", { has: page.getByRole("checkbox", { name: "Unused for 90 days" }) });
  await unused.dblclick({ position: { x: 60, y: 10 } });
  await expect(page.getByRole("checkbox", { name: "Unused for 90 days" })).not.toBeChecked();
  await expect(page).toHaveURL(/\/applications$/);
});

/** Delays the WebAssembly until the returned function is called. */
async function delayProgram(page: Page): Promise<() => void> {
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route("**/*.wasm", async (route: Route) => {
    await held;
    await route.continue();
  });
  return release;
}

test("input from before hydration is searched for", async ({ signedIn: page, server }) => {
  await register(page, server, { name: "Alpha" });
  await register(page, server, { name: "Beta" });
  for (const [change, found] of [
    [() => searchBox(page).fill("beta"), ["Beta"]],
    [() => typeFilter(page).selectOption({ label: "Public" }), []],
  ] as const) {
    const release = await delayProgram(page);
    await page.goto("/applications");
    await expect(rows(page)).toHaveCount(2);
    await change();
    release();
    await waitForHydration(page);
    await expect.poll(() => names(page)).toEqual(found);
    await expect(page).toHaveURL(/\?/);
    await page.unroute("**/*.wasm");
  }
});

test("rows checked before hydration are selected, and the focus stays where it was", async ({ signedIn: page, server }) => {
  await register(page, server, { name: "Alpha" });
  await register(page, server, { name: "Beta" });
  const release = await delayProgram(page);
  await page.goto("/applications");
  await select(page, "Beta").check();
  await row(page, "Alpha").getByRole("link", { name: "Alpha" }).focus();
  release();
  await waitForHydration(page);
  await expectSelected(page, "Beta");
  await expectFocusAt(page, "Alpha", column.name);
  await page.keyboard.press("ArrowUp");
  await expectFocusAt(page, "Beta", column.name);
});
