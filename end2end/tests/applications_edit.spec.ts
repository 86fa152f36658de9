import { waitForHydration, reload } from "../fixtures/account";
import { add, editForm, field, fill, expectFocusKept, expectFocusWithin, openEdit, permission, row, save } from "../fixtures/applications";
import { expect, test } from "../fixtures/test";

test("changes what it may, and the credentials stay", async ({ signedIn: page }) => {
  const { clientId, secret } = await add(page, { name: "Before", redirectUris: ["https://app.example/a"], permissions: ["identify"] });
  const dialog = await openEdit(page, "Before");
  await expect(page).toHaveURL(new RegExp(`/applications/${clientId}/edit$`));
  await expect(field(dialog, "Name")).toHaveValue("Before");
  await expect(field(dialog, "Redirect URIs")).toHaveValue("https://app.example/a");
  await expect(permission(dialog, "identify")).toBeChecked();
  await expect(permission(dialog, "billing")).not.toBeChecked();
  await expect(dialog.getByText("Credentials stay the same")).toBeVisible();

  await fill(dialog, { name: "After", redirectUris: ["https://app.example/b", "http://127.0.0.1/c"], permissions: ["billing"] });
  await permission(dialog, "identify").uncheck();
  await save(dialog).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/applications$/);
  await expect(row(page, "After")).toBeVisible();
  await expect(row(page, "Before")).toHaveCount(0);
  await expectFocusWithin(row(page, "After"));

  await row(page, "After").getByRole("link", { name: "After" }).click();
  await expect(page).toHaveURL(new RegExp(`/applications/${clientId}$`));
  for (const text of ["https://app.example/b", "http://127.0.0.1/c", secret.slice(-4)]) await expect(page.getByText(text).first()).toBeVisible();

  await page.goto(`/applications/${clientId}/edit`);
  await waitForHydration(page);
  await expect(permission(editForm(page), "identify")).not.toBeChecked();
  await expect(permission(editForm(page), "billing")).toBeChecked();
});

test("a dirty form asks before it is left, a clean one does not", async ({ signedIn: page }) => {
  await add(page, { name: "Kept" });
  const dialog = await openEdit(page, "Kept");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Edit Kept", exact: true })).toBeFocused();

  await openEdit(page, "Kept");
  await field(dialog, "Name").fill("Lost");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "Kept")).toBeVisible();
  await expectFocusKept(page);
});

test("Back closes it", async ({ signedIn: page }) => {
  await add(page, { name: "Back" });
  const dialog = await openEdit(page, "Back");
  await page.goBack();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/applications$/);
  await expectFocusKept(page);
});

test("the same checks as for a new one", async ({ signedIn: page }) => {
  await add(page, { name: "Checked", permissions: ["identify"] });
  const dialog = await openEdit(page, "Checked");
  await field(dialog, "Redirect URIs").fill("http://app.example/cb");
  await field(dialog, "Name").focus();
  await expect(dialog.getByText(/^Line 1: use https\. http works only for/)).toBeVisible();
  await dialog.getByRole("button", { name: "Use https://app.example/cb" }).click();
  await permission(dialog, "identify").uncheck();
  await save(dialog).click();
  await expect(dialog.getByText("Turn on at least one permission.")).toBeVisible();
});

test("of two editors, the later learns of the earlier", async ({ signedIn: page, context, guard }) => {
  guard.allow(/^409 /);
  await add(page, { name: "Shared" });
  const later = await context.newPage();
  await later.goto("/applications");
  await waitForHydration(later);
  const [first, second] = [await openEdit(page, "Shared"), await openEdit(later, "Shared")];

  await field(first, "Name").fill("Saved first");
  await save(first).click();
  await expect(row(page, "Saved first")).toBeVisible();

  await field(second, "Name").fill("Saved second");
  await save(second).click();
  await expect(second.getByText(/Saved first/)).toBeVisible();
  await expect(field(second, "Name")).toHaveValue("Saved second");
  await expect(second.getByRole("alert")).toBeFocused();

  // Nothing was overwritten in silence …
  await reload(page);
  await expect(row(page, "Saved first")).toBeVisible();

  // … and saving again, now knowingly, is possible.
  await second.getByRole("button", { name: "Keep mine" }).press("Enter");
  await expect(field(second, "Name")).toBeFocused();
  await save(second).click();
  await expect(row(later, "Saved second")).toBeVisible();
});

test("an application that was deleted in the meantime can't be saved", async ({ signedIn: page, context, guard }) => {
  guard.allow(/^4(04|09) /);
  await add(page, { name: "Vanishing" });
  const other = await context.newPage();
  await other.goto("/applications");
  await waitForHydration(other);
  const dialog = await openEdit(other, "Vanishing");
  await page.getByRole("button", { name: "Delete Vanishing", exact: true }).click();
  await expect(row(page, "Vanishing")).toHaveCount(0);
  await field(dialog, "Name").fill("Back again");
  await save(dialog).click();
  await expect(other.getByRole("alert").or(dialog.getByRole("status")).filter({ hasText: /\S/ }).first()).toBeVisible();
  await reload(page);
  await expect(row(page, "Back again")).toHaveCount(0);
});
