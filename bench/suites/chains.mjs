// Chains of filters at 4K compared with their steps run one by one: the gain of planning. And the cost of `set`.

import { makeFrames } from "../image/frames.mjs";
import { memoryCopy } from "../image/memory-copy.mjs";
import { figure, marked, median, minimum } from "../runner/columns.mjs";

/** @typedef {import("../runner/suite.mjs").Case & { steps?: readonly any[], set?: boolean }} ChainCase */

/** Six steps that need no other pixel. */
export const color = [
  { filter: "brightness", amount: 1.1 },
  { filter: "contrast", amount: 1.2 },
  { filter: "saturate", amount: 1.3 },
  { filter: "hueRotate", angle: 30 },
  { filter: "sepia", amount: 0.4 },
  { filter: "invert" },
];

/** @type {readonly ChainCase[]} */
const cases = [
  { name: "colour: six steps", steps: color },
  {
    name: "tone: levels, curves, gamma",
    steps: [
      { filter: "levels", inputBlack: 0.05, inputWhite: 0.95, gamma: 1.1 },
      {
        filter: "curves",
        all: [
          { x: 0, y: 0 },
          { x: 0.3, y: 0.25 },
          { x: 0.7, y: 0.8 },
          { x: 1, y: 1 },
        ],
      },
      { filter: "gamma", exponent: 1.2 },
    ],
  },
  {
    name: "photo: exposure, blur, unsharp mask, vignette, table",
    steps: [
      { filter: "exposure", stops: 0.5 },
      { filter: "gaussianBlur", sigma: 2 },
      { filter: "unsharpMask", amount: 0.8, sigma: 1.5 },
      { filter: "vignette", amount: 0.6 },
      // The id of the table replaces this string.
      { filter: "lut3d", table: "warm" },
    ],
  },
  { name: "pipeline.set of a number", set: true },
];
const longest = Math.max(...cases.map(({ steps = [] }) => steps.length));

/** A warm table of 33³ colours, as a `.cube` file. */
function warmTable() {
  const lines = ["LUT_3D_SIZE 33"];
  for (let i = 0; i < 33 ** 3; i++) {
    const [r = 0, g = 0, b = 0] = [i % 33, Math.floor(i / 33) % 33, Math.floor(i / 33 ** 2)].map(
      (place) => place / 32,
    );
    lines.push([r ** 0.9, g, b ** 1.2].map((value) => value.toFixed(6)).join(" "));
  }
  return lines.join("\n");
}

/** The gate, frames and table of a place, which contenders share. @type {ReturnType<typeof makeShared> | undefined} */
let shared;

/** @param {import("../runner/suite.mjs").Size} size */
async function makeShared(size) {
  const frames = await makeFrames(size);
  return { ...frames, table: frames.gate.createLut(warmTable()) };
}

/**
 * A contender that runs a pipeline.
 *
 * @param {string} id
 * @param {string} name
 * @param {(of: ChainCase) => { name?: string, data: any } | undefined} pipelineOf
 * @returns {import("../runner/suite.mjs").Contender<ChainCase>}
 */
const contender = (id, name, pipelineOf) => ({
  id,
  own: true,
  async load({ size }) {
    shared ??= makeShared(size);
    const { gate, frame, restore, table } = await shared;
    const withTable = (/** @type {any} */ step) => (step.table ? { ...step, table } : step);
    return {
      name,
      prepare(of) {
        const found = pipelineOf(of);
        if (!found) return undefined;
        const { data } = found;
        const declared = Array.isArray(data)
          ? data.map(withTable)
          : { ...data, steps: data.steps.map(withTable) };
        const pipeline = gate.createPipeline(declared);
        return {
          ...(found.name ? { name: found.name } : {}),
          before: restore,
          run() {
            pipeline.run(frame);
          },
          figures() {
            const { passes, movedBytes, scratchBytes } = pipeline.explain(frame);
            return { passes: passes.length, moved: movedBytes / 2 ** 20, scratch: scratchBytes / 2 ** 10 };
          },
          close: () => pipeline.close(),
        };
      },
    };
  },
});

/** @type {import("../runner/suite.mjs").Contender<ChainCase>} */
const set = {
  id: "set",
  own: true,
  async load({ size }) {
    shared ??= makeShared(size);
    const { gate } = await shared;
    return {
      name: "pipeline.set",
      prepare(of) {
        if (!of.set) return undefined;
        const pipeline = gate.createPipeline(/** @type {any} */ (color));
        let count = 0;
        return {
          repeat: 20_000,
          run() {
            count += 1;
            pipeline.set(0, { amount: 1 + (count & 7) / 10 });
          },
          close: () => pipeline.close(),
        };
      },
    };
  },
};

const isPlanned = (/** @type {{ id: string }} */ { id }) => id === "planned" || id === "precise";
const singlesOf = (/** @type {import("../runner/suite.mjs").Row} */ { entries }) =>
  entries.filter(({ id }) => id.startsWith("step-")).map(({ minimum }) => minimum);

/** @type {import("../runner/suite.mjs").Suite<ChainCase>} */
const suite = {
  title: "Chains",
  about: "A planned chain beside its steps run one by one, on opaque noise in place.",
  places: ["Node", "Chromium"],
  rounds: 15,
  sizes: [{ width: 3840, height: 2160 }],
  lines: "entry",
  columns: [
    { ...minimum, of: ({ minimum }) => minimum.toFixed(minimum < 0.01 ? 6 : 3) },
    { ...median, of: ({ median }) => median.toFixed(median < 0.01 ? 6 : 3) },
    {
      title: "× slowest step",
      of: (entry, row) => (isPlanned(entry) ? marked(entry.minimum / Math.max(...singlesOf(row))) : ""),
    },
    {
      title: "× sum of steps",
      of: (entry, row) =>
        isPlanned(entry) ? marked(entry.minimum / singlesOf(row).reduce((sum, time) => sum + time, 0)) : "",
    },
    figure("passes", "passes", 0),
    figure("MiB moved", "moved"),
    figure("KiB of scratch", "scratch", 0),
  ],
  cases() {
    shared = undefined;
    return cases;
  },
  contenders: [
    contender("planned", "planned", ({ steps }) => steps && { data: steps }),
    contender(
      "precise",
      "planned, high precision",
      ({ steps }) => steps && { data: { version: 1, steps, precision: "high" } },
    ),
    ...Array.from({ length: longest }, (_, i) =>
      contender(`step-${i + 1}`, `step ${i + 1}`, ({ steps }) => {
        const step = steps?.[i];
        return step && { name: `${step.filter} alone`, data: [step] };
      }),
    ),
    set,
    memoryCopy,
  ],
};

export default suite;
