// The build artifacts contain no paths of the machine that built them.
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { binary } from "../fixtures/server";
import { expect, test } from "../fixtures/test";

const root = resolve(import.meta.dirname, "../..");
const site = join(root, "target/site/pkg");

/** The directories of this machine that a build reads from, without `/`. */
function directories(): string[] {
  const { CARGO_HOME, RUSTUP_HOME } = process.env;
  const found = [root, homedir(), CARGO_HOME, RUSTUP_HOME].filter((directory) => directory !== undefined);
  return found.map((directory) => `${directory.replace(/\/+$/, "")}/`).filter((directory) => directory !== "/");
}

for (const [name, files] of [
  ["program", () => [binary]],
  ["browser's half", () => readdirSync(site).filter((file) => /\.(wasm|js)$/.test(file)).map((file) => join(site, file))],
] as const) {
  test(`the ${name} names no directory of the machine that built it`, () => {
    const built = files().map((file) => ({ file, bytes: readFileSync(file) }));
    for (const { file, bytes } of built) {
      for (const directory of directories()) {
        const at = bytes.indexOf(directory);
        const excerpt = bytes.subarray(Math.max(at, 0), at + 160).toString("latin1");
        expect(at, `${file} holds ${excerpt}`).toBe(-1);
      }
    }
    // Source files are still named, by remapped paths.
    expect(built.some(({ bytes }) => bytes.includes("/cargo/registry/src/"))).toBe(true);
  });
}
