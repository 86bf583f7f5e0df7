// Reads the headers of AVIF, HEIC and JPEG XL files.

import type { Found, Reader } from "./info.js";
import type { FileWindow } from "./window.js";

/** Maximum number of boxes that are read: a damaged file has no more than an intact one. */
const MAXIMUM_BOXES = 4096;

interface Box {
  readonly name: string;
  /** Position of the contents, and of their end. */
  readonly at: number;
  readonly end: number;
}

/** Reads the boxes between two positions (ISO/IEC 14496-12, 4.2). */
async function* boxes(file: FileWindow, from: number, to: number): AsyncGenerator<Box> {
  let at = from;
  for (let count = 0; count < MAXIMUM_BOXES && at + 8 <= to; count += 1) {
    const head = await file.view(at, 8);
    if (head === undefined) return;
    const name = await file.text(at + 4, 4);
    let [length, start] = [head.getUint32(0), 8];
    if (length === 1) {
      length = Number((await file.view(at + 8, 8))?.getBigUint64(0) ?? 0n);
      start = 16;
    } else if (length === 0) length = to - at;
    if (length < start) return;
    yield { name, at: at + start, end: Math.min(at + length, to) };
    at += length;
  }
}

async function child(file: FileWindow, parent: Box, name: string): Promise<Box | undefined> {
  for await (const box of boxes(file, parent.at, parent.end)) if (box.name === name) return box;
  return undefined;
}

/** Returns the indices of an item's properties, from 1 (ISO/IEC 23008-12, 9.3.1), in the order of their use. */
async function associations(file: FileWindow, ipma: Box, item: number): Promise<number[]> {
  const view = await file.view(ipma.at, ipma.end - ipma.at);
  if (view === undefined) return [];
  const [version, isWide] = [view.getUint8(0), (view.getUint8(3) & 1) === 1];
  let at = 8;
  try {
    for (let entries = view.getUint32(4); entries > 0; entries -= 1) {
      const id = version < 1 ? view.getUint16(at) : view.getUint32(at);
      at += version < 1 ? 2 : 4;
      const found: number[] = [];
      for (let count = view.getUint8(at++); count > 0; count -= 1) {
        found.push(isWide ? view.getUint16(at) & 0x7fff : view.getUint8(at) & 0x7f);
        at += isWide ? 2 : 1;
      }
      if (id === item) return found;
    }
  } catch {
    // A read past the end of the box.
  }
  return [];
}

/** Orientation by EXIF's numbers, for `irot` in quarter turns anticlockwise, without and with a mirror after it. */
const TURNS = [1, 8, 3, 6];
const MIRRORED = [
  [4, 5, 2, 7],
  [2, 7, 4, 5],
];

/** AVIF and HEIC: the primary item's size and transformations. Pictures of sequences have the size of that item. */
export const readBoxes: Reader = async (file) => {
  let meta: Box | undefined;
  let animated = false;
  for await (const box of boxes(file, 0, file.size)) {
    if (box.name === "ftyp")
      animated = /avis|hevc|hevx|msf1/.test(await file.text(box.at, Math.min(box.end - box.at, 64)));
    // `meta` has a version and flags before its boxes.
    if (box.name === "meta") meta = { ...box, at: box.at + 4 };
  }
  const properties = meta && (await child(file, meta, "iprp"));
  const [container, ipma] = properties
    ? [await child(file, properties, "ipco"), await child(file, properties, "ipma")]
    : [];
  const primary = meta && (await child(file, meta, "pitm"));
  if (!(container && ipma && primary)) return "no description of the picture";
  const version = (await file.view(primary.at, 1))?.getUint8(0) ?? 0;
  const id = await file.view(primary.at + 4, version === 0 ? 2 : 4);
  const item = (version === 0 ? id?.getUint16(0) : id?.getUint32(0)) ?? 0;
  const used = await associations(file, ipma, item);
  let [width, height, turns]: number[] = [0, 0, 0];
  let mirror: number | undefined;
  let index = 0;
  for await (const { name, at } of boxes(file, container.at, container.end)) {
    index += 1;
    if (!used.includes(index)) continue;
    if (name === "ispe") {
      const size = await file.view(at + 4, 8);
      [width, height] = [size?.getUint32(0) ?? 0, size?.getUint32(4) ?? 0];
    } else if (name === "irot") turns = ((await file.view(at, 1))?.getUint8(0) ?? 0) & 3;
    else if (name === "imir") mirror = ((await file.view(at, 1))?.getUint8(0) ?? 0) & 1;
  }
  const orientation = (mirror === undefined ? TURNS : MIRRORED[mirror])?.[turns ?? 0] ?? 1;
  return {
    width: width ?? 0,
    height: height ?? 0,
    orientation,
    animated,
    frames: animated ? undefined : 1,
    hasAlpha: undefined,
  };
};

/** Reads bits, the lowest of a byte first. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  /** Returns the number of `count` bits; NaN behind the end. */
  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, this.#at += 1) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) return Number.NaN;
      value += ((byte >> (this.#at & 7)) & 1) * 2 ** bit;
    }
    return value;
  }
}

/** Widths for each ratio of a size header (ISO/IEC 18181-1, 9.2). */
const RATIOS = [
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
] as const;

function sizeOf(bits: Bits): Found | undefined {
  const isSmall = bits.read(1) === 1;
  const side = () => (isSmall ? (bits.read(5) + 1) * 8 : bits.read([9, 13, 18, 30][bits.read(2)] ?? 0) + 1);
  const height = side();
  const ratio = bits.read(3);
  const [numerator, denominator] = RATIOS[ratio - 1] ?? [0, 1];
  const width = ratio === 0 ? side() : Math.floor((height * numerator) / denominator);
  if (!(width > 0 && height > 0)) return undefined;
  // The image metadata follow: all default, or extra fields with the orientation and an animation.
  let [orientation, animated] = [1, false];
  if (bits.read(1) === 0 && bits.read(1) === 1) {
    orientation = bits.read(3) + 1;
    // The intrinsic size and a preview would have to be skipped: then, the animation's flag isn't read.
    if (bits.read(1) === 0 && bits.read(1) === 0) animated = bits.read(1) === 1;
  }
  if (!(orientation >= 1)) orientation = 1;
  return { width, height, orientation, animated, frames: animated ? undefined : 1, hasAlpha: undefined };
}

/** JPEG XL: the size header of the codestream, which may be in a box. */
export const readJxl: Reader = async (file) => {
  let at = 0;
  if ((await file.view(0, 1))?.getUint8(0) === 0) {
    at = -1;
    for await (const box of boxes(file, 0, file.size)) {
      if (box.name !== "jxlc" && box.name !== "jxlp") continue;
      // A part of the codestream begins with its number.
      at = box.name === "jxlp" ? box.at + 4 : box.at;
      break;
    }
  }
  if (at < 0) return "no codestream";
  return sizeOf(new Bits(await file.bytes(at + 2, 32))) ?? "a file that ends within its headers";
};
