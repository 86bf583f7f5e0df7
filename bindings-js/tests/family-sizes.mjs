// Prints how much code each family of filters has in the default module, by the names of its functions. Kernels that
// families share, such as the Gaussian, count as shared.

import { readFile } from "node:fs/promises";

const path = new URL(
  "../../target/wasm-default/wasm32-unknown-unknown/release/filmgate_image_js.wasm",
  import.meta.url,
);

/** Reads a module's functions: their sizes, and their names (WebAssembly core specification, 5.5 and 7.4). */
class Reader {
  at = 8;
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
  }
  integer() {
    let result = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = Number(this.bytes[this.at]);
      this.at += 1;
      result += (byte & 127) * factor;
      if (byte < 128) return result;
    }
  }
  text() {
    const length = this.integer();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
  /** Skips a limit of a table or a memory. */
  limits() {
    const flags = this.integer();
    this.integer();
    if (flags & 1) this.integer();
  }
}

/** @param {Uint8Array} bytes @returns {{ name: string, size: number }[]} */
function functionsOf(bytes) {
  const reader = new Reader(bytes);
  /** @type {number[]} */
  const sizes = [];
  /** @type {Map<number, string>} */
  const names = new Map();
  let imported = 0;
  while (reader.at < bytes.length) {
    const section = bytes[reader.at];
    reader.at += 1;
    const length = reader.integer();
    const end = reader.at + length;
    if (section === 2) {
      for (let count = reader.integer(); count > 0; count -= 1) {
        reader.text();
        reader.text();
        const kind = reader.integer();
        if (kind === 0) {
          reader.integer();
          imported += 1;
        } else if (kind === 1) {
          reader.integer();
          reader.limits();
        } else if (kind === 2) reader.limits();
        else reader.at += 2;
      }
    } else if (section === 10) {
      for (let count = reader.integer(); count > 0; count -= 1) {
        const size = reader.integer();
        sizes.push(size);
        reader.at += size;
      }
    } else if (section === 0 && reader.text() === "name") {
      while (reader.at < end) {
        const kind = reader.integer();
        const part = reader.integer();
        const partEnd = reader.at + part;
        if (kind === 1) {
          for (let count = reader.integer(); count > 0; count -= 1) {
            const index = reader.integer();
            names.set(index, reader.text());
          }
        }
        reader.at = partEnd;
      }
    }
    reader.at = end;
  }
  return sizes.map((size, index) => ({ size, name: names.get(index + imported) ?? "" }));
}

/** Prints the table, if the module was built here. */
export async function printFamilies() {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return;
  /** @type {Map<string, number>} */
  const families = new Map();
  let total = 0;
  for (const { name, size } of functionsOf(new Uint8Array(bytes))) {
    total += size;
    const [, family] = /image(?:\.\.|\d+)filters(?:\.\.|\d+)([a-z]+)/.exec(name) ?? [];
    const [, analysis] = /image(?:\.\.|\d+)(analysis)/.exec(name) ?? [];
    const group = family ?? analysis ?? "shared";
    families.set(group, (families.get(group) ?? 0) + size);
  }
  console.log(`\ncode of each family in filmgate.wasm before wasm-opt, of ${total} bytes`);
  for (const [family, size] of [...families].sort(([, a], [, b]) => b - a)) {
    if (size > 200) console.log(`${family.padEnd(44)} ${String(size).padStart(8)}`);
  }
}
