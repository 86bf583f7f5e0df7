// Analyses of a frame, compared with `memory.copy` of the frame.

import * as filmgate from "filmgate";
import { brightness } from "filmgate/filters";
import { memoryCopy } from "../image/memory-copy.mjs";
import { makePicture } from "../image/pictures.mjs";
import { marked, median, minimum, ratioTo } from "../runner/columns.mjs";

/** @typedef {import("filmgate").Frame} Frame */

/** @typedef {import("../runner/suite.mjs").Case & { run: (analyses: typeof filmgate, frame: Frame, other: Frame) => unknown }} AnalysisCase */

/** Analyses of a frame, or of a frame and a slightly brighter one. @type {readonly AnalysisCase[]} */
const cases = [
  { name: "histogram", run: (analyses, frame) => analyses.histogram(frame) },
  { name: "statistics", run: (analyses, frame) => analyses.statistics(frame) },
  { name: "difference", run: (analyses, frame, other) => analyses.difference(frame, other) },
  {
    name: "structural similarity",
    run: (analyses, frame, other) => analyses.structuralSimilarity(frame, other),
  },
  { name: "difference hash", run: (analyses, frame) => analyses.differenceHash(frame) },
  { name: "perceptual hash", run: (analyses, frame) => analyses.perceptualHash(frame) },
  { name: "sharpness", run: (analyses, frame) => analyses.sharpness(frame) },
  { name: "5 dominant colours", run: (analyses, frame) => analyses.dominantColors(frame, 5) },
];

/** @type {import("../runner/suite.mjs").Suite<AnalysisCase>} */
const suite = {
  title: "Analyses",
  about: "Of a frame in place, or of two. memory.copy reads one frame and writes another.",
  places: ["Node", "Chromium"],
  rounds: 25,
  sizes: [
    { width: 1024, height: 1024 },
    { width: 1920, height: 1080 },
    { width: 3840, height: 2160 },
  ],
  lines: "case",
  columns: [
    minimum,
    median,
    { title: "× memory.copy", of: (entry, row) => marked(ratioTo(entry, row, "memory.copy")) },
  ],
  cases: () => cases,
  contenders: [
    {
      id: "in-place",
      own: true,
      async load({ size: { width, height } }) {
        const gate = await filmgate.load({ reserve: 16 * width * height });
        const [frame, other] = [gate.createFrame(width, height), gate.createFrame(width, height)];
        frame.pixels.set(makePicture(width, height));
        const brighter = gate.createPipeline([brightness({ amount: 1.02 })]);
        brighter.run(frame, { into: other });
        brighter.close();
        return { name: "Filmgate", prepare: ({ run }) => ({ run: () => run(filmgate, frame, other) }) };
      },
    },
    memoryCopy,
  ],
};

export default suite;
