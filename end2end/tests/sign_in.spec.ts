import { createAccount, fillSetup, fillSignIn, waitForHydration, newAccount, signOut } from "../fixtures/account";
import { add, row } from "../fixtures/applications";
import { expect, test } from "../fixtures/test";
import { light } from "../fixtures/weight";

test.describe("first run", () => {
  test("the setup link makes the first account, once", async ({ page, guard, startServer }) => {
    const server = await startServer();
    const printed = await server.command(["setup-link"]);
    const path = /\/setup\?token=\S+/.exec(printed)?.[0] ?? "";
    expect(path).not.toBe("");
    expect(server.log, "the link is for a terminal, never for a log").not.toContain("token=");

    const account = newAccount();
    await page.goto(`${server.url}${path}`);
    await fillSetup(page, account);

    guard.allow(/^4\d\d \/setup/);
    const again = await page.goto(`${server.url}${path}`);
    expect(again?.status()).toBeGreaterThanOrEqual(400);
  });
});

test("signs in, comes to the applications, signs out", async ({ page, account, context, guard }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await fillSignIn(page, account);
  await expect(page).toHaveURL(/\/applications$/);
  await expect(page.getByRole("heading", { name: "OAuth Applications" })).toBeVisible();
  await waitForHydration(page);

  const session = (await context.cookies()).find((cookie) => cookie.httpOnly);
  expect(session?.sameSite).toBe("Lax");
  expect(session?.path).toBe("/");

  await signOut(page);
  await page.goto("/applications");
  await expect(page).toHaveURL(/\/sign-in/);

  // The session has ended on the server, not just in this browser.
  guard.allow(/^401 /);
  if (session) await context.addCookies([session]);
  await page.goto("/applications");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("goes on to the page that was asked for", async ({ page, account }) => {
  await page.goto("/applications/deleted");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillSignIn(page, account);
  await expect(page).toHaveURL(/\/applications\/deleted$/);
});

for (const next of ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]) {
  test(`never goes on to ${next}`, async ({ page, account, baseURL }) => {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await fillSignIn(page, account);
    await expect(page).toHaveURL(`${baseURL}/applications`);
  });
}

test("says the same for an unknown account and a wrong password", async ({ page, account, guard }) => {
  guard.allow(/^4\d\d \/sign-in/);
  const refusals: string[] = [];
  for (const attempt of [
    { email: account.email, password: "not the password of it" },
    { email: newAccount().email, password: account.password },
  ]) {
    await page.goto("/sign-in");
    await fillSignIn(page, attempt);
    const alert = page.getByRole("alert");
    await expect(alert).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Email" })).toHaveValue(attempt.email);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
    refusals.push(await alert.innerText());
  }
  expect(refusals[0]).toBe(refusals[1]);
});

test("too many failures are slowed down, another account is not", async ({ page, guard, startServer }) => {
  const server = await startServer({ CONFIGO_LIMITS__SIGN_IN_PER_ACCOUNT: "2" });
  const [one, other] = [await createAccount(server), await createAccount(server)];
  guard.allow(/^4\d\d \/sign-in/);
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await page.goto(`${server.url}/sign-in`);
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await fillSignIn(page, { email: one.email, password: "not the password of it" });
    statuses.push((await answer).status());
  }
  expect(statuses.at(-1)).toBe(429);
  await page.goto(`${server.url}/sign-in`);
  await fillSignIn(page, other);
  await expect(page).toHaveURL(/\/applications$/);
});

test("needs no WASM, at most 15 KB and 5 requests", async ({ page }) => {
  await light(page, "/sign-in");
  await expect(page.getByText(/Ask your administrator/)).toBeVisible();
});

test("everything is there after a restart, the session too", async ({ page, startServer }) => {
  const server = await startServer();
  const account = await createAccount(server);
  await page.goto(`${server.url}/sign-in`);
  await fillSignIn(page, account);
  await waitForHydration(page);
  await add(page, { name: "Survivor" });
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    await page.goto("about:blank");
    await server.stop(signal);
    await server.start();
    await page.goto(`${server.url}/applications`);
    await expect(row(page, "Survivor")).toBeVisible();
  }
});
