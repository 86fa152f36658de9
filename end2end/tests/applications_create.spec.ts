import type { Page } from "@playwright/test";
import { addButton, applications, clientIdPattern, create, credentials, field, fill, expectFocusKept, expectFocusWithin, form, openForm, permission, row, save, secretPattern, readCredentials } from "../fixtures/applications";
import { expect, test } from "../fixtures/test";

/** Presses Tab until `goal` has the focus, which must not take long. */
async function tabTo(page: Page, goal: ReturnType<typeof addButton>, most = 40): Promise<void> {
  for (let presses = 0; presses < most; presses += 1) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(goal).toBeFocused();
}

test("with the keyboard alone", async ({ signedIn: page }) => {
  await tabTo(page, addButton(page));
  await page.keyboard.press("Enter");
  await expect(form(page)).toBeVisible();
  await expect(field(form(page), "Name")).toBeFocused();
  await page.keyboard.type("Keyboard");
  await page.keyboard.press("Tab");
  await expect(field(form(page), "Redirect URIs")).toBeFocused();
  await page.keyboard.type("https://app.example/callback");
  await page.keyboard.press("Tab");
  await expect(form(page).getByRole("switch").first()).toBeFocused();
  await page.keyboard.press("Space");
  await expect(form(page).getByRole("switch").first()).toBeChecked();
  await page.keyboard.press("Control+Enter");

  const dialog = credentials(page);
  await expect(dialog).toBeVisible();
  await expectFocusKept(page);
  await tabTo(page, dialog.getByRole("button", { name: "Show secret" }));
  await page.keyboard.press("Enter");
  await expect(field(dialog, "Client secret")).toHaveValue(secretPattern);
  await tabTo(page, dialog.getByRole("button", { name: "Done" }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/applications$/);
  await expectFocusWithin(row(page, "Keyboard"));
});

test("Escape leaves an untouched form at once and asks about a touched one", async ({ signedIn: page }) => {
  await openForm(page);
  await page.keyboard.press("Escape");
  await expect(form(page)).toBeHidden();
  await expectFocusKept(page);
  await expect(addButton(page)).toBeFocused();

  const dialog = await openForm(page);
  await field(dialog, "Name").fill("Half done");
  await page.keyboard.press("Escape");
  const discard = page.getByRole("button", { name: "Discard" });
  await expect(discard).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field(dialog, "Name")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(discard).toBeFocused();
  await discard.click();
  await expect(form(page)).toBeHidden();
  await expect(page.getByText("No applications yet")).toBeVisible();
  await expectFocusKept(page);
});

test("a line that is wrong is named, and mended by one key", async ({ signedIn: page }) => {
  const dialog = await openForm(page);
  await fill(dialog, { name: "Lines", redirectUris: ["https://app.example/ok", "http://app.example/cb"] });
  await field(dialog, "Name").focus();
  const problem = dialog.getByText(/^Line 2: use https\. http works only for 127\.0\.0\.1, \[::1\] and localhost/);
  await expect(problem).toBeVisible();
  await expect(field(dialog, "Redirect URIs")).toHaveAttribute("aria-invalid", "true");

  await save(dialog).click();
  await expect(credentials(page)).toBeHidden();
  await expectFocusKept(page);

  const fix = dialog.getByRole("button", { name: "Use https://app.example/cb" });
  await fix.focus();
  await page.keyboard.press("Enter");
  await expect(field(dialog, "Redirect URIs")).toHaveValue("https://app.example/ok\nhttps://app.example/cb");
  await expect(problem).toBeHidden();
  await expectFocusKept(page);
  await save(dialog).click();
  await expect(credentials(page)).toBeVisible();
});

for (const [what, uri] of [
  ["a fragment", "https://app.example/cb#part"],
  ["a user", "https://user@app.example/cb"],
  ["a wildcard", "https://*.app.example/cb"],
  ["javascript:", "javascript:alert(1)"],
  ["a backslash", "https://app.example\\@evil.example/"],
]) {
  test(`refuses ${what} in a redirect URI`, async ({ signedIn: page }) => {
    const dialog = await openForm(page);
    await fill(dialog, { name: "Refused", redirectUris: [uri ?? ""] });
    await save(dialog).click();
    await expect(dialog.getByText(/^Line 1: /)).toBeVisible();
    await expect(credentials(page)).toBeHidden();
  });
}

test("a pasted list becomes lines", async ({ signedIn: page, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const dialog = await openForm(page);
  await page.evaluate(() => navigator.clipboard.writeText('["https://a.example/cb", "https://b.example/cb"]'));
  await field(dialog, "Redirect URIs").focus();
  await page.keyboard.press("Control+V");
  await expect(field(dialog, "Redirect URIs")).toHaveValue(/^https:\/\/a\.example\/cb\nhttps:\/\/b\.example\/cb\n?$/);
});

test("at least one permission is needed", async ({ signedIn: page }) => {
  const dialog = await openForm(page);
  await fill(dialog, { name: "None", permissions: [] });
  await save(dialog).click();
  await expect(dialog.getByText("Turn on at least one permission.")).toBeVisible();
  await expectFocusWithin(dialog.getByRole("group", { name: "Permissions" }));
  await permission(dialog, "identify").check();
  await save(dialog).click();
  await expect(credentials(page)).toBeVisible();
});

test("what lives inside a project turns projects on", async ({ signedIn: page }) => {
  const dialog = await openForm(page);
  await expect(dialog.getByRole("switch")).toHaveCount(10);
  await expect(permission(dialog, "projects")).not.toBeChecked();
  await permission(dialog, "orders").check();
  await expect(permission(dialog, "projects")).toBeChecked();
});

test("a name is needed, and 65 characters are too many", async ({ signedIn: page }) => {
  const dialog = await openForm(page);
  await fill(dialog, { name: "" });
  await save(dialog).click();
  await expect(field(dialog, "Name")).toHaveAttribute("aria-invalid", "true");
  await expect(field(dialog, "Name")).toBeFocused();
  await field(dialog, "Name").fill("x".repeat(65));
  await save(dialog).click();
  await expect(field(dialog, "Name")).toHaveAttribute("aria-invalid", "true");
  await expect(credentials(page)).toBeHidden();
});

test("pressing Save twice makes one application", async ({ signedIn: page }) => {
  const dialog = await openForm(page);
  await fill(dialog, { name: "Once" });
  await save(dialog).evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(credentials(page)).toBeVisible();
  await readCredentials(page);
  await page.reload();
  await expect(applications(page).getByRole("link", { name: "Once", exact: true })).toHaveCount(1);
});

test("a public application has a client ID and nothing to guard", async ({ signedIn: page }) => {
  const dialog = await create(page, { name: "Kiosk", kind: "Public" });
  await expect(field(dialog, "Client ID")).toHaveValue(clientIdPattern);
  await expect(field(dialog, "Client secret")).toBeHidden();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expectFocusWithin(row(page, "Kiosk"));
});

test("a name is text, whatever is in it", async ({ signedIn: page }) => {
  const name = '<img src=x onerror="alert(1)"> </script>';
  await create(page, { name });
  await readCredentials(page);
  await expect(row(page, name)).toBeVisible();
  await page.reload();
  await expect(row(page, name)).toBeVisible();
});
