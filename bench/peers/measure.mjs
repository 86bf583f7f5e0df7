// All contenders of an operation, interleaved in one process, and each result held against the exact one. Runs in Node and
// in a page.

import { chains } from "./chain.mjs";
import { loadContenders } from "./contenders.mjs";
import { makePicture, signalToNoise } from "./content.mjs";
import { operations } from "./operations.mjs";

/** A contender further from the exact result than this computes something else: its time is shown, but not ranked. */
const sameThing = 35;
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
    const exact = operation.reference(picture, size);
    const lanes = [];
    for (const contender of contenders) {
      const runner = contender.prepare(operation);
      if (!runner) continue;
      const other = operation.others?.[contender.id];
      const result = runOnce(runner).pixels;
      const reference = other ? other.reference(picture, size) : exact;
      const area = operation.output?.(size) ?? size;
      const decibels = signalToNoise(result, reference, { ...area, margin: operation.margin ?? 0 });
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
      entries: lanes.map(({ contender: { id, name, version }, decibels, note, times }) => {
        const sorted = times.slice(1).sort((a, b) => a - b);
        return {
          id,
          name,
          version,
          minimum: sorted[0] ?? 0,
          median: sorted[sorted.length >> 1] ?? 0,
          rounds: sorted.length,
          decibels: Number.isFinite(decibels) ? decibels : /** @type {const} */ ("exact"),
          ranked: decibels >= (operation.same ?? sameThing),
          ...(note ? { note } : {}),
        };
      }),
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
