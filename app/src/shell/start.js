// Starts the program, once the page has been painted. Whatever goes wrong on the way, the page ends
// as one that answers or as one without scripts (data-unhydrated), never in between.
const page = document.documentElement;
const root = document.getElementById("app");
let begun = false;
let failed = false;
const fail = (error) => {
  if (failed || page.dataset.hydrated) return;
  failed = true;
  console.warn(error);
  page.dataset.unhydrated = "true";
  if (!begun) return;
  // A copy has none of the listeners that the program got to add. It has what was typed; what was chosen is added.
  const copy = root.cloneNode(true);
  const chosen = [...root.querySelectorAll("select")].map((select) => select.value);
  for (const [index, select] of copy.querySelectorAll("select").entries()) select.value = chosen[index];
  root.replaceWith(copy);
};
// Those that it added to the window.
for (const kind of ["click", "submit", "keydown", "input", "change", "popstate"])
  addEventListener(kind, (event) => failed && event.stopImmediatePropagation(), true);
// What effects throw after hydrate() has returned, until the page answers. A part that is fetched ahead and does not come is
// a rejection too, and no reason to give up.
addEventListener("error", ({ error }) => begun && /RuntimeError|\/pkg\//.test(`${error} ${error?.stack}`) && fail(error));
addEventListener("unhandledrejection", ({ reason }) => begun && `${reason}`.startsWith("RuntimeError") && fail(reason));
try {
  if (!globalThis.WebAssembly) throw "no WebAssembly";
  // Hydration goes by the comments between texts.
  if (!document.createNodeIterator(root, NodeFilter.SHOW_COMMENT).nextNode()) throw "comments were taken out of the page";
  // Each names the next one; asked for at once, they come at once.
  const module_or_path = fetch(wasm);
  const modules = Promise.all([js, ...imports].map((path) => import(path)));
  for (const asked of [module_or_path, modules]) asked.catch(() => {});
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const [program] = await modules;
  await program.default({ module_or_path });
  await program.load();
  begun = true;
  program.hydrate();
  // A tab in the background is given its time once it is seen.
  const watch = () =>
    setTimeout(() => (document.hidden ? addEventListener("visibilitychange", watch, { once: true }) : fail("the program does not answer")), 10000);
  watch();
} catch (error) {
  fail(error);
}
