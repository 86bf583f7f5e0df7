// The input pictures of contenders, and the distance of a result from the exact result.

/** The last created picture. @type {{ width: number, height: number, pixels: Uint8ClampedArray } | undefined} */
let last;

/**
 * Photo-like and opaque: soft gradients, hard edges, fine texture and grain; every level occurs. Reproducible.
 * Contenders share the array, and don't change it.
 *
 * @param {number} width
 * @param {number} height
 */
export function makePicture(width, height) {
  if (last?.width !== width || last.height !== height) last = { width, height, pixels: paint(width, height) };
  return last.pixels;
}

/** @param {number} width @param {number} height */
function paint(width, height) {
  const pixels = new Uint8ClampedArray(width * height * 4);
  let random = 1;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const [u, v] = [x / width, y / height];
      const disc = Math.hypot(u - 0.6, v - 0.4) < 0.22 ? 70 : 0;
      const stripes = ((x >> 5) + (y >> 6)) % 5 === 0 ? -50 : 0;
      const texture = 24 * Math.sin(x * 0.31 + 5 * Math.sin(y * 0.021)) * Math.sin(y * 0.27);
      for (let channel = 0; channel < 3; channel++) {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        const grain = (random >>> 24) / 8 - 16;
        const sky = 128 + 100 * Math.sin(3 * u + 2 * v + channel * 1.3);
        pixels[i + channel] = sky + disc * (1 - channel * 0.6) + stripes + texture + grain;
      }
      pixels[i + 3] = 255;
    }
  }
  return pixels;
}

/** Returns a second opaque picture of the same size. @param {Uint8ClampedArray} picture */
export const makeSecond = (picture) => {
  const words = new Uint32Array(picture.buffer, picture.byteOffset, picture.length / 4);
  return new Uint8ClampedArray(words.slice().reverse().buffer);
};

/**
 * Returns the signal-to-noise ratio in decibels (peak 255) of the colours or of alpha, whichever is worse, without rows
 * and columns nearer than `margin` to an edge. `Infinity` if there is no difference. Correct rounding to 8 bits gives
 * 59 dB, truncation 53 dB.
 *
 * @param {ArrayLike<number>} result
 * @param {Float64Array} reference
 * @param {{ width: number, height: number, margin: number }} area
 */
export function signalToNoise(result, reference, { width, height, margin }) {
  let [color, alpha] = [0, 0];
  for (let y = margin; y < height - margin; y++) {
    for (let i = (y * width + margin) * 4; i < (y * width + width - margin) * 4; i += 4) {
      for (let channel = 0; channel < 3; channel++) {
        color += ((result[i + channel] ?? Number.NaN) - (reference[i + channel] ?? 0)) ** 2;
      }
      alpha += ((result[i + 3] ?? Number.NaN) - (reference[i + 3] ?? 0)) ** 2;
    }
  }
  const pixels = (width - 2 * margin) * (height - 2 * margin);
  return 10 * Math.log10(255 ** 2 / Math.max(color / pixels / 3, alpha / pixels));
}

/**
 * Fills a frame with reproducible opaque noise.
 *
 * @param {Uint8Array} bytes
 */
export function fillWithNoise(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i + 1, 2654435761) | 0xff000000;
}
