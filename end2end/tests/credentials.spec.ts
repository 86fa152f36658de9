import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { clipboard } from "../fixtures/clipboard";
import { reload } from "../fixtures/account";
import { clientIdPattern, create, credentials, field, expectFocusKept, expectFocusWithin, pageContents, row, secretPattern, readCredentials } from "../fixtures/applications";
import { expect, test } from "../fixtures/test";

const masked = /^[•\s]+[0-9A-Za-z]{4}$/u;

async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent("download");
  await click();
  const download = await waiting;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** Chooses another format in the menu beside Download. */
async function choose(dialog: Locator, format: RegExp): Promise<void> {
  await dialog.getByRole("button", { name: "Download as" }).click();
  await dialog.getByRole("menuitem", { name: format }).or(dialog.getByRole("button", { name: format })).click();
}

test.beforeEach(async ({ context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
});

test("the secret is masked until it is shown", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Masked" });
  const secret = field(dialog, "Client secret");
  await expect(field(dialog, "Client ID")).toHaveValue(clientIdPattern);
  await expect(field(dialog, "Client ID")).not.toBeEditable();
  await expect(secret).not.toBeEditable();
  await expect(secret).toHaveValue(masked);
  await expect(dialog.getByText(/only (once|now)/)).toBeVisible();

  await dialog.getByRole("button", { name: "Show secret" }).click();
  await expect(secret).toHaveValue(secretPattern);
  const value = await secret.inputValue();
  const hide = dialog.getByRole("button", { name: "Hide secret" });
  await expect(hide).not.toHaveAttribute("aria-pressed");
  await hide.click();
  await expect(secret).toHaveValue(masked);
  expect((await secret.inputValue()).slice(-4)).toBe(value.slice(-4));
});

test("the secret leaves the field when the tab is left", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Left" });
  await dialog.getByRole("button", { name: "Show secret" }).click();
  await expect(field(dialog, "Client secret")).toHaveValue(secretPattern);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  });
  await expect(field(dialog, "Client secret")).toHaveValue(masked);
});

test("copies while masked, and keeps the secret out of the page", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Copied" });
  await dialog.getByRole("button", { name: "Copy client ID" }).click();
  await expect.poll(() => clipboard(page)).toBe(await field(dialog, "Client ID").inputValue());
  await dialog.getByRole("button", { name: "Copy client secret" }).click();
  await expect.poll(() => clipboard(page)).toMatch(secretPattern);
  await expect(field(dialog, "Client secret")).toHaveValue(masked);
  expect(await pageContents(page)).not.toContain(await clipboard(page));
  await expect(dialog.getByRole("status").filter({ hasText: /copied/i })).toBeVisible();
});

test("copies where there is no Clipboard API", async ({ signedIn: page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "clipboard", { configurable: true, get: () => undefined }));
  await reload(page);
  const dialog = await create(page, { name: "Insecure" });
  await dialog.getByRole("button", { name: "Copy client secret" }).click();
  await expect(dialog.getByText(/copied/i).first()).toBeVisible();
  await expectFocusKept(page);

  await expect.poll(() => clipboard(page)).toMatch(secretPattern);
});

test("says what to press when nothing can be copied", async ({ signedIn: page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "clipboard", { configurable: true, get: () => undefined });
    document.execCommand = () => false;
  });
  await reload(page);
  const dialog = await create(page, { name: "Refused" });
  await dialog.getByRole("button", { name: "Copy client secret" }).click();
  await expect(dialog.getByText(/Press Ctrl\+C/).first()).toBeVisible();
  await expect(field(dialog, "Client secret")).toHaveValue(secretPattern);
  await expect.poll(() => page.evaluate(() => getSelection()?.toString() || document.activeElement?.id)).toBeTruthy();
});

test("downloads text, .env and JSON", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "shop", redirectUris: ["https://shop.example/cb"] });
  const clientId = await field(dialog, "Client ID").inputValue();
  const text = await downloaded(page, () => dialog.getByRole("button", { name: "Download", exact: true }).click());
  expect(text.name).toBe("shop-credentials.txt");
  const secret = /cfgo_sec_\w{49}/.exec(text.text)?.[0] ?? "";
  expect(secret).toMatch(secretPattern);
  expect(text.text).toContain(clientId);

  const env = await downloaded(page, () => choose(dialog, /\.env/));
  expect(env.name).toMatch(/env/);
  expect(env.text).toMatch(new RegExp(`^[A-Z_]*CLIENT_ID="?${clientId}"?$`, "m"));
  expect(env.text).toMatch(new RegExp(`^[A-Z_]*CLIENT_SECRET="?${secret}"?$`, "m"));

  const json = await downloaded(page, () => choose(dialog, /JSON/));
  expect(json.name).toMatch(/\.json$/);
  expect(JSON.parse(json.text)).toMatchObject({ client_id: clientId, client_secret: secret, client_name: "shop" });

  // A page can't know whether the file was saved: Done asks once, and the focus moves to the new row.
  await expect(dialog.getByRole("status").filter({ hasText: "Offered as a file. Check that it is there." })).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.getByRole("button", { name: "Close anyway" }).click();
  await expect(dialog).toBeHidden();
  await expectFocusWithin(row(page, "shop"));
});

test("a secret that was offered as a file and shown needs no question", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Both" });
  await downloaded(page, () => dialog.getByRole("button", { name: "Download", exact: true }).click());
  await dialog.getByRole("button", { name: "Show secret" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
});

for (const [what, refuse] of [
  ["no address for it", () => (URL.createObjectURL = () => { throw new DOMException("denied", "SecurityError"); })],
  ["no press of a link", () => (HTMLElement.prototype.click = () => { throw new DOMException("denied", "SecurityError"); })],
] as const) {
  test(`a file that can't be offered is said so: ${what}`, async ({ signedIn: page }) => {
    const dialog = await create(page, { name: "Denied" });
    await page.evaluate(refuse);
    await dialog.getByRole("button", { name: "Download", exact: true }).click();
    await expect(dialog.getByRole("alert").filter({ hasText: "could not be offered" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog.getByRole("button", { name: "Close anyway" })).toBeVisible();
  });
}

test("arrow keys move in the menu of formats, and Escape closes only the menu", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Menu" });
  const items = dialog.getByRole("menuitem");
  const button = dialog.getByRole("button", { name: "Download as" });
  await button.press("Enter");
  await expect(items.first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(items.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowDown");
  await expect(items.first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(items.first()).toBeHidden();
  await expect(button).toBeFocused();
  await expect(dialog.getByRole("button", { name: "Close anyway" })).toHaveCount(0);
  await expect(dialog).toBeVisible();
});

test("leaving it unsaved asks once", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Unsaved" });
  const anyway = dialog.getByRole("button", { name: "Close anyway" });
  await page.keyboard.press("Escape");
  await expect(anyway).toBeVisible();
  await expectFocusKept(page);
  await page.keyboard.press("Escape");
  await expect(anyway).toBeHidden();
  await expectFocusWithin(dialog);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await anyway.click();
  await expect(dialog).toBeHidden();
  await expectFocusWithin(row(page, "Unsaved"));
});

test("Done on an unsaved secret asks as well", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Done" });
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog.getByRole("button", { name: "Close anyway" })).toBeVisible();
});

test("closing the tab asks while the secret is unsaved", async ({ signedIn: page }) => {
  await create(page, { name: "Tab" });
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.accept();
});

test("afterwards the secret is nowhere in the page, and is never shown again", async ({ signedIn: page }) => {
  await create(page, { name: "Gone" });
  const { clientId, secret } = await readCredentials(page);
  expect(secret).toMatch(secretPattern);
  expect(await pageContents(page)).not.toContain(secret);

  const bodies: Promise<string>[] = [];
  page.on("response", (response) => bodies.push(response.text().catch(() => "")));
  await page.reload({ waitUntil: "networkidle" });
  await page.goBack();
  await expect(credentials(page)).toBeHidden();
  expect(await pageContents(page)).not.toContain(secret);
  await page.goto(`/applications/${clientId}`, { waitUntil: "networkidle" });
  expect(await pageContents(page)).not.toContain(secret);
  for (const body of await Promise.all(bodies)) expect(body).not.toContain(secret);
});
