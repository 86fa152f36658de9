import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { waitForHydration, reload, signIn } from "../fixtures/account";
import { type Credentials, field, expectFocusKept, expectFocusWithin, pageContents, row, secretPattern } from "../fixtures/applications";
import { expectAccessible } from "../fixtures/axe";
import { clipboard } from "../fixtures/clipboard";
import { press, toast, undo } from "../fixtures/grid";
import { obtainTokens, register, token } from "../fixtures/oauth";
import type { Server } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const section = (page: Page) => page.getByRole("region", { name: "Client secrets" });
const addSecret = (page: Page) => section(page).getByRole("button", { name: "Add secret" });
const created = (page: Page) => page.getByRole("dialog", { name: "Client secret created" });
const restore = (page: Page, secret: string) => section(page).getByRole("button", { name: `Restore secret ending ${secret.slice(-4)}`, exact: true });
const remove = (page: Page, secret: string) => section(page).getByRole("button", { name: `Remove secret ending ${secret.slice(-4)}`, exact: true });

async function open(page: Page, { clientId }: Credentials): Promise<void> {
  await page.goto(`/applications/${clientId}`);
  await waitForHydration(page);
}

/** Adds a secret and reveals it in the dialog, which counts as having saved it. */
async function add(page: Page): Promise<string> {
  await addSecret(page).click();
  const dialog = created(page);
  await dialog.getByRole("button", { name: "Show secret" }).click();
  await expect.poll(async () => secretPattern.test(await field(dialog, "Client secret").inputValue())).toBe(true);
  const secret = await field(dialog, "Client secret").inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  return secret;
}

async function tokenRequestWorks(server: Server, clientId: string, secret: string): Promise<boolean> {
  const { status, body } = await token(server, { clientId, secret }, { grant_type: "client_credentials" });
  if (status !== 200) expect({ status, error: body["error"] }).toEqual({ status: 401, error: "invalid_client" });
  return status === 200;
}

test("a second secret works beside the first, and either can go at once", async ({ signedIn: page, server }) => {
  const application = await register(page, server, { name: "Rotated" });
  const { clientId, secret: first } = application;
  await open(page, application);
  await expect(section(page).getByRole("listitem")).toHaveCount(1);
  await expect(section(page).getByRole("button", { name: /^Remove secret/ })).toHaveCount(0);

  const second = await add(page);
  expect(second === first).toBe(false);
  expect([await tokenRequestWorks(server, clientId, first), await tokenRequestWorks(server, clientId, second)]).toEqual([true, true]);
  await expect(section(page).getByRole("listitem")).toHaveCount(2);
  await expect(addSecret(page)).toHaveCount(0);
  await expectFocusKept(page);

  await remove(page, first).click();
  await expect(section(page).getByRole("listitem")).toHaveCount(1);
  expect([await tokenRequestWorks(server, clientId, first), await tokenRequestWorks(server, clientId, second)]).toEqual([false, true]);
  await expectFocusKept(page);
  // The last one can't be removed.
  await expect(section(page).getByRole("button", { name: /^Remove secret/ })).toHaveCount(0);
  await expect(addSecret(page)).toBeVisible();
  await reload(page);
  await expect(section(page).getByText(second.slice(-4), { exact: true })).toBeVisible();
  await expect(section(page).getByText(first.slice(-4), { exact: true })).toHaveCount(0);
});

test("removing a secret that is in use says what it stops, and is taken back", async ({ signedIn: page, server }) => {
  const application = await register(page, server, { name: "In use" });
  const { clientId, secret: first } = application;
  await open(page, application);
  const second = await add(page);
  expect(await tokenRequestWorks(server, clientId, first)).toBe(true);

  await remove(page, first).click();
  const said = toast(page, `Removed the secret ending ${first.slice(-4)}`);
  await expect(said).toContainText(/Used (less than a minute|\d+ minutes?) ago\. Requests with it stop now\./);
  expect(await tokenRequestWorks(server, clientId, first)).toBe(false);
  await undo(page).click();
  await expect(toast(page, `Restored the secret ending ${first.slice(-4)}`)).toBeVisible();
  await expect(remove(page, first)).toBeFocused();
  expect([await tokenRequestWorks(server, clientId, first), await tokenRequestWorks(server, clientId, second)]).toEqual([true, true]);

  // Undo by shortcut, from another page.
  await remove(page, first).press("Enter");
  await expect(said).toBeVisible();
  expect(await tokenRequestWorks(server, clientId, first)).toBe(false);
  await press(page, "g", "s");
  await expect(page).toHaveURL(/\/security$/);
  await press(page, "z");
  await expect(toast(page, `Restored the secret ending ${first.slice(-4)}`)).toBeVisible();
  expect(await tokenRequestWorks(server, clientId, first)).toBe(true);
});

test("an unused secret is removed with an Undo as well, and can be restored for a day", async ({ signedIn: page, server }) => {
  const application = await register(page, server, { name: "Unused" });
  const { clientId, secret: first } = application;
  await open(page, application);
  const second = await add(page);
  await remove(page, second).click();
  await expect(toast(page, `Removed the secret ending ${second.slice(-4)}`)).not.toContainText("Used");
  await expect(undo(page)).toBeVisible();
  await reload(page);
  await expectAccessible(page, "a removed secret");
  await restore(page, second).click();
  await expect(remove(page, second)).toBeFocused();
  expect([await tokenRequestWorks(server, clientId, first), await tokenRequestWorks(server, clientId, second)]).toEqual([true, true]);

  // It can't be restored while there are two others.
  await remove(page, second).click();
  await expect(restore(page, second)).toBeVisible();
  await add(page);
  await expect(restore(page, second)).toHaveCount(0);
  expect(await tokenRequestWorks(server, clientId, second)).toBe(false);
});

test("the last secret can't be removed by a crafted form either", async ({ signedIn: page, server }) => {
  const { clientId, secret } = await register(page, server, { name: "Kept" });
  const answer = await page.request.post(`/applications/${clientId}/secrets/remove`, { form: { last_four: secret.slice(-4) }, headers: { origin: server.url } });
  expect(answer.status()).toBeGreaterThanOrEqual(400);
  expect(answer.status()).toBeLessThan(500);
  expect(await tokenRequestWorks(server, clientId, secret)).toBe(true);
  const public_ = await register(page, server, { name: "Open", redirectUris: ["https://app.example/callback"], kind: "Public" });
  const refused = await page.request.post(`/applications/${public_.clientId}/secrets`, { headers: { origin: server.url }, form: {} });
  expect(refused.status()).toBeGreaterThanOrEqual(400);
  expect(await refused.text()).not.toMatch(/cfgo_sec_/);
  await open(page, public_);
  await expect(section(page)).toHaveCount(0);
});

test("it is shown once, masked, and can be copied and downloaded", async ({ signedIn: page, server, context, baseURL }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: baseURL ?? "" });
  const application = await register(page, server, { name: "once" });
  await open(page, application);
  await addSecret(page).click();
  const dialog = created(page);
  await expect.poll(async () => /^[•\s]+[0-9A-Za-z]{4}$/u.test(await field(dialog, "Client secret").inputValue())).toBe(true);
  await expect(dialog.getByText(/only (once|now)/)).toBeVisible();
  await expectAccessible(page, "secret, masked");

  // Leaving it unsaved asks once.
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("button", { name: "Close anyway" })).toBeVisible();
  await dialog.getByRole("button", { name: "Go back" }).click();

  await dialog.getByRole("button", { name: "Copy client secret" }).click();
  await expect.poll(async () => secretPattern.test(await clipboard(page))).toBe(true);
  const secret = await clipboard(page);
  expect((await pageContents(page)).includes(secret)).toBe(false);
  const waiting = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download", exact: true }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe("once-credentials.txt");
  const text = await readFile(await download.path(), "utf8");
  expect([text.includes(secret), text.includes(application.clientId)]).toEqual([true, true]);

  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expectFocusWithin(section(page));
  await reload(page);
  await expect(created(page)).toBeHidden();
  expect((await pageContents(page)).includes(secret)).toBe(false);
  expect((await page.content()).includes(secret)).toBe(false);
});

test("a use is seen in the list of secrets, on the page, in the table and under Security", async ({ signedIn: page, server, startCallback }) => {
  const callback = await startCallback();
  const application = await register(page, server, { name: "Used", redirectUris: [callback.uri] });
  await open(page, application);
  await expect(section(page).getByRole("listitem")).toContainText("Never");
  await page.goto("/applications");
  await expect(row(page, "Used")).toContainText("Never");

  await obtainTokens(page, server, application, callback);
  await expect
    .poll(async () => {
      await open(page, application);
      return await section(page).getByRole("listitem").innerText();
    })
    .not.toContain("Never");
  await expect(section(page).getByRole("listitem").locator("time")).toHaveCount(2);
  await expect(page.getByRole("region", { name: "Details" })).not.toContainText("Never");
  await page.goto("/applications");
  await expect(row(page, "Used")).not.toContainText("Never");
  await page.goto("/security");
  await expect(page.getByRole("row").filter({ has: page.getByRole("button", { name: "Revoke Used" }) })).not.toContainText("Never");
});

test("the two secrets of an application are told apart by their use", async ({ signedIn: page, server }) => {
  const application = await register(page, server, { name: "Apart" });
  await open(page, application);
  const second = await add(page);
  expect(await tokenRequestWorks(server, application.clientId, second)).toBe(true);
  const item = (secret: string) => section(page).getByRole("listitem").filter({ hasText: secret.slice(-4) });
  await expect
    .poll(async () => {
      await open(page, application);
      return await item(second).innerText();
    })
    .not.toContain("Never");
  await expect(item(application.secret)).toContainText("Never");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("adds and removes a secret", async ({ page, server, account }) => {
    await signIn(page, server, account);
    const { clientId, secret: first } = await register(page, server, { name: "Plain" });
    await page.goto(`/applications/${clientId}`);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await addSecret(page).click();
    const answer = await answered;
    expect(answer.status()).toBe(200);
    expect(answer.headers()["cache-control"]).toContain("no-store");
    const html = await page.content();
    const second = /cfgo_sec_[0-9A-Za-z]{49}/.exec(html)?.[0] ?? "";
    expect(second).not.toBe("");
    expect(html, "a page that answers a POST loads no WASM").not.toContain(".wasm");
    expect([await tokenRequestWorks(server, clientId, first), await tokenRequestWorks(server, clientId, second)]).toEqual([true, true]);

    await page.goto(`/applications/${clientId}`);
    expect((await page.content()).includes(second)).toBe(false);
    await remove(page, first).click();
    await expect(page).toHaveURL(new RegExp(`/applications/${clientId}$`));
    await expect(section(page).getByRole("listitem")).toHaveCount(1);
    expect([await tokenRequestWorks(server, clientId, first), await tokenRequestWorks(server, clientId, second)]).toEqual([false, true]);

    await expect(section(page)).toContainText("It was in use: requests with it fail.");
    await restore(page, first).click();
    await expect(section(page).getByRole("listitem")).toHaveCount(2);
    expect([await tokenRequestWorks(server, clientId, first), await tokenRequestWorks(server, clientId, second)]).toEqual([true, true]);
  });
});
