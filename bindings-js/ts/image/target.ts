import { FORMATS, type Format } from "../generated/image-boundary.js";
import { describe, failure } from "../shared/errors.js";

/** Returns the module's index of a format. @throws ArgumentError for an unknown format. */
export function indexOfFormat(format: unknown): number {
  const index = FORMATS.indexOf(format as Format);
  if (index >= 0) return index;
  throw failure("invalid-argument", "format", FORMATS, describe(format));
}

/** The byte order of a packed video frame: whether red and blue are swapped, and whether alpha is to be ignored. */
export interface Packed {
  readonly swapped: boolean;
  readonly opaque: boolean;
}

/** How to convert bytes that the platform has copied to the picture that it would draw. */
export interface Arrangement extends Packed {
  /** Clockwise quarter turns. */
  readonly quarterTurns: number;
  /** Whether to mirror horizontally, after the turn. */
  readonly flipped: boolean;
}

/** The part of a frame that sources and codecs use. */
export interface FrameTarget {
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly byteLength: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  resize(width: number, height: number): unknown;
  resizeInTime(width: number, height: number): Promise<void> | undefined;
  ownsMemoryOf(view: ArrayBufferView): boolean;
  decoded(truncated: boolean): void;
  pinned<T>(use: () => Promise<T>): Promise<T>;
  arrange(arrangement: Arrangement): void;
}
