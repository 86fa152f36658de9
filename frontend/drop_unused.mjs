// Empties functions of a WebAssembly file that are never called: node drop_unused.mjs FILE.wasm SMALLER.wasm
//
// Leptos keeps the functions of each view in vtables, so compiler and linker must assume that all of them are called. One
// never is: asynchronous hydration, because the chunk of a page is loaded before hydration starts. It is a tenth of the
// code. If it were called after all, it would trap, and the page would stay unhydrated.
// List only functions with a unique signature: the compiler merges identical functions, under either name.
//
// Bodies are overwritten in place and their relocations are dropped, so wasm-split then removes what only they referred to.
import { readFileSync, writeFileSync } from "node:fs";

const unused = [/any_view\.\.IntoAny\$GT\$8into_any13hydrate_async17h/];

const [UNREACHABLE, NOP, END] = [0x00, 0x01, 0x0b];
const [CUSTOM, IMPORT, CODE] = [0, 2, 10];
/** Relocations that have an addend (WebAssembly tool conventions, "Linking"). */
const withAddend = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23, 24]);

const [file, smaller] = process.argv.slice(2);
const bytes = readFileSync(file);
let at = 8;

function number() {
  for (let [value, shift] = [0, 0]; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
}

function written(value) {
  const out = [];
  for (; value > 127; value >>>= 7) out.push((value & 127) | 128);
  return [...out, value];
}

function string() {
  const length = number();
  return bytes.toString("latin1", at, (at += length));
}

function limits() {
  const flags = bytes[at++];
  number();
  if (flags & 1) number();
}

function skipImport() {
  string();
  string();
  const kind = bytes[at++];
  if (kind === 1 || kind === 4) at += 1;
  if (kind === 1 || kind === 2) limits();
  else if (kind === 3) at += 2;
  else number();
  return kind === 0 ? 1 : 0;
}

const sections = [];
while (at < bytes.length) {
  const start = at;
  const id = bytes[at++];
  const end = number() + at;
  const content = at;
  sections.push({ id, start, content, name: id === CUSTOM ? string() : "", data: at, end });
  at = end;
}

let imported = 0;
const names = new Map();
for (const { id, name, data, end } of sections) {
  at = data;
  if (id === IMPORT) for (let count = number(); count > 0; count -= 1) imported += skipImport();
  while (name === "name" && at < end) {
    const kind = bytes[at++];
    const done = number() + at;
    if (kind === 1) for (let count = number(); count > 0; count -= 1) names.set(number(), string());
    at = done;
  }
}

const found = unused.map(() => 0);
const emptied = [];
const code = sections.find(({ id }) => id === CODE);
at = code.content;
for (let [count, index] = [number(), imported]; count > 0; count -= 1, index += 1) {
  const end = number() + at;
  const which = unused.findIndex((pattern) => pattern.test(names.get(index) ?? ""));
  if (which >= 0) {
    found[which] += 1;
    bytes[at] = 0;
    bytes[at + 1] = UNREACHABLE;
    bytes.fill(NOP, at + 2, end - 1);
    bytes[end - 1] = END;
    emptied.push([at - code.content, end - code.content]);
  }
  at = end;
}
if (found.includes(0)) throw new Error(`${file}: nothing is named ${unused[found.indexOf(0)]}; does this version of Leptos still have it?`);

/** The section without the relocations of emptied bodies. */
function withoutRelocations({ content, data, end }) {
  at = data;
  const target = number();
  const kept = [];
  let [next, total] = [0, 0];
  for (let count = number(); count > 0; count -= 1) {
    const from = at;
    const kind = bytes[at++];
    const offset = number();
    number();
    if (withAddend.has(kind)) number();
    while (next < emptied.length && emptied[next][1] <= offset) next += 1;
    if (next < emptied.length && emptied[next][0] <= offset) continue;
    kept.push(bytes.subarray(from, at));
    total += 1;
  }
  const head = bytes.subarray(content, data);
  const body = Buffer.concat([head, Buffer.from([...written(target), ...written(total)]), ...kept]);
  at = end;
  return Buffer.concat([Buffer.from([CUSTOM, ...written(body.length)]), body]);
}

const parts = sections.map((section) => (section.name === "reloc.CODE" ? withoutRelocations(section) : bytes.subarray(section.start, section.end)));
writeFileSync(smaller, Buffer.concat([bytes.subarray(0, 8), ...parts]));
console.error(`${file.split("/").at(-1)}: ${found.reduce((sum, count) => sum + count, 0)} functions that nobody calls are empty`);
