// `probe`: the same sizes as decoding, and typed errors for damaged headers.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { FilmgateError, load, probe } from "filmgate/full";
import { readCase, readPack } from "../support/pack.mjs";
import { randomOf } from "../support/random.mjs";

const folder = new URL("../../../core/tests/golden/images/cases/", import.meta.url);
const cases = readdirSync(folder).map((name) => ({ name, file: readCase(name) }));
const photo = readFileSync(new URL("../../../demos/assets/coffee.jpg", import.meta.url));
const files = [
  ...cases,
  ...readPack("jpeg"),
  ...readPack("webp"),
  { name: "photo", file: new Uint8Array(photo) },
];

test("every file that decodes has the size that its headers say", async (context) => {
  const gate = await load();
  let compared = 0;
  for (const { name, file } of files) {
    const frame = await gate.decode(file).catch(() => undefined);
    if (frame === undefined) continue;
    const info = await probe(file);
    assert.deepEqual([info.width, info.height], [frame.width, frame.height], name);
    if (info.hasAlpha === false && !frame.truncated) {
      assert.ok(
        frame.bytes.every((byte, i) => i % 4 !== 3 || byte === 255),
        `${name} is opaque`,
      );
    }
    assert.deepEqual(await probe(new Blob([file])), info, `${name} as a Blob`);
    assert.equal(info.animated, (info.frames ?? 2) > 1, name);
    frame.close();
    compared += 1;
  }
  context.diagnostic(`${compared} of ${files.length} files decode`);
  assert.ok(compared > 350);
});

test("damaged headers are typed errors, and end quickly", async () => {
  const random = randomOf(Number(process.env["FILMGATE_PROBE_SEED"] ?? 7));
  const heads = files.filter((_, index) => index % 20 === 0 || index < cases.length);
  let refused = 0;
  for (let round = 0; round < 4000; round += 1) {
    const { name, file } = random.pick(heads);
    const damaged = file.slice(0, random.chance(0.3) ? random.below(file.length) : file.length);
    for (let change = random.below(4); change >= 0; change -= 1) {
      const near = Math.min(damaged.length, random.pick([32, 64, 400, 4000]));
      if (near > 0) damaged[random.below(near)] = random.pick([0, 1, 127, 128, 255, random.below(256)]);
    }
    const given = random.chance(0.5) ? damaged : new Blob([damaged]);
    try {
      const { width, height, orientation, type, frames } = await probe(given);
      const isValid =
        width > 0 && height > 0 && orientation >= 1 && orientation <= 8 && /^image\//.test(type);
      assert.ok(isValid && (frames === undefined || frames > 0), `${name}: ${width} × ${height}`);
    } catch (error) {
      assert.ok(error instanceof FilmgateError, `${name}: ${error}`);
      assert.match(error.code, /^(decode|unsupported)$/);
      refused += 1;
    }
  }
  assert.ok(refused > 500, `${refused} files are refused`);
});

test("other formats and arguments", async () => {
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  await assert.rejects(probe(any("a.png")), { code: "invalid-argument", argument: "file" });
  await assert.rejects(probe(new Uint8Array()), { code: "decode", received: "bytes of no known format" });
  await assert.rejects(probe(new TextEncoder().encode("<svg>")), {
    code: "unsupported",
    received: "an SVG file",
  });
  await assert.rejects(probe(photo.subarray(0, 40)), {
    message: "file must be an intact JPEG file, got a file that ends within its headers",
  });
  /** A JPEG XL codestream of 256 × 192 pixels: the ratio 4:3. */
  const bits = [0, ...[0, 0], ...[1, 1, 1, 1, 1, 1, 0, 1, 0], ...[1, 1, 0], 1];
  const jxl = new Uint8Array([0xff, 0x0a, 0, 0, 0, 0]);
  for (const [i, bit] of bits.entries()) jxl[2 + (i >> 3)] = (jxl[2 + (i >> 3)] ?? 0) | (bit << (i & 7));
  assert.deepEqual(await probe(jxl), {
    type: "image/jxl",
    width: 256,
    height: 192,
    orientation: 1,
    frames: 1,
    animated: false,
    hasAlpha: undefined,
  });
});
