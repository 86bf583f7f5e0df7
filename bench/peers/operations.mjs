// The operations that are measured. To add one, add an entry: our step, what the exact result is, and how each contender
// does it; who can't, is left out.

import * as plain from "./plain.mjs";
import * as reference from "./references.mjs";

/**
 * What a contender is given stands in `contenders.mjs`. A factory is called once, and may make there what can be used again;
 * what it returns is measured.
 *
 * @typedef {object} Operation
 * @property {string} name
 * @property {any} step our filter with its parameters, or several
 * @property {import("./references.mjs").Reference} reference
 * @property {number} [margin] how near to the edges results aren't compared, because libraries extend frames differently
 * @property {number} [same] decibels below which a result counts as something else; 35, if it isn't said
 * @property {(size: import("./references.mjs").Size) => import("./references.mjs").Size} [output] the size of the result, if it is another one
 * @property {(size: { width: number, height: number }) => import("./plain.mjs").Loop} [plain]
 * @property {string | Draw} [canvas] a CSS filter, or a way to draw
 * @property {(cv: any) => (source: any, target: any) => void} [opencv]
 * @property {(photon: any) => undefined | ((image: any) => any)} [photon] changes the image, or returns another; nothing if this build can't
 * @property {(image: any, keep: (made: any) => any) => any} [vips] `keep` is for images on the way: they are deleted afterwards
 * @property {Readonly<Record<string, Other>>} [others] contenders whose own definition is as good as ours
 *
 * @typedef {(context: any, picture: any, size: { width: number, height: number }) => void} Draw
 * @typedef {{ reference: import("./references.mjs").Reference, note: string }} Other
 */

const sharpen = [0, -1, 0, -1, 5, -1, 0, -1, 0];

/** Of `hue-rotate()`, `saturate()`, `sepia()` and `grayscale()` in the Filter Effects Module. */
const matrices = {
  hueRotate(/** @type {number} */ degrees) {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    return [
      0.213 + c * 0.787 - s * 0.213,
      0.715 - c * 0.715 - s * 0.715,
      0.072 - c * 0.072 + s * 0.928,
      0.213 - c * 0.213 + s * 0.143,
      0.715 + c * 0.285 + s * 0.14,
      0.072 - c * 0.072 - s * 0.283,
      0.213 - c * 0.213 - s * 0.787,
      0.715 - c * 0.715 + s * 0.715,
      0.072 + c * 0.928 + s * 0.072,
    ];
  },
  saturate: (/** @type {number} */ s) => [
    0.213 + 0.787 * s,
    0.715 - 0.715 * s,
    0.072 - 0.072 * s,
    0.213 - 0.213 * s,
    0.715 + 0.285 * s,
    0.072 - 0.072 * s,
    0.213 - 0.213 * s,
    0.715 - 0.715 * s,
    0.072 + 0.928 * s,
  ],
  sepia: [0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131],
  grayscale: [0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722],
};

/** Three rows and columns more, so that alpha stays. @param {readonly number[]} matrix */
const withAlpha = (matrix) => [
  ...matrix.slice(0, 3),
  0,
  ...matrix.slice(3, 6),
  0,
  ...matrix.slice(6, 9),
  0,
  0,
  0,
  0,
  1,
];

// Ways that several operations share.
const opencvMatrix = (/** @type {readonly number[]} */ matrix) => (/** @type {any} */ cv) => {
  const mat = cv.matFromArray(4, 4, cv.CV_32F, withAlpha(matrix));
  return (/** @type {any} */ source, /** @type {any} */ target) => cv.transform(source, target, mat);
};
const vipsMatrix =
  (/** @type {readonly number[]} */ matrix) => (/** @type {any} */ image, /** @type {any} */ keep) =>
    keep(image.recomb(keep(image.constructor.newFromArray(rows(withAlpha(matrix), 4))))).cast("uchar");
const vipsLinear =
  (/** @type {number[]} */ factors, /** @type {number[]} */ offsets) => (/** @type {any} */ image) =>
    image.linear(factors, offsets, { uchar: true });

/** @param {readonly number[]} list @param {number} length @returns {number[][]} */
const rows = (list, length) =>
  Array.from({ length: list.length / length }, (_, i) => list.slice(i * length, (i + 1) * length));

const luma601 = reference.point((r, g, b, a) => {
  const gray = 0.299 * r + 0.587 * g + 0.114 * b;
  return [gray, gray, gray, a];
});
const by601 = { reference: luma601, note: "with the weights of BT.601 in place of BT.709" };

/** @param {string} name @param {any} step @param {readonly number[]} matrix @param {string} css @returns {Operation} */
const matrixOperation = (name, step, matrix, css) => ({
  name,
  step,
  reference: reference.colorMatrix(matrix),
  plain: () => plain.colorMatrix(matrix),
  canvas: css,
  opencv: opencvMatrix(matrix),
  vips: vipsMatrix(matrix),
});

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
});

/** The largest or the smallest of the square around each pixel. @param {string} name @param {number} radius @returns {Operation} */
const dilation = (name, radius) => ({
  name,
  step: { filter: "dilate", radiusX: radius, radiusY: radius },
  reference: reference.rank(radius, (sorted) => sorted.at(-1) ?? 0),
  margin: radius,
  opencv: (cv) => {
    const side = 2 * radius + 1;
    const square = cv.getStructuringElement(cv.MORPH_RECT, new cv.Size(side, side));
    return (source, target) => cv.dilate(source, target, square);
  },
  vips: (image) => image.rank(2 * radius + 1, 2 * radius + 1, (2 * radius + 1) ** 2 - 1),
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
});

/** Lanczos, half as wide and half as high. @type {Operation} */
export const halved = {
  name: "resize to a half, Lanczos",
  step: { filter: "resize" },
  output: ({ width, height }) => ({ width: width / 2, height: height / 2 }),
  reference: reference.lanczos3(({ width, height }) => ({ width: width / 2, height: height / 2 })),
  margin: 4,
  // Means of areas come to 41 dB.
  same: 50,
  canvas: (context, picture, { width, height }) => {
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, width / 2, height / 2);
  },
  // It has no Lanczos window that grows with the step; areas are what its documentation says for shrinking.
  opencv: (cv) => (source, target) => {
    cv.resize(source, target, new cv.Size(source.cols / 2, source.rows / 2), 0, 0, cv.INTER_AREA);
  },
  photon: (photon) => (image) =>
    photon.resize(image, image.get_width() / 2, image.get_height() / 2, photon.SamplingFilter.Lanczos3),
  vips: (image) => image.resize(0.5, { kernel: "lanczos3" }),
};

/** @type {readonly Operation[]} */
export const operations = [
  {
    name: "grayscale",
    step: { filter: "grayscale" },
    reference: reference.colorMatrix(matrices.grayscale),
    plain: () => plain.grayscale,
    canvas: "grayscale(1)",
    opencv: (cv) => {
      const gray = new cv.Mat();
      return (source, target) => {
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        cv.cvtColor(gray, target, cv.COLOR_GRAY2RGBA);
      };
    },
    photon: (photon) => (image) => photon.grayscale_human_corrected(image),
    vips: vipsMatrix(matrices.grayscale),
    others: { opencv: by601, photon: by601 },
  },
  {
    name: "invert",
    step: { filter: "invert" },
    reference: reference.point((r, g, b, a) => [255 - r, 255 - g, 255 - b, a]),
    plain: () => plain.invert,
    canvas: "invert(1)",
    opencv: (cv) => {
      /** @type {any} */
      let colors;
      return (source, target) => {
        colors ??= new cv.Mat(source.rows, source.cols, cv.CV_8UC4, [255, 255, 255, 0]);
        cv.bitwise_xor(source, colors, target);
      };
    },
    photon: (photon) => (image) => photon.invert(image),
    vips: vipsLinear([-1, -1, -1, 1], [255, 255, 255, 0]),
  },
  {
    name: "brightness",
    step: { filter: "brightness", amount: 1.1 },
    reference: reference.point((r, g, b, a) => [r * 1.1, g * 1.1, b * 1.1, a]),
    plain: () => plain.table((value) => value * 1.1),
    canvas: "brightness(1.1)",
    // Alpha too, but 255 stays 255.
    opencv: () => (source, target) => source.convertTo(target, -1, 1.1, 0),
    photon: (photon) => (image) => photon.inc_brightness(image, 13),
    vips: vipsLinear([1.1, 1.1, 1.1, 1], [0, 0, 0, 0]),
  },
  {
    name: "contrast",
    step: { filter: "contrast", amount: 1.1 },
    reference: reference.point((r, g, b, a) => [r * 1.1 - 12.75, g * 1.1 - 12.75, b * 1.1 - 12.75, a]),
    plain: () => plain.table((value) => value * 1.1 - 12.75),
    canvas: "contrast(1.1)",
    opencv: () => (source, target) => source.convertTo(target, -1, 1.1, -12.75),
    // Its factor is 259 (c + 255) / (255 (259 - c)): that is 1.1.
    photon: (photon) => (image) => photon.adjust_contrast(image, 12.242),
    vips: vipsLinear([1.1, 1.1, 1.1, 1], [-12.75, -12.75, -12.75, 0]),
  },
  {
    ...matrixOperation(
      "hue-rotate",
      { filter: "hueRotate", angle: 30 },
      matrices.hueRotate(30),
      "hue-rotate(30deg)",
    ),
    photon: (photon) => (image) => photon.hue_rotate_hsl(image, 30),
  },
  {
    ...matrixOperation("sepia", { filter: "sepia" }, matrices.sepia, "sepia(1)"),
    photon: (photon) => (image) => photon.sepia(image),
  },
  {
    ...matrixOperation(
      "saturate",
      { filter: "saturate", amount: 1.3 },
      matrices.saturate(1.3),
      "saturate(1.3)",
    ),
    photon: (photon) => (image) => photon.saturate_hsl(image, 0.3),
  },
  {
    name: "opacity",
    step: { filter: "opacity", amount: 0.5 },
    reference: reference.point((r, g, b, a) => [r, g, b, a * 0.5]),
    plain: () => plain.opacity(0.5),
    canvas: "opacity(0.5)",
    opencv: (cv) => {
      const levels = Array.from({ length: 256 }, (_, level) => [level, level, level, Math.round(level / 2)]);
      const table = cv.matFromArray(1, 256, cv.CV_8UC4, levels.flat());
      return (source, target) => cv.LUT(source, table, target);
    },
    vips: vipsLinear([1, 1, 1, 0.5], [0, 0, 0, 0]),
  },
  {
    name: "threshold",
    step: { filter: "threshold", level: 128 },
    reference: reference.point((r, g, b, a) => {
      const value = reference.luma(r, g, b) >= 128 ? 255 : 0;
      return [value, value, value, a];
    }),
    plain: () => plain.threshold(128),
    opencv: (cv) => {
      const gray = new cv.Mat();
      return (source, target) => {
        cv.cvtColor(source, gray, cv.COLOR_RGBA2GRAY);
        cv.threshold(gray, gray, 127, 255, cv.THRESH_BINARY);
        cv.cvtColor(gray, target, cv.COLOR_GRAY2RGBA);
      };
    },
    photon: (photon) => (image) => photon.threshold(image, 128),
    vips: (image, keep) => {
      const luma = keep(image.recomb(keep(image.constructor.newFromArray([[0.299, 0.587, 0.114, 0]]))));
      const white = keep(luma.moreEq(127.5));
      return white.bandjoin([white, white, keep(image.extractBand(3))]);
    },
  },
  {
    name: "flip horizontal",
    step: { filter: "flip" },
    reference: reference.moved((x, y, { width }) => [width - 1 - x, y]),
    plain: () => plain.flipHorizontal,
    canvas: (context, picture, { width }) => {
      context.setTransform(-1, 0, 0, 1, width, 0);
      context.drawImage(picture, 0, 0);
    },
    opencv: (cv) => (source, target) => cv.flip(source, target, 1),
    photon: (photon) => (image) => photon.fliph(image),
    vips: (image) => image.flipHor(),
  },
  {
    name: "rotate 90°",
    step: { filter: "rotate", quarterTurns: 1 },
    reference: reference.moved((x, y, { height }) => [y, height - 1 - x]),
    plain: () => plain.rotateQuarter,
    canvas: (context, picture, { height }) => {
      context.setTransform(0, 1, -1, 0, height, 0);
      context.drawImage(picture, 0, 0);
    },
    opencv: (cv) => (source, target) => cv.rotate(source, target, cv.ROTATE_90_CLOCKWISE),
    photon: (photon) => photon.rotate && ((image) => photon.rotate(image, 90)),
    vips: (image) => image.rot90(),
  },
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
  {
    name: "convolve 3 × 3",
    step: { filter: "convolve3x3", kernel: sharpen },
    reference: reference.convolution(sharpen),
    margin: 1,
    plain: () => plain.convolution(sharpen),
    opencv: (cv) => {
      const kernel = cv.matFromArray(3, 3, cv.CV_32F, sharpen);
      return (source, target) => cv.filter2D(source, target, -1, kernel);
    },
    photon: (photon) => (image) => photon.sharpen(image),
    vips: (image, keep) => image.convi(keep(image.constructor.newFromArray(rows(sharpen, 3)))),
  },
  gaussian(2),
  gaussian(5),
  gaussian(15),
  boxBlur(5),
  boxBlur(30),
  {
    name: "median 3 × 3",
    step: { filter: "median", radius: 1 },
    reference: reference.rank(1, (sorted) => sorted[sorted.length >> 1] ?? 0),
    margin: 1,
    opencv: (cv) => (source, target) => cv.medianBlur(source, target, 3),
    vips: (image) => image.rank(3, 3, 4),
  },
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
  },
  halved,
];
