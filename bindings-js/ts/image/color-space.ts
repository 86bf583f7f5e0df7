import {
  CHROMA_SITINGS,
  type ChromaSiting,
  type Format,
  PRIMARIES,
  type Primaries,
  TRANSFERS,
  type Transfer,
  YUV,
  YUV_MATRICES,
  type YuvMatrix,
} from "../generated/image-boundary.js";
import { isRecord } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";

/** The colour space of a frame, with the names of WebCodecs' `VideoColorSpace`. */
export interface ColorSpace {
  /** Which colours red, green and blue are. */
  readonly primaries: Primaries;
  /** The transfer function from light to values. */
  readonly transfer: Transfer;
  /** The matrix between RGB and YUV. */
  readonly matrix: YuvMatrix;
  /** Whether values cover all levels. Otherwise, those of 8 bits are 16 to 235 for luma and 16 to 240 for chroma. */
  readonly fullRange: boolean;
  /** The position of a chroma sample that the pixels of a row share. */
  readonly siting: ChromaSiting;
}

const SRGB: ColorSpace = Object.freeze({
  primaries: "bt709",
  transfer: "iec61966-2-1",
  matrix: "rgb",
  fullRange: true,
  siting: "left",
});

const BT709: ColorSpace = Object.freeze({
  primaries: "bt709",
  transfer: "bt709",
  matrix: "bt709",
  fullRange: false,
  siting: "left",
});

/** The colour space of a new frame. */
export function defaultColorSpace(format: Format): ColorSpace {
  return YUV.includes(format) ? BT709 : SRGB;
}

const NAMES = {
  primaries: PRIMARIES,
  transfer: TRANSFERS,
  matrix: YUV_MATRICES,
  siting: CHROMA_SITINGS,
} as const;

/**
 * Returns `value`, with missing properties from `base`. A `VideoColorSpace` is valid: its properties that are `null`
 * count as missing.
 *
 * @throws ArgumentError that names the property.
 */
export function colorSpaceOf(value: unknown, base: ColorSpace): ColorSpace {
  if (!isRecord(value)) throw failure("invalid-argument", "colorSpace", "an object", describe(value));
  const name = <K extends keyof typeof NAMES>(key: K): ColorSpace[K] => {
    const given = value[key] ?? base[key];
    const names: readonly unknown[] = NAMES[key];
    if (!names.includes(given)) {
      throw failure("invalid-argument", `colorSpace.${key}`, NAMES[key], describe(given));
    }
    return given as ColorSpace[K];
  };
  const fullRange = value["fullRange"] ?? base.fullRange;
  if (typeof fullRange !== "boolean") {
    throw failure("invalid-argument", "colorSpace.fullRange", "a Boolean", describe(fullRange));
  }
  return Object.freeze({
    primaries: name("primaries"),
    transfer: name("transfer"),
    matrix: name("matrix"),
    fullRange,
    siting: name("siting"),
  });
}

/** Returns the arguments of the module. */
export function indicesOf(space: ColorSpace): [number, number, number, boolean, number] {
  return [
    PRIMARIES.indexOf(space.primaries),
    TRANSFERS.indexOf(space.transfer),
    YUV_MATRICES.indexOf(space.matrix),
    space.fullRange,
    CHROMA_SITINGS.indexOf(space.siting),
  ];
}
