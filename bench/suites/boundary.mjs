// The cost of moving pixels into a module and out again: inverting colours with each kind of transfer.

import { load } from "filmgate";
import { invert } from "filmgate/filters";
import { median, minimum, rounds } from "../runner/columns.mjs";

/**
 * @typedef {import("../runner/suite.mjs").Size} Size
 * @typedef {import("../runner/suite.mjs").Case & { frame: Size }} BoundaryCase
 */

/** Opaque RGBA frames. @type {readonly BoundaryCase[]} */
const cases = [
  { name: "1 KiB", frame: { width: 16, height: 16 } },
  { name: "64 KiB", frame: { width: 128, height: 128 } },
  { name: "1 MiB", frame: { width: 512, height: 512 } },
  { name: "4 MiB", frame: { width: 1024, height: 1024 } },
  { name: "32 MiB (4K)", frame: { width: 3840, height: 2160 } },
];
/** Bytes between two readings of the clock, which has a resolution of some microseconds. */
const batch = 1 << 20;

const gate = await load({ reserve: 2 * 3840 * 2160 * 4 });

/** Runs between two readings of the clock. @param {BoundaryCase} of */
const repeatsOf = ({ frame: { width, height } }) => Math.max(1, Math.round(batch / (width * height * 4)));

/** The frame of the current case and arrays of its size, which contenders share. */
const shared = {
  of: /** @type {BoundaryCase | undefined} */ (undefined),
  ...makeShared({ width: 1, height: 1 }),
};

/** @param {Size} size */
function makeShared({ width, height }) {
  const frame = gate.createFrame(width, height);
  frame.pixels.fill(255);
  const [input, output] = [0, 1].map(() => new Uint8ClampedArray(width * height * 4).fill(255));
  if (!input || !output) throw new Error("unreachable: two arrays were made");
  // wasm-bindgen's functions take a `Uint8Array`; one of them changes it.
  return { frame, input, output, bytes: new Uint8Array(input), changed: new Uint8Array(input) };
}

/** @param {BoundaryCase} of */
function sharedFor(of) {
  if (shared.of !== of) {
    shared.frame.close();
    Object.assign(shared, { of, ...makeShared(of.frame) });
  }
  return shared;
}

/** An array that a contender created. It is kept, so that no engine can remove an unused allocation. @type {{ made?: unknown }} */
export const kept = {};

/**
 * @param {string} id
 * @param {string} name
 * @param {(shared: ReturnType<typeof sharedFor>) => (() => void)} makeRun
 * @param {(shared: ReturnType<typeof sharedFor>) => ArrayLike<number>} [output] the inverted pixels; absent if there
 *   are none
 * @returns {import("../runner/suite.mjs").Contender<BoundaryCase>}
 */
const contender = (id, name, makeRun, output) => ({
  id,
  own: true,
  load: () => ({
    name,
    prepare(of) {
      const shared = sharedFor(of);
      return {
        repeat: repeatsOf(of),
        run: makeRun(shared),
        ...(output ? { output: () => output(shared) } : {}),
      };
    },
  }),
});

const pipeline = gate.createPipeline([invert()]);

/** wasm-bindgen's module. @type {Promise<any> | undefined} */
let glue;

/** @param {import("../runner/suite.mjs").Context} context */
async function loadGlue({ locate, read }) {
  const module = await import(locate("modules/boundary.js"));
  await module.default({ module_or_path: await read("modules/boundary.wasm") });
  return module;
}

/**
 * @param {string} id
 * @param {string} name
 * @param {(glue: any, shared: ReturnType<typeof sharedFor>) => void} run
 * @param {(shared: ReturnType<typeof sharedFor>) => ArrayLike<number>} output
 * @returns {import("../runner/suite.mjs").Contender<BoundaryCase>}
 */
const bindgen = (id, name, run, output) => ({
  id,
  async load(context) {
    glue ??= loadGlue(context);
    const loaded = await glue;
    return contender(id, name, (shared) => () => run(loaded, shared), output).load(context);
  },
});

const madeOf = () => /** @type {ArrayLike<number>} */ (kept.made);

/** @type {import("../runner/suite.mjs").Suite<BoundaryCase>} */
const suite = {
  title: "Crossing the boundary",
  about:
    "Inverting a frame, by how its pixels get into the module and out. Where the result is a new array each time, that allocation dominates.",
  places: ["Node", "Chromium"],
  rounds: 25,
  lines: "entry",
  columns: [
    { ...minimum, of: ({ minimum }) => minimum.toFixed(4) },
    { ...median, of: ({ median }) => median.toFixed(4) },
    rounds,
  ],
  cases: () => cases,
  contenders: [
    contender(
      "in-place",
      "frame in place",
      ({ frame }) =>
        () => {
          pipeline.run(frame);
        },
      ({ frame }) => frame.pixels,
    ),
    contender(
      "by-hand-reused",
      "copied in and out by hand, array used again",
      ({ frame, input, output }) =>
        () => {
          frame.pixels.set(input);
          pipeline.run(frame);
          output.set(frame.pixels);
        },
      ({ output }) => output,
    ),
    contender(
      "by-hand-new",
      "copied in and out by hand, new array",
      ({ frame, input }) =>
        () => {
          frame.pixels.set(input);
          pipeline.run(frame);
          kept.made = frame.pixels.slice();
        },
      madeOf,
    ),
    bindgen(
      "bindgen-reused",
      "wasm-bindgen &mut [u8], array used again",
      (glue, { changed }) => glue.invert_slice(changed),
      ({ changed }) => changed,
    ),
    bindgen(
      "bindgen-new",
      "wasm-bindgen &[u8] → Vec<u8>, new array",
      (glue, { bytes }) => {
        kept.made = glue.inverted(bytes);
      },
      madeOf,
    ),
    contender("copies-reused", "the two copies alone, array used again", ({ frame, input, output }) => () => {
      frame.pixels.set(input);
      output.set(frame.pixels);
    }),
    contender("copies-new", "the two copies alone, new array", ({ frame, input }) => () => {
      frame.pixels.set(input);
      kept.made = frame.pixels.slice();
    }),
  ],
  check: (_, of) => (output, id) => {
    if (output === undefined) return undefined;
    // These two invert their previous result: an even number of runs restores the pixels.
    const restored = (id === "in-place" || id === "bindgen-reused") && repeatsOf(of) % 2 === 0;
    const expected = restored ? 255 : 0;
    const pixels = /** @type {ArrayLike<number>} */ (output);
    if (!Array.prototype.every.call(pixels, (value, i) => value === (i % 4 === 3 ? 255 : expected))) {
      throw new Error(`${of.name}: ${id} doesn't invert`);
    }
    return undefined;
  },
};

export default suite;
