// The same operation by every library, from the app's pixels to the app's pixels, compared with the exact result.

import { makeCheck } from "../image/check.mjs";
import { contenders } from "../image/contenders.mjs";
import { operations } from "../image/operations.mjs";
import { makePicture } from "../image/pictures.mjs";
import { fastest, standing } from "../image/standing.mjs";
import { kernel, median, minimum, quality, remarks, rounds } from "../runner/columns.mjs";

/** @type {import("../runner/suite.mjs").Suite<import("../image/operations.mjs").Operation>} */
const suite = {
  title: "Peers",
  about:
    "RGBA, opaque, photo-like. A Uint8ClampedArray goes in and one comes out, except for “in place”, whose pixels stay in the module's memory. Every contender has one thread. Decibels are the distance from the exact result: 59 is correct rounding to 8 bits. Below 35 a contender computes something else and isn't ranked.",
  places: ["Node", "Chromium"],
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
    remarks((entry, { entries }) => (entry === fastest(entries) ? "fastest" : "")),
  ],
  summary: standing,
  cases: () => operations,
  contenders,
  check: ({ size }, operation) => makeCheck(operation, makePicture(size.width, size.height), size),
};

export default suite;
