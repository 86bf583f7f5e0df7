// The parts of the page about other libraries: a chart for each operation and size.

import { againstNative, fastest } from "../tables.mjs";
import { chart, escaped, scaleOf, table } from "./charts.mjs";
import { source } from "./source.mjs";

/**
 * @typedef {import("../results.mjs").Result} Result
 * @typedef {import("../peers/measure.mjs").Row} Row
 * @typedef {import("../peers/measure.mjs").Entry} Entry
 * @typedef {{ width: number, height: number, rows: Row[] }} AtSize
 */

const quality = (/** @type {Entry} */ { decibels }) =>
  decibels === "exact" ? "exact" : `${decibels.toFixed(0)} dB`;
const kinds = /** @type {Readonly<Record<string, string>>} */ ({ resident: "ours", copies: "copies" });
const written = (/** @type {AtSize} */ { width, height }) => `${width} × ${height}`;

/**
 * How the field stands, in a sentence or two; who is within a tenth of us is named too. Operations that nobody else does
 * don't count.
 *
 * @param {readonly Row[]} rows
 */
export function standing(rows) {
  /** @type {string[]} */
  const losses = [];
  /** @type {string[]} */
  const close = [];
  let contested = 0;
  for (const { operation, entries } of rows) {
    const others = entries.filter(({ id, ranked }) => ranked && id !== "copies" && id !== "resident");
    if (others.length === 0) continue;
    contested++;
    const [best, next] = [fastest(entries), fastest(others)];
    if (!best || !next) continue;
    if (best.id !== "copies") losses.push(`${operation} (${best.name})`);
    else if (next.minimum < 1.1 * best.minimum) close.push(`${operation} (${next.name})`);
  }
  const sentence = `With both copies counted, Filmgate is the fastest in ${contested - losses.length} of ${contested} operations`;
  const lost = losses.length > 0 ? `; others win: ${losses.join(", ")}` : "";
  return `${sentence}${lost}.${close.length > 0 ? ` Within a tenth of it: ${close.join(", ")}.` : ""}`;
}

/**
 * A chart for each operation, on one scale, and a table of all figures.
 *
 * @param {AtSize} of
 * @param {string} caption
 * @param {(row: Row) => { best: Entry | undefined, word: string, remark: string }} judge who is to be marked, and as what
 */
function charted(of, caption, judge) {
  const { rows } = of;
  const scale = scaleOf(rows.flatMap(({ entries }) => entries.map(({ minimum }) => minimum)));
  const charts = rows.map((row) => {
    const { operation, entries } = row;
    const { best, word, remark } = judge(row);
    const bars = [...entries]
      .sort((a, b) => a.minimum - b.minimum)
      .map((entry) => ({
        name: entry.name,
        minimum: entry.minimum,
        median: entry.median,
        kind: entry.ranked ? (kinds[entry.id] ?? "other") : "unranked",
        note: [
          entry.ranked ? quality(entry) : `something else: ${quality(entry)}`,
          entry === best ? word : "",
        ]
          .filter(Boolean)
          .join(" · "),
      }));
    const notes = new Set(entries.flatMap(({ name, note }) => (note ? [`${name} ${note}.`] : [])));
    return chart(operation, bars, scale, [remark, ...notes].filter(Boolean).join(" "));
  });
  const cells = rows.flatMap((row) => {
    const { best, word } = judge(row);
    return row.entries.map((entry) => [
      row.operation,
      `${entry.name} (${entry.version})`,
      entry.minimum.toFixed(3),
      entry.median.toFixed(3),
      entry.kernel?.toFixed(3) ?? "",
      String(entry.rounds),
      entry.decibels === "exact" ? "exact" : entry.decibels.toFixed(1),
      entry.ranked ? (entry === best ? word : "") : "something else",
    ]);
  });
  const columns = [
    "operation",
    "contender",
    "minimum, ms",
    "median, ms",
    "minimum without the way in and out, ms",

    "rounds",
    "dB to the exact result",
    "",
  ];
  return `<div class="charts">${charts.join("\n")}</div>
<details><summary>The same in figures</summary>${table(`${caption}, ${written(of)}`, columns, cells)}</details>`;
}

/** @param {Result | undefined} result */
export function peers(result) {
  if (!result) return "";
  const parts = result.result.map((/** @type {AtSize} */ of) => {
    const judge = (/** @type {Row} */ { entries }) => ({
      best: fastest(entries),
      word: "fastest",
      remark: "",
    });
    return `<h3 class="size">${written(of)}</h3><p class="lead">${escaped(standing(of.rows))}</p>
${charted(of, `Peers, ${result.where}`, judge)}`;
  });
  return `<section><h2>Against the peers</h2>
<p>RGBA, opaque, photo-like. A <code>Uint8ClampedArray</code> goes in and one comes out, but for “in place”,
whose pixels are in the module's memory already. All contenders are interleaved in one process, on one thread. A bar is the
minimum, the tick the median, the scale logarithmic and the same in all charts of a size. Decibels say how far a result is
from the exact one: 59 is 8 bits rounded correctly. Who is below 35 computes something else, and isn't ranked.</p>
${source(result)}
${parts.join("\n")}</section>`;
}

/** @param {Result | undefined} result */
export function nativePeers(result) {
  if (!result) return "";
  const parts = result.result.map((/** @type {AtSize} */ of) => {
    const judge = (/** @type {Row} */ { entries }) => {
      const { best, ratio, alike, ratioAlike } = againstNative(entries);
      const exact =
        alike === best || !ratioAlike
          ? ""
          : `; ${ratioAlike.toFixed(2)} times that of the best as exact as it`;
      const remark = ratio ? `In place: ${ratio.toFixed(2)} times the best native time${exact}.` : "";
      return { best, word: "best native", remark };
    };
    return `<h3 class="size">${written(of)}</h3>${charted(of, "Native libraries", judge)}`;
  });
  return `<section><h2>Against native libraries</h2>
<p>The heavy operations, by libraries compiled for this very processor, on one thread each: from pixels in memory to pixels
in memory. They run in processes of their own, a round each in turn with Filmgate in Node.</p>
${source(result)}
${parts.join("\n")}</section>`;
}
