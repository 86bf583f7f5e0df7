// Measures work on frames of YUV formats beside the same work through RGBA frames, a chain of steps that move pixels beside
// the steps one by one, filters across frames, scopes, overlays, and rows of floats beside bytes, in interleaved rounds in
// one process. Prints milliseconds a frame: minimum and median.
//
//   node bench/formats.mjs [--only TEXT] [--rounds N]

import { parseArgs } from "node:util";
import { load } from "filmgate";
import {
  backgroundModel,
  brightness,
  chromaKey,
  composite,
  contrast,
  crop,
  curves,
  deflicker,
  echo,
  exposure,
  frameDifference,
  gaussianBlur,
  parade,
  resize,
  saturate,
  temporalDenoise,
  unsharpMask,
  vectorscope,
  waveform,
} from "filmgate/filters";
import { load as loadFull } from "filmgate/full";
import { fillWithNoise } from "./image/pictures.mjs";
import { busyLimit, otherLoad } from "./runner/results.mjs";
import { measure, runOnce } from "./runner/timing.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string" }, rounds: { type: "string" } } });
const rounds = Number(options.rounds ?? 20);
const gate = await load();
const full = await loadFull();
/** @typedef {import("filmgate").Frame} Frame */
/** @typedef {NonNullable<import("filmgate").FrameOptions["format"]>} Format */

/** @param {Format} format */
function picture(format, [width, height] = [1920, 1080], owner = gate) {
  const frame = owner.createFrame(/** @type {number} */ (width), /** @type {number} */ (height), { format });
  fillWithNoise(frame.bytes);
  return frame;
}

/** The conversions there and back, each with its own frames. */
function conversions() {
  const rgba = picture("RGBA");
  return /** @type {Format[]} */ (["I420", "NV12", "I422", "I444", "I420P10", "BGRA"]).flatMap((format) => {
    const frame = picture(format);
    const into = gate.createFrame(1920, 1080);
    return [
      { name: `${format} → RGBA`, lanes: [{ name: "", run: () => into.copyFrom(frame) }] },
      { name: `RGBA → ${format}`, lanes: [{ name: "", run: () => frame.copyFrom(rgba) }] },
    ];
  });
}

/** @param {string} name @param {Format} format @param {any[]} steps */
function chain(name, format, steps) {
  const source = picture(format);
  const [rgb, native, through, rgba] = [format, format, format, "RGBA"].map((format) =>
    gate.createFrame(1920, 1080, { format: /** @type {Format} */ (format) }),
  );
  const [byRows, byPlanes, onRgba] = [
    gate.createPipeline(steps),
    gate.createPipeline({ version: 1, steps, color: "native" }),
    gate.createPipeline(steps),
  ];
  const lanes = [
    {
      name: "through an RGBA frame",
      run: () => {
        /** @type {Frame} */ (rgba).copyFrom(source);
        onRgba.run(/** @type {Frame} */ (rgba));
        /** @type {Frame} */ (through).copyFrom(/** @type {Frame} */ (rgba));
      },
    },
    { name: 'color: "rgb"', run: () => byRows.run(source, { into: rgb }) },
    { name: 'color: "native"', run: () => byPlanes.run(source, { into: native }) },
  ];
  return { name: `${format}: ${name}`, lanes };
}

/** A step that filters a video in place, frame by frame. @param {Format} format @param {any} step */
function inPlace(format, step) {
  const frame = picture(format);
  const pipeline = gate.createPipeline([step]);
  const mode = step.mode === undefined ? "" : ` ${step.mode}`;
  return { name: `${format}: ${step.filter}${mode}`, lanes: [{ name: "", run: () => pipeline.run(frame) }] };
}

/** Scopes in small frames, of a video that isn't changed. @param {Format} format */
function scopes(format) {
  const source = picture(format);
  return Object.entries({ waveform, parade, vectorscope }).map(([name, scopeOf]) => {
    const lanes = [1, 2, 4].map((step) => {
      const pipeline = gate.createPipeline([scopeOf({ step })]);
      const scope = gate.createFrame(1, 1);
      return { name: `step ${step}`, run: () => pipeline.run(source, { into: scope }) };
    });
    return { name: `${format}: ${name}`, lanes };
  });
}

/** A caption or a logo on a video, and a background behind a green screen. @param {Format} format */
function overlays(format) {
  const frame = picture(format);
  const rgba = gate.createFrame(1920, 1080);
  const [logo, behind] = [picture("RGBA", [320, 90]), picture("RGBA")];
  const over = gate.createPipeline([composite({ frame: logo, x: 1580, y: 970 })]);
  const key = gate.createPipeline([chromaKey(), composite({ frame: behind, operator: "destination-over" })]);
  const both = (/** @type {import("filmgate").Pipeline} */ pipeline) => [
    {
      name: "through an RGBA frame",
      run: () => {
        rgba.copyFrom(frame);
        pipeline.run(rgba);
        frame.copyFrom(rgba);
      },
    },
    { name: "in place", run: () => pipeline.run(frame) },
  ];
  return [
    { name: `${format}: a logo of 320 × 90`, lanes: both(over) },
    { name: `${format}: green screen`, lanes: both(key) },
  ];
}

/** Rows of bytes and of floats. @param {string} name @param {any[]} steps */
function floats(name, steps) {
  const lane = (/** @type {Format} */ format, /** @type {"exact" | "float"} */ precision) => {
    const source = picture(format, [1920, 1080], full);
    const into = full.createFrame(1, 1, { format });
    const pipeline = full.createPipeline({ version: 1, steps, precision });
    return { name: `${precision}, ${format}`, run: () => pipeline.run(source, { into }) };
  };
  return {
    name: `floats: ${name}`,
    lanes: [lane("RGBA", "exact"), lane("RGBA", "float"), lane("I420P10", "float")],
  };
}

function geometry() {
  const source = picture("RGBA", [3840, 2160]);
  const steps = [
    crop({ x: 64, y: 64, width: 3712, height: 2032 }),
    resize({ width: 1856, height: 1016 }),
    unsharpMask(),
  ];
  const together = gate.createPipeline(steps);
  const apart = steps.map((step) => gate.createPipeline([step]));
  const [result, ...between] = [0, 1, 2, 3].map(() => gate.createFrame(1, 1));
  const { scratchBytes } = together.explain(source);
  const lanes = [
    {
      name: "three pipelines",
      run: () => {
        apart.reduce((from, pipeline, i) => pipeline.run(from, { into: between[i] }), source);
      },
    },
    {
      name: `one pass (${(scratchBytes / 2 ** 20).toFixed(2)} MiB of rows)`,
      run: () => together.run(source, { into: result }),
    },
  ];
  return { name: "RGBA 3840 × 2160: crop, resize to half, unsharpMask", lanes };
}

const light = [brightness({ amount: 1.1 }), contrast({ amount: 1.2 }), saturate({ amount: 1.3 })];
const blurred = [gaussianBlur({ sigma: 3 }), contrast({ amount: 1.2 }), saturate({ amount: 1.3 })];
const cases = [
  ...conversions(),
  ...["I420", "NV12"].flatMap((format) => [
    chain("brightness, contrast, saturate", /** @type {Format} */ (format), light),
    chain("gaussianBlur 3, contrast, saturate", /** @type {Format} */ (format), blurred),
  ]),
  geometry(),
  ...["I420", "NV12", "RGBA"].flatMap((format) =>
    [
      temporalDenoise(),
      deflicker(),
      backgroundModel(),
      frameDifference(),
      echo(),
      echo({ mode: "lighten" }),
    ].map((step) => inPlace(/** @type {Format} */ (format), step)),
  ),
  ...["I420", "NV12", "RGBA"].flatMap((format) => scopes(/** @type {Format} */ (format))),
  ...["I420", "NV12"].flatMap((format) => overlays(/** @type {Format} */ (format))),
  floats("no step", []),
  floats("brightness, contrast, saturate", light),
  floats("exposure", [exposure({ stops: 0.3 })]),
  floats("curves", [
    curves({
      all: [
        { x: 0, y: 0 },
        { x: 0.3, y: 0.5 },
        { x: 1, y: 1 },
      ],
    }),
  ]),
  ...[1, 3, 10, 40].map((sigma) => floats(`gaussianBlur ${sigma}`, [gaussianBlur({ sigma })])),
  floats("unsharpMask", [unsharpMask()]),
  floats("resize to half", [resize({ width: 960 })]),
  floats("resize to half, in linear light", [resize({ width: 960, linear: true })]),
];
const copy = picture("RGBA");
const copied = gate.createFrame(1920, 1080);
cases.unshift({
  name: "a copy of an RGBA frame, for comparison",
  lanes: [{ name: "", run: () => copied.copyFrom(copy) }],
});

for (const { name, lanes } of cases.filter(
  ({ name }) => options.only === undefined || name.includes(options.only),
)) {
  const prepared = [];
  for (const [i, lane] of lanes.entries()) {
    prepared.push({ lane, first: (await runOnce(lane)).time, own: i === lanes.length - 1 });
  }
  const times = await measure(prepared, rounds);
  const [reference] = times;
  console.log(name);
  for (const [i, time] of times.entries()) {
    const ratio =
      i === 0 || reference === undefined ? "" : `   ${(reference.minimum / time.minimum).toFixed(2)} ×`;
    console.log(
      `  ${time.minimum.toFixed(2)} / ${time.median.toFixed(2)} ms  ${lanes[i]?.name ?? ""}${ratio}`,
    );
  }
}
if ((await otherLoad()) > busyLimit) console.log("The machine was busy: repeat.");
