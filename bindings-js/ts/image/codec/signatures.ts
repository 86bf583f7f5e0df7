// Recognises image files by their first bytes.

/** Number of bytes that {@link typeOf} reads. */
export const HEAD_BYTES = 64;

/** First bytes, media type, and the name of a format in errors. */
const SIGNATURES: readonly (readonly [start: string, type: string, name: string])[] = [
  ["\x89PNG\r\n\x1a\n", "image/png", "a PNG file"],
  ["\xff\xd8\xff", "image/jpeg", "a JPEG file"],
  ["GIF8", "image/gif", "a GIF file"],
  ["BM", "image/bmp", "a BMP file"],
  ["II*\0", "image/tiff", "a TIFF file"],
  ["MM\0*", "image/tiff", "a TIFF file"],
  ["\xff\x0a", "image/jxl", "a JPEG XL file"],
  ["\0\0\0\x0cJXL ", "image/jxl", "a JPEG XL file"],
  ["8BPS", "image/vnd.adobe.photoshop", "a PSD file"],
  ["\0\0\x01\0", "image/x-icon", "an ICO file"],
  ["<svg", "image/svg+xml", "an SVG file"],
  ["<?xml", "image/svg+xml", "an SVG file"],
  // Formats whose first bytes are a length: see `signatureOf`.
  [" WEBP", "image/webp", "a WebP file"],
  [" AVIF", "image/avif", "an AVIF file"],
  [" HEIC", "image/heic", "a HEIC file"],
];

/** Returns bytes as text, one character a byte. */
export const textOf = (bytes: Uint8Array, from = 0, to = bytes.length): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** A recognised format: its media type, and its name in errors. */
export interface Signature {
  readonly type: string;
  readonly name: string;
}

/** Returns the format of a file, by its first {@link HEAD_BYTES} bytes. */
export function signatureOf(head: Uint8Array): Signature | undefined {
  let start = textOf(head, 0, HEAD_BYTES);
  if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) start = " WEBP";
  else if (start.startsWith("ftyp", 4)) {
    const brands = start.slice(8);
    if (/avi[fs]/.test(brands)) start = " AVIF";
    else if (/hei[cxms]|hev[cx]|m[is]f1/.test(brands)) start = " HEIC";
  }
  const found = SIGNATURES.find(([signature]) => start.startsWith(signature));
  return found && { type: found[1], name: found[2] };
}
