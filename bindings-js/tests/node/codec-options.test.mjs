// Options of encoding and decoding, and metadata, in the full build.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as plain from "filmgate";
import { quantize } from "filmgate/filters";
import { load, probe, readMetadata, registerCodec } from "filmgate/full";
import { readCase } from "../support/pack.mjs";
import { DISPLAY_P3, parametric, profile, SRGB } from "../support/profile.mjs";

const photo = await readFile(new URL("../../../demos/assets/coffee.jpg", import.meta.url));
const gate = await load();
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

/** Position of a marker of a JPEG file. @param {Uint8Array} file @param {number} marker */
const markerAt = (file, marker) => Buffer.from(file).indexOf(Buffer.from([0xff, marker]));

test("JPEG: chroma subsampling, progressive files, optimised tables, background", async () => {
  const frame = await gate.decode(photo);
  const encode = (/** @type {object} */ options) =>
    frame.encode({ type: "image/jpeg", quality: 0.9, ...options });
  const plainFile = await encode({});
  const sizes = [];
  for (const [chromaSubsampling, factors] of /** @type {const} */ ([
    ["4:4:4", 0x11],
    ["4:2:2", 0x21],
    ["4:2:0", 0x22],
  ])) {
    const file = await encode({ chromaSubsampling });
    assert.equal(file[markerAt(file, 0xc0) + 11], factors, chromaSubsampling);
    sizes.push(file.length);
  }
  assert.equal(sizes[0], plainFile.length, "4:4:4 is the default from 0.9 on");
  assert.deepEqual(
    sizes.toSorted((a, b) => b - a),
    sizes,
  );
  const coarse = await frame.encode({ type: "image/jpeg", quality: 0.8 });
  assert.equal(coarse[markerAt(coarse, 0xc0) + 11], 0x22, "and 4:2:0 below");
  const [optimized, progressive] = [
    await encode({ optimizeCoding: true }),
    await encode({ progressive: true }),
  ];
  assert.ok(optimized.length < plainFile.length);
  assert.ok(markerAt(progressive, 0xc2) > 0);
  const expected = await gate.decode(plainFile);
  for (const file of [optimized, progressive]) {
    const decoded = await gate.decode(file);
    assert.ok(Buffer.from(decoded.bytes).equals(expected.bytes), "the same pixels");
    decoded.close();
  }
  const clear = gate.createFrame(16, 16);
  const red = await gate.decode(await clear.encode({ type: "image/jpeg", background: [1, 0, 0] }));
  assert.ok((red.bytes[0] ?? 0) > 250 && (red.bytes[1] ?? 255) < 5, `${red.bytes.subarray(0, 4)}`);
  const black = await gate.decode(await clear.encode({ type: "image/jpeg" }));
  assert.deepEqual([...black.bytes.subarray(0, 4)], [0, 0, 0, 255]);
  for (const open of [frame, expected, clear, red, black]) open.close();
});

test("PNG: effort and palettes are lossless", async () => {
  const frame = await gate.decode(photo);
  const sizes = [];
  for (const effort of [1, 2, 6, 9]) {
    const file = await frame.encode({ effort });
    const back = await gate.decode(file);
    assert.ok(Buffer.from(back.bytes).equals(frame.bytes), `effort ${effort}`);
    back.close();
    sizes.push(file.length);
  }
  assert.ok((sizes[3] ?? 0) < (sizes[0] ?? 0), `${sizes}`);
  await assert.rejects(frame.encode({ palette: true }), {
    code: "encode",
    message:
      "frame must be a frame of at most 256 colours for a palette (the filter quantize reduces them), got a frame of more colours",
  });
  const pipeline = gate.createPipeline([quantize({ colors: 64 })]);
  pipeline.run(frame);
  const [truecolor, indexed] = [
    await frame.encode({ effort: 9 }),
    await frame.encode({ palette: true, effort: 9 }),
  ];
  assert.ok(indexed.length < truecolor.length, `${indexed.length} of ${truecolor.length}`);
  assert.equal(indexed[25], 3, "a palette");
  const back = await gate.decode(indexed);
  assert.ok(Buffer.from(back.bytes).equals(frame.bytes));
  for (const open of [frame, back, pipeline]) open.close();
});

test("wrong options are errors that name them", async () => {
  const frame = gate.createFrame(2, 2);
  const wrong = [
    [{ chromaSubsampling: "4:1:1" }, 'chromaSubsampling must be one of 4:4:4, 4:2:2, 4:2:0, got "4:1:1"'],
    [{ progressive: 1 }, "progressive must be true or false, got 1"],
    [{ optimizeCoding: "yes" }, 'optimizeCoding must be true or false, got "yes"'],
    [{ palette: 8 }, "palette must be true or false, got 8"],
    [{ effort: 0 }, "effort must be an integer from 1 to 9, got 0"],
    [{ effort: 2.5 }, "effort must be an integer from 1 to 9, got 2.5"],
    [{ background: "#fff" }, 'background must be a list of numbers, got "#fff"'],
    [{ background: [1, 0] }, "background must be 3 numbers, got 2 numbers"],
    [{ background: [1, 0, 2] }, "background[2] must be a number from 0 to 1, got 2"],
    [{ exif: "x" }, 'exif must be a Uint8Array, got "x"'],
    [{ icc: [1] }, "icc must be a Uint8Array, got Array"],
  ];
  for (const [options, message] of wrong) {
    await assert.rejects(frame.encode(any(options)), { message: any(message) });
  }
  await assert.rejects(gate.decode(photo, any({ colorProfile: "keep" })), {
    message: 'colorProfile must be one of ignore, convert, got "keep"',
  });
  const other = (await plain.load()).createFrame(2, 2);
  await assert.rejects(other.encode({ progressive: true }), {
    code: "unsupported",
    message: "progressive can only be used with filmgate/full",
  });
  const unregister = registerCodec({ type: "image/x-a", encode: () => new Uint8Array(3) });
  await assert.rejects(frame.encode({ type: "image/x-a", effort: 3 }), {
    code: "invalid-argument",
    message: "effort can't be used with a registered codec: see codecOptions",
  });
  await assert.rejects(frame.encode({ type: "image/x-a", exif: new Uint8Array(4) }), { code: "unsupported" });
  unregister();
  for (const open of [frame, other]) open.close();
});

/** EXIF data with the orientation 6 and a maker, in big-endian order. */
function exifBlock() {
  const block = Buffer.alloc(80);
  block.write("MM\0*", 0, "latin1");
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(2, 8);
  block.writeUInt16BE(0x010f, 10);
  block.writeUInt16BE(2, 12);
  block.writeUInt32BE(9, 14);
  block.writeUInt32BE(40, 18);
  block.writeUInt16BE(0x0112, 22);
  block.writeUInt16BE(3, 24);
  block.writeUInt32BE(1, 26);
  block.writeUInt16BE(6, 30);
  block.write("Filmgate\0", 40, "latin1");
  return new Uint8Array(block);
}

test("EXIF data and profiles are kept by option, and the orientation becomes upright", async () => {
  const frame = await gate.decode(photo);
  const [exif, icc] = [exifBlock(), new Uint8Array(150_000).map((_, index) => index % 251)];
  for (const type of ["image/jpeg", "image/png", "image/webp"]) {
    const bare = await frame.encode({ type });
    assert.deepEqual(await readMetadata(bare), { exif: undefined, icc: undefined }, type);
    const file = await frame.encode({ type, exif, icc });
    const found = await readMetadata(type === "image/png" ? new Blob([file]) : file);
    assert.deepEqual(found.icc, icc, type);
    const expected = exif.slice();
    expected[31] = 1;
    assert.deepEqual(found.exif, expected, `${type}: the orientation is 1`);
    const info = await probe(file);
    assert.deepEqual([info.type, info.width, info.height, info.orientation], [type, 600, 400, 1]);
    const [back, other] = [await gate.decode(file), await gate.decode(bare)];
    assert.ok(Buffer.from(back.bytes).equals(other.bytes), `${type}: the same pixels`);
    for (const open of [back, other]) open.close();
    const prefixed = await frame.encode({
      type,
      exif: new Uint8Array([...Buffer.from("Exif\0\0"), ...exif]),
    });
    assert.deepEqual((await readMetadata(prefixed)).exif, expected, `${type}: with its prefix`);
  }
  assert.equal(exif[31], 6, "the caller's bytes are unchanged");
  const turned = await readMetadata(readCase("e03_long_type6.jpg"));
  assert.ok(turned.exif && turned.exif.length > 8);
  const upright = await gate.decode(readCase("e03_long_type6.jpg"));
  const again = await gate.decode(await upright.encode({ type: "image/jpeg", exif: turned.exif }));
  assert.deepEqual([again.width, again.height], [upright.width, upright.height], "not turned twice");
  for (const open of [frame, upright, again]) open.close();
  await assert.rejects(readMetadata(new TextEncoder().encode("GIF89a....")), {
    code: "unsupported",
    received: "a GIF file",
  });
  const long = gate.createFrame(1, 1);
  await assert.rejects(long.encode({ type: "image/jpeg", exif: new Uint8Array(70_000) }), {
    message: "exif must be at most 65527 bytes for a JPEG file, got 70000 bytes",
  });
  long.close();
});

test("colours are converted from the file's profile by option", async () => {
  const frame = gate.createFrame(16, 16);
  frame.bytes.forEach((_, i) => {
    frame.bytes[i] = i % 4 === 3 ? 255 : (i * 37) % 256;
  });
  const curve = parametric();
  const same = await frame.encode({ icc: profile(SRGB, curve) });
  const converted = await gate.decode(same, { colorProfile: "convert" });
  const worst = converted.bytes.reduce(
    (most, byte, i) => Math.max(most, Math.abs(byte - (frame.bytes[i] ?? 0))),
    0,
  );
  assert.ok(worst <= 1, `sRGB stays: ${worst} levels`);
  const wide = await frame.encode({ icc: profile(DISPLAY_P3, curve) });
  const ignored = await gate.decode(wide);
  assert.ok(Buffer.from(ignored.bytes).equals(frame.bytes), "ignored by default");
  for (const options of [{}, { worker: true }, { isolated: true }]) {
    const p3 = await gate.decode(wide, { colorProfile: "convert", ...options });
    // Display P3 to linear sRGB, from the definitions of both.
    const matrix = [
      [1.2249, -0.2247, 0],
      [-0.042, 1.0419, 0],
      [-0.0197, -0.0786, 1.0979],
    ];
    const linear = (/** @type {number} */ v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const level = (/** @type {number} */ v) =>
      Math.round(255 * Math.min(1, Math.max(0, v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)));
    for (let at = 0; at < frame.bytes.length; at += 4) {
      const rgb = [...frame.bytes.subarray(at, at + 3)].map((byte) => linear(byte / 255));
      matrix.forEach((row, channel) => {
        const expected = level(row.reduce((sum, factor, i) => sum + factor * (rgb[i] ?? 0), 0));
        const actual = p3.bytes[at + channel] ?? 0;
        assert.ok(Math.abs(actual - expected) <= 2, `${actual} instead of ${expected}`);
      });
    }
    p3.close();
  }
  const broken = await frame.encode({ icc: profile(DISPLAY_P3, curve).subarray(0, 150) });
  await assert.rejects(gate.decode(broken, { colorProfile: "convert" }), {
    code: "decode",
    message: "colorProfile must be ignore for this file, got convert for a damaged profile",
  });
  for (const open of [frame, converted, ignored]) open.close();
});
