// Exact results of operations on the neighbourhood of each pixel.

import { boxSums, clamp, gray, inside, luma, lumas, opaque, sampler } from "./shared.mjs";

/** @import { Reference, Size } from "./shared.mjs" */

/**
 * Returns the weighted sum over a square of pixels.
 *
 * @param {readonly number[]} kernel
 * @returns {Reference}
 */
export const convolution = (kernel) => (source, size) =>
  opaque(source, (result) => {
    const side = Math.sqrt(kernel.length);
    const reach = side >> 1;
    for (let channel = 0; channel < 3; channel++) {
      const at = sampler(source, size, channel);
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          const sum = kernel.reduce(
            (sum, weight, i) => sum + weight * at(x + (i % side) - reach, y + Math.floor(i / side) - reach),
            0,
          );
          result[(y * size.width + x) * 4 + channel] = clamp(sum);
        }
      }
    }
  });

/** The magnitude of the gradient of luma. @type {Reference} */
export const sobel = (source, size) =>
  opaque(source, (result) => {
    const [red, green, blue] = [0, 1, 2].map((channel) => sampler(source, size, channel));
    const at = (/** @type {number} */ x, /** @type {number} */ y) =>
      luma(red?.(x, y) ?? 0, green?.(x, y) ?? 0, blue?.(x, y) ?? 0);
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const right = at(x + 1, y - 1) + 2 * at(x + 1, y) + at(x + 1, y + 1);
        const left = at(x - 1, y - 1) + 2 * at(x - 1, y) + at(x - 1, y + 1);
        const below = at(x - 1, y + 1) + 2 * at(x, y + 1) + at(x + 1, y + 1);
        const above = at(x - 1, y - 1) + 2 * at(x, y - 1) + at(x + 1, y - 1);
        result.fill(
          clamp(Math.hypot(right - left, below - above)),
          (y * size.width + x) * 4,
          (y * size.width + x) * 4 + 3,
        );
      }
    }
  });

/**
 * The Gaussian, truncated at six standard deviations.
 *
 * @param {number} sigma
 * @returns {Reference}
 */
export const gaussian = (sigma) => (source, size) => {
  const { width, height } = size;
  const reach = Math.ceil(6 * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  /** Processes the lines of `from`; the result is transposed, so two passes cover both directions. @param {Float64Array} from @param {number} length @param {number} lines */
  const pass = (from, length, lines) => {
    const to = new Float64Array(from.length);
    const line = new Float64Array(length + 2 * reach);
    for (let y = 0; y < lines; y++) {
      for (let i = 0; i < line.length; i++)
        line[i] = from[y * length + Math.min(length - 1, Math.max(0, i - reach))] ?? 0;
      for (let x = 0; x < length; x++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (line[x + i] ?? 0);
        to[x * lines + y] = sum / total;
      }
    }
    return to;
  };
  return opaque(source, (result) => {
    for (let channel = 0; channel < 3; channel++) {
      const plane = Float64Array.from({ length: width * height }, (_, i) => source[i * 4 + channel] ?? 0);
      pass(pass(plane, width, height), height, width).forEach((value, i) => {
        result[i * 4 + channel] = value;
      });
    }
  });
};

/**
 * The value of a rank among the pixels of a square, by counting.
 *
 * @param {number} radius
 * @param {number} place rank from 0, the smallest
 * @returns {Reference}
 */
export const rank = (radius, place) => (source, size) =>
  opaque(source, (result) => {
    const counts = new Uint32Array(256);
    for (let channel = 0; channel < 3; channel++) {
      const at = sampler(source, size, channel);
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          counts.fill(0);
          for (let dy = -radius; dy <= radius; dy++) {
            for (let dx = -radius; dx <= radius; dx++) {
              const value = at(x + dx, y + dy);
              counts[value] = (counts[value] ?? 0) + 1;
            }
          }
          let value = 0;
          for (let below = counts[0] ?? 0; below <= place; below += counts[value] ?? 0) value++;
          result[(y * size.width + x) * 4 + channel] = value;
        }
      }
    }
  });

/**
 * The mean of a square, from a summed-area table.
 *
 * @param {number} radius
 * @returns {Reference}
 */
export const box = (radius) => (source, size) =>
  opaque(source, (result) => {
    const [width, height] = [size.width + 2 * radius, size.height + 2 * radius];
    const side = 2 * radius + 1;
    for (let channel = 0; channel < 3; channel++) {
      const at = sampler(source, size, channel);
      const sums = new Float64Array((width + 1) * (height + 1));
      for (let y = 0; y < height; y++) {
        let line = 0;
        for (let x = 0; x < width; x++) {
          line += at(x - radius, y - radius);
          sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + line;
        }
      }
      const sum = (/** @type {number} */ x, /** @type {number} */ y) => sums[y * (width + 1) + x] ?? 0;
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          const total = sum(x + side, y + side) - sum(x, y + side) - sum(x + side, y) + sum(x, y);
          result[(y * size.width + x) * 4 + channel] = total / side ** 2;
        }
      }
    }
  });

/**
 * The bilateral filter as defined by OpenCV: over a disc, with the sum of channel distances as the colour distance.
 *
 * @param {number} radius
 * @param {number} sigmaColor
 * @param {number} sigmaSpace
 * @returns {Reference}
 */
export const bilateral = (radius, sigmaColor, sigmaSpace) => (source, size) =>
  opaque(source, (result) => {
    const [red, green, blue] = [0, 1, 2].map((channel) => sampler(source, size, channel));
    if (!red || !green || !blue) return;
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const [r, g, b] = [red(x, y), green(x, y), blue(x, y)];
        let [reds, greens, blues, total] = [0, 0, 0, 0];
        for (let dy = -radius; dy <= radius; dy++) {
          for (let dx = -radius; dx <= radius; dx++) {
            if (dx * dx + dy * dy > radius * radius) continue;
            const [otherR, otherG, otherB] = [
              red(x + dx, y + dy),
              green(x + dx, y + dy),
              blue(x + dx, y + dy),
            ];
            const apart = Math.abs(otherR - r) + Math.abs(otherG - g) + Math.abs(otherB - b);
            const weight = Math.exp(
              -(apart * apart) / (2 * sigmaColor ** 2) - (dx * dx + dy * dy) / (2 * sigmaSpace ** 2),
            );
            total += weight;
            reds += weight * otherR;
            greens += weight * otherG;
            blues += weight * otherB;
          }
        }
        result.set([reds / total, greens / total, blues / total], (y * size.width + x) * 4);
      }
    }
  });

/**
 * White where the luma exceeds the rounded local mean minus `offset`.
 *
 * @param {number} side
 * @param {number} offset
 * @param {typeof import("./shared.mjs").luma} [luma] another definition
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

/**
 * Canny's edges as defined by OpenCV: aperture 3, the L1 norm of gradients.
 *
 * @param {number} low
 * @param {number} high
 * @param {typeof import("./shared.mjs").luma} [luma] another definition
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
        // tan 22.5° with 15 bits, as in OpenCV.
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

/**
 * Buades, Coll and Morel's non-local means with flat patches, by distances between shifted frames.
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
