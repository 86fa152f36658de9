import type { Page } from "@playwright/test";
import { waitForHydration, reload } from "../fixtures/account";
import { create, field, openForm, row } from "../fixtures/applications";
import { clipboard } from "../fixtures/clipboard";
import { column, failure, focusCell, openTable, palette, press, registerAndOpen, toast } from "../fixtures/grid";
import { register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

const selected = (page: Page) => page.evaluate(() => getSelection()?.toString());
const copyButtons = (page: Page) => page.getByRole("button", { name: /^Copy / });

/** From the next page load on, copying fails. */
async function refuseCopying(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "clipboard", { configurable: true, get: () => undefined });
    document.execCommand = () => false;
  });
}

test("what can't be copied is selected where it stands, and the message says which keys to press", async ({ signedIn: page, server }) => {
  const [alpha, bravo] = await registerAndOpen(page, server, "Alpha", "Bravo");
  await refuseCopying(page);
  await openTable(page);
  await focusCell(page, "Bravo", column.name);
  await press(page, "y");
  await expect(failure(page, /Press Ctrl\+C/)).toBeVisible();
  await expect.poll(() => selected(page)).toBe(bravo?.clientId);
  await row(page, "Alpha").getByRole("button", { name: /^Copy client ID/ }).click();
  await expect.poll(() => selected(page)).toBe(alpha?.clientId);

  await page.goto(`/applications/${alpha?.clientId}`);
  await waitForHydration(page);
  const buttons = await copyButtons(page).all();
  expect(buttons.length).toBeGreaterThan(5);
  for (const button of buttons) {
    const text = await button.locator("xpath=preceding-sibling::code").innerText();
    await button.click();
    await expect.poll(() => selected(page)).toBe(text);
    await expect(failure(page, /Press Ctrl\+C/).first()).toBeVisible();
  }
});

test("a copy button says that it copied", async ({ signedIn: page, server, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const { clientId } = await register(page, server, { name: "Said" });
  await page.goto(`/applications/${clientId}`);
  await waitForHydration(page);
  await page.getByRole("button", { name: "Copy client ID" }).click();
  await expect(toast(page, /^Copied\./)).toBeVisible();
  await expect.poll(() => clipboard(page)).toBe(clientId);
});

test("a client ID that can't be copied from its dialog is selected in its field", async ({ signedIn: page }) => {
  await refuseCopying(page);
  await reload(page);
  const dialog = await create(page, { name: "Refused" });
  await dialog.getByRole("button", { name: "Copy client ID" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Press Ctrl+C");
  await expect(field(dialog, "Client ID")).toBeFocused();
  const range = await field(dialog, "Client ID").evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd, input.value.length]);
  expect(range).toEqual([0, range[2], range[2]]);
});

test("a Clipboard API that throws is one that refuses", async ({ signedIn: page, server }) => {
  const [alpha] = await registerAndOpen(page, server, "Alpha");
  await page.evaluate(() => {
    const refuse = () => {
      throw new DOMException("denied", "NotAllowedError");
    };
    Object.defineProperty(Navigator.prototype, "clipboard", { configurable: true, get: () => ({ writeText: refuse }) });
    document.execCommand = refuse;
  });
  await focusCell(page, "Alpha", column.name);
  await press(page, "y");
  await expect(failure(page, /Press Ctrl\+C/)).toBeVisible();
  await expect.poll(() => selected(page)).toBe(alpha?.clientId);
});

test("password managers are told to stay away", async ({ signedIn: page }) => {
  const optOuts = async (field: ReturnType<Page["locator"]>) => {
    for (const [name, value] of [["data-1p-ignore", ""], ["data-lpignore", "true"], ["data-bwignore", ""], ["data-form-type", "other"], ["autocomplete", "off"]] as const) {
      await expect(field).toHaveAttribute(name, value);
    }
  };
  await press(page, "Control+k");
  await optOuts(palette(page).getByRole("combobox"));
  await press(page, "Escape");
  const form = await openForm(page);
  for (const name of ["Name", "Redirect URIs"]) await optOuts(field(form, name));
  await press(page, "Escape");
  const dialog = await create(page, { name: "Managed" });
  for (const name of ["Client ID", "Client secret"]) await optOuts(field(dialog, name));
});
