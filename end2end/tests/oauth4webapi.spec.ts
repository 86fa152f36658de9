import type { Page } from "@playwright/test";
import * as oauth from "oauth4webapi";
import type { Credentials, Draft } from "../fixtures/applications";
import type { Callback } from "../fixtures/callback";
import { allow, authorizeAndAllow, nextCallback, deny, signInByRequest, authorizeWithoutConsent, register } from "../fixtures/oauth";
import { refusal } from "../fixtures/refusal";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

// Plain http is allowed for loopback only.
const http = { [oauth.allowInsecureRequests]: true };

/** A client of the library: the discovered metadata and its credentials. */
class Library {
  readonly as: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly auth: oauth.ClientAuth;
  readonly redirectUri: string;

  constructor(as: oauth.AuthorizationServer, clientId: string, auth: oauth.ClientAuth, redirectUri: string) {
    [this.as, this.client, this.auth, this.redirectUri] = [as, { client_id: clientId }, auth, redirectUri];
  }

  static async discover(server: Server, { clientId, secret }: Credentials, redirectUri: string, auth?: oauth.ClientAuth): Promise<Library> {
    const issuer = new URL(server.url);
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...http, algorithm: "oauth2" }));
    return new Library(as, clientId, auth ?? (secret ? oauth.ClientSecretBasic(secret) : oauth.None()), redirectUri);
  }

  authenticating(auth: oauth.ClientAuth): Library {
    return new Library(this.as, this.client.client_id, auth, this.redirectUri);
  }

  async ask(scope?: string) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(this.as.authorization_endpoint ?? "");
    const parameters = {
      client_id: this.client.client_id,
      redirect_uri: this.redirectUri,
      response_type: "code",
      ...(scope === undefined ? {} : { scope }),
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url, verifier, state };
  }

  /** Checks `state` and `iss`. */
  answer(arrived: URL, state: string): URLSearchParams {
    return oauth.validateAuthResponse(this.as, this.client, arrived, state);
  }

  async exchange(answer: URLSearchParams, verifier: string, redirectUri = this.redirectUri) {
    const response = await oauth.authorizationCodeGrantRequest(this.as, this.client, this.auth, answer, redirectUri, verifier, http);
    return await oauth.processAuthorizationCodeResponse(this.as, this.client, response);
  }

  async obtain(page: Page, callback: Callback, scope?: string) {
    const { url, verifier, state } = await this.ask(scope);
    return await this.exchange(this.answer(await authorizeAndAllow(page, url, callback), state), verifier);
  }

  async refresh(token: string, scope?: string) {
    const more = scope === undefined ? {} : { additionalParameters: { scope } };
    const response = await oauth.refreshTokenGrantRequest(this.as, this.client, this.auth, token, { ...http, ...more });
    return await oauth.processRefreshTokenResponse(this.as, this.client, response);
  }

  async own(scope?: string) {
    const parameters = new URLSearchParams(scope === undefined ? {} : { scope });
    const response = await oauth.clientCredentialsGrantRequest(this.as, this.client, this.auth, parameters, http);
    return await oauth.processClientCredentialsResponse(this.as, this.client, response);
  }

  async introspect(token: string, hint?: string) {
    const more = hint === undefined ? {} : { additionalParameters: { token_type_hint: hint } };
    const response = await oauth.introspectionRequest(this.as, this.client, this.auth, token, { ...http, ...more });
    return await oauth.processIntrospectionResponse(this.as, this.client, response);
  }

  async revoke(token: string, hint?: string): Promise<void> {
    const more = hint === undefined ? {} : { additionalParameters: { token_type_hint: hint } };
    await oauth.processRevocationResponse(await oauth.revocationRequest(this.as, this.client, this.auth, token, { ...http, ...more }));
  }

  async get(path: string, access: string): Promise<Record<string, unknown>> {
    const response = await oauth.protectedResourceRequest(access, "GET", new URL(path, this.as.issuer), undefined, undefined, http);
    return (await response.json()) as Record<string, unknown>;
  }
}

const draft = (callback: Callback, more: Partial<Draft> = {}): Draft => ({ name: "Library", redirectUris: [callback.uri], permissions: ["identify", "projects"], ...more });

test("the metadata says what works, and the issuer is ours", async ({ server }) => {
  const { as } = await Library.discover(server, { clientId: "cfgo_app_none", secret: "" }, "");
  expect(as.issuer).toBe(server.url);
  expect(as.authorization_response_iss_parameter_supported).toBe(true);
  expect(as.code_challenge_methods_supported).toEqual(["S256"]);
  expect(as.grant_types_supported?.toSorted()).toEqual(["authorization_code", "client_credentials", "refresh_token"]);
  for (const absent of ["pushed_authorization_request_endpoint", "registration_endpoint", "jwks_uri", "dpop_signing_alg_values_supported"]) expect(as).not.toHaveProperty(absent);
});

test("code, refresh, introspection, revocation", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback));
  const library = await Library.discover(server, credentials, callback.uri);
  const first = await library.obtain(page, callback);
  expect(first).toMatchObject({ token_type: "bearer", expires_in: 3600 });
  expect(first.scope?.split(" ").toSorted()).toEqual(["identify", "projects"]);

  const me = await library.get("/api/v1/me", first.access_token);
  expect(me).toMatchObject({ email: account.email, name: account.name, locale: "en" });
  expect(me["sub"]).toMatch(/^cfgo_acc_/);
  expect(await library.get("/api/v1/token", first.access_token)).toMatchObject({ client_id: credentials.clientId, sub: me["sub"], scope: first.scope });

  const second = await library.refresh(first.refresh_token ?? "");
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(second.access_token).not.toBe(first.access_token);
  const narrow = await library.refresh(second.refresh_token ?? "", "identify");
  expect(narrow.scope).toBe("identify");

  expect(await library.introspect(narrow.access_token)).toMatchObject({ active: true, scope: "identify", client_id: credentials.clientId, sub: me["sub"], iss: server.url, token_type: "Bearer" });
  expect(await library.introspect(narrow.refresh_token ?? "", "access_token")).toMatchObject({ active: true });
  const other = await Library.discover(server, await register(page, server, draft(callback)), callback.uri);
  expect(await other.introspect(narrow.access_token)).toEqual({ active: false });
  await other.revoke(narrow.access_token);

  // Revoking a refresh token ends its access tokens; a wrong hint still finds it.
  await library.revoke(narrow.refresh_token ?? "", "access_token");
  expect(await library.introspect(narrow.access_token)).toEqual({ active: false });
  expect(await refusal(library.get("/api/v1/me", narrow.access_token))).toBe("401 bearer invalid_token");
  expect(await refusal(library.refresh(narrow.refresh_token ?? ""))).toBe("400 invalid_grant");
  await library.revoke("cfgo_at_unknown");
});

test("client credentials, by both ways of authentication", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback));
  for (const auth of [oauth.ClientSecretBasic(credentials.secret), oauth.ClientSecretPost(credentials.secret)]) {
    const library = await Library.discover(server, credentials, callback.uri, auth);
    const tokens = await library.own("identify");
    expect(tokens).toMatchObject({ scope: "identify", expires_in: 3600 });
    expect(tokens.refresh_token).toBeUndefined();
    expect(await library.get("/api/v1/token", tokens.access_token)).toMatchObject({ sub: credentials.clientId });
    expect(await refusal(library.get("/api/v1/me", tokens.access_token))).toMatch(/^403 bearer insufficient_scope/);
  }
});

test("a public application on a port that was not registered", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback, { redirectUris: ["http://127.0.0.1:1/callback"], kind: "Public" }));
  const library = await Library.discover(server, credentials, callback.uri);
  const tokens = await library.obtain(page, callback, "identify");
  const next = await library.refresh(tokens.refresh_token ?? "");
  expect(await library.get("/api/v1/me", next.access_token)).toMatchObject({ email: account.email });
  expect(await refusal(library.own())).toBe("400 unauthorized_client");
  expect(await refusal(library.introspect(next.access_token))).toBe("401 basic");
  expect(await refusal(library.authenticating(oauth.ClientSecretPost("guess")).refresh(next.refresh_token ?? ""))).toBe("401 basic");
  await library.revoke(next.access_token);
  expect(await refusal(library.get("/api/v1/me", next.access_token))).toBe("401 bearer invalid_token");
});

test("every refusal at the token endpoint", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const credentials = await register(page, server, draft(callback));
  const library = await Library.discover(server, credentials, callback.uri);
  const { url, verifier, state } = await library.ask();
  const answer = library.answer(await authorizeAndAllow(page, url, callback), state);

  // None of these spends the code.
  expect(await refusal(library.authenticating(oauth.ClientSecretBasic("cfgo_sec_wrong")).exchange(answer, verifier))).toBe("401 basic");
  expect(await refusal(library.authenticating(oauth.None()).exchange(answer, verifier))).toBe("401 basic");
  expect(await refusal(library.exchange(answer, oauth.generateRandomCodeVerifier()))).toBe("400 invalid_grant");
  expect(await refusal(library.exchange(answer, verifier, `${callback.uri}/`))).toBe("400 invalid_grant");
  const outsider = await Library.discover(server, await register(page, server, draft(callback)), callback.uri);
  expect(await refusal(outsider.exchange(answer, verifier))).toBe("400 invalid_grant");
  const tokens = await library.exchange(answer, verifier);
  await library.get("/api/v1/me", tokens.access_token);

  // A second use revokes the tokens of the first.
  expect(await refusal(library.exchange(answer, verifier))).toBe("400 invalid_grant");
  expect(await refusal(library.get("/api/v1/me", tokens.access_token))).toBe("401 bearer invalid_token");
  expect(await refusal(library.refresh(tokens.refresh_token ?? ""))).toBe("400 invalid_grant");

  expect(await refusal(library.own("orders"))).toBe("400 invalid_scope");
  expect(await refusal(library.own("nonsense"))).toBe("400 invalid_scope");
  const device = await oauth.genericTokenEndpointRequest(library.as, library.client, library.auth, "urn:ietf:params:oauth:grant-type:device_code", {}, http);
  expect(await refusal(oauth.processGenericTokenEndpointResponse(library.as, library.client, device))).toBe("400 unsupported_grant_type");
});

test("processes that share a refresh token keep their access, and one line goes on", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const library = await Library.discover(server, await register(page, server, draft(callback)), callback.uri);
  const first = await library.obtain(page, callback, "identify");
  expect(await refusal(library.refresh(first.refresh_token ?? "", "identify projects"))).toBe("400 invalid_scope");
  const next = await library.refresh(first.refresh_token ?? "");
  const others = [await library.refresh(first.refresh_token ?? ""), await library.refresh(first.refresh_token ?? "")];
  // The first of them that is used continues the family; the others are refused, and working tokens stay valid.
  const last = await library.refresh(next.refresh_token ?? "");
  for (const { refresh_token } of [first, ...others]) {
    expect(await refusal(library.refresh(refresh_token ?? ""))).toBe("400 invalid_grant");
  }
  for (const { access_token } of [first, next, ...others, last]) await library.get("/api/v1/me", access_token);
  await library.refresh(last.refresh_token ?? "");
});

test("every refusal that comes back by the browser", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const library = await Library.discover(server, await register(page, server, draft(callback)), callback.uri);
  for (const [name, value, error] of [
    ["scope", "nonsense", "invalid_scope"],
    ["scope", "orders", "invalid_scope"],
    ["code_challenge_method", "plain", "invalid_request"],
    ["code_challenge", "short", "invalid_request"],
    ["response_type", "token", "unsupported_response_type"],
    ["request", "e30.e30.", "request_not_supported"],
    ["request_uri", "urn:example:1", "request_uri_not_supported"],
    ["prompt", "none", "consent_required"],
  ] as const) {
    const { url, state } = await library.ask();
    url.searchParams.set(name, value);
    const arrived = await authorizeWithoutConsent(page, url, callback);
    expect(await refusal((async () => library.answer(arrived, state))()), `${name}=${value}`).toBe(`redirect ${error}`);
  }
  const { url, state } = await library.ask();
  await page.goto(url.href);
  await expect(allow(page)).toBeVisible();
  await deny(page).click();
  const denied = await nextCallback(page, callback);
  expect(await refusal((async () => library.answer(denied, state))())).toBe("redirect access_denied");

  // The library requires `iss`.
  for (const issuer of [undefined, "https://evil.example"]) {
    const forged = new URL(denied);
    if (issuer) forged.searchParams.set("iss", issuer);
    else forged.searchParams.delete("iss");
    expect(() => library.answer(forged, state)).toThrow(/iss/);
  }
});
