// Lists the largest functions and crates of the WebAssembly, from its name section, before it is split.
import { existsSync, readFileSync } from "node:fs";

const text = new TextDecoder();

/** The functions of a WebAssembly file: names and sizes in bytes. */
function functions(bytes) {
  let at = 8;
  const number = () => {
    for (let [value, shift] = [0, 0]; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  const string = () => {
    const length = number();
    return text.decode(bytes.subarray(at, (at += length)));
  };
  const limits = () => {
    const flags = bytes[at++];
    number();
    if (flags & 1) number();
  };
  const [names, sizes] = [new Map(), []];
  let imported = 0;
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === 2) {
      for (let count = number(); count > 0; count -= 1) {
        string();
        string();
        const kind = bytes[at++];
        if (kind === 0) imported += 1;
        if (kind === 1) at += 1;
        if (kind === 3) at += 2;
        else if (kind === 1 || kind === 2) limits();
        else number();
      }
    } else if (section === 10) {
      for (let count = number(); count > 0; count -= 1) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    } else if (section === 0 && string() === "name") {
      while (at < end) {
        const kind = bytes[at++];
        const done = number() + at;
        if (kind === 1) for (let count = number(); count > 0; count -= 1) names.set(number(), string());
        at = done;
      }
    }
    at = end;
  }
  return sizes.map((size, index) => ({ name: readable(names.get(imported + index) ?? "?"), size }));
}

/** Demangles Rust paths, without the hash; other names are unchanged. */
function readable(name) {
  if (!name.startsWith("_ZN")) return name;
  const parts = [];
  for (let at = 3; /\d/.test(name[at] ?? ""); ) {
    const length = Number.parseInt(name.slice(at), 10);
    at += String(length).length;
    parts.push(name.slice(at, at + length));
    at += length;
  }
  const signs = { LT: "<", GT: ">", RF: "&", LP: "(", RP: ")", C: ",", u20: " ", u7b: "{", u7d: "}", BP: "*", u5b: "[", u5d: "]" };
  const path = parts.filter((part) => !/^h[0-9a-f]{16}$/.test(part)).join("::");
  return path.replace(/\$([A-Za-z0-9]+)\$/g, (all, sign) => signs[sign] ?? all).replaceAll("..", "::").replace(/(^|::)_</g, "$1<");
}

/** Prints the largest crates and functions; instances of a generic function are summed up. */
export function heaviest(file) {
  if (!existsSync(file)) return;
  // Descriptors for wasm-bindgen, which removes them.
  const found = functions(readFileSync(file)).filter(({ name }) => !/describe/.test(name));
  const total = found.reduce((sum, { size }) => sum + size, 0);
  const share = (size) => `${((100 * size) / total).toFixed(1)} %`;
  const groups = (key) => {
    const sums = new Map();
    for (const { name, size } of found) {
      const before = sums.get(key(name)) ?? { size: 0, copies: 0 };
      sums.set(key(name), { size: before.size + size, copies: before.copies + 1 });
    }
    return [...sums].sort(([, one], [, other]) => other.size - one.size);
  };
  const crates = groups((name) => /([a-z_0-9]+)::/.exec(name.replace(/^<\w+ as /, ""))?.[1] ?? name);
  console.log(`code as compiled: ${(total / 1024).toFixed(0)} KiB; ${crates.slice(0, 10).map(([name, { size }]) => `${name} ${share(size)}`).join(", ")}`);
  for (const [name, { size, copies }] of groups((name) => name).slice(0, 10)) console.log(`  ${share(size)} in ${copies} × ${name}`);
}
