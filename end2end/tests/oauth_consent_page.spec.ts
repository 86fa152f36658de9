import { expectAccessible } from "../fixtures/axe";
import { createAccount } from "../fixtures/account";
import { allow, nextCallback, authorizationRequest, consentHeading, deny, signInByRequest, obtainTokens, register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";
import { light } from "../fixtures/weight";

const all = ["identify", "billing", "projects", "orders", "contacts", "materials", "configurators", "products", "reports", "files"];

test("says who asks, for what, and who answers", async ({ page, server, account, anotherBrowser }) => {
  const owner = await createAccount(server);
  const theirs = await (await anotherBrowser()).newPage();
  await signInByRequest(theirs, server, owner);
  const { clientId } = await register(theirs, server, { name: "Shop & <Söhne>", redirectUris: ["https://shop.example/callback?next=https://other.example"], permissions: ["projects", "orders"] });
  await signInByRequest(page, server, account);
  await page.goto(authorizationRequest(server, clientId, "https://shop.example/callback?next=https://other.example").url);
  await expect(page).toHaveTitle(/Shop & <Söhne> wants access to your account/);
  await expect(consentHeading(page, "Shop & <Söhne>")).toBeVisible();
  await expect(page.getByText(owner.name)).toBeVisible();
  await expect(page.getByText("shop.example", { exact: true })).toBeVisible();
  await expect(page.getByText(account.email)).toBeVisible();
  await expect(page.getByText(owner.email)).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: "Orders" })).toContainText("View and change orders in a project");
  await expect(page.getByRole("listitem")).toHaveCount(2);
  for (const button of [allow(page), deny(page), page.getByRole("button", { name: "Use another account" })]) await expect(button).toBeVisible();
});

test("warns of a host that mixes alphabets", async ({ page, server, account }) => {
  await signInByRequest(page, server, account);
  const mixed = "https://xn--pple-43d.example/callback";
  const { clientId } = await register(page, server, { name: "Fruit", redirectUris: [mixed] });
  await page.goto(authorizationRequest(server, clientId, mixed).url);
  await expect(page.getByText("xn--pple-43d.example", { exact: true })).toBeVisible();
  await expect(page.getByText("\u0430pple.example", { exact: true })).toBeVisible();
  await expect(page.getByText(/mixes letters of several alphabets/)).toBeVisible();
});

test("needs no WebAssembly, at most 15 KB and 5 requests", async ({ page, server, account }) => {
  await signInByRequest(page, server, account);
  const { clientId } = await register(page, server, { name: "Everything", redirectUris: ["https://app.example/callback"], permissions: all });
  await light(page, authorizationRequest(server, clientId, "https://app.example/callback").url);
  await expect(page.getByRole("listitem")).toHaveCount(all.length);
});

test("can't be framed, is not kept, and lets its opener live", async ({ page, server, account }) => {
  await signInByRequest(page, server, account);
  const { clientId } = await register(page, server, { name: "Framed", redirectUris: ["https://app.example/callback"] });
  const headers = (await page.goto(authorizationRequest(server, clientId, "https://app.example/callback").url))?.headers() ?? {};
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers["cross-origin-opener-policy"]).toBe("unsafe-none");
  expect(headers["access-control-allow-origin"]).toBeUndefined();
});

test("is answered with the keyboard alone", async ({ page, server, account, startCallback }) => {
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const { clientId } = await register(page, server, { name: "Keys", redirectUris: [client.uri] });
  await page.goto(authorizationRequest(server, clientId, client.uri).url);
  for (let presses = 0; presses < 10; presses += 1) {
    if (await allow(page).evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(allow(page)).toBeFocused();
  await page.keyboard.press("Enter");
  expect((await nextCallback(page, client)).searchParams.get("code")).toMatch(/^cfgo_ac_/);
});

test.describe("WCAG", () => {
  test.slow();

  test("the question, new and extended", async ({ page, server, account, startCallback }) => {
    const client = await startCallback();
    await signInByRequest(page, server, account);
    const application = await register(page, server, { name: "Looked at", redirectUris: [client.uri], permissions: all });
    await obtainTokens(page, server, application, client, { scope: "identify" });
    await page.goto(authorizationRequest(server, application.clientId, client.uri).url);
    await expect(page.getByText("New", { exact: true }).first()).toBeVisible();
    await expectAccessible(page, "consent with new permissions");
  });

  test("the way on, and a request that can't be answered", async ({ page, server, account, guard }) => {
    guard.allow(/^400 \/oauth\/authorize|com\.example\.app/);
    await signInByRequest(page, server, account);
    const redirectUri = "com.example.app:/callback";
    const { clientId } = await register(page, server, { name: "Phone", redirectUris: [redirectUri], kind: "Public" });
    await page.goto(authorizationRequest(server, clientId, `${redirectUri}/elsewhere`).url);
    await expectAccessible(page, "unanswerable");
    await page.goto(authorizationRequest(server, clientId, redirectUri).url);
    await allow(page).click();
    await expect(page.getByRole("link", { name: "Go back to Phone" })).toBeFocused();
    await expectAccessible(page, "the way back to an application on the device");
  });

  test.describe("at 320 px", () => {
    test.use({ viewport: { width: 320, height: 720 } });

    test("nothing scrolls sideways", async ({ page, server, account }) => {
      await signInByRequest(page, server, account);
      const redirectUri = `https://a-name-that-is-as-long-as-labels-may-be.and-goes-on.example/${"path".repeat(20)}`;
      const { clientId } = await register(page, server, { name: "W".repeat(64), redirectUris: [redirectUri], permissions: all });
      await page.goto(authorizationRequest(server, clientId, redirectUri).url);
      await expect(page.getByRole("listitem")).toHaveCount(all.length);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
      await expectAccessible(page, "consent at 320 px");
    });
  });
});
