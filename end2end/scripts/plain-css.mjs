// Bundles style/plain.css, the stylesheet of the pages without WASM, into the site.
//   --release  target/site/pkg/plain.HASH.css, minified, with .br and .gz beside it
//   --watch    target/site/pkg/plain.css, again whenever a stylesheet changes or the site is cleared
// cargo-leptos bundles one stylesheet only, with this same Lightning CSS, and clears the site first:
// so this runs after its front end and before the server, which embeds the site.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { bundle } from "lightningcss";

const root = resolve(import.meta.dirname, "../..");
const source = join(root, "style/plain.css");
const folder = join(root, "target/site/pkg");

/** The browsers of `LEPTOS_BROWSERQUERY` ("chrome >= 123, safari >= 17.5") in Lightning CSS's notation. */
function targets() {
  const query = process.env.LEPTOS_BROWSERQUERY ?? "";
  return Object.fromEntries([...query.matchAll(/(\w+) >= (\d+)(?:\.(\d+))?/g)].map(([, browser, major, minor = "0"]) => [browser, (Number(major) << 16) | (Number(minor) << 8)]));
}

function build(release) {
  const { code } = bundle({ filename: source, minify: release, targets: targets() });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (/^plain\..*css(\.(br|gz))?$/.test(name)) rmSync(join(folder, name));
  }
  if (!release) return writeFileSync(join(folder, "plain.css"), code);
  const hash = createHash("sha256").update(code).digest("base64url").slice(0, 22);
  const file = join(folder, `plain.${hash}.css`);
  writeFileSync(file, code);
  writeFileSync(`${file}.br`, brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(`${file}.gz`, gzipSync(code, { level: 9 }));
}

function watch() {
  const newest = () => Math.max(...readdirSync(join(root, "style"), { recursive: true }).map((name) => statSync(join(root, "style", name)).mtimeMs));
  let seen = 0;
  setInterval(() => {
    try {
      const now = newest();
      if (now === seen && existsSync(join(folder, "plain.css"))) return;
      seen = now;
      build(false);
    } catch (error) {
      console.error(`plain.css: ${error.message}`);
    }
  }, 300);
}

if (process.argv.includes("--watch")) watch();
else build(process.argv.includes("--release"));
