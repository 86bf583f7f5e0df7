// Makes results/index.html of results/*.json: one page, complete in itself.

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { readResults, resultsFolder } from "../results.mjs";
import { chart, duration, scaleOf, table } from "./charts.mjs";
import { nativePeers, peers } from "./peers.mjs";
import { source } from "./source.mjs";

/** @typedef {import("../results.mjs").Result} Result */

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
function analyses(result) {
  if (!result) return "";
  const charts = result.result.map((/** @type {any} */ { width, height, times }) => {
    const bars = Object.entries(times).map(([name, { minimum, median }]) => ({ name, minimum, median }));
    return chart(`${width} × ${height} RGBA`, bars, scaleOf(bars.map(({ minimum }) => minimum)));
  });
  const cells = Object.keys(result.result[0].times).map((name) => [
    name,
    ...result.result.map((/** @type {any} */ { times }) => times[name].minimum.toFixed(3)),
  ]);
  const sizes = result.result.map((/** @type {any} */ { width, height }) => `${width} × ${height}`);
  return `<section><h2>Analyses</h2>
<p>Of a frame in place, or of two; <code>memory.copy</code> reads one frame and writes another.</p>
${source(result)}
<div class="charts wide">${charts.join("\n")}</div>
<details><summary>The same in figures</summary>${table(`Analyses, ${result.where}`, ["minimum, ms", ...sizes], cells)}</details></section>`;
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
    ["peers", "nativepeers", "filters", "analyses", "boundary"].some(
      (name) => results[`${name}-${where.toLowerCase()}`],
    ),
  );
  const choices = settings.map(
    (where, i) =>
      `<label><input type="radio" name="setting" id="${where}"${i === 0 ? " checked" : ""}><span>${where}</span></label>`,
  );
  const parts = settings.map((where) => {
    const of = (/** @type {string} */ name) => results[`${name}-${where.toLowerCase()}`];
    return `<div class="setting" data-setting="${where}">
${peers(of("peers"))}${nativePeers(of("nativepeers"))}${filters(of("filters"), results["native"])}${analyses(of("analyses"))}${boundary(of("boundary"))}</div>`;
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
