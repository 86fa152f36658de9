// What scripts/site.mjs does to single files.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { bundle } from "lightningcss";

/** The oldest browsers that know `light-dark()`, in Lightning CSS's notation. */
const targets = Object.fromEntries(
  [["chrome", 123, 0], ["edge", 123, 0], ["firefox", 121, 0], ["safari", 17, 5]].map(([browser, major, minor]) => [browser, (major << 16) | (minor << 8)]),
);

/** A stylesheet and all that it imports. */
export function stylesheet(filename, release) {
  return bundle({ filename, minify: release, targets }).code;
}

/** Stands in the name of the script that loads the parts, for a hash of this length: its name is in WebAssembly too. */
const PLACE = "_".repeat(22);

/** Puts the hash of what is in each file into its name, and the new names into scripts and programs. */
export function namesWithHashes(folder) {
  const names = readdirSync(folder).map((name) => {
    const hash = createHash("sha256").update(readFileSync(join(folder, name))).digest("base64url").slice(0, PLACE.length);
    const end = extname(name);
    return [name, name.includes(PLACE) ? name.replace(PLACE, hash) : `${name.slice(0, -end.length)}.${hash}${end}`];
  });
  for (const [name, renamed] of names) {
    renameSync(join(folder, name), join(folder, renamed));
    if (renamed.endsWith(".css")) continue;
    // In WebAssembly, only a name that stays as long can be replaced where it stands.
    const found = renamed.endsWith(".wasm") ? names.filter(([name]) => name.includes(PLACE)) : names;
    // Latin-1 has a character for every byte, and gives the same bytes back.
    const text = readFileSync(join(folder, renamed), "latin1");
    writeFileSync(join(folder, renamed), found.reduce((text, [name, renamed]) => text.replaceAll(name, renamed), text), "latin1");
  }
}

/** Writes the compressed forms of every file beside it, as small as they get. */
export async function compress(folder) {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((file) => statSync(file).isFile());
  const forms = { br: (bytes) => promisify(brotliCompress)(bytes), gz: (bytes) => promisify(gzip)(bytes, { level: 9 }) };
  const form = async (file, ending) => writeFileSync(`${file}.${ending}`, await forms[ending](readFileSync(file)));
  await Promise.all(files.flatMap((file) => Object.keys(forms).map((ending) => form(file, ending))));
}
