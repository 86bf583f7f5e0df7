// Pictures that the platform provides in unusual ways, compared with its own drawing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onlyInChromium, openPage } from "../support/chromium.mjs";
import { serve } from "../support/server.mjs";

/** An image file of one pixel, red. */
const RED_PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

test("a cross-origin picture is rejected, and the next picture is copied", async () => {
  const other = await serve({});
  const { page, close } = await openPage();
  try {
    const result = await page.evaluate(
      async (address) => {
        const { load, CodecError } = await import("filmgate");
        const gates = [await load(), await load()];
        const [frame, second] = gates.map((gate) => gate.createFrame(2, 2));
        if (frame === undefined || second === undefined) throw new Error("unreachable");
        frame.bytes.fill(9);
        const image = new Image();
        image.src = address;
        await image.decode();
        /** @type {any} */
        let refused;
        try {
          frame.copyFrom(image);
        } catch (error) {
          refused = error;
        }
        const canvas = new OffscreenCanvas(3, 3);
        const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
        context.fillStyle = "rgb(1 2 3)";
        context.fillRect(0, 0, 3, 3);
        const kept = [...frame.bytes];
        const imported = [frame, second].map((frame) => [...frame.copyFrom(canvas).bytes.slice(0, 4)]);
        return {
          isOurs: refused instanceof CodecError,
          code: refused?.code,
          cause: refused?.cause?.name,
          message: refused?.message,
          kept,
          imported,
        };
      },
      new URL("tests/fixtures/red.png", other.url.replace("localhost", "127.0.0.1")).href,
    );
    assert.equal(result.isOurs, true);
    assert.equal(result.code, "unsupported");
    assert.equal(result.cause, "SecurityError");
    assert.match(result.message, /cross-origin/);
    assert.deepEqual(result.kept, new Array(16).fill(9), "the frame is unchanged");
    assert.deepEqual(result.imported, [
      [1, 2, 3, 255],
      [1, 2, 3, 255],
    ]);
  } finally {
    await close();
    await other.close();
  }
});

test("video frames of every packed format, rotation and flip match drawImage", {
  skip: onlyInChromium("Firefox has neither rotation nor flip, and converts NV12 in another way"),
}, async () => {
  const { page, problems, close } = await openPage();
  try {
    const wrong = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const gate = await load();
      /** @type {string[]} */
      const wrong = [];
      for (const format of /** @type {VideoPixelFormat[]} */ ([
        "RGBA",
        "RGBX",
        "BGRA",
        "BGRX",
        "I420",
        "NV12",
      ])) {
        for (const [width, height] of /** @type {[number, number][]} */ ([
          [8, 6],
          [6, 6],
        ])) {
          const planar = format === "I420" || format === "NV12";
          const length = planar ? (width * height * 3) / 2 : width * height * 4;
          const data = new Uint8Array(length);
          // The same chroma everywhere: Chromium repeats it where the module interpolates.
          const isU = (/** @type {number} */ i) =>
            format === "NV12" ? i % 2 === 0 : i < width * height * 1.25;
          data.forEach((_, i) => {
            data[i] = planar && i >= width * height ? (isU(i) ? 121 : 134) : 30 + ((i * 11) % 190);
            // X is undefined by its definition, but Chromium's canvas treats it as alpha; in frames that Chromium
            // decodes, it is 255.
            if (!planar && i % 4 === 3) data[i] = 255;
          });
          for (const rotation of [0, 90, 180, 270]) {
            for (const flip of [false, true]) {
              const init = /** @type {any} */ ({
                format,
                codedWidth: width,
                codedHeight: height,
                timestamp: 0,
                rotation,
                flip,
              });
              const source = new VideoFrame(data, init);
              const canvas = new OffscreenCanvas(source.displayWidth, source.displayHeight);
              const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
              context.drawImage(source, 0, 0);
              const expected = context.getImageData(0, 0, canvas.width, canvas.height).data;
              const frame = await gate.createFrameFrom(source);
              const what = `${format} ${width} × ${height}, ${rotation}°${flip ? ", flipped" : ""}`;
              if (frame.width !== canvas.width || frame.height !== canvas.height) {
                wrong.push(`${what}: ${frame.width} × ${frame.height}`);
              } else {
                // Packed bytes are copied exactly; the platform's conversion of YUV to RGB has fewer fraction bits.
                const allowed = planar ? 3 : 0;
                const apart = frame.bytes.findIndex(
                  (byte, i) => Math.abs(byte - (expected[i] ?? 0)) > allowed,
                );
                if (apart >= 0)
                  wrong.push(`${what}: byte ${apart} is ${frame.bytes[apart]}, not ${expected[apart]}`);
              }
              frame.close();
              source.close();
            }
          }
        }
      }
      return wrong;
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("a translucent BGRA frame keeps its colours, which a canvas would round", async () => {
  const { page, close } = await openPage();
  try {
    const bytes = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const gate = await load();
      const data = new Uint8Array([10, 20, 30, 3, 200, 100, 50, 128]);
      const read = async (/** @type {VideoPixelFormat} */ format) => {
        const init = { format, codedWidth: 2, codedHeight: 1, timestamp: 0 };
        return [...(await gate.createFrameFrom(new VideoFrame(data, init))).bytes];
      };
      return [await read("BGRA"), await read("BGRX")];
    });
    assert.deepEqual(bytes[0], [30, 20, 10, 3, 50, 100, 200, 128]);
    assert.deepEqual(bytes[1], [30, 20, 10, 255, 50, 100, 200, 255], "X is ignored");
  } finally {
    await close();
  }
});

test("sources that aren't loaded, or are closed, are typed errors, and the frame is unchanged", async () => {
  const { page, close } = await openPage();
  try {
    const outcomes = await page.evaluate(async (png) => {
      const { load } = await import("filmgate");
      const gate = await load();
      const frame = gate.createFrame(2, 2);
      frame.bytes.fill(9);
      const bitmap = await createImageBitmap(new ImageData(2, 2));
      bitmap.close();
      const closed = new VideoFrame(new Uint8Array(16), {
        format: "RGBA",
        codedWidth: 2,
        codedHeight: 2,
        timestamp: 0,
      });
      closed.close();
      const broken = new Image();
      broken.src = "data:image/png;base64,AAAA";
      await broken.decode().catch(() => {});
      const loading = new Image();
      loading.src = `/never?${Math.random()}`;
      const detached = new ImageData(new Uint8ClampedArray(16), 2, 2);
      structuredClone(detached.data.buffer, { transfer: [detached.data.buffer] });
      const foreign = document.createElement("iframe");
      document.body.append(foreign);
      const realm = /** @type {any} */ (foreign.contentWindow);
      const theirs = new realm.ImageData(new realm.Uint8ClampedArray(16).fill(5), 2, 2);
      const theirImage = new realm.Image();
      theirImage.src = `data:image/png;base64,${png}`;
      await theirImage.decode();
      const sources = {
        bitmap,
        closed,
        image: new Image(),
        broken,
        loading,
        video: document.createElement("video"),
        canvas: new OffscreenCanvas(0, 0),
        detached,
        div: document.createElement("div"),
        fake: { width: 2, height: 2 },
      };
      /** @type {Record<string, unknown>} */
      const outcome = {};
      for (const [name, source] of Object.entries(sources)) {
        try {
          await frame.copyFrom(/** @type {any} */ (source));
          outcome[name] = "copied";
        } catch (error) {
          const { code, message } = /** @type {any} */ (error);
          outcome[name] = `${code}: ${message}`;
        }
      }
      outcome["kept"] = [...frame.bytes].join();
      outcome["foreign"] = [...frame.copyFrom(theirs).bytes].join();
      outcome["foreignImage"] = [...frame.copyFrom(theirImage).bytes].join();
      outcome["foreignBlob"] = [
        ...(await frame.copyFrom(new realm.Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))]))).bytes,
      ].join();
      return outcome;
    }, RED_PIXEL);
    const { kept, foreign, foreignImage, foreignBlob, detached, div, fake, ...unloaded } = outcomes;
    for (const [name, outcome] of Object.entries(unloaded)) {
      assert.match(
        String(outcome),
        /^invalid-argument: source must be a loaded picture, got .*without pixels/,
        name,
      );
    }
    assert.match(String(detached), /^closed: source /);
    for (const outcome of [div, fake]) assert.match(String(outcome), /^invalid-argument: source /);
    assert.equal(kept, new Array(16).fill(9).join());
    assert.equal(foreign, new Array(16).fill(5).join());
    assert.equal(foreignImage, "255,0,0,255");
    assert.equal(foreignBlob, "255,0,0,255");
  } finally {
    await close();
  }
});

test("ImageData in Display P3 is converted as by the canvas", {
  skip: onlyInChromium("Firefox has no ImageData of another colour space"),
}, async () => {
  const { page, close } = await openPage();
  try {
    const [ours, theirs] = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const source = new ImageData(4, 4, { colorSpace: "display-p3" });
      source.data.forEach((_, i) => {
        source.data[i] = i % 4 === 3 ? 255 : (i * 31) % 256;
      });
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
        new OffscreenCanvas(4, 4).getContext("2d")
      );
      context.putImageData(source, 0, 0);
      const frame = (await load()).createFrame(1, 1).copyFrom(source);
      return [[...frame.bytes], [...context.getImageData(0, 0, 4, 4).data]];
    });
    assert.deepEqual(ours, theirs);
    assert.notEqual(ours?.[1], 31);
  } finally {
    await close();
  }
});

test("an ImageData over another frame is copied, whatever its size", async () => {
  const { page, close } = await openPage();
  try {
    const result = await page.evaluate(async () => {
      const { load } = await import("filmgate");
      const gate = await load();
      const source = gate.createFrame(5, 4);
      source.bytes.fill(3);
      const target = gate.createFrame(2, 2);
      target.copyFrom(source.imageData);
      const first = [target.width, target.height, ...target.bytes];
      // The same bytes, in another ImageData.
      const again = gate.createFrame(1, 1);
      again.copyFrom(new ImageData(source.pixels.subarray(0, 16), 2, 2));
      return [first, [...again.bytes]];
    });
    assert.deepEqual(result[0], [5, 4, ...new Array(80).fill(3)]);
    assert.deepEqual(result[1], new Array(16).fill(3));
  } finally {
    await close();
  }
});
