// Operations that move pixels or change the size of a frame.

import * as plain from "../plain.mjs";
import * as reference from "../references/index.mjs";

/** @typedef {import("../operations.mjs").Operation} Operation */

/** Halves the width and height. @param {reference.Size} size */
const half = ({ width, height }) => ({ width: width / 2, height: height / 2 });

/** Exchanges width and height. @param {reference.Size} size */
const upright = ({ width, height }) => ({ width: height, height: width });

/** Lanczos resampling. @type {Operation} */
export const halved = {
  name: "resize to a half, Lanczos",
  step: { filter: "resize" },
  output: half,
  reference: reference.resized(half, reference.lanczos3),
  margin: 4,
  // The area average reaches 41 dB.
  same: 50,
  canvas: (context, picture, { width, height }) => {
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, width / 2, height / 2);
  },
  // Its Lanczos window doesn't scale with the ratio. Its documentation recommends INTER_AREA for downscaling.
  opencv: (cv) => (source, target) => {
    cv.resize(source, target, new cv.Size(source.cols / 2, source.rows / 2), 0, 0, cv.INTER_AREA);
  },
  photon: (photon) => (image) =>
    photon.resize(image, image.get_width() / 2, image.get_height() / 2, photon.SamplingFilter.Lanczos3),
  vips: (image) => image.resize(0.5, { kernel: "lanczos3" }),
  magick: (image, { FilterType }) => image.resize(image.width / 2, image.height / 2, FilterType.Lanczos),
  jsquash: "lanczos3",
  pica: "lanczos3",
};

/** A triangle window: Pillow's bilinear resampling for downscaling. @type {Operation} */
const halvedBilinear = {
  ...halved,
  name: "resize to a half, bilinear",
  step: { filter: "resize", kernel: "bilinear" },
  reference: reference.resized(half, reference.triangle),
  photon: (photon) => (image) =>
    photon.resize(image, image.get_width() / 2, image.get_height() / 2, photon.SamplingFilter.Triangle),
  vips: (image) => image.resize(0.5, { kernel: "linear" }),
  magick: (image, { FilterType }) => image.resize(image.width / 2, image.height / 2, FilterType.Triangle),
  jimp: (image) => image.resize({ w: image.width / 2, h: image.height / 2, mode: "bilinearInterpolation" }),
  imagejs: (image) => image.resize({ xFactor: 0.5, yFactor: 0.5, interpolationType: "bilinear" }),
  jsquash: "triangle",
  pica: undefined,
};

/** Rotation by 15° around the centre with scale 1.5, so that nothing outside the picture is visible. @param {reference.Size} size */
function turned({ width, height }) {
  const [a, b] = [1.5 * Math.cos(Math.PI / 12), 1.5 * Math.sin(Math.PI / 12)];
  const [x, y] = [width / 2, height / 2];
  // Maps source to result. The second translation is for coordinates with their origin at the centre of the first
  // pixel.
  const [e, f] = [x - a * x + b * y, y - b * x - a * y];
  return { a, b, e, f, centerE: e + (a - b) / 2 - 0.5, centerF: f + (b + a) / 2 - 0.5 };
}

/** Corners of the quadrilateral that is mapped to the result, as fractions of width and height. */
const corners = [0.1, 0.05, 0.95, 0.1, 0.9, 0.95, 0.05, 0.85];

/** Returns the homography from the unit square to the corners (Heckbert 1989), in pixels. @param {reference.Size} size */
function straightened({ width, height }) {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = corners.map(
    (part, i) => part * (i % 2 === 0 ? width : height),
  );
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const by = dx1 * dy2 - dx2 * dy1;
  const [g, h] = [(sx * dy2 - dx2 * sy) / by, (dx1 * sy - sx * dy1) / by];
  return (/** @type {number} */ x, /** @type {number} */ y) => {
    const [u, v] = [x / width, y / height];
    const depth = g * u + h * v + 1;
    return /** @type {const} */ ([
      ((x1 - x0 + g * x1) * u + (x3 - x0 + h * x3) * v + x0) / depth,
      ((y1 - y0 + g * y1) * u + (y3 - y0 + h * y3) * v + y0) / depth,
    ]);
  };
}

/** @type {readonly Operation[]} */
export const geometry = [
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
    magick: (image) => image.flop(),
    jimp: (image) => image.flip({ horizontal: true }),
    imagejs: (image) => image.flip({ axis: "horizontal" }),
  },
  {
    name: "rotate 90°",
    step: () => ({ filter: "rotate", quarterTurns: 1 }),
    output: upright,
    reference: reference.moved((x, y, { height }) => [y, height - 1 - x], upright),
    plain: () => plain.rotateQuarter,
    canvas: (context, picture, { height }) => {
      context.setTransform(0, 1, -1, 0, height, 0);
      context.drawImage(picture, 0, 0);
    },
    opencv: (cv) => (source, target) => cv.rotate(source, target, cv.ROTATE_90_CLOCKWISE),
    photon: (photon) => photon.rotate && ((image) => photon.rotate(image, 90)),
    vips: (image) => image.rot90(),
    magick: (image) => image.rotate(90),
    // Counterclockwise.
    jimp: (image) => image.rotate(-90),
    imagejs: (image) => image.rotate(90),
  },
  {
    name: "turned by 15°, × 1.5, bilinear",
    step: (/** @type {reference.Size} */ size) => {
      const { a, b, e, f } = turned(size);
      return { filter: "affine", matrix: [a, -b, e, b, a, f] };
    },
    reference: reference.warped((size) => {
      const { a, b, e, f } = turned(size);
      const by = a * a + b * b;
      return (x, y) => [(a * (x - e) + b * (y - f)) / by, (a * (y - f) - b * (x - e)) / by];
    }),
    canvas: (context, picture, size) => {
      const { a, b, e, f } = turned(size);
      context.setTransform(a, b, -b, a, e, f);
      context.drawImage(picture, 0, 0);
    },
    opencv: (cv) => (source, target) => {
      const { a, b, centerE, centerF } = turned({ width: source.cols, height: source.rows });
      const matrix = cv.matFromArray(2, 3, cv.CV_64F, [a, -b, centerE, b, a, centerF]);
      cv.warpAffine(source, target, matrix, new cv.Size(source.cols, source.rows), cv.INTER_LINEAR);
      matrix.delete();
    },
    vips: (image) => {
      const { a, b, centerE, centerF } = turned(image);
      const options = { oarea: [0, 0, image.width, image.height], odx: centerE, ody: centerF };
      return image.affine([a, -b, b, a], options);
    },
    imagejs: (image) => {
      const { a, b, centerE, centerF } = turned(image);
      const { width, height } = image;
      const options = { width, height, interpolationType: "bilinear" };
      return image.transform(
        [
          [a, -b, centerE],
          [b, a, centerF],
        ],
        options,
      );
    },
  },
  {
    name: "perspective, bilinear",
    step: (/** @type {reference.Size} */ size) => ({ filter: "perspective", corners, ...size }),
    reference: reference.warped(straightened),
    opencv: (cv) => (source, target) => {
      const [width, height] = [source.cols, source.rows];
      // Coordinates have their origin at the centre of the first pixel.
      const from = corners.map((part, i) => part * (i % 2 === 0 ? width : height) - 0.5);
      const to = [0, 0, width, 0, width, height, 0, height].map((place) => place - 0.5);
      const [a, b] = [from, to].map((places) => cv.matFromArray(4, 1, cv.CV_32FC2, places));
      const matrix = cv.getPerspectiveTransform(a, b);
      cv.warpPerspective(source, target, matrix, new cv.Size(width, height), cv.INTER_LINEAR);
      for (const mat of [a, b, matrix]) mat.delete();
    },
  },
  {
    name: "pixelate, 8 × 8",
    step: { filter: "pixelate", blockSize: 8 },
    reference: reference.pixelated(8),
    canvas: (context, picture, { width, height }) => {
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, 0, 0, width / 8, height / 8);
      context.imageSmoothingEnabled = false;
      context.globalCompositeOperation = "copy";
      context.drawImage(context.canvas, 0, 0, width / 8, height / 8, 0, 0, width, height);
    },
    opencv: (cv) => {
      const small = new cv.Mat();
      return (source, target) => {
        cv.resize(source, small, new cv.Size(source.cols / 8, source.rows / 8), 0, 0, cv.INTER_AREA);
        cv.resize(small, target, new cv.Size(source.cols, source.rows), 0, 0, cv.INTER_NEAREST);
      };
    },
    photon: (photon) => photon.pixelize && ((image) => photon.pixelize(image, 8)),
    vips: (image, keep) => keep(image.shrink(8, 8)).zoom(8, 8),
    jimp: (image) => image.pixelate(8),
    imagejs: (image) => image.pixelate({ cellSize: 8, algorithm: "mean" }),
  },
  halvedBilinear,
];
