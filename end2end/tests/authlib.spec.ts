import { Authlib } from "../fixtures/authlib";
import { authorizeAndAllow, signInByRequest, register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

test("Authlib: code, refresh, introspection, revocation, client credentials, refusals", async ({ page, server, account, startCallback }) => {
  const callback = await startCallback();
  await signInByRequest(page, server, account);
  const { clientId, secret } = await register(page, server, { name: "Python", redirectUris: [callback.uri], permissions: ["identify", "projects"] });
  const authlib = new Authlib({ issuer: server.url, client_id: clientId, client_secret: secret, redirect_uri: callback.uri });
  try {
    const { authorize } = await authlib.said();
    authlib.tell((await authorizeAndAllow(page, String(authorize), callback)).href);
    expect(await authlib.said()).toEqual({ wrong_verifier: "invalid_grant" });
    const first = await authlib.said();
    expect(first).toMatchObject({ expires_in: 3600, me: { email: account.email, name: account.name } });
    expect(String(first["scope"]).split(" ").toSorted()).toEqual(["identify", "projects"]);
    expect(await authlib.said()).toMatchObject({ rotated: true, token: { client_id: clientId } });
    expect(await authlib.said()).toMatchObject({ introspected: { active: true, client_id: clientId, iss: server.url } });
    expect(await authlib.said()).toEqual({ revoked: 200, introspected: { active: false }, me: 401 });
    expect(await authlib.said()).toEqual({ refresh_after: "invalid_grant" });
    for (const method of ["client_secret_basic", "client_secret_post"]) {
      expect(await authlib.said()).toMatchObject({ method, scope: "projects", token: { sub: clientId }, me: 403 });
      expect(await authlib.said()).toEqual({ wrong_secret: "invalid_client" });
    }
    expect(await authlib.said()).toEqual({ scope_not_given: "invalid_scope" });
  } finally {
    authlib.stop();
  }
});
