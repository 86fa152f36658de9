// oidc-provider from npm as a peer in the benchmarks: in memory, one process, the same client and the same requests.
// Prints one line of JSON: its URL and what the load needs.
import { createHash, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(import.meta.dirname, "../peers/package.json"));
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")).href);

// Its notices go there; the standard output is for the one line.
console.info = console.error;

const callback = "https://app.example/callback";
const [scope, accountId] = ["identify", "account"];
const credentials = { client_id: "bench", client_secret: randomBytes(32).toString("base64url") };
const code_verifier = randomBytes(32).toString("base64url");
const codeChallenge = createHash("sha256").update(code_verifier).digest("base64url");

/** Its own keeps a thousand entries at most. */
const entries = new Map();
class InMemory {
  constructor(name) {
    this.name = name;
  }
  async upsert(id, payload) {
    entries.set(`${this.name}:${id}`, payload);
  }
  async find(id) {
    return entries.get(`${this.name}:${id}`);
  }
  async findByUid() {}
  async findByUserCode() {}
  async consume(id) {
    entries.get(`${this.name}:${id}`).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    entries.delete(`${this.name}:${id}`);
  }
  async revokeByGrantId(grant) {
    for (const [key, payload] of entries) if (payload.grantId === grant) entries.delete(key);
  }
}

const provider = new Provider("http://127.0.0.1", {
  adapter: InMemory,
  clients: [
    {
      ...credentials,
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      redirect_uris: [callback],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
      scope,
    },
  ],
  scopes: [scope],
  routes: { token: "/oauth/token", introspection: "/oauth/introspect" },
  features: { clientCredentials: { enabled: true }, introspection: { enabled: true }, devInteractions: { enabled: false } },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
});
const grant = new provider.Grant({ accountId, clientId: credentials.client_id });
grant.addOIDCScope(scope);
const grantId = await grant.save();

provider.use(async (ctx, next) => {
  if (ctx.path === "/healthz") {
    ctx.body = "ok";
  } else if (ctx.path === "/oauth/authorize") {
    // A code without its pages: this supplies the exchange, and is no figure.
    const client = await provider.Client.find(credentials.client_id);
    const fields = { accountId, client, grantId, scope, redirectUri: callback, codeChallenge, codeChallengeMethod: "S256" };
    ctx.redirect(`${callback}?code=${await new provider.AuthorizationCode(fields).save()}`);
  } else {
    await next();
  }
});

const server = provider.listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const body = new URLSearchParams({ ...credentials, grant_type: "client_credentials", scope });
  const issued = await (await fetch(`${url}/oauth/token`, { method: "POST", body })).json();
  const exchange = { ...credentials, grant_type: "authorization_code", redirect_uri: callback, code_verifier };
  console.log(JSON.stringify({ url, cookie: "none=1", query: "client_id=bench", credentials, exchange, token: issued.access_token }));
});
