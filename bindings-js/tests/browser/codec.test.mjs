// The outside judge of the full build's codecs: Chromium's own, on a photo.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { openPage } from "../support/chromium.mjs";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);

test("files decode as Chromium decodes them, and encode so that Chromium reads them", async (context) => {
  const { page, problems, close } = await openPage();
  try {
    const jpeg = (await readFile(photo)).toString("base64");
    const { decoded, encoded } = await page.evaluate(async (jpeg) => {
      const full = await (await import("filmgate/full")).load();
      const plain = await (await import("filmgate")).load();
      const original = await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob();

      /** The largest and the mean difference. */
      const compare = (/** @type {Uint8Array} */ a, /** @type {Uint8Array} */ b) => {
        let [worst, sum] = [a.length === b.length ? 0 : 255, 0];
        for (let i = 0; i < a.length; i++) {
          const difference = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
          worst = Math.max(worst, difference);
          sum += difference;
        }
        return { worst, mean: sum / a.length };
      };
      const photo = await plain.decode(original);
      /** @type {Record<string, Blob>} */
      const files = { "JPEG, a camera's": original };
      for (const type of /** @type {const} */ (["image/png", "image/jpeg", "image/webp"])) {
        const file = await photo.encode({ type, quality: 0.9 });
        files[`${type}, by Chromium`] = new Blob([file], { type });
      }
      const decoded = [];
      for (const [name, file] of Object.entries(files)) {
        const [ours, theirs] = [await full.decode(file), await plain.decode(file)];
        decoded.push({ name, ...compare(ours.bytes, theirs.bytes) });
        ours.close();
        theirs.close();
      }
      const encoded = [];
      const ours = await full.decode(original);
      for (const type of /** @type {const} */ (["image/png", "image/jpeg", "image/webp"])) {
        const file = new Blob([await ours.encode({ type, quality: 0.95 })], { type });
        encoded.push({ name: type, ...compare((await plain.decode(file)).bytes, ours.bytes) });
      }
      return { decoded, encoded };
    }, jpeg);
    for (const { name, worst, mean } of [...decoded, ...encoded]) {
      context.diagnostic(`${name}: ${worst} apart at most, ${mean.toFixed(3)} on average`);
    }
    const of = (/** @type {string} */ name) => decoded.find((row) => row.name.startsWith(name));
    assert.equal(of("image/png")?.worst, 0, "PNG is exact");
    // JPEG leaves the inverse transform's rounding and the interpolation of chroma to the decoder; WebP the latter.
    for (const { name, mean } of decoded) assert.ok(mean < 0.6, `${name}: ${mean} levels apart on average`);
    for (const { name, worst, mean } of encoded) {
      if (name === "image/jpeg") assert.ok(mean < 1, `${name}: ${mean}`);
      else assert.equal(worst, 0, `${name} is lossless`);
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
