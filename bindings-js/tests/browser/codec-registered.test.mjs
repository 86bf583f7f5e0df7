// In Chromium: codecs by jSquash, and animations compared with the browser's `ImageDecoder`.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openPage } from "../support/chromium.mjs";
import { readAnimations } from "../support/pack.mjs";
import { DISPLAY_P3, parametric, profile } from "../support/profile.mjs";
import { importMap } from "../support/server.mjs";

const modules = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);
/** jSquash imports a package by its name. */
const map = { imports: { "wasm-feature-detect": "/modules/wasm-feature-detect/dist/esm/index.js" } };
const html = `<!doctype html><link rel="icon" href="data:,">${importMap}<script type="importmap">${JSON.stringify(map)}</script>`;

test("AVIF and lossy WebP by jSquash in Chromium, in both builds", async (context) => {
  const { page, problems, close } = await openPage({
    pages: { "/jsquash": html },
    folders: { modules },
    path: "jsquash",
  });
  try {
    const jpeg = (await readFile(photo)).toString("base64");
    const results = await page.evaluate(async (jpeg) => {
      /** @param {string} path */
      const jsquash = async (path) => (await import(`/modules/@jsquash/${path}`)).default;
      const [decodeAvif, encodeAvif] = [await jsquash("avif/decode.js"), await jsquash("avif/encode.js")];
      const [decodeWebP, encodeWebP] = [await jsquash("webp/decode.js"), await jsquash("webp/encode.js")];
      const builds = [await import("filmgate"), await import("filmgate/full")];
      const file = await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob();
      const results = [];
      for (const { load, registerCodec, probe } of builds) {
        const gate = await load();
        const frame = await gate.decode(file);
        const registrations = [
          registerCodec({
            type: "image/avif",
            decode: (file) => decodeAvif(file),
            encode: (image, { quality = 0.5, ...options }) =>
              encodeAvif(image, { ...options, quality: quality * 100 }),
          }),
          registerCodec({
            type: "image/webp",
            decode: (file) => decodeWebP(file),
            encode: (image, { quality = 0.75 }) => encodeWebP(image, { quality: quality * 100 }),
          }),
        ];
        for (const type of ["image/avif", "image/webp"]) {
          const encoded = await frame.encode({
            type,
            quality: 0.8,
            codecOptions: type === "image/avif" ? { speed: 10 } : {},
          });
          const info = await probe(encoded);
          const ours = await gate.decode(encoded);
          const bitmap = await createImageBitmap(new Blob([encoded], { type }));
          const native = await gate.createFrameFrom(bitmap);
          let [sum, browser] = [0, 0];
          for (let i = 0; i < frame.bytes.length; i++) {
            sum += Math.abs((frame.bytes[i] ?? 0) - (ours.bytes[i] ?? 0));
            browser += Math.abs((native.bytes[i] ?? 0) - (ours.bytes[i] ?? 0));
          }
          const count = frame.bytes.length;
          results.push({ type, info, bytes: encoded.length, apart: sum / count, browser: browser / count });
        }
        for (const unregister of registrations) unregister();
      }
      return results;
    }, jpeg);
    for (const { type, info, bytes, apart, browser } of results) {
      context.diagnostic(
        `${type}: ${bytes} bytes, ${apart.toFixed(2)} levels from the source, ${browser.toFixed(2)} from Chromium`,
      );
      assert.deepEqual([info.type, info.width, info.height], [type, 600, 400]);
      assert.ok(apart < 3 && browser < 1.5, `${type}: ${apart}, ${browser}`);
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("animations show what Chromium's ImageDecoder shows", async (context) => {
  const { page, problems, close } = await openPage();
  try {
    const files = readAnimations().map(({ name, file }) => ({
      name,
      file: Buffer.from(file).toString("base64"),
    }));
    const results = await page.evaluate(async (files) => {
      const full = await (await import("filmgate/full")).load();
      const plain = await (await import("filmgate")).load();
      const results = [];
      for (const { name, file } of files) {
        const blob = await (await fetch(`data:application/octet-stream;base64,${file}`)).blob();
        const [ours, theirs] = [await full.decodeAnimation(blob), await plain.decodeAnimation(blob)];
        const row = {
          name,
          counts: [ours.frameCount, theirs.frameCount],
          loops: [ours.loops, theirs.loops].map(String),
          sizes: [ours.width, ours.height, theirs.width, theirs.height],
          durations: /** @type {(number | undefined)[][]} */ ([]),
          worst: /** @type {number[]} */ ([]),
        };
        for (let index = 0; index < ours.frameCount; index++) {
          const [a, b] = [await ours.next(), await theirs.next()];
          row.durations.push([a?.duration, b?.duration]);
          let worst = 0;
          if (a && b) {
            const [x, y] = [a.frame.bytes, b.frame.bytes];
            // The browser's pixels are premultiplied: colours are compared as they are seen.
            for (let i = 0; i < x.length; i++) {
              const seen = (/** @type {Uint8Array} */ pixels) =>
                i % 4 === 3 ? (pixels[i] ?? 0) : ((pixels[i] ?? 0) * (pixels[i | 3] ?? 0)) / 255;
              worst = Math.max(worst, Math.abs(seen(x) - seen(y)));
            }
          }
          row.worst.push(worst);
        }
        ours.close();
        theirs.close();
        results.push(row);
      }
      return results;
    }, files);
    for (const { name, counts, loops, sizes, durations, worst } of results) {
      context.diagnostic(`${name}: ${worst.map((levels) => levels.toFixed(1)).join(" ")} levels apart`);
      assert.equal(counts[0], counts[1], `${name}: pictures`);
      assert.equal(loops[0], loops[1], `${name}: loops`);
      assert.deepEqual(sizes, [24, 18, 24, 18], name);
      for (const [a, b] of durations) assert.equal(a, b, `${name}: duration`);
      const most = name === "7.webp" ? 40 : 2.5;
      assert.ok(
        worst.every((levels) => levels <= most),
        `${name}: ${worst}`,
      );
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("profiles are converted as by Chromium, and stored by the default build", async (context) => {
  const { page, problems, close } = await openPage();
  try {
    const icc = [...profile(DISPLAY_P3, parametric())];
    const jpeg = (await readFile(photo)).toString("base64");
    const result = await page.evaluate(
      async ({ icc, jpeg }) => {
        const full = await (await import("filmgate/full")).load();
        const { load, readMetadata } = await import("filmgate");
        const plain = await load();
        const file = await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob();
        const frame = await full.decode(file);
        const wide = new Blob([await frame.encode({ icc: new Uint8Array(icc) })], { type: "image/png" });
        const options = /** @type {const} */ ({ colorProfile: "convert" });
        const [ours, theirs] = [await full.decode(wide, options), await plain.decode(wide, options)];
        const ignored = await plain.decode(wide);
        let [worst, sum, change] = [0, 0, 0];
        for (let i = 0; i < ours.bytes.length; i++) {
          const apart = Math.abs((ours.bytes[i] ?? 0) - (theirs.bytes[i] ?? 0));
          worst = Math.max(worst, apart);
          sum += apart;
          change += Math.abs((ours.bytes[i] ?? 0) - (ignored.bytes[i] ?? 0));
        }
        const exif = new TextEncoder().encode("MM\0*\0\0\0\u0008\0\0");
        let [hasExif, hasIcc] = [true, true];
        let width = 0;
        for (const type of ["image/jpeg", "image/png", "image/webp"]) {
          const stored = await theirs.encode({ type, exif, icc: new Uint8Array(icc) });
          const found = await readMetadata(stored);
          hasExif &&= String(found.exif) === String(exif);
          hasIcc &&= String(found.icc) === String(icc);
          width += (await plain.decode(stored)).width;
        }
        return {
          worst,
          mean: sum / ours.bytes.length,
          change: change / ours.bytes.length,
          exif: hasExif,
          icc: hasIcc,
          width,
        };
      },
      { icc, jpeg },
    );
    context.diagnostic(`${result.worst} levels apart max, ${result.mean.toFixed(3)} on average`);
    assert.ok(result.worst <= 2 && result.mean < 0.5, JSON.stringify(result));
    assert.ok(result.change > 1, "the conversion changes the colours");
    assert.deepEqual([result.exif, result.icc, result.width], [true, true, 1800]);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
