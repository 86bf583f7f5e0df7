// Selects the rows that are fit for the README.

import { busyLimit, rowsOf } from "../runner/results.mjs";

/** @import { Entry, Place, Row } from "../runner/suite.mjs" */
/** @import { Results, Run } from "../runner/results.mjs" */

/** Thrown for rows that aren't fit for the README. */
export class Unfit extends Error {}

/**
 * Returns the rows of a suite that were measured completely and without other load.
 *
 * @param {Results} results
 * @param {string} suite
 * @param {Place} place
 * @param {(row: Row) => boolean} [isWanted]
 */
export function fitRows(results, suite, place, isWanted = () => true) {
  const found = rowsOf(results, suite, place).filter(({ row }) => isWanted(row));
  if (found.length === 0) throw new Unfit(`${suite} isn't measured in ${place}`);
  for (const { row, run } of found) {
    const what = `${suite}, ${row.name}, in ${place}`;
    if (!run.complete) throw new Unfit(`${what}, was measured with fewer rounds or contenders`);
    if (run.otherLoad > busyLimit) throw new Unfit(`${what}: other programs used ${run.otherLoad} cores`);
  }
  return found;
}

/** Returns the dates of runs, without repetition. @param {readonly Run[]} runs */
export function datesOf(runs) {
  const dates = [...new Set(runs.map(({ date }) => date.slice(0, 10)))].sort();
  return dates.length > 1 ? `${dates[0]} to ${dates.at(-1)}` : (dates[0] ?? "");
}

/** Returns the entry of a contender, by the start of its name. @param {readonly { row: Row }[]} rows @param {string} name of the case @param {string} contender @returns {{ entry: Entry, row: Row }} */
export function entryNamed(rows, name, contender) {
  const row = rows.find(({ row }) => row.name === name)?.row;
  const entry = row?.entries.find((entry) => entry.name.startsWith(contender));
  if (!row || !entry) throw new Unfit(`${name} by ${contender} isn't measured`);
  return { entry, row };
}
