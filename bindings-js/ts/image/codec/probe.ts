// Reads the headers of image files, with the same rules as the core's decoders. With what it imports, this is a chunk of
// its own, which shares no code with others: errors leave it as plain data.

import { embed as store } from "./embed.js";
import { orientationEntry } from "./exif.js";
import type { Found, ImageInfo, Reader, Refusal } from "./info.js";
import { readBoxes, readJxl } from "./probe-boxes.js";
import { HEAD_BYTES, type Signature, signatureOf, textOf } from "./signatures.js";
import { FileWindow } from "./window.js";

/** Maximum number of bytes of a block of metadata that are read for an orientation: it is near the start. */
const MAXIMUM_EXIF = 64 * 1024;

const SHORT = "a file that ends within its headers";

/** Returns the orientation in a block of EXIF data. */
async function orientationAt(file: FileWindow, at: number, length: number): Promise<number> {
  return orientationEntry(await file.bytes(at, Math.min(length, MAXIMUM_EXIF)))?.value ?? 1;
}

const readPng: Reader = async (file) => {
  const header = await file.view(8, 21);
  if (header === undefined) return SHORT;
  if (header.getUint32(4) !== 0x49484452) return "a chunk before the header";
  const [width, height, colors] = [header.getUint32(8), header.getUint32(12), header.getUint8(17)];
  let hasAlpha = colors === 4 || colors === 6;
  let orientation: number | undefined;
  let frames = 1;
  let animated = false;
  let hasPicture = false;
  for (let at = 8; ; ) {
    const chunk = await file.view(at, 8);
    if (chunk === undefined) break;
    const length = chunk.getUint32(0);
    const name = await file.text(at + 4, 4);
    if (name === "IEND") break;
    if (name === "IDAT") hasPicture = true;
    else if (name === "tRNS") hasAlpha = true;
    else if (name === "eXIf") orientation ??= await orientationAt(file, at + 8, length);
    else if (name === "acTL" && !hasPicture) {
      const count = (await file.view(at + 8, 4))?.getUint32(0) ?? 0;
      animated = count > 0;
      frames = Math.max(count, 1);
    }
    at += length + 12;
  }
  if (!hasPicture) return "no picture data";
  return { width, height, hasAlpha, frames, animated, orientation: orientation ?? 1 };
};

/** Markers of JPEG without a length. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** Markers of a frame header: SOF0 to SOF15, without DHT, JPG and DAC. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const readJpeg: Reader = async (file) => {
  let orientation: number | undefined;
  for (let at = 2; ; ) {
    const head = await file.view(at, 2);
    if (head === undefined) return SHORT;
    // Fill bytes may precede a marker.
    if (head.getUint8(0) !== 0xff || head.getUint8(1) === 0xff || head.getUint8(1) === 0) {
      at += 1;
      continue;
    }
    const marker = head.getUint8(1);
    at += 2;
    if (isBare(marker)) continue;
    if (marker === 0xd9 || marker === 0xda) return "no frame header before the picture data";
    const length = (await file.view(at, 2))?.getUint16(0);
    if (length === undefined) return SHORT;
    if (length < 2) return "an impossible length of a segment";
    if (marker === 0xe1 && (await file.text(at + 2, 6)) === "Exif\0\0") {
      orientation ??= await orientationAt(file, at + 2, length - 2);
    }
    if (isFrame(marker)) {
      const frame = await file.view(at, 8);
      if (frame === undefined) return SHORT;
      return {
        width: frame.getUint16(5),
        height: frame.getUint16(3),
        hasAlpha: false,
        orientation: orientation ?? 1,
      };
    }
    at += length;
  }
};

const readGif: Reader = async (file) => {
  const screen = await file.view(6, 7);
  if (screen === undefined) return SHORT;
  const tableOf = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let [width, height] = [screen.getUint16(0, true), screen.getUint16(2, true)];
  let [frames, hasAlpha] = [0, false];
  /** Skips blocks to their terminator, or to the end of the file. */
  const skip = async (from: number) => {
    let at = from;
    for (;;) {
      const length = (await file.view(at, 1))?.getUint8(0);
      if (length === undefined) return at;
      at += 1 + length;
      if (length === 0) return at;
    }
  };
  for (let at = 13 + tableOf(screen.getUint8(4)); ; ) {
    const kind = (await file.view(at, 1))?.getUint8(0);
    if (kind === 0x21) {
      const control = await file.view(at + 1, 3);
      // A graphic control with a transparent colour.
      if (control?.getUint8(0) === 0xf9 && control.getUint8(2) & 1) hasAlpha = true;
      at = await skip(at + 2);
    } else if (kind === 0x2c) {
      const place = await file.view(at + 1, 9);
      if (place === undefined) break;
      const [right, bottom] = [
        place.getUint16(0, true) + place.getUint16(4, true),
        place.getUint16(2, true) + place.getUint16(6, true),
      ];
      if (frames === 0) {
        // As the decoder does: a first picture beyond the screen enlarges it, and one within has a transparent border.
        if (place.getUint16(4, true) < width || place.getUint16(6, true) < height) hasAlpha = true;
        [width, height] = [Math.max(width, right), Math.max(height, bottom)];
      }
      frames += 1;
      at = await skip(at + 11 + tableOf(place.getUint8(8)));
    } else break;
  }
  return frames === 0 ? "no picture" : { width, height, frames, animated: frames > 1, hasAlpha };
};

const readWebP: Reader = async (file) => {
  let found: Found | undefined;
  let [extended, frames, orientation]: [boolean, number, number | undefined] = [false, 0, undefined];
  for (let at = 12; ; ) {
    const head = await file.view(at, 8);
    if (head === undefined) break;
    const length = head.getUint32(4, true);
    const name = await file.text(at, 4);
    const body = await file.bytes(at + 8, Math.min(length, 10));
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    const short = (offset: number) => view.getUint16(offset, true);
    if (name === "VP8X" && !extended) {
      if (body.byteLength < 10) return SHORT;
      const side = (offset: number) => (short(offset) | (view.getUint8(offset + 2) << 16)) + 1;
      const flags = view.getUint8(0);
      found = { width: side(4), height: side(7), hasAlpha: (flags & 16) !== 0, animated: (flags & 2) !== 0 };
      extended = true;
    } else if (name === "VP8 ") {
      if (found === undefined) {
        if (body.byteLength < 10 || textOf(body, 3, 6) !== "\x9d\x01\x2a") return "no lossy picture";
        found = { width: short(6) & 0x3fff, height: short(8) & 0x3fff, hasAlpha: false };
      }
      frames += 1;
    } else if (name === "VP8L") {
      if (found === undefined) {
        if (body.byteLength < 5 || view.getUint8(0) !== 0x2f) return "no lossless picture";
        const bits = view.getUint32(1, true);
        const hasAlpha = ((bits >> 28) & 1) === 1;
        found = { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, hasAlpha };
      }
      frames += 1;
    } else if (name === "ANMF" && found?.animated) frames += 1;
    else if (name === "EXIF") orientation ??= await orientationAt(file, at + 8, length);
    at += 8 + length + (length % 2);
  }
  if (found === undefined || frames === 0) return "no picture";
  return { ...found, frames: found.animated ? frames : 1, orientation: orientation ?? 1 };
};

const readBmp: Reader = async (file) => {
  const header = await file.view(14, 12);
  if (header === undefined) return SHORT;
  const isOld = header.getUint32(0, true) === 12;
  return {
    width: isOld ? header.getUint16(4, true) : Math.abs(header.getInt32(4, true)),
    height: isOld ? header.getUint16(6, true) : Math.abs(header.getInt32(8, true)),
    hasAlpha: false,
  };
};

const READERS: Readonly<Record<string, Reader>> = {
  "image/png": readPng,
  "image/jpeg": readJpeg,
  "image/gif": readGif,
  "image/webp": readWebP,
  "image/bmp": readBmp,
  "image/avif": readBoxes,
  "image/heic": readBoxes,
  "image/jxl": readJxl,
};

export { readBlocks } from "./blocks.js";
export { converterOf } from "./icc.js";

/** Returns the media type of a file, and the name of its format in errors. */
export async function sniff(file: Blob | Uint8Array<ArrayBuffer>): Promise<Signature | undefined> {
  return signatureOf(await new FileWindow(file).bytes(0, HEAD_BYTES));
}

/** Reads the headers of an image file. */
export async function read(given: Blob | Uint8Array<ArrayBuffer>): Promise<ImageInfo | Refusal> {
  const file = new FileWindow(given);
  const signature = signatureOf(await file.bytes(0, HEAD_BYTES));
  if (signature === undefined) {
    return { code: "decode", expected: "an image file", received: "bytes of no known format" };
  }
  const { type, name } = signature;
  const reader = READERS[type];
  if (reader === undefined) {
    return { code: "unsupported", expected: "an image file whose headers can be read", received: name };
  }
  let found = await reader(file);
  if (typeof found !== "string" && !(found.width > 0 && found.height > 0)) found = "a picture without pixels";
  if (typeof found === "string") {
    return { code: "decode", expected: name.replace(/^an? /, "an intact "), received: found };
  }
  const { width, height, orientation = 1, animated = false, hasAlpha } = found;
  const frames = "frames" in found ? found.frames : 1;
  const size = orientation > 4 ? { width: height, height: width } : { width, height };
  return { type, ...size, orientation, frames, animated, hasAlpha };
}

/** Stores EXIF data and a profile in a file that an encoder has written. */
export function embed(
  file: Uint8Array<ArrayBuffer>,
  type: string,
  exif: Uint8Array | undefined,
  icc: Uint8Array | undefined,
): Promise<Uint8Array<ArrayBuffer> | Refusal> {
  return store(file, type, exif, icc, read);
}
