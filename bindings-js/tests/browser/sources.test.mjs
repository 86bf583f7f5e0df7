// Every source of a frame and every target, in a page and in a worker.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";

test("every kind of picture is copied in, and out again", async () => {
  const { page, problems, close } = await openPage();
  try {
    const result = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const gate = await load();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [6, 4];
      const context = /** @type {CanvasRenderingContext2D} */ (
        canvas.getContext("2d", { willReadFrequently: true })
      );
      context.fillStyle = "rgb(10 200 30)";
      context.fillRect(0, 0, 6, 4);
      context.fillStyle = "rgb(250 0 100)";
      context.fillRect(2, 1, 1, 1);
      const imageData = context.getImageData(0, 0, 6, 4);
      const blob = await new Promise((/** @type {(blob: any) => void} */ resolve) => canvas.toBlob(resolve));
      const image = new Image();
      image.src = URL.createObjectURL(blob);
      await image.decode();
      const offscreen = new OffscreenCanvas(6, 4);
      /** @type {OffscreenCanvasRenderingContext2D} */ (offscreen.getContext("2d")).drawImage(canvas, 0, 0);
      const videoFrame = new VideoFrame(canvas, { timestamp: 0 });
      const sources = {
        imageData,
        canvas,
        offscreen,
        image,
        blob,
        bitmap: await createImageBitmap(canvas),
        videoFrame,
        bytes: new Uint8Array(imageData.data),
      };
      /** @type {Record<string, unknown>} */
      const outcome = {};
      const frame = gate.createFrame(6, 4);
      for (const [name, source] of Object.entries(sources)) {
        if (name !== "bytes") frame.resize(1, 1);
        await frame.copyFrom(/** @type {any} */ (source));
        const { data } = frame.imageData;
        outcome[name] = [frame.width, frame.height, ...data.slice(0, 4), ...data.slice(4 * 8, 4 * 9)].join(
          " ",
        );
      }
      videoFrame.close();
      outcome["closedVideoFrame"] = await frame.copyFrom(videoFrame).then(
        () => "copied",
        (error) => error.constructor.name,
      );
      outcome["damaged"] = await gate.createFrameFrom(new Blob(["no image"])).catch((error) => error.code);

      frame.copyFrom(imageData);
      const { imageData: first } = frame;
      outcome["sameImageData"] = frame.imageData === first;
      outcome["aliases"] = frame.imageData.data.buffer === frame.bytes.buffer;
      context.clearRect(0, 0, 6, 4);
      frame.putTo(context);
      outcome["drawn"] = context.getImageData(2, 1, 1, 1).data.join(" ");
      const old = frame.imageData;
      const copy = frame.clone();
      frame.close();
      outcome["old"] = old.data.length;
      outcome["copy"] = [...copy.bytes.slice(0, 4)].join(" ");
      return outcome;
    });
    const picture = "6 4 10 200 30 255 250 0 100 255";
    for (const name of [
      "imageData",
      "canvas",
      "offscreen",
      "image",
      "blob",
      "bitmap",
      "videoFrame",
      "bytes",
    ]) {
      assert.equal(result[name], picture, name);
    }
    assert.notEqual(result["closedVideoFrame"], "copied");
    assert.equal(result["damaged"], "decode");
    assert.equal(result["sameImageData"], true);
    assert.equal(result["aliases"], true);
    assert.equal(result["drawn"], "250 0 100 255");
    assert.equal(result["old"], 0);
    assert.equal(result["copy"], "10 200 30 255");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("a dedicated worker filters a bitmap", async () => {
  const { page, problems, close } = await openPage();
  try {
    const pixel = await page.evaluate(async () => {
      const script = `
        import { load } from "${new URL("/dist/index.js", location.href)}";
        import { invert } from "${new URL("/dist/filters.js", location.href)}";
        const gate = await load();
        onmessage = async ({ data }) => {
          const frame = await gate.createFrameFrom(data);
          gate.createPipeline([invert()]).run(frame);
          postMessage([...frame.bytes.slice(0, 4)].join(" "));
        };
        postMessage("ready");`;
      const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })), {
        type: "module",
      });
      const answer = () =>
        new Promise((resolve, reject) => {
          worker.addEventListener("message", ({ data }) => resolve(data), { once: true });
          worker.addEventListener("error", () => reject(new Error("the worker failed")), { once: true });
        });
      await answer();
      const canvas = new OffscreenCanvas(2, 2);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
      context.fillStyle = "rgb(1 2 3)";
      context.fillRect(0, 0, 2, 2);
      const bitmap = canvas.transferToImageBitmap();
      worker.postMessage(bitmap, [bitmap]);
      return answer();
    });
    assert.equal(pixel, "254 253 252 255");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("both builds start, with and without isolation headers", async () => {
  for (const isolated of [false, true]) {
    const { page, problems, close } = await openPage({ isolated });
    try {
      const result = await page.evaluate(async () => {
        const builds = [await import("filmgate"), await import("filmgate/full")];
        const gates = await Promise.all(builds.map(({ load }) => load()));
        return { sizes: gates.map((gate) => gate.stats().reserved), isolated: crossOriginIsolated };
      });
      assert.equal(result.isolated, isolated);
      assert.equal(result.sizes.length, 2);
      for (const size of result.sizes) assert.ok(size > 0);
      assert.deepEqual(problems, []);
    } finally {
      await close();
    }
  }
});
