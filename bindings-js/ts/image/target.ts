import { FORMATS, type Format } from "../generated/image-boundary.js";
import { describe, failure } from "../shared/errors.js";

/** The index of a format, as the module takes it. @throws ArgumentError for anything else. */
export function indexOfFormat(format: unknown): number {
  const index = FORMATS.indexOf(format as Format);
  if (index >= 0) return index;
  throw failure("invalid-argument", "format", FORMATS, describe(format));
}

/** How the bytes of a packed video frame become RGBA. */
export interface Packed {
  readonly swapped: boolean;
  readonly opaque: boolean;
}

/** How bytes that the platform has copied become the picture that it would draw. */
export interface Arrangement extends Packed {
  /** Clockwise. */
  readonly quarterTurns: number;
  /** Mirrored left to right, after it was turned. */
  readonly flipped: boolean;
}

/** The part of a frame that sources and codecs write to. */
export interface FrameTarget {
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly byteLength: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  resize(width: number, height: number): unknown;
  resizeInTime(width: number, height: number): Promise<void> | undefined;
  ownsMemoryOf(array: Uint8ClampedArray): boolean;
  pinned<T>(use: () => Promise<T>): Promise<T>;
  arrange(arrangement: Arrangement): void;
}
