// Image files in the full build: what goes in comes out, and damaged files cost an error and nothing else.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { FilmgateError, InstanceLostError, invert, load, MediaError } from "filmgate/full";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);

/** A generator whose numbers are the same everywhere (Marsaglia's xorshift). */
function makeRandom() {
  let state = 2463534242;
  return (/** @type {number} */ below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A small part of the photo, as each format writes it. */
async function makeFiles() {
  const gate = await load();
  const whole = await gate.decode(await readFile(photo));
  const part = gate.createFrame(64, 48);
  for (let y = 0; y < 48; y++) {
    part.bytes.set(whole.bytes.subarray((y + 100) * whole.width * 4).subarray(0, 256), y * 256);
  }
  const types = /** @type {const} */ (["image/png", "image/jpeg", "image/webp"]);
  return Promise.all(types.map(async (type) => ({ type, file: await part.encode({ type }) })));
}

/** Gives the chunks of a damaged PNG the checksums they should have: else those would be all that is ever looked at. */
function mendChecksums(/** @type {Uint8Array} */ png) {
  const view = new DataView(png.buffer);
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) break;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
}

/** Cut off, or with a few bits flipped: differently for each round. */
function damage(
  /** @type {Uint8Array} */ file,
  /** @type {number} */ round,
  /** @type {(below: number) => number} */ random,
) {
  const damaged = file.slice(0, round % 4 === 0 ? random(file.length) : file.length);
  for (let flips = round % 5; flips >= 0 && damaged.length > 0; flips--) {
    const place = random(damaged.length);
    damaged[place] = (damaged[place] ?? 0) ^ (1 << random(8));
  }
  if (round % 2 === 1) mendChecksums(damaged);
  return damaged;
}

test("a photo comes in, is filtered, and goes out", async () => {
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
  assert.ok(coarse.length < fine.length / 2, "quality counts");
  const again = await gate.createFrameFrom(new Blob([file]));
  assert.ok(Buffer.from(again.bytes).equals(before), "a Blob is decoded by the module too");
  const isolated = await gate.decode(new Blob([file]), { isolated: true, into: again });
  assert.equal(isolated, again);
  assert.ok(Buffer.from(isolated.bytes).equals(before), "and in an instance of its own");
  again.close();
  frame.close();
  assert.equal(gate.stats.live, 0, "the files' places are free again");
});

test("decoding into a frame of the same size keeps its views", async () => {
  const gate = await load();
  const file = await readFile(photo);
  const frame = await gate.decode(file);
  const view = frame.pixels;
  await gate.decode(file, { into: frame });
  assert.equal(frame.pixels, view);
});

test("what can't be decoded or encoded is a typed error", async () => {
  const gate = await load(undefined, { maximumBytes: 2 ** 21 });
  const frame = gate.createFrame(2, 2);
  const gray = gate.createFrame(2, 2, "gray8");
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  await assert.rejects(gate.decode(any("a.png")), { code: "invalid-argument", argument: "file" });
  await assert.rejects(gate.decode(new Uint8Array()), { code: "decode" });
  await assert.rejects(gate.decode(new Uint8Array(), { isolated: true }), { code: "decode" });
  await assert.rejects(gate.decode(new TextEncoder().encode("no image at all")), MediaError);
  await assert.rejects(gate.decode(new Blob(["no image at all"]), { into: frame }), MediaError);
  await assert.rejects(gate.decode(await readFile(photo), { into: gray }), { code: "unsupported-format" });
  await assert.rejects(frame.encode({ type: any("image/avif") }), {
    code: "invalid-argument",
    message: "type: expected one of image/png, image/jpeg, image/webp, received image/avif",
  });
  await assert.rejects(frame.encode({ type: "image/jpeg", quality: 2 }), { code: "out-of-range" });
  await assert.rejects(frame.encode({ type: any({}) }), { code: "invalid-argument" });
  await assert.rejects(frame.encode({ quality: any(1n) }), { code: "invalid-argument" });
  const png = await frame.encode();
  // 30,000 × 30,000, with the checksum that belongs to it.
  const huge = png.slice();
  huge.set([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30], 16);
  new DataView(huge.buffer).setUint32(29, crc32(huge.subarray(12, 29)));
  for (const isolated of [false, true]) {
    await assert.rejects(gate.decode(huge, { isolated }), {
      message: "bytes: expected a picture that memory suffices for, received a larger one",
    });
  }
  assert.equal((await gate.decode(png)).width, 2, "the next file is fine");
  frame.close();
  await assert.rejects(async () => frame.encode(), { code: "closed" });
  await assert.rejects(gate.decode(png, { into: frame }), { code: "closed" });
  assert.equal(gate.stats.frames, 2, "gray and the decoded one");
});

for (const isolated of [false, true]) {
  const how = isolated ? "isolated" : "direct";
  test(`1,000 damaged files of each format, ${how}: a typed error, and nothing is lost`, async (context) => {
    const files = await makeFiles();
    const random = makeRandom();
    const { error: print } = console;
    let gate = await load();
    for (const { type, file } of files) {
      let [refused, lost] = [0, 0];
      // The module reports how it failed, which is its duty but no use here.
      console.error = () => {};
      for (let round = 0; round < 1000; round++) {
        try {
          (await gate.decode(damage(file, round, random), { isolated })).close();
        } catch (error) {
          assert.ok(error instanceof FilmgateError, `${error}`);
          refused += 1;
          if (error instanceof InstanceLostError) {
            lost += 1;
            gate = await load();
          }
        }
        assert.equal(gate.stats.live, 0, `${type}, round ${round}: memory was lost`);
      }
      console.error = print;
      context.diagnostic(
        `${type}, ${how}: ${refused} refused, ${1000 - refused} decoded, ${lost} instances lost`,
      );
      assert.ok(refused > 100, "most damage is noticed");
      if (isolated) assert.equal(lost, 0);
      const intact = await gate.decode(file, { isolated });
      assert.deepEqual([intact.width, intact.height], [64, 48]);
      intact.close();
    }
    assert.ok(gate.stats.reserved < 64 * 2 ** 20, "memory stays small");
  });
}
