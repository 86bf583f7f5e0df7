// The README's image table: the suite `peers` in Chromium, and the standing of the field in Node.

import { operations } from "../image/operations.mjs";
import { fastest, standing } from "../image/standing.mjs";
import { describeMachine } from "../runner/results.mjs";
import { datesOf, fitRows, Unfit } from "./fit.mjs";

/** @import { Entry, Row } from "../runner/suite.mjs" */
/** @import { Results } from "../runner/results.mjs" */

const size = 1024;
/** Operations with sizes of their own don't fit in a table of one size. */
const names = operations.filter(({ sizes }) => !sizes).map(({ name }) => name);
const isWanted = (/** @type {Row} */ { name, size: { width, height } = { width: 0, height: 0 } }) =>
  width === size && height === size && names.includes(name);

/** Ids of contenders, and the title of their column. A column with several contenders shows the fastest. */
const columns = /** @type {readonly (readonly [readonly string[], string])[]} */ ([
  [["in-place"], "in place"],
  [["copies"], "copied in and out"],
  [["plain"], "plain JS"],
  [["canvas"], "Canvas 2D"],
  [["opencv"], "OpenCV.js"],
  [["photon"], "photon"],
  [["vips"], "wasm-vips"],
  [["magick", "jsquash", "pica", "jimp", "imagejs"], "best of the others"],
]);

const digits = (/** @type {number} */ value) => Number(value.toPrecision(value < 0.1 ? 2 : 3));

/** @param {Entry | undefined} entry @param {Entry | undefined} best */
function cell(entry, best) {
  if (!entry) return "–";
  if (!entry.ranked) return `(${digits(entry.minimum)})`;
  const time = entry === best ? `**${digits(entry.minimum)}**` : String(digits(entry.minimum));
  // Below 50 dB, more than rounding is lost.
  return typeof entry.decibels === "number" && entry.decibels < 50
    ? `${time} (${entry.decibels.toFixed(0)} dB)`
    : time;
}

/** @param {Row} row */
function line({ name, entries }) {
  const best = fastest(entries);
  const cells = columns.map(([ids]) => {
    const own = entries.filter(({ id }) => ids.includes(id));
    const [entry] = own.sort((a, b) => Number(b.ranked) - Number(a.ranked) || a.minimum - b.minimum);
    const text = cell(entry, best);
    return entry && ids.length > 1 ? `${text} ${entry.name}` : text;
  });
  return `| ${[name, ...cells].join(" | ")} |`;
}

/** @param {Results} results */
export function imageTable(results) {
  const chromium = fitRows(results, "peers", "Chromium", isWanted);
  const node = fitRows(results, "peers", "Node", isWanted);
  // Operations that only OpenCV.js has may lack a peer, because its build for browsers has fewer functions.
  const expected = operations.filter(
    ({ sizes, canvas, photon, plain, vips }) => !sizes && (canvas || photon || plain || vips),
  );
  for (const rows of [chromium, node]) {
    const missing = expected.find(({ name }) => !rows.some(({ row }) => row.name === name));
    if (missing) throw new Unfit(`peers, ${missing.name}, isn't measured at ${size} × ${size}`);
  }
  // Rows that were measured again are at the end of the file.
  const rows = chromium.map(({ row }) => row).sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  const inNode = standing(node.map(({ row }) => row)).replace("With both copies counted, ", "");
  const { run } = /** @type {typeof chromium[0]} */ (chromium[0]);
  return `${standing(rows)} In Node: ${inNode}

| ms, ${size} × ${size} RGBA | ${columns.map(([, name]) => name).join(" | ")} |
|---|${columns.map(() => "--:").join("|")}|
${rows.map(line).join("\n")}

${describeMachine(run)}; ${datesOf(chromium.map(({ run }) => run))}, \`node bench/run.mjs peers\`, minimum of ${run.rounds} interleaved
rounds (5 above 0.4 s or ten times our time, one above 3 s), one thread each. The others: magick-wasm, jSquash, pica, jimp, image-js.
Bold: the fastest with pixels going in and out. In brackets: computes something else. Decibels: distance from the exact result, where it
is more than rounding.`;
}
