// Decoding in a worker, and its cancellation; truncated files; isolation by default.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { CodecError, load } from "filmgate/full";
import { readCase } from "../support/pack.mjs";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);

/** A lossless WebP of 16,383 × 16,383 in one colour: a few bytes, and at least a second of decoding. */
async function makeHuge() {
  const gate = await load();
  const small = gate.createFrame(1, 1);
  const file = await small.encode({ type: "image/webp" });
  const view = new DataView(file.buffer);
  view.setUint32(21, (view.getUint32(21, true) & ~0xfffffff) | 16382 | (16382 << 14), true);
  return file;
}

test("a worker decodes the same bytes, leaves the file to the caller, and is reused", async () => {
  const gate = await load();
  const file = new Uint8Array(await readFile(photo));
  const [here, there] = [await gate.decode(file), await gate.decode(file, { worker: true })];
  assert.ok(Buffer.from(here.bytes).equals(there.bytes));
  assert.notEqual(file.byteLength, 0, "not transferred");
  const pictures = await Promise.all([
    gate.decode(new Blob([file]), { worker: true, into: here }),
    gate.decode(readCase("w03_exif6.webp"), { worker: true }),
    gate.decode(readCase("j05_no_eoi.jpg"), { worker: true }),
  ]);
  assert.equal(pictures[0], here);
  assert.deepEqual([pictures[1].width, pictures[1].height], [24, 40], "upright");
  assert.deepEqual(
    pictures.map(({ truncated }) => truncated),
    [false, false, true],
  );
  await assert.rejects(gate.decode(new TextEncoder().encode("no image"), { worker: true }), CodecError);
  await assert.rejects(gate.decode(readCase("j05_no_eoi.jpg"), { worker: true, strict: true }), {
    code: "decode",
    received: "a file that ends early",
  });
  assert.equal((await gate.decode(file, { worker: true })).width, 600, "after an error");
});

test("the worker has the gate's memory limit", async () => {
  const gate = await load({ maximumBytes: 2 ** 20 });
  await assert.rejects(gate.decode(await readFile(photo), { worker: true }), { code: "over-budget" });
  assert.equal(gate.stats().live, 0);
});

test("a file that would take seconds is cancelled immediately", async () => {
  const gate = await load();
  const huge = await makeHuge();
  assert.ok(huge.length < 2000, `${huge.length} bytes`);
  const controller = new AbortController();
  const started = performance.now();
  const decoding = gate.decode(huge, { worker: true, signal: controller.signal });
  const waiting = gate.decode(await readFile(photo), { worker: true });
  setTimeout(() => controller.abort(new Error("no longer needed")), 100);
  await assert.rejects(decoding, { message: "no longer needed" });
  const took = performance.now() - started;
  assert.ok(took < 1500, `${took} ms`);
  assert.equal((await waiting).width, 600, "the next file gets another worker");
});

test("an aborted signal stops decoding before it starts, in every mode", async () => {
  const gate = await load();
  const file = await readFile(photo);
  for (const options of [{}, { isolated: true }, { isolated: false }, { worker: true }]) {
    const signal = AbortSignal.abort(new Error("never mind"));
    await assert.rejects(gate.decode(file, { ...options, signal }), { message: "never mind" });
    assert.equal(gate.stats().frames, 0, "its frame is closed");
  }
});

test("truncated files: the readable part and `truncated`, or an error", async () => {
  const gate = await load();
  for (const options of [{ isolated: false }, { isolated: true }, { worker: true }]) {
    const whole = await gate.decode(readCase("j01_noninterleaved_420.jpg"), options);
    assert.equal(whole.truncated, false);
    const half = await gate.decode(readCase("j19_trunc_scan_50.jpg"), options);
    assert.equal(half.truncated, true);
    const alpha = half.bytes.filter((_, index) => index % 4 === 3);
    assert.ok(alpha[0] === 255 && alpha.at(-1) === 0, "the rest is transparent");
    await gate.decode(readCase("p08_alpha_ramp.png"), { ...options, into: half });
    assert.equal(half.truncated, false, "another file");
    const png = await gate.decode(readCase("p02f_no_iend.png"), options);
    assert.equal(png.truncated, true);
    for (const name of ["j05_no_eoi.jpg", "j19_trunc_scan_50.jpg", "p02f_no_iend.png"]) {
      const strict = gate.decode(readCase(name), { ...options, strict: true });
      await assert.rejects(strict, { code: "decode", received: "a file that ends early" }, name);
    }
  }
});

test("unsupported formats are named", async () => {
  const gate = await load();
  const file = new TextEncoder().encode("\0\0\0\x1cftypavif\0\0\0\0mif1miaf");
  await assert.rejects(gate.decode(file), { code: "unsupported", received: "an AVIF file" });
});

test("by default, only PNG and BMP are decoded in the app's instance", async () => {
  const gate = await load();
  (await gate.decode(readCase("j01_noninterleaved_420.jpg"))).close();
  assert.ok(gate.stats().peak <= 2 ** 18, `two frames: ${gate.stats().peak}`);
  (await gate.decode(readCase("p08_alpha_ramp.png"))).close();
  assert.ok(gate.stats().peak > 2 ** 18, `the decoder's memory counts here: ${gate.stats().peak}`);
});
