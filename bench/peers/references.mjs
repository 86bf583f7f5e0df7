// The exact results, in double precision and neither rounded nor optimised: what "right" means in this bench.

/** @typedef {{ width: number, height: number }} Size */
/** @typedef {(source: Uint8ClampedArray, size: Size) => Float64Array} Reference */

const clamp = (/** @type {number} */ value) => Math.min(255, Math.max(0, value));

/**
 * A function of one pixel.
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
 * Colours times a matrix, by rows; alpha stays.
 *
 * @param {readonly number[]} matrix nine numbers
 */
export const colorMatrix = (matrix) =>
  point((r, g, b, a) => {
    const row = (/** @type {number} */ i) =>
      (matrix[i] ?? 0) * r + (matrix[i + 1] ?? 0) * g + (matrix[i + 2] ?? 0) * b;
    return [row(0), row(3), row(6), a];
  });

/** Luma in whole levels, as the filters define it. @param {number} r @param {number} g @param {number} b */
export const luma = (r, g, b) => (4899 * r + 9617 * g + 1868 * b + 8192) >> 14;

/**
 * Pixels moved: `from` says where the pixel at x, y comes from.
 *
 * @param {(x: number, y: number, size: Size) => [number, number]} from
 * @param {(size: Size) => Size} output the size of the result
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

/** One channel, the outermost pixels repeated. @param {Uint8ClampedArray} source @param {Size} size @param {number} channel */
const sampler =
  (source, { width, height }, channel) =>
  (/** @type {number} */ x, /** @type {number} */ y) => {
    const [column, row] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
    return source[(row * width + column) * 4 + channel] ?? 0;
  };

/** @param {Uint8ClampedArray} source @param {(result: Float64Array) => void} fill */
function opaque(source, fill) {
  const result = new Float64Array(source.length).fill(255);
  fill(result);
  return result;
}

/**
 * The weighted sum of a square of pixels.
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

/** The length of the gradient of the luma. @type {Reference} */
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
 * The Gaussian itself, to six standard deviations.
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
  /** Along the lines of `from`; the result is turned, so that twice is both directions. @param {Float64Array} from @param {number} length @param {number} lines */
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
 * The value at a place in the rising order of the square of pixels around each, by counting.
 *
 * @param {number} radius
 * @param {number} place from 0, the smallest
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
 * The mean of a square, by a table of sums.
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
 * The bilateral filter as OpenCV defines it: a disc, and the distance of colours as the sum of the distances of channels.
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

const sinc = (/** @type {number} */ x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
/** Windows of a resize: how far each reaches, and its weights. */
export const lanczos3 = { reach: 3, weight: (/** @type {number} */ x) => sinc(x) * sinc(x / 3) };
export const triangle = { reach: 1, weight: (/** @type {number} */ x) => 1 - Math.abs(x) };

/**
 * Another size, by a window as wide as the step between pixels of the result, as Pillow has it: not rounded in between.
 *
 * @param {(size: Size) => Size} output
 * @param {{ reach: number, weight: (x: number) => number }} window
 * @returns {Reference}
 */
export const resized =
  (output, { reach, weight }) =>
  (source, size) => {
    const to = output(size);
    /** Along lines of `from` numbers; the result is turned. @param {Float64Array} picture @param {number} from @param {number} into */
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
