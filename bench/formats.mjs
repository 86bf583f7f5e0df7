// Measures work on frames of YUV formats beside the same work through RGBA frames, and a chain of steps that move pixels
// beside the steps one by one, in interleaved rounds in one process. Prints milliseconds a frame: minimum and median.
//
//   node bench/formats.mjs [--only TEXT] [--rounds N]

import { parseArgs } from "node:util";
import { brightness, contrast, crop, gaussianBlur, resize, saturate, unsharpMask } from "filmgate/filters";
import { load } from "filmgate/full";
import { fillWithNoise } from "./image/pictures.mjs";
import { busyLimit, otherLoad } from "./runner/results.mjs";
import { measure, runOnce } from "./runner/timing.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string" }, rounds: { type: "string" } } });
const rounds = Number(options.rounds ?? 20);
const gate = await load();
/** @typedef {import("filmgate").Frame} Frame */
/** @typedef {NonNullable<import("filmgate").FrameOptions["format"]>} Format */

/** @param {Format} format */
function picture(format, [width, height] = [1920, 1080]) {
  const frame = gate.createFrame(/** @type {number} */ (width), /** @type {number} */ (height), { format });
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
