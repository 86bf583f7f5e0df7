// Reads and writes what an image file says besides its pixels.

import { bytesOfFile, isBlob } from "../../shared/arguments.js";
import { failure, reasonOf } from "../../shared/errors.js";
import type * as platform from "../../shared/platform.js";
import { headers } from "./chunks.js";
import type { ImageInfo, ImageMetadata, Refusal } from "./info.js";

/**
 * Reads size, orientation and format of an image file from its headers, without decoding: PNG, JPEG, GIF, WebP, BMP,
 * AVIF, HEIC and JPEG XL. Of a `Blob`, only the parts with headers are read. A file can be damaged behind its headers.
 *
 * @param file - the file, or at least its headers
 * @throws {@link CodecError} `decode` for damaged headers or an unknown format, `unsupported` for formats whose headers
 *   aren't read (TIFF, PSD, ICO, SVG); {@link ArgumentError} if `file` isn't a `Blob`, an `ArrayBuffer` or a view.
 */
export async function probe(file: Blob | platform.Bytes): Promise<ImageInfo> {
  return reading(file, async (bytes) => (await headers()).read(bytes));
}

/**
 * Reads the blocks of metadata of a JPEG, PNG or WebP file. `frame.encode` stores them in another file.
 *
 * @param file - the file's bytes
 * @returns EXIF data and ICC profile; `undefined` for a block that the file doesn't have
 * @throws {@link CodecError} `unsupported` for other formats, `decode` for a damaged block; {@link ArgumentError} if
 *   `file` isn't a `Blob`, an `ArrayBuffer` or a view.
 */
export async function readMetadata(file: Blob | platform.Bytes): Promise<ImageMetadata> {
  return reading(file, async (bytes) => (await headers()).readBlocks(bytes));
}

/** Stores metadata in a file. */
export async function embed(
  file: Uint8Array<ArrayBuffer>,
  type: string,
  exif: Uint8Array | undefined,
  icc: Uint8Array | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const result = await (await headers()).embed(file, type, exif, icc);
  if ("code" in result) throw refused(result);
  return result;
}

/** Returns a function that converts pixels from the profile of a file to sRGB; `undefined` if it has none. */
export async function converterOf(
  file: Uint8Array<ArrayBuffer>,
): Promise<((pixels: Uint8Array) => void) | undefined> {
  const result = await (await headers()).converterOf(file);
  if (result !== undefined && "code" in result) throw refused(result);
  return result;
}

function refused({ code, argument = "file", expected, received }: Refusal): Error {
  return failure(code, argument, expected, received);
}

async function reading<T extends object>(
  file: Blob | platform.Bytes,
  read: (bytes: Blob | Uint8Array<ArrayBuffer>) => Promise<T | Refusal>,
): Promise<T> {
  const bytes = isBlob(file) ? file : await bytesOfFile("file", file);
  const result = await read(bytes).catch((error: unknown) => {
    const failed = failure("decode", "file", "a file that can be read", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  });
  if ("code" in result) throw refused(result);
  return result;
}
