// The results file for all suites and places, results/results.json. A row replaces an earlier row of the same suite,
// place, size and case, so a part can be measured again.

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem, type } from "node:os";

/** @typedef {import("./suite.mjs").Row} Row @typedef {import("./suite.mjs").Place} Place */

export const resultsFolder = new URL("../results/", import.meta.url);
const file = new URL("results.json", resultsFolder);

/**
 * @typedef {object} Run the circumstances of rows that were measured together
 * @property {string} suite
 * @property {Place} place
 * @property {string} version of the engine
 * @property {string} date
 * @property {string} command
 * @property {number} rounds
 * @property {boolean} complete all contenders took part, in at least the suite's rounds
 * @property {number} loadAverage of the machine over a minute, at the start
 * @property {number} otherLoad the most cores that other programs used while the bench paused
 * @property {{ processor: string, threads: number, memory: string, system: string }} machine
 *
 * @typedef {Row & { run: string }} StoredRow
 * @typedef {{ version: 1, runs: Record<string, Run>, rows: StoredRow[] }} Results
 */

/** Maximum load of other programs, in cores, for published figures. wasm-vips needs the second core. */
export const busyLimit = 0.3;

/** @returns {Promise<Results>} */
export async function readResults() {
  const text = await readFile(file, "utf8").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? { version: 1, runs: {}, rows: [] } : JSON.parse(text);
}

/** @param {Run} run @param {Row} row */
const keyOf = ({ suite, place }, { name, size }) =>
  JSON.stringify([suite, place, size?.width, size?.height, name]);

/**
 * Adds a row to the file. A full run takes an hour, so each row is written immediately.
 *
 * @param {string} id of the run
 * @param {Run} run
 * @param {Row} row
 */
export async function storeRow(id, run, row) {
  const { runs, rows } = await readResults();
  runs[id] = run;
  const key = keyOf(run, row);
  const kept = rows.filter((other) => keyOf(/** @type {Run} */ (runs[other.run]), other) !== key);
  kept.push({ run: id, ...row });
  const used = new Set(kept.map(({ run }) => run));
  const results = {
    version: 1,
    runs: Object.fromEntries(Object.entries(runs).filter(([id]) => used.has(id))),
    rows: kept,
  };
  await mkdir(resultsFolder, { recursive: true });
  const part = new URL("results.json.part", resultsFolder);
  await writeFile(part, `${JSON.stringify(results, null, 1)}\n`);
  // Renamed when complete: neither a reader nor an aborted run leaves half a file.
  await rename(part, file);
}

/**
 * Returns the rows of a suite in a place, with their runs, in the order of the file.
 *
 * @param {Results} results
 * @param {string} suite
 * @param {Place} place
 */
export function rowsOf({ runs, rows }, suite, place) {
  return rows.flatMap((row) => {
    const run = runs[row.run];
    return run?.suite === suite && run.place === place ? [{ row, run }] : [];
  });
}

/** @returns {Run["machine"]} */
export const thisMachine = () => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  threads: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  system: `${type()} ${release().split("-")[0]}`,
});

export const loadAverage = () => Number((loadavg()[0] ?? 0).toFixed(2));

/** Returns the number of cores that other programs use: busy cores while this process sleeps. */
export async function otherLoad() {
  const busy = () => {
    const times = cpus().map(({ times }) => times);
    const idle = times.reduce((sum, { idle }) => sum + idle, 0);
    const all = times.reduce(
      (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
      0,
    );
    return { used: all - idle, each: all / times.length };
  };
  const before = busy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const after = busy();
  return Number(((after.used - before.used) / Math.max(1, after.each - before.each)).toFixed(2));
}

/** @param {Run} run */
export function describeMachine({ machine, version, place }) {
  const { processor, threads, memory, system } = machine;
  return `${processor}, ${threads} threads, ${memory}, ${system}; ${place} ${version}`;
}

/** Returns the date, command and machine of a run, in a line. @param {Run} run */
export function describeRun(run) {
  const { date, command, rounds, otherLoad } = run;
  const busy = otherLoad > busyLimit ? `; other programs used up to ${otherLoad} cores` : "";
  return `${describeMachine(run)}. ${date.slice(0, 10)}, ${command}, up to ${rounds} rounds${busy}`;
}
