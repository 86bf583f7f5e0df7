import { isRecord } from "../shared/arguments.js";
import { describe, failure, numeric } from "../shared/errors.js";

/** A clockwise rotation in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

export const ROTATIONS: readonly Rotation[] = [0, 90, 180, 270];

/** A rectangle of a frame, in pixels. A pipeline processes it like a frame of that size. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Time and orientation of a frame. */
export interface Metadata {
  timestamp: number | undefined;
  duration: number | undefined;
  rotation: Rotation;
  flip: boolean;
  visibleRect: Region | undefined;
  pixelAspectRatio: number;
}

/** Returns the rectangle `value`. @throws ArgumentError unless it is within a frame of this size. */
export function rectangleWithin(value: unknown, frameWidth: number, frameHeight: number): Region {
  if (!isRecord(value)) throw failure("invalid-argument", "visibleRect", "a rectangle", describe(value));
  const side = (name: keyof Region) => numeric(`visibleRect.${name}`, value[name]);
  const [x, y, width, height] = [side("x"), side("y"), side("width"), side("height")];
  if (x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= frameWidth && y + height <= frameHeight) {
    return Object.freeze({ x, y, width, height });
  }
  const expected = `a rectangle within ${frameWidth} × ${frameHeight}`;
  throw failure("out-of-range", "visibleRect", expected, `${width} × ${height} at ${x}, ${y}`);
}

export function optionalNumber(name: string, value: unknown): number | undefined {
  return value === undefined ? undefined : numeric(name, value);
}
