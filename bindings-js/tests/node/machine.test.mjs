// A gate under random use for half a minute. FILMGATE_MACHINE_SECONDS changes the duration, FILMGATE_MACHINE_SEED
// repeats a run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "filmgate/full";
import { Machine } from "../support/machine.mjs";
import { isSlow } from "../support/package.mjs";

const seconds = Number(process.env["FILMGATE_MACHINE_SECONDS"] ?? 30);
const firstSeed = Number(process.env["FILMGATE_MACHINE_SEED"] ?? 1);

/** Number of steps per gate. */
const STEPS = 400;

test(`every promise holds under random calls (${seconds} s)`, {
  skip: isSlow,
}, async (context) => {
  const end = performance.now() + 1000 * seconds;
  const twin = await load();
  /** @type {Map<string, [number, number]>} */
  const all = new Map();
  let seed = firstSeed;
  for (; performance.now() < end; seed++) {
    const budgets = [undefined, undefined, 2 ** 17, 2 ** 19, 2 ** 20];
    const maximumBytes = budgets[seed % budgets.length] ?? Number.POSITIVE_INFINITY;
    const reserve = seed % 3 === 0 ? Math.min(maximumBytes, 2 ** 19) : 0;
    const machine = new Machine(await load({ maximumBytes, reserve }), twin, seed * 7919);
    let step = 0;
    try {
      for (; step < STEPS; step++) await machine.step();
      await machine.end();
    } catch (error) {
      throw Object.assign(new Error(`FILMGATE_MACHINE_SEED=${seed}, step ${step}: ${error}`), {
        cause: error,
      });
    }
    for (const [name, [done, refused]] of machine.counts) {
      const [a, b] = all.get(name) ?? [0, 0];
      all.set(name, [a + done, b + refused]);
    }
  }
  for (const [name, [done]] of all) assert.ok(done > 0, `${name} never succeeded`);
  const lines = [...all].map(([name, [done, refused]]) => `${name} ${done}/${refused}`);
  context.diagnostic(
    `${seed - firstSeed} gates, ${(seed - firstSeed) * STEPS} steps; done/refused: ${lines.join(", ")}`,
  );
});
