// Keyboard layouts and input methods of other languages.
import type { Locator, Page } from "@playwright/test";
import { field, openForm } from "../fixtures/applications";
import { expectQuery, column, expectFocusAt, focusCell, dispatchKeydown, openTable, options, palette, paletteBox, press, rows, searchBox, shortcutsDialog, registerAndOpen, toast } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

/** Starts a composition in the focused field, as an input method does. */
async function compose(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
}

for (const [what, key] of [
  ["Option+3 on a Mac", { key: "#", code: "Digit3", altKey: true }],
  ["AltGr, reported as such", { key: "#", code: "KeyX", modifierAltGraph: true }],
  ["AltGr, reported as Ctrl+Alt", { key: "#", code: "Quote", ctrlKey: true, altKey: true }],
  ["Backspace", { key: "Backspace", code: "Backspace" }],
] as const) {
  test(`a row is deleted by ${what}`, async ({ signedIn: page, server }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await focusCell(page, "Alpha", column.created);
    await dispatchKeydown(page, key);
    await expect(toast(page, "Deleted Alpha")).toBeVisible();
    await expectFocusAt(page, "Bravo", column.created);
    await press(page, "z");
    await expect(toast(page, "Restored Alpha")).toBeVisible();
  });
}

test("letters with marks, dead keys and what AltGr types of letters are no shortcuts", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.created);
  for (const code of ["KeyA", "KeyC", "KeyG", "KeyJ", "KeyX", "KeyE", "KeyD", "KeyT", "KeyZ", "KeyO"]) {
    for (const key of ["ą", "Ž", "ı", "ß", "ệ", "€", "Dead", "Process", "Unidentified"]) {
      for (const held of [{}, { modifierAltGraph: true }, { ctrlKey: true, altKey: true }, { ctrlKey: true, altKey: true, modifierAltGraph: true }, { altKey: true }]) await dispatchKeydown(page, { key, code, ...held });
    }
  }
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
  await expect(page.locator("tr[aria-selected=true]")).toHaveCount(0);
  await expectFocusAt(page, "Alpha", column.created);
  await expect(rows(page)).toHaveCount(2);
});

for (const [script, down, up, question] of [
  ["Greek", "ξ", "κ", "?"],
  ["Cyrillic", "о", "л", ","],
  ["Hebrew", "ח", "ל", "?"],
  ["Arabic", "ت", "ن", "؟"],
  ["Thai", "่", "า", "ฦ"],
] as const) {
  test(`letters of ${script} work by their place`, async ({ signedIn: page, server }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await focusCell(page, "Alpha", column.created);
    await dispatchKeydown(page, { key: down, code: "KeyJ" });
    await expectFocusAt(page, "Bravo", column.created);
    await dispatchKeydown(page, { key: up, code: "KeyK" });
    await expectFocusAt(page, "Alpha", column.created);
    if (question === ",") return;
    await dispatchKeydown(page, { key: question, code: "Slash", shiftKey: true });
    await expect(shortcutsDialog(page)).toBeVisible();
  });
}

test("the palette ignores an input method's Enter and arrows", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await press(page, "Control+k");
  await expect(paletteBox(page)).toBeFocused();
  await expect(options(page).first()).toBeVisible();
  const active = await paletteBox(page).getAttribute("aria-activedescendant");
  for (const composing of [{ keyCode: 229 }, { isComposing: true }]) {
    for (const key of ["Enter", "ArrowDown", "Escape"]) await dispatchKeydown(page, { key, ...composing });
  }
  await expect(palette(page)).toBeVisible();
  await expect(paletteBox(page)).toHaveAttribute("aria-activedescendant", active ?? "");
  await press(page, "ArrowDown");
  await expect(paletteBox(page)).not.toHaveAttribute("aria-activedescendant", active ?? "");
});

test("an input method's Escape clears no search", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await openTable(page, "/applications?q=alpha");
  await searchBox(page).focus();
  for (const composing of [{ keyCode: 229 }, { isComposing: true }]) await dispatchKeydown(page, { key: "Escape", ...composing });
  await expect(searchBox(page)).toHaveValue("alpha");
  await expectQuery(page, { q: "alpha" });
  await expect(searchBox(page)).toBeFocused();
  await press(page, "Escape");
  await expect(searchBox(page)).toHaveValue("");
});

for (const [what, open] of [
  ["the form", async (page: Page): Promise<Locator> => {
    const dialog = await openForm(page);
    await field(dialog, "Name").focus();
    return dialog;
  }],
  ["the palette", async (page: Page): Promise<Locator> => {
    await press(page, "Control+k");
    await expect(paletteBox(page)).toBeFocused();
    return palette(page);
  }],
] as const) {
  test(`an Escape that ends a composition leaves ${what} open`, async ({ signedIn: page }) => {
    const dialog = await open(page);
    await compose(page, "か");
    const cancelled = page.evaluate(() => new Promise((done) => document.addEventListener("cancel", () => done("cancel"), { capture: true, once: true })));
    await press(page, "Escape");
    await expect(page.getByRole("dialog")).toHaveCount(1);
    await expect(dialog).toBeVisible();
    expect(await Promise.race([cancelled, page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done("open")))))])).toBe("open");
  });
}

test("others may remove the element with the focus", async ({ signedIn: page }) => {
  for (const depth of [0, 3]) {
    const where = await page.evaluate(async (depth) => {
      const button = document.createElement("button");
      let outermost: Element = button;
      for (let level = 0; level < depth; level += 1) {
        const around = document.createElement("div");
        around.append(outermost);
        outermost = around;
      }
      document.querySelector("main")?.append(outermost);
      button.focus();
      const had = document.activeElement === button;
      outermost.remove();
      await new Promise(requestAnimationFrame);
      return { had, now: document.activeElement?.id };
    }, depth);
    expect(where).toEqual({ had: true, now: "main" });
  }
});
