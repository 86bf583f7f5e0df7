// Operations on the neighbourhood of each pixel.

import * as plain from "../plain.mjs";
import * as reference from "../references/index.mjs";
import { opencvLuma, rows } from "./shared.mjs";

/** @typedef {import("../operations.mjs").Operation} Operation */

const sharpen = [0, -1, 0, -1, 5, -1, 0, -1, 0];
/** Not separable. The sum is 64: with 56, wasm-vips leaves its vector path and takes 8 times as long. */
const cone = [0, 1, 2, 1, 0, 1, 3, 5, 3, 1, 2, 5, 16, 5, 2, 1, 3, 5, 3, 1, 0, 1, 2, 1, 0];

/** @param {number} sigma @returns {Operation} */
const gaussian = (sigma) => ({
  name: `Gaussian, σ ${sigma}`,
  step: { filter: "gaussianBlur", sigma },
  reference: reference.gaussian(sigma),
  margin: 4 * sigma,
  plain: (size) => plain.gaussian(sigma, size),
  canvas: `blur(${sigma}px)`,
  opencv: (cv) => {
    const any = new cv.Size(0, 0);
    return (source, target) => cv.GaussianBlur(source, target, any, sigma);
  },
  photon: (photon) => (image) => photon.gaussian_blur(image, sigma),
  vips: (image) => image.gaussblur(sigma),
  magick: (image) => image.blur(0, sigma),
  // Its `gaussian` takes minutes. This radius of `blur` is the closest.
  jimp: (image) => image.blur(Math.round(1.2 * sigma)),
  imagejs: (image) => image.gaussianBlur({ sigma }),
});

/** The maximum over the square around each pixel. @param {string} name @param {number} radius @returns {Operation} */
const dilation = (name, radius) => ({
  name,
  step: { filter: "dilate", radiusX: radius, radiusY: radius },
  reference: reference.rank(radius, (2 * radius + 1) ** 2 - 1),
  margin: radius,
  opencv: (cv) => {
    const side = 2 * radius + 1;
    const square = cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(side, side));
    return (source, target) => cv.dilate(source, target, square);
  },
  vips: (image) => image.rank(2 * radius + 1, 2 * radius + 1, (2 * radius + 1) ** 2 - 1),
  magick: (image, { MorphologyMethod, MorphologySettings }) =>
    image.morphology(new MorphologySettings(MorphologyMethod.Dilate, `Square:${radius}`)),
});

/** @param {number} radius @returns {Operation} */
const boxBlur = (radius) => ({
  name: `box blur, radius ${radius}`,
  step: { filter: "boxBlur", radiusX: radius, radiusY: radius },
  reference: reference.box(radius),
  margin: radius,
  opencv: (cv) => {
    const side = new cv.Size(2 * radius + 1, 2 * radius + 1);
    return (source, target) => cv.blur(source, target, side);
  },
  vips: (image, keep) => {
    const ones = [new Array(2 * radius + 1).fill(1)];
    const mask = keep(image.constructor.newFromArray(ones, 2 * radius + 1));
    return image.convsep(mask, { precision: "integer" });
  },
  imagejs: (image) => image.blur({ width: 2 * radius + 1, height: 2 * radius + 1 }),
});

/** @param {string} name @param {any} step @param {readonly number[]} whole weights @param {number} divisor @param {Operation["photon"]} [photon] @returns {Operation} */
function convolution(name, step, whole, divisor, photon) {
  const side = Math.sqrt(whole.length);
  const kernel = whole.map((weight) => weight / divisor);
  return {
    name,
    step,
    reference: reference.convolution(kernel),
    margin: side >> 1,
    plain: () => (side === 3 ? plain.convolution(kernel) : plain.convolution5(kernel)),
    opencv: (cv) => {
      const mat = cv.matFromArray(side, side, cv.CV_32F, kernel);
      return (source, target) => cv.filter2D(source, target, -1, mat);
    },
    vips: (image, keep) => image.convi(keep(image.constructor.newFromArray(rows(whole, side), divisor))),
    magick: (image, { MorphologyMethod, MorphologySettings }) =>
      image.morphology(new MorphologySettings(MorphologyMethod.Convolve, `${side}: ${kernel.join(",")}`)),
    jimp: (image) => image.convolute(rows(kernel, side)),
    imagejs: (image) => image.directConvolution(rows(kernel, side)),
    ...(photon ? { photon } : {}),
  };
}

/** @param {string} name @param {number} radius @returns {Operation} */
function median(name, radius) {
  const side = 2 * radius + 1;
  return {
    name,
    step: { filter: "median", radius },
    reference: reference.rank(radius, (side * side) >> 1),
    margin: radius,
    opencv: (cv) => (source, target) => cv.medianBlur(source, target, side),
    vips: (image) => image.rank(side, side, (side * side) >> 1),
    imagejs: (image) => image.medianFilter({ cellSize: side }),
  };
}

/** @type {readonly Operation[]} */
export const windows = [
  {
    name: "Sobel",
    step: { filter: "sobel" },
    reference: reference.sobel,
    margin: 1,
    plain: plain.sobel,
    opencv: (cv) => {
      const [gray, x, y, length] = [new cv.Mat(), new cv.Mat(), new cv.Mat(), new cv.Mat()];
      return (source, target) => {
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        cv.Sobel(gray, x, cv.CV_32F, 1, 0);
        cv.Sobel(gray, y, cv.CV_32F, 0, 1);
        cv.magnitude(x, y, length);
        length.convertTo(gray, cv.CV_8U);
        cv.cvtColor(gray, target, cv.COLOR_GRAY2RGBA);
      };
    },
    photon: (photon) => photon.sobel_global && ((image) => photon.sobel_global(image)),
    vips: (image, keep) => {
      const luma = keep(image.recomb(keep(image.constructor.newFromArray([[0.299, 0.587, 0.114, 0]]))));
      const length = keep(keep(luma.sobel()).cast("uchar"));
      return length.bandjoin([length, length, keep(image.extractBand(3))]);
    },
  },
  convolution(
    "convolve 3 × 3",
    { filter: "convolve3x3", kernel: sharpen },
    sharpen,
    1,
    (photon) => (image) => photon.sharpen(image),
  ),
  convolution("convolve 5 × 5", { filter: "convolve", kernel: cone }, cone, 64),
  gaussian(2),
  gaussian(5),
  gaussian(15),
  boxBlur(5),
  boxBlur(30),
  median("median 3 × 3", 1),
  median("median 7 × 7", 3),
  median("median 15 × 15", 7),
  dilation("dilate 3 × 3", 1),
  dilation("dilate 11 × 11", 5),
  {
    name: "bilateral, 9 × 9",
    step: { filter: "bilateral", diameter: 9, sigmaColor: 50, sigmaSpace: 3 },
    reference: reference.bilateral(4, 50, 3),
    margin: 4,
    opencv: (cv) => {
      const [colors, smooth] = [new cv.Mat(), new cv.Mat()];
      return (source, target) => {
        cv.cvtColor(source, colors, cv.COLOR_RGBA2RGB);
        cv.bilateralFilter(colors, smooth, 9, 50, 3);
        cv.cvtColor(smooth, target, cv.COLOR_RGB2RGBA);
      };
    },
    magick: (image) => image.bilateralBlur(9, 9, 50, 3),
  },
  {
    name: "unsharp mask, σ 1.5",
    step: { filter: "unsharpMask", amount: 0.8, sigma: 1.5 },
    reference: reference.unsharp(0.8, 1.5),
    margin: 6,
    opencv: (cv) => {
      const [soft, any] = [new cv.Mat(), new cv.Size(0, 0)];
      return (source, target) => {
        cv.GaussianBlur(source, soft, any, 1.5);
        cv.addWeighted(source, 1.8, soft, -0.8, 0, target);
      };
    },
    vips: (image, keep) => {
      const soft = keep(keep(image.gaussblur(1.5)).linear(0.8, 0));
      return keep(keep(image.linear(1.8, 0)).subtract(soft)).cast("uchar");
    },
  },
  {
    name: "non-local means, 7 × 7 in 11 × 11",
    step: { filter: "nonLocalMeans", strength: 10, patchRadius: 3, searchRadius: 5 },
    reference: reference.nonLocalMeans(10, 3, 5),
    margin: 8,
    opencv: (cv) => {
      if (!cv.fastNlMeansDenoising) return undefined;
      const [colors, smooth] = [new cv.Mat(), new cv.Mat()];
      return (source, target) => {
        cv.cvtColor(source, colors, cv.COLOR_RGBA2RGB);
        cv.fastNlMeansDenoising(colors, smooth, 10, 7, 11);
        cv.cvtColor(smooth, target, cv.COLOR_RGB2RGBA);
      };
    },
  },
  {
    name: "Canny",
    step: { filter: "canny", low: 50, high: 150 },
    reference: reference.canny(50, 150),
    others: {
      opencv: { reference: reference.canny(50, 150, reference.luma15), note: "with a luma of 15 bits" },
    },
    opencv: (cv) => {
      const [gray, edges] = [new cv.Mat(), new cv.Mat()];
      return (source, target) => {
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        cv.Canny(gray, edges, 50, 150);
        cv.cvtColor(edges, target, cv.COLOR_GRAY2RGBA);
      };
    },
  },
  {
    name: "adaptive threshold, 11 × 11",
    step: { filter: "adaptiveThreshold", method: "mean", blockSize: 11, offset: 2 },
    reference: reference.adaptiveThreshold(11, 2),
    others: {
      opencv: {
        reference: reference.adaptiveThreshold(11, 2, reference.luma15),
        note: "with a luma of 15 bits",
      },
    },
    margin: 6,
    opencv: (cv) => {
      const gray = new cv.Mat();
      return (source, target) => {
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        cv.adaptiveThreshold(gray, gray, 255, cv.ADAPTIVE_THRESH_MEAN_C, cv.THRESH_BINARY, 11, 2);
        cv.cvtColor(gray, target, cv.COLOR_GRAY2RGBA);
      };
    },
  },
  {
    name: "CLAHE, 8 × 8 tiles",
    step: { filter: "clahe", clipLimit: 2, tilesX: 8, tilesY: 8 },
    reference: reference.clahe(2, 8),
    opencv: (cv) => {
      const clahe = new cv.CLAHE(2, new cv.Size(8, 8));
      return opencvLuma(cv, (luma) => clahe.apply(luma, luma));
    },
  },
];
