// More exact results: of operations on whole frames, of edges, and of pixels that are moved.

import { makeSecond } from "./content.mjs";
import { gaussian, luma } from "./references.mjs";

/** @typedef {import("./references.mjs").Size} Size @typedef {import("./references.mjs").Reference} Reference */

const clamp = (/** @type {number} */ value) => Math.min(255, Math.max(0, value));
const inside = (/** @type {number} */ place, /** @type {number} */ length) =>
  Math.min(length - 1, Math.max(0, place));

/** OpenCV's: a bit finer than ours, so that a few pixels in ten thousand differ by a level. @type {typeof luma} */
export const luma15 = (r, g, b) => (9798 * r + 19235 * g + 3735 * b + 16384) >> 15;

/** Of all pixels. @param {ArrayLike<number>} source @param {typeof luma} of */
const lumas = (source, of = luma) =>
  Float64Array.from({ length: source.length / 4 }, (_, i) =>
    of(source[4 * i] ?? 0, source[4 * i + 1] ?? 0, source[4 * i + 2] ?? 0),
  );

/** As gray, opaque. @param {ArrayLike<number>} values */
function gray(values) {
  const result = new Float64Array(values.length * 4).fill(255);
  for (let i = 0; i < values.length; i++) result.fill(values[i] ?? 0, 4 * i, 4 * i + 3);
  return result;
}

/** Each pixel's colours moved by as much as its luma is. @param {Uint8ClampedArray} source @param {(luma: number, pixel: number) => number} to */
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
 * OpenCV's `CLAHE`, for sizes that are whole tiles.
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

/**
 * White where the luma is above the mean around it, in whole levels, less `offset`.
 *
 * @param {number} side
 * @param {number} offset
 * @param {typeof luma15} [luma] another one
 * @returns {Reference}
 */
export const adaptiveThreshold =
  (side, offset, luma) =>
  (source, { width, height }) => {
    const levels = lumas(source, luma);
    const means = boxSums(levels, width, height, side >> 1);
    return gray(
      levels.map((level, i) => (level > Math.round((means[i] ?? 0) / side ** 2) - offset ? 255 : 0)),
    );
  };

/** Sums of squares, the outermost values repeated. @param {Float64Array} values @param {number} width @param {number} height @param {number} reach */
function boxSums(values, width, height, reach) {
  /** Along lines; `step` from value to value. @param {Float64Array} from @param {number} lines @param {number} length @param {number} jump @param {number} step */
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

/**
 * Canny's edges as OpenCV finds them: aperture 3, the length of a gradient as the sum of its parts.
 *
 * @param {number} low
 * @param {number} high
 * @param {typeof luma15} [luma] another one
 * @returns {Reference}
 */
export const canny =
  (low, high, luma) =>
  (source, { width, height }) => {
    const levels = lumas(source, luma);
    const at = (/** @type {number} */ x, /** @type {number} */ y) =>
      levels[inside(y, height) * width + inside(x, width)] ?? 0;
    const [across, down] = [new Float64Array(levels.length), new Float64Array(levels.length)];
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const corners = at(x + 1, y + 1) - at(x - 1, y - 1);
        const others = at(x + 1, y - 1) - at(x - 1, y + 1);
        across[i] = corners + others + 2 * (at(x + 1, y) - at(x - 1, y));
        down[i] = corners - others + 2 * (at(x, y + 1) - at(x, y - 1));
      }
    }
    const size = (/** @type {number} */ x, /** @type {number} */ y) => {
      const outside = x < 0 || y < 0 || x >= width || y >= height;
      return outside ? 0 : Math.abs(across[y * width + x] ?? 0) + Math.abs(down[y * width + x] ?? 0);
    };
    const candidates = new Uint8Array(levels.length);
    /** @type {number[]} */
    const found = [];
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const own = size(x, y);
        if (own <= low) continue;
        const [dx, dy] = [Math.abs(across[i] ?? 0), Math.abs(down[i] ?? 0)];
        // tan 22.5° with 15 bits, as there.
        const flat = dx * 13573;
        const steep = flat + dx * 65536;
        const tall = dy * 32768;
        const turn = (across[i] ?? 0) * (down[i] ?? 0) < 0 ? -1 : 1;
        const largest =
          tall < flat
            ? own > size(x - 1, y) && own >= size(x + 1, y)
            : tall > steep
              ? own > size(x, y - 1) && own >= size(x, y + 1)
              : own > size(x - turn, y - 1) && own > size(x + turn, y + 1);
        if (!largest) continue;
        candidates[i] = 1;
        if (own > high) found.push(i);
      }
    }
    const edges = new Float64Array(levels.length);
    for (const i of found) edges[i] = 255;
    for (let i = found.pop(); i !== undefined; i = found.pop()) {
      const [x, y] = [i % width, Math.floor(i / width)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const other = row * width + column;
          if (candidates[other] === 0 || edges[other] === 255) continue;
          edges[other] = 255;
          found.push(other);
        }
      }
    }
    return gray(edges);
  };

/** @param {number} amount @param {number} sigma @returns {Reference} */
export const unsharp = (amount, sigma) => (source, size) => {
  const soft = gaussian(sigma)(source, size);
  return soft.map((value, i) => clamp((source[i] ?? 0) + amount * ((source[i] ?? 0) - value)));
};

/** With the second picture. @type {Reference} */
export const multiplied = (source) => {
  const second = makeSecond(source);
  return Float64Array.from(source, (value, i) => (value * (second[i] ?? 0)) / 255);
};

/** Squares replaced by their means. @param {number} side @returns {Reference} */
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
 * Bilinear. `from` says where a place of the result comes from, both in pixels from the corner.
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

/**
 * Buades, Coll and Morel's non-local means with flat patches: by the distances of whole frames that are moved.
 *
 * @param {number} strength
 * @param {number} patch radius
 * @param {number} search radius
 * @returns {Reference}
 */
export const nonLocalMeans =
  (strength, patch, search) =>
  (source, { width, height }) => {
    const [result, totals] = [new Float64Array(source.length), new Float64Array(width * height)];
    const apart = new Float64Array(width * height);
    for (let dy = -search; dy <= search; dy++) {
      for (let dx = -search; dx <= search; dx++) {
        const other = (/** @type {number} */ i) =>
          4 * (inside(Math.floor(i / width) + dy, height) * width + inside((i % width) + dx, width));
        for (let i = 0; i < apart.length; i++) {
          const j = other(i);
          let sum = 0;
          for (let k = 0; k < 3; k++) sum += ((source[4 * i + k] ?? 0) - (source[j + k] ?? 0)) ** 2;
          apart[i] = sum;
        }
        const sums = boxSums(apart, width, height, patch);
        for (let i = 0; i < apart.length; i++) {
          const weight = Math.exp(-(sums[i] ?? 0) / (3 * (2 * patch + 1) ** 2 * strength ** 2));
          totals[i] = (totals[i] ?? 0) + weight;
          const j = other(i);
          for (let k = 0; k < 3; k++)
            result[4 * i + k] = (result[4 * i + k] ?? 0) + weight * (source[j + k] ?? 0);
        }
      }
    }
    return result.map((value, i) => (i % 4 === 3 ? 255 : value / (totals[i >> 2] ?? 1)));
  };
