// Zero copies, counted by an external observer, in a browser. FRAMES is the number of frames; the README's figure is
// for 10,000.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";

const frames = Number(process.env["FRAMES"] ?? 300);
const args = ["--js-flags=--expose-gc", "--enable-precise-memory-info"];

test(`${frames} frames of 1920 × 1080 in Chromium: no copy, no allocation, no growth, one crossing each`, async (context) => {
  const { page, problems, close } = await openPage({ args });
  try {
    const result = await page.evaluate(async (frames) => {
      const { observe } = await import(/** @type {any} */ ("/tests/support/observer.mjs"));
      const { runStream } = await import(/** @type {any} */ ("/tests/support/stream.mjs"));
      const observer = observe();
      const { gc, performance } = /** @type {any} */ (globalThis);
      const heap = () => {
        gc();
        return performance.memory.usedJSHeapSize;
      };
      return runStream(await import("filmgate"), await import("filmgate/filters"), observer, {
        frames,
        width: 1920,
        height: 1080,
        heap,
      });
    }, frames);
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
    // The engine's records of compiled functions.
    assert.ok(result.heapGrowth < 65_536, `the heap grew by ${result.heapGrowth} bytes`);
    assert.ok(result.sameBuffer, "the view of the first frame is the view of the last");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

for (const format of /** @type {const} */ (["I420", "NV12"])) {
  test(`${frames} frames of ${format} in Chromium: no copy, no allocation, no growth, a crossing for each run`, async (context) => {
    const { page, problems, close } = await openPage({ args });
    try {
      const result = await page.evaluate(
        async ([frames, format]) => {
          const { observe } = await import(/** @type {any} */ ("/tests/support/observer.mjs"));
          const { runPlanarStream } = await import(/** @type {any} */ ("/tests/support/stream.mjs"));
          const observer = observe();
          const { gc, performance } = /** @type {any} */ (globalThis);
          const heap = () => {
            gc();
            return performance.memory.usedJSHeapSize;
          };
          return runPlanarStream(await import("filmgate"), await import("filmgate/filters"), observer, {
            ...{ format, frames, heap },
            width: 1280,
            height: 720,
          });
        },
        /** @type {const} */ ([frames, format]),
      );
      assert.equal(result.failed, 0, "wrong frames");
      assert.deepEqual(result.domains, [["planes"], ["planes", "color"]], "where the steps work");
      assert.deepEqual(result.counts, {
        bytesCopied: 0,
        arraysMade: 0,
        buffersMade: 0,
        crossings: 2 * frames,
        imports: 0,
        growths: 0,
      });
      assert.deepEqual(result.memory, { reserved: 0, grows: 0, allocations: 0, revocations: 0 });
      context.diagnostic(`the heap grew by ${result.heapGrowth} bytes`);
      assert.ok(result.heapGrowth < 65_536, `the heap grew by ${result.heapGrowth} bytes`);
      assert.ok(result.sameViews, "the views of the first frame are the views of the last");
      assert.equal(result.alive, 1280 * 720, "the view of luma lives as long as the frame");
      assert.ok(
        result.closed.every((/** @type {number} */ length) => length === 0),
        `views die with the frame: ${result.closed}`,
      );
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });
}
