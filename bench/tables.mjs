// The tables that `make bench` prints.

/** @typedef {{ where: string, version: string, result: any }} Answer */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {import("./peers/measure.mjs").Entry} Entry */

const milliseconds = (/** @type {number | undefined} */ value) =>
  value === undefined ? "" : value.toFixed(3);

/**
 * How far a filter may be from `memory.copy` and from its plain native loop: beyond it, the figure gets an exclamation mark.
 *
 * @type {Readonly<Record<string, number>>}
 */
const limits = {
  invert: 2,
  brightness: 5,
  contrast: 5,
  opacity: 5,
  threshold: 5,
  flip: 5,
  grayscale: 12,
  sepia: 12,
  saturate: 12,
  hueRotate: 12,
};
const nativeLimit = 4;

const marked = (/** @type {number} */ value, /** @type {number} */ limit) =>
  Number.isNaN(value) ? "" : `${value.toFixed(2)}${value > limit ? " !" : "  "}`;

/** @param {Answer} answer @param {any[]} [native] what the native loops took, at the same sizes */
export function printFilters({ where, version, result }, native) {
  for (const { width, height, times } of result) {
    const copy = times["memory.copy"].minimum;
    const loops = native?.find((other) => other.width === width && other.height === height)?.times ?? {};
    console.log(`\n${where} ${version}, ${width} × ${height} RGBA, milliseconds (!: beyond its limit)`);
    console.log(
      `${"".padEnd(18)}  minimum   median   GB/s  × memory.copy   native loop  × native loop   with copies in and out`,
    );
    for (const [name, { minimum, median }] of Object.entries(times)) {
      if (name.endsWith("copies included")) continue;
      const [filter = ""] = name.split(" ");
      const columns = [
        milliseconds(minimum).padStart(8),
        milliseconds(median).padStart(8),
        // Every filter reads the frame and writes it.
        ((2 * width * height * 4) / minimum / 1e6).toFixed(1).padStart(6),
        marked(minimum / copy, limits[filter] ?? Number.POSITIVE_INFINITY).padStart(14),
        milliseconds(loops[name]?.minimum).padStart(13),
        marked(minimum / (loops[name]?.minimum ?? Number.NaN), nativeLimit).padStart(14),
        milliseconds(times[`${name}, copies included`]?.minimum).padStart(24),
      ];
      console.log(`${name.padEnd(18)} ${columns.join(" ")}`);
    }
  }
}

/** @param {Answer} answer */
export function printAnalyses({ where, version, result }) {
  for (const { times, ...size } of result) {
    console.log(`\n${where} ${version}, ${written(size)} RGBA, milliseconds`);
    console.log(`${"".padEnd(24)}  minimum   median  × memory.copy`);
    for (const [name, { minimum, median }] of Object.entries(times)) {
      const ratio = (minimum / times["memory.copy"].minimum).toFixed(2).padStart(14);
      console.log(
        `${name.padEnd(24)} ${milliseconds(minimum).padStart(8)} ${milliseconds(median).padStart(8)} ${ratio}`,
      );
    }
  }
}

/** @param {Answer} answer */
export function printChains({ where, version, result }) {
  const { width, height, report, set } = result;
  console.log(`\n${where} ${version}, ${width} × ${height} RGBA: chains, milliseconds`);
  for (const { name, copy, entries } of report) {
    const single = entries.filter((/** @type {any} */ { what }) => !what.startsWith("together"));
    const slowest = Math.max(...single.map((/** @type {any} */ { minimum }) => minimum));
    const sum = single.reduce(
      (/** @type {number} */ sum, /** @type {any} */ { minimum }) => sum + minimum,
      0,
    );
    console.log(
      `\n${name.padEnd(48)}   minimum    median   × slowest   × sum   passes   MiB moved   KiB kept`,
    );
    for (const { what, minimum, median, passes, movedBytes, scratchBytes } of entries) {
      const together = what.startsWith("together");
      const columns = [
        milliseconds(minimum).padStart(10),
        milliseconds(median).padStart(9),
        (together ? (minimum / slowest).toFixed(2) : "").padStart(11),
        (together ? (minimum / sum).toFixed(2) : "").padStart(7),
        String(passes).padStart(8),
        (movedBytes / 2 ** 20).toFixed(1).padStart(11),
        (scratchBytes / 2 ** 10).toFixed(0).padStart(10),
      ];
      console.log(`  ${what.padEnd(46)} ${columns.join(" ")}`);
    }
    console.log(`  ${"memory.copy of a frame".padEnd(46)} ${milliseconds(copy.minimum).padStart(10)}`);
  }
  console.log(`\npipeline.set of a number: ${set.minimum.toFixed(3)} µs`);
}

/** @param {Answer} answer */
export function printBoundary({ where, version, result }) {
  console.log(
    `\n${where} ${version}: inverting a frame, by how its pixels get in and out; milliseconds, minimum / median`,
  );
  console.log(`${"".padEnd(46)}${result.map((/** @type {any} */ { size }) => size.padStart(17)).join("")}`);
  for (const { name } of result[0].times) {
    const cells = result.map((/** @type {any} */ { times }) => {
      const { minimum, median } = times.find((/** @type {any} */ time) => time.name === name);
      const digits = median < 0.1 ? 4 : 2;
      return `${minimum.toFixed(digits)} / ${median.toFixed(digits)}`.padStart(17);
    });
    console.log(`${name.padEnd(46)}${cells.join("")}`);
  }
}

const written = (/** @type {Size} */ { width, height }) => `${width} × ${height}`;

/** @param {Answer} answer @param {Size} size */
export function printPeers({ where, version, result }, size) {
  console.log(
    `\n${where} ${version}, ${written(size)} RGBA: pixels in, pixels out; and without the way in and out, where that can be told apart`,
  );
  for (const { operation, entries } of result) {
    const best = fastest(entries);
    console.log(`\n${operation.padEnd(38)}   minimum     median    without         dB`);
    printEntries(entries, (entry) => (entry === best ? "← fastest" : ""));
  }
}

/** @param {readonly Entry[]} entries @param {(entry: Entry) => string} remarkOf */
function printEntries(entries, remarkOf) {
  for (const entry of entries) {
    const { name, minimum, median, decibels, ranked, note } = entry;
    const quality = decibels === "exact" ? "exact" : decibels.toFixed(1);
    const remark = ranked ? remarkOf(entry) : "computes something else";
    const text = [remark, note].filter(Boolean).join("; ");
    const columns = [
      milliseconds(minimum).padStart(8),
      milliseconds(median).padStart(10),
      milliseconds(entry.kernel).padStart(10),
      quality.padStart(10),
    ];
    console.log(`  ${name.padEnd(36)} ${columns.join(" ")}  ${text}`.trimEnd());
  }
}

/** The time of the best native library that a heavy operation may take at most. */
const nativePeerLimit = 2.5;

/** @param {Answer} answer @param {Size} size */
export function printNativePeers({ version, result }, size) {
  console.log(`\nNode ${version} beside native libraries on one thread, ${written(size)} RGBA`);
  for (const { operation, entries } of result) {
    const { best, ratio, alike, ratioAlike } = againstNative(entries);
    const figure = ratio === undefined ? "" : `${marked(ratio, nativePeerLimit)}`.trim();
    const other = alike === best || ratioAlike === undefined ? "" : ` (as exact: × ${ratioAlike.toFixed(2)})`;
    console.log(`\n${operation.padEnd(38)}   minimum     median    without         dB   × ${figure}${other}`);
    printEntries(entries, (entry) => (entry === best ? "← best native" : ""));
  }
}

/**
 * Our frame in place beside the best native library: of those that are ranked, and of those that are as exact as we are, or
 * lose no more than rounding (50 dB).
 *
 * @param {readonly Entry[]} entries
 */
export function againstNative(entries) {
  const level = (/** @type {Entry} */ { decibels }) =>
    decibels === "exact" ? Number.POSITIVE_INFINITY : decibels;
  const own = entries.find(({ id }) => id === "resident");
  const natives = entries
    .filter(({ id, ranked }) => id === "native" && ranked)
    .sort((a, b) => a.minimum - b.minimum);
  const best = natives[0];
  const alike = natives.find((entry) => own && level(entry) >= Math.min(level(own), 50));
  const ratio = (/** @type {Entry | undefined} */ other) => own && other && own.minimum / other.minimum;
  return { own, best, ratio: ratio(best), alike, ratioAlike: ratio(alike) };
}

/**
 * The fastest of those that do the same work, if any does: the frame that is in place already is no contender here.
 *
 * @param {readonly Entry[]} entries
 */
export function fastest(entries) {
  const able = entries.filter(({ id, ranked }) => ranked && id !== "resident");
  return able.sort((a, b) => a.minimum - b.minimum)[0];
}
