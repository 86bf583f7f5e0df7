// The CSS filters compared with Chromium's `ctx.filter`, on a photo, opaque and with transparency.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { onlyInChromium, openPage } from "../support/chromium.mjs";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);

/** A step, its CSS equivalent, and the tolerance in levels, if not 1. */
const cases = [
  [{ filter: "brightness", amount: 0.6 }, "brightness(0.6)"],
  [{ filter: "brightness", amount: 1.4 }, "brightness(1.4)"],
  [{ filter: "contrast", amount: 0.5 }, "contrast(0.5)"],
  [{ filter: "contrast", amount: 1.6 }, "contrast(1.6)"],
  [{ filter: "saturate", amount: 0.3 }, "saturate(0.3)"],
  [{ filter: "saturate", amount: 2 }, "saturate(2)"],
  [{ filter: "hueRotate", angle: 90 }, "hue-rotate(90deg)"],
  [{ filter: "hueRotate", angle: -40 }, "hue-rotate(-40deg)"],
  [{ filter: "sepia", amount: 1 }, "sepia(1)"],
  [{ filter: "sepia", amount: 0.4 }, "sepia(0.4)"],
  [{ filter: "invert", amount: 1 }, "invert(1)"],
  [{ filter: "invert", amount: 0.3 }, "invert(0.3)"],
  [{ filter: "grayscale", amount: 1 }, "grayscale(1)"],
  [{ filter: "grayscale", amount: 0.5 }, "grayscale(0.5)"],
  [{ filter: "opacity", amount: 0.5 }, "opacity(0.5)"],
  // Chromium's blur is an approximation: see the test of the blur below.
  [
    { filter: "dropShadow", offsetX: 5, offsetY: 9, sigma: 0, color: [0.8, 0.2, 0.4, 0.6] },
    "drop-shadow(5px 9px 0 rgb(204 51 102 / 0.6))",
  ],
  [
    { filter: "dropShadow", offsetX: -12, offsetY: 7, sigma: 4, color: [0, 0, 0, 0.8] },
    "drop-shadow(-12px 7px 4px rgb(0 0 0 / 0.8))",
    5,
  ],
];

test("every CSS filter agrees with Chromium's on a photo, opaque and with transparency", {
  skip: onlyInChromium("Firefox's canvas stores no picture without loss"),
}, async (context) => {
  const { page, problems, close } = await openPage();
  try {
    const jpeg = (await readFile(photo)).toString("base64");
    const rows = await page.evaluate(
      async ({ jpeg, cases }) => {
        const { load } = await import("filmgate");
        const gate = await load();
        const blob = await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob();
        const bitmap = await createImageBitmap(blob);
        const { width, height } = bitmap;
        const canvas = () => {
          const made = new OffscreenCanvas(width, height);
          return /** @type {OffscreenCanvasRenderingContext2D} */ (
            made.getContext("2d", { willReadFrequently: true })
          );
        };
        const photo = canvas();
        photo.drawImage(bitmap, 0, 0);
        // A canvas stores colours multiplied by alpha, in whole levels. Both sides must filter the same picture, so
        // each colour survives this conversion without loss: it is a multiple of 255 / gcd(alpha, 255).
        const translucent = canvas();
        const exact = photo.getImageData(0, 0, width, height);
        const alphas = [0, 17, 51, 85, 102, 136, 153, 170, 204, 238, 255];
        const gcd = (/** @type {number} */ a, /** @type {number} */ b) => {
          while (b !== 0) [a, b] = [b, a % b];
          return a;
        };
        for (let i = 0; i < exact.data.length; i += 4) {
          const alpha = alphas[(((i >> 2) % width) >> 3) % alphas.length] ?? 0;
          const step = 255 / gcd(alpha, 255);
          for (let c = 0; c < 3; c++) {
            exact.data[i + c] =
              alpha === 0 ? 0 : (exact.data[i + c] ?? 0) - ((exact.data[i + c] ?? 0) % step);
          }
          exact.data[i + 3] = alpha;
        }
        translucent.putImageData(exact, 0, 0);
        if (translucent.getImageData(0, 0, width, height).data.some((byte, i) => byte !== exact.data[i])) {
          throw new Error("the picture isn't stored without loss");
        }

        /** The maximum difference of two pictures as stored by a canvas, premultiplied, over black and over white. */
        const difference = (/** @type {Uint8ClampedArray} */ a, /** @type {Uint8ClampedArray} */ b) => {
          let worst = 0;
          for (let i = 0; i < a.length; i++) {
            const alpha = i | 3;
            const over = (/** @type {Uint8ClampedArray} */ p, /** @type {number} */ background) =>
              i === alpha
                ? (p[i] ?? 0)
                : Math.round(((p[i] ?? 0) * (p[alpha] ?? 0)) / 255) +
                  (background * (255 - (p[alpha] ?? 0))) / 255;
            worst = Math.max(worst, Math.abs(over(a, 0) - over(b, 0)), Math.abs(over(a, 255) - over(b, 255)));
          }
          return worst;
        };
        return cases.map(([step, css, tolerance = 1]) => {
          const [opaque, faded] = [photo, translucent].map((source) => {
            const target = canvas();
            target.filter = /** @type {string} */ (css);
            target.drawImage(source.canvas, 0, 0);
            const frame = gate.createFrame(width, height).copyFrom(source.getImageData(0, 0, width, height));
            const pipeline = gate.createPipeline(/** @type {any} */ ([step]));
            pipeline.run(frame);
            const worst = difference(frame.pixels, target.getImageData(0, 0, width, height).data);
            pipeline.close();
            frame.close();
            return worst;
          });
          return { css, tolerance: Number(tolerance), opaque: opaque ?? 255, faded: faded ?? 255 };
        });
      },
      { jpeg, cases },
    );
    for (const { css, opaque, faded } of rows) {
      context.diagnostic(`${css}: ${opaque.toFixed(2)} opaque, ${faded.toFixed(2)} with transparency`);
    }
    for (const { css, tolerance, opaque, faded } of rows) {
      assert.ok(opaque <= tolerance, `${css}: ${opaque} apart on the opaque photo`);
      assert.ok(faded <= tolerance, `${css}: ${faded} apart with transparency`);
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("the blur is the Gaussian, at 55 dB or more on a photo; Chromium's for comparison", async (context) => {
  const { page, problems, close } = await openPage();
  try {
    const jpeg = (await readFile(photo)).toString("base64");
    const rows = await page.evaluate(async (jpeg) => {
      const { load } = await import("filmgate");
      const gate = await load();
      const bitmap = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob());
      const { width, height } = bitmap;
      const canvas = () => {
        const options = { willReadFrequently: true };
        const context = new OffscreenCanvas(width, height).getContext("2d", options);
        return /** @type {OffscreenCanvasRenderingContext2D} */ (context);
      };
      const source = canvas();
      source.drawImage(bitmap, 0, 0);
      const { data } = source.getImageData(0, 0, width, height);

      /** The definition in f64: weights up to five deviations, transparent black beyond the edges; premultiplied. */
      const reference = (/** @type {number} */ sigma) => {
        const radius = Math.ceil(5 * sigma);
        const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
          Math.exp(-(((i - radius) / sigma) ** 2) / 2),
        );
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const pass = (
          /** @type {Float64Array} */ from,
          /** @type {number} */ step,
          /** @type {number} */ length,
        ) => {
          const to = new Float64Array(from.length);
          for (let i = 0; i < from.length; i++) {
            const place = Math.floor(i / step) % length;
            let sum = 0;
            for (let k = Math.max(-radius, -place); k <= radius && place + k < length; k++) {
              sum += (weights[k + radius] ?? 0) * (from[i + k * step] ?? 0);
            }
            to[i] = sum / total;
          }
          return to;
        };
        return pass(pass(Float64Array.from(data), 4, width), 4 * width, height);
      };
      /** Peak signal-to-noise ratio of the premultiplied picture, in dB. */
      const quality = (/** @type {Uint8ClampedArray} */ picture, /** @type {Float64Array} */ expected) => {
        let sum = 0;
        for (let i = 0; i < picture.length; i++) {
          const alpha = (i & 3) === 3 ? 255 : (picture[i | 3] ?? 0);
          sum += (((picture[i] ?? 0) * alpha) / 255 - (expected[i] ?? 0)) ** 2;
        }
        return 10 * Math.log10(255 ** 2 / (sum / picture.length));
      };
      return [2, 5, 15].map((sigma) => {
        const expected = reference(sigma);
        const frame = gate.createFrame(width, height).copyFrom(source.getImageData(0, 0, width, height));
        gate.createPipeline([{ filter: "gaussianBlur", sigma, border: "transparent" }]).run(frame);
        const target = canvas();
        target.filter = `blur(${sigma}px)`;
        target.drawImage(source.canvas, 0, 0);
        const theirs = quality(target.getImageData(0, 0, width, height).data, expected);
        return { sigma, ours: quality(frame.pixels, expected), theirs };
      });
    }, jpeg);
    for (const { sigma, ours, theirs } of rows) {
      context.diagnostic(`σ ${sigma}: ${ours.toFixed(1)} dB, Chromium ${theirs.toFixed(1)} dB`);
    }
    for (const { sigma, ours } of rows) assert.ok(ours >= 55, `σ ${sigma}: ${ours} dB`);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
