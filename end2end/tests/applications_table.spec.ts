import { createAccount, waitForHydration, reload, signIn } from "../fixtures/account";
import { add, addButton, addMany, applications, clientIdPattern, credentials, fill, expectFocusKept, form, openForm, row, save, readCredentials } from "../fixtures/applications";
import { clipboard } from "../fixtures/clipboard";
import { expect, test } from "../fixtures/test";

test("an empty account is told what an application is", async ({ signedIn: page }) => {
  await expect(page.getByRole("heading", { name: "OAuth Applications" })).toBeVisible();
  await expect(page.getByText("No applications yet")).toBeVisible();
  await expect(addButton(page)).toBeVisible();
  await expect(applications(page)).toHaveCount(0);
});

test("shows each application, the newest first", async ({ signedIn: page }) => {
  const first = await add(page, { name: "First", permissions: ["identify", "billing"] });
  await add(page, { name: "Second" });
  const links = applications(page).getByRole("link");
  await expect(links.filter({ hasText: /^(First|Second)$/ })).toHaveText(["Second", "First"]);

  // The same from the server as from WASM.
  await page.reload();
  await waitForHydration(page);
  await expect(links.filter({ hasText: /^(First|Second)$/ })).toHaveText(["Second", "First"]);
  const line = row(page, "First");
  await expect(line.getByRole("gridcell", { name: "2", exact: true }).or(line.getByRole("cell", { name: "2", exact: true }))).toBeVisible();
  await expect(line.locator("time[datetime]").last()).toHaveAttribute("datetime", /^\d{4}-\d{2}-\d{2}T/);
  await expect(line.getByRole("button", { name: "Edit First", exact: true })).toBeVisible();
  await expect(line.getByRole("button", { name: "Delete First", exact: true })).toBeVisible();
  expect(first.clientId).toMatch(clientIdPattern);
});

test("the table is in the document before WASM arrives", async ({ signedIn: page, context, guard }) => {
  await add(page, { name: "Early" });
  guard.allow(/^net::ERR_FAILED .*\.wasm/);
  guard.allow(/^(console|uncaught): /);
  await context.route(/\.wasm$/, (route) => route.abort());
  await page.reload();
  await expect(page.getByRole("table", { name: "OAuth applications" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Early" })).toBeVisible();
});

test("copies a client ID", async ({ signedIn: page, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const { clientId } = await add(page, { name: "Copied" });
  await row(page, "Copied").getByRole("button", { name: /^Copy client ID/ }).click();
  await expect.poll(() => clipboard(page)).toBe(clientId);
});

test("an application has a page of its own", async ({ signedIn: page }) => {
  const { clientId, secret } = await add(page, { name: "Detail", redirectUris: ["https://app.example/a", "https://app.example/b"] });
  await row(page, "Detail").getByRole("link", { name: "Detail" }).click();
  await expect(page).toHaveURL(new RegExp(`/applications/${clientId}$`));
  await expect(page.getByRole("heading", { name: "Detail", exact: true })).toBeVisible();
  for (const text of [clientId, "https://app.example/a", "https://app.example/b", secret.slice(-4)]) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  await expect(page.getByText(/confidential/i).first()).toBeVisible();
});

test("nobody sees another account's applications", async ({ signedIn: page, server, anotherBrowser, guard }) => {
  const { clientId } = await add(page, { name: "Private" });
  const context = await anotherBrowser();
  const outsider = await context.newPage();
  await signIn(outsider, server, await createAccount(server));
  await expect(outsider.getByText("No applications yet")).toBeVisible();

  guard.allow(/^404 \/applications\//);
  const missing = `cfgo_app_${"0".repeat(22)}`;
  for (const suffix of ["", "/edit"]) {
    const [foreign, none] = [await outsider.goto(`/applications/${clientId}${suffix}`), await outsider.content()];
    expect(foreign?.status()).toBe(404);
    expect(none).not.toContain("Private");
    const shown = await outsider.locator("body").innerText();
    expect((await outsider.goto(`/applications/${missing}${suffix}`))?.status()).toBe(404);
    expect(await outsider.locator("body").innerText()).toBe(shown);
  }
});

test("reads on by pages of 50, and the focus follows", async ({ signedIn: page }) => {
  await addMany(page, "Many", 52);
  await reload(page);
  const links = applications(page).getByRole("link", { name: /^Many \d+$/ });
  await expect(links).toHaveCount(50);
  await expect(page.getByText("50 of 52")).toBeVisible();
  await page.getByRole("button", { name: "Load more" }).press("Enter");
  await expect(links).toHaveCount(52);
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await expect(row(page, "Many 2").getByRole("link")).toBeFocused();
});

test("Back closes the form, Forward opens it again", async ({ signedIn: page }) => {
  await openForm(page);
  await expect(page).toHaveURL(/\/applications\/new$/);
  await page.goBack();
  await expect(form(page)).toBeHidden();
  await expect(page).toHaveURL(/\/applications$/);
  await page.goForward();
  await expect(form(page)).toBeVisible();
});

test("the form has an address", async ({ signedIn: page }) => {
  await page.goto("/applications/new");
  await waitForHydration(page);
  await expect(form(page)).toBeVisible();
  await form(page).getByRole("button", { name: "Cancel" }).click();
  await expect(form(page)).toBeHidden();
  await expect(page).toHaveURL(/\/applications$/);
  await expectFocusKept(page);
});

test.describe("at 320 px", () => {
  test.use({ viewport: { width: 320, height: 720 } });

  test("nothing scrolls sideways", async ({ signedIn: page }) => {
    const fits = () => expect.poll(() => page.evaluate(() => (document.scrollingElement?.scrollWidth ?? 0) <= innerWidth)).toBe(true);
    await fits();
    const dialog = await openForm(page);
    await fits();
    await fill(dialog, { name: "A name that is quite long, as names of applications can be", redirectUris: [`https://app.example/${"long/".repeat(40)}`] });
    await save(dialog).click();
    await expect(credentials(page)).toBeVisible();
    await fits();
    const { clientId } = await readCredentials(page);
    await expect(applications(page)).toBeVisible();
    await fits();
    for (const path of [`/applications/${clientId}`, `/applications/${clientId}/edit`, "/applications/deleted", "/sign-in"]) {
      await page.goto(path);
      await fits();
    }
  });
});
