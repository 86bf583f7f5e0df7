// Codecs of the application: jSquash's AVIF and WebP, and codecs that are wrong.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import * as plain from "filmgate";
import { ArgumentError, CodecError, load, probe, registerCodec } from "filmgate/full";

const photo = await readFile(new URL("../../../demos/assets/coffee.jpg", import.meta.url));
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

// The decoders of jSquash create an `ImageData`, which Node doesn't have.
any(globalThis).ImageData = class {
  /** @param {Uint8ClampedArray} data @param {number} width @param {number} height */
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
};
after(() => delete any(globalThis).ImageData);

/** One function of jSquash, with its module: in Node, it can't fetch it. @param {string} script @param {string} module */
async function jsquash(script, module) {
  // A variable, because the packages' declarations don't compile.
  const { default: call, init } = await import(`@jsquash/${script}`);
  await init(await WebAssembly.compile(await readFile(new URL(import.meta.resolve(`@jsquash/${module}`)))));
  return call;
}
const [decodeAvif, encodeAvif, decodeWebP, encodeWebP] = await Promise.all([
  jsquash("avif/decode.js", "avif/codec/dec/avif_dec.wasm"),
  jsquash("avif/encode.js", "avif/codec/enc/avif_enc.wasm"),
  jsquash("webp/decode.js", "webp/codec/dec/webp_dec.wasm"),
  jsquash("webp/encode.js", "webp/codec/enc/webp_enc_simd.wasm"),
]);

/** Mean difference of two pictures, in levels. @param {Uint8Array} a @param {Uint8Array} b */
function meanDifference(a, b) {
  assert.equal(a.length, b.length);
  return a.reduce((sum, byte, i) => sum + Math.abs(byte - (b[i] ?? 0)), 0) / a.length;
}

test("AVIF by jSquash is encoded, recognised and decoded", async () => {
  const gate = await load();
  const frame = await gate.decode(photo);
  await assert.rejects(frame.encode({ type: "image/avif" }), { code: "invalid-argument", argument: "type" });
  const unregister = registerCodec({
    type: "image/avif",
    decode: (file) => decodeAvif(file),
    encode: (image, { quality = 0.5, ...options }) =>
      encodeAvif(image, { ...options, quality: quality * 100 }),
  });
  try {
    const file = await frame.encode({ type: "image/avif", quality: 0.6, codecOptions: { speed: 10 } });
    assert.deepEqual(await probe(file), {
      type: "image/avif",
      width: 600,
      height: 400,
      orientation: 1,
      frames: 1,
      animated: false,
      hasAlpha: undefined,
    });
    for (const source of [file, new Blob([file]), file.buffer]) {
      const decoded = await gate.decode(source);
      assert.deepEqual([decoded.width, decoded.height], [600, 400]);
      const apart = meanDifference(decoded.bytes, frame.bytes);
      assert.ok(apart < 3, `${apart} levels apart`);
    }
    const copied = gate.createFrame(1, 1);
    await copied.copyFrom(new Blob([file]));
    assert.equal(copied.width, 600, "copyFrom uses the codec, too");
    const other = await plain.load();
    const there = await other.decode(file);
    assert.equal(there.height, 400, "and so does the default build, in Node as well");
    const views = gate.createFrame(600, 400);
    const { pixels } = views;
    await gate.decode(file, { into: views });
    assert.equal(views.pixels, pixels, "a frame of the same size keeps its views");
    views.close();
  } finally {
    unregister();
  }
  await assert.rejects(gate.decode(new Uint8Array([0, 0, 0, 32, ...Buffer.from("ftypavif")])), {
    code: "unsupported",
    received: "an AVIF file",
  });
  unregister();
});

test("lossy WebP by jSquash takes precedence over the lossless encoder", async (context) => {
  const gate = await load();
  const frame = await gate.decode(photo);
  const lossless = await frame.encode({ type: "image/webp" });
  {
    const unregister = registerCodec({
      type: "image/webp",
      encode: (image, { quality = 0.75 }) => encodeWebP(image, { quality: quality * 100 }),
    });
    context.after(unregister);
    const [coarse, fine] = [
      await frame.encode({ type: "image/webp", quality: 0.3 }),
      await frame.encode({ type: "image/webp", quality: 0.9 }),
    ];
    assert.ok(coarse.length < fine.length && fine.length < lossless.length / 3);
    const decoded = await gate.decode(fine);
    assert.ok(meanDifference(decoded.bytes, frame.bytes) < 3, "the build's decoder reads it");
    unregister[Symbol.dispose]();
  }
  {
    context.after(registerCodec({ type: "image/webp", decode: (file) => decodeWebP(file) }));
    const decoded = await gate.decode(lossless);
    assert.equal(meanDifference(decoded.bytes, frame.bytes), 0, "libwebp decodes what the build has encoded");
    assert.deepEqual(await frame.encode({ type: "image/webp" }), lossless, "the build encodes again");
  }
});

test("codecs receive the bytes, the options and pixels of their own", async (context) => {
  const gate = await load();
  /** @type {any[]} */
  const calls = [];
  const magic = new TextEncoder().encode("MINE and more");
  const pixels = new Uint8ClampedArray([1, 2, 3, 4, 5, 6, 7, 8]);
  context.after(
    registerCodec({
      type: "image/x-mine",
      matches: (head) => Buffer.from(head).subarray(0, 4).toString() === "MINE",
      decode(file, options) {
        calls.push({ file, options });
        return { width: 2, height: 1, data: pixels };
      },
      encode(image, options) {
        calls.push({ image, options });
        return magic.subarray(0, 4);
      },
    }),
  );
  const whole = magic.slice().buffer;
  const frame = await gate.decode(whole);
  assert.equal(calls[0].file, whole, "a buffer isn't copied");
  assert.deepEqual(calls[0].options, {});
  assert.deepEqual([...frame.bytes], [...pixels]);
  const { signal } = new AbortController();
  const padded = new Uint8Array([0, ...magic]).subarray(1);
  await gate.decode(padded, { signal, into: frame });
  assert.deepEqual(new Uint8Array(calls[1].file), magic, "of a part of a buffer, only the part is passed");
  assert.equal(calls[1].options.signal, signal);
  const file = await frame.encode({ type: "image/x-mine" });
  assert.deepEqual(calls[2].options, {});
  assert.equal(file.buffer.byteLength, 4, "memory of its own");
  assert.ok(calls[2].image.data.buffer !== frame.bytes.buffer && calls[2].image.data.byteLength === 8);
  await frame.encode({ type: "image/x-mine", quality: 0.25, codecOptions: { tune: "ssim", quality: 3 } });
  assert.deepEqual(calls[3].options, { tune: "ssim", quality: 0.25 });
  const gray = gate.createFrame(2, 1, { format: "GRAY8" });
  gray.bytes.set([9, 200]);
  await gray.encode({ type: "image/x-mine" });
  assert.deepEqual([...calls[4].image.data], [9, 9, 9, 255, 200, 200, 200, 255]);
  const second = registerCodec({ type: "image/x-mine", encode: () => new Blob(["later"]) });
  assert.equal(Buffer.from(await frame.encode({ type: "image/x-mine" })).toString(), "later");
  second();
  assert.equal((await frame.encode({ type: "image/x-mine" })).length, 4, "the first codec again");
});

test("wrong codecs and results are typed errors, and exceptions arrive unchanged", async (context) => {
  const gate = await load();
  /** @type {[unknown, string, string?][]} */
  const wrong = [
    [undefined, "codec.type"],
    [5, "codec"],
    [{ type: "avif", decode() {} }, "codec.type"],
    [{ type: "image/avif" }, "codec"],
    [{ type: "image/avif", decode: 1 }, "codec.decode"],
    [{ type: "image/avif", encode() {}, matches: 1 }, "codec.matches"],
    [{ type: "image/x-unknown", decode() {} }, "codec.matches"],
  ];
  for (const [codec, argument] of wrong) {
    assert.throws(() => registerCodec(any(codec)), { code: "invalid-argument", argument });
  }
  assert.throws(() => registerCodec(any({ type: "image/avif", decoder() {} })), {
    code: "unknown-parameter",
    argument: "codec.decoder",
  });
  /** @type {any} */
  let result;
  const thrown = new Error("mine");
  context.after(
    registerCodec({
      type: "image/tiff",
      decode: () => result,
      encode: () => {
        if (result === thrown) throw thrown;
        return result;
      },
    }),
  );
  const file = new TextEncoder().encode("II*\0 and so on");
  const data = new Uint8Array(16);
  /** @type {[unknown, string, string][]} */
  const results = [
    [undefined, "invalid-argument", "codec.decode() must be an ImageData, got undefined"],
    [
      { width: 2.5, height: 2, data },
      "out-of-range",
      "codec.decode().width must be an integer from 1 to 32767, got 2.5",
    ],
    [
      { width: 2, height: 0, data },
      "out-of-range",
      "codec.decode().height must be an integer from 1 to 32767, got 0",
    ],
    [{ width: "2", height: 2, data }, "invalid-argument", 'codec.decode().width must be a number, got "2"'],
    [
      { width: 2, height: 2 },
      "invalid-argument",
      "codec.decode().data must be a Uint8ClampedArray or a Uint8Array, got undefined",
    ],
    [
      { width: 2, height: 2, data: new Uint16Array(16) },
      "invalid-argument",
      "codec.decode().data must be a Uint8ClampedArray or a Uint8Array, got Uint16Array",
    ],
    [
      { width: 2, height: 2, data: data.subarray(1) },
      "size-mismatch",
      "codec.decode().data must be 16 bytes, got 15 bytes",
    ],
    [{ width: 2, height: 3, data }, "size-mismatch", "codec.decode().data must be 24 bytes, got 16 bytes"],
  ];
  for (const [value, code, message] of results) {
    result = value;
    await assert.rejects(gate.decode(file), (error) => {
      assert.ok(error instanceof ArgumentError, String(error));
      assert.deepEqual([error.code, error.message], [code, message]);
      return true;
    });
  }
  result = null;
  await assert.rejects(gate.decode(file), (error) => error instanceof CodecError && error.code === "decode");
  const frame = gate.createFrame(2, 2);
  for (const value of [null, "bytes", {}]) {
    result = value;
    await assert.rejects(frame.encode({ type: "image/tiff" }), {
      code: "invalid-argument",
      argument: "codec.encode()",
    });
  }
  result = thrown;
  assert.equal(await frame.encode({ type: "image/tiff" }).catch((error) => error), thrown);
  result = Promise.reject(thrown);
  assert.equal(await gate.decode(file).catch((error) => error), thrown);
  result = { width: 2, height: 2, data };
  await assert.rejects(gate.decode(file, { into: gate.createFrame(2, 2, { format: "GRAY8" }) }), {
    code: "unsupported-format",
  });
  const controller = new AbortController();
  result = new Promise((resolve) => setTimeout(resolve, 5, { width: 2, height: 2, data }));
  const decoding = gate.decode(file, { signal: controller.signal });
  controller.abort(thrown);
  assert.equal(await decoding.catch((error) => error), thrown);
  await assert.rejects(frame.encode({ codecOptions: {} }), { argument: "type", code: "invalid-argument" });
  await assert.rejects(frame.encode({ codecOptions: any(1) }), { argument: "codecOptions" });
  // A view of the gate's own memory, which a change of the target's size detaches.
  const source = gate.createFrame(2, 2);
  source.bytes.fill(77);
  const target = gate.createFrame(900, 900);
  target.bytes[0] = 1;
  result = { width: 2, height: 2, data: source.bytes };
  await gate.decode(file, { into: target });
  assert.ok(target.bytes.every((byte) => byte === 77));
  source.close();
});
