// Steps that read another frame: `blend`, `composite`, `crossFade`, `mask`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, FilmgateError, load, StateError } from "filmgate";
import { blend, crossFade, mask } from "filmgate/filters";

test("a step reads another frame, which may change from run to run", async () => {
  const gate = await load();
  const [frame, other] = [gate.createFrame(2, 1), gate.createFrame(1, 1)];
  frame.bytes.set([100, 100, 100, 255, 7, 8, 9, 255]);
  other.bytes.set([200, 100, 50, 255]);
  const pipeline = gate.createPipeline([blend({ frame: other, mode: "lighten" })]);
  pipeline.run(frame);
  assert.deepEqual([...frame.bytes], [200, 100, 100, 255, 7, 8, 9, 255]);
  other.bytes.set([0, 255, 0, 255]);
  pipeline.set(0, { mode: "normal", x: 1 });
  pipeline.run(frame);
  assert.deepEqual([...frame.bytes], [200, 100, 100, 255, 0, 255, 0, 255]);
  const { allocations, crossings } = gate.stats();
  for (let i = 0; i < 100; i++) pipeline.run(frame);
  const after = gate.stats();
  assert.equal(after.allocations, allocations, "no allocation");
  assert.equal(after.crossings - crossings, 100, "one crossing per run");
});

test("a gray frame is a mask", async () => {
  const gate = await load();
  const [frame, shape] = [gate.createFrame(2, 1), gate.createFrame(2, 1, { format: "GRAY8" })];
  frame.bytes.fill(200);
  shape.bytes.set([255, 0]);
  gate.createPipeline([mask({ frame: shape })]).run(frame);
  assert.deepEqual([...frame.bytes], [200, 200, 200, 200, 200, 200, 200, 0]);
});

test("frames that can't be read are errors that name the step", async () => {
  const gate = await load();
  const [frame, other] = [gate.createFrame(2, 1), gate.createFrame(2, 1)];
  const pipeline = gate.createPipeline([crossFade({ frame: other })]);
  assert.throws(() => pipeline.run(other), ArgumentError, "the frame itself");
  other.close();
  assert.throws(
    () => pipeline.run(frame),
    (error) => error instanceof StateError && error.argument === "steps[0].frame",
  );
  assert.throws(() => pipeline.set(0, { frame: /** @type {any} */ ("overlay") }), FilmgateError);
  pipeline.set(0, { frame: null });
  pipeline.run(frame);
  assert.deepEqual(pipeline.toJSON().steps, [{ filter: "crossFade" }], "a frame isn't part of a preset");
});
