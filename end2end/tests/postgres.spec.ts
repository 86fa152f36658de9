// The program on PostgreSQL: what one does first and most, and two nodes that share a database. `make test` starts the
// cluster (CONFIGO_TEST_DATABASE is the URL of one of its databases); without it, each worker starts its own.
import { randomBytes } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import { createAccount, fillSetup, fillSignIn, newAccount, reload, signOut, waitForHydration } from "../fixtures/account";
import { add, create, editForm, field, openEdit, permission, readCredentials, row, save, secretPattern } from "../fixtures/applications";
import { send, token } from "../fixtures/oauth";
import { Server } from "../fixtures/server";
import { expect, test as base } from "../fixtures/test";
import { psql, startCluster } from "../scripts/postgres.mjs";

interface Worker {
  /** Makes an empty database and returns its URL. */
  newDatabase: () => string;
  /** The database of `server`. */
  database: string;
}

const test = base.extend<object, Worker>({
  newDatabase: [
    async ({}, use) => {
      const given = process.env["CONFIGO_TEST_DATABASE"];
      const cluster = given ? undefined : await startCluster();
      const first = given ?? cluster?.url() ?? "";
      await use(() => {
        const name = `browser_${randomBytes(6).toString("hex")}`;
        psql(first, `CREATE DATABASE ${name}`);
        const url = new URL(first);
        url.pathname = `/${name}`;
        return url.href;
      });
      await cluster?.stop();
    },
    { scope: "worker" },
  ],
  database: [async ({ newDatabase }, use) => use(newDatabase()), { scope: "worker" }],
  server: [
    async ({ database }, use) => {
      const server = new Server({ CONFIGO_DATABASE_URL: database });
      await server.start();
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
});

test("the setup link makes the first account, which signs in", async ({ page, newDatabase, startServer }) => {
  const database = newDatabase();
  const server = await startServer({ CONFIGO_DATABASE_URL: database });
  const path = /\/setup\?token=\S+/.exec(await server.command(["setup-link"]))?.[0] ?? "";
  expect(path).not.toBe("");
  const account = newAccount();
  await page.goto(`${server.url}${path}`);
  await fillSetup(page, account);
  // It is there, and not in a file.
  expect(psql(database, "SELECT email FROM account").trim()).toBe(account.email);

  await server.stop();
  await server.start();
  await reload(page);
  await expect(page.getByRole("heading", { name: "OAuth Applications" })).toBeVisible();
});

test("an application is created, edited, deleted and taken back, and gets tokens", async ({ signedIn: page, server }) => {
  const dialog = await create(page, { name: "Before", redirectUris: ["https://app.example/a"], permissions: ["identify", "orders"] });
  await dialog.getByRole("button", { name: "Show secret" }).click();
  await expect(field(dialog, "Client secret")).toHaveValue(secretPattern);
  const clientId = await field(dialog, "Client ID").inputValue();
  const secret = await field(dialog, "Client secret").inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(row(page, "Before")).toBeVisible();
  const application = { clientId, secret };

  const edit = await openEdit(page, "Before");
  await field(edit, "Name").fill("After");
  await permission(edit, "billing").check();
  await save(edit).click();
  await expect(editForm(page)).toBeHidden();
  await expect(row(page, "After")).toBeVisible();

  const issued = await token(server, application, { grant_type: "client_credentials", scope: "orders billing" });
  expect(issued.status, String(issued.body["error_description"])).toBe(200);
  const access = String(issued.body["access_token"]);
  const introspect = () => send(server, "/oauth/introspect", application, { token: access });
  expect((await introspect()).body).toMatchObject({ active: true, client_id: clientId });

  await page.getByRole("button", { name: "Delete After", exact: true }).click();
  await expect(row(page, "After")).toHaveCount(0);
  // The row leaves before the server has answered.
  await expect.poll(async () => (await introspect()).status).toBe(401);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "After")).toBeVisible();
  await expect.poll(async () => (await introspect()).body["active"]).toBe(true);
});

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((done) => {
    const listener = createServer().listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as AddressInfo;
      listener.close(() => done(port));
    });
  });
}

test("what one node does, the other sees at once", async ({ signedIn: page, context, server, database, startServer }) => {
  // Nodes share their base URL, and so the name of the cookie.
  const listen = `127.0.0.1:${await freePort()}`;
  const other = await startServer({ CONFIGO_DATABASE_URL: database, CONFIGO_BASE_URL: server.url, CONFIGO_LISTEN: listen });
  other.url = `http://${listen}`;
  await other.ready();
  const application = await add(page, { name: "From the first", permissions: ["orders"] });

  // As a load balancer would send it: the same URL and session, at the other node.
  const there = await context.newPage();
  await there.route(`${server.url}/**`, async (route) => {
    const url = route.request().url().replace(server.url, other.url);
    const headers = { ...(await route.request().allHeaders()), host: new URL(server.url).host };
    await route.fulfill({ response: await route.fetch({ url, headers, maxRedirects: 0 }) });
  });
  await there.goto("/applications");
  await waitForHydration(there);
  await expect(row(there, "From the first")).toBeVisible();
  await create(there, { name: "From the second" });
  await readCredentials(there);
  await reload(page);
  await expect(row(page, "From the second")).toBeVisible();

  const issued = await token(server, application, { grant_type: "client_credentials", scope: "orders" });
  const access = String(issued.body["access_token"]);
  const active = async (node: Server) => (await send(node, "/oauth/introspect", application, { token: access })).body["active"];
  expect([await active(server), await active(other)]).toEqual([true, true]);
  expect((await send(other, "/oauth/revoke", application, { token: access })).status).toBe(200);
  expect([await active(server), await active(other)]).toEqual([false, false]);

  await signOut(there);
  await page.goto("/applications");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("an account that a command creates signs in at both nodes", async ({ page, server, database, startServer }) => {
  const other = await startServer({ CONFIGO_DATABASE_URL: database });
  const account = await createAccount(other);
  for (const node of [server, other]) {
    await page.goto(`${node.url}/sign-in`);
    await fillSignIn(page, account);
    await expect(page).toHaveURL(`${node.url}/applications`);
    await signOut(page);
  }
});
