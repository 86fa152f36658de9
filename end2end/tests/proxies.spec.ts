// Proxies and captive portals that reply in place of the server.
import type { Page } from "@playwright/test";
import { column, failure, focusCell, names, press, signInAgain, registerAndOpen } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

const sentence = "The server did not answer. Try again.";
const html = (status: number) => ({ status, contentType: "text/html", body: `<html><body><h1>${status}</h1><hr>nginx</body></html>` });

const replies = [
  ...[502, 503, 504, 413, 403, 200].map((status) => [`${status} with HTML`, html(status)] as const),
  ["502 with JSON of its own", { status: 502, contentType: "application/json", body: '{"error":"bad gateway"}' }],
  ["200 with nothing", { status: 200, body: "" }],
] as const;

async function deleteAlpha(page: Page): Promise<void> {
  await focusCell(page, "Alpha", column.name);
  await press(page, "Delete");
}

for (const [name, reply] of replies) {
  test(`${name} in place of a reply is no answer`, async ({ signedIn: page, server, guard }) => {
    guard.allow(/^[45]\d\d \/api\/applications\/delete/);
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await page.route("**/api/applications/delete", (route) => route.fulfill(reply));
    await deleteAlpha(page);
    await expect(failure(page, sentence)).toBeVisible();
    await expect.poll(() => names(page)).toEqual(["Alpha", "Bravo"]);
  });
}

test("signing in again by a proxy's page is no answer either", async ({ signedIn: page, server, account, guard }) => {
  guard.allow(/^401 \/api\//);
  guard.allow(/^502 \/sign-in/);
  await registerAndOpen(page, server, "Alpha", "Bravo");
  await page.context().clearCookies();
  await deleteAlpha(page);
  for (const status of [502, 200]) {
    await page.route("**/sign-in", (route) => route.fulfill(html(status)));
    await signInAgain(page).getByLabel("Password", { exact: true }).fill(account.password);
    await signInAgain(page).getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(signInAgain(page).getByRole("alert").filter({ hasText: sentence })).toBeVisible();
    await page.unroute("**/sign-in");
  }
  await signInAgain(page).getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(signInAgain(page)).toBeHidden();
  await expect.poll(() => names(page)).toEqual(["Bravo"]);
});
