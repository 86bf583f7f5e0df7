// Hostile input: always a typed error that names the argument, and the next call works.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, CodecError, FilmgateError, load, MemoryError, StateError } from "filmgate";
import { invert, sepia } from "filmgate/filters";

/** Values that are invalid for every parameter. */
const nonsense = [
  undefined,
  null,
  {},
  [],
  "x",
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1e300,
  () => 0,
  Symbol("s"),
  10n,
];

/** @param {() => unknown} call @param {Function} type @param {string} code */
function fails(call, type, code) {
  assert.throws(call, (/** @type {any} */ error) => {
    assert.ok(error instanceof type, `${error}`);
    assert.ok(error instanceof FilmgateError);
    assert.equal(error.code, code);
    assert.ok(error.argument && error.expected && error.received, error.message);
    return true;
  });
}

test("invalid sizes", async () => {
  const gate = await load();
  for (const [width, height] of [
    [0, 0],
    [0, 1],
    [65_536, 65_536],
    [30_000, 30_000],
    [-1, 5],
    [1.5, 5],
    [Number.NaN, 5],
    [5, Number.POSITIVE_INFINITY],
  ]) {
    fails(
      () => gate.createFrame(/** @type {any} */ (width), /** @type {any} */ (height)),
      ArgumentError,
      "out-of-range",
    );
  }
  for (const value of nonsense) {
    if (value === undefined || typeof value === "number") continue;
    const any = /** @type {any} */ (value);
    fails(() => gate.createFrame(any, 1), ArgumentError, "invalid-argument");
    fails(() => gate.createFrame(1, any), ArgumentError, "invalid-argument");
    fails(() => gate.createFrame(1, 1, { format: any }), ArgumentError, "invalid-argument");
    fails(() => gate.reserve(any), ArgumentError, "invalid-argument");
  }
  fails(() => gate.createFrame(1, 1, /** @type {any} */ ("RGB")), ArgumentError, "invalid-argument");
  assert.equal(gate.stats().live, 0);
  assert.equal(gate.createFrame(1, 1).byteLength, 4);
});

test("invalid pipelines", async () => {
  const gate = await load();
  for (const steps of nonsense) {
    if (Array.isArray(steps)) continue;
    fails(() => gate.createPipeline(/** @type {any} */ (steps)), ArgumentError, "invalid-argument");
  }
  for (const step of nonsense) {
    fails(() => gate.createPipeline(/** @type {any} */ ([step])), ArgumentError, "invalid-argument");
  }
  fails(
    () => gate.createPipeline(/** @type {any} */ ([{ filter: "nope" }])),
    ArgumentError,
    "unknown-filter",
  );
  fails(
    () => gate.createPipeline(/** @type {any} */ ([{ filter: "sepia", amout: 1 }])),
    ArgumentError,
    "unknown-parameter",
  );
  for (const amount of nonsense) {
    if (amount === undefined) continue;
    assert.throws(
      () => gate.createPipeline([sepia({ amount: /** @type {any} */ (amount) })]),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof ArgumentError, `${error}`);
        assert.equal(error.argument, "steps[0].amount");
        return true;
      },
    );
  }
  assert.equal(gate.stats().pipelines, 0, "no pipeline leaked");
  assert.throws(() => gate.createPipeline([sepia({ amount: 2 })]), {
    message: "steps[0].amount must be a number from 0 to 1, got 2",
  });
});

test("invalid changes of parameters", async () => {
  const gate = await load();
  const frame = gate.createFrame(2, 2);
  const pipeline = gate.createPipeline([sepia({ amount: 0 }), { ...invert(), id: "last" }]);
  // An undefined property is treated as omitted.
  for (const value of nonsense.filter((value) => value !== undefined)) {
    assert.throws(() => pipeline.set(0, { amount: /** @type {any} */ (value) }), ArgumentError);
  }
  fails(() => pipeline.set(0, { amout: 1 }), ArgumentError, "unknown-parameter");
  fails(() => pipeline.set(2, { amount: 1 }), ArgumentError, "unknown-parameter");
  fails(() => pipeline.set("first", { amount: 1 }), ArgumentError, "unknown-parameter");
  pipeline.set("last", { amount: 0 });
  frame.bytes.fill(77);
  pipeline.run(frame);
  assert.ok(
    frame.bytes.every((byte) => byte === 77),
    "nothing changed but the valid change",
  );
  assert.deepEqual(pipeline.steps(), [
    { filter: "sepia", amount: 0 },
    { filter: "invert", id: "last", amount: 0 },
  ]);
  assert.deepEqual(
    gate.createPipeline(JSON.parse(JSON.stringify(pipeline.steps()))).steps(),
    pipeline.steps(),
  );
});

test("closed objects, gray frames, bytes of another length", async () => {
  const gate = await load();
  const frame = gate.createFrame(2, 2);
  const gray = gate.createFrame(2, 2, { format: "GRAY8" });
  const pipeline = gate.createPipeline([sepia()]);
  fails(() => pipeline.run(gray), ArgumentError, "unsupported-format");
  fails(() => frame.copyFrom(new Uint8Array(15)), ArgumentError, "size-mismatch");
  fails(() => frame.copyTo(new Uint8Array(15)), ArgumentError, "size-mismatch");
  for (const source of nonsense) {
    assert.throws(() => frame.copyFrom(/** @type {any} */ (source)), FilmgateError);
  }
  fails(() => frame.imageData, CodecError, "unsupported");
  fails(() => pipeline.run(frame, { into: frame }), ArgumentError, "invalid-argument");
  frame.close();
  fails(() => pipeline.run(frame), StateError, "closed");
  fails(() => frame.clone(), StateError, "closed");
  fails(() => frame.resize(1, 1), StateError, "closed");
  pipeline.close();
  fails(() => pipeline.run(gray), StateError, "closed");
  await assert.rejects(gate.createFrameFrom(new Blob(["no image"])), CodecError);
  assert.equal(gate.stats().frames, 1, "only the gray frame is left");
});

test("the memory limit", async () => {
  const gate = await load({ maximumBytes: 2 ** 20 });
  fails(() => gate.createFrame(1000, 1000), MemoryError, "over-budget");
  fails(() => gate.reserve(2 ** 21), MemoryError, "over-budget");
  fails(() => gate.reserve(Number.NaN), ArgumentError, "out-of-range");
  assert.equal(gate.createFrame(256, 256).byteLength, 2 ** 18);
});

test("invalid modules", async () => {
  for (const source of [42, {}, () => 0]) {
    await assert.rejects(async () => load({ module: /** @type {any} */ (source) }), ArgumentError);
  }
  await assert.rejects(load({ module: new Uint8Array([1, 2, 3]) }), ArgumentError);
});
