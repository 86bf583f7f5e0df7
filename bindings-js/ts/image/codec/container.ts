// Reads image files that the browser decodes: the names of their formats, and the orientation of WebP.

/** Maximum number of metadata bytes that are read for an orientation: it is near their start. */
const MAXIMUM_EXIF = 64 * 1024;

const bytesOf = async (file: Blob, from: number, to: number) =>
  new Uint8Array(await file.slice(from, to).arrayBuffer());

const text = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to));

/** First bytes of formats that no browser, or not every browser, decodes. */
const SIGNATURES: readonly (readonly [start: string, name: string])[] = [
  ["II*\0", "a TIFF file"],
  ["MM\0*", "a TIFF file"],
  ["\xff\x0a", "a JPEG XL file"],
  ["\0\0\0\x0cJXL ", "a JPEG XL file"],
  ["8BPS", "a PSD file"],
  ["\0\0\x01\0", "an ICO file"],
  ["<svg", "an SVG file"],
  ["<?xml", "an SVG file"],
];

/** Returns the name of a format that no browser, or not every browser, decodes. */
export async function nameOfOther(file: Blob): Promise<string | undefined> {
  const head = text(await bytesOf(file, 0, 64), 0, 64);
  const found = SIGNATURES.find(([start]) => head.startsWith(start));
  if (found !== undefined) return found[1];
  if (head.slice(4, 8) !== "ftyp") return undefined;
  const brands = head.slice(8);
  if (/avi[fs]/.test(brands)) return "an AVIF file";
  return /hei[cxms]|hev[cx]|m[is]f1/.test(brands) ? "a HEIC file" : undefined;
}

/**
 * Returns the EXIF orientation of a WebP file, from 1 to 8; 1 for any other file. Reads only the headers of the chunks.
 */
export async function orientationOfWebP(file: Blob): Promise<number> {
  const head = await bytesOf(file, 0, 30);
  const hasMetadata = ((head[20] ?? 0) & 8) !== 0;
  if (text(head, 0, 4) !== "RIFF" || text(head, 8, 16) !== "WEBPVP8X" || !hasMetadata) return 1;
  for (let at = 12; at + 8 <= file.size; ) {
    const chunk = new DataView((await bytesOf(file, at, at + 8)).buffer);
    if (chunk.byteLength < 8) return 1;
    const length = chunk.getUint32(4, true);
    if (chunk.getUint32(0) === 0x45584946) {
      return orientationIn(await bytesOf(file, at + 8, at + 8 + Math.min(length, MAXIMUM_EXIF)));
    }
    at += 8 + length + (length % 2);
  }
  return 1;
}

/** Returns the orientation in a block of EXIF data, with the same rules as the core. */
function orientationIn(block: Uint8Array<ArrayBuffer>): number {
  const start = text(block, 0, 6) === "Exif\0\0" ? 6 : 0;
  const tiff = new DataView(block.buffer, start);
  const order = text(block, start, start + 4);
  if (order !== "II*\0" && order !== "MM\0*") return 1;
  const little = order === "II*\0";
  try {
    const directory = tiff.getUint32(4, little);
    const entries = tiff.getUint16(directory, little);
    for (let at = directory + 2; at < directory + 2 + entries * 12; at += 12) {
      if (tiff.getUint16(at, little) !== 0x0112) continue;
      const value =
        tiff.getUint16(at + 2, little) === 4
          ? tiff.getUint32(at + 8, little)
          : tiff.getUint16(at + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch {
    // Damaged metadata: a read past the end.
  }
  return 1;
}
