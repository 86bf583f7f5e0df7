// Heavy operations compared with native libraries on one thread: from pixels in memory to pixels in memory. Two
// programs are started once, and run on request, so they are interleaved with Filmgate.

import { makeCheck } from "../image/check.mjs";
import { ownContenders } from "../image/contenders.mjs";
import { operations } from "../image/operations.mjs";
import { makePicture } from "../image/pictures.mjs";
import { besideNative } from "../image/standing.mjs";
import { kernel, median, minimum, quality, remarks, rounds } from "../runner/columns.mjs";

/** @typedef {import("../image/operations.mjs").Operation} Operation */

/** Multiple of the best native library's time above which the figure gets an exclamation mark. */
const limit = 2.5;

/**
 * Returns all entries of a native program.
 *
 * @param {"native" | "opencv"} id
 * @param {string} name
 * @returns {import("../runner/suite.mjs").Contender<Operation>}
 */
const program = (id, name) => ({
  id,
  async load({ size, start }) {
    const started = await start(id, "peers", { ...size, pixels: makePicture(size.width, size.height) });
    return {
      name,
      prepare: (operation) =>
        started.entries.flatMap((entry, index) =>
          entry.case === operation.name
            ? [
                {
                  name: entry.name,
                  version: entry.version,
                  elsewhere: () => started.run(index),
                  output: () => started.result(index),
                },
              ]
            : [],
        ),
    };
  },
});

/** @type {import("../runner/suite.mjs").Suite<Operation>} */
const suite = {
  title: "Native libraries",
  about:
    "Heavy operations by libraries compiled for this very processor, on one thread each. They run in processes of their own, interleaved with Filmgate.",
  places: ["Node"],
  rounds: 15,
  sizes: [{ width: 1024, height: 1024 }],
  contested: true,
  lines: "entry",
  columns: [
    minimum,
    median,
    kernel,
    rounds,
    quality,
    { title: "version", of: ({ version = "" }) => version },
    remarks((entry, { entries }) => (entry === besideNative(entries).best ? "best native" : "")),
  ],
  remark({ entries }) {
    const { best, ratio, exact, exactRatio } = besideNative(entries);
    if (ratio === undefined) return undefined;
    const mark = ratio > limit ? " !" : "";
    const other =
      exact === best || exactRatio === undefined
        ? ""
        : `, ${exactRatio.toFixed(2)} × the best of the exact ones`;
    return `in place ${ratio.toFixed(2)} × the best native time${mark}${other}`;
  },
  cases: () => operations.filter(({ sizes }) => sizes === undefined),
  contenders: [
    ...ownContenders,
    program("native", "fast_image_resize, libblur, imageproc"),
    program("opencv", "OpenCV"),
  ],
  check: ({ size }, operation) => makeCheck(operation, makePicture(size.width, size.height), size),
};

export default suite;
