import type { Page } from "@playwright/test";
import * as client from "openid-client";
import type { Credentials, Draft } from "../fixtures/applications";
import type { Callback } from "../fixtures/callback";
import { allow, authorizeAndAllow, nextCallback, authorizationRequest, deny, signInByRequest, authorizeWithoutConsent, post, register } from "../fixtures/oauth";
import { refusal } from "../fixtures/refusal";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const draft = (callback: Callback, more: Partial<Draft> = {}): Draft => ({ name: "Library", redirectUris: [callback.uri], permissions: ["identify", "projects"], ...more });

async function discover(server: Server, { clientId, secret }: Credentials, auth?: client.ClientAuth): Promise<client.Configuration> {
  const options: client.DiscoveryRequestOptions = { algorithm: "oauth2", execute: [client.allowInsecureRequests] };
  return await client.discovery(new URL(server.url), clientId, undefined, auth ?? (secret ? client.ClientSecretBasic(secret) : client.None()), options);
}

async function begin(config: client.Configuration, callback: Callback, scope: string) {
  const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState() };
  const code_challenge = await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier);
  const url = client.buildAuthorizationUrl(config, { redirect_uri: callback.uri, scope, state: checks.expectedState, code_challenge, code_challenge_method: "S256" });
  return { url, checks };
}

async function obtain(page: Page, config: client.Configuration, callback: Callback, scope: string) {
  const { url, checks } = await begin(config, callback, scope);
  return await client.authorizationCodeGrant(config, await authorizeAndAllow(page, url, callback), checks);
}

async function get(config: client.Configuration, path: string, access: string): Promise<Record<string, unknown>> {
  const response = await client.fetchProtectedResource(config, access, new URL(path, config.serverMetadata().issuer), "GET");
  return (await response.json()) as Record<string, unknown>;
}

test("code, refresh, introspection, revocation", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback));
  const config = await discover(server, credentials);
  expect(config.serverMetadata().supportsPKCE()).toBe(true);
  const first = await obtain(page, config, callback, "identify projects");
  expect(first.expiresIn()).toBeGreaterThan(3590);
  expect(await get(config, "/api/v1/me", first.access_token)).toMatchObject({ email: account.email });
  expect(await get(config, "/api/v1/token", first.access_token)).toMatchObject({ client_id: credentials.clientId });

  // There is a grant already: no consent page.
  const { url, checks } = await begin(config, callback, "identify");
  const second = await client.authorizationCodeGrant(config, await authorizeWithoutConsent(page, url, callback), checks);
  expect(second.scope).toBe("identify");

  const next = await client.refreshTokenGrant(config, first.refresh_token ?? "");
  expect(next.refresh_token).not.toBe(first.refresh_token);
  expect(await client.tokenIntrospection(config, next.access_token)).toMatchObject({ active: true, client_id: credentials.clientId, iss: server.url });
  await client.tokenRevocation(config, next.access_token, { token_type_hint: "refresh_token" });
  expect(await client.tokenIntrospection(config, next.access_token)).toEqual({ active: false });
  expect(await refusal(get(config, "/api/v1/me", next.access_token))).toBe("401 bearer invalid_token");
  // Revoking an access token leaves its refresh token; revoking a refresh token revokes the family.
  const last = await client.refreshTokenGrant(config, next.refresh_token ?? "");
  await client.tokenRevocation(config, last.refresh_token ?? "");
  expect(await refusal(get(config, "/api/v1/me", last.access_token))).toBe("401 bearer invalid_token");
  expect(await refusal(client.refreshTokenGrant(config, last.refresh_token ?? ""))).toBe("400 invalid_grant");
});

test("client credentials, by both ways of authentication", async ({ page, server, account, startCallback }) => {
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(await startCallback()));
  for (const auth of [client.ClientSecretBasic(credentials.secret), client.ClientSecretPost(credentials.secret)]) {
    const config = await discover(server, credentials, auth);
    const tokens = await client.clientCredentialsGrant(config, { scope: "projects" });
    expect(tokens.scope).toBe("projects");
    expect(await get(config, "/api/v1/token", tokens.access_token)).toMatchObject({ sub: credentials.clientId, scope: "projects" });
    expect(await refusal(get(config, "/api/v1/me", tokens.access_token))).toBe("403 bearer insufficient_scope identify");
  }
});

test("a public application on a port that was not registered", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback, { redirectUris: ["http://127.0.0.1/callback"], kind: "Public" }));
  const config = await discover(server, credentials);
  const tokens = await obtain(page, config, callback, "identify");
  const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
  expect(await get(config, "/api/v1/me", next.access_token)).toMatchObject({ email: account.email });
  expect(await refusal(client.clientCredentialsGrant(config))).toBe("400 unauthorized_client");
});

test("what is refused", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback));
  const config = await discover(server, credentials);
  for (const auth of [client.ClientSecretBasic("cfgo_sec_wrong"), client.ClientSecretPost("cfgo_sec_wrong"), client.None()]) {
    expect(await refusal(client.clientCredentialsGrant(await discover(server, credentials, auth)))).toBe("401 basic");
  }

  const { url, checks } = await begin(config, callback, "identify");
  const arrived = await authorizeAndAllow(page, url, callback);
  expect(await refusal(client.authorizationCodeGrant(config, arrived, { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }))).toBe("400 invalid_grant");
  const elsewhere = new URL(arrived);
  elsewhere.pathname = "/elsewhere";
  expect(await refusal(client.authorizationCodeGrant(config, elsewhere, checks))).toBe("400 invalid_grant");
  const tokens = await client.authorizationCodeGrant(config, arrived, checks);
  expect(await refusal(client.authorizationCodeGrant(config, arrived, checks))).toBe("400 invalid_grant");
  expect(await refusal(get(config, "/api/v1/me", tokens.access_token))).toBe("401 bearer invalid_token");

  const unknown = await begin(config, callback, "nonsense");
  expect(await refusal(client.authorizationCodeGrant(config, await authorizeWithoutConsent(page, unknown.url, callback), unknown.checks))).toBe("redirect invalid_scope");
  const denied = await begin(config, callback, "identify projects");
  await page.goto(denied.url.href);
  await expect(allow(page)).toBeVisible();
  await deny(page).click();
  const answer = await nextCallback(page, callback);
  expect(await refusal(client.authorizationCodeGrant(config, answer, denied.checks))).toBe("redirect access_denied");
  answer.searchParams.set("iss", "https://evil.example");
  await expect(client.authorizationCodeGrant(config, answer, denied.checks)).rejects.toMatchObject({ cause: { message: expect.stringContaining('"iss"') } });

  for (const changed of [tokens.access_token.slice(0, -1), `${tokens.access_token}A`, "none"]) {
    expect(await refusal(get(config, "/api/v1/token", changed))).toBe("401 bearer invalid_token");
  }
});

test("deleting the application stops everything, restoring it brings everything back", async ({ page, server, account, guard, startCallback }) => {
  guard.allow(/^400 \/oauth\/authorize/);
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback));
  const config = await discover(server, credentials);
  const tokens = await obtain(page, config, callback, "identify");
  expect((await post(page, server, `/applications/${credentials.clientId}/delete`)).ok()).toBe(true);
  expect(await refusal(get(config, "/api/v1/me", tokens.access_token))).toBe("401 bearer invalid_token");
  expect(await refusal(client.refreshTokenGrant(config, tokens.refresh_token ?? ""))).toBe("401 basic");
  expect(await refusal(client.clientCredentialsGrant(config))).toBe("401 basic");
  const asked = authorizationRequest(server, credentials.clientId, callback.uri, { scope: "identify" });
  expect((await page.goto(asked.url))?.status()).toBe(400);

  expect((await post(page, server, `/applications/${credentials.clientId}/restore`)).ok()).toBe(true);
  expect(await get(config, "/api/v1/me", tokens.access_token)).toMatchObject({ email: account.email });
  await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
  await client.clientCredentialsGrant(config);
  expect((await authorizeWithoutConsent(page, asked.url, callback)).searchParams.get("code")).toMatch(/^cfgo_ac_/);
});
