// The image files of core/tests/golden/images: see make.py there.

import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

const folder = new URL("../../../core/tests/golden/images/", import.meta.url);

/** A file that users of other libraries had problems with. */
export const readCase = (/** @type {string} */ name) =>
  new Uint8Array(readFileSync(new URL(`cases/${name}`, folder)));

/** The entries of a pack. @param {string} name @returns {{ name: string, bytes: Buffer }[]} */
function entriesOf(name) {
  const bytes = inflateSync(readFileSync(new URL(`${name}.pack`, folder)));
  const entries = [];
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + (bytes[at] ?? 0);
    const length = bytes.readUInt32LE(nameEnd);
    entries.push({
      name: bytes.toString("latin1", at + 1, nameEnd),
      bytes: bytes.subarray(nameEnd + 4, nameEnd + 4 + length),
    });
    at = nameEnd + 4 + length;
  }
  return entries;
}

/**
 * @param {"jpeg" | "webp"} name
 * @returns {{ name: string, file: Uint8Array<ArrayBuffer> }[]}
 */
export const readPack = (name) =>
  entriesOf(name)
    .filter((entry) => entry.name !== "=reference")
    .map((entry) => ({ name: entry.name, file: new Uint8Array(entry.bytes) }));

/**
 * Small animations, with what Pillow shows: see core/tests/golden/images/animations.py.
 *
 * @returns {{
 *   name: string,
 *   file: Uint8Array<ArrayBuffer>,
 *   width: number,
 *   height: number,
 *   loops: number,
 *   pictures: { duration: number, pixels: Uint8Array }[],
 * }[]}
 */
export function readAnimations() {
  const animations = [];
  /** @type {Buffer} */
  let reference = Buffer.alloc(0);
  for (const { name, bytes } of entriesOf("animations")) {
    if (name === "=reference") {
      reference = bytes;
      continue;
    }
    const [width, height, plays, count] = [0, 2, 4, 6].map((at) => reference.readUInt16LE(at));
    const length = Number(width) * Number(height) * 4;
    const pictures = Array.from({ length: Number(count) }, (_, index) => {
      const at = 8 + index * (length + 4);
      return {
        duration: reference.readUInt32LE(at) / 1000,
        pixels: new Uint8Array(reference.subarray(at + 4, at + 4 + length)),
      };
    });
    const loops = plays === 0 ? Number.POSITIVE_INFINITY : Number(plays);
    animations.push({
      name,
      file: new Uint8Array(bytes),
      width: Number(width),
      height: Number(height),
      loops,
      pictures,
    });
  }
  return animations;
}
