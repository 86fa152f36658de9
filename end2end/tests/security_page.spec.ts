import type { BrowserContext, Page } from "@playwright/test";
import { type Account, fillSignIn, waitForHydration, newAccount, signIn } from "../fixtures/account";
import { expectFocusKept } from "../fixtures/applications";
import { expectAccessible } from "../fixtures/axe";
import { signInByRequest, obtainTokens, register, tokenStatus } from "../fixtures/oauth";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const firefox = { userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0" };
const safari = { userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1" };

const list = (page: Page) => page.getByRole("table", { name: "Browsers and applications" });
const row = (page: Page, name: string) => list(page).getByRole("row").filter({ hasText: name });
const revoke = (page: Page, name: string) => page.getByRole("button", { name: `Revoke ${name}`, exact: true });

async function open(page: Page, scripts = true): Promise<void> {
  await page.goto("/security");
  if (scripts) await waitForHydration(page);
}

async function fillPasswords(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel("Current password").fill(current);
  await page.getByLabel("New password").fill(next);
  await page.getByRole("button", { name: "Change password" }).click();
}

/** Whether the browser is signed in: the dashboard does not redirect to the sign-in page. */
async function isSignedIn(context: BrowserContext, server: Server): Promise<boolean> {
  return (await context.request.get(`${server.url}/applications`)).url() === `${server.url}/applications`;
}

async function enterFrom(context: BrowserContext, server: Server, account: Account): Promise<BrowserContext> {
  const page = await context.newPage();
  await signInByRequest(page, server, account);
  await page.close();
  expect(await isSignedIn(context, server)).toBe(true);
  return context;
}

test("lists browsers and applications, and marks this one", async ({ page, server, account, startCallback, anotherBrowser }) => {
  await enterFrom(await anotherBrowser(firefox), server, account);
  await signIn(page, server, account);
  const callback = await startCallback();
  const application = await register(page, server, { name: "Ledger", redirectUris: [callback.uri], permissions: ["identify", "projects", "orders"] });
  await obtainTokens(page, server, application, callback, { scope: "identify projects" });
  await page.goto("/applications");
  await waitForHydration(page);
  await page.getByRole("link", { name: "Security" }).click();
  await expect(page).toHaveURL(/\/security$/);
  await expect(page.getByRole("heading", { name: "Security", exact: true })).toBeVisible();
  for (const column of ["Name", "Permissions", "Created", "Last used", "Expires"]) await expect(list(page).getByRole("columnheader", { name: column })).toBeVisible();

  await expect(list(page).getByRole("row")).toHaveCount(1 + 3);
  await expect(list(page).getByRole("button")).toHaveCount(2);
  const current = list(page).getByRole("row").filter({ hasText: "This browser" });
  await expect(current).toHaveCount(1);
  await expect(current.getByRole("button")).toHaveCount(0);
  const ledger = row(page, "Ledger");
  for (const scope of ["identify", "projects"]) await expect(ledger.getByText(scope, { exact: true })).toBeVisible();
  await expect(ledger.getByText("orders", { exact: true })).toHaveCount(0);
  expect(await ledger.locator("time[datetime]").count()).toBeGreaterThanOrEqual(2);
  await expect(revoke(page, "Firefox on Windows")).toBeVisible();
});

test("an application stops the moment it is revoked, and only that one", async ({ signedIn: page, server, startCallback }) => {
  const callback = await startCallback();
  const [one, other] = [
    await register(page, server, { name: "Stops", redirectUris: [callback.uri] }),
    await register(page, server, { name: "Goes on", redirectUris: [callback.uri] }),
  ];
  const [stops, goesOn] = [await obtainTokens(page, server, one, callback), await obtainTokens(page, server, other, callback)];
  await open(page);
  await revoke(page, "Stops").click();
  await expect(row(page, "Stops")).toHaveCount(0);
  expect(await tokenStatus(server, stops.access)).toBe(401);
  expect(await tokenStatus(server, goesOn.access)).toBe(200);
  await expect(page.getByRole("status").filter({ hasText: "Revoked Stops" })).toBeVisible();
  await expectFocusKept(page);
  await page.reload();
  await expect(row(page, "Goes on")).toBeVisible();
  await expect(row(page, "Stops")).toHaveCount(0);
});

test("a session ends the moment it is revoked, and only that one", async ({ signedIn: page, server, account, anotherBrowser }) => {
  const [desktop, phone] = [await enterFrom(await anotherBrowser(firefox), server, account), await enterFrom(await anotherBrowser(safari), server, account)];
  await open(page);
  await revoke(page, "Firefox on Windows").click();
  await expect(row(page, "Firefox on Windows")).toHaveCount(0);
  expect(await isSignedIn(desktop, server)).toBe(false);
  expect(await isSignedIn(phone, server)).toBe(true);
  expect(await isSignedIn(page.context(), server)).toBe(true);
  await expectFocusKept(page);
});

test("signs out everywhere else, and applications go on", async ({ signedIn: page, server, account, startCallback, anotherBrowser }) => {
  const callback = await startCallback();
  const application = await register(page, server, { name: "Goes on", redirectUris: [callback.uri] });
  const tokens = await obtainTokens(page, server, application, callback);
  await open(page);
  await expect(page.getByRole("button", { name: "Sign out everywhere else" })).toHaveCount(0);
  const others = [await enterFrom(await anotherBrowser(firefox), server, account), await enterFrom(await anotherBrowser(safari), server, account)];
  await open(page);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(row(page, "Firefox on Windows")).toHaveCount(0);
  for (const other of others) expect(await isSignedIn(other, server)).toBe(false);
  expect(await isSignedIn(page.context(), server)).toBe(true);
  expect(await tokenStatus(server, tokens.access)).toBe(200);
  await expect(page.getByRole("button", { name: "Sign out everywhere else" })).toHaveCount(0);
  await expectFocusKept(page);
});

test("a new password ends the other sessions, not this one", async ({ signedIn: page, server, account, anotherBrowser }) => {
  const other = await enterFrom(await anotherBrowser(firefox), server, account);
  const before = (await page.context().cookies()).find((cookie) => cookie.httpOnly)?.value;
  const { password } = newAccount();
  await open(page);
  await fillPasswords(page, account.password, password);
  await expect(page.getByRole("status").filter({ hasText: "Your password was changed" })).toBeVisible();
  const after = (await page.context().cookies()).find((cookie) => cookie.httpOnly)?.value;
  expect(after === before, "the session has a new token").toBe(false);
  expect(await isSignedIn(page.context(), server)).toBe(true);
  expect(await isSignedIn(other, server)).toBe(false);

  const again = await (await anotherBrowser()).newPage();
  await signIn(again, server, { ...account, password });
});

test("the old password stops working, the new one must be good", async ({ signedIn: page, account, guard, anotherBrowser }) => {
  guard.allow(/^422 \/(security|sign-in)/);
  const { password } = newAccount();
  await open(page);
  await fillPasswords(page, "not the password of it", password);
  await expect(page.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("New password")).toHaveValue("");
  for (const bad of ["too short", account.email.split("@")[0]?.repeat(3) ?? ""]) {
    await fillPasswords(page, account.password, bad);
    await expect(page.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("Current password")).toHaveValue("");
  }
  await fillPasswords(page, account.password, password);
  await expect(page.getByRole("status").filter({ hasText: "Your password was changed" })).toBeVisible();

  const other = await (await anotherBrowser()).newPage();
  await other.goto("/sign-in");
  await fillSignIn(other, account);
  await expect(other.getByRole("alert")).toBeVisible();
});

test("wrong passwords are slowed down like failed sign-ins", async ({ page, guard, startServer }) => {
  const server = await startServer({ CONFIGO_LIMITS__SIGN_IN_PER_ACCOUNT: "2" });
  guard.allow(/^4\d\d \/security/);
  const account = newAccount();
  await server.command(["account", "create", account.email, "--name", account.name, "--password-stdin"], `${account.password}\n`);
  await signInByRequest(page, server, account);
  await page.goto(`${server.url}/security`);
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await fillPasswords(page, `not the password ${attempt}`, newAccount().password);
    statuses.push((await answer).status());
  }
  expect(statuses).toEqual([422, 422, 429]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the same list, the same buttons", async ({ page, server, account, startCallback, anotherBrowser }) => {
    const [desktop, phone] = [await enterFrom(await anotherBrowser(firefox), server, account), await enterFrom(await anotherBrowser(safari), server, account)];
    await signInByRequest(page, server, account);
    const callback = await startCallback();
    const application = await register(page, server, { name: "Ledger", redirectUris: [callback.uri] });
    const tokens = await obtainTokens(page, server, application, callback);
    await open(page, false);
    await revoke(page, "Ledger").click();
    await expect(page).toHaveURL(/\/security$/);
    await expect(row(page, "Ledger")).toHaveCount(0);
    expect(await tokenStatus(server, tokens.access)).toBe(401);
    await revoke(page, "Firefox on Windows").click();
    await expect(row(page, "Firefox on Windows")).toHaveCount(0);
    expect(await isSignedIn(desktop, server)).toBe(false);
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await expect(list(page).getByRole("row")).toHaveCount(1 + 1);
    expect(await isSignedIn(phone, server)).toBe(false);
    await fillPasswords(page, account.password, newAccount().password);
    await expect(page.getByText(/Your password was changed/)).toBeVisible();
    expect(await isSignedIn(page.context(), server)).toBe(true);
  });
});

test.describe("WCAG", () => {
  test.slow();

  test("the page, with and without others", async ({ signedIn: page, server, account, startCallback, anotherBrowser }) => {
    await open(page);
    await expectAccessible(page, "security, alone");
    await enterFrom(await anotherBrowser(firefox), server, account);
    const callback = await startCallback();
    await obtainTokens(page, server, await register(page, server, { name: "Ledger", redirectUris: [callback.uri] }), callback);
    await open(page);
    await expectAccessible(page, "security");
    await page.setViewportSize({ width: 320, height: 720 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await expectAccessible(page, "security at 320 px");
  });

  test("a refused password", async ({ signedIn: page, account, guard }) => {
    guard.allow(/^422 \/security/);
    await open(page);
    await fillPasswords(page, account.password, "too short");
    await expect(page.getByLabel("New password")).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page, "security, password refused");
  });
});
