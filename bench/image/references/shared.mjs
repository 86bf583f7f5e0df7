// Shared by exact results: types, the definitions of luma, access to neighbours.
//
// A reference computes in double precision, without optimisation, and doesn't round its result.

/** @typedef {{ width: number, height: number }} Size */
/** @typedef {(source: Uint8ClampedArray, size: Size) => Float64Array} Reference */

export const clamp = (/** @type {number} */ value) => Math.min(255, Math.max(0, value));

/** Clamps an index to a row or column of `length` pixels. */
export const inside = (/** @type {number} */ place, /** @type {number} */ length) =>
  Math.min(length - 1, Math.max(0, place));

/** Returns luma in whole levels, as defined by Filmgate's filters. @param {number} r @param {number} g @param {number} b */
export const luma = (r, g, b) => (4899 * r + 9617 * g + 1868 * b + 8192) >> 14;

/** OpenCV's luma with 15 bits: a few pixels in ten thousand differ from Filmgate's by a level. @type {typeof luma} */
export const luma15 = (r, g, b) => (9798 * r + 19235 * g + 3735 * b + 16384) >> 15;

/** Returns the luma of each pixel. @param {ArrayLike<number>} source @param {typeof luma} of */
export const lumas = (source, of = luma) =>
  Float64Array.from({ length: source.length / 4 }, (_, i) =>
    of(source[4 * i] ?? 0, source[4 * i + 1] ?? 0, source[4 * i + 2] ?? 0),
  );

/** Returns opaque gray pixels. @param {ArrayLike<number>} values */
export function gray(values) {
  const result = new Float64Array(values.length * 4).fill(255);
  for (let i = 0; i < values.length; i++) result.fill(values[i] ?? 0, 4 * i, 4 * i + 3);
  return result;
}

/** Returns a function that reads one channel; edge pixels are repeated outwards. @param {Uint8ClampedArray} source @param {Size} size @param {number} channel */
export const sampler =
  (source, { width, height }, channel) =>
  (/** @type {number} */ x, /** @type {number} */ y) => {
    const [column, row] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
    return source[(row * width + column) * 4 + channel] ?? 0;
  };

/** Returns an opaque result. @param {Uint8ClampedArray} source @param {(result: Float64Array) => void} fill */
export function opaque(source, fill) {
  const result = new Float64Array(source.length).fill(255);
  fill(result);
  return result;
}

/** Returns sums over squares; edge values are repeated outwards. @param {Float64Array} values @param {number} width @param {number} height @param {number} reach */
export function boxSums(values, width, height, reach) {
  /** Processes lines; `step` is the distance between consecutive values. @param {Float64Array} from @param {number} lines @param {number} length @param {number} jump @param {number} step */
  const pass = (from, lines, length, jump, step) => {
    const to = new Float64Array(from.length);
    for (let line = 0; line < lines; line++) {
      const at = (/** @type {number} */ i) => from[line * jump + inside(i, length) * step] ?? 0;
      let sum = 0;
      for (let i = -reach; i <= reach; i++) sum += at(i);
      for (let i = 0; i < length; i++) {
        to[line * jump + i * step] = sum;
        sum += at(i + reach + 1) - at(i - reach);
      }
    }
    return to;
  };
  return pass(pass(values, height, width, width, 1), width, height, 1, width);
}
