// All contenders of an operation, interleaved in one process, and each result held against the exact one. Runs in Node and
// in a page.

import { chains } from "./chain.mjs";
import { makeCheck, quality, sameThing, summary } from "./check.mjs";
import { loadContenders } from "./contenders.mjs";
import { makePicture } from "./content.mjs";
import { operations } from "./operations.mjs";

/** A contender that takes longer than this (in milliseconds) is measured in fewer rounds. */
const slow = 400;
const slowRounds = 5;

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {number} minimum
 * @property {number} median
 * @property {number} rounds
 * @property {number | "exact"} decibels
 * @property {boolean} ranked
 * @property {string} [note]
 * @typedef {{ operation: string, entries: Entry[] }} Row
 */

/**
 * @param {import("../setting.mjs").Setting} setting
 * @param {{ size: { width: number, height: number }, rounds: number, only?: string | undefined, chain?: boolean }} options `only`:
 *   the operations whose names contain it; `chain`: the chain, and not the operations
 * @returns {Promise<Row[]>}
 */
export async function measurePeers(setting, { size, rounds, only = "", chain = false }) {
  const picture = makePicture(size.width, size.height);
  const contenders = await loadContenders({ ...setting, size, picture });
  const rows = [];
  for (const operation of chain ? chains : operations) {
    if (!operation.name.includes(only)) continue;
    const check = makeCheck(operation, picture, size);
    const lanes = [];
    for (const contender of contenders) {
      const runner = contender.prepare(operation);
      if (!runner) continue;
      const other = operation.others?.[contender.id];
      const decibels = check(runOnce(runner).pixels, other?.reference);
      lanes.push({ contender, runner, decibels, note: other?.note, times: warmUp(runner) });
    }
    for (let round = 0; round < rounds; round++) {
      for (const { runner, times } of lanes) {
        if (round < slowRounds || (times[0] ?? 0) < slow) times.push(runOnce(runner).time);
      }
    }
    for (const { runner } of lanes) runner.close?.();
    rows.push({
      operation: operation.name,
      entries: lanes.map(({ contender: { id, name, version }, decibels, note, times }) => ({
        id,
        name,
        version,
        ...summary(times.slice(1)),
        decibels: quality(decibels),
        ranked: decibels >= (operation.same ?? sameThing),
        ...(note ? { note } : {}),
      })),
    });
  }
  return rows;
}

/** @param {import("./contenders.mjs").Runner} runner */
function runOnce(runner) {
  runner.before?.();
  const start = performance.now();
  const returned = runner.run();
  const time = performance.now() - start;
  return { time, pixels: returned ?? runner.result?.() ?? new Uint8ClampedArray() };
}

/** Until the engine has compiled it well, or for as long as a slow one takes. @param {import("./contenders.mjs").Runner} runner */
function warmUp(runner) {
  let time = 0;
  for (let spent = 0, runs = 0; spent < 200 && runs < 30; spent += time, runs++) time = runOnce(runner).time;
  return [time];
}
