import type { Page, Request } from "@playwright/test";
import { reload } from "../fixtures/account";
import { editForm, expectFocusKept, form, row, save } from "../fixtures/applications";
import { expectQuery, clearSearch, column, columnHeader, expectFocusAt, focusCell, names, openTable, nextFrames, permissionFilter, press, rows, searchBox, registerAndOpen, toolbar, typeFilter, unusedFilter } from "../fixtures/grid";
import { signInByRequest, register } from "../fixtures/oauth";
import { expect, test } from "../fixtures/test";

const three = [
  { name: "Alpha shop", redirectUris: ["https://first.example/Callback"], permissions: ["identify"] },
  { name: "Bravo", redirectUris: ["https://second.example/cb"], permissions: ["projects", "orders"] },
  { name: "Čapek Straße", redirectUris: ["http://127.0.0.1/cb"], permissions: ["identify", "billing"], kind: "Public" },
] as const satisfies Parameters<typeof registerAndOpen>[2][];

const shows = (page: Page, ...expected: string[]) => expect.poll(() => names(page)).toEqual(expected);
const nothing = (page: Page) => page.getByText("No application matches");
const isList = (request: Request) => new URL(request.url()).pathname === "/api/applications/list";
const clicked = (page: Page, name: string) => columnHeader(page, name).getByRole("link").click();

test("finds by part of the name, the client ID or a redirect URI, in any case", async ({ signedIn: page, server }) => {
  const [, bravo] = await registerAndOpen(page, server, ...three);
  for (const [text, ...found] of [
    ["SHOP", "Alpha shop"],
    ["čAPEK s", "Čapek Straße"],
    ["nowhere"],
    ["ČAPEK straße", "Čapek Straße"],
    [bravo?.clientId.slice(12).toLowerCase() ?? "", "Bravo"],
    ["FIRST.example/callback", "Alpha shop"],
    ["127.0.0.1", "Čapek Straße"],
    ["  bravo  ", "Bravo"],
    [".example/", "Alpha shop", "Bravo"],
  ] as string[][]) {
    await searchBox(page).fill(text ?? "");
    await shows(page, ...found);
    await expect(page.getByText(found.length === 0 ? "No application found" : `${found.length} application${found.length === 1 ? "" : "s"} found`, { exact: true })).toBeVisible();
  }
  await searchBox(page).fill("");
  await shows(page, "Alpha shop", "Bravo", "Čapek Straße");
  await expect(page.getByText("3 applications", { exact: true })).toBeVisible();
});

test("what is typed is text to search for, whatever it means elsewhere", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "100% sure_thing", "100 sure things", `O'Brien "quoted" \\ <b>`);
  for (const [text, ...found] of [["%", "100% sure_thing"], ["_", "100% sure_thing"], ["o'brien", `O'Brien "quoted" \\ <b>`], ["\\", `O'Brien "quoted" \\ <b>`], ["<b>", `O'Brien "quoted" \\ <b>`], ['" OR 1=1 --']] as string[][]) {
    await searchBox(page).fill(text ?? "");
    await shows(page, ...found);
    await expectQuery(page, { q: text ?? "" });
  }
});

test("searches while one types, without a step in the history for each letter", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, ...three);
  const steps = await page.evaluate(() => history.length);
  await searchBox(page).pressSequentially("brav");
  await shows(page, "Bravo");
  await expectQuery(page, { q: "brav" });
  await expect(searchBox(page)).toBeFocused();
  expect(await page.evaluate(() => history.length)).toBe(steps);
});

test("the results of the last input are shown, whichever reply arrives last", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha", "Alphabet", "Bravo");
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route("**/api/applications/list", async (route) => {
    if (route.request().postData()?.includes('"br"')) await held;
    await route.continue();
  });
  const slow = page.waitForRequest((request) => isList(request) && !!request.postData()?.includes('"br"'));
  await searchBox(page).fill("br");
  const late = await slow;
  await searchBox(page).fill("alphab");
  await shows(page, "Alphabet");
  // Now the first reply arrives, unless its request was aborted.
  const over = Promise.race([page.waitForEvent("requestfinished", (request) => request === late), page.waitForEvent("requestfailed", (request) => request === late)]);
  release();
  if (!late.failure()) await over;
  await nextFrames(page);
  await shows(page, "Alphabet");
  await expectQuery(page, { q: "alphab" });
});

test("filters by type and by permission, together with the search", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, ...three);
  await typeFilter(page).selectOption({ label: "Public" });
  await shows(page, "Čapek Straße");
  await expectQuery(page, { type: "public" });
  await typeFilter(page).selectOption({ label: "Confidential" });
  await shows(page, "Alpha shop", "Bravo");
  await permissionFilter(page).selectOption({ label: "orders Orders" });
  await shows(page, "Bravo");
  await expectQuery(page, { type: "confidential", permission: "orders" });
  await typeFilter(page).selectOption({ label: "Any type" });
  await permissionFilter(page).selectOption("identify");
  await searchBox(page).fill("straße");
  await shows(page, "Čapek Straße");
  await expectQuery(page, { permission: "identify", q: "straße" });
  await clearSearch(page).click();
  await shows(page, "Alpha shop", "Bravo", "Čapek Straße");
  await expectQuery(page, {});
  await expect(permissionFilter(page)).toHaveValue("");
  await expect(searchBox(page)).toHaveValue("");
  await expectFocusKept(page);
});

test("filters by what was not used for 90 days", async ({ signedIn: page, server, account }) => {
  await server.seed(account.email, 40, account.password);
  await reload(page);
  await expect(rows(page)).toHaveCount(40);
  const times = () => rows(page).locator(`:scope > :nth-child(${column.created + 1}) time`).evaluateAll((times) => times.map((time) => Date.parse(time.getAttribute("datetime") ?? "")));
  const limit = Date.now() - 90 * 86_400_000;
  const old = (await times()).filter((time) => time < limit).length;
  expect(old).toBeGreaterThan(0);
  expect(old).toBeLessThan(40);
  await unusedFilter(page).check();
  await expectQuery(page, { unused: "90" });
  await expect(rows(page)).toHaveCount(old);
  expect((await times()).every((time) => time < limit)).toBe(true);
});

test("sorts by name, creation and last use, either way", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "bravo", "Charlie", "Alpha");
  for (const [name, sort, direction, shown] of [
    ["Created", "created", "ascending", ["Alpha", "Charlie", "bravo"]],
    ["Created", undefined, "descending", ["bravo", "Charlie", "Alpha"]],
    ["Name", "name", "ascending", ["Alpha", "bravo", "Charlie"]],
    ["Name", "-name", "descending", ["Charlie", "bravo", "Alpha"]],
  ] as const) {
    await clicked(page, name);
    await expectQuery(page, sort ? { sort } : {});
    await expect(columnHeader(page, name)).toHaveAttribute("aria-sort", direction);
    await shows(page, ...shown);
  }
  for (const [sort, direction] of [["-used", "descending"], ["used", "ascending"]] as const) {
    await clicked(page, "Last used");
    await expectQuery(page, { sort });
    await expect(columnHeader(page, "Last used")).toHaveAttribute("aria-sort", direction);
  }
});

test("the address says it all: Back, Forward and a reload show the same again", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, ...three);
  await typeFilter(page).selectOption({ label: "Confidential" });
  await expectQuery(page, { type: "confidential" });
  await searchBox(page).fill("example");
  await expectQuery(page, { type: "confidential", q: "example" });
  await clicked(page, "Name");
  await expectQuery(page, { type: "confidential", q: "example", sort: "name" });
  await clicked(page, "Name");
  const last = { type: "confidential", q: "example", sort: "-name" };
  const shown = async () => {
    await expectQuery(page, last);
    await shows(page, "Bravo", "Alpha shop");
    await expect(searchBox(page)).toHaveValue("example");
    await expect(typeFilter(page)).toHaveValue("confidential");
    await expect(columnHeader(page, "Name")).toHaveAttribute("aria-sort", "descending");
  };
  await shown();
  await reload(page);
  await shown();
  await page.goBack();
  await expectQuery(page, { ...last, sort: "name" });
  await shows(page, "Alpha shop", "Bravo");
  await page.goBack();
  await page.goBack();
  await expectQuery(page, {});
  await shows(page, "Alpha shop", "Bravo", "Čapek Straße");
  await expect(searchBox(page)).toHaveValue("");
  await expect(typeFilter(page)).toHaveValue("");
  for (let steps = 0; steps < 3; steps += 1) await page.goForward();
  await shown();
});

test("a search without a match says so, and offers to clear it", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, "Alpha");
  await searchBox(page).fill("zzz");
  await expect(nothing(page)).toBeVisible();
  await expect(rows(page)).toHaveCount(0);
  await expect(searchBox(page)).toBeFocused();
  await page.getByRole("main").getByRole("link", { name: "Clear search" }).last().press("Enter");
  await shows(page, "Alpha");
  await expect(nothing(page)).toBeHidden();
  await expect(searchBox(page)).toHaveValue("");
  await expectFocusKept(page);
});

test("there is nothing to search while there is no application", async ({ signedIn: page, server }) => {
  await expect(page.getByText("No applications yet")).toBeVisible();
  await expect(toolbar(page)).toHaveCount(0);
  await register(page, server, { name: "Alpha" });
  await reload(page);
  await expect(toolbar(page)).toBeVisible();
  await expect(page.getByRole("link", { name: "Clear search" })).toHaveCount(0);
});

test("a form that was opened from a search returns to it", async ({ signedIn: page, server }) => {
  const [alpha] = await registerAndOpen(page, server, ...three);
  const search = { q: "example", sort: "name" };
  await openTable(page, `/applications?${new URLSearchParams(search)}`);
  await focusCell(page, "Alpha shop", column.created);
  await press(page, "e");
  await expect(editForm(page)).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/applications/${alpha?.clientId}/edit\\?`));
  await expectQuery(page, search);
  await save(editForm(page)).press("Enter");
  await expect(editForm(page)).toBeHidden();
  await expect(page).toHaveURL(/\/applications\?/);
  await expectQuery(page, search);
  await shows(page, "Alpha shop", "Bravo");
  await expectFocusAt(page, "Alpha shop", column.created);
  await press(page, "a");
  await expect(form(page)).toBeVisible();
  await expectQuery(page, search);
  await reload(page);
  await press(page, "Escape");
  await expect(form(page)).toBeHidden();
  await expectQuery(page, search);
  await shows(page, "Alpha shop", "Bravo");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the same by a form and links", async ({ page, server, account }) => {
    await signInByRequest(page, server, account);
    for (const draft of three.toReversed()) await register(page, server, draft);
    await page.goto("/applications");
    const submit = () => toolbar(page).getByRole("button", { name: "Search", exact: true }).click();
    await searchBox(page).fill("EXAMPLE");
    await submit();
    await expectQuery(page, { q: "EXAMPLE" });
    await expect(page.getByText("2 applications found", { exact: true })).toBeVisible();
    await expect(row(page, "Čapek Straße")).toHaveCount(0);
    await expect(searchBox(page)).toHaveValue("EXAMPLE");
    await permissionFilter(page).selectOption({ label: "orders Orders" });
    await submit();
    await expectQuery(page, { q: "EXAMPLE", permission: "orders" });
    await expect(row(page, "Bravo")).toBeVisible();
    await expect(row(page, "Alpha shop")).toHaveCount(0);
    await unusedFilter(page).check();
    await submit();
    await expectQuery(page, { q: "EXAMPLE", permission: "orders", unused: "90" });
    await expect(nothing(page)).toBeVisible();
    await clearSearch(page).click();
    await expectQuery(page, {});
    const links = page.getByRole("table", { name: "OAuth applications" });
    await links.getByRole("columnheader", { name: "Name" }).getByRole("link").click();
    await expectQuery(page, { sort: "name" });
    expect((await page.content()).search("Alpha shop")).toBeLessThan((await page.content()).search("Bravo"));
    await links.getByRole("columnheader", { name: "Name" }).getByRole("link").click();
    await expectQuery(page, { sort: "-name" });
    expect((await page.content()).search("Bravo")).toBeLessThan((await page.content()).search("Alpha shop"));
  });
});
