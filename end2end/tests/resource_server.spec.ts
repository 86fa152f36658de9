import { randomBytes } from "node:crypto";
import { waitForHydration } from "../fixtures/account";
import type { Credentials } from "../fixtures/applications";
import type { Callback } from "../fixtures/callback";
import { api, signInByRequest, obtainTokens, post, register, send, token, type Tokens } from "../fixtures/oauth";
import { OrdersApi } from "../fixtures/orders_api";
import type { Server } from "../fixtures/server";
import { expect, test as base } from "../fixtures/test";

/** Declares a resource server, as an operator does. */
async function declare(server: Server, ...permissions: string[]): Promise<Credentials & { name: string }> {
  const name = `Orders ${randomBytes(4).toString("hex")}`;
  const printed = await server.command(["resource-server", "add", name, ...permissions.flatMap((scope) => ["--permission", scope])]);
  const read = (what: string) => new RegExp(`^${what}: (\\S+)$`, "m").exec(printed)?.[1] ?? "";
  expect(printed.trim().split("\n")).toHaveLength(2);
  return { name, clientId: read("Client ID"), secret: read("Client secret") };
}

interface World {
  callback: Callback;
  orders: OrdersApi;
  application: Credentials;
  /** Tokens with all permissions of the application. */
  tokens: Tokens;
}

const test = base.extend<World>({
  callback: async ({ startCallback }, use) => use(await startCallback()),
  orders: async ({ server }, use) => {
    const orders = new OrdersApi(server, await declare(server, "orders", "projects"));
    await orders.start();
    await use(orders);
    orders.stop();
  },
  application: async ({ page, server, account, callback }, use) => {
    await signInByRequest(page, server, account);
    await use(await register(page, server, { name: "Dispatch", redirectUris: [callback.uri], permissions: ["identify", "projects", "orders"] }));
  },
  tokens: async ({ page, server, application, callback }, use) => use(await obtainTokens(page, server, application, callback)),
});

test("guards what it guards", async ({ server, orders, application, tokens }) => {
  expect((await orders.get()).status).toBe(401);
  expect((await orders.get("cfgo_at_made_up")).status).toBe(401);
  const me = await api(server, "/api/v1/me", tokens.access);
  // Introspection shows the permissions of this resource server only.
  const { status, body } = await orders.get(tokens.access);
  expect(status).toBe(200);
  expect(body).toMatchObject({ sub: me.body["sub"], client_id: application.clientId });
  expect(String(body["scope"]).split(" ").toSorted()).toEqual(["orders", "projects"]);

  const own = await token(server, application, { grant_type: "client_credentials", scope: "projects" });
  expect(await orders.get(String(own.body["access_token"]))).toMatchObject({ status: 403, body: { scope: "projects" } });
  const none = await token(server, application, { grant_type: "client_credentials", scope: "identify" });
  expect((await orders.get(String(none.body["access_token"]))).status).toBe(401);
  // A refresh token is no access token.
  expect((await orders.get(tokens.refresh)).status).toBe(401);
});

test("a revoked token is refused at once", async ({ server, orders, application, tokens }) => {
  expect((await orders.get(tokens.access)).status).toBe(200);
  expect((await send(server, "/oauth/revoke", application, { token: tokens.refresh })).status).toBe(200);
  expect((await orders.get(tokens.access)).status).toBe(401);
});

test("deleting the application stops it at once, restoring brings it back", async ({ page, server, orders, application, tokens }) => {
  expect((await orders.get(tokens.access)).status).toBe(200);
  expect((await post(page, server, `/applications/${application.clientId}/delete`)).ok()).toBe(true);
  expect((await orders.get(tokens.access)).status).toBe(401);
  expect((await post(page, server, `/applications/${application.clientId}/restore`)).ok()).toBe(true);
  expect((await orders.get(tokens.access)).status).toBe(200);
});

test("taking the permission back on /security stops it at once", async ({ page, orders, tokens }) => {
  expect((await orders.get(tokens.access)).status).toBe(200);
  await page.goto("/security");
  await waitForHydration(page);
  await page.getByRole("button", { name: "Revoke Dispatch" }).click();
  await expect(page.getByRole("button", { name: "Revoke Dispatch" })).toHaveCount(0);
  expect((await orders.get(tokens.access)).status).toBe(401);
});

test("disabling the account, from another process, stops it at once", async ({ server, account, orders, tokens }) => {
  expect((await orders.get(tokens.access)).status).toBe(200);
  await server.command(["account", "disable", account.email]);
  expect((await orders.get(tokens.access)).status).toBe(401);
  await server.command(["account", "enable", account.email]);
});

test("a resource server that was removed learns nothing any more", async ({ server, tokens }) => {
  const declared = await declare(server, "orders");
  expect(await server.command(["resource-server", "list"])).toContain(declared.name);
  expect((await send(server, "/oauth/introspect", declared, { token: tokens.access })).body).toMatchObject({ active: true, scope: "orders" });
  await server.command(["resource-server", "remove", declared.name]);
  expect(await server.command(["resource-server", "list"])).not.toContain(declared.name);
  expect((await send(server, "/oauth/introspect", declared, { token: tokens.access })).status).toBe(401);
  // Its credentials are not those of an application.
  expect((await token(server, declared, { grant_type: "client_credentials" })).status).toBe(401);
});

test("its credentials get no token, and what it does not guard is none of its business", async ({ server, tokens }) => {
  const declared = await declare(server, "billing");
  expect((await send(server, "/oauth/introspect", declared, { token: tokens.access })).body).toEqual({ active: false });
  expect((await token(server, declared, { grant_type: "client_credentials" })).body).toMatchObject({ error: "invalid_client" });
  await expect(server.command(["resource-server", "add", declared.name, "--permission", "billing"])).rejects.toThrow(/: 1: /);
  await expect(server.command(["resource-server", "add", "Other", "--permission", "nonsense"])).rejects.toThrow(/There is no permission/);
});
