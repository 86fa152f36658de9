// Hydrates the page once it was painted. Whatever fails on the way, the page ends in one of two states, interactive
// (data-hydrated) or as plain HTML without scripts (data-unhydrated), never in between.
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
  // A clone has no event listeners, so it drops those that a partial hydration added. It keeps what was typed; the values of
  // <select> are not cloned and are copied here.
  const copy = root.cloneNode(true);
  const chosen = [...root.querySelectorAll("select")].map((select) => select.value);
  for (const [index, select] of copy.querySelectorAll("select").entries()) select.value = chosen[index];
  root.replaceWith(copy);
};
// Listeners that hydration added to the window: stop the events before they get there.
for (const kind of ["click", "submit", "keydown", "input", "change", "popstate"])
  addEventListener(kind, (event) => failed && event.stopImmediatePropagation(), true);
// Errors of effects that run after hydrate() has returned, until the page is interactive. A prefetched chunk that fails to
// load is an unhandled rejection too, but no reason to give up.
addEventListener("error", ({ error }) => begun && /RuntimeError|\/pkg\//.test(`${error} ${error?.stack}`) && fail(error));
addEventListener("unhandledrejection", ({ reason }) => begun && `${reason}`.startsWith("RuntimeError") && fail(reason));
try {
  if (!globalThis.WebAssembly) throw "no WebAssembly";
  // Leptos finds text nodes by the comments between them.
  if (!document.createNodeIterator(root, NodeFilter.SHOW_COMMENT).nextNode()) throw "comments were taken out of the page";
  // Requested in parallel, although each is imported by the one before.
  const module_or_path = fetch(wasm);
  const modules = Promise.all([js, ...imports].map((path) => import(path)));
  for (const asked of [module_or_path, modules]) asked.catch(() => {});
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const [program] = await modules;
  await program.default({ module_or_path });
  await program.load();
  begun = true;
  program.hydrate();
  // Timers of a background tab are throttled: the time starts when it becomes visible.
  const watch = () =>
    setTimeout(() => (document.hidden ? addEventListener("visibilitychange", watch, { once: true }) : fail("hydration timed out")), 10000);
  watch();
} catch (error) {
  fail(error);
}
