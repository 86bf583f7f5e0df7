// Warnings about forgotten objects: nodes that are only disconnected, frames and pipelines that are collected.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInChromium, openPage } from "../support/chromium.mjs";

test("a node that is only disconnected causes a warning; a closed or reconnected node doesn't", {
  skip: onlyInChromium("the page's clock can be changed only there"),
}, async () => {
  const { page, problems, close } = await openPage();
  try {
    await page.clock.install();
    await page.evaluate(async () => {
      const { createNode } = await import("filmgate/audio");
      const { gain } = await import("filmgate/audio/effects");
      const context = new OfflineAudioContext(1, 128, 48_000);
      const make = () => createNode(context, [gain()]);
      const [forgotten, closed, again] = [await make(), await make(), await make()];
      for (const node of [forgotten, closed, again]) node.connect(context.destination);
      for (const node of [forgotten, closed, again]) node.disconnect();
      closed.close();
      again.connect(context.destination);
      Object.assign(globalThis, { kept: [forgotten, closed, again] });
    });
    await page.clock.fastForward(31_000);
    await page.waitForFunction(() => true);
    assert.equal(problems.length, 1, problems.join());
    assert.match(problems[0] ?? "", /the node \[gain\] was disconnected 30 s ago/);
  } finally {
    await close();
  }
});

test("the default build's encoder rejects types with a typed error", {
  skip: onlyInChromium("other browsers encode other formats"),
}, async () => {
  const { page, close } = await openPage();
  try {
    const codes = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const frame = (await load()).createFrame(2, 2);
      const types = [null, {}, 7, "image/bmp", "x".repeat(1000)];
      return Promise.all(
        types.map((type) =>
          frame.encode(/** @type {any} */ ({ type })).then(
            () => "encoded",
            (error) => `${error.code} ${error.argument} ${error.message.length < 500}`,
          ),
        ),
      );
    });
    assert.deepEqual(codes, [
      "invalid-argument type true",
      "invalid-argument type true",
      "invalid-argument type true",
      "unsupported type true",
      "unsupported type true",
    ]);
  } finally {
    await close();
  }
});

test("a forgotten frame and a forgotten pipeline are described in warnings", {
  skip: onlyInChromium("garbage can be collected on demand only there"),
}, async () => {
  const { page, problems, close } = await openPage({ args: ["--js-flags=--expose-gc"] });
  try {
    for (const make of ["frame", "pipeline"]) {
      await page.evaluate(async (make) => {
        const { load } = await import("filmgate");
        const { invert, sepia } = await import("filmgate/filters");
        const gate = await load();
        if (make === "frame") gate.createFrame(12, 34);
        else gate.createPipeline([invert(), sepia()]);
        Object.assign(globalThis, { gate });
      }, make);
      const before = problems.length;
      for (let tries = 0; tries < 20 && problems.length === before; tries++) {
        await page.evaluate(() => /** @type {any} */ (globalThis).gc());
        await page.waitForTimeout(100);
      }
    }
    assert.match(problems[0] ?? "", /a frame of 12 × 34 was collected without close/);
    assert.match(problems[1] ?? "", /the pipeline \[invert, sepia\] was collected without close/);
  } finally {
    await close();
  }
});
