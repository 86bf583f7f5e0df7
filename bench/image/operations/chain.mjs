// A chain of filters at 4K: exposure, Gaussian, unsharp mask and vignette. Canvas 2D and photon don't support it: they
// lack an exposure in linear light and an unsharp mask with these parameters.

import * as plain from "../plain.mjs";
import * as reference from "../references/index.mjs";

const [stops, sigma, amount, unsharpSigma, shade] = [0.5, 2, 0.8, 1.5, 0.6];

/** IEC 61966-2-1, from 0…255 to 0…255. @param {number} value */
function exposed(value) {
  const v = value / 255;
  const light = Math.min(1, (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4) * 2 ** stops);
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
}

/** Returns the factor of a pixel under the vignette. @param {number} x @param {number} y @param {{ width: number, height: number }} size */
function falloff(x, y, { width, height }) {
  const distance = Math.hypot(((x + 0.5) / width) * 2 - 1, ((y + 0.5) / height) * 2 - 1);
  const t = Math.min(1, Math.max(0, (distance - 0.5) / 0.7));
  return 1 - shade * t * t * (3 - 2 * t);
}

/** Returns the vignette's factor of each byte of a picture, as bytes; 255 for alpha. @param {{ width: number, height: number }} size */
function makeMask(size) {
  const mask = new Uint8Array(size.width * size.height * 4).fill(255);
  for (let y = 0, i = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, i += 4) mask.fill(Math.round(255 * falloff(x, y, size)), i, i + 3);
  }
  return mask;
}

/** @type {Map<number, Uint8Array>} */
const masks = new Map();

/** Returns the mask of a size, which all runs share. @param {{ width: number, height: number }} size */
function maskOf(size) {
  const mask = masks.get(size.width) ?? makeMask(size);
  masks.set(size.width, mask);
  return mask;
}

/** @type {reference.Reference} */
function exact(source, size) {
  /** References accept unrounded values, too. @param {Float64Array} picture */
  const numbers = (picture) => /** @type {any} */ (picture);
  const start = reference.point((r, g, b, a) => [exposed(r), exposed(g), exposed(b), a])(source, size);
  const soft = reference.gaussian(sigma)(numbers(start), size);
  const blurred = reference.gaussian(unsharpSigma)(numbers(soft), size);
  for (let y = 0, i = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, i += 4) {
      const factor = falloff(x, y, size);
      for (let channel = i; channel < i + 3; channel++) {
        const value = soft[channel] ?? 0;
        soft[channel] =
          Math.min(255, Math.max(0, value + amount * (value - (blurred[channel] ?? 0)))) * factor;
      }
    }
  }
  return soft;
}

const levels = Array.from({ length: 256 }, (_, level) => Math.round(exposed(level)));

/** @type {import("../operations.mjs").Operation} */
export const chain = {
  name: "exposure, Gaussian, unsharp mask, vignette",
  sizes: [{ width: 3840, height: 2160 }],
  step: [
    { filter: "exposure", stops },
    { filter: "gaussianBlur", sigma },
    { filter: "unsharpMask", amount, sigma: unsharpSigma },
    { filter: "vignette", amount: shade, radius: 0.5, feather: 0.7 },
  ],
  reference: exact,
  // The vignette.
  positional: true,
  margin: 4 * sigma + 4 * Math.ceil(unsharpSigma),
  plain: (size) => {
    const steps = [
      plain.table((value) => exposed(value)),
      plain.gaussian(sigma, size),
      plain.gaussian(unsharpSigma, size),
    ];
    const mask = makeMask(size);
    const [start, soft] = [0, 1].map(() => new Uint8ClampedArray(mask.length));
    return (source, target) => {
      if (!start || !soft) return;
      steps[0]?.(source, start, size);
      steps[1]?.(start, soft, size);
      steps[2]?.(soft, target, size);
      for (let i = 0; i < target.length; i++) {
        const value = soft[i] ?? 0;
        const sharp = Math.min(255, Math.max(0, value + amount * (value - (target[i] ?? 0))));
        target[i] = (sharp * (mask[i] ?? 0)) / 255;
      }
    };
  },
  opencv: (cv) => {
    const any = new cv.Size(0, 0);
    const table = cv.matFromArray(
      1,
      256,
      cv.CV_8UC4,
      levels.flatMap((value, level) => [value, value, value, level]),
    );
    /** @type {any} */
    let mask;
    const [soft, blurred] = [new cv.Mat(), new cv.Mat()];
    return (source, target) => {
      if (mask === undefined) {
        mask = new cv.Mat(source.rows, source.cols, cv.CV_8UC4);
        mask.data.set(makeMask({ width: source.cols, height: source.rows }));
      }
      cv.LUT(source, table, target);
      cv.GaussianBlur(target, soft, any, sigma);
      cv.GaussianBlur(soft, blurred, any, unsharpSigma);
      cv.addWeighted(soft, 1 + amount, blurred, -amount, 0, soft);
      cv.multiply(soft, mask, target, 1 / 255);
    };
  },
  vips: (image, keep) => {
    const { Image } = /** @type {any} */ ({ Image: image.constructor });
    const table = Uint8Array.from(levels.flatMap((value, level) => [value, value, value, level]));
    const mask = maskOf(image);
    const soft = keep(
      keep(image.maplut(keep(Image.newFromMemory(table, 256, 1, 4, "uchar")))).gaussblur(sigma),
    );
    const blurred = keep(soft.gaussblur(unsharpSigma));
    const sharp = keep(keep(soft.linear(1 + amount, 0)).subtract(keep(blurred.linear(amount, 0))));
    const shade = keep(Image.newFromMemory(mask, image.width, image.height, 4, "uchar"));
    const shaded = keep(keep(sharp.cast("uchar")).multiply(shade));
    return keep(keep(shaded.linear(1 / 255, 0)).rint()).cast("uchar");
  },
};
