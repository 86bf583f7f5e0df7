// While the platform writes into a frame, memory doesn't move, whatever is called; only that frame is busy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { difference, dominantColors, FilmgateError, load, StateError, structuralSimilarity } from "filmgate";
import { equalize, gaussianBlur, invert, sepia } from "filmgate/filters";
import { FILL, fakeVideoFrames } from "../support/video-frame.mjs";

const VideoFrame = fakeVideoFrames();
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

/**
 * Starts copying a video frame, calls `meanwhile` while the platform writes, and checks that its view stays attached.
 *
 * @param {import("filmgate").Gate} gate
 * @param {() => void | Promise<void>} meanwhile
 */
async function whilePinned(gate, meanwhile) {
  const frame = gate.createFrame(64, 64);
  const source = new VideoFrame(64, 64);
  const copied = frame.copyFrom(any(source));
  const view = source.view;
  assert.ok(view && view.byteLength === 64 * 64 * 4, "the platform has a view");
  const before = gate.stats().reserved;
  await meanwhile();
  assert.equal(gate.stats().reserved, before, "memory has the same size");
  assert.equal(view.byteLength, 64 * 64 * 4, "the view is attached");
  source.finish();
  await copied;
  assert.ok(
    frame.bytes.every((byte) => byte === FILL),
    "the platform's bytes are there",
  );
  frame.close();
}

/** Calls `work` until it throws `busy`. @param {() => unknown} work @param {number} most */
function untilBusy(work, most) {
  for (let i = 0; i < most; i++) {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof StateError && error.code === "busy", `${error}`);
      return i;
    }
  }
  return most;
}

test("any number of pipelines doesn't grow memory under a pin", async () => {
  for (const options of [{}, { maximumBytes: 2 ** 18 }]) {
    const gate = await load(options);
    await whilePinned(gate, () => {
      const made = untilBusy(() => gate.createPipeline([gaussianBlur(), sepia(), invert()]), 20_000);
      assert.ok(made > 4 && made < 20_000, `${made} pipelines fit`);
    });
    gate.createPipeline([sepia()]).run(gate.createFrame(8, 8));
  }
});

test("with memory exhausted under a pin, every other call succeeds or is a typed error", async () => {
  /** @param {number} count */
  const many = (count) =>
    Array.from({ length: count }, (_, i) =>
      i % 3 === 0 ? equalize() : i % 3 === 1 ? sepia() : gaussianBlur(),
    );
  const text = `#${"漢".repeat(5000)}\nLUT_1D_SIZE 2\n0 0 0\n1 1 1\n`;
  for (const count of [1, 16, 64, 128, 256]) {
    for (const reserve of [0, 2 ** 18, 2 ** 20, 2 ** 22]) {
      const gate = await load({ reserve });
      const frame = gate.createFrame(4, 4);
      const pipelines = [many(count), Array.from({ length: count }, () => sepia())].map((steps) =>
        gate.createPipeline(steps),
      );
      await whilePinned(gate, () => {
        untilBusy(() => gate.createPipeline([sepia()]), 50_000);
        for (const pipeline of pipelines) {
          for (const call of [
            () => pipeline.explain(frame),
            () => pipeline.run(frame),
            () => pipeline.set(1, { amount: 0.5 }),
            () => gate.createLut(text),
            () => gate.createLut(`LUT_3D_SIZE 9\n${"0.5 0.5 0.5\n".repeat(9 ** 3)}`),
            () => gate.createPipeline(many(count)),
            () => frame.clone(),
            () => dominantColors(frame),
          ]) {
            try {
              call();
            } catch (error) {
              const isTyped = error instanceof FilmgateError && error.code !== "instance-lost";
              assert.ok(isTyped, `${count} steps, ${reserve} bytes reserved, ${call}: ${error}`);
            }
          }
        }
      });
      for (const pipeline of pipelines) pipeline.run(frame);
    }
  }
});

test("calls of every kind don't grow memory under a pin", async () => {
  const gate = await load();
  const [a, b] = [gate.createFrame(200, 200), gate.createFrame(200, 200)];
  const blur = gate.createPipeline([gaussianBlur({ sigma: 9 })]);
  const invertion = gate.createPipeline([invert()]);
  await whilePinned(gate, async () => {
    /** @type {(() => unknown)[]} */
    const calls = [
      () => gate.createFrame(4000, 4000),
      () => gate.createFrame(1, 1, any("x".repeat(300_000))),
      () => gate.createPipeline(any([{ filter: "x".repeat(300_000) }])),
      () => gate.createPipeline(any([{ filter: "sepia", ["y".repeat(300_000)]: 1 }])),
      () => gate.createLut("x".repeat(300_000)),
      () => gate.createLut(`LUT_3D_SIZE 33\n${"0.5 0.5 0.5\n".repeat(33 ** 3)}`),
      () => gate.reserve(2 ** 28),
      () => a.clone(),
      () => a.resize(3000, 3000),
      () => blur.run(a),
      () => blur.explain(a),
      () => difference(a, b),
      () => structuralSimilarity(a, b),
      () => dominantColors(a),
    ];
    for (const call of calls) {
      try {
        call();
      } catch (error) {
        assert.ok(error instanceof FilmgateError, `${call}: ${error}`);
      }
    }
    invertion.run(a);
  });
});

test("other frames are created, resized and closed within reserved memory", async () => {
  const gate = await load({ reserve: 2 ** 24 });
  await whilePinned(gate, () => {
    const frame = gate.createFrame(300, 300);
    frame.bytes.fill(5);
    frame.resize(500, 500);
    const copy = frame.clone();
    gate.createPipeline([gaussianBlur()]).run(copy);
    frame.close();
    assert.equal(frame.closed, true);
    copy.close();
  });
  assert.equal(gate.stats().frames, 0);
});

test("the headroom of a pin isn't part of the budget", async () => {
  const gate = await load({ maximumBytes: 2 ** 16 });
  const frame = gate.createFrame(64, 64);
  const source = new VideoFrame(64, 64);
  const copied = frame.copyFrom(any(source));
  // With the whole budget in use, there is still memory for objects other than frames.
  gate.createPipeline([invert(), sepia()]).close();
  source.finish();
  await copied;
});

test("two cameras at once: the second waits for memory, and both succeed", async () => {
  const gate = await load();
  const frames = [gate.createFrame(1, 1), gate.createFrame(1, 1)];
  const sources = [new VideoFrame(640, 480), new VideoFrame(1920, 1080)];
  const copies = frames.map((frame, i) => frame.copyFrom(any(sources[i])));
  await new Promise((resolve) => setTimeout(resolve));
  for (const source of sources) source.finish();
  for (const [i, frame] of (await Promise.all(copies)).entries()) {
    assert.equal(frame.width, sources[i]?.displayWidth);
    assert.ok(frame.bytes.every((byte) => byte === FILL));
  }
});

test("the pinned frame itself is busy", async () => {
  const gate = await load();
  const invertion = gate.createPipeline([invert()]);
  const frame = gate.createFrame(64, 64);
  const source = new VideoFrame(64, 64);
  const copied = frame.copyFrom(any(source));
  for (const call of [
    () => frame.close(),
    () => frame.resize(1, 1),
    () => invertion.run(frame),
    () => frame.clone(),
  ]) {
    assert.throws(call, { code: "busy", argument: "frame" });
  }
  await assert.rejects(any(frame).copyFrom(new VideoFrame(32, 32)), { code: "busy" });
  source.finish();
  await copied;
  frame.close();
});
