// Analyses of frames.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ArgumentError,
  difference,
  differenceHash,
  dominantColors,
  hammingDistance,
  histogram,
  load,
  perceptualHash,
  StateError,
  sharpness,
  statistics,
  structuralSimilarity,
} from "filmgate";
import { gaussianBlur, invert } from "filmgate/filters";

/** @param {import("filmgate").Gate} gate */
function picture(gate) {
  const frame = gate.createFrame(64, 48);
  for (let i = 0; i < 64 * 48; i++) {
    const [x, y] = [i % 64, Math.floor(i / 64)];
    const disc = (x - 20) ** 2 + (y - 20) ** 2 < 100 ? 90 : 0;
    frame.bytes.set([2 * x + disc, 3 * y, 128 + disc, 255], 4 * i);
  }
  return frame;
}

test("histogram counts levels", async () => {
  const gate = await load();
  const frame = picture(gate);
  const counts = histogram(frame);
  assert.equal(counts.alpha[255], 64 * 48);
  assert.equal(counts.green[0], 64);
  assert.equal(histogram(frame, counts), counts, "returns the given arrays");
  const { red, blue } = statistics(frame);
  assert.deepEqual([blue.minimum, blue.maximum, blue.median], [128, 218, 128]);
  const reds = Array.from({ length: 64 * 48 }, (_, i) => frame.bytes[4 * i] ?? 0);
  assert.ok(Math.abs(red.mean - reds.reduce((a, b) => a + b) / reds.length) < 1e-9);
});

test("difference, similarity and hashes of two frames", async () => {
  const gate = await load();
  const [frame, copy] = [picture(gate), picture(gate)];
  assert.deepEqual(difference(frame, copy), {
    maximum: 0,
    mean: 0,
    meanSquaredError: 0,
    psnr: Number.POSITIVE_INFINITY,
  });
  assert.ok(Math.abs(structuralSimilarity(frame, copy) - 1) < 1e-6);
  assert.equal(hammingDistance(perceptualHash(frame), perceptualHash(copy)), 0);
  gate.createPipeline([gaussianBlur({ sigma: 2 })]).run(copy);
  assert.ok(difference(frame, copy).psnr > 20 && difference(frame, copy).psnr < 50);
  assert.ok(structuralSimilarity(frame, copy) < 0.999);
  assert.ok(sharpness(copy) < sharpness(frame) / 2);
  for (const hash of [differenceHash, perceptualHash]) {
    assert.ok(hammingDistance(hash(frame), hash(copy)) < 10, "similar pictures");
  }
  gate.createPipeline([invert()]).run(copy);
  assert.ok(hammingDistance(differenceHash(frame), differenceHash(copy)) > 20, "different pictures");
});

test("dominant colours", async () => {
  const gate = await load();
  const frame = gate.createFrame(8, 1);
  frame.bytes.set([255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 0, 0, 200, 255]);
  assert.deepEqual(dominantColors(frame, 3), [
    { color: [255, 0, 0], share: 0.75 },
    { color: [0, 0, 200], share: 0.25 },
  ]);
});

test("invalid arguments of analyses are typed errors", async () => {
  const gate = await load();
  const [frame, small] = [picture(gate), gate.createFrame(4, 4)];
  assert.throws(() => difference(frame, small), { code: "size-mismatch", argument: "other" });
  assert.throws(() => difference(frame, /** @type {any} */ (undefined)), ArgumentError);
  assert.throws(() => structuralSimilarity(small, small), { code: "out-of-range", argument: "frame" });
  assert.throws(() => dominantColors(frame, 0), { code: "out-of-range", argument: "count" });
  assert.throws(() => dominantColors(frame, 1.5), ArgumentError);
  assert.throws(() => histogram(/** @type {any} */ ({})), ArgumentError);
  const elsewhere = (await load()).createFrame(64, 48);
  assert.throws(() => difference(frame, elsewhere), StateError, "frame of another gate");
  frame.close();
  assert.throws(() => sharpness(frame), StateError);
});
