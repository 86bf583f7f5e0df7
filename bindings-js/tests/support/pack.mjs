// The image files of core/tests/golden/images: see make.py there.

import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

const folder = new URL("../../../core/tests/golden/images/", import.meta.url);

/** A file that users of other libraries had problems with. */
export const readCase = (/** @type {string} */ name) =>
  new Uint8Array(readFileSync(new URL(`cases/${name}`, folder)));

/**
 * @param {"jpeg" | "webp"} name
 * @returns {{ name: string, file: Uint8Array<ArrayBuffer> }[]}
 */
export function readPack(name) {
  const bytes = inflateSync(readFileSync(new URL(`${name}.pack`, folder)));
  const files = [];
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const length = bytes.readUInt32LE(nameEnd);
    const entry = bytes.subarray(nameEnd + 4, nameEnd + 4 + length);
    const label = bytes.toString("latin1", at + 1, nameEnd);
    if (label !== "=reference") files.push({ name: label, file: new Uint8Array(entry) });
    at = nameEnd + 4 + length;
  }
  return files;
}
