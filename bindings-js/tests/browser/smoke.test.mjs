import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";

for (const isolated of [false, true]) {
  test(`both builds start from their URLs, ${isolated ? "with" : "without"} isolation headers`, async () => {
    const { page, problems, close } = await openPage({ isolated });
    try {
      const result = await page.evaluate(async () => {
        const builds = [await import("filmgate"), await import("filmgate/full")];
        const memories = await Promise.all(builds.map(({ start }) => start()));
        return { sizes: memories.map(({ buffer }) => buffer.byteLength), isolated: crossOriginIsolated };
      });
      assert.equal(result.isolated, isolated);
      assert.equal(result.sizes.length, 2);
      for (const size of result.sizes) assert.ok(size > 0);
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  });
}
