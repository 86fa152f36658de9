import { createAccount, fillSignIn, signIn, signOut } from "../fixtures/account";
import { addButton, addMany, applications, credentials, editForm, field, fill, form, openForm, row, save } from "../fixtures/applications";
import { expect, test } from "../fixtures/test";

test.use({ javaScriptEnabled: false });

test.beforeEach(async ({ page, server, account }) => {
  await signIn(page, server, account);
});

test("the whole life of an application", async ({ page }) => {
  await expect(page.getByText("No applications yet")).toBeVisible();
  await addButton(page).click();
  await expect(page).toHaveURL(/\/applications\/new\??$/);
  await expect(form(page)).toBeVisible();
  await fill(form(page), { name: "Plain", permissions: ["projects", "orders"] });
  const created = page.waitForResponse((response) => response.request().method() === "POST");
  await save(form(page)).click();
  const answer = await created;
  expect(answer.status()).toBe(200);
  expect(answer.headers()["cache-control"]).toContain("no-store");
  const html = await page.content();
  const clientId = /cfgo_app_[0-9A-Za-z]{22}/.exec(html)?.[0] ?? "";
  const secret = /cfgo_sec_[0-9A-Za-z]{49}/.exec(html)?.[0] ?? "";
  expect(clientId).not.toBe("");
  expect(secret).not.toBe("");
  expect(html, "a page that answers a POST loads no WASM").not.toContain(".wasm");
  const dialog = credentials(page);
  await expect(field(dialog, "Client secret")).toHaveValue(secret);
  await expect(dialog.getByRole("button"), "nothing that only a program can do").toHaveText(["Done"]);

  await page.goto("/applications");
  await expect(page.getByRole("table", { name: "OAuth applications" })).toBeVisible();
  await expect(row(page, "Plain")).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await row(page, "Plain").getByRole("button", { name: "Edit Plain" }).click();
  await expect(page).toHaveURL(new RegExp(`/applications/${clientId}/edit\\??$`));
  await expect(field(editForm(page), "Redirect URIs")).toHaveValue("https://app.example/callback");
  await field(editForm(page), "Name").fill("Plainer");
  await save(editForm(page)).click();
  await expect(page).toHaveURL(/\/applications$/);
  await expect(row(page, "Plainer")).toBeVisible();

  await page.getByRole("button", { name: "Delete Plainer" }).click();
  await expect(page).toHaveURL(/\/applications\/deleted$/);
  await page.getByRole("button", { name: "Restore Plainer" }).click();
  await page.goto("/applications");
  await expect(row(page, "Plainer")).toBeVisible();
});

test("an invalid form is shown again with its input and the problems", async ({ page, guard }) => {
  guard.allow(/^422 \/applications/);
  const dialog = await openForm(page);
  const typed = "https://app.example/ok\nhttp://app.example/</textarea><img src=x onerror=alert(1)>";
  await fill(dialog, { name: "Typed", redirectUris: typed.split("\n"), permissions: ["billing"], kind: "Public" });
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await save(dialog).click();
  expect((await answered).status()).toBe(422);
  await expect(page.getByText(/Line 2: /).first()).toBeVisible();
  await expect(field(form(page), "Name")).toHaveValue("Typed");
  await expect(field(form(page), "Redirect URIs")).toHaveValue(typed);
  await expect(form(page).getByRole("switch", { name: /^billing/ })).toBeChecked();
  await expect(form(page).getByRole("radio", { name: "Public" })).toBeChecked();
  await expect(page.locator("img[onerror]")).toHaveCount(0);
});

test("the server checks what no script did", async ({ page, guard }) => {
  guard.allow(/^422 \/applications/);
  for (const permissions of [[], ["orders"]]) {
    await page.goto("/applications/new");
    await fill(form(page), { name: "Unchecked", permissions });
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await save(form(page)).click();
    expect((await answered).status()).toBe(422);
  }
  await page.goto("/applications");
  await expect(applications(page)).toHaveCount(0);
});

test("a form that was sent after the session had ended stands there again once signed in", async ({ page, account, guard }) => {
  guard.allow(/^422 \/sign-in/);
  await page.goto("/applications/new");
  const uris = ["https://a.example/cb", "https://b.example/cb"];
  await fill(form(page), { name: "Kept", redirectUris: uris, permissions: ["projects"], kind: "Public" });
  await page.context().clearCookies();
  await save(form(page)).click();
  await expect(page.getByRole("alert")).toContainText("Your session has ended");
  await fillSignIn(page, { ...account, password: "not the password of it" });
  await expect(page.getByRole("alert")).toContainText("Email or password is wrong");
  await fillSignIn(page, account);
  await expect(page.getByRole("alert")).toContainText("not saved yet");
  await expect(field(form(page), "Name")).toHaveValue("Kept");
  await expect(field(form(page), "Redirect URIs")).toHaveValue(uris.join("\n"));
  await expect(form(page).getByRole("switch", { name: /^projects/ })).toBeChecked();
  await expect(form(page).getByRole("radio", { name: "Public" })).toBeChecked();
  await save(form(page)).click();
  await page.goto("/applications");
  await expect(row(page, "Kept")).toBeVisible();
});

test("the same form sent twice makes one application, and each reply shows a secret of its own", async ({ page, baseURL }) => {
  await page.goto("/applications/new");
  await fill(form(page), { name: "Once" });
  const key = await form(page).locator("input[name=key]").inputValue();
  await save(form(page)).click();
  const secret = /cfgo_sec_\w+/;
  const first = secret.exec(await page.content())?.[0];
  expect(first).toBeDefined();
  const again = await page.request.post("/applications/new", {
    form: { name: "Once", redirect_uris: "https://app.example/callback", permissions: "identify", kind: "confidential", key },
    headers: { origin: baseURL ?? "" },
  });
  const second = secret.exec(await again.text())?.[0];
  expect(second).toBeDefined();
  expect(second).not.toBe(first);
  await page.goto("/applications");
  await expect(applications(page).getByRole("link", { name: "Once", exact: true })).toHaveCount(1);
});

test("reads on by pages of 50", async ({ page }) => {
  await addMany(page, "Many", 51);
  await page.goto("/applications");
  const many = applications(page).getByRole("link", { name: /^Many \d+$/ });
  await expect(many).toHaveCount(50);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(many).toHaveText(["Many 1"]);
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
});

test("signing out and in again", async ({ page, server, account }) => {
  await signOut(page);
  await fillSignIn(page, account);
  await expect(page).toHaveURL(/\/applications$/);
  await signOut(page);
  await fillSignIn(page, await createAccount(server));
  await expect(page.getByText("No applications yet")).toBeVisible();
});
