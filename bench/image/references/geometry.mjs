// Exact results of operations that move pixels or change the size.

import { clamp, inside } from "./shared.mjs";

/** @import { Reference, Size } from "./shared.mjs" */

/**
 * Moves pixels: `from` returns the source position of the pixel at x, y.
 *
 * @param {(x: number, y: number, size: Size) => [number, number]} from
 * @param {(size: Size) => Size} output size of the result
 * @returns {Reference}
 */
export const moved =
  (from, output = (size) => size) =>
  (source, size) => {
    const result = new Float64Array(source.length);
    const { width, height } = output(size);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [fromX, fromY] = from(x, y, size);
        const start = (fromY * size.width + fromX) * 4;
        result.set(source.subarray(start, start + 4), (y * width + x) * 4);
      }
    }
    return result;
  };

/** Replaces squares by their means. @param {number} side @returns {Reference} */
export const pixelated =
  (side) =>
  (source, { width, height }) => {
    const result = new Float64Array(source.length);
    for (let top = 0; top < height; top += side) {
      for (let left = 0; left < width; left += side) {
        const [right, bottom] = [Math.min(width, left + side), Math.min(height, top + side)];
        for (let channel = 0; channel < 4; channel++) {
          let sum = 0;
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) sum += source[(y * width + x) * 4 + channel] ?? 0;
          }
          const mean = sum / ((right - left) * (bottom - top));
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) result[(y * width + x) * 4 + channel] = mean;
          }
        }
      }
    }
    return result;
  };

/**
 * Bilinear interpolation. `from` maps a position of the result to a position of the source, both in pixels from the
 * corner.
 *
 * @param {(size: Size) => (x: number, y: number) => readonly [number, number]} from
 * @returns {Reference}
 */
export const warped = (from) => (source, size) => {
  const { width, height } = size;
  const place = from(size);
  const result = new Float64Array(source.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = place(x + 0.5, y + 0.5).map((value) => value - 0.5);
      const [left, top] = [Math.floor(column ?? 0), Math.floor(row ?? 0)];
      const [right, below] = [(column ?? 0) - left, (row ?? 0) - top];
      for (let channel = 0; channel < 4; channel++) {
        const at = (/** @type {number} */ x, /** @type {number} */ y) =>
          source[(inside(y, height) * width + inside(x, width)) * 4 + channel] ?? 0;
        const upper = at(left, top) * (1 - right) + at(left + 1, top) * right;
        const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right;
        result[(y * width + x) * 4 + channel] = upper * (1 - below) + lower * below;
      }
    }
  }
  return result;
};

const sinc = (/** @type {number} */ x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
/** Resampling windows: support and weights. */
export const lanczos3 = { reach: 3, weight: (/** @type {number} */ x) => sinc(x) * sinc(x / 3) };
export const triangle = { reach: 1, weight: (/** @type {number} */ x) => 1 - Math.abs(x) };

/**
 * Resizes with a window that scales with the ratio, like Pillow, without rounding between the passes.
 *
 * @param {(size: Size) => Size} output
 * @param {{ reach: number, weight: (x: number) => number }} window
 * @returns {Reference}
 */
export const resized =
  (output, { reach, weight }) =>
  (source, size) => {
    const to = output(size);
    /** Processes lines of `from` values; the result is transposed. @param {Float64Array} picture @param {number} from @param {number} into */
    const pass = (picture, from, into) => {
      const scale = from / into;
      const lines = picture.length / from;
      const result = new Float64Array(lines * into);
      for (let i = 0; i < into; i++) {
        const center = (i + 0.5) * scale;
        const [first, last] = [center - reach * scale, center + reach * scale].map((place) =>
          Math.round(place),
        );
        const [start, end] = [Math.max(0, first ?? 0), Math.min(from, last ?? from)];
        const weights = Array.from({ length: end - start }, (_, k) => {
          const x = (start + k + 0.5 - center) / scale;
          return Math.abs(x) < reach ? weight(x) : 0;
        });
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let line = 0; line < lines; line++) {
          let sum = 0;
          for (let k = 0; k < weights.length; k++)
            sum += (weights[k] ?? 0) * (picture[line * from + start + k] ?? 0);
          result[i * lines + line] = sum / total;
        }
      }
      return result;
    };
    const result = new Float64Array(to.width * to.height * 4).fill(255);
    for (let channel = 0; channel < 3; channel++) {
      const plane = Float64Array.from(
        { length: size.width * size.height },
        (_, i) => source[i * 4 + channel] ?? 0,
      );
      pass(pass(plane, size.width, to.width), size.height, to.height).forEach((value, i) => {
        result[i * 4 + channel] = clamp(value);
      });
    }
    return result;
  };
