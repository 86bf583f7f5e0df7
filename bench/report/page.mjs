// Creates results/index.html from the results file: one self-contained page, with a section for each suite.
//
//   node bench/report/page.mjs

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { describeRun, readResults, resultsFolder, rowsOf } from "../runner/results.mjs";
import { linesOf } from "../runner/table.mjs";
import { suites } from "../suites/index.mjs";
import { chart, escaped, scaleOf, table } from "./charts.mjs";

/**
 * @typedef {import("../runner/suite.mjs").Suite} Suite
 * @typedef {import("../runner/suite.mjs").Row} Row
 * @typedef {import("../runner/suite.mjs").Entry} Entry
 * @typedef {import("../runner/suite.mjs").Place} Place
 * @typedef {import("../runner/results.mjs").Run} Run
 */

/** @param {Entry} entry */
const kindOf = ({ id, own, ranked }) => {
  if (ranked === false) return "unranked";
  if (id === "copies") return "copies";
  return own && id !== "memory.copy" && id !== "bare" ? "ours" : "other";
};

/** @param {Entry} entry @param {Row} row */
function noteOf({ minimum, decibels, ranked, note }, { seconds }) {
  const quality = typeof decibels === "number" ? `${decibels.toFixed(0)} dB` : decibels;
  return [
    seconds ? `${((1000 * seconds) / minimum).toFixed(0)} × real time` : "",
    ranked === false ? `something else: ${quality}` : quality,
    note,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Returns a chart for each case. @param {Suite} suite @param {readonly Row[]} rows */
function chartsByCase(suite, rows) {
  const scale = scaleOf(rows.flatMap(({ entries }) => entries.map(({ minimum }) => minimum)));
  const charts = rows.map((row) => {
    const sorted = [...row.entries].sort((a, b) => a.minimum - b.minimum);
    const bars = sorted.map((entry) => ({
      name: entry.name,
      minimum: entry.minimum,
      median: entry.median,
      kind: kindOf(entry),
      note: noteOf(entry, row),
    }));
    return chart(row.name, bars, scale, suite.remark?.(row));
  });
  return `<div class="charts">${charts.join("\n")}</div>`;
}

/** Returns one chart of the first entries. The mark is the contender other than Filmgate. @param {string} title @param {readonly Row[]} rows */
function chartOfCases(title, rows) {
  const bars = rows.flatMap(({ name, entries: [entry, ...others] }) => {
    if (!entry) return [];
    const mark = others.find(({ own }) => !own)?.minimum;
    const note = mark === undefined ? {} : { mark, note: `${(entry.minimum / mark).toFixed(2)} × the mark` };
    return [{ name, minimum: entry.minimum, median: entry.median, kind: "ours", ...note }];
  });
  const scale = scaleOf(bars.flatMap(({ minimum, mark }) => [minimum, mark ?? minimum]));
  return `<div class="charts wide">${chart(title, bars, scale)}</div>`;
}

/** @param {Suite} suite @param {Place} place @param {readonly { row: Row, run: Run }[]} found */
function section(suite, place, found) {
  /** @type {Map<string, { row: Row, run: Run }[]>} */
  const bySize = new Map();
  for (const one of found) {
    const { size } = one.row;
    const title = size ? `${size.width} × ${size.height}` : "";
    bySize.set(title, [...(bySize.get(title) ?? []), one]);
  }
  const parts = [...bySize].map(([size, all]) => {
    const rows = all.map(({ row }) => row);
    const cells = rows.flatMap((row) =>
      linesOf(suite, row).map((line) => (suite.lines === "case" ? line : [row.name, ...line])),
    );
    const names = suite.lines === "case" ? ["case"] : ["case", "contender"];
    const caption = [suite.title, place, size].filter(Boolean).join(", ");
    const runs = [...new Set(all.map(({ run }) => describeRun(run)))];
    const summary = suite.summary?.(rows);
    return `${size ? `<h3 class="size">${size}</h3>` : ""}${summary ? `<p class="lead">${escaped(summary)}</p>` : ""}
${runs.map((text) => `<p class="source">${escaped(text)}</p>`).join("\n")}
${suite.lines === "case" ? chartOfCases(size, rows) : chartsByCase(suite, rows)}
<details><summary>The same in figures</summary>${table(caption, [...names, ...suite.columns.map(({ title }) => title)], cells)}</details>`;
  });
  return `<section><h2>${escaped(suite.title)}</h2><p>${escaped(suite.about)}</p>\n${parts.join("\n")}</section>`;
}

/** Writes the page and returns its URL. */
export async function writePage() {
  const results = await readResults();
  const style = await readFile(new URL("page.css", import.meta.url), "utf8");
  const places = /** @type {const} */ (["Chromium", "Node"]).filter((place) =>
    Object.values(results.runs).some((run) => run.place === place),
  );
  const choices = places.map(
    (place, i) =>
      `<label><input type="radio" name="setting" id="${place}"${i === 0 ? " checked" : ""}><span>${place}</span></label>`,
  );
  const parts = await Promise.all(
    places.map(async (place) => {
      const sections = await Promise.all(
        Object.entries(suites).map(async ([name, { load }]) => {
          const found = rowsOf(results, name, place);
          return found.length > 0 ? section(await load(), place, found) : "";
        }),
      );
      return `<div class="setting" data-setting="${place}">\n${sections.join("")}</div>`;
    }),
  );
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Filmgate, measured</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><h1>Filmgate, measured</h1>
<p>A bar is the minimum, the tick the median; shorter is faster. Scales are logarithmic. Hatched bars compute something else. <code>make bench</code> measures on your machine.</p>
<fieldset><legend>Measured in</legend>${choices.join("")}</fieldset></header>
<main>${parts.join("\n")}</main></body></html>
`;
  await mkdir(resultsFolder, { recursive: true });
  const page = new URL("index.html", resultsFolder);
  await writeFile(page, html);
  return page;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await writePage();
