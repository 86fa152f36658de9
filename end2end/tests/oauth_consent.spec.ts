import { createAccount, fillSignIn, signIn } from "../fixtures/account";
import { allow, authorizationResponse, api, nextCallback, authorizationRequest, consentHeading, deny, signInByRequest, exchange, obtainTokens, authorizeWithoutConsent, post, register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

const both = ["identify", "projects"];
/** Values that break naive concatenation of parameters. */
const strange = "a&b=c;d+e%20f #g?h=/ü€漢🔑'\"<";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    for (const [answer, press] of [
      ["Allow", allow],
      ["Deny", deny],
    ] as const) {
      test(`${answer} arrives, also when the client goes on to a third origin`, async ({ page, server, account, startCallback }) => {
        const third = await startCallback();
        const client = await startCallback(`${third.origin}/home`);
        await signInByRequest(page, server, account);
        const application = await register(page, server, { name: "Shop", redirectUris: [client.uri] });
        const asked = authorizationRequest(server, application.clientId, client.uri, { state: strange, scope: "identify" });
        const shown = await page.goto(asked.url);
        expect(shown?.headers()["content-security-policy"]).toContain("form-action 'self'");
        const answered = page.waitForResponse((response) => response.request().method() === "POST");
        await press(page).click();

        await expect(page).toHaveURL(`${third.origin}/home`);
        const { code, error } = authorizationResponse(server, asked, await client.next());
        expect(error).toBe(answer === "Deny" ? "access_denied" : "");
        expect(code !== "").toBe(answer === "Allow");
        // The reply to the form is an interstitial that is not stored and sends no referrer.
        const page200 = await answered;
        expect(page200.status()).toBe(200);
        expect(page200.headers()).toMatchObject({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
        expect(page200.headers()["location"]).toBeUndefined();
        expect(client.arrivals).toMatchObject([{ method: "GET", referrer: undefined }]);
        expect(third.arrivals).toMatchObject([{ method: "GET", referrer: undefined }]);
      });
    }

    test("who is not signed in signs in and comes back to the same request", async ({ page, server, account, startCallback, anotherBrowser }) => {
      const third = await startCallback();
      const client = await startCallback(`${third.origin}/home`);
      const owner = await (await anotherBrowser()).newPage();
      await signInByRequest(owner, server, await createAccount(server));
      const application = await register(owner, server, { name: "Shop", redirectUris: [client.uri] });
      const asked = authorizationRequest(server, application.clientId, client.uri, { state: strange });
      await page.goto(asked.url);
      await expect(page).toHaveURL(/\/sign-in\?/);
      await fillSignIn(page, account);
      await expect(consentHeading(page, "Shop")).toBeVisible();
      await expect(page.getByText(account.email)).toBeVisible();
      await allow(page).click();
      await expect(page).toHaveURL(`${third.origin}/home`);
      const { access } = await exchange(server, application, asked, await client.next());
      expect((await api(server, "/api/v1/me", access)).body).toMatchObject({ email: account.email, name: account.name });

      // With a grant, signing in is enough, unless the client asks for a prompt.
      await page.context().clearCookies();
      const again = authorizationRequest(server, application.clientId, client.uri, { state: strange });
      await page.goto(again.url);
      await fillSignIn(page, account);
      await expect(page).toHaveURL(`${third.origin}/home`);
      expect(authorizationResponse(server, again, await client.next()).code).not.toBe("");
    });

    test("another account can answer, with the same request", async ({ page, server, account, startCallback }) => {
      const client = await startCallback();
      const other = await createAccount(server);
      await signInByRequest(page, server, account);
      const application = await register(page, server, { name: "Shop", redirectUris: [client.uri], permissions: both });
      const asked = authorizationRequest(server, application.clientId, client.uri, { state: strange, scope: "identify" });
      await page.goto(asked.url);
      await expect(page.getByText(account.email)).toBeVisible();
      await page.getByRole("button", { name: "Use another account" }).click();
      await expect(page).toHaveURL(/\/sign-in\?/);
      await fillSignIn(page, other);
      await expect(consentHeading(page, "Shop")).toBeVisible();
      await expect(page.getByText(other.email)).toBeVisible();
      await expect(page.getByText(account.email)).toHaveCount(0);
      await allow(page).click();
      const tokens = await exchange(server, application, asked, await nextCallback(page, client));
      expect(tokens.scope).toBe("identify");
      expect((await api(server, "/api/v1/me", tokens.access)).body).toMatchObject({ email: other.email });
    });
  });
}

test("passes without asking the second time, and asks for what is new", async ({ page, server, account, startCallback }) => {
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const application = await register(page, server, { name: "Shop", redirectUris: [client.uri], permissions: [...both, "orders"] });
  const first = authorizationRequest(server, application.clientId, client.uri, { scope: both.join(" ") });
  await page.goto(first.url);
  await expect(page.getByRole("listitem")).toHaveCount(2);
  await expect(page.getByText("New", { exact: true })).toHaveCount(0);
  await allow(page).click();
  await exchange(server, application, first, await nextCallback(page, client));

  for (const scope of [both.join(" "), "identify"]) {
    const same = authorizationRequest(server, application.clientId, client.uri, { scope });
    expect((await exchange(server, application, same, await authorizeWithoutConsent(page, same.url, client))).scope).toBe(scope);
  }

  const more = authorizationRequest(server, application.clientId, client.uri, { scope: [...both, "orders"].join(" ") });
  await page.goto(more.url);
  await expect(consentHeading(page, "Shop")).toBeVisible();
  await expect(page.getByRole("listitem")).toHaveCount(3);
  const marked = page.getByRole("listitem").filter({ has: page.getByText("New", { exact: true }) });
  await expect(marked).toHaveCount(1);
  await expect(marked).toContainText("Orders");
  await allow(page).click();
  const tokens = await exchange(server, application, more, await nextCallback(page, client));
  expect(tokens.scope.split(" ").sort()).toEqual([...both, "orders"].sort());
});

test("a public application on this machine is asked about every time", async ({ page, server, account, startCallback }) => {
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const application = await register(page, server, { name: "Desktop", redirectUris: ["http://127.0.0.1/callback"], kind: "Public" });
  await obtainTokens(page, server, application, client);
  await page.goto(authorizationRequest(server, application.clientId, client.uri).url);
  await expect(consentHeading(page, "Desktop")).toBeVisible();
  expect(client.arrivals).toHaveLength(1);
});

test("prompt=none never asks", async ({ page, server, account, startCallback, anotherBrowser }) => {
  const client = await startCallback();
  const owner = await (await anotherBrowser()).newPage();
  await signInByRequest(owner, server, account);
  const application = await register(owner, server, { name: "Shop", redirectUris: [client.uri] });
  const quietly = () => authorizationRequest(server, application.clientId, client.uri, { prompt: "none" });
  let asked = quietly();
  expect(authorizationResponse(server, asked, await authorizeWithoutConsent(page, asked.url, client)).error).toBe("login_required");
  await signIn(page, server, account);
  asked = quietly();
  expect(authorizationResponse(server, asked, await authorizeWithoutConsent(page, asked.url, client)).error).toBe("consent_required");
  await obtainTokens(page, server, application, client);
  asked = quietly();
  await exchange(server, application, asked, await authorizeWithoutConsent(page, asked.url, client));
});

test("prompt=login and prompt=consent ask although all was allowed", async ({ page, server, account, startCallback }) => {
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const application = await register(page, server, { name: "Shop", redirectUris: [client.uri] });
  await obtainTokens(page, server, application, client);
  await obtainTokens(page, server, application, client, { prompt: "consent" });
  const asked = authorizationRequest(server, application.clientId, client.uri, { prompt: "login" });
  await page.goto(asked.url);
  await fillSignIn(page, account);
  await exchange(server, application, asked, await nextCallback(page, client));
});

test("an address that is not registered gets nothing", async ({ page, server, account, guard, startCallback }) => {
  guard.allow(/^400 \/oauth\/authorize/);
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const { clientId } = await register(page, server, { name: "Shop", redirectUris: ["https://app.example/callback"] });
  for (const redirectUri of [client.uri, "https://app.example/callback/", "https://app.example/callback?", "javascript:alert(1)"]) {
    const answer = await page.goto(authorizationRequest(server, clientId, redirectUri).url);
    expect(answer?.status()).toBe(400);
    expect(answer?.headers()["location"]).toBeUndefined();
    await expect(page.getByRole("heading", { name: "This request can't be answered" })).toBeVisible();
    expect(new Set(await page.getByRole("link").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).origin)))).toEqual(new Set([server.url]));
    await expect(page.locator("meta[http-equiv=refresh]")).toHaveCount(0);
  }
  expect(client.arrivals).toEqual([]);
});

test("an app of this device is reached by a link", async ({ page, server, account, guard }) => {
  // No such app is installed here.
  guard.allow(/com\.example\.app/);
  await signInByRequest(page, server, account);
  const redirectUri = "com.example.app:/callback";
  const application = await register(page, server, { name: "Phone", redirectUris: [redirectUri], kind: "Public" });
  const asked = authorizationRequest(server, application.clientId, redirectUri, { state: strange });
  await page.goto(asked.url);
  await allow(page).click();
  const onward = page.getByRole("link", { name: "Go back to Phone" });
  await expect(onward).toBeFocused();
  const href = (await onward.getAttribute("href")) ?? "";
  expect(href).toMatch(/^com\.example\.app:\/callback\?code=cfgo_ac_/);
  await exchange(server, application, asked, new URL(href));
});

test("another site can't answer, and the question stays open", async ({ page, server, account, guard, startCallback }) => {
  guard.allow(/^403 \/oauth\/authorize/);
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const application = await register(page, server, { name: "Shop", redirectUris: [client.uri] });
  const asked = authorizationRequest(server, application.clientId, client.uri);
  await page.goto(asked.url);
  const transaction = await page.locator("input[name=transaction]").inputValue();

  const other = await page.context().newPage();
  const foreign = "http://127.0.0.1:45454/";
  const body = `<form method="post" action="${server.url}/oauth/authorize"><input name="transaction" value="${transaction}"><button name="answer" value="allow">Go</button></form>`;
  await other.route(foreign, (route) => route.fulfill({ contentType: "text/html", body }));
  await other.goto(foreign);
  const answered = other.waitForResponse((response) => response.request().method() === "POST");
  await other.getByRole("button", { name: "Go" }).click();
  expect((await answered).status()).toBe(403);
  expect(client.arrivals).toEqual([]);

  await allow(page).click();
  await exchange(server, application, asked, await nextCallback(page, client));
});

test("deleting the application elsewhere ends the question", async ({ page, server, account, guard, startCallback }) => {
  guard.allow(/^400 \/oauth\/authorize/);
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const application = await register(page, server, { name: "Shop", redirectUris: [client.uri] });
  await page.goto(authorizationRequest(server, application.clientId, client.uri).url);
  expect((await post(page, server, `/applications/${application.clientId}/delete`)).ok()).toBe(true);
  await allow(page).click();
  await expect(page.getByRole("heading", { name: "This request can't be answered" })).toBeVisible();
  expect(client.arrivals).toEqual([]);
});

test("an answer that was given can't be turned round", async ({ page, server, account, guard, startCallback }) => {
  guard.allow(/^400 \/oauth\/authorize/);
  const client = await startCallback();
  await signInByRequest(page, server, account);
  const application = await register(page, server, { name: "Shop", redirectUris: [client.uri] });
  const asked = authorizationRequest(server, application.clientId, client.uri);
  await page.goto(asked.url);
  const transaction = await page.locator("input[name=transaction]").inputValue();
  await allow(page).click();
  await exchange(server, application, asked, await nextCallback(page, client));
  const again = await post(page, server, "/oauth/authorize", [["transaction", transaction], ["answer", "deny"]]);
  expect(again.status()).toBe(400);
  expect(await again.text()).not.toContain("cfgo_ac_");
  expect(client.arrivals).toHaveLength(1);
});
