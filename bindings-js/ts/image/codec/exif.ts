// The orientation in a block of EXIF data.

import { textOf } from "./signatures.js";

/** The tag of the orientation (EXIF 2.32, 4.6.4). */
const ORIENTATION = 0x0112;

/** The entry of the orientation in a block of EXIF data: its value, and the position of the value's bytes. */
export interface OrientationEntry {
  readonly value: number;
  readonly at: number;
  readonly little: boolean;
  /** Number of bytes. */
  readonly size: number;
}

/** Number of bytes of a value, by its type: BYTE, SHORT and LONG. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/** Maximum number of entries of a directory that are read. */
const MAXIMUM_ENTRIES = 1024;

/** Finds the orientation in a block of EXIF data, with the same rules as the core. A damaged block has none. */
export function orientationEntry(block: Uint8Array): OrientationEntry | undefined {
  const start = textOf(block, 0, 6) === "Exif\0\0" ? 6 : 0;
  const tiff = new DataView(block.buffer, block.byteOffset + start, block.byteLength - start);
  const order = textOf(block, start, start + 4);
  if (order !== "II*\0" && order !== "MM\0*") return undefined;
  const little = order === "II*\0";
  try {
    const directory = tiff.getUint32(4, little);
    const entries = Math.min(tiff.getUint16(directory, little), MAXIMUM_ENTRIES);
    for (let at = directory + 2; at < directory + 2 + entries * 12; at += 12) {
      if (tiff.getUint16(at, little) !== ORIENTATION || tiff.getUint32(at + 4, little) !== 1) continue;
      const size = SIZES[tiff.getUint16(at + 2, little)] ?? 0;
      let value = 0;
      if (size === 1) value = tiff.getUint8(at + 8);
      else if (size === 2) value = tiff.getUint16(at + 8, little);
      else if (size === 4) value = tiff.getUint32(at + 8, little);
      return value >= 1 && value <= 8 ? { value, at: start + at + 8, little, size } : undefined;
    }
  } catch {
    // Damaged metadata: a read past the end.
  }
  return undefined;
}
