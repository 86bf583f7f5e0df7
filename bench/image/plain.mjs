// Plain JavaScript without a library: loops over the bytes of an ImageData. As a contender, it uses the well-known
// optimisations (words instead of bytes, tables, luma computed once), and no others.

/**
 * Typed arrays. `any`, because TypeScript can't prove that indices are in bounds, and a check for every pixel would
 * slow the contender down.
 *
 * @typedef {any} Pixels
 * @typedef {{ width: number, height: number }} Size
 * @typedef {(source: Pixels, target: Pixels, size: Size, second?: Pixels) => void} Loop
 */

/** @returns {Pixels} */
const words = (/** @type {Pixels} */ bytes) =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);

/** @type {Loop} */
export function invert(source, target) {
  const from = words(source);
  const to = words(target);
  for (let i = 0; i < from.length; i++) to[i] = from[i] ^ 0xffffff;
}

/** Applies one table to all colour channels. @param {(value: number) => number} of @returns {Loop} */
export function table(of) {
  /** @type {Pixels} */
  const levels = Uint8ClampedArray.from({ length: 256 }, (_, value) => of(value));
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    for (let i = 0; i < from.length; i++) {
      const pixel = from[i];
      const red = levels[pixel & 255];
      const green = levels[(pixel >> 8) & 255];
      const blue = levels[(pixel >> 16) & 255];
      to[i] = red | (green << 8) | (blue << 16) | (pixel & 0xff000000);
    }
  };
}

/** @type {Loop} */
export function grayscale(source, target) {
  const from = words(source);
  const to = words(target);
  for (let i = 0; i < from.length; i++) {
    const pixel = from[i];
    const sum = 0.2126 * (pixel & 255) + 0.7152 * ((pixel >> 8) & 255) + 0.0722 * ((pixel >> 16) & 255);
    to[i] = (((sum + 0.5) | 0) * 0x010101) | (pixel & 0xff000000);
  }
}

const level = (/** @type {number} */ value) => (value < 0 ? 0 : value > 255 ? 255 : (value + 0.5) | 0);

/** @param {readonly number[]} matrix nine numbers, by rows @returns {Loop} */
export function colorMatrix(matrix) {
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = /** @type {Pixels} */ (matrix);
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    for (let i = 0; i < from.length; i++) {
      const pixel = from[i];
      const r = pixel & 255;
      const g = (pixel >> 8) & 255;
      const b = (pixel >> 16) & 255;
      const red = level(rr * r + rg * g + rb * b);
      const green = level(gr * r + gg * g + gb * b);
      const blue = level(br * r + bg * g + bb * b);
      to[i] = red | (green << 8) | (blue << 16) | (pixel & 0xff000000);
    }
  };
}

/** @param {number} amount @returns {Loop} */
export function opacity(amount) {
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    for (let i = 0; i < from.length; i++) {
      const pixel = from[i];
      to[i] = (pixel & 0xffffff) | (level(amount * (pixel >>> 24)) << 24);
    }
  };
}

/** For two opaque pictures. @type {Loop} */
export function multiply(source, target, _, second) {
  const from = words(source);
  const by = words(/** @type {Pixels} */ (second));
  const to = words(target);
  for (let i = 0; i < from.length; i++) {
    const pixel = from[i];
    const other = by[i];
    const red = ((pixel & 255) * (other & 255) * 257 + 32896) >> 16;
    const green = (((pixel >> 8) & 255) * ((other >> 8) & 255) * 257 + 32896) >> 16;
    const blue = (((pixel >> 16) & 255) * ((other >> 16) & 255) * 257 + 32896) >> 16;
    to[i] = red | (green << 8) | (blue << 16) | (pixel & 0xff000000);
  }
}

/** @param {number} limit @returns {Loop} */
export function threshold(limit) {
  return (source, target) => {
    const from = words(source);
    const to = words(target);
    for (let i = 0; i < from.length; i++) {
      const pixel = from[i];
      const sum = 4899 * (pixel & 255) + 9617 * ((pixel >> 8) & 255) + 1868 * ((pixel >> 16) & 255);
      to[i] = ((sum + 8192) >> 14 >= limit ? 0xffffff : 0) | (pixel & 0xff000000);
    }
  };
}

/** @type {Loop} */
export function flipHorizontal(source, target, { width, height }) {
  const from = words(source);
  const to = words(target);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) to[row + x] = from[row + width - 1 - x];
  }
}

/** Clockwise rotation. @type {Loop} */
export function rotateQuarter(source, target, { width, height }) {
  const from = words(source);
  const to = words(target);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) to[x * height + height - 1 - y] = from[y * width + x];
  }
}

/** @param {Size} size @returns {Loop} */
export function sobel({ width, height }) {
  const luma = new Int32Array(width * height);
  return (source, target) => {
    /** @type {Pixels} */
    const gray = luma;
    for (let i = 0, j = 0; i < source.length; i += 4, j++) {
      gray[j] = (4899 * source[i] + 9617 * source[i + 1] + 1868 * source[i + 2] + 8192) >> 14;
    }
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const above = Math.max(0, y - 1) * width;
      const below = Math.min(height - 1, y + 1) * width;
      for (let x = 0; x < width; x++) {
        const left = Math.max(0, x - 1);
        const right = Math.min(width - 1, x + 1);
        const horizontal =
          gray[above + right] +
          2 * gray[row + right] +
          gray[below + right] -
          gray[above + left] -
          2 * gray[row + left] -
          gray[below + left];
        const vertical =
          gray[below + left] +
          2 * gray[below + x] +
          gray[below + right] -
          gray[above + left] -
          2 * gray[above + x] -
          gray[above + right];
        const length = Math.sqrt(horizontal * horizontal + vertical * vertical);
        const i = (row + x) * 4;
        target[i] = length;
        target[i + 1] = length;
        target[i + 2] = length;
        target[i + 3] = source[i + 3];
      }
    }
  };
}

/** @param {readonly number[]} kernel @returns {Loop} */
export function convolution(kernel) {
  const [a, b, c, d, e, f, g, h, j] = /** @type {Pixels} */ (kernel);
  return (source, target, { width, height }) => {
    for (let y = 0; y < height; y++) {
      const row = y * width;
      const above = Math.max(0, y - 1) * width;
      const below = Math.min(height - 1, y + 1) * width;
      for (let x = 0; x < width; x++) {
        const left = Math.max(0, x - 1);
        const right = Math.min(width - 1, x + 1);
        const i = (row + x) * 4;
        for (let channel = 0; channel < 3; channel++) {
          const at = (/** @type {number} */ pixel) => source[pixel * 4 + channel];
          target[i + channel] =
            a * at(above + left) +
            b * at(above + x) +
            c * at(above + right) +
            d * at(row + left) +
            e * at(row + x) +
            f * at(row + right) +
            g * at(below + left) +
            h * at(below + x) +
            j * at(below + right);
        }
        target[i + 3] = source[i + 3];
      }
    }
  };
}

/** @param {readonly number[]} kernel 25 weights @returns {Loop} */
export function convolution5(kernel) {
  const weights = /** @type {Pixels} */ (Float64Array.from(kernel));
  return (source, target, { width, height }) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let r = 0;
        let g = 0;
        let b = 0;
        for (let dy = -2; dy <= 2; dy++) {
          const row = Math.min(height - 1, Math.max(0, y + dy)) * width;
          for (let dx = -2; dx <= 2; dx++) {
            const i = (row + Math.min(width - 1, Math.max(0, x + dx))) * 4;
            const weight = weights[(dy + 2) * 5 + dx + 2];
            r += weight * source[i];
            g += weight * source[i + 1];
            b += weight * source[i + 2];
          }
        }
        const i = (y * width + x) * 4;
        target[i] = r;
        target[i + 1] = g;
        target[i + 2] = b;
        target[i + 3] = source[i + 3];
      }
    }
  };
}

/** A separable filter, truncated at three standard deviations. @param {number} sigma @param {Size} size @returns {Loop} */
export function gaussian(sigma, { width, height }) {
  const reach = Math.ceil(3 * sigma);
  /** @type {Pixels} */
  const weights = new Float32Array(2 * reach + 1);
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    weights[i] = Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2));
    total += weights[i];
  }
  for (let i = 0; i < weights.length; i++) weights[i] /= total;
  /** @type {Pixels} */
  const between = new Float32Array(width * height * 4);

  // Two nearly identical loops: a loop over arrays of two types takes the engine three times as long.
  return (source, target) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let r = 0;
        let g = 0;
        let b = 0;
        let a = 0;
        for (let tap = -reach; tap <= reach; tap++) {
          const i = (y * width + Math.min(width - 1, Math.max(0, x + tap))) * 4;
          const weight = weights[tap + reach];
          r += weight * source[i];
          g += weight * source[i + 1];
          b += weight * source[i + 2];
          a += weight * source[i + 3];
        }
        const i = (y * width + x) * 4;
        between[i] = r;
        between[i + 1] = g;
        between[i + 2] = b;
        between[i + 3] = a;
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let r = 0;
        let g = 0;
        let b = 0;
        let a = 0;
        for (let tap = -reach; tap <= reach; tap++) {
          const i = (Math.min(height - 1, Math.max(0, y + tap)) * width + x) * 4;
          const weight = weights[tap + reach];
          r += weight * between[i];
          g += weight * between[i + 1];
          b += weight * between[i + 2];
          a += weight * between[i + 3];
        }
        const i = (y * width + x) * 4;
        target[i] = r;
        target[i + 1] = g;
        target[i + 2] = b;
        target[i + 3] = a;
      }
    }
  };
}
