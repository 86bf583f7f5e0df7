// Orientation, shape and size of video frames: the same picture as `drawImage`, in every format that a browser has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isFirefox, openPage } from "../support/chromium.mjs";

test("rotation, flip and pixels of another shape give the picture that the platform draws", async () => {
  const { page, problems, close } = await openPage();
  try {
    const results = await page.evaluate(async (isFirefox) => {
      const { load } = await import("filmgate");
      const { invert } = await import("filmgate/filters");
      const gate = await load();
      const identity = gate.createPipeline([]);
      const twice = gate.createPipeline([invert(), invert()]);
      /** @param {VideoFrame} video */
      const drawn = (video) => {
        const { displayWidth: width, displayHeight: height } = video;
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
          new OffscreenCanvas(width, height).getContext("2d")
        );
        context.drawImage(video, 0, 0, width, height);
        return { width, height, data: context.getImageData(0, 0, width, height).data };
      };
      /** @param {ArrayLike<number>} one @param {ArrayLike<number>} other */
      const difference = (one, other) => {
        if (one.length !== other.length) return 1000;
        let most = 0;
        for (let i = 0; i < one.length; i += 1)
          most = Math.max(most, Math.abs((one[i] ?? 0) - (other[i] ?? 0)));
        return most;
      };
      /** @type {Record<string, { upright: number, kept: number, size: string, expected: string }>} */
      const results = {};
      const formats = /** @type {const} */ (["I420", "NV12", "I444", "RGBA", "BGRX"]);
      for (const format of formats) {
        if (isFirefox && format === "I444") continue;
        for (const [width, height] of /** @type {const} */ ([
          [48, 48],
          [64, 36],
        ])) {
          for (const rotation of /** @type {const} */ ([0, 90, 180, 270])) {
            for (const flip of [false, true]) {
              for (const pixelAspectRatio of [1, 1.5]) {
                // Firefox has no orientation.
                if (isFirefox && (rotation !== 0 || flip)) continue;
                // Blocks of the size of shared chroma, far from the edges of YUV's range.
                const picture = gate.createFrame(width, height);
                picture.pixels.forEach((_, i, pixels) => {
                  const [x, y, c] = [(i >> 2) % width, Math.floor(i / 4 / width), i & 3];
                  pixels[i] = [60 + 2 * x, 70 + 2 * y, 160 - x, 255][c] ?? 0;
                });
                const stored = gate.createFrame(1, 1, { format }).copyFrom(picture);
                Object.assign(stored, { rotation, flip, pixelAspectRatio });
                const video = stored.toVideoFrame({ format, timestamp: 1 });
                const expected = drawn(video);
                const upright = await gate.createFrame(1, 1).copyFrom(video);
                // Through a frame of its own format, a pipeline, and a new video frame.
                const own = await gate.createFrame(1, 1, { format }).copyFrom(video);
                (format === "RGBA" ? identity : twice).run(own);
                const again = own.toVideoFrame({ format });
                const kept = format === "RGBA" ? expected : drawn(again);
                results[`${format} ${width}×${height} ${rotation} ${flip} ${pixelAspectRatio}`] = {
                  upright: difference(upright.bytes, expected.data),
                  kept: difference(kept.data, expected.data),
                  size: `${upright.width}×${upright.height}`,
                  expected: `${expected.width}×${expected.height}`,
                };
                for (const open of [video, again, picture, stored, upright, own]) open.close();
              }
            }
          }
        }
      }
      return results;
    }, isFirefox);
    assert.ok(Object.keys(results).length >= (isFirefox ? 16 : 160), `${Object.keys(results).length} cases`);
    for (const [name, { upright, kept, size, expected }] of Object.entries(results)) {
      assert.equal(size, expected, name);
      // Browsers round their conversions differently, and interpolate chroma in other ways.
      assert.ok(upright <= 8, `${name}: upright, ${upright} levels`);
      assert.ok(kept <= 2, `${name}: in its own format, ${kept} levels`);
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("coded sizes beyond the visible ones, odd and tiny sizes, and frames without a format", async () => {
  const { page, problems, close } = await openPage();
  try {
    const results = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const gate = await load();
      /** @type {Record<string, any>} */
      const results = {};
      // Rows and columns beyond the visible rectangle have another colour.
      for (const [coded, visible] of /** @type {const} */ ([
        [[1920, 1088], { x: 0, y: 0, width: 1920, height: 1080 }],
        [[1920, 1080], { x: 0, y: 0, width: 1919, height: 1079 }],
        [[64, 64], { x: 16, y: 8, width: 32, height: 20 }],
        [[2, 2], { x: 0, y: 0, width: 2, height: 2 }],
        [[2, 2], { x: 0, y: 0, width: 1, height: 1 }],
      ])) {
        const [width, height] = coded;
        const bytes = new Uint8Array((width * height * 3) / 2).fill(40);
        for (let y = visible.y; y < visible.y + visible.height; y += 1) {
          bytes.fill(180, y * width + visible.x, y * width + visible.x + visible.width);
        }
        bytes.fill(128, width * height);
        const name = `${coded.join("×")} ${visible.width}×${visible.height}`;
        try {
          const video = new VideoFrame(bytes, {
            format: "I420",
            codedWidth: width,
            codedHeight: height,
            visibleRect: visible,
            timestamp: 0,
          });
          const own = await gate.createFrame(1, 1, { format: "I420" }).copyFrom(video);
          const rgba = await gate.createFrame(1, 1).copyFrom(video);
          const luma = own.planes[0];
          const isBright = (/** @type {number} */ at) => luma?.samples[at] === 180;
          let bright = true;
          for (let y = 0; y < own.height; y += 1) {
            for (let x = 0; x < own.width; x += 1) bright &&= isBright(y * (luma?.stride ?? 0) + x);
          }
          const gray = rgba.bytes[0] ?? 0;
          results[name] = {
            size: [own.width, own.height, rgba.width, rgba.height],
            bright,
            even: rgba.bytes.every((byte, i) => (i % 4 === 3 ? byte === 255 : byte === gray)),
          };
          for (const open of [video, own, rgba]) open.close();
        } catch (error) {
          results[name] = { refused: /** @type {any} */ (error).name };
        }
      }

      // A decoder's frame in a format that scripts can't read.
      const source = gate.createFrame(32, 20, { format: "I420" });
      source.bytes.fill(128);
      source.planes[0]?.samples.fill(180);
      const video = source.toVideoFrame({ timestamp: 7 });
      Object.defineProperty(video, "format", { value: null });
      const rgba = await gate.createFrame(1, 1).copyFrom(video);
      const planes = await gate.createFrame(1, 1, { format: "I420" }).copyFrom(video);
      results["null"] = {
        size: [rgba.width, rgba.height, planes.width, planes.height],
        gray: Math.abs((rgba.bytes[0] ?? 0) - 191) <= 2 && Math.abs((planes.bytes[0] ?? 0) - 180) <= 2,
        timestamp: planes.timestamp,
      };
      video.close();

      // Another size in the middle of a stream.
      const frame = gate.createFrame(1, 1, { format: "I420" });
      const sizes = [];
      for (const [width, height] of /** @type {const} */ ([
        [64, 48],
        [32, 20],
        [128, 96],
      ])) {
        source.resize(width, height);
        const video = source.toVideoFrame({ timestamp: 0 });
        await frame.copyFrom(video);
        video.close();
        sizes.push([frame.width, frame.height]);
      }
      return { results, sizes };
    });
    assert.deepEqual(result(results.results, "1920×1088 1920×1080"), [1920, 1080, 1920, 1080]);
    for (const name of ["1920×1080 1919×1079", "64×64 32×20", "2×2 2×2", "2×2 1×1"]) {
      const [width, height] = name.split(" ")[1]?.split("×").map(Number) ?? [];
      const seen = result(results.results, name);
      if (seen === undefined) assert.ok(isFirefox && width !== undefined && width % 2 === 1, name);
      else assert.deepEqual(seen, [width, height, width, height], name);
    }
    assert.deepEqual(results.results["null"], { size: [32, 20, 32, 20], gray: true, timestamp: 7 });
    assert.deepEqual(results.sizes, [
      [64, 48],
      [32, 20],
      [128, 96],
    ]);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

/**
 * Returns the sizes of a case whose pixels are right; `undefined` if the browser refuses to make such a frame.
 *
 * @param {Record<string, any>} results @param {string} name
 */
function result(results, name) {
  const { size, bright, even, refused } = results[name];
  if (refused !== undefined) return undefined;
  assert.ok(bright, `${name}: no row or column from outside the visible rectangle`);
  assert.ok(even, `${name}: one colour`);
  return size;
}
