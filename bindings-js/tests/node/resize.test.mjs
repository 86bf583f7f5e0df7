// Resizing with `resize` of the full build.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "filmgate";
import { gaussianBlur, resize } from "filmgate/filters";

test("a frame gets another size, and keeps its handle", async () => {
  const gate = await load();
  const frame = gate.createFrame(40, 30);
  frame.bytes.fill(200);
  const view = frame.pixels;
  gate.createPipeline([resize({ width: 17, height: 9 })]).run(frame);
  assert.deepEqual([frame.width, frame.height, view.length], [17, 9, 0]);
  assert.ok(
    frame.bytes.every((byte) => byte === 200),
    "a uniform colour stays uniform",
  );
  gate.createPipeline([resize({ width: 34 })]).run(frame);
  assert.deepEqual([frame.width, frame.height], [34, 18], "the aspect ratio is kept");
  const into = gate.createFrame(1, 1);
  const chain = gate.createPipeline([gaussianBlur(), resize({ height: 9, kernel: "box" }), gaussianBlur()]);
  await chain.runInParts(frame, { into });
  assert.deepEqual([frame.width, frame.height, into.width, into.height], [34, 18, 17, 9]);
  const preview = chain.preview(0.5);
  preview.run(into);
  assert.equal(into.height, 5, "a preview halves pixels");
});

test("invalid sizes are typed errors", async () => {
  const gate = await load();
  const frame = gate.createFrame(4, 4);
  for (const options of [{ width: -1 }, { width: 40_000 }, { width: 1.5 }, { width: Number.NaN }]) {
    assert.throws(() => gate.createPipeline([resize(options)]), { name: "ArgumentError" });
  }
  const vast = gate.createPipeline([resize({ width: 30_000, height: 30_000 })]);
  assert.throws(() => vast.run(frame), { code: "out-of-range" });
  assert.throws(
    () =>
      gate.createPipeline([resize({ width: 2 })]).run(frame, { region: { x: 0, y: 0, width: 3, height: 2 } }),
    { code: "invalid-argument", argument: "region" },
  );
  assert.deepEqual([frame.width, frame.height], [4, 4]);
});
