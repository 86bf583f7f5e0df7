// Stores EXIF data and ICC profiles in encoded files.

import { orientationEntry } from "./exif.js";
import type { Refusal } from "./info.js";
import { textOf } from "./signatures.js";

type Bytes = Uint8Array<ArrayBuffer>;

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Concatenates texts, of one byte a character, and bytes. */
function join(...parts: readonly (string | Uint8Array)[]): Bytes {
  const all = parts.map((part) => (typeof part === "string" ? bytesOf(part) : part));
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function number(value: number, bytes: number, little = false): Bytes {
  const digits = Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);
  return Uint8Array.from(little ? digits : digits.reverse());
}

/** Returns EXIF data without prefix, whose orientation is upright: the pixels of frames are. */
function upright(given: Uint8Array): Bytes {
  const exif = Uint8Array.from(textOf(given, 0, 6) === "Exif\0\0" ? given.subarray(6) : given);
  const entry = orientationEntry(exif);
  if (entry !== undefined) exif.set(number(1, entry.size, entry.little), entry.at);
  return exif;
}

/** Maximum number of bytes of a JPEG's segment, without its length. */
const SEGMENT = 65_533;
/** Number of bytes of the profile in a segment. */
const PROFILE_PART = SEGMENT - 14;

function inJpeg(file: Bytes, exif: Bytes | undefined, icc: Uint8Array | undefined): Bytes | Refusal {
  const segments: Uint8Array[] = [];
  const segment = (marker: number, body: Bytes) =>
    segments.push(join(Uint8Array.of(0xff, marker), number(body.length + 2, 2), body));
  if (exif !== undefined) {
    if (exif.length > SEGMENT - 6) {
      const [expected, received] = [`at most ${SEGMENT - 6} bytes for a JPEG file`, `${exif.length} bytes`];
      return { code: "invalid-argument", argument: "exif", expected, received };
    }
    segment(0xe1, join("Exif\0\0", exif));
  }
  const count = Math.ceil((icc?.length ?? 0) / PROFILE_PART);
  if (count > 255) {
    const [expected, received] = [
      `at most ${255 * PROFILE_PART} bytes for a JPEG file`,
      `${icc?.length} bytes`,
    ];
    return { code: "invalid-argument", argument: "icc", expected, received };
  }
  for (let index = 0; icc !== undefined && index < count; index += 1) {
    const part = icc.subarray(index * PROFILE_PART, (index + 1) * PROFILE_PART);
    segment(0xe2, join("ICC_PROFILE\0", Uint8Array.of(index + 1, count), part));
  }
  // Behind JFIF's segment, which has to be the first. Blocks that a browser has written are replaced.
  const kept: Uint8Array[] = [];
  let at = 2;
  while (file[at] === 0xff && ((file[at + 1] ?? 0) & 0xf0) === 0xe0) {
    const end = at + 2 + (file[at + 2] ?? 0) * 256 + (file[at + 3] ?? 0);
    const head = textOf(file, at + 4, at + 16);
    const isReplaced = (icc && head === "ICC_PROFILE\0") || (exif && head.startsWith("Exif\0\0"));
    if (!isReplaced) kept.push(file.subarray(at, end));
    at = end;
  }
  const first = file[3] === 0xe0 ? kept.splice(0, 1) : [];
  return join(file.subarray(0, 2), ...first, ...segments, ...kept, file.subarray(at));
}

let table: Uint32Array | undefined;

/** CRC-32, as PNG has it (PNG, D). */
function crc(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

async function inPng(file: Bytes, exif: Bytes | undefined, icc: Uint8Array | undefined): Promise<Bytes> {
  const chunk = (name: string, body: Bytes) => {
    const whole = join(name, body);
    return join(number(body.length, 4), whole, number(crc(whole), 4));
  };
  const chunks: Bytes[] = [];
  if (icc !== undefined) {
    const stream = new Blob([Uint8Array.from(icc)]).stream().pipeThrough(new CompressionStream("deflate"));
    const data = new Uint8Array(await new Response(stream).arrayBuffer());
    chunks.push(chunk("iCCP", join("ICC profile\0\0", data)));
  }
  if (exif !== undefined) chunks.push(chunk("eXIf", exif));
  // Behind the header, before the palette. Blocks that a browser has written are replaced.
  const replaced = [...(icc ? ["iCCP", "sRGB", "gAMA", "cHRM"] : []), ...(exif ? ["eXIf"] : [])];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const kept: Uint8Array[] = [];
  for (let at = 33; at + 12 <= file.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (!replaced.includes(textOf(file, at + 4, at + 8))) kept.push(file.subarray(at, end));
    at = end;
  }
  return join(file.subarray(0, 33), ...chunks, ...kept);
}

function inWebP(
  file: Bytes,
  exif: Bytes | undefined,
  icc: Uint8Array | undefined,
  size: readonly [number, number],
  hasAlpha: boolean,
): Bytes {
  const chunk = (name: string, body: Uint8Array) =>
    join(name, number(body.length, 4, true), body, "\0".repeat(body.length % 2));
  let flags = (exif ? 8 : 0) | (icc ? 32 : 0) | (hasAlpha ? 16 : 0);
  const kept: Uint8Array[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 12; at + 8 <= file.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    const name = textOf(file, at, at + 4);
    if (name === "VP8X") flags |= file[at + 8] ?? 0;
    // Blocks that a browser has written are replaced.
    else if (!((icc && name === "ICCP") || (exif && name === "EXIF"))) kept.push(file.subarray(at, end));
    at = end;
  }
  // The order of chunks is fixed: the profile before the picture, EXIF data behind it.
  const profiles = kept.filter((chunk) => textOf(chunk, 0, 4) === "ICCP");
  const others = kept.filter((chunk) => textOf(chunk, 0, 4) !== "ICCP");
  const header = join(
    Uint8Array.of(flags, 0, 0, 0),
    number(size[0] - 1, 3, true),
    number(size[1] - 1, 3, true),
  );
  const body = join(
    "WEBP",
    chunk("VP8X", header),
    icc ? chunk("ICCP", icc) : "",
    ...profiles,
    ...others,
    exif ? chunk("EXIF", exif) : "",
  );
  return join("RIFF", number(body.length, 4, true), body);
}

/** Stores EXIF data and a profile in a file that an encoder has written. */
export async function embed(
  file: Bytes,
  type: string,
  givenExif: Uint8Array | undefined,
  icc: Uint8Array | undefined,
  read: (file: Bytes) => Promise<{ width: number; height: number; hasAlpha: boolean | undefined } | Refusal>,
): Promise<Bytes | Refusal> {
  const exif = givenExif && upright(givenExif);
  if (type === "image/jpeg") return inJpeg(file, exif, icc);
  if (type === "image/png") return inPng(file, exif, icc);
  if (type === "image/webp") {
    const info = await read(file);
    if ("code" in info) return info;
    return inWebP(file, exif, icc, [info.width, info.height], info.hasAlpha ?? false);
  }
  return {
    code: "unsupported",
    argument: exif ? "exif" : "icc",
    expected: "undefined for types other than JPEG, PNG and WebP",
    received: `a block for ${type}`,
  };
}
