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
  // Behind JFIF's segment, which has to be the first.
  const at = file[3] === 0xe0 ? 4 + (file[4] ?? 0) * 256 + (file[5] ?? 0) : 2;
  return join(file.subarray(0, at), ...segments, file.subarray(at));
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
  // Behind the header, before the palette.
  return join(file.subarray(0, 33), ...chunks, file.subarray(33));
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
  let picture = file.subarray(12);
  if (textOf(picture, 0, 4) === "VP8X") {
    flags |= picture[8] ?? 0;
    picture = picture.subarray(18);
  }
  const header = join(
    Uint8Array.of(flags, 0, 0, 0),
    number(size[0] - 1, 3, true),
    number(size[1] - 1, 3, true),
  );
  const body = join(
    "WEBP",
    chunk("VP8X", header),
    icc ? chunk("ICCP", icc) : "",
    picture,
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
