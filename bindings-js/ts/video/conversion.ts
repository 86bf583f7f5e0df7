// How a shader converts the planes of a frame to RGB: the layout of its textures, and a matrix.

import type { Format } from "../generated/image-boundary.js";
import type { ColorSpace } from "../image/color-space.js";
import type { Frame } from "../image/frame.js";
import type { Plane } from "../image/planes.js";
import { failure } from "../shared/errors.js";

/** How the channels are distributed among the textures. The numbers are those of the shaders. */
const Layout = { packed: 0, planar: 1, interleaved: 2 } as const;

/** What a shader needs to convert a frame. */
export interface Conversion {
  /** Number of channels of each plane's texture. */
  readonly channels: readonly number[];
  readonly layout: (typeof Layout)[keyof typeof Layout];
  /** Whether the result is opaque. Otherwise alpha is in the fourth channel, or the fourth plane. */
  readonly isOpaque: boolean;
  /** Red, green, blue and one from the channels and one: four columns of four numbers. */
  readonly matrix: Float32Array<ArrayBuffer>;
  /** Position in the chroma textures, in their pixels: that in luma, times the first two, plus the others. */
  readonly chroma: Float32Array<ArrayBuffer>;
}

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const SWAPPED = [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1];
const GRAY = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

/** Weights of red and blue in luma: ITU-R BT.601, BT.709 and BT.2020. */
const WEIGHTS = {
  rgb: [0.2126, 0.0722],
  bt709: [0.2126, 0.0722],
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  "bt2020-ncl": [0.2627, 0.0593],
} as const;

/** The matrix from Y, U, V and one, as textures have them from 0 to 1. */
function matrixOf({ matrix, fullRange }: ColorSpace): readonly number[] {
  const [red, blue] = WEIGHTS[matrix];
  const green = 1 - red - blue;
  const luma = fullRange ? 1 : 255 / 219;
  const black = fullRange ? 0 : 16 / 255;
  const chroma = fullRange ? 1 : 255 / 224;
  const [ofU, ofV] = [2 * (1 - blue) * chroma, 2 * (1 - red) * chroma];
  const u = [0, (-ofU * blue) / green, ofU];
  const v = [ofV, (-ofV * red) / green, 0];
  const neutral = 128 / 255;
  const offset = u.map((ofU, i) => -black * luma - neutral * (ofU + (v[i] ?? 0)));
  return [luma, luma, luma, 0, ...u, 0, ...v, 0, ...offset, 1];
}

const FORMATS: Partial<Record<Format, Pick<Conversion, "channels" | "layout" | "isOpaque">>> = {
  RGBA: { channels: [4], layout: Layout.packed, isOpaque: false },
  RGBX: { channels: [4], layout: Layout.packed, isOpaque: true },
  BGRA: { channels: [4], layout: Layout.packed, isOpaque: false },
  BGRX: { channels: [4], layout: Layout.packed, isOpaque: true },
  GRAY8: { channels: [1], layout: Layout.packed, isOpaque: true },
  I420: { channels: [1, 1, 1], layout: Layout.planar, isOpaque: true },
  I420A: { channels: [1, 1, 1, 1], layout: Layout.planar, isOpaque: false },
  I422: { channels: [1, 1, 1], layout: Layout.planar, isOpaque: true },
  I444: { channels: [1, 1, 1], layout: Layout.planar, isOpaque: true },
  NV12: { channels: [1, 2], layout: Layout.interleaved, isOpaque: true },
};

/** Returns how to convert a frame. @throws ArgumentError for a format that textures of 8 bits can't hold. */
export function conversionOf({ format, colorSpace, planes }: Frame): Conversion {
  const known = FORMATS[format];
  const [luma, second] = planes;
  if (known === undefined || luma === undefined) {
    throw failure("unsupported-format", "frame", Object.keys(FORMATS), format);
  }
  const packed = format === "GRAY8" ? GRAY : format.startsWith("BGR") ? SWAPPED : IDENTITY;
  const matrix = known.layout === Layout.packed ? packed : matrixOf(colorSpace);
  return { ...known, matrix: new Float32Array(matrix), chroma: chromaOf(luma, second ?? luma, colorSpace) };
}

function chromaOf(luma: Plane, chroma: Plane, { siting }: ColorSpace): Float32Array<ArrayBuffer> {
  const isShared = (ofLuma: number, ofChroma: number) => ofLuma > 1 && ofChroma < ofLuma;
  const across = isShared(luma.width, chroma.width);
  const down = isShared(luma.height, chroma.height);
  // A sample that is left has the place of the first of its two pixels, half a pixel of luma before their middle.
  const offset = across && siting === "left" ? 0.25 : 0;
  return new Float32Array([across ? 0.5 : 1, down ? 0.5 : 1, offset, 0]);
}
