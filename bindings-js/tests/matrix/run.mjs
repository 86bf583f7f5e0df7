// run.mjs [TEXT…]: `make matrix`. Packs the package, installs it into an app for each target, builds and runs the app,
// and prints a table. Without arguments, it writes the table to docs/support.md; with arguments, it runs only the
// targets whose names contain one of them.

import { readFile, writeFile } from "node:fs/promises";
import { problemOf } from "./outcome.mjs";
import { targets, toolsOf, versionOf } from "./targets.mjs";
import { pack } from "./workshop.mjs";

const wanted = process.argv.slice(2);
const page = new URL("../../../docs/support.md", import.meta.url);

/** @typedef {{ name: string, version: string, problem: string | undefined, configuration: string, bytes: number | undefined }} Row */

/** @param {import("./targets.mjs").Target} target @returns {Promise<Row>} */
async function rowOf(target) {
  const { name, configuration, test } = target;
  let version = "";
  try {
    const tools = await toolsOf(target, false);
    version = await versionOf(target, tools);
    const { outcome, bytes } = await test(name, tools);
    return { name, version, problem: problemOf(outcome), configuration, bytes };
  } catch (error) {
    return {
      name,
      version,
      problem: String(/** @type {Error} */ (error).message),
      configuration,
      bytes: undefined,
    };
  }
}

const kilobytes = (/** @type {number | undefined} */ bytes) =>
  bytes === undefined ? "" : `${(bytes / 1000).toFixed(1)} KB`;

/** @param {readonly Row[]} rows */
const table = (rows) =>
  [
    "| target | version | works | configuration | app, gzip |",
    "|---|---|---|---|--:|",
    ...rows.map(
      ({ name, version, problem, configuration, bytes }) =>
        `| ${name} | ${version} | ${problem === undefined ? "yes" : "no"} | ${configuration} | ${kilobytes(bytes)} |`,
    ),
  ].join("\n");

await pack();
/** @type {Row[]} */
const rows = [];
for (const target of targets) {
  if (wanted.length > 0 && !wanted.some((text) => target.name.includes(text))) continue;
  const row = await rowOf(target);
  rows.push(row);
  console.log(`${row.problem === undefined ? "✓" : "✗"} ${row.name} ${row.version} ${kilobytes(row.bytes)}`);
  if (row.problem !== undefined) console.log(`  ${row.problem.split("\n").join("\n  ")}`);
}
console.log(`\n${table(rows)}`);
if (wanted.length === 0) {
  const text = await readFile(page, "utf8");
  const [before = "", rest = ""] = text.split("<!-- matrix: start -->");
  const [, after = ""] = rest.split("<!-- matrix: end -->");
  const date = new Date().toISOString().slice(0, 10);
  const generated = `${table(rows)}\n\n${date}, \`make matrix\`.`;
  await writeFile(page, `${before}<!-- matrix: start -->\n${generated}\n<!-- matrix: end -->${after}`);
}
if (rows.some(({ problem }) => problem !== undefined)) process.exitCode = 1;
