// The outside judge of the CSS filters: Chromium's own `ctx.filter`, on a photo, and with transparency.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);

/** Our step, and the same in CSS. */
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
];

test("every CSS filter agrees with Chromium's on a photo, opaque and with transparency", async (context) => {
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
        const translucent = canvas();
        const fade = translucent.createLinearGradient(0, 0, width, 0);
        fade.addColorStop(0, "rgb(0 0 0 / 0)");
        fade.addColorStop(1, "rgb(0 0 0 / 1)");
        translucent.fillStyle = fade;
        translucent.fillRect(0, 0, width, height);
        translucent.globalCompositeOperation = "source-in";
        translucent.drawImage(bitmap, 0, 0);

        /** The largest difference of two pictures as a canvas stores them, premultiplied, over black and over white. */
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
        return cases.map(([step, css]) => {
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
          return { css, opaque: opaque ?? 255, faded: faded ?? 255 };
        });
      },
      { jpeg, cases },
    );
    for (const { css, opaque, faded } of rows) {
      context.diagnostic(`${css}: ${opaque.toFixed(2)} opaque, ${faded.toFixed(2)} with transparency`);
    }
    for (const { css, opaque, faded } of rows) {
      assert.ok(opaque <= 1, `${css}: ${opaque} apart on the opaque photo`);
      // Chromium filters the canvas's premultiplied bytes; we get them divided by alpha and rounded, half a level off,
      // which a matrix with weights above 1 makes a whole one before both sides round again.
      assert.ok(faded <= 2, `${css}: ${faded} apart with transparency`);
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
