// Rows of floats: what 8 bits would lose, errors, and what a stream costs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load as loadDefault } from "filmgate";
import {
  blend,
  brightness,
  crop,
  exposure,
  gamma,
  gaussianBlur,
  linearToSrgb,
  median,
  resize,
  saturate,
  srgbToLinear,
} from "filmgate/filters";
import { load } from "filmgate/full";
import { observe } from "../support/observer.mjs";
import { readModule } from "../support/package.mjs";

/** @typedef {import("filmgate").Step} Step */

const float = (/** @type {Step[]} */ steps) =>
  /** @type {const} */ ({ version: 1, steps, precision: "float" });

/** Every level of limited range, in a row. */
function tenBits(/** @type {import("filmgate").Gate} */ gate) {
  const frame = gate.createFrame(877, 2, { format: "I420P10" });
  const [luma, ...chroma] = frame.planes.map((plane) => /** @type {Uint16Array} */ (plane.samples));
  for (let x = 0; x < 877; x++) luma[x] = luma[877 + x] = 64 + x;
  for (const plane of chroma) plane.fill(512);
  return frame;
}

const levels = (/** @type {import("filmgate").Frame} */ frame) =>
  new Set(/** @type {Uint16Array} */ (frame.planes[0].samples)).size;

test("ten bits stay ten bits", async () => {
  const gate = await load();
  const steps = [gamma({ exponent: 2.2 }), gamma({ exponent: 1 / 2.2 })];
  const [exact, wide] = [tenBits(gate), tenBits(gate)];
  gate.createPipeline(steps).run(exact);
  gate.createPipeline(float(steps)).run(wide);
  assert.ok(levels(exact) < 257, `${levels(exact)} levels by way of 8 bits`);
  assert.equal(levels(wide), 877);
  assert.deepEqual(wide.bytes, tenBits(gate).bytes, "there and back");
});

test("values beyond white stay", async () => {
  const gate = await load();
  const frame = gate.createFrame(2, 1, { format: "RGBAF32" });
  const pixels = /** @type {Float32Array} */ (frame.planes[0].samples);
  pixels.set([0.5, 4, -0.25, 1, 2, 0.1, 0, 0.5]);
  const before = [...pixels];
  gate
    .createPipeline(float([exposure({ stops: 3 }), srgbToLinear(), linearToSrgb(), exposure({ stops: -3 })]))
    .run(frame);
  const after = [.../** @type {Float32Array} */ (frame.planes[0].samples)];
  after.forEach((value, i) => {
    assert.ok(Math.abs(value - before[i]) < 1e-5, `${value}, ${before[i]}`);
  });
});

test("rows change their size within the stream, and the result its format", async () => {
  const gate = await load();
  const frame = tenBits(gate);
  const into = gate.createFrame(1, 1, { format: "RGBAF32" });
  const steps = [crop({ x: 100, width: 600 }), resize({ width: 300, height: 2 }), saturate({ amount: 2 })];
  const pipeline = gate.createPipeline(float(steps));
  pipeline.run(frame, { into });
  assert.deepEqual([into.width, into.height], [300, 2]);
  const pixels = /** @type {Float32Array} */ (into.planes[0].samples);
  // A ramp: the mean of pixels 100 and 101 is level 164.5 of 64 to 940.
  assert.ok(Math.abs(pixels[4 * 150] - (100 + 300.5) / 876) < 1e-4, `${pixels[4 * 150]}`);
  const { passes } = pipeline.explain(frame);
  assert.deepEqual(
    passes.map(({ domain, stages }) => [domain, ...stages.map(({ kind }) => kind)]),
    [["float", "convert", "window", "window", "matrix", "convert"]],
  );
  assert.equal(JSON.parse(JSON.stringify(pipeline)).precision, "float");
});

test("another frame can have any format", async () => {
  const gate = await load();
  const frame = gate.createFrame(2, 2, { format: "RGBAF32" });
  const other = gate.createFrame(2, 2, { format: "I420P10" });
  for (const [i, { samples }] of other.planes.entries()) samples.fill(i ? 512 : 503);
  /** @type {Float32Array} */ (frame.planes[0].samples).fill(1);
  gate.createPipeline(float([blend({ frame: other, mode: "multiply" })])).run(frame);
  const [red] = /** @type {Float32Array} */ (frame.planes[0].samples);
  assert.ok(Math.abs(red - (503 - 64) / 876) < 1e-6, `${red}`);
});

test("what doesn't process floats says so", async () => {
  const gate = await load();
  const frame = gate.createFrame(8, 8);
  const pipeline = gate.createPipeline(float([brightness(), median()]));
  assert.throws(() => pipeline.run(frame), {
    code: "unsupported",
    argument: "steps[1].filter",
    message: /must be a filter that processes floats, because `precision` is "float"/,
  });
  gate.createPipeline(float([brightness()])).run(frame);
  const small = await loadDefault();
  assert.throws(() => small.createPipeline(float([brightness()])), {
    code: "unsupported",
    argument: "precision",
    message: /filmgate\/full has float/,
  });
});

test("a stream of floats: no copy, no allocation, no growth, one crossing each", async () => {
  const observer = observe();
  const module = await readModule("full.wasm");
  const gate = await load({ module, reserve: 16 << 20 });
  const frame = gate.createFrame(320, 180, { format: "I420P10" });
  const into = gate.createFrame(160, 90, { format: "RGBAF32" });
  const other = gate.createFrame(320, 180, { format: "NV12" });
  const inPlace = gate.createPipeline(
    float([gaussianBlur({ sigma: 2 }), exposure({ stops: 0.1 }), blend({ frame: other, opacity: 0.1 })]),
  );
  const smaller = gate.createPipeline(float([resize({ width: 160 }), saturate({ amount: 1.2 })]));
  const step = (/** @type {number} */ n) => {
    frame.bytes[0] = n & 255;
    inPlace.run(frame);
    smaller.run(frame, { into });
  };
  for (let n = 0; n < 5; n++) step(n);
  const before = gate.stats();
  observer.reset();
  for (let n = 0; n < 50; n++) step(n);
  assert.deepEqual(
    { ...observer.counts },
    { bytesCopied: 0, arraysMade: 0, buffersMade: 0, crossings: 100, imports: 0, growths: 0 },
  );
  const after = gate.stats();
  assert.deepEqual(
    [after.allocations, after.grows, after.revocations, after.reserved],
    [before.allocations, before.grows, before.revocations, before.reserved],
  );
});
