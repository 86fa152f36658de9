// Pages that the browser has translated, which replaces all text nodes.
import type { Page } from "@playwright/test";
import { openForm, permission, row } from "../fixtures/applications";
import { focusWidgetIn, options, palette, paletteBox, press, rows, searchBox, select, selection, registerAndOpen, toast } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

/** Replaces every text node as translation does, with the same words so that they can be found. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement?.closest("script, style, textarea, [translate=no], font")) continue;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.append(text.data);
      outer.append(inner);
      text.replaceWith(outer);
    }
  });
}

test("what is counted shows on a translated page", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo", "Charlie");
  await select(page, "Alpha").check();
  await expect(selection(page)).toContainText("1 selected");
  await translate(page);
  await select(page, "Bravo").check();
  await expect(selection(page)).toContainText("2 selected");
  await expect(selection(page)).not.toContainText("1 selected");
  await select(page, "Bravo").uncheck();
  await expect(selection(page)).toContainText("1 selected");
  await select(page, "Alpha").uncheck();
  await expect(selection(page)).toBeHidden();
  await expect(page.locator("#count")).toHaveText("3 applications");
  await searchBox(page).fill("alp");
  await expect(rows(page)).toHaveCount(1);
  await expect(page.locator("#count")).toHaveText(/^1 /);
  await expect(row(page, "Alpha")).toBeVisible();
});

test("how many permissions are on shows on a translated page", async ({ signedIn: page }) => {
  const dialog = await openForm(page);
  await expect(dialog).toContainText(/\b0 of \d+ on/);
  await translate(page);
  await permission(dialog, "identify").check();
  await expect(dialog).toContainText(/\b1 of \d+ on/);
  await expect(dialog).not.toContainText(/\b0 of \d+ on/);
});

test("the palette's lines and the messages show on a translated page", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await press(page, "Control+k");
  await expect(options(page).filter({ hasText: "Bravo" })).toBeVisible();
  await translate(page);
  await page.keyboard.type("brav");
  await expect(options(page)).toHaveText([/Bravo/]);
  await paletteBox(page).fill("security");
  await expect(options(page)).toHaveText([/security/i]);
  await paletteBox(page).fill("nothing is called so");
  await expect(palette(page).getByRole("status")).toHaveText("Nothing found.");
  await translate(page);
  await paletteBox(page).fill("");
  await expect(options(page).filter({ hasText: "Alpha" })).toBeVisible();
  await expect(palette(page).getByRole("status")).toHaveText("");
  await press(page, "Escape");
  await focusWidgetIn(row(page, "Alpha").locator("td").nth(1));
  await press(page, "Delete");
  await expect(toast(page, "Deleted Alpha")).toBeVisible();
  await translate(page);
  await press(page, "z");
  await expect(toast(page, "Restored Alpha")).toBeVisible();
  await expect(toast(page, "Deleted Alpha")).toHaveCount(0);
});

test("the revoked row is the one that is removed from a translated list", async ({ signedIn: page, account, server, anotherBrowser }) => {
  for (let number = 0; number < 2; number += 1) {
    const other = await (await anotherBrowser({ userAgent: number ? "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" : "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15" })).newPage();
    await other.goto(`${server.url}/sign-in`);
    await other.getByLabel("Email").fill(account.email);
    await other.getByLabel("Password").fill(account.password);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(other).toHaveURL(/\/applications/);
  }
  await page.goto("/security");
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true");
  const table = page.getByRole("table", { name: "Browsers and applications" });
  await expect(table.getByRole("row")).toHaveCount(4);
  await translate(page);
  const revoke = table.getByRole("button", { name: /^Revoke Firefox/ });
  await revoke.click();
  await expect(table.getByRole("row")).toHaveCount(3);
  await expect(table.getByText(/Firefox/)).toHaveCount(0);
  await expect(table.getByText(/Safari/)).toHaveCount(1);
});

test("email and keys are not translated", async ({ signedIn: page, account }) => {
  await expect(page.locator("#account-menu").getByText(account.email)).toHaveAttribute("translate", "no");
  for (const key of await page.locator("#account-menu kbd").all()) await expect(key).toHaveAttribute("translate", "no");
});
