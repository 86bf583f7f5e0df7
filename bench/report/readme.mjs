// Writes the table of "How fast" into the README, between its markers, from results/*.json.
//
//   node bench/report/readme.mjs

import { readFile, writeFile } from "node:fs/promises";
import { describeMachine, readResults } from "../results.mjs";
import { fastest } from "../tables.mjs";
import { standing } from "./peers.mjs";

/** @typedef {import("../peers/measure.mjs").Entry} Entry */

const readme = new URL("../../README.md", import.meta.url);
const [start, end] = ["<!-- bench: start -->", "<!-- bench: end -->"];

/** A column each, of a contender or of several: of those, the fastest. */
const columns = /** @type {readonly (readonly [readonly string[], string])[]} */ ([
  [["resident"], "in place"],
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
  return entry.decibels !== "exact" && entry.decibels < 50
    ? `${time} (${entry.decibels.toFixed(0)} dB)`
    : time;
}

/** At the size that the table is about. @param {import("../results.mjs").Result} result @returns {import("../peers/measure.mjs").Row[]} */
function rowsAt({ result }) {
  const found = result.find((/** @type {any} */ { width, height }) => width === 1024 && height === 1024);
  if (!found) throw new Error("the table is about 1024 × 1024: run `node bench/run.mjs peers` without SIZES");
  return found.rows;
}

/** @param {import("../results.mjs").Result} result @param {import("../results.mjs").Result | undefined} inNode */
function section(result, inNode) {
  const rows = rowsAt(result);
  const lines = rows.map(({ operation, entries }) => {
    const best = fastest(entries);
    const cells = columns.map(([ids]) => {
      const own = entries.filter(({ id }) => ids.includes(id));
      const [entry] = own.sort((a, b) => Number(b.ranked) - Number(a.ranked) || a.minimum - b.minimum);
      const text = cell(entry, best);
      return entry && ids.length > 1 ? `${text} ${entry.name}` : text;
    });
    return `| ${[operation, ...cells].join(" | ")} |`;
  });
  const { load } = result.machine;
  // wasm-vips computes in a worker while the main thread waits: it alone needs a second core.
  const busy =
    Number(load) > 2
      ? ` The machine had other work (load ${load}): that costs wasm-vips, which needs two cores, most.`
      : "";
  return `${start}
<!-- Written by bench/report/readme.mjs from what \`make bench\` measured: don't change it by hand. -->

${standing(rows)}${inNode ? ` In Node: ${standing(rowsAt(inNode)).replace("With both copies counted, ", "")}` : ""}

| ms, 1024 × 1024 RGBA | ${columns.map(([, name]) => name).join(" | ")} |
|---|${columns.map(() => "--:").join("|")}|
${lines.join("\n")}

${describeMachine(result)}; ${result.date.slice(0, 10)}, \`${result.command}\`, minimum of ${result.rounds} interleaved rounds (5 where
one takes over 0.4 s or ten times as long as we do, one over 3 s), everybody on one thread. The
others: magick-wasm, jSquash, pica, jimp, image-js. Bold: the fastest with pixels going in and out. In brackets: computes
something else. Decibels: how far from the exact result, where that is more than rounding.${busy}
${end}`;
}

const { "peers-chromium": result, "peers-node": inNode } = await readResults();
if (!result) throw new Error("nothing is measured yet: run `make bench` first");
const text = await readFile(readme, "utf8");
const [from, to] = [text.indexOf(start), text.indexOf(end)];
if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${start} and ${end}`);
await writeFile(readme, text.slice(0, from) + section(result, inNode) + text.slice(to + end.length));
