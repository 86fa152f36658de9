import type { Locator, Page } from "@playwright/test";
import { waitForHydration, reload } from "../fixtures/account";
import { add, create, credentials, field, expectFocusKept, expectFocusWithin, form, row, secretPattern } from "../fixtures/applications";
import { clipboard } from "../fixtures/clipboard";
import { expectQuery, column, expectFocusAt, focusCell, openTable, options, palette, paletteBox, press, rows, searchBox, select, expectSelected, shortcutsDialog, registerAndOpen, toast } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

/** Normalizes a key for comparison: "Ctrl + K" and "Control+k" are the same. */
const plain = (key: string) => key.toLowerCase().replace(/control|cmd|⌘/g, "ctrl").replace(/arrow/g, "").replace(/[\s+]/g, "") || "+";

/** All `<kbd>` texts, one by one, and joined by row for chords. */
async function drawn(place: Locator): Promise<string[]> {
  const alone = await place.locator("kbd").allTextContents();
  const together = await place.locator("tr, li, [role=option]").evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll("kbd")].map((key) => key.textContent).join("")));
  return [...alone, ...together].map(plain);
}

/** Whether a key is among these texts; a chord may be part of a longer row. */
const among = (keys: string[], key: string) => keys.some((one) => one === plain(key) || (plain(key).length > 1 && one.includes(plain(key))));

async function openSheet(page: Page): Promise<Locator> {
  await press(page, "Shift+Slash");
  await expect(shortcutsDialog(page)).toBeVisible();
  return shortcutsDialog(page);
}

async function openPalette(page: Page): Promise<Locator> {
  await press(page, "Control+k");
  await expect(paletteBox(page)).toBeFocused();
  return palette(page);
}

/** Searches for a command and runs it. */
async function run(page: Page, text: string, found: RegExp): Promise<void> {
  await openPalette(page);
  await page.keyboard.type(text);
  await expect(options(page).first()).toHaveText(found);
  await press(page, "Enter");
  await expect(palette(page)).toBeHidden();
}

test("the shortcuts dialog lists every key", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  const keys = await drawn(await openSheet(page));
  for (const letter of ["?", "/", "a", "c", "g", "s", "d", "z", "t", "j", "k", "h", "l", "o", "e", "x", "y", "#", "v"]) expect(keys, letter).toContain(letter);
  const text = await shortcutsDialog(page).innerText();
  for (const key of [/↑|arrow/i, /\bhome\b/i, /\bend\b/i, /page ?up|pgup/i, /page ?down|pg ?dn/i, /\bdel(ete)?\b/i, /enter|↵/i, /\besc(ape)?\b/i]) expect(text).toMatch(key);
  for (const key of [/ctrl[\s+]*k\b/i, /ctrl[\s+]*a\b/i, /ctrl[\s+]*z\b/i, /ctrl[\s+]*home/i, /ctrl[\s+]*(enter|↵)/i, /shift[\s+]*(space|␣)/i, /shift[\s+]*(↑|↓|arrow)/i]) expect(text).toMatch(key);
  await shortcutsDialog(page).getByRole("button", { name: "Close", exact: true }).click();
  await expect(shortcutsDialog(page)).toBeHidden();
  await expectFocusKept(page);
});

test("every aria-keyshortcuts of the page is in the shortcuts dialog", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await focusCell(page, "Alpha", column.name);
  await press(page, "x");
  await expectSelected(page, "Alpha");
  const announced = await page.locator("[aria-keyshortcuts]").evaluateAll((elements) => elements.flatMap((element) => element.getAttribute("aria-keyshortcuts")?.split(/\s+/) ?? []));
  expect(announced).toEqual(expect.arrayContaining(["a", "/"]));
  const keys = await drawn(await openSheet(page));
  for (const key of announced) expect(among(keys, key), key).toBe(true);
});

test("the palette shows the key of each command, as the shortcuts dialog does", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  const listed = (await (await openSheet(page)).innerText()).toLowerCase();
  const keys = await drawn(shortcutsDialog(page));
  await press(page, "Escape");
  await openPalette(page);
  const commands = options(page).filter({ has: page.locator("kbd") });
  await expect(commands.first()).toBeVisible();
  const shown = await commands.evaluateAll((options) =>
    options.map((option) => {
      const key = [...option.querySelectorAll("kbd")].map((one) => one.textContent).join("");
      for (const one of option.querySelectorAll("kbd")) one.remove();
      return { key, name: option.textContent.trim() };
    }),
  );
  expect(shown.length).toBeGreaterThanOrEqual(8);
  for (const { key, name } of shown) {
    expect(among(keys, key), `${name}: ${key}`).toBe(true);
    expect(listed).toContain(name.toLowerCase());
  }
});

test("the shortcuts dialog and the palette are in the account menu", async ({ signedIn: page }) => {
  for (const [name, dialog] of [["Keyboard shortcuts", shortcutsDialog(page)], ["Command palette", palette(page)]] as const) {
    await page.getByRole("button", { name: /^Account/ }).press("Enter");
    await page.getByRole("button", { name, exact: true }).press("Enter");
    await expect(dialog).toBeVisible();
    await expectFocusWithin(dialog);
    await press(page, "Escape");
    await expect(dialog).toBeHidden();
    await expectFocusKept(page);
  }
});

test("the palette runs commands, wherever they lead", async ({ signedIn: page }) => {
  await run(page, "shortcuts", /keyboard shortcuts/i);
  await expect(shortcutsDialog(page)).toBeVisible();
  await press(page, "Escape");
  await run(page, "security", /security/i);
  await expect(page).toHaveURL(/\/security$/);
  await run(page, "deleted", /deleted/i);
  await expect(page).toHaveURL(/\/applications\/deleted$/);
  await run(page, "theme", /theme/i);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await run(page, "add", /add/i);
  await expect(form(page)).toBeVisible();
});

test("the palette opens from a field, moves by arrows, and Escape gives the focus back", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await searchBox(page).focus();
  await openPalette(page);
  const active = () => paletteBox(page).getAttribute("aria-activedescendant");
  const first = await active();
  expect(first).toBe(await options(page).first().getAttribute("id"));
  await press(page, "ArrowDown");
  await expect.poll(active).toBe(await options(page).nth(1).getAttribute("id"));
  await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
  await expect(palette(page).locator("[role=option][aria-selected=true]")).toHaveCount(1);
  await press(page, "ArrowUp");
  await expect.poll(active).toBe(first);
  await expect(paletteBox(page)).toBeFocused();
  await press(page, "Escape");
  await expect(palette(page)).toBeHidden();
  await expect(searchBox(page)).toBeFocused();
});

test("the palette finds an application that the table does not show, and opens it", async ({ signedIn: page, server, account }) => {
  const [wanted] = await registerAndOpen(page, server, "Needle in the hay");
  await server.seed(account.email, 60, account.password);
  await page.goto("/security");
  await waitForHydration(page);
  await openPalette(page);
  await page.keyboard.type("IN THE HAY");
  await expect(options(page).filter({ hasText: "Needle in the hay" })).toHaveCount(1);
  await expect(options(page)).toHaveCount(1);
  await press(page, "Enter");
  await expect(page).toHaveURL(new RegExp(`/applications/${wanted?.clientId}$`));
  await expect(page.getByRole("heading", { name: "Needle in the hay" })).toBeVisible();
  await expectFocusKept(page);
});

test("g and a letter go to a page, and do nothing else", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await focusCell(page, "Alpha", column.name);
  for (const [letter, title, path] of [["d", "Deleted applications", "/applications/deleted"], ["s", "Security", "/security"], ["a", "OAuth Applications", "/applications"]] as const) {
    await press(page, "g", letter);
    await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expectFocusKept(page);
  }
  await expect(row(page, "Alpha")).toBeVisible();
});

test("a opens the form from any page", async ({ signedIn: page }) => {
  for (const path of ["/security", "/applications/deleted", "/applications"]) {
    await openTable(page, path);
    await press(page, "a");
    await expect(form(page)).toBeVisible();
  }
});

test("t cycles through the themes, and the choice stays", async ({ signedIn: page }) => {
  const root = page.locator("html");
  await press(page, "t");
  await expect(root).toHaveAttribute("data-theme", "light");
  await press(page, "t");
  await expect(root).toHaveAttribute("data-theme", "dark");
  await reload(page);
  await expect(root).toHaveAttribute("data-theme", "dark");
  await press(page, "t");
  await expect(root).not.toHaveAttribute("data-theme");
});

test("z takes back the last deletion", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await press(page, "z");
  await expect(row(page, "Alpha")).toBeVisible();
  await expect(toast(page, "Restored Alpha")).toBeVisible();
});

test("/ focuses the search; Escape clears it, then returns to the grid", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await focusCell(page, "Bravo", column.used);
  await press(page, "/");
  await expect(searchBox(page)).toBeFocused();
  await expect(searchBox(page)).toHaveValue("");
  await page.keyboard.type("bra");
  await expect(rows(page)).toHaveCount(1);
  await press(page, "Escape");
  await expect(searchBox(page)).toHaveValue("");
  await expect(searchBox(page)).toBeFocused();
  await expect(rows(page)).toHaveCount(2);
  await press(page, "Escape");
  await expectFocusAt(page, "Bravo", column.used);
});

test("Escape closes the innermost, then clears the selection, then the search", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await openTable(page, "/applications?q=alpha");
  await expect(rows(page)).toHaveCount(1);
  await select(page, "Alpha").check();
  await openSheet(page);
  await press(page, "Escape");
  await expect(shortcutsDialog(page)).toBeHidden();
  await expectSelected(page, "Alpha");
  await expectQuery(page, { q: "alpha" });
  await press(page, "Escape");
  await expectSelected(page);
  await expectQuery(page, { q: "alpha" });
  await press(page, "Escape");
  await expectQuery(page, {});
  await expect(rows(page)).toHaveCount(2);
  await expectFocusKept(page);
});

test("registering takes a, the name, Tab, the URIs, Tab, Space and Ctrl+Enter", async ({ signedIn: page }) => {
  await add(page, { name: "First" });
  await page.evaluate(() => {
    const pressed: string[] = [];
    Object.assign(window, { pressed });
    document.addEventListener("keydown", ({ key, ctrlKey, target }) => {
      const typing = key.length === 1 && target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea");
      if (!typing && key !== "Control") pressed.push(ctrlKey ? `Control+${key}` : key);
    }, true);
  });
  await press(page, "a");
  await expect(form(page)).toBeVisible();
  await page.keyboard.type("Quick");
  await press(page, "Tab");
  await page.keyboard.type("https://quick.example/cb");
  await press(page, "Tab", "Space", "Control+Enter");
  await expect(credentials(page)).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { pressed: string[] }).pressed)).toEqual(["a", "Tab", "Tab", " ", "Control+Enter"]);
});

test("in the credentials v shows, y copies and d downloads, but not from a field", async ({ signedIn: page, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const dialog = await create(page, { name: "Keyed" });
  const secret = field(dialog, "Client secret");
  await field(dialog, "Client ID").focus();
  await press(page, "v");
  await dialog.getByRole("button", { name: "Download", exact: true }).focus();
  await expect(secret).not.toHaveValue(secretPattern);
  const waiting = page.waitForEvent("download");
  await press(page, "d");
  expect((await waiting).suggestedFilename()).toBe("Keyed-credentials.txt");
  await press(page, "y");
  await expect.poll(() => clipboard(page)).toMatch(secretPattern);
  await press(page, "v");
  await expect(secret).toHaveValue(secretPattern);
});
