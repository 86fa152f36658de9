import type { Page } from "@playwright/test";
import { waitForHydration } from "../fixtures/account";
import { addButton, form, openForm, row } from "../fixtures/applications";
import { column, deletedGrid, expectNoOverflow, expectFocusAt, focusCell, grid, names, openTable, nextFrames, palette, paletteBox, press, rows, searchBox, select, selection, expectSelected, shortcutsDialog, signInAgain, registerAndOpen, toast, toolbar, unusedFilter } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

const drafts = [
  { name: "Alpha with a name that is as long as names can be, 64 characters", redirectUris: [`https://app.example/${"long/".repeat(30)}`], permissions: ["identify", "billing"] },
  { name: "Bravo", kind: "Public", redirectUris: ["https://b.example/cb"] },
  { name: "Charlie" },
] as const satisfies Parameters<typeof registerAndOpen>[2][];

/** Checks every state of the table for overflow. */
async function expectNoOverflowInEveryState(page: Page): Promise<void> {
  await expectNoOverflow(page);
  await focusCell(page, "Bravo", column.name);
  await press(page, "x");
  await expect(selection(page)).toBeVisible();
  await expectNoOverflow(page);
  await press(page, "Shift+Slash");
  await expect(shortcutsDialog(page)).toBeVisible();
  await expectNoOverflow(page);
  await press(page, "Escape", "Control+k");
  await expect(paletteBox(page)).toBeFocused();
  await expectNoOverflow(page);
  await press(page, "Escape", "Escape");
  await expect(palette(page)).toBeHidden();
  await searchBox(page).fill("x".repeat(100));
  await expect(page.getByText("No application matches")).toBeVisible();
  await expectNoOverflow(page);
  await searchBox(page).fill("");
  await expect(rows(page)).toHaveCount(drafts.length);
  await focusCell(page, "Charlie", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Charlie")).toBeVisible();
  await expectNoOverflow(page);
  await page.context().clearCookies();
  await press(page, "Delete");
  await expect(signInAgain(page)).toBeVisible();
  await expectNoOverflow(page);
}

test.describe("at 320 px", () => {
  test.use({ viewport: { width: 320, height: 720 } });

  test("rows are cards, and nothing scrolls sideways", async ({ signedIn: page, server, guard }) => {
    guard.allow(/^401 \/api\//);
    await registerAndOpen(page, server, ...drafts);
    await expect(toolbar(page)).toBeVisible();
    const [name, created] = [await row(page, "Bravo").getByRole("link", { name: "Bravo" }).boundingBox(), await row(page, "Bravo").locator("time").last().boundingBox()];
    expect(created?.y).toBeGreaterThan((name?.y ?? 0) + (name?.height ?? 0) - 1);
    await expectNoOverflowInEveryState(page);
  });

  test("Deleted fits as well", async ({ signedIn: page, server }) => {
    await registerAndOpen(page, server, ...drafts);
    await focusCell(page, "Bravo", column.name);
    await press(page, "Delete");
    await expect(toast(page, "Deleted Bravo")).toBeVisible();
    await openTable(page, "/applications/deleted");
    await expect(deletedGrid(page)).toBeVisible();
    await expectNoOverflow(page);
  });
});

test.describe("at 200 % zoom", () => {
  test.use({ viewport: { width: 640, height: 400 } });

  test("nothing scrolls horizontally, and the focused element is visible", async ({ signedIn: page, server, guard }) => {
    guard.allow(/^401 \/api\//);
    await registerAndOpen(page, server, ...drafts);
    await focusCell(page, "Alpha with a name that is as long as names can be, 64 characters", column.name);
    await press(page, "ArrowDown", "ArrowDown", "x");
    await expectSelected(page, "Charlie");
    // The selection bar is fixed and must not cover the focused row (WCAG 2.4.11).
    await expect
      .poll(() =>
        page.evaluate(() => {
          const box = document.activeElement?.getBoundingClientRect();
          const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return !!top && top.closest("td") === document.activeElement?.closest("td");
        }),
      )
      .toBe(true);
    await press(page, "Escape");
    await expectNoOverflowInEveryState(page);
  });
});

for (const [device, options] of [
  ["a mouse", {}],
  ["fingers", { hasTouch: true, isMobile: true }],
  ["long dates", { locale: "pt-BR" }],
] as const) {
  test.describe(`with ${device}`, () => {
    test.use(options);
    test("nothing is cut off at any width", async ({ signedIn: page, server }) => {
      await registerAndOpen(page, server, ...drafts, "Delta");
      await focusCell(page, "Delta", column.name);
      await press(page, "Delete");
      await expect(toast(page, "Deleted Delta")).toBeVisible();
      for (const path of ["/applications", "/applications/deleted", "/security"]) {
        await page.goto(path);
        await waitForHydration(page);
        await expect(page.locator(".card > table")).toBeVisible();
        for (const width of [360, 600, 759, 761, 900, 1040, 1041, 1280, 1920]) {
          await page.setViewportSize({ width, height: 720 });
          await expectNoOverflow(page);
        }
      }
    });
  });
}

test("the form shows all permissions at once", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await openForm(page);
  const switches = form(page).getByRole("switch");
  await expect(switches).toHaveCount(10);
  for (const one of await switches.all()) await expect(one).toBeInViewport({ ratio: 1 });
});

test("in a right-to-left page everything fits, and the left arrow key moves to the left", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^401 \/api\//);
  await registerAndOpen(page, server, ...drafts);
  await page.evaluate(() => (document.documentElement.dir = "rtl"));
  await focusCell(page, "Bravo", column.used);
  const left = async () => (await page.locator("td:focus-within, td:focus").boundingBox())?.x ?? Number.NaN;
  const before = await left();
  await press(page, "ArrowLeft");
  await expectFocusAt(page, "Bravo", column.created);
  expect(await left()).toBeLessThan(before);
  await press(page, "ArrowRight", "ArrowRight");
  await expectFocusAt(page, "Bravo", column.permissions);
  expect(await left()).toBeGreaterThan(before);
  await press(page, "l");
  await expectFocusAt(page, "Bravo", column.clientId);
  await expectNoOverflowInEveryState(page);
});

test("on paper there are names and no controls", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, ...drafts);
  await focusCell(page, "Bravo", column.name);
  await press(page, "x");
  await expect(selection(page)).toBeVisible();
  await page.emulateMedia({ media: "print" });
  for (const control of [addButton(page), searchBox(page), unusedFilter(page), selection(page), select(page, "Bravo"), page.getByRole("button", { name: "Edit Bravo" }), page.getByRole("button", { name: "Delete Bravo" }), page.getByRole("button", { name: /^Account/ })]) await expect(control).toBeHidden();
  await expect(page.getByRole("heading", { name: "OAuth Applications" })).toBeVisible();
  await expect(grid(page)).toBeVisible();
  for (const name of await names(page)) await expect(row(page, name)).toBeVisible();
});

test("with forced colours focus and selection are seen", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, ...drafts);
  await page.emulateMedia({ forcedColors: "active" });
  await focusCell(page, "Alpha with a name that is as long as names can be, 64 characters", column.used);
  for (const key of ["ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"]) {
    await press(page, key);
    const ring = await page.evaluate(() =>
      [document.activeElement, document.activeElement?.closest("td")].map((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element ?? document.body);
        return outlineStyle === "none" ? 0 : Number.parseFloat(outlineWidth);
      }),
    );
    expect(Math.max(...ring)).toBeGreaterThanOrEqual(2);
  }
  // Forced colours remove backgrounds: only outlines, borders and system colours are left.
  const looks = (name: string) =>
    row(page, name).evaluate((row) => {
      const { outlineStyle, outlineWidth, backgroundColor, borderTopStyle } = getComputedStyle(row);
      return [outlineStyle, outlineWidth, backgroundColor, borderTopStyle].join(" ");
    });
  expect(await looks("Charlie")).toBe(await looks("Bravo"));
  await press(page, "x");
  await expectSelected(page, "Bravo");
  expect(await looks("Bravo")).not.toBe(await looks("Charlie"));
});

test("with reduced motion nothing moves", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, ...drafts);
  const moving = () => page.evaluate(() => document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().activeDuration) > 10).length);
  await focusCell(page, "Bravo", column.name);
  await press(page, "x");
  await expect(selection(page)).toBeVisible();
  expect(await moving()).toBe(0);
  await press(page, "Shift+Slash");
  await expect(shortcutsDialog(page)).toBeVisible();
  expect(await moving()).toBe(0);
  await press(page, "Escape", "Delete");
  await expect(toast(page, "Deleted Bravo")).toBeVisible();
  expect(await moving()).toBe(0);
  await openForm(page);
  await expect(form(page)).toBeVisible();
  expect(await moving()).toBe(0);
});

test("nothing jumps while the page loads, is searched, and loses a row", async ({ signedIn: page, server }) => {
  await page.addInitScript(() => {
    Object.assign(window, { shifted: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) (window as unknown as { shifted: number }).shifted += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await registerAndOpen(page, server, ...drafts);
  await searchBox(page).pressSequentially("alpha");
  await expect(rows(page)).toHaveCount(1);
  await searchBox(page).fill("");
  await expect(rows(page)).toHaveCount(drafts.length);
  await focusCell(page, "Bravo", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Bravo")).toBeVisible();
  await nextFrames(page);
  expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBeLessThanOrEqual(0.01);
});
