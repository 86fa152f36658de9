import type { Page } from "@playwright/test";
import { type Account, createAccount, fillSignIn, signIn } from "../fixtures/account";
import { credentials, field, fill, openForm, save, readCredentials } from "../fixtures/applications";
import { column, focusCell, names, openTable, press, registerAndOpen } from "../fixtures/grid";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const sentence = "Somebody else is signed in in this browser.";
const question = (page: Page) => page.getByRole("dialog", { name: "Somebody else is signed in" });

/** In another tab of the same browser, the account signs out and another one signs in. */
async function signInElsewhere(page: Page, server: Server, account: Account): Promise<void> {
  await page.context().clearCookies();
  const other = await page.context().newPage();
  await signIn(other, server, account);
  await other.close();
}

test.describe("when somebody else is signed in by now", () => {
  test.beforeEach(({ guard }) => {
    guard.allow(/^409 \//);
    // Between the two.
    guard.allow(/^401 \/api\//);
  });

  test("a form saves nothing for them, keeps its input, and continues as the account that opened it", async ({ signedIn: page, server, account }) => {
    const outsider = await createAccount(server);
    const dialog = await openForm(page);
    await fill(dialog, { name: "Mine" });
    await signInElsewhere(page, server, outsider);
    await save(dialog).click();
    await expect(question(page)).toContainText(sentence);
    await question(page).getByRole("button", { name: "Cancel" }).click();
    await expect(question(page)).toBeHidden();
    await expect(dialog.getByRole("alert")).toContainText(sentence);
    await expect(field(dialog, "Name")).toHaveValue("Mine");

    await save(dialog).click();
    await question(page).getByLabel("Password", { exact: true }).fill(account.password);
    await question(page).getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(credentials(page)).toBeVisible();
    await readCredentials(page);
    await expect.poll(() => names(page)).toEqual(["Mine"]);

    await signInElsewhere(page, server, outsider);
    await page.goto("/applications");
    await expect(page.getByText("No applications yet")).toBeVisible();
  });

  test("a deletion deletes nothing, and the page can be loaded as them", async ({ signedIn: page, server }) => {
    const outsider = await createAccount(server);
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await signInElsewhere(page, server, outsider);
    await focusCell(page, "Alpha", column.name);
    await press(page, "Delete");
    await expect(question(page)).toContainText(sentence);
    await question(page).getByRole("button", { name: "Reload as them" }).click();
    await expect(page.getByText("No applications yet")).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true");
  });

  test("a list is not read either", async ({ signedIn: page, server, account }) => {
    const outsider = await createAccount(server);
    await openTable(page);
    await signInElsewhere(page, server, outsider);
    await page.getByRole("link", { name: "Security" }).click();
    await expect(question(page)).toContainText(sentence);
    await question(page).getByLabel("Password", { exact: true }).fill(account.password);
    await question(page).getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText("This browser", { exact: true })).toBeVisible();
  });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a form that was refused can be sent again from the page that says so", async ({ page, server, account, guard }) => {
    guard.allow(/^409 \/applications\/new/);
    const outsider = await createAccount(server);
    await signIn(page, server, account);
    await page.goto("/applications/new");
    const dialog = page.getByRole("dialog", { name: "New application" });
    await fill(dialog, { name: "Mine" });
    await signInElsewhere(page, server, outsider);
    await save(dialog).click();
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByRole("link", { name: `Go on as ${outsider.email}` })).toBeVisible();

    const opened = page.context().waitForEvent("page");
    await page.getByRole("link", { name: "Sign in again" }).click();
    const other = await opened;
    await fillSignIn(other, account);
    await expect(other).toHaveURL(/\/applications$/);
    await other.close();
    await page.getByRole("button", { name: "Send again" }).click();
    await expect(credentials(page)).toBeVisible();
  });
});
