// The clock of the benches, used by no other module. Native programs report their own durations.

/** @typedef {import("./suite.mjs").Lane} Lane */

/** Milliseconds. A lane slower than this is measured in `slowRounds`, over `verySlow` in one round. */
const slow = 400;
const slowRounds = 5;
const verySlow = 3000;
/** Milliseconds. Over this, the first call is the measurement: by then, every engine has compiled the code. */
const slowest = 15_000;
/** A lane slower than Filmgate by this factor can't win by chance, so `slowRounds` suffice. */
const farBehind = 10;
/** Limits of warm-up, in milliseconds and runs. */
const warmUpTime = 200;
const warmUpRuns = 30;

const now = () => performance.now();

/**
 * Returns the number of rounds for a lane.
 *
 * @param {number} time its milliseconds
 * @param {number} rounds
 * @param {number} [own] Filmgate's milliseconds
 */
export const planned = (time, rounds, own = time) =>
  Math.min(rounds, time >= verySlow ? 1 : time >= slow || time > farBehind * own ? slowRounds : rounds);

/** @typedef {{ time: number, kernel: number, output: unknown }} Run */

/** Runs a lane once. @param {Lane} lane @returns {Promise<Run>} */
export async function runOnce({ before, enter, run, leave, elsewhere, repeat = 1, batch = 1, output }) {
  const prepared = before?.();
  if (prepared instanceof Promise) await prepared;
  if (elsewhere) {
    const time = await elsewhere();
    return { time, kernel: time, output: undefined };
  }
  if (!run) throw new Error("a lane has neither `run` nor `elsewhere`");
  const start = now();
  enter?.();
  const entered = enter ? now() : start;
  let answer = run();
  for (let i = 1; i < repeat; i++) answer = run();
  // Awaiting a plain value would add a turn of the event loop to every synchronous lane.
  const returned = answer instanceof Promise ? await answer : answer;
  const kernel = now() - entered;
  const left = leave?.();
  const time = now() - start;
  const count = repeat * batch;
  return { time: time / count, kernel: kernel / count, output: left ?? returned ?? output?.() };
}

/** Runs a lane until the engine has compiled it, and returns the last duration. @param {Lane} lane */
async function warmUp(lane) {
  let time = 0;
  for (let spent = 0, runs = 0; spent < warmUpTime && runs < warmUpRuns; runs++) {
    ({ time } = await runOnce(lane));
    spent += time * (lane.repeat ?? 1) * (lane.batch ?? 1);
  }
  return time;
}

/**
 * Measures lanes in interleaved rounds: each round runs every lane once, so that a disturbance affects all of them
 * alike.
 *
 * @param {readonly { lane: Lane, first: number, own: boolean }[]} lanes with the milliseconds of their first run
 * @param {number} rounds
 * @returns {Promise<{ minimum: number, median: number, kernel?: number, rounds: number }[]>}
 */
export async function measure(lanes, rounds) {
  const measured = [];
  for (const { lane, first, own } of lanes) {
    const usual = first < verySlow ? await warmUp(lane) : first;
    /** @type {{ time: number, kernel: number }[]} */
    const runs = first < slowest ? [] : [{ time: first, kernel: first }];
    measured.push({ lane, own, usual, runs });
  }
  const ours = measured.find(({ own }) => own)?.usual;
  const counts = measured.map(({ usual }) => planned(usual, rounds, ours));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { lane, runs }] of measured.entries()) {
      if (runs.length >= Math.min(counts[i] ?? 0, round + 1)) continue;
      const { time, kernel } = await runOnce(lane);
      runs.push({ time, kernel });
    }
  }
  return measured.map(({ lane, runs }) => ({
    ...summary(runs.map(({ time }) => time)),
    ...(lane.enter ? { kernel: Math.min(...runs.map(({ kernel }) => kernel)) } : {}),
  }));
}

/** Returns minimum and median of durations. @param {readonly number[]} times */
export function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    minimum: sorted[0] ?? Number.NaN,
    median: sorted[sorted.length >> 1] ?? Number.NaN,
    rounds: sorted.length,
  };
}

/** Returns the duration of each of several calls, in milliseconds. @param {number} count @param {(index: number) => void} call */
export function timeEach(count, call) {
  return Array.from({ length: count }, (_, index) => {
    const start = now();
    call(index);
    return now() - start;
  });
}
