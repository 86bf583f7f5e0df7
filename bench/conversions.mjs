// Compares conversions between YUV and RGBA at full HD with those of the crate yuv: both as WebAssembly modules in
// interleaved rounds, and both natively. Prints milliseconds per megapixel, and by how many levels their results differ
// from ours. (yuv puts chroma of its bilinear conversions at other places.)
//
//   bench/setup.sh && node bench/conversions.mjs [--only TEXT] [--rounds N] [--without-native]

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Programs } from "./runner/programs.mjs";
import { busyLimit, otherLoad } from "./runner/results.mjs";
import { measure, runOnce } from "./runner/timing.mjs";

const { values: options } = parseArgs({
  options: { only: { type: "string" }, rounds: { type: "string" }, "without-native": { type: "boolean" } },
});
const rounds = Number(options.rounds ?? 60);
const MEGAPIXELS = (1920 * 1080) / 1e6;

/** @typedef {{ name: string, lane: import("./runner/suite.mjs").Lane, result: () => Uint8Array | Promise<Uint8Array> }} Entry */

/** The conversions of a module, by their cases. @param {string} file @param {string} name */
async function ofModule(file, name) {
  const bytes = await readFile(new URL(`modules/${file}.wasm`, import.meta.url));
  /** @type {any} */
  const exports = (await WebAssembly.instantiate(bytes)).instance.exports;
  const text = (/** @type {number} */ index) => {
    const characters = [];
    for (;;) {
      /** @type {number} */
      const code = exports.name(index, characters.length);
      if (code === 0) break;
      characters.push(code);
    }
    return String.fromCharCode(...characters);
  };
  /** @type {Map<string, Entry>} */
  const cases = new Map();
  for (let index = 0; text(index) !== ""; index += 1) {
    const result = () => {
      exports.clear();
      exports.run(index);
      const address = exports.result();
      return new Uint8Array(exports.memory.buffer, address, exports.result_length()).slice();
    };
    cases.set(text(index), { name, lane: { run: () => exports.run(index) }, result });
  }
  return { cases, copy: exports.copy };
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function difference(a, b) {
  let largest = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) {
    const one = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    sum += one;
    if (one > largest) largest = one;
  }
  return `${largest} (${(sum / a.length).toFixed(3)})`;
}

const programs = new Programs();
const program = options["without-native"] ? undefined : await programs.start("native", "conversions");
const ours = await ofModule("conversions", "filmgate");
const theirs = await ofModule("conversions-yuv", "yuv");
const load = await otherLoad();
if (load > busyLimit) console.error(`other programs use ${load.toFixed(2)} cores: the ratios are unreliable`);
console.log(`Node ${process.version}, ${rounds} rounds, milliseconds per megapixel: minimum (median)\n`);
/** @type {[string, ...string[]][]} */
const lines = [
  ["case", "filmgate", "yuv", "ratio", "filmgate, native", "yuv, native", "difference: largest (mean)"],
];
for (const [name, own] of [["memory.copy of RGBA", undefined], ...ours.cases]) {
  const title = /** @type {string} */ (name);
  if (options.only && !title.includes(options.only)) continue;
  const entry = /** @type {Entry | undefined} */ (own);
  /** @type {(Entry | undefined)[]} */
  const entries = entry ? [entry, theirs.cases.get(title)] : [];
  for (const by of ["filmgate", "yuv"]) {
    const index = program?.entries.findIndex((native) => native.case === title && native.name === by) ?? -1;
    const native = index < 0 ? undefined : program;
    entries.push(
      native && {
        name: by,
        lane: { elsewhere: () => native.run(index) },
        result: () => native.result(index),
      },
    );
  }
  if (!entry) entries[0] = { name: title, lane: { run: ours.copy }, result: () => new Uint8Array() };
  const lanes = entries.filter((lane) => lane !== undefined);
  /** @type {any[]} */
  /** @type {number[]} */
  const firsts = [];
  for (const { lane } of lanes) firsts.push((await runOnce(lane)).time);
  const times = await measure(
    lanes.map(({ lane }, index) => ({ lane, first: firsts[index] ?? 0, own: index === 0 })),
    rounds,
  );
  const cells = entries.map((lane) => {
    const time = lane && times[lanes.indexOf(lane)];
    return time ? `${(time.minimum / MEGAPIXELS).toFixed(3)} (${(time.median / MEGAPIXELS).toFixed(3)})` : "";
  });
  const expected = await entries[0]?.result();
  const differences = [];
  for (const other of entry ? entries.slice(1, 3) : []) {
    differences.push(other && expected ? difference(expected, await other.result()) : "–");
  }
  const ratio = entry && entries[1] ? ((times[1]?.minimum ?? 0) / (times[0]?.minimum ?? 1)).toFixed(2) : "";
  lines.push([
    title,
    cells[0] ?? "",
    cells[1] ?? "",
    ratio,
    cells[2] ?? "",
    cells[3] ?? "",
    differences.join(", native: "),
  ]);
}
await programs.close();
const widths = (lines[0] ?? []).map((_, column) =>
  Math.max(...lines.map((line) => line[column]?.length ?? 0)),
);
for (const line of lines)
  console.log(
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
