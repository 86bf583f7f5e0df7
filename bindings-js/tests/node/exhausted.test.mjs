// Exhausted memory, in small steps: of the budget, and of the system. Always a typed error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { difference, dominantColors, load, MemoryError, structuralSimilarity } from "filmgate";
import { equalize, gaussianBlur, invert, lut3d, median, pad, resize, rotate, sepia } from "filmgate/filters";
import { limitMemory } from "../support/limited-memory.mjs";
import { isSlow, readModule } from "../support/package.mjs";

/** Operations that allocate, with their results. @type {Record<string, (gate: import("filmgate").Gate) => unknown>} */
const uses = {
  createFrame: (gate) => gate.createFrame(150, 140).close(),
  clone: (gate) => {
    const frame = gate.createFrame(100, 100);
    try {
      frame.clone().close();
    } finally {
      frame.close();
    }
  },
  longPipeline: (gate) =>
    runAll(
      gate,
      Array.from({ length: 160 }, (_, i) => (i % 2 === 0 ? sepia() : equalize())),
    ),
  // Non-ASCII text takes three bytes a character in transit.
  foreignText: (gate) => gate.createLut(`#${"漢".repeat(20_000)}\nLUT_1D_SIZE 2\n0 0 0\n1 1 1\n`).close(),
  createPipeline: (gate) =>
    gate.createPipeline([gaussianBlur({ sigma: 3 }), sepia(), median({ radius: 3 }), equalize()]).close(),
  createLut: (gate) => {
    const lut = gate.createLut(`LUT_3D_SIZE 9\n${"0.1 0.5 0.9\n".repeat(9 ** 3)}`);
    try {
      gate.createPipeline([lut3d({ table: lut })]).close();
    } finally {
      lut.close();
    }
  },
  run: (gate) => runAll(gate, [gaussianBlur({ sigma: 3 }), median({ radius: 3 }), invert()]),
  geometry: (gate) =>
    runAll(gate, [rotate(), pad({ left: 20 }), resize({ width: 200, height: 100 }), rotate()]),
  analyses: (gate) =>
    using(gate.createFrame(30, 20), (frame) => {
      using(gate.createFrame(30, 20), (other) => {
        difference(frame, other);
        structuralSimilarity(frame, other);
        dominantColors(frame, 2);
      });
    }),
};

/** @template {{ close(): void }} T @param {T} thing @param {(thing: T) => void} work */
function using(thing, work) {
  try {
    work(thing);
  } finally {
    thing.close();
  }
}

/** @param {import("filmgate").Gate} gate @param {import("filmgate").Step[]} steps */
function runAll(gate, steps) {
  using(gate.createFrame(90, 80), (frame) => {
    using(gate.createPipeline(steps), (pipeline) => pipeline.run(frame));
  });
}

/**
 * Uses a gate in every way. Returns the number of successful operations.
 *
 * @param {import("filmgate").Gate} gate
 * @param {string} what
 */
function useAll(gate, what) {
  let worked = 0;
  for (const [name, use] of Object.entries(uses)) {
    try {
      use(gate);
      worked += 1;
    } catch (error) {
      assert.ok(error instanceof MemoryError, `${what}, ${name}: ${error}`);
    }
  }
  assert.deepEqual(
    [gate.stats().frames, gate.stats().pipelines, gate.stats().live],
    [0, 0, 0],
    `${what}: no leak`,
  );
  return worked;
}

test("budgets from 64 KiB to 8 MiB, in steps of 4 KiB: typed errors only", { skip: isSlow }, async () => {
  const module = await WebAssembly.compile(await readModule("filmgate.wasm"));
  const all = Object.keys(uses).length;
  let refused = 0;
  for (let maximumBytes = 2 ** 16; maximumBytes <= 2 ** 23; maximumBytes += 2 ** 12) {
    const gate = await load({ module, maximumBytes });
    const worked = useAll(gate, `${maximumBytes} bytes`);
    if (worked < all) refused += 1;
    if (maximumBytes === 2 ** 23) assert.equal(worked, all, "8 MiB suffice");
  }
  assert.ok(refused > 20, `${refused} budgets were too small`);
});

test("exhausted system memory, page by page: typed errors only", { skip: isSlow }, async () => {
  const bytes = await readModule("filmgate.wasm");
  const all = Object.keys(uses).length;
  let refused = 0;
  let most = 0;
  for (let pages = 1; pages <= 100; pages++) {
    const gate = await load({ module: await WebAssembly.compile(limitMemory(bytes, pages)) }).catch(
      (error) => {
        assert.ok(error instanceof MemoryError, `${pages} pages, load: ${error}`);
        return undefined;
      },
    );
    if (gate === undefined) continue;
    const worked = useAll(gate, `${pages} pages`);
    if (worked < all) refused += 1;
    most = Math.max(most, worked);
    // A failed allocation does no harm: something small still works.
    if (worked > 0) gate.createPipeline([]).close();
  }
  assert.ok(refused > 10, `${refused} limits were too small`);
  assert.equal(most, all, "100 pages suffice");
});

test("the published modules declare no maximum: otherwise views couldn't be revoked after toResizableBuffer()", async () => {
  for (const name of /** @type {const} */ (["filmgate.wasm", "full.wasm"])) {
    // It rejects a module with a maximum.
    limitMemory(await readModule(name), 1);
  }
});
