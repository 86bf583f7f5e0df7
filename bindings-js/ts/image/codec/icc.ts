// Converts colours from an ICC profile to sRGB: profiles with a curve for each channel and a matrix, or with one curve
// for gray (ICC.1:2022, F.3 and F.2). Their colours are relative to D50, as are the numbers here.

import { readBlocks } from "./blocks.js";
import type { Refusal } from "./info.js";
import { textOf } from "./signatures.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** Maximum number of tags that are read. */
const MAXIMUM_TAGS = 256;

/** XYZ (D50) to linear sRGB: the inverse of sRGB's matrix after Bradford's adaptation. */
const TO_SRGB = [
  [3.1341359, -1.6173863, -0.4906619],
  [-0.978796, 1.9162545, 0.0334427],
  [0.0719553, -0.2289768, 1.4053861],
] as const;

/** Number of steps of the table that encodes linear values: 0.4 levels at the steepest part of the curve. */
const STEPS = 8192;

type Curve = (value: number) => number;

/** Parameters of a parametric curve, by the function's number (ICC.1:2022, table 68). */
const PARAMETERS = [1, 3, 4, 5, 7];

function curveAt(profile: DataView, at: number): Curve | undefined {
  const fixed = (from: number) => profile.getInt32(from) / 65_536;
  const kind = profile.getUint32(at);
  // `curv`: the identity, an exponent, or a table.
  if (kind === 0x63757276) {
    const count = profile.getUint32(at + 8);
    if (count === 0) return (value) => value;
    if (count === 1) {
      const exponent = profile.getUint16(at + 12) / 256;
      return (value) => value ** exponent;
    }
    // Reads the last entry first: a table beyond the end is a damaged profile.
    profile.getUint16(at + 12 + (count - 1) * 2);
    return (value) => {
      const position = value * (count - 1);
      const index = Math.min(Math.floor(position), count - 2);
      const entry = (i: number) => profile.getUint16(at + 12 + i * 2) / 65_535;
      return entry(index) + (entry(index + 1) - entry(index)) * (position - index);
    };
  }
  // `para`: a power with an offset, and a line or a constant below.
  if (kind !== 0x70617261) return undefined;
  const which = profile.getUint16(at + 8);
  const count = PARAMETERS[which];
  if (count === undefined) return undefined;
  const [g = 1, a = 1, b = 0, ...rest] = Array.from({ length: count }, (_, index) =>
    fixed(at + 12 + index * 4),
  );
  const power = (value: number) => Math.max(a * value + b, 0) ** g;
  const [first = 0, second = 0, third = 0, fourth = 0] = rest;
  if (which === 0) return (value) => value ** g;
  if (which === 1) return (value) => (value >= -b / a ? power(value) : 0);
  if (which === 2) return (value) => (value >= -b / a ? power(value) : 0) + first;
  if (which === 3) return (value) => (value >= second ? power(value) : first * value);
  return (value) => (value >= second ? power(value) + third : first * value + fourth);
}

interface Profile {
  /** For each level of each channel, its linear value. */
  readonly curves: readonly Float32Array[];
  /** From linear channels to linear sRGB. */
  readonly matrix: readonly (readonly number[])[];
  readonly isGray: boolean;
}

/** Reads a profile; `undefined` if it has another model. Throws a RangeError if it ends early. */
function read(icc: Bytes): Profile | undefined {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  const [space, connection] = [textOf(icc, 16, 20), textOf(icc, 20, 24)];
  const tags = new Map<string, number>();
  for (let index = Math.min(view.getUint32(128), MAXIMUM_TAGS) - 1; index >= 0; index -= 1) {
    const at = 132 + index * 12;
    tags.set(textOf(icc, at, at + 4), view.getUint32(at + 4));
  }
  const curve = (name: string): Float32Array | undefined => {
    const at = tags.get(name);
    const found = at === undefined ? undefined : curveAt(view, at);
    return found && Float32Array.from({ length: 256 }, (_, level) => found(level / 255));
  };
  const column = (name: string): number[] | undefined => {
    const at = tags.get(name);
    return at === undefined
      ? undefined
      : [0, 1, 2].map((index) => view.getInt32(at + 8 + index * 4) / 65_536);
  };
  if (space === "GRAY") {
    const gray = curve("kTRC");
    return (
      gray && {
        curves: [gray, gray, gray],
        matrix: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        isGray: true,
      }
    );
  }
  if (space !== "RGB " || connection !== "XYZ ") return undefined;
  const curves = ["rTRC", "gTRC", "bTRC"].map(curve);
  const columns = ["rXYZ", "gXYZ", "bXYZ"].map(column);
  if (curves.includes(undefined) || columns.includes(undefined)) return undefined;
  const matrix = TO_SRGB.map((row) =>
    columns.map((xyz) => row.reduce((sum, factor, index) => sum + factor * (xyz?.[index] ?? 0), 0)),
  );
  return { curves: curves as Float32Array[], matrix, isGray: false };
}

let encoding: Uint8Array | undefined;

/** Returns the table from linear values, in `STEPS` steps, to levels of sRGB. */
function encoded(): Uint8Array {
  encoding ??= Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
    const value = step / STEPS;
    return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
  });
  return encoding;
}

function convert({ curves, matrix, isGray }: Profile, pixels: Uint8Array): void {
  const levels = encoded();
  const [red, green, blue] = curves as [Float32Array, Float32Array, Float32Array];
  const [[m0, m1, m2], [m3, m4, m5], [m6, m7, m8]] = matrix.map((row) =>
    row.map((factor) => factor * STEPS),
  ) as [[number, number, number], [number, number, number], [number, number, number]];
  const level = (value: number) => levels[value <= 0 ? 0 : value >= STEPS ? STEPS : (value + 0.5) | 0] ?? 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const [pr, pg, pb] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
    const [r, g, b] = [red[pr] ?? 0, green[pg] ?? 0, blue[pb] ?? 0];
    pixels[at] = level(m0 * r + m1 * g + m2 * b);
    pixels[at + 1] = isGray ? (pixels[at] ?? 0) : level(m3 * r + m4 * g + m5 * b);
    pixels[at + 2] = isGray ? (pixels[at] ?? 0) : level(m6 * r + m7 * g + m8 * b);
  }
}

/** Returns a function that converts pixels from the profile of a file to sRGB; `undefined` if it has none. */
export async function converterOf(
  file: Bytes,
): Promise<((pixels: Uint8Array) => void) | Refusal | undefined> {
  const blocks = await readBlocks(file);
  if ("code" in blocks) return blocks.code === "unsupported" ? undefined : blocks;
  if (blocks.icc === undefined) return undefined;
  const refused = { argument: "colorProfile", expected: "ignore for this file" } as const;
  try {
    const profile = read(blocks.icc);
    if (profile !== undefined) return (pixels) => convert(profile, pixels);
    const space = textOf(blocks.icc, 16, 20).trim();
    return { code: "unsupported", ...refused, received: `convert for a ${space} profile without a matrix` };
  } catch {
    return { code: "decode", ...refused, received: "convert for a damaged profile" };
  }
}
