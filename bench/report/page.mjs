// Makes results/index.html of results/*.json: one page, complete in itself.

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { describeMachine, readResults, resultsFolder } from "../results.mjs";
import { fastest } from "../tables.mjs";
import { chart, duration, escaped, scaleOf, table } from "./charts.mjs";

/**
 * @typedef {import("../results.mjs").Result} Result
 * @typedef {import("../peers/measure.mjs").Row} Row
 * @typedef {import("../peers/measure.mjs").Entry} Entry
 */

const quality = (/** @type {Entry} */ { decibels }) =>
  decibels === "exact" ? "exact" : `${decibels.toFixed(0)} dB`;
const kinds = /** @type {Readonly<Record<string, string>>} */ ({ resident: "ours", copies: "copies" });

/** When, where, with what. @param {Result} result */
const source = (result) =>
  `<p class="source">${escaped(describeMachine(result))}. ${escaped(result.date.slice(0, 10))},
<code>${escaped(result.command)}</code>, load ${escaped(result.machine.load)} at the end.</p>`;

/** How the field stands, in a sentence or two; who is within a tenth of us is named too. @param {readonly Row[]} rows */
export function standing(rows) {
  /** @type {string[]} */
  const losses = [];
  /** @type {string[]} */
  const close = [];
  for (const { operation, entries } of rows) {
    const best = fastest(entries);
    if (best.id !== "copies") losses.push(`${operation} (${best.name})`);
    const next = fastest(entries.filter(({ id }) => id !== "copies"));
    if (best.id === "copies" && next.minimum < 1.1 * best.minimum) close.push(`${operation} (${next.name})`);
  }
  const sentence = `With both copies counted, Filmgate is the fastest in ${rows.length - losses.length} of ${rows.length} operations`;
  const lost = losses.length > 0 ? `; others win: ${losses.join(", ")}` : "";
  return `${sentence}${lost}.${close.length > 0 ? ` Within a tenth of it: ${close.join(", ")}.` : ""}`;
}

/** @param {Result | undefined} result */
function peers(result) {
  if (!result) return "";
  /** @type {Row[]} */
  const rows = result.result;
  const scale = scaleOf(rows.flatMap(({ entries }) => entries.map(({ minimum }) => minimum)));
  const charts = rows.map(({ operation, entries }) => {
    const best = fastest(entries);
    const bars = [...entries]
      .sort((a, b) => a.minimum - b.minimum)
      .map((entry) => ({
        name: entry.name,
        minimum: entry.minimum,
        median: entry.median,
        kind: entry.ranked ? (kinds[entry.id] ?? "other") : "unranked",
        note: [
          entry.ranked ? quality(entry) : `something else: ${quality(entry)}`,
          entry === best ? "fastest" : "",
        ]
          .filter(Boolean)
          .join(" · "),
      }));
    const notes = new Set(entries.flatMap(({ name, note }) => (note ? [`${name} ${note}.`] : [])));
    return chart(operation, bars, scale, [...notes].join(" "));
  });
  const cells = rows.flatMap(({ operation, entries }) =>
    entries.map((entry) => [
      operation,
      `${entry.name} (${entry.version})`,
      entry.minimum.toFixed(3),
      entry.median.toFixed(3),
      String(entry.rounds),
      entry.decibels === "exact" ? "exact" : entry.decibels.toFixed(1),
      entry.ranked ? (entry === fastest(entries) ? "fastest" : "") : "something else",
    ]),
  );
  const columns = [
    "operation",
    "contender",
    "minimum, ms",
    "median, ms",
    "rounds",
    "dB to the exact result",
    "",
  ];
  return `<section><h2>Against the peers</h2>
<p class="lead">${escaped(standing(rows))}</p>
<p>1024 × 1024 RGBA, opaque, photo-like. A <code>Uint8ClampedArray</code> goes in and one comes out, but for “in place”,
whose pixels are in the module's memory already. All contenders are interleaved in one process, on one thread. A bar is the
minimum, the tick the median, the scale logarithmic and the same in all charts. Decibels say how far a result is from the
exact one: 59 is 8 bits rounded correctly. Who is below 35 computes something else, and isn't ranked.</p>
${source(result)}
<div class="charts">${charts.join("\n")}</div>
<details><summary>The same in figures</summary>${table(`Peers, ${result.where}`, columns, cells)}</details></section>`;
}

/** @param {Result | undefined} result @param {Result | undefined} native */
function filters(result, native) {
  if (!result) return "";
  const blocks = result.result.map((/** @type {any} */ { width, height, times }) => {
    const loops =
      native?.result.find((/** @type {any} */ of) => of.width === width && of.height === height)?.times ?? {};
    const names = Object.keys(times).filter((name) => !name.endsWith("copies included"));
    const copy = times["memory.copy"].minimum;
    const bars = names.map((name) => {
      const { minimum } = times[name];
      const loop = loops[name]?.minimum;
      return {
        name,
        minimum,
        kind: name === "memory.copy" ? "other" : "ours",
        ...(loop ? { mark: loop, note: `${(minimum / loop).toFixed(2)} × the native loop` } : {}),
      };
    });
    const values = bars.flatMap(({ minimum, mark }) => [minimum, mark ?? minimum]);
    const cells = names.map((name) => {
      const { minimum, median } = times[name];
      const loop = loops[name]?.minimum;
      const around = times[`${name}, copies included`]?.minimum;
      return [
        name,
        ...[minimum, median].map((time) => time.toFixed(3)),
        (minimum / copy).toFixed(2),
        loop?.toFixed(3) ?? "",
        loop ? (minimum / loop).toFixed(2) : "",
        around?.toFixed(3) ?? "",
      ];
    });
    const title = `${width} × ${height} RGBA`;
    const columns = [
      "filter",
      "minimum, ms",
      "median, ms",
      "× memory.copy",
      "native loop, ms",
      "× native loop",
      "copies included, ms",
    ];
    return [chart(title, bars, scaleOf(values)), table(`Filters, ${result.where}, ${title}`, columns, cells)];
  });
  return `<section><h2>Filters on a frame in place</h2>
<p>Opaque noise, in linear memory before and after. The mark is the same filter as a plain native loop in Rust: one thread,
every vector instruction the machine has. <code>memory.copy</code> reads one frame and writes another.</p>
${source(result)}
<div class="charts wide">${blocks.map((/** @type {string[]} */ [chart]) => chart).join("\n")}</div>
<details><summary>The same in figures</summary>${blocks.map((/** @type {string[]} */ [, table]) => table).join("\n")}</details></section>`;
}

/** @param {Result | undefined} result */
function boundary(result) {
  if (!result) return "";
  const { result: sizes } = result;
  const charts = sizes.map((/** @type {any} */ { size, times }) => {
    const scale = scaleOf(times.flatMap((/** @type {any} */ { minimum, median }) => [minimum, median]));
    const bars = times.map((/** @type {any} */ { name, minimum, median }) => ({
      name,
      minimum,
      median,
      kind: name === "frame in place" ? "ours" : name.includes("new array") ? "unranked" : "other",
      value: `${duration(minimum)} / ${duration(median)}`,
    }));
    return chart(size, bars, scale);
  });
  const cells = sizes[0].times.map((/** @type {any} */ { name }) => [
    name,
    ...sizes.map((/** @type {any} */ { times }) => {
      const { minimum, median } = times.find((/** @type {any} */ time) => time.name === name);
      return `${minimum.toPrecision(3)} / ${median.toPrecision(3)}`;
    }),
  ]);
  const columns = ["ms, minimum / median", ...sizes.map((/** @type {any} */ { size }) => size)];
  return `<section><h2>What crossing the boundary costs</h2>
<p>Inverting a frame, by how its pixels get into the module and out. Hatched: the result is a new array each time, and that
allocation is what costs. A bar is the minimum, the tick the median. The scale is logarithmic, and another in each chart.</p>
${source(result)}
<div class="charts wide">${charts.join("\n")}</div>
<details><summary>The same in figures</summary>${table(`Boundary, ${result.where}`, columns, cells)}</details></section>`;
}

/** Writes the page, and says where it lies. */
export async function writePage() {
  const results = await readResults();
  const style = await readFile(new URL("page.css", import.meta.url), "utf8");
  const settings = ["Chromium", "Node"].filter((where) =>
    ["peers", "filters", "boundary"].some((name) => results[`${name}-${where.toLowerCase()}`]),
  );
  const choices = settings.map(
    (where, i) =>
      `<label><input type="radio" name="setting" id="${where}"${i === 0 ? " checked" : ""}><span>${where}</span></label>`,
  );
  const parts = settings.map((where) => {
    const of = (/** @type {string} */ name) => results[`${name}-${where.toLowerCase()}`];
    return `<div class="setting" data-setting="${where}">
${peers(of("peers"))}${filters(of("filters"), results["native"])}${boundary(of("boundary"))}</div>`;
  });
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Filmgate, measured</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><h1>Filmgate, measured</h1>
<p>Shorter is faster. Everything here was measured on one machine; <code>make bench</code> measures it on yours.</p>
<fieldset><legend>Measured in</legend>${choices.join("")}</fieldset></header>
<main>${parts.join("\n")}</main></body></html>
`;
  const page = new URL("index.html", resultsFolder);
  await writeFile(page, html);
  return page;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await writePage();
