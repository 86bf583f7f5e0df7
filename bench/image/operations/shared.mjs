// Matrices that several operations share, and their formats for libraries.

import * as reference from "../references/index.mjs";

/** The matrices of `hue-rotate()`, `saturate()`, `sepia()` and `grayscale()` in the Filter Effects Module. */
export const matrices = {
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

/** Extends a 3 × 3 matrix to 4 × 4; alpha is unchanged. @param {readonly number[]} matrix */
export const withAlpha = (matrix) => [
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

export const opencvMatrix = (/** @type {readonly number[]} */ matrix) => (/** @type {any} */ cv) => {
  const mat = cv.matFromArray(4, 4, cv.CV_32F, withAlpha(matrix));
  return (/** @type {any} */ source, /** @type {any} */ target) => cv.transform(source, target, mat);
};
export const vipsMatrix =
  (/** @type {readonly number[]} */ matrix) => (/** @type {any} */ image, /** @type {any} */ keep) =>
    keep(image.recomb(keep(image.constructor.newFromArray(rows(withAlpha(matrix), 4))))).cast("uchar");
export const vipsLinear =
  (/** @type {number[]} */ factors, /** @type {number[]} */ offsets) => (/** @type {any} */ image) =>
    image.linear(factors, offsets, { uchar: true });

/** @param {readonly number[]} list @param {number} length @returns {number[][]} */
export const rows = (list, length) =>
  Array.from({ length: list.length / length }, (_, i) => list.slice(i * length, (i + 1) * length));

export const luma601 = reference.point((r, g, b, a) => {
  const gray = 0.299 * r + 0.587 * g + 0.114 * b;
  return [gray, gray, gray, a];
});
export const by601 = { reference: luma601, note: "with the weights of BT.601 in place of BT.709" };

/**
 * Changes the luma in YCrCb with OpenCV.
 *
 * @param {any} cv
 * @param {(luma: any) => void} change
 */
export function opencvLuma(cv, change) {
  const [colors, planes] = [new cv.Mat(), new cv.MatVector()];
  return (/** @type {any} */ source, /** @type {any} */ target) => {
    cv.cvtColor(source, colors, cv.COLOR_RGBA2RGB);
    cv.cvtColor(colors, colors, cv.COLOR_RGB2YCrCb);
    cv.split(colors, planes);
    const luma = planes.get(0);
    change(luma);
    planes.set(0, luma);
    luma.delete();
    cv.merge(planes, colors);
    cv.cvtColor(colors, colors, cv.COLOR_YCrCb2RGB);
    cv.cvtColor(colors, target, cv.COLOR_RGB2RGBA);
  };
}
