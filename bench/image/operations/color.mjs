// Operations on single pixels.

import * as plain from "../plain.mjs";
import * as reference from "../references/index.mjs";
import { by601, matrices, opencvLuma, opencvMatrix, vipsLinear, vipsMatrix } from "./shared.mjs";

/** @typedef {import("../operations.mjs").Operation} Operation */

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

/** @type {readonly Operation[]} */
export const color = [
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
    magick: (image, { PixelIntensityMethod }) => image.grayscale(PixelIntensityMethod.Rec709Luma),
    jimp: (image) => image.greyscale(),
    imagejs: (image) => image.grey({ algorithm: "luma709", keepAlpha: true }).convertColor("RGBA"),
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
    magick: (image, { Channels }) => image.negate(Channels.RGB),
    jimp: (image) => image.invert(),
    imagejs: (image) => image.invert(),
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
    magick: (image, { Channels, EvaluateOperator }) =>
      image.evaluate(Channels.RGB, EvaluateOperator.Multiply, 1.1),
    jimp: (image) => image.brightness(1.1),
  },
  {
    name: "contrast",
    step: { filter: "contrast", amount: 1.1 },
    reference: reference.point((r, g, b, a) => [r * 1.1 - 12.75, g * 1.1 - 12.75, b * 1.1 - 12.75, a]),
    plain: () => plain.table((value) => value * 1.1 - 12.75),
    canvas: "contrast(1.1)",
    opencv: () => (source, target) => source.convertTo(target, -1, 1.1, -12.75),
    // Its factor is 259 (c + 255) / (255 (259 - c)), here 1.1.
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
    jimp: (image) => image.sepia(),
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
    magick: (image, { Channels, EvaluateOperator }) =>
      image.evaluate(Channels.Alpha, EvaluateOperator.Multiply, 0.5),
    jimp: (image) => image.opacity(0.5),
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
    magick: (image, { Channels, Percentage, PixelIntensityMethod }) => {
      image.grayscale(PixelIntensityMethod.Rec601Luma);
      // Values above the threshold become white.
      image.threshold(new Percentage((100 * 127.4) / 255), Channels.RGB);
    },
    imagejs: (image) =>
      image
        .grey({ algorithm: "luma601" })
        .threshold({ threshold: 127.5 / 255 })
        .convertColor("GREY")
        .convertColor("RGBA"),
    vips: (image, keep) => {
      const luma = keep(image.recomb(keep(image.constructor.newFromArray([[0.299, 0.587, 0.114, 0]]))));
      const white = keep(luma.moreEq(127.5));
      return white.bandjoin([white, white, keep(image.extractBand(3))]);
    },
  },
  {
    name: "equalize",
    step: { filter: "equalize" },
    reference: reference.equalized,
    opencv: (cv) => opencvLuma(cv, (luma) => cv.equalizeHist(luma, luma)),
  },
  {
    name: "blend, multiply",
    step: { filter: "blend", mode: "multiply" },
    two: true,
    reference: reference.multiplied,
    plain: () => plain.multiply,
    canvas: (context, picture, _, second) => {
      context.drawImage(picture, 0, 0);
      context.globalCompositeOperation = "multiply";
      context.drawImage(second, 0, 0);
    },
    opencv: (cv) => (source, target, second) => cv.multiply(source, second, target, 1 / 255),
    photon: (photon) => (image, second) => photon.blend(image, second, "multiply"),
    vips: (image, keep, second) => {
      const [under, over] = [image, second].map((one) => keep(one.copy({ interpretation: "srgb" })));
      return keep(under.composite2(over, "multiply")).cast("uchar");
    },
  },
];
