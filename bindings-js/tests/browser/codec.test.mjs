// The full build's codecs compared with Chromium's, on a photo.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { onlyInChromium, openPage } from "../support/chromium.mjs";
import { readCase } from "../support/pack.mjs";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);

test("files decode as in Chromium, and Chromium decodes encoded files", async (context) => {
  const { page, problems, close } = await openPage();
  try {
    const jpeg = (await readFile(photo)).toString("base64");
    const { decoded, encoded } = await page.evaluate(async (jpeg) => {
      const full = await (await import("filmgate/full")).load();
      const plain = await (await import("filmgate")).load();
      const original = await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob();

      /** The maximum and the mean difference. */
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
      context.diagnostic(`${name}: ${worst} apart max, ${mean.toFixed(3)} on average`);
    }
    const of = (/** @type {string} */ name) => decoded.find((row) => row.name.startsWith(name));
    assert.equal(of("image/png")?.worst, 0, "PNG is exact");
    // In JPEG, the decoder chooses the inverse transform's rounding and the interpolation of chroma; in WebP the
    // latter.
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

const base64 = (/** @type {string} */ name) => Buffer.from(readCase(name)).toString("base64");

test("files that other libraries get wrong decode as in Chromium", {
  skip: onlyInChromium("browsers differ about such files"),
}, async (context) => {
  const { page, problems, close } = await openPage();
  // Chromium ignores orientations of the type LONG, and shows the first frame of an APNG instead of its default image.
  const names = [
    "e06_two_exif_6_then_1.jpg",
    "g02b_frame_bigger_than_screen.gif",
    "g05b_no_palette.gif",
    "g09_index_out_of_palette.gif",
    "j01_noninterleaved_420.jpg",
    "j08d_jfif_plus_adobe0.jpg",
    "j11b_luma_sub.jpg",
    "j24_mjpeg_no_dht.jpg",
    "j26_scan_order_cb_cr_y_420.jpg",
    "w06_vp8x_alpha_flag_no_alph.webp",
  ];
  try {
    const files = names.map((name) => ({ name, file: base64(name) }));
    const compared = await page.evaluate(async (files) => {
      const full = await (await import("filmgate/full")).load();
      const plain = await (await import("filmgate")).load();
      const compared = [];
      for (const { name, file } of files) {
        const blob = await (await fetch(`data:application/octet-stream;base64,${file}`)).blob();
        const [ours, theirs] = [await full.decode(blob), await plain.decode(blob)];
        let [worst, sum] = [0, 0];
        for (let i = 0; i < ours.bytes.length; i++) {
          const apart = Math.abs((ours.bytes[i] ?? 0) - (theirs.bytes[i] ?? 0));
          [worst, sum] = [Math.max(worst, apart), sum + apart];
        }
        const same = ours.width === theirs.width && ours.height === theirs.height;
        compared.push({ name, same, worst, mean: sum / ours.bytes.length });
      }
      return compared;
    }, files);
    for (const { name, same, worst, mean } of compared) {
      context.diagnostic(`${name}: ${worst} apart max, ${mean.toFixed(3)} on average`);
      assert.ok(same, `${name}: the same size`);
      // As in the test of photos: the choices of JPEG and lossy WebP decoders.
      if (/jpg|webp/.test(name)) assert.ok(mean < 0.6 && worst < 16, `${name}: ${worst}, ${mean}`);
      else assert.equal(worst, 0, name);
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("the default build: upright WebP, formats by name, translucent pixels to a canvas's precision", {
  skip: onlyInChromium("its figures are those of Chromium's decoders"),
}, async (context) => {
  const { page, problems, close } = await openPage();
  try {
    const files = { webp: base64("w03_exif6.webp"), ramp: base64("p08_alpha_ramp.png") };
    const result = await page.evaluate(async ({ webp, ramp }) => {
      const full = await (await import("filmgate/full")).load();
      const plain = await (await import("filmgate")).load();
      const blobOf = async (/** @type {string} */ file) =>
        (await fetch(`data:application/octet-stream;base64,${file}`)).blob();
      const [ours, theirs] = [await full.decode(await blobOf(webp)), await plain.decode(await blobOf(webp))];
      let turned = 0;
      for (let i = 0; i < ours.bytes.length; i++) {
        turned = Math.max(turned, Math.abs((ours.bytes[i] ?? 0) - (theirs.bytes[i] ?? 0)));
      }
      const [exact, drawn] = [await full.decode(await blobOf(ramp)), await plain.decode(await blobOf(ramp))];
      // The error of a colour beyond that caused by alpha: a canvas stores colour × alpha in 8 bits.
      let [worst, unexplained] = [0, 0];
      for (let i = 0; i < exact.bytes.length; i++) {
        const alpha = exact.bytes[i | 3] ?? 0;
        const apart = Math.abs((exact.bytes[i] ?? 0) - (drawn.bytes[i] ?? 0));
        if (alpha > 0) unexplained = Math.max(unexplained, apart - Math.ceil(255 / (2 * alpha)));
        if (alpha >= 128) worst = Math.max(worst, apart);
      }
      const tiff = await plain.decode(new Blob(["II*\0abcdefgh"])).catch((error) => error);
      const signal = AbortSignal.abort(new Error("never mind"));
      const aborted = await plain.decode(await blobOf(webp), { signal }).catch((error) => error.message);
      return {
        sizes: [ours.width, ours.height, theirs.width, theirs.height],
        turned,
        worst,
        unexplained,
        tiff: { code: tiff.code, received: tiff.received },
        aborted,
      };
    }, files);
    context.diagnostic(`translucent: ${result.worst} levels max where alpha is 128 or more`);
    assert.deepEqual(result.sizes, [24, 40, 24, 40]);
    assert.ok(result.turned < 16, `${result.turned}`);
    assert.ok(result.worst <= 1 && result.unexplained <= 1, JSON.stringify(result));
    assert.deepEqual(result.tiff, { code: "unsupported", received: "a TIFF file" });
    assert.equal(result.aborted, "never mind");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("a worker of the page decodes, and stops when aborted", async () => {
  const { page, problems, close } = await openPage();
  try {
    const result = await page.evaluate(async (jpeg) => {
      const gate = await (await import("filmgate/full")).load();
      const file = await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob();
      const [here, there] = [await gate.decode(file), await gate.decode(file, { worker: true })];
      const same = here.bytes.every((byte, i) => byte === there.bytes[i]);
      // A picture of one colour, 16,383 pixels square, in 34 bytes.
      const small = await gate.createFrame(1, 1).encode({ type: "image/webp" });
      new DataView(small.buffer).setUint32(21, ((1 << 28) | 16382 | (16382 << 14)) >>> 0, true);
      const controller = new AbortController();
      const started = performance.now();
      setTimeout(() => controller.abort(new Error("enough")), 50);
      const ended = await gate
        .decode(small, { worker: true, signal: controller.signal })
        .catch((error) => error.message);
      const took = performance.now() - started;
      const next = await gate.decode(file, { worker: true });
      return { same, ended, took, width: next.width };
    }, base64("j01_noninterleaved_420.jpg"));
    assert.ok(result.same, "the same bytes");
    assert.equal(result.ended, "enough");
    assert.ok(result.took < 1500, `${result.took} ms`);
    assert.equal(result.width, 120, "the next file gets another worker");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
