// Writes the tables of "How fast" into README.md, between their markers, and docs/resampler.svg, from the results file.
// A table whose rows are missing, incomplete, or measured under other load is left unchanged.
//
//   node bench/report/readme.mjs

import { readFile, writeFile } from "node:fs/promises";
import { readResults } from "../runner/results.mjs";
import { Unfit } from "./fit.mjs";
import { audioTable } from "./readme-audio.mjs";
import { imageTable } from "./readme-image.mjs";
import { drawResampler } from "./resampler.mjs";

const readme = new URL("../../README.md", import.meta.url);

/** @param {string} text @param {string} name of the table @param {string} table */
function replaced(text, name, table) {
  const [start, end] = [`<!-- bench ${name}: start -->`, `<!-- bench ${name}: end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md must contain ${start} and ${end}`);
  const note = "<!-- Written by `node bench/report/readme.mjs`: don't edit it by hand. -->";
  return `${text.slice(0, from)}${start}\n${note}\n\n${table}\n${text.slice(to)}`;
}

const results = await readResults();
let text = await readFile(readme, "utf8");
for (const [name, make] of Object.entries({ images: imageTable, audio: audioTable })) {
  try {
    text = replaced(text, name, make(results));
    console.log(`README.md: wrote the table of ${name}`);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    console.log(`README.md: left the table of ${name} unchanged: ${error.message}`);
  }
}
await writeFile(readme, text);
const drawing = drawResampler(results);
if (drawing) await writeFile(new URL("../../docs/resampler.svg", import.meta.url), drawing);
