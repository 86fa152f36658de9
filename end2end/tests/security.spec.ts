import { createAccount, waitForHydration, signIn } from "../fixtures/account";
import { add, create, editForm, field, fill, form, openEdit, save, secretPattern, readCredentials } from "../fixtures/applications";
import { freePort, Recorder } from "../fixtures/recorder";
import { expect, test } from "../fixtures/test";

test("a secret crosses the wire once and is kept nowhere", async ({ page, startServer, anotherBrowser, guard }) => {
  // The browser may still request it after the recorder has stopped.
  guard.allow(/favicon\.svg/);
  const port = await freePort();
  const recorder = new Recorder(port);
  await recorder.start();
  try {
    const server = await startServer({ CONFIGO_LISTEN: `127.0.0.1:${port}`, CONFIGO_BASE_URL: recorder.url, CONFIGO_LOG: "debug" });
    server.url = recorder.url;
    const account = await createAccount(server);
    await signIn(page, server, account);
    await waitForHydration(page);

    await create(page, { name: "Watched" });
    const { clientId, secret } = await readCredentials(page);
    expect(secret).toMatch(secretPattern);
    await page.reload({ waitUntil: "networkidle" });
    await waitForHydration(page);
    await field(await openEdit(page, "Watched"), "Name").fill("Watched still");
    await save(editForm(page)).click();
    await expect(page).toHaveURL(/\/applications$/);
    await page.goto(`${server.url}/applications/${clientId}`, { waitUntil: "networkidle" });
    await page.goto(`${server.url}/applications`, { waitUntil: "networkidle" });
    await page.getByRole("button", { name: "Delete Watched still", exact: true }).click();
    await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
    await page.goto(`${server.url}/applications/deleted`, { waitUntil: "networkidle" });

    const plain = await anotherBrowser({ javaScriptEnabled: false });
    const second = await plain.newPage();
    await signIn(second, server, account);
    await second.goto(`${server.url}/applications/new`);
    await fill(form(second), { name: "Plainly" });
    await save(form(second)).click();
    await expect.poll(() => second.content()).toMatch(/cfgo_sec_/);
    const other = /cfgo_sec_[0-9A-Za-z]{49}/.exec(await second.content())?.[0] ?? "";
    await second.goto(`${server.url}/applications`);

    // The scan finds what it should find, …
    expect(recorder.count(clientId)).toBeGreaterThan(1);
    expect(server.filesWith(clientId)).not.toEqual([]);
    for (const once of [secret, other]) {
      // … each secret exactly once on the wire, and never on disk or in the log.
      expect(recorder.count(once)).toBe(1);
      expect(server.filesWith(once)).toEqual([]);
      expect(server.log).not.toContain(once);
    }
    expect(recorder.count(account.password)).toBe(0);
    expect(server.filesWith(account.password)).toEqual([]);
    expect(server.log).not.toContain(account.password);
  } finally {
    recorder.stop();
  }
});

test("the policy names what may run, and the page needs no more", async ({ signedIn: page }) => {
  for (const path of ["/applications", "/sign-in"]) {
    const headers = (await page.goto(path))?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) expect(policy).toContain(part);
    expect(policy).not.toContain("unsafe-inline");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("same-origin");
  }
  await page.goto("/applications");
  await waitForHydration(page);
  expect(await page.locator("[style]").count(), "the policy blocks style attributes").toBe(0);
});

test("what a nonce does not cover does not run", async ({ signedIn: page, guard }) => {
  guard.allow(/Content Security Policy/);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.documentElement.dataset.ran = 'true'";
    document.body.append(script);
    return document.documentElement.dataset["ran"];
  });
  expect(ran).toBeUndefined();
});

test("a form on another site cannot create", async ({ signedIn: page, server, guard }) => {
  guard.allow(/^403 \/applications/);
  // Another origin on the same host: cookies ignore ports, so the session cookie is sent.
  const foreign = "http://127.0.0.1:45454/";
  const body = `<form method="post" action="${server.url}/applications/new"><input name="name" value="Forged"><input name="redirect_uris" value="https://evil.example/"><input name="permissions" value="identify"><button>Go</button></form>`;
  await page.route(foreign, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(foreign);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Go" }).click();
  expect((await answered).status()).toBe(403);
  await page.goto("/applications");
  await expect(page.getByText("No applications yet")).toBeVisible();
});

test("hashed files are immutable, pages are not stored", async ({ signedIn: page }) => {
  await add(page, { name: "Cached" });
  const assets: Promise<[string, string]>[] = [];
  page.on("response", (response) => {
    if (new URL(response.url()).pathname.startsWith("/pkg/")) assets.push(response.headerValue("cache-control").then((value) => [response.url(), value ?? ""]));
  });
  const answer = await page.reload({ waitUntil: "networkidle" });
  expect(answer?.headers()["cache-control"]).toContain("no-store");
  for (const [url, value] of await Promise.all(assets)) expect(value, url).toContain("immutable");
});
