// Zero copies, counted by an external observer. FRAMES is the number of frames; the README's figure is for 10,000.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { observe } from "../support/observer.mjs";
import { readModule } from "../support/package.mjs";
import { runStream } from "../support/stream.mjs";

const frames = Number(process.env["FRAMES"] ?? 500);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const heap = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

test(`${frames} frames of 1920 × 1080: no copy, no allocation, no growth, one crossing each`, async (context) => {
  const observer = observe();
  const filmgate = await import("filmgate");
  const filters = await import("filmgate/filters");
  const module = await readModule("filmgate.wasm");
  const result = await runStream(filmgate, filters, observer, {
    frames,
    width: 1920,
    height: 1080,
    module,
    heap,
  });
  assert.equal(result.failed, 0, "wrong frames");
  assert.deepEqual(result.counts, {
    bytesCopied: 0,
    arraysMade: 0,
    buffersMade: 0,
    crossings: frames,
    imports: 0,
    growths: 0,
  });
  assert.deepEqual(result.memory, { reserved: 0, grows: 0, allocations: 0, revocations: 0 });
  context.diagnostic(`the heap grew by ${result.heapGrowth} bytes`);
  // The engine's records of compiled functions. Over 10,000 frames, a leak of 7 bytes per frame would exceed this
  // limit.
  assert.ok(result.heapGrowth < 65_536, `the heap grew by ${result.heapGrowth} bytes`);
  assert.ok(result.sameBuffer, "the view of the first frame is the view of the last");
});

test("the observer counts every kind of event", async () => {
  const observer = observe();
  const { load } = await import("filmgate");
  const gate = await load({ module: await readModule("filmgate.wasm") });
  const frame = gate.createFrame(4, 4);
  observer.reset();
  frame.copyTo(new Uint8Array(64));
  frame.bytes.slice();
  frame.bytes.subarray(1);
  assert.ok(observer.counts.bytesCopied >= 128, "set and slice");
  assert.ok(observer.counts.arraysMade >= 3, "constructor, slice and subarray");
  assert.ok(observer.counts.crossings >= 1, "a view was created");
});
