// Every filter on a frame in linear memory, compared with `memory.copy` of the frame and a plain native loop.

import { makeFrames } from "../image/frames.mjs";
import { memoryCopy } from "../image/memory-copy.mjs";
import { signalToNoise } from "../image/pictures.mjs";
import { entryOf, marked, median, milliseconds, minimum, ratioTo } from "../runner/columns.mjs";

/** @typedef {import("../runner/suite.mjs").Case & { step: any }} FilterCase */

/** A step for each case. */
const steps = [
  { filter: "invert" },
  { filter: "brightness", amount: 1.1 },
  { filter: "contrast", amount: 1.1 },
  { filter: "opacity", amount: 0.999 },
  { filter: "threshold" },
  { filter: "flip" },
  { filter: "flip", axis: "vertical" },
  { filter: "rotate", quarterTurns: 1 },
  { filter: "rotate", quarterTurns: 2 },
  { filter: "grayscale" },
  { filter: "sepia" },
  { filter: "saturate", amount: 1.3 },
  { filter: "hueRotate", angle: 30 },
  { filter: "sobel" },
  { filter: "scharr" },
  { filter: "laplacian" },
  { filter: "canny" },
  { filter: "emboss" },
  { filter: "convolve3x3", kernel: [0, -1, 0, -1, 5, -1, 0, -1, 0] },
  { filter: "median", radius: 1 },
  { filter: "median", radius: 2 },
  { filter: "median", radius: 7 },
  { filter: "bilateral", diameter: 9 },
  { filter: "bilateral", diameter: 31 },
  { filter: "fastBilateral" },
  { filter: "clarity" },
  { filter: "nonLocalMeans" },
  { filter: "dilate" },
  { filter: "erode", radiusX: 5, radiusY: 5 },
  { filter: "morphologyOpen", radiusX: 2, radiusY: 2, shape: "ellipse" },
  { filter: "gaussianBlur", sigma: 2 },
  { filter: "gaussianBlur", sigma: 5 },
  { filter: "gaussianBlur", sigma: 15 },
  { filter: "boxBlur", radiusX: 5, radiusY: 5 },
  { filter: "boxBlur", radiusX: 50, radiusY: 50 },
  { filter: "stackBlur", radius: 10 },
  { filter: "stackBlur", radius: 50 },
  { filter: "motionBlur", distance: 21 },
  { filter: "motionBlur", distance: 21, angle: 30 },
  { filter: "lensBlur", radius: 8 },
  { filter: "lensBlur", radius: 30 },
  { filter: "lensBlur", radius: 8, highlights: 5 },
  { filter: "dropShadow" },
  { filter: "tiltShift" },
  { filter: "zoomBlur" },
  { filter: "spinBlur" },
  { filter: "convolve" },
  { filter: "convolveSeparable" },
  { filter: "posterize" },
  { filter: "solarize" },
  { filter: "otsuThreshold" },
  { filter: "adaptiveThreshold", method: "mean", blockSize: 11 },
  { filter: "adaptiveThreshold", method: "mean", blockSize: 101 },
  { filter: "adaptiveThreshold", method: "gaussian", blockSize: 11 },
  { filter: "clahe" },
  { filter: "autoLevels" },
  { filter: "vibrance" },
  { filter: "whiteBalance", temperature: 5000 },
  { filter: "hslAdjust", saturation: [0.5, 0.2, 0, -0.3, 0, 0.4, 0, 0] },
  { filter: "channelMixer", matrix: [0.8, 0.2, 0, 0, 0.1, 0.9, 0, 0, 0, 0.3, 0.7, 0] },
  { filter: "ascCdl", saturation: 1.2 },
  { filter: "duotone" },
  { filter: "gradientMap" },
  { filter: "chromaKey" },
  { filter: "srgbToLinear" },
  { filter: "linearToSrgb" },
  { filter: "premultiply" },
  { filter: "unpremultiply" },
  { filter: "pixelate" },
  { filter: "filmGrain" },
  { filter: "filmGrain", monochrome: false },
  { filter: "dither" },
  { filter: "dither", method: "bayer8" },
  { filter: "quantize" },
  { filter: "quantize", dither: true },
  { filter: "halftone" },
  { filter: "halftone", ink: "color" },
  { filter: "chromaticAberration" },
  { filter: "exposure", stops: 0.5 },
  { filter: "levels", inputBlack: 0.05, gamma: 1.1 },
  { filter: "equalize" },
  { filter: "unsharpMask" },
  { filter: "vignette" },
  { filter: "rotateByAngle", angle: 15 },
  { filter: "rotateByAngle", angle: 15, interpolation: "bicubic" },
  { filter: "affine", matrix: [1.2, 0.3, 10, -0.2, 1.1, 20] },
  { filter: "perspective", corners: [0.1, 0.05, 0.95, 0.1, 0.9, 0.95, 0.05, 0.85] },
  { filter: "lensDistortion", k1: -0.1 },
  { filter: "temporalDenoise" },
  { filter: "deflicker" },
  { filter: "backgroundModel" },
  { filter: "frameDifference" },
  { filter: "echo" },
  { filter: "echo", mode: "lighten" },
  // The id of the second frame replaces "other".
  { filter: "displacementMap", frame: "other" },
  { filter: "blend", frame: "other", mode: "multiply" },
  { filter: "blend", frame: "other", mode: "soft-light" },
  { filter: "blend", frame: "other", mode: "luminosity", opacity: 0.5 },
  { filter: "composite", frame: "other", operator: "source-over", opacity: 0.5 },
  { filter: "crossFade", frame: "other" },
  { filter: "mask", frame: "other" },
];

/** Ratios to `memory.copy` above which a figure gets an exclamation mark. @type {Readonly<Record<string, number>>} */
const limits = {
  invert: 2,
  brightness: 5,
  contrast: 5,
  opacity: 5,
  threshold: 5,
  flip: 5,
  grayscale: 12,
  sepia: 12,
  saturate: 12,
  hueRotate: 12,
};
const nativeLimit = 4;

/** Decibels. The native loops round like Filmgate, but truncate the Gaussian earlier. */
const sameAsLoop = 40;
/** Number of rows and columns at the edges that aren't compared with native loops, whose border mode differs. */
const nativeMargin = 45;

/** Returns the filter's name and its parameters, except lists. @param {any} step */
function nameOf({ filter, ...parameters }) {
  return [filter, ...Object.values(parameters).filter((value) => !Array.isArray(value))].join(" ");
}

/** The frames of a place and size, which contenders share. @type {ReturnType<typeof makeFrames> | undefined} */
let frames;

/** @type {import("../runner/suite.mjs").Suite<FilterCase>} */
const suite = {
  title: "Filters on a frame in place",
  about:
    "Opaque noise, in linear memory before and after. The mark is the same filter as a plain native loop in Rust: one thread, every vector instruction of the machine. memory.copy reads one frame and writes another.",
  places: ["Node", "Chromium"],
  rounds: 25,
  sizes: [
    { width: 1024, height: 1024 },
    { width: 1920, height: 1080 },
  ],
  lines: "case",
  columns: [
    minimum,
    median,
    {
      title: "GB/s",
      // Every filter reads and writes the frame.
      of: ({ minimum }, { size }) =>
        ((2 * (size?.width ?? 0) * (size?.height ?? 0) * 4) / minimum / 1e6).toFixed(1),
    },
    {
      title: "× memory.copy",
      of: (entry, row) => marked(ratioTo(entry, row, "memory.copy"), limits[row.name.split(" ")[0] ?? ""]),
    },
    { title: "native loop, ms", of: (_, row) => milliseconds(entryOf(row, "native")?.minimum) },
    { title: "× native loop", of: (entry, row) => marked(ratioTo(entry, row, "native"), nativeLimit) },
    { title: "with copies in and out, ms", of: (_, row) => milliseconds(entryOf(row, "copies")?.minimum) },
  ],
  cases: () => {
    frames = undefined;
    return steps.map((step) => ({ name: nameOf(step), step }));
  },
  contenders: [
    {
      id: "in-place",
      own: true,
      async load({ size }) {
        frames ??= makeFrames(size);
        const { gate, frame, second, restore } = await frames;
        return {
          name: "Filmgate, in place",
          prepare({ step }) {
            const pipeline = gate.createPipeline([step.frame ? { ...step, frame: second } : step]);
            return {
              before: restore,
              run() {
                pipeline.run(frame);
              },
              output: () => frame.pixels,
              close: () => pipeline.close(),
            };
          },
        };
      },
    },
    {
      id: "copies",
      own: true,
      async load({ size }) {
        frames ??= makeFrames(size);
        const { gate, source, frame, second, restore } = await frames;
        const [input, output] = [source.bytes.slice(), new Uint8Array(source.bytes.length)];
        return {
          name: "Filmgate, copies included",
          prepare({ step }) {
            const pipeline = gate.createPipeline([step.frame ? { ...step, frame: second } : step]);
            return {
              // A quarter turn changes the frame's size.
              before: restore,
              run() {
                frame.bytes.set(input);
                pipeline.run(frame);
                output.set(frame.bytes);
              },
              output: () => output,
              close: () => pipeline.close(),
            };
          },
        };
      },
    },
    memoryCopy,
    {
      id: "native",
      async load({ size, start }) {
        frames ??= makeFrames(size);
        const { source } = await frames;
        const program = await start("native", "filters", { ...size, pixels: source.pixels });
        return {
          name: "native loop",
          prepare({ name }) {
            const index = program.entries.findIndex((entry) => entry.case === name);
            if (index < 0) return undefined;
            return { elsewhere: () => program.run(index), output: () => program.result(index) };
          },
        };
      },
    },
  ],
  check({ size }, { name }) {
    /** @type {Float64Array | undefined} */
    let expected;
    return (output, id) => {
      if (id === "memory.copy") return undefined;
      const pixels = /** @type {ArrayLike<number>} */ (output);
      if (expected === undefined) {
        expected = Float64Array.from(pixels);
        return undefined;
      }
      const margin = id === "native" ? Math.min(nativeMargin, size.width >> 2, size.height >> 2) : 0;
      const area = { width: size.width, height: size.height, margin };
      const decibels = signalToNoise(pixels, expected, area);
      if (!(decibels >= (id === "native" ? sameAsLoop : Number.POSITIVE_INFINITY))) {
        throw new Error(`${name}: ${id} differs from the frame in place (${decibels.toFixed(1)} dB)`);
      }
      return undefined;
    };
  },
};

export default suite;
