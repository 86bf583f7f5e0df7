// Image files in the full build: round trips, and typed errors for damaged files.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { invert } from "filmgate/filters";
import { CodecError, load } from "filmgate/full";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);

test("a photo is decoded, filtered and encoded", async () => {
  const gate = await load();
  const file = await readFile(photo);
  const frame = await gate.decode(file);
  assert.deepEqual([frame.width, frame.height], [600, 400]);
  const before = frame.bytes.slice();
  gate.createPipeline([invert()]).run(frame);
  for (const type of /** @type {const} */ (["image/png", "image/webp"])) {
    const back = await gate.decode(await frame.encode({ type }));
    assert.ok(
      back.bytes.every((byte, i) => byte === (i % 4 === 3 ? before[i] : 255 - (before[i] ?? 0))),
      `${type} is lossless`,
    );
    back.close();
  }
  const [coarse, fine] = [
    await frame.encode({ type: "image/jpeg", quality: 0.3 }),
    await frame.encode({ type: "image/jpeg", quality: 0.95 }),
  ];
  assert.ok(coarse.length < fine.length / 2, "quality has an effect");
  const again = await gate.createFrameFrom(new Blob([file]));
  assert.ok(Buffer.from(again.bytes).equals(before), "the module decodes a Blob, too");
  const isolated = await gate.decode(new Blob([file]), { isolated: true, into: again });
  assert.equal(isolated, again);
  assert.ok(Buffer.from(isolated.bytes).equals(before), "and so does a separate instance");
  again.close();
  frame.close();
  assert.equal(gate.stats().live, 0, "the memory of the files is free again");
});

test("decoding into a frame of the same size keeps its views", async () => {
  const gate = await load();
  const file = await readFile(photo);
  const frame = await gate.decode(file);
  const view = frame.pixels;
  await gate.decode(file, { into: frame });
  assert.equal(frame.pixels, view);
});

test("undecodable and unencodable files are typed errors", async () => {
  const gate = await load({ maximumBytes: 2 ** 21 });
  const frame = gate.createFrame(2, 2);
  const gray = gate.createFrame(2, 2, { format: "GRAY8" });
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  await assert.rejects(gate.decode(any("a.png")), { code: "invalid-argument", argument: "file" });
  await assert.rejects(gate.decode(new Uint8Array()), { code: "decode" });
  await assert.rejects(gate.decode(new Uint8Array(), { isolated: true }), { code: "decode" });
  await assert.rejects(gate.decode(new TextEncoder().encode("no image at all")), CodecError);
  await assert.rejects(gate.decode(new Blob(["no image at all"]), { into: frame }), CodecError);
  await assert.rejects(gate.decode(await readFile(photo), { into: gray }), { code: "unsupported-format" });
  await assert.rejects(frame.encode({ type: any("image/avif") }), {
    code: "invalid-argument",
    message: 'type must be one of image/png, image/jpeg, image/webp, got "image/avif"',
  });
  await assert.rejects(frame.encode({ type: "image/jpeg", quality: 2 }), { code: "out-of-range" });
  await assert.rejects(frame.encode({ type: any({}) }), { code: "invalid-argument" });
  await assert.rejects(frame.encode({ quality: any(1n) }), { code: "invalid-argument" });
  const png = await frame.encode();
  // 30,000 × 30,000, with a valid checksum.
  const huge = png.slice();
  huge.set([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30], 16);
  new DataView(huge.buffer).setUint32(29, crc32(huge.subarray(12, 29)));
  for (const isolated of [false, true]) {
    await assert.rejects(gate.decode(huge, { isolated }), {
      message: "width × height must be a frame of at most 1 GiB, got 30000 × 30000",
    });
  }
  assert.equal((await gate.decode(png)).width, 2, "the next file is decoded");
  frame.close();
  await assert.rejects(async () => frame.encode(), { code: "closed" });
  await assert.rejects(gate.decode(png, { into: frame }), { code: "closed" });
  assert.equal(gate.stats().frames, 2, "the gray frame and the decoded one");
});
