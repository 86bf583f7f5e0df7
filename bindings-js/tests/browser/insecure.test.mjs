// Pages that lack a part of the platform: an insecure origin, and an isolated page without SharedArrayBuffer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";

test("an insecure page filters pictures, and an audio node is an error that names what is needed", async () => {
  const opened = await openPage({
    args: ["--host-resolver-rules=MAP insecure.test 127.0.0.1, MAP localhost 127.0.0.1"],
  });
  try {
    await opened.page.goto(opened.url.replace("localhost", "insecure.test"));
    const result = await opened.page.evaluate(async () => {
      const { load } = await import("filmgate");
      const { invert } = await import("filmgate/filters");
      const { createNode } = await import("filmgate/audio");
      const { gain } = await import("filmgate/audio/effects");
      const gate = await load();
      const frame = gate.createFrame(1, 1);
      frame.bytes.set([10, 20, 30, 255]);
      const pixel = [...gate.createPipeline([invert()]).run(frame).bytes];
      const context = new OfflineAudioContext(1, 128, 48_000);
      const error = await createNode(context, [gain()]).catch((error) => error);
      return { isSecureContext, pixel, name: error.name, code: error.code, message: error.message };
    });
    assert.deepEqual(result, {
      isSecureContext: false,
      pixel: [245, 235, 225, 255],
      name: "CodecError",
      code: "unsupported",
      message: "context must be a secure page (https, or localhost), which has audio worklets, got none",
    });
  } finally {
    await opened.close();
  }
});

test("an isolated page without SharedArrayBuffer has nodes, which change by messages", async () => {
  const { page, problems, close } = await openPage({ isolated: true });
  try {
    const result = await page.evaluate(async () => {
      delete (/** @type {any} */ (globalThis).SharedArrayBuffer);
      const { createNode } = await import("filmgate/audio");
      const { gain } = await import("filmgate/audio/effects");
      const context = new OfflineAudioContext(1, 4800, 48_000);
      const node = await createNode(context, [gain({ id: "volume", gain: 0 })], { channels: 1 });
      const source = new ConstantSourceNode(context, { offset: 0.5 });
      source.connect(node).connect(context.destination);
      source.start();
      node.set("volume", { gain: 20 * Math.log10(0.5) });
      const sample = (await context.startRendering()).getChannelData(0)[4700];
      return { crossOriginIsolated, sample };
    });
    assert.equal(result.crossOriginIsolated, true);
    assert.ok(Math.abs(Number(result.sample) - 0.25) < 1e-4, `${result.sample}`);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
