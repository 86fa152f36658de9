import type { Page } from "@playwright/test";
import { type Account, newAccount } from "../fixtures/account";
import { column, expectFocusAt, focusCell, focused, focusWidgetIn, grid, names, openTable, press, rowIndex, rows, searchBox, selection, tabStops, toast, undo } from "../fixtures/grid";
import { expect, test as base } from "../fixtures/test";

const count = 10_000;
/** A number with or without a thousands separator. */
const shown = (number: number) => `${Math.floor(number / 1000)}[,.\\s]?${String(number % 1000).padStart(3, "0")}`;

/** A server for this file, with an account that has ten thousand applications; every test signs in as that account. */
const test = base.extend<object, { owner: Account }>({
  owner: [
    async ({ server }, use) => {
      const owner = newAccount();
      await server.seed(owner.email, count, owner.password);
      await use(owner);
    },
    { scope: "worker", timeout: 300_000 },
  ],
  account: ({ owner }, use) => use(owner),
});

// One worker, so that they are created once; the last test deletes and restores them.
test.describe.configure({ mode: "default" });
test.slow();

/** The `aria-rowindex` of the rows in the document, which are never more than 200. */
async function mounted(page: Page): Promise<number[]> {
  const indices = await rows(page).evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
  expect(indices.length).toBeLessThanOrEqual(200);
  return indices;
}

/** Scrolls by the wheel until the row with this index is loaded. */
async function scrollUntil(page: Page, index: number): Promise<void> {
  await grid(page).hover({ position: { x: 300, y: 100 } });
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 4000);
        return Math.max(...(await mounted(page)));
      },
      { intervals: [20], timeout: 30_000 },
    )
    .toBeGreaterThanOrEqual(index);
}

/** Waits until smooth scrolling has ended: no movement for ten frames. */
async function waitForScrollEnd(page: Page): Promise<void> {
  const moved = () =>
    page.evaluate(async () => {
      const from = scrollY;
      for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
      return scrollY - from;
    });
  await expect.poll(moved).toBe(0);
}

test("one page of ten thousand rows is a small document", async ({ signedIn: page }) => {
  await expect(page.getByText(new RegExp(`^${shown(count)} applications$`))).toBeVisible();
  await expect(rows(page)).toHaveCount(50);
  await expect(grid(page)).toHaveAttribute("aria-rowcount", String(count + 1));
  expect(await tabStops(grid(page))).toBe(1);
  expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThanOrEqual(1500);
});

test("scrolling reads on, and keeps the document small and the numbers right", async ({ signedIn: page }) => {
  await scrollUntil(page, 600);
  const indices = await mounted(page);
  expect(indices).toEqual([...indices].sort((one, other) => one - other));
  expect(new Set(indices).size).toBe(indices.length);
  // Rows are visible, not gaps.
  const middle = await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("tr")?.getAttribute("aria-rowindex"));
  expect(indices).toContain(Number(middle));
  await page.evaluate(() => scrollTo(0, 0));
  await expect(rows(page).first()).toHaveAttribute("aria-rowindex", "2");
  await expect(rows(page).first()).toBeInViewport();
  await mounted(page);
});

test("the row with the focus stays, however far one scrolls, and its keys go on from it", async ({ signedIn: page }) => {
  const [, first, second, third] = await names(page);
  await focusCell(page, second ?? "", column.created);
  await scrollUntil(page, 500);
  await expectFocusAt(page, second ?? "", column.created);
  await expect(page.locator("tr:focus-within")).not.toBeInViewport();
  await press(page, "ArrowDown");
  await expectFocusAt(page, third ?? "", column.created);
  await expect(page.locator("tr:focus-within")).toBeInViewport();
  await press(page, "ArrowUp", "ArrowUp");
  await expectFocusAt(page, first ?? "", column.created);
  await mounted(page);
});

test("Page Down works to the last row", async ({ signedIn: page }) => {
  await focusCell(page, (await names(page))[0] ?? "", column.name);
  for (let presses = 1; presses <= 40; presses += 1) {
    await press(page, "PageDown");
    await expect.poll(() => rowIndex(page)).toBe(2 + 10 * presses);
    await mounted(page);
  }
  await expect(page.locator("tr:focus-within")).toBeInViewport();
});

test("Ctrl+End moves to the last of all rows, Ctrl+Home to the first", async ({ signedIn: page }) => {
  await openTable(page, "/applications?sort=-name");
  const last = (await names(page))[0];
  await openTable(page, "/applications?sort=name");
  const first = (await names(page))[0];
  await focusCell(page, first ?? "", column.name);
  await press(page, "Control+End");
  await expect.poll(() => rowIndex(page), { timeout: 20_000 }).toBe(count + 1);
  expect((await focused(page)).row).toBe(last);
  await mounted(page);
  await expect(page.locator("tr:focus-within")).toBeInViewport();
  await press(page, "ArrowDown");
  await expect.poll(() => rowIndex(page)).toBe(count + 1);
  await press(page, "PageUp");
  await expect.poll(() => rowIndex(page)).toBe(count - 9);
  await press(page, "Control+Home");
  await expect.poll(() => rowIndex(page)).toBe(2);
  expect((await focused(page)).row).toBe(first);
  await expect(page.locator("tr:focus-within")).toBeInViewport();
  await mounted(page);
});

test("Back from an application restores row and scroll position", async ({ signedIn: page }) => {
  await scrollUntil(page, 300);
  await waitForScrollEnd(page);
  // A row in the middle of the window, so that focusing it does not scroll.
  const target = page.locator(`tr[data-id="${await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("tr")?.dataset["id"])}"]`);
  await focusWidgetIn(target.locator(":scope > *").nth(column.name));
  const before = { ...(await focused(page)), index: await rowIndex(page), top: await page.evaluate(() => scrollY) };
  expect(before.index).toBeGreaterThan(200);
  await press(page, "Enter");
  await expect(page.getByRole("heading", { name: before.row, exact: true })).toBeVisible();
  await page.goBack();
  await expectFocusAt(page, before.row, column.name);
  expect(await rowIndex(page)).toBe(before.index);
  await expect(target).toBeInViewport();
  await expect.poll(async () => Math.abs((await page.evaluate(() => scrollY)) - before.top)).toBeLessThanOrEqual(60);
  await mounted(page);
});

test("searches among all of them, read or not", async ({ signedIn: page }) => {
  await searchBox(page).fill("APP-5000.example.COM");
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText("1 application found", { exact: true })).toBeVisible();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "2");
  await searchBox(page).fill("warehouse");
  await expect(page.getByText(/^\d{3} applications found$/)).toBeVisible();
  await expect(rows(page)).toHaveCount(50);
});

test("all ten thousand are deleted by two keys, and brought back by one", async ({ signedIn: page }) => {
  const before = await names(page);
  await focusCell(page, before[0] ?? "", column.name);
  await press(page, "Control+a");
  await expect(selection(page).getByText(new RegExp(`^${shown(count)} selected$`))).toBeVisible();
  await press(page, "Delete");
  await expect(page.getByText("No applications yet")).toBeVisible();
  await expect(toast(page, new RegExp(`Deleted ${shown(count)} applications`))).toBeVisible({ timeout: 20_000 });
  await undo(page).press("Enter");
  await expect(page.getByText(new RegExp(`^${shown(count)} applications$`))).toBeVisible({ timeout: 20_000 });
  await expect.poll(() => names(page)).toEqual(before);
  await expect(toast(page, new RegExp(`Restored ${shown(count)} applications`))).toBeVisible();
});
