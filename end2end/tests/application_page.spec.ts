import type { Page } from "@playwright/test";
import { waitForHydration, signIn } from "../fixtures/account";
import { type Credentials, editForm, field, save } from "../fixtures/applications";
import { expectAccessible } from "../fixtures/axe";
import { clipboard } from "../fixtures/clipboard";
import { allow, authorizeAndAllow, authorizationRequest, consentHeading, deny, authorizeWithoutConsent, register } from "../fixtures/oauth";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const registered = "https://app.example/callback";
const refusedRequests = (page: Page) => page.getByRole("region", { name: "Refused requests" });
/** The link that registers the redirect URI of a refused request. */
const offers = (page: Page) => refusedRequests(page).getByRole("link", { name: /^Add\b/ }).or(refusedRequests(page).getByRole("button", { name: /^Add\b/ }));

async function open(page: Page, { clientId }: Credentials): Promise<void> {
  await page.goto(`/applications/${clientId}`);
  await waitForHydration(page);
}

/** An authorization request without a cookie, as an outsider may send it. */
async function stray(server: Server, { clientId }: Credentials, redirectUri: string): Promise<void> {
  const response = await fetch(authorizationRequest(server, clientId, redirectUri).url, { redirect: "manual" });
  expect(response.status).toBe(400);
  expect(response.headers.get("location")).toBeNull();
  expect(await response.text()).not.toContain(registered);
}

/** Reloads the page until the refused requests have been written. */
async function told(page: Page, application: Credentials, text: string | RegExp): Promise<void> {
  await expect
    .poll(async () => {
      await open(page, application);
      return (await refusedRequests(page).allInnerTexts()).join();
    })
    .toMatch(text);
}

test("the endpoints can be copied", async ({ signedIn: page, server, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  await open(page, await register(page, server, { name: "Configured" }));
  const metadata = (await (await page.request.get("/.well-known/oauth-authorization-server")).json()) as Record<string, string>;
  const card = page.getByRole("region", { name: "Endpoints" });
  for (const [name, address] of [
    ["issuer", metadata["issuer"]],
    ["authorization endpoint", metadata["authorization_endpoint"]],
    ["token endpoint", metadata["token_endpoint"]],
    ["revocation endpoint", metadata["revocation_endpoint"]],
    ["introspection endpoint", metadata["introspection_endpoint"]],
    ["metadata URL", `${server.url}/.well-known/oauth-authorization-server`],
  ]) {
    await expect(card.getByText(address ?? "", { exact: true })).toBeVisible();
    await card.getByRole("button", { name: `Copy ${name}` }).click();
    await expect.poll(() => clipboard(page)).toBe(address);
  }
});

test.describe("the list of refused requests", () => {
  test("names a trailing slash, and the owner can register it", async ({ signedIn: page, server, startCallback }) => {
    const callback = await startCallback();
    const application = await register(page, server, { name: "Slashed", redirectUris: [callback.uri] });
    const slashed = `${callback.uri}/`;
    await stray(server, application, slashed);
    await stray(server, application, slashed);
    await told(page, application, /trailing slash[\s\S]*2 times/);
    await expect(refusedRequests(page)).toContainText(`redirect_uri ${slashed} is not registered: trailing slash`);
    await expect(refusedRequests(page).getByRole("listitem")).toHaveCount(1);
    await offers(page).click();
    await expect(page).toHaveURL(new RegExp(`/applications/${application.clientId}/edit\\?add=`));
    await expect(field(editForm(page), "Redirect URIs")).toHaveValue(`${callback.uri}\n${slashed}`);
    await expect(field(editForm(page), "Name")).toHaveValue("Slashed");
    await save(editForm(page)).click();
    await expect(editForm(page)).toBeHidden();

    const asked = authorizationRequest(server, application.clientId, slashed);
    expect((await authorizeAndAllow(page, asked.url, callback)).pathname).toBe("/callback/");
  });

  test("never suggests what an outsider sent", async ({ signedIn: page, server }) => {
    const application = await register(page, server, { name: "Target", redirectUris: [registered] });
    const planted = ["https://evil.example/callback", "https://app.example.evil.example/callback", "https://app.example@evil.example/callback", `${registered}?next=https://evil.example`, "http://app.example/callback", "https://app.example:8443/callback", "javascript:alert(1)//", `${registered}<img src=x onerror=alert(1)>`];
    for (const uri of planted) await stray(server, application, uri);
    await told(page, application, /<img␠src=x/);
    await expect(refusedRequests(page).getByRole("listitem")).toHaveCount(planted.length);
    await expect(offers(page)).toHaveCount(0);
    await expect(refusedRequests(page).locator("img")).toHaveCount(0);
    await expect(refusedRequests(page).locator("a[href*=evil]")).toHaveCount(0);

    for (const uri of planted) {
      await page.goto(`/applications/${application.clientId}/edit?add=${encodeURIComponent(uri)}`);
      await waitForHydration(page);
      await expect(field(editForm(page), "Redirect URIs")).toHaveValue(registered);
    }
  });

  test("suggests another letter case of the path, and asks before the form is left", async ({ signedIn: page, server }) => {
    const application = await register(page, server, { name: "Cased", redirectUris: [registered] });
    await stray(server, application, "https://app.example/Callback");
    await told(page, application, /capital letters in the path/);
    await offers(page).click();
    await expect(field(editForm(page), "Redirect URIs")).toHaveValue(`${registered}\nhttps://app.example/Callback`);
    await expect(field(editForm(page), "Name")).toBeFocused();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(editForm(page)).toBeHidden();
    await open(page, application);
    await expect(page.getByRole("region", { name: "Details" })).not.toContainText("Callback");
  });

  test("groups other reasons, and can be cleared", async ({ signedIn: page, server, startCallback }) => {
    const callback = await startCallback();
    const application = await register(page, server, { name: "Sick", redirectUris: [callback.uri] });
    for (const more of [{ scope: "nonsense" }, { scope: "orders" }, { code_challenge_method: "plain" }]) await authorizeWithoutConsent(page, authorizationRequest(server, application.clientId, callback.uri, more).url, callback);
    const body = new URLSearchParams({ grant_type: "password", client_id: application.clientId, client_secret: application.secret });
    expect((await fetch(`${server.url}/oauth/token`, { method: "POST", body })).status).toBe(400);
    const wrong = new URLSearchParams({ grant_type: "client_credentials", client_id: application.clientId, client_secret: "cfgo_sec_wrong" });
    expect((await fetch(`${server.url}/oauth/token`, { method: "POST", body: wrong })).status).toBe(401);
    await told(page, application, /client secret is missing or wrong/);
    for (const text of [/There is no scope .nonsense/, /The scope .orders. is off/, /code_challenge_method .plain. is not supported/, /grant_type .password. can't be used/]) await expect(refusedRequests(page)).toContainText(text);
    await expect(refusedRequests(page)).not.toContainText("cfgo_sec_");
    await expect(offers(page)).toHaveCount(0);
    await expectAccessible(page, "the list of refused requests");
    await refusedRequests(page).getByRole("button", { name: "Clear" }).click();
    await expect(refusedRequests(page)).toHaveCount(0);
    await open(page, application);
    await expect(refusedRequests(page)).toHaveCount(0);
  });
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(`Try it ${javaScriptEnabled ? "with" : "without"} scripts`, () => {
    test.use({ javaScriptEnabled });

    test("Try it, end to end, Deny included", async ({ page, server, account, guard }) => {
      guard.allow(/^400 \/(applications|oauth)/);
      await signIn(page, server, account);
      const application = await register(page, server, { name: "Trial", redirectUris: [registered], permissions: ["identify", "projects"] });
      const begin = async () => {
        await page.goto(`/applications/${application.clientId}`);
        if (javaScriptEnabled) await waitForHydration(page);
        await page.getByRole("button", { name: "Try it" }).click();
        await expect(consentHeading(page, "Trial")).toBeVisible();
      };
      await begin();
      const requested = page.url();
      await allow(page).click();
      await expect(page.getByRole("heading", { name: "It works" })).toBeVisible();
      const main = page.getByRole("main");
      await expect(main.getByRole("list").getByRole("listitem")).toHaveText(["Authorization request", "Consent", "Code received", "Exchanged"]);
      await expect(main).toContainText("identify, projects");
      await expect(main).toContainText(`curl ${server.url}/oauth/token`);
      await expect(main).toContainText(`${application.clientId}:$CLIENT_SECRET`);
      const html = await page.content();
      for (const kept of ["cfgo_at_", "cfgo_rt_", "cfgo_ac_", "cfgo_sec_"]) expect(html).not.toContain(kept);

      await begin();
      await deny(page).click();
      await expect(page.getByRole("heading", { name: "It did not work" })).toBeVisible();
      await expect(main).toContainText("You pressed Deny.");

      // The callback is no registered redirect URI: the request of an old test flow is refused without a redirect.
      expect((await page.goto(requested))?.status()).toBe(400);
      const callback = `${server.url}/applications/${application.clientId}/try`;
      expect((await page.goto(authorizationRequest(server, application.clientId, callback).url))?.status()).toBe(400);
      expect((await page.goto(`${callback}?code=cfgo_ac_made_up&state=made_up`))?.status()).toBe(400);
      await expect(page.getByRole("heading", { name: "It did not work" })).toBeVisible();
    });
  });
}

test.describe("WCAG", () => {
  test.slow();

  test("the page, its test flow, and 320 px", async ({ signedIn: page, server }) => {
    const application = await register(page, server, { name: "Looked at", redirectUris: [registered, `https://app.example/${"long".repeat(40)}`] });
    await stray(server, application, `${registered}/`);
    await told(page, application, /trailing slash/);
    await expectAccessible(page, "application");
    await page.setViewportSize({ width: 320, height: 720 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await expectAccessible(page, "application at 320 px");
    await page.getByRole("button", { name: "Try it" }).click();
    await allow(page).click();
    await expect(page.getByRole("heading", { name: "It works" })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await expectAccessible(page, "trial");
  });
});
