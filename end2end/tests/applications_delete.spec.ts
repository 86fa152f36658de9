import type { Page } from "@playwright/test";
import { waitForHydration, reload } from "../fixtures/account";
import { add, addButton, expectFocusKept, expectFocusWithin, row } from "../fixtures/applications";
import { expect, test } from "../fixtures/test";

const remove = (page: Page, name: string) => page.getByRole("button", { name: `Delete ${name}`, exact: true }).click();
const toast = (page: Page, name: string) => page.getByRole("status").filter({ hasText: `Deleted ${name}` });
const undo = (page: Page) => page.getByRole("button", { name: "Undo" });

async function openDeleted(page: Page): Promise<void> {
  await page.goto("/applications/deleted");
  await waitForHydration(page);
}

test("removes at once, says so, and takes it back", async ({ signedIn: page }) => {
  const { clientId } = await add(page, { name: "Oops", redirectUris: ["https://app.example/kept"] });
  await remove(page, "Oops");
  await expect(row(page, "Oops")).toHaveCount(0);
  await expect(toast(page, "Oops")).toBeVisible();
  await expectFocusKept(page);
  await undo(page).click();
  await expect(row(page, "Oops")).toBeVisible();
  await expectFocusKept(page);
  await row(page, "Oops").getByRole("link", { name: "Oops" }).click();
  await expect(page).toHaveURL(new RegExp(`/applications/${clientId}$`));
  await expect(page.getByText("https://app.example/kept").first()).toBeVisible();
});

test("its own page deletes it too, and Undo works where one arrives", async ({ signedIn: page }) => {
  await add(page, { name: "Alone" });
  await row(page, "Alone").getByRole("link", { name: "Alone" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Alone" })).toBeVisible();
  await expectFocusKept(page);
  await page.getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await expect(toast(page, "Alone")).toBeVisible();
  await expect(page).toHaveURL(/\/applications$/);
  await expectFocusKept(page);
  await undo(page).press("Enter");
  await expect(row(page, "Alone")).toBeVisible();
  await expectFocusWithin(row(page, "Alone"));
});

test("Undo on the list of deleted applications takes it off that list", async ({ signedIn: page }) => {
  await add(page, { name: "Twice" });
  await remove(page, "Twice");
  await page.getByRole("navigation").getByRole("link", { name: "Deleted" }).click();
  await expect(page.getByRole("button", { name: "Restore Twice" })).toBeVisible();
  await undo(page).click();
  await expect(page.getByText("Nothing deleted")).toBeVisible();
  await expectFocusKept(page);
});

test("closing the message leaves the focus on the page", async ({ signedIn: page }) => {
  await add(page, { name: "Quiet" });
  await remove(page, "Quiet");
  await toast(page, "Quiet").getByRole("button", { name: "Close" }).press("Enter");
  await expect(toast(page, "Quiet")).toHaveCount(0);
  await expectFocusKept(page);
});

test("Ctrl+Z takes it back as well", async ({ signedIn: page }) => {
  await add(page, { name: "Undone" });
  await remove(page, "Undone");
  await expect(toast(page, "Undone")).toBeVisible();
  await page.keyboard.press("Control+Z");
  await expect(row(page, "Undone")).toBeVisible();
});

test("the focus moves to the next row, else the previous, else Add", async ({ signedIn: page }) => {
  for (const name of ["Third", "Second", "First"]) await add(page, { name });
  await remove(page, "Second");
  await expectFocusWithin(row(page, "Third"));
  await remove(page, "Third");
  await expectFocusWithin(row(page, "First"));
  await remove(page, "First");
  await expect(addButton(page)).toBeFocused();
  await expect(page.getByText("No applications yet")).toBeVisible();
});

test("stays deleted after a reload, and its page is gone", async ({ signedIn: page, guard }) => {
  guard.allow(/^404 \/applications\//);
  const { clientId } = await add(page, { name: "Away" });
  await remove(page, "Away");
  await expect(toast(page, "Away")).toBeVisible();
  await reload(page);
  await expect(row(page, "Away")).toHaveCount(0);
  expect((await page.goto(`/applications/${clientId}/edit`))?.status()).toBe(404);
});

test("Deleted restores it as it was", async ({ signedIn: page }) => {
  const { clientId, secret } = await add(page, { name: "Returning" });
  await remove(page, "Returning");
  await expect(toast(page, "Returning")).toBeVisible();
  await openDeleted(page);
  await expect(page.getByText("Returning").first()).toBeVisible();
  await page.getByRole("button", { name: "Restore Returning" }).click();
  await expect(page.getByRole("button", { name: "Restore Returning" })).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: "Restored Returning" })).toBeVisible();
  await expectFocusKept(page);
  await page.goto(`/applications/${clientId}`);
  await expect(page.getByText(secret.slice(-4)).first()).toBeVisible();
});

test("Delete for good asks, then erases", async ({ signedIn: page, server }) => {
  const { clientId } = await add(page, { name: "Erased" });
  await remove(page, "Erased");
  await expect(toast(page, "Erased")).toBeVisible();
  await openDeleted(page);

  const forGood = page.getByRole("button", { name: "Delete for good: Erased" });
  await forGood.click();
  const question = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  await expect(question).toBeVisible();
  await expectFocusKept(page);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  await expect(forGood).toBeFocused();

  await forGood.click();
  await question.getByRole("button", { name: "Delete for good" }).click();
  await expect(forGood).toHaveCount(0);
  await expectFocusKept(page);
  await reload(page);
  await expect(page.getByRole("button", { name: "Restore Erased" })).toHaveCount(0);
  expect(clientId).not.toBe("");
  expect(server.log).not.toMatch(/panicked/);
});

test("another account sees none of the deleted", async ({ signedIn: page }) => {
  await openDeleted(page);
  await expect(page.getByRole("button", { name: /^Restore/ })).toHaveCount(0);
});
