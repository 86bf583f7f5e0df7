// Exact results of operations on single pixels and on histograms.

import { makeSecond } from "../pictures.mjs";
import { clamp, inside, lumas } from "./shared.mjs";

/** @import { Reference } from "./shared.mjs" */

/**
 * Applies a function to single pixels.
 *
 * @param {(r: number, g: number, b: number, a: number) => number[]} of
 * @returns {Reference}
 */
export const point = (of) => (source) => {
  const result = new Float64Array(source.length);
  for (let i = 0; i < source.length; i += 4) {
    const [r = 0, g = 0, b = 0, a = 0] = source.subarray(i, i + 4);
    of(r, g, b, a).forEach((value, channel) => {
      result[i + channel] = clamp(value);
    });
  }
  return result;
};

/**
 * Multiplies colours by a matrix; alpha is unchanged.
 *
 * @param {readonly number[]} matrix nine numbers, by rows
 */
export const colorMatrix = (matrix) =>
  point((r, g, b, a) => {
    const row = (/** @type {number} */ i) =>
      (matrix[i] ?? 0) * r + (matrix[i + 1] ?? 0) * g + (matrix[i + 2] ?? 0) * b;
    return [row(0), row(3), row(6), a];
  });

/** Shifts the colours of each pixel by the change of its luma. @param {Uint8ClampedArray} source @param {(luma: number, pixel: number) => number} to */
function lumaMoved(source, to) {
  const levels = lumas(source);
  return Float64Array.from(source, (value, i) => {
    const level = levels[i >> 2] ?? 0;
    return i % 4 === 3 ? value : clamp(value + to(level, i >> 2) - level);
  });
}

/** @type {Reference} */
export const equalized = (source) => {
  const counts = new Float64Array(256);
  for (const level of lumas(source)) counts[level] = (counts[level] ?? 0) + 1;
  const first = counts.findIndex((count) => count > 0);
  const all = source.length / 4 - (counts[first] ?? 0);
  let sum = -(counts[first] ?? 0);
  const table = counts.map((count) => {
    sum += count;
    return Math.max(0, Math.round((sum * 255) / all));
  });
  return lumaMoved(source, (level) => table[level] ?? 0);
};

/**
 * OpenCV's `CLAHE`, for sizes that are multiples of the tiles.
 *
 * @param {number} limit
 * @param {number} tiles along either side
 * @returns {Reference}
 */
export const clahe =
  (limit, tiles) =>
  (source, { width, height }) => {
    const [across, down] = [width / tiles, height / tiles];
    const area = across * down;
    const most = Math.max(1, Math.floor((limit * area) / 256));
    const levels = lumas(source);
    const tables = Array.from({ length: tiles * tiles }, (_, tile) => {
      const counts = new Float64Array(256);
      const [left, top] = [(tile % tiles) * across, Math.floor(tile / tiles) * down];
      for (let y = top; y < top + down; y++) {
        for (let x = left; x < left + across; x++) {
          const level = levels[y * width + x] ?? 0;
          counts[level] = (counts[level] ?? 0) + 1;
        }
      }
      let over = 0;
      for (const [level, count] of counts.entries()) {
        over += Math.max(0, count - most);
        counts[level] = Math.min(count, most);
      }
      const each = Math.floor(over / 256);
      let rest = over - each * 256;
      const step = rest > 0 ? Math.max(1, Math.floor(256 / rest)) : 1;
      for (let level = 0; level < 256; level++) {
        counts[level] = (counts[level] ?? 0) + each;
        if (rest > 0 && level % step === 0) {
          counts[level] = (counts[level] ?? 0) + 1;
          rest--;
        }
      }
      let sum = 0;
      return counts.map((count) => {
        sum += count;
        return Math.round((sum * 255) / area);
      });
    });
    return lumaMoved(source, (level, pixel) => {
      const [x, y] = [(pixel % width) / across - 0.5, Math.floor(pixel / width) / down - 0.5];
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const at = (/** @type {number} */ column, /** @type {number} */ row) =>
        tables[inside(row, tiles) * tiles + inside(column, tiles)]?.[level] ?? 0;
      const mix = (/** @type {number} */ row) =>
        at(left, row) * (1 - (x - left)) + at(left + 1, row) * (x - left);
      return Math.round(mix(top) * (1 - (y - top)) + mix(top + 1) * (y - top));
    });
  };

/** Multiplies by the second picture. @type {Reference} */
export const multiplied = (source) => {
  const second = makeSecond(source);
  return Float64Array.from(source, (value, i) => (value * (second[i] ?? 0)) / 255);
};
