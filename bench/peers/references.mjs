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
 * @returns {Reference}
 */
export const moved = (from) => (source, size) => {
  const result = new Float64Array(source.length);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const [fromX, fromY] = from(x, y, size);
      const start = (fromY * size.width + fromX) * 4;
      result.set(source.subarray(start, start + 4), (y * size.width + x) * 4);
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
 * The weighted sum of a pixel and its eight neighbours.
 *
 * @param {readonly number[]} kernel
 * @returns {Reference}
 */
export const convolution = (kernel) => (source, size) =>
  opaque(source, (result) => {
    for (let channel = 0; channel < 3; channel++) {
      const at = sampler(source, size, channel);
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          const sum = kernel.reduce(
            (sum, weight, i) => sum + weight * at(x + (i % 3) - 1, y + Math.floor(i / 3) - 1),
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
