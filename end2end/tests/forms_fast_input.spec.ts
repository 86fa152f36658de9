// Forms with fast input, slow networks and input methods.
import type { CDPSession, Locator, Page } from "@playwright/test";
import { waitForHydration, signIn } from "../fixtures/account";
import { credentials, editForm, field, fill, expectFocusWithin, form, openEdit, openForm, permission, save, readCredentials } from "../fixtures/applications";
import { column, focusCell, dispatchKeydown, press, expectSelected, signInAgain, registerAndOpen } from "../fixtures/grid";
import { expect, test } from "../fixtures/test";

const badLines = ["http://a.example/cb", "ftp://b.example/cb", "not a URI"];
const pressMs = 80;

/** The center of a visible element. */
async function middle(target: Locator): Promise<{ x: number; y: number }> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error("it is not visible");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A mouse click with a realistic duration. */
async function pressMouse(page: Page, target: Locator, fromTop?: number): Promise<void> {
  const { x, y } = await middle(target);
  const top = (await target.boundingBox())?.y ?? 0;
  await page.mouse.move(x, fromTop === undefined ? y : top + fromTop);
  await page.mouse.down();
  await page.waitForTimeout(pressMs);
  await page.mouse.up();
}

async function tap(page: Page, client: CDPSession, target: Locator): Promise<void> {
  const point = await middle(target);
  await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
  await page.waitForTimeout(pressMs);
  await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

const discard = (page: Page) => page.getByRole("button", { name: "Discard" });

test.describe("a click that leaves a field with problems", () => {
  test("turns on the switch under it", async ({ signedIn: page }) => {
    const dialog = await openForm(page);
    await field(dialog, "Redirect URIs").fill(badLines.join("\n"));
    await pressMouse(page, permission(dialog, "identify"));
    await expect(permission(dialog, "identify")).toBeChecked();
    await expect(dialog.getByText(/^Line [123]: /)).toHaveCount(3);
    // With the keyboard, the messages appear at once.
    await field(dialog, "Redirect URIs").fill(badLines.slice(1).join("\n"));
    await field(dialog, "Name").fill("x".repeat(65));
    await press(page, "Tab");
    await expect(dialog.getByText(/^Line [12]: /)).toHaveCount(2);
    await expect(dialog.locator("#name-problem")).toHaveCount(1);
  });

  test("turns it on where the name is what is wrong", async ({ signedIn: page }) => {
    const dialog = await openForm(page);
    await field(dialog, "Name").fill("x".repeat(65));
    // One message shifts it by about its own height.
    await pressMouse(page, permission(dialog, "identify"), 2);
    await expect(permission(dialog, "identify")).toBeChecked();
    await expect(dialog.locator("#name-problem")).toBeVisible();
  });

  test("saves, or asks whether to", async ({ signedIn: page }) => {
    // A window so high that the dialog fills it only once the messages are shown.
    await page.setViewportSize({ width: 1280, height: 2000 });
    const dialog = await openForm(page);
    await field(dialog, "Redirect URIs").fill(badLines.join("\n"));
    await pressMouse(page, save(dialog));
    await expect(dialog.getByText("Turn on at least one permission.")).toBeVisible();
    await field(dialog, "Redirect URIs").fill("");
    await field(dialog, "Redirect URIs").fill(badLines.join("\n"));
    await pressMouse(page, dialog.getByRole("button", { name: "Cancel", exact: true }));
    await expect(discard(page)).toBeFocused();
  });

  test("is a click on a phone too", async ({ server, account, anotherBrowser }) => {
    const context = await anotherBrowser({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await signIn(page, server, account);
    await waitForHydration(page);
    const client = await context.newCDPSession(page);
    const dialog = await openForm(page);
    await field(dialog, "Redirect URIs").fill(badLines[0] ?? "");
    await tap(page, client, permission(dialog, "identify"));
    await expect(permission(dialog, "identify")).toBeChecked();
    await expect(dialog.getByText(/^Line 1: /)).toBeVisible();
    await field(dialog, "Redirect URIs").fill(badLines.join("\n"));
    await tap(page, client, permission(dialog, "billing"));
    await expect(permission(dialog, "billing")).toBeChecked();
    await expect(dialog.getByText(/^Line [123]: /)).toHaveCount(3);
    // A tap on no control fires no click there; messages that were held back appear after it.
    await field(dialog, "Redirect URIs").fill(badLines.slice(1).join("\n"));
    await field(dialog, "Name").fill("x".repeat(65));
    await tap(page, client, dialog.getByRole("heading", { name: "New application" }));
    await expect(dialog.locator("#name-problem")).toBeVisible();
  });

  test("is a click when the mouse is at 390 px", async ({ signedIn: page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const dialog = await openForm(page);
    await field(dialog, "Redirect URIs").fill(badLines[0] ?? "");
    await pressMouse(page, permission(dialog, "identify"));
    await expect(permission(dialog, "identify")).toBeChecked();
  });
});

test("the impact of an edit is shown after the click in progress", async ({ signedIn: page, server }) => {
  await registerAndOpen(page, server, { name: "Alpha", permissions: ["identify", "files"] });
  const dialog = await openEdit(page, "Alpha");
  let release = () => {};
  const answered = new Promise<void>((done) => (release = done));
  await page.route("**/api/applications/impact", async (route) => {
    await answered;
    await route.continue();
  });
  const asked = page.waitForRequest("**/api/applications/impact");
  await permission(dialog, "files").click();
  await asked;
  const { x, y } = await middle(permission(dialog, "billing"));
  await page.mouse.move(x, y);
  await page.mouse.down();
  const answer = page.waitForResponse("**/api/applications/impact");
  release();
  await answer;
  await page.waitForTimeout(pressMs);
  await expect(dialog.locator(".impact")).toHaveCount(0);
  await page.mouse.up();
  await expect(permission(dialog, "billing")).toBeChecked();
  await expect(dialog.locator(".impact")).toHaveCount(1);
});

test.describe("before hydration", () => {
  async function openLate(page: Page, path: string): Promise<() => void> {
    let release = () => {};
    const came = new Promise<void>((done) => (release = done));
    await page.route(/\.wasm$/, async (route) => {
      await came;
      await route.continue();
    });
    await page.goto(path, { waitUntil: "domcontentloaded" });
    await expect(page.locator("html")).not.toHaveAttribute("data-hydrated", "true");
    return release;
  }

  const caret = (target: Locator) => target.evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.selectionEnd]);

  test("what is typed and chosen stays, and so do the focus and the caret", async ({ signedIn: page }) => {
    const release = await openLate(page, "/applications/new");
    const dialog = form(page);
    await page.keyboard.type("Typed early");
    await fill(dialog, { name: "Typed early", redirectUris: ["https://early.example/cb"], permissions: ["billing", "orders"], kind: "Public" });
    await field(dialog, "Redirect URIs").focus();
    await press(page, "Control+Home", "ArrowRight", "ArrowRight", "Shift+ArrowRight");
    expect(await caret(field(dialog, "Redirect URIs"))).toEqual([2, 3]);
    release();
    await waitForHydration(page);
    await expect(field(dialog, "Redirect URIs")).toBeFocused();
    expect(await caret(field(dialog, "Redirect URIs"))).toEqual([2, 3]);
    await expect(field(dialog, "Name")).toHaveValue("Typed early");
    await expect(field(dialog, "Redirect URIs")).toHaveValue("https://early.example/cb");
    for (const scope of ["billing", "orders", "projects"]) await expect(permission(dialog, scope)).toBeChecked();
    await expect(permission(dialog, "identify")).not.toBeChecked();
    await expect(dialog.getByRole("radio", { name: "Public" })).toBeChecked();
    await expect(dialog.getByText("3 of 10 on.")).toBeVisible();
    await expect(page.locator("dialog:modal")).toHaveCount(1);
    await press(page, "Control+Enter");
    await expect(credentials(page)).toBeVisible();
    await readCredentials(page);
  });

  test("an edit that was begun is asked about", async ({ signedIn: page, server }) => {
    const [alpha] = await registerAndOpen(page, server, { name: "Alpha", permissions: ["identify"] });
    const release = await openLate(page, `/applications/${alpha?.clientId}/edit`);
    const dialog = editForm(page);
    await permission(dialog, "identify").uncheck();
    await permission(dialog, "files").check();
    await field(dialog, "Name").fill("Omega");
    await permission(dialog, "files").focus();
    release();
    await waitForHydration(page);
    await expect(permission(dialog, "files")).toBeFocused();
    await expect(field(dialog, "Name")).toHaveValue("Omega");
    await expect(permission(dialog, "identify")).not.toBeChecked();
    await expect(permission(dialog, "files")).toBeChecked();
    await press(page, "Escape");
    await expect(discard(page)).toBeFocused();
  });
});

test.describe("Escape in a dialog", () => {
  test("belongs to an input method while that composes", async ({ signedIn: page, context }) => {
    const dialog = await openForm(page);
    const client = await context.newCDPSession(page);
    await client.send("Input.imeSetComposition", { text: "にほ", selectionStart: 2, selectionEnd: 2 });
    await expect(field(dialog, "Name")).toHaveValue("にほ");
    await press(page, "Escape");
    // To prove that nothing happens, press a key that works afterwards.
    await client.send("Input.insertText", { text: "日本" });
    await expect(field(dialog, "Name")).toHaveValue(/日本$/);
    await expect(discard(page)).toBeHidden();
    await expect(dialog).toBeVisible();
    const prevented = await field(dialog, "Name").evaluate((input) => {
      const late = new KeyboardEvent("keydown", { key: "Escape", keyCode: 229, bubbles: true, cancelable: true });
      return !input.dispatchEvent(late);
    });
    expect(prevented, "a browser that says so by the code alone").toBe(true);
    await expect(discard(page)).toBeHidden();
    await dispatchKeydown(page, { key: "Enter", ctrlKey: true, isComposing: true });
    await expect(dialog.getByText("Turn on at least one permission.")).toBeHidden();
    await press(page, "Escape");
    await expect(discard(page)).toBeFocused();
  });

  test("works from wherever the focus is", async ({ signedIn: page }) => {
    const dialog = await openForm(page);
    await field(dialog, "Name").fill("Typed");
    await dialog.getByRole("heading", { name: "New application" }).click();
    await press(page, "Control+Enter");
    await expect(dialog.getByText("Turn on at least one permission.")).toBeVisible();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await press(page, "Escape");
    await expect(discard(page)).toBeFocused();
  });

  test("closes the one on top alone", async ({ signedIn: page, guard }) => {
    guard.allow(/^401 \/api\//);
    const dialog = await openForm(page);
    await fill(dialog, { name: "Typed" });
    await page.context().clearCookies();
    await press(page, "Control+Enter");
    await expect(signInAgain(page)).toBeVisible();
    await expectFocusWithin(signInAgain(page));
    await press(page, "Escape");
    await expect(signInAgain(page)).toBeHidden();
    await expect(field(dialog, "Name")).toHaveValue("Typed");
    await expectFocusWithin(dialog);
    await expect(discard(page)).toBeHidden();
    await press(page, "Escape");
    await expect(discard(page)).toBeFocused();
  });

  test("asks again however often a browser wants to close it", async ({ signedIn: page }) => {
    const dialog = await openForm(page);
    await field(dialog, "Name").fill("Typed");
    const ask = () => page.evaluate(() => document.querySelector<HTMLDialogElement & { requestClose(): void }>("dialog:modal")?.requestClose());
    await ask();
    await expect(discard(page)).toBeFocused();
    // A browser may close a dialog although `cancel` was prevented, if there was no user activation in between.
    await page.evaluate(() => document.querySelector<HTMLDialogElement>("dialog:modal")?.close());
    await expect(page.locator("dialog:modal")).toHaveCount(1);
    await expect(field(dialog, "Name")).toHaveValue("Typed");
  });
});

for (const key of ["a", "e", "d"]) {
  test(`a key pressed just after ${key} finds the dialog, not the table`, async ({ signedIn: page, server }) => {
    await registerAndOpen(page, server, "Alpha", "Bravo");
    await focusCell(page, "Alpha", column.name);
    // Install the observer before the key is pressed.
    const next = await page.evaluateHandle(() => ({
      hasFocus: new Promise<boolean>((told) => {
          new MutationObserver((_, observer) => {
            if (!document.querySelector("main dialog")) return;
            observer.disconnect();
            // In the next task, as a key press would be.
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => told(document.activeElement?.closest("dialog:modal") !== null);
            port2.postMessage(0);
          }).observe(document.body, { childList: true, subtree: true });
      }),
    }));
    await press(page, key);
    expect(await next.evaluate(({ hasFocus }) => hasFocus)).toBe(true);
    await press(page, "Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expectSelected(page);
  });
}
