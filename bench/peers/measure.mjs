// All contenders of an operation, interleaved in one process, and each result held against the exact one. Runs in Node and
// in a page.

import { chains } from "./chain.mjs";
import { makeCheck, quality, sameThing, summary } from "./check.mjs";
import { loadContenders } from "./contenders.mjs";
import { makePicture, makeSecond } from "./content.mjs";
import { operations } from "./operations.mjs";

/** A contender that takes longer than this (in milliseconds) is measured in fewer rounds. */
const slow = 400;
const slowRounds = 5;
/** In one, if it takes longer than this; of what takes longest, the first call is that one: no engine is cold for so long. */
const verySlow = 3000;
const slowest = 15_000;
/** Pixels of a picture that is too large for the patient, who take minutes for it and were far behind with smaller ones. */
const large = 4e6;
const patient = ["jimp", "imagejs"];
/** Who takes so many times as long as we do can't come first by luck, and is measured in fewer rounds, too. */
const farBehind = 10;

/**
 * How many rounds for one who takes so long.
 *
 * @param {number} time of it
 * @param {number} rounds
 * @param {number} [own] our time
 */
export const planned = (time, rounds, own = time) =>
  Math.min(rounds, time >= verySlow ? 1 : time >= slow || time > farBehind * own ? slowRounds : rounds);

/**
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {number} minimum
 * @property {number} median
 * @property {number} [kernel] the least time without the way in and out, where that can be told apart
 * @property {number} rounds
 * @property {number | "exact"} decibels
 * @property {boolean} ranked
 * @property {string} [note]
 * @typedef {{ operation: string, entries: Entry[] }} Row
 */

/**
 * @param {import("../setting.mjs").Setting} setting
 * @param {{ size: { width: number, height: number }, rounds: number, only?: string | undefined, who?: string[] | undefined, chain?: boolean }} options
 *   `only`: the operations whose names contain it; `who`: the ids of the contenders beside us; `chain`: the chain, and not
 *   the operations
 * @returns {Promise<Row[]>}
 */
export async function measurePeers(setting, { size, rounds, only = "", who, chain = false }) {
  const picture = makePicture(size.width, size.height);
  const loaded = await loadContenders({ ...setting, size, picture, second: makeSecond(picture) });
  const contenders = loaded.filter(({ id }) =>
    who
      ? ["resident", "copies", ...who].includes(id)
      : size.width * size.height < large || !patient.includes(id),
  );
  const rows = [];
  for (const operation of chain ? chains : operations) {
    if (!operation.name.includes(only)) continue;
    console.info(`… ${setting.where}, ${size.width} × ${size.height}: ${operation.name}`);
    const check = makeCheck(operation, picture, size);
    const lanes = [];
    const able = contenders.flatMap((contender) => {
      const runner = contender.prepare(operation);
      return runner ? [{ contender, runner }] : [];
    });
    // Nobody to compare with.
    if (able.every(({ contender: { id } }) => id === "resident" || id === "copies")) continue;
    for (const { contender, runner } of able) {
      const other = operation.others?.[contender.id];
      const first = await runOnce(runner);
      const decibels = check(first.pixels, other?.reference);
      const measured = first.time < slowest ? [] : [first];
      const usual = first.time < verySlow ? await warmUp(runner) : first.time;
      lanes.push({ contender, runner, decibels, note: other?.note, usual, measured });
    }
    const own = lanes.find(({ contender: { id } }) => id === "copies")?.usual;
    const counts = lanes.map(({ usual }) => planned(usual, rounds, own));
    for (let round = 0; round < rounds; round++) {
      for (const [i, { runner, measured }] of lanes.entries()) {
        if (measured.length < Math.min(counts[i] ?? 0, round + 1)) measured.push(await runOnce(runner));
      }
    }
    for (const { runner } of lanes) runner.close?.();
    rows.push({
      operation: operation.name,
      entries: lanes.map(({ contender: { id, name, version }, runner, decibels, note, measured }) => ({
        id,
        name,
        version,
        ...summary(measured.map(({ time }) => time)),
        ...(runner.enter ? { kernel: Math.min(...measured.map(({ kernel }) => kernel)) } : {}),
        decibels: quality(decibels),
        ranked: decibels >= (operation.same ?? sameThing),
        ...(note ? { note } : {}),
      })),
    });
  }
  return rows;
}

/** @param {import("./contenders.mjs").Runner} runner */
export async function runOnce({ before, enter, run, leave, result }) {
  before?.();
  const start = performance.now();
  enter?.();
  const entered = enter ? performance.now() : start;
  const answer = run();
  // To wait for what is no promise would make everybody slower.
  const returned = answer instanceof Promise ? await answer : answer;
  const kernel = performance.now() - entered;
  const left = leave?.();
  const time = performance.now() - start;
  return { time, kernel, pixels: left ?? returned ?? result?.() ?? new Uint8ClampedArray() };
}

/** Until the engine has compiled it well, or for as long as a slow one takes. @param {import("./contenders.mjs").Runner} runner */
async function warmUp(runner) {
  let time = 0;
  for (let spent = 0, runs = 0; spent < 200 && runs < 30; spent += time, runs++) {
    ({ time } = await runOnce(runner));
  }
  return time;
}
