// Reads what an image file says besides its pixels. The code is in a chunk of its own, which the first call loads.

import { bytesOfFile, isBlob } from "../../shared/arguments.js";
import { failure, reasonOf } from "../../shared/errors.js";
import type { ImageInfo } from "./info.js";

/** Loads the chunk that reads headers. */
export const headers = () => import("./probe.js");

/**
 * Reads size, orientation and format of an image file from its headers, without decoding: PNG, JPEG, GIF, WebP, BMP,
 * AVIF, HEIC and JPEG XL. Of a `Blob`, only the parts with headers are read. A file can be damaged behind its headers.
 *
 * @param file - the file, or at least its headers
 * @throws {@link CodecError} `decode` for damaged headers or an unknown format, `unsupported` for formats whose headers
 *   aren't read (TIFF, PSD, ICO, SVG); {@link ArgumentError} if `file` isn't a `Blob`, an `ArrayBuffer` or a view.
 */
export async function probe(file: Blob | BufferSource): Promise<ImageInfo> {
  const bytes = isBlob(file) ? file : await bytesOfFile("file", file);
  const { read } = await headers();
  const result = await read(bytes).catch((error: unknown) => {
    const failed = failure("decode", "file", "a file that can be read", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  });
  if ("code" in result) throw failure(result.code, "file", result.expected, result.received);
  return result;
}
