// Every filter on frames in linear memory, beside `memory.copy` of the same frame, in one run. Runs in Node and in a page.

/** A module whose one export copies within its memory: the limit that memory sets. `(copy to from length)`. */
export const copyModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 3, 127, 127, 127, 0, 3, 2, 1, 0, 5, 4, 1, 0, 128, 8, 7, 8, 1, 4,
  99, 111, 112, 121, 0, 0, 10, 14, 1, 12, 0, 32, 0, 32, 1, 32, 2, 252, 10, 0, 0, 11,
]);
/** The filters that are measured: a step each. */
export const steps = [
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
  { filter: "open", radiusX: 2, radiusY: 2, shape: "ellipse" },
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
  // The id of another frame takes the place of the word.
  { filter: "displacementMap", frame: "other" },
  { filter: "blend", frame: "other", mode: "multiply" },
  { filter: "blend", frame: "other", mode: "soft-light" },
  { filter: "blend", frame: "other", mode: "luminosity", opacity: 0.5 },
  { filter: "composite", frame: "other", operator: "source-over", opacity: 0.5 },
  { filter: "crossFade", frame: "other" },
  { filter: "mask", frame: "other" },
];

/**
 * At several sizes.
 *
 * @param {import("./setting.mjs").Setting} setting
 * @param {{ sizes: readonly { width: number, height: number }[], rounds: number }} options
 */
export async function measureFilters(setting, { sizes, rounds }) {
  const report = [];
  for (const size of sizes) report.push({ ...size, times: await measureSize(setting, size, rounds) });
  return report;
}

/**
 * Interleaved rounds; every filter starts from the same opaque noise.
 *
 * @param {import("./setting.mjs").Setting} setting
 * @param {{ width: number, height: number }} size
 * @param {number} rounds
 */
async function measureSize({ filmgate, module }, { width, height }, rounds) {
  const bytes = width * height * 4;
  const gate = await filmgate.load({ module, reserve: 5 * bytes });
  const [source, frame] = [gate.createFrame(width, height), gate.createFrame(width, height)];
  const copyInstance = await WebAssembly.instantiate(copyModule);
  const { copy } = /** @type {any} */ (copyInstance.instance.exports);
  const noise = new Uint32Array(source.bytes.buffer, source.bytes.byteOffset, width * height);
  for (let i = 0; i < noise.length; i++) noise[i] = Math.imul(i + 1, 2654435761) | 0xff000000;
  const restore = gate.createPipeline([]);

  /** @type {Record<string, number[]>} */
  const times = {};
  const time = (/** @type {string} */ name, /** @type {() => void} */ work) => {
    const start = performance.now();
    work();
    const list = times[name] ?? [];
    times[name] = list;
    list.push(performance.now() - start);
  };
  // Another one, for filters of two frames.
  const second = gate.createFrame(width, height);
  restore.run(source, { into: second });
  const outside = { in: source.bytes.slice(), out: new Uint8Array(bytes) };
  const pipelines = steps.map((step) => {
    const { filter, ...parameters } = /** @type {any} */ (step);
    const declared = parameters.frame ? { ...step, frame: second } : step;
    const values = Object.values(parameters).filter((value) => !Array.isArray(value));
    return {
      name: [filter, ...values].join(" "),
      pipeline: gate.createPipeline(/** @type {any} */ ([declared])),
    };
  });
  for (let round = 0; round < rounds; round++) {
    // Once untimed, so that the bytes are as warm as a frame that has just been restored.
    copy(bytes, 0, bytes);
    time("memory.copy", () => copy(bytes, 0, bytes));
    for (const { name, pipeline } of pipelines) {
      restore.run(source, { into: frame });
      time(name, () => pipeline.run(frame));
      restore.run(source, { into: frame });
      time(`${name}, copies included`, () => {
        frame.bytes.set(outside.in);
        pipeline.run(frame);
        outside.out.set(frame.bytes);
      });
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, list]) => {
      list.sort((a, b) => a - b);
      return [name, { minimum: list[0] ?? 0, median: list[list.length >> 1] ?? 0 }];
    }),
  );
}
