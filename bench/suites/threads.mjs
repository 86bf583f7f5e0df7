// Frames in strips on two threads, natively, beside one thread. The results must be the same to the bit.

import { fillWithNoise } from "../image/pictures.mjs";
import { median, minimum, ratioTo } from "../runner/columns.mjs";
import { sameBytes } from "../runner/native.mjs";
import { color } from "./chains.mjs";

/** @typedef {import("../runner/suite.mjs").Case & { steps: readonly any[] }} ThreadCase */

/** @type {readonly ThreadCase[]} */
const cases = [
  {
    name: "photo: exposure, blur, unsharp mask, vignette",
    steps: [
      { filter: "exposure", stops: 0.5 },
      { filter: "gaussianBlur", sigma: 2 },
      { filter: "unsharpMask", amount: 0.8, sigma: 1.5 },
      { filter: "vignette", amount: 0.6 },
    ],
  },
  { name: "colour: six steps", steps: color },
  { name: "invert", steps: [{ filter: "invert" }] },
  { name: "gaussianBlur σ 20", steps: [{ filter: "gaussianBlur", sigma: 20 }] },
  { name: "median 3", steps: [{ filter: "median", radius: 3 }] },
  { name: "bilateral", steps: [{ filter: "bilateral", diameter: 7 }] },
  { name: "clahe", steps: [{ filter: "clahe" }] },
  {
    name: "rotate by 10°, then sharpen by 3 × 3",
    steps: [
      { filter: "rotateByAngle", angle: 10 },
      { filter: "convolve3x3", kernel: [0, -1, 0, -1, 5, -1, 0, -1, 0] },
    ],
  },
];

/** @param {number} threads @returns {import("../runner/suite.mjs").Contender<ThreadCase>} */
const contender = (threads) => ({
  id: `threads-${threads}`,
  own: true,
  async load({ size: { width, height }, start }) {
    const pixels = new Uint8ClampedArray(width * height * 4);
    fillWithNoise(new Uint8Array(pixels.buffer));
    const list = cases.map(({ name, steps }) => ({ case: name, steps, threads }));
    const program = await start("own-cpu", JSON.stringify(list), { width, height, pixels });
    return {
      name: threads === 1 ? "one thread" : `${threads} threads`,
      prepare(of) {
        const index = program.entries.findIndex((entry) => entry.case === of.name);
        return { elsewhere: () => program.run(index), output: () => program.result(index) };
      },
    };
  },
});

/** @type {import("../runner/suite.mjs").Suite<ThreadCase>} */
const suite = {
  title: "Strips on two threads",
  about:
    "Opaque noise, in place, compiled for the processor that measures. Times of one thread over times of two: 2 is the most that two cores can give.",
  places: ["Node"],
  exclusive: true,
  rounds: 15,
  sizes: [{ width: 3840, height: 2160 }],
  lines: "entry",
  columns: [
    minimum,
    median,
    {
      title: "× one thread",
      of: (entry, row) => (1 / ratioTo(entry, row, "threads-1")).toFixed(2),
    },
  ],
  cases: async () => cases,
  contenders: [contender(1), contender(2)],
  check: sameBytes,
};

export default suite;
