// Reads the EXIF data and the ICC profile of a file.

import type { ImageMetadata, Refusal } from "./info.js";
import { HEAD_BYTES, signatureOf, textOf } from "./signatures.js";
import { FileWindow } from "./window.js";

type Bytes = Uint8Array<ArrayBuffer>;
type Blocks = { -readonly [Name in keyof ImageMetadata]: ImageMetadata[Name] };

/** Maximum number of bytes of an inflated profile: a few bytes can stand for gigabytes. */
const MAXIMUM_PROFILE = 16 * 2 ** 20;

const EXIF_PREFIX = "Exif\0\0";
const PROFILE_PREFIX = "ICC_PROFILE\0";

const withoutPrefix = (block: Bytes) =>
  textOf(block, 0, 6) === EXIF_PREFIX ? block.slice(6) : block.slice();

function concatenated(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Inflates a zlib stream; returns `undefined` if it is damaged or too long. */
async function inflated(data: Bytes): Promise<Bytes | undefined> {
  const parts: Bytes[] = [];
  let length = 0;
  try {
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
    const reader = stream.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parts.push(read.value as Bytes);
      length += read.value.length;
      if (length > MAXIMUM_PROFILE) {
        await reader.cancel();
        return undefined;
      }
    }
  } catch {
    return undefined;
  }
  return concatenated(parts);
}

async function ofJpeg(file: FileWindow, found: Blocks): Promise<string | undefined> {
  /** The parts of the profile, by number. */
  const parts: Bytes[] = [];
  let count = 0;
  for (let at = 2; ; ) {
    const head = await file.view(at, 4);
    if (head === undefined || head.getUint8(0) !== 0xff) break;
    const [marker, length] = [head.getUint8(1), head.getUint16(2)];
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // A scan or the end: metadata come before.
    if (marker === 0xda || marker === 0xd9 || length < 2) break;
    if (marker === 0xe1 || marker === 0xe2) {
      const body = await file.bytes(at + 4, length - 2);
      if (marker === 0xe1 && textOf(body, 0, 6) === EXIF_PREFIX) found.exif ??= body.slice(6);
      if (marker === 0xe2 && textOf(body, 0, 12) === PROFILE_PREFIX && body.length > 14) {
        parts[body[12] ?? 0] = body.slice(14);
        count = body[13] ?? 0;
      }
    }
    at += length + 2;
  }
  if (count === 0) return undefined;
  const whole = parts.slice(1, count + 1);
  // A list with gaps has `undefined` for them.
  if (parts.length < count + 1 || [...whole].includes(undefined as never)) {
    return "a colour profile that lacks a part";
  }
  found.icc = concatenated(whole);
  return undefined;
}

async function ofPng(file: FileWindow, found: Blocks): Promise<string | undefined> {
  for (let at = 8; ; ) {
    const head = await file.view(at, 8);
    if (head === undefined) return undefined;
    const length = head.getUint32(0);
    const name = await file.text(at + 4, 4);
    if (name === "IEND") return undefined;
    if (name === "eXIf" || name === "iCCP") {
      const body = await file.bytes(at + 8, length);
      if (name === "eXIf") found.exif ??= withoutPrefix(body);
      else if (found.icc === undefined) {
        // A name, its end, and the method of compression.
        const data = body.slice(body.indexOf(0) + 2);
        found.icc = await inflated(data);
        if (found.icc === undefined) return "a damaged colour profile";
      }
    }
    at += length + 12;
  }
}

async function ofWebP(file: FileWindow, found: Blocks): Promise<string | undefined> {
  for (let at = 12; ; ) {
    const head = await file.view(at, 8);
    if (head === undefined) return undefined;
    const length = head.getUint32(4, true);
    const name = await file.text(at, 4);
    if (name === "EXIF") found.exif ??= withoutPrefix(await file.bytes(at + 8, length));
    if (name === "ICCP") found.icc ??= (await file.bytes(at + 8, length)).slice();
    at += 8 + length + (length % 2);
  }
}

const READERS: Readonly<Record<string, typeof ofPng>> = {
  "image/jpeg": ofJpeg,
  "image/png": ofPng,
  "image/webp": ofWebP,
};

/** Reads the EXIF data and the ICC profile of a file. */
export async function readBlocks(given: Blob | Bytes): Promise<ImageMetadata | Refusal> {
  const file = new FileWindow(given);
  const signature = signatureOf(await file.bytes(0, HEAD_BYTES));
  const reader = READERS[signature?.type ?? ""];
  if (reader === undefined) {
    const received = signature?.name ?? "bytes of no known format";
    return { code: signature ? "unsupported" : "decode", expected: "a JPEG, PNG or WebP file", received };
  }
  const found: Blocks = { exif: undefined, icc: undefined };
  const wrong = await reader(file, found);
  return wrong === undefined
    ? found
    : { code: "decode", expected: "a file with intact metadata", received: wrong };
}
