// Animated files in the full build, compared with what Pillow shows.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as plain from "filmgate";
import { invert } from "filmgate/filters";
import { FilmgateError, load, probe } from "filmgate/full";
import { readAnimations } from "../support/pack.mjs";
import { randomOf } from "../support/random.mjs";

const photo = new URL("../../../demos/assets/coffee.jpg", import.meta.url);
const animations = readAnimations();

/** The largest difference of two pictures as they are seen. @param {Uint8Array} a @param {Uint8Array} b */
function difference(a, b) {
  assert.equal(a.length, b.length);
  const seen = (/** @type {Uint8Array} */ pixels, /** @type {number} */ i) =>
    i % 4 === 3 ? (pixels[i] ?? 0) : ((pixels[i] ?? 0) * (pixels[i | 3] ?? 0)) / 255;
  return a.reduce((worst, _, i) => Math.max(worst, Math.abs(seen(a, i) - seen(b, i))), 0);
}

test("every picture is what Pillow shows, also if the frame is changed in between", async () => {
  const gate = await load();
  const pipeline = gate.createPipeline([invert()]);
  for (const { name, file, width, height, loops, pictures } of animations) {
    const animation = await gate.decodeAnimation(name.endsWith("gif") ? new Blob([file]) : file);
    assert.deepEqual(
      [animation.width, animation.height, animation.frameCount, animation.loops],
      [width, height, pictures.length, loops],
      name,
    );
    const info = await probe(file);
    assert.deepEqual([info.width, info.height, info.frames], [width, height, pictures.length], name);
    let timestamp = 0;
    let count = 0;
    for await (const picture of animation) {
      const expected = pictures[count];
      assert.ok(expected);
      assert.deepEqual([picture.index, picture.duration], [count, expected.duration], name);
      assert.ok(Math.abs(picture.timestamp - timestamp) < 1e-9);
      const most = name === "7.webp" ? 40 : 2;
      const apart = difference(picture.frame.bytes, expected.pixels);
      assert.ok(apart <= most, `${name}, ${count}: ${apart} levels`);
      pipeline.run(picture.frame);
      timestamp += picture.duration;
      count += 1;
    }
    assert.equal(count, pictures.length, name);
    assert.equal(await animation.next(), undefined, "the end");
    const all = await animation.frames();
    const most = name === "7.webp" ? 40 : 2;
    for (const { frame, index } of all) {
      assert.ok(difference(frame.bytes, pictures[index]?.pixels ?? new Uint8Array()) <= most, name);
      frame.close();
    }
    animation.close();
    animation.close();
    await assert.rejects(animation.next(), { code: "closed", message: "animation is closed" });
  }
  pipeline.close();
  assert.equal(gate.stats().live, 0, "no memory leaks");
});

test("a file with one picture is an animation of one picture", async () => {
  const gate = await load();
  for (const file of [await readFile(photo), await gate.createFrame(3, 2).encode()]) {
    const animation = await gate.decodeAnimation(file);
    assert.deepEqual([animation.frameCount, animation.loops], [1, 1]);
    for (let round = 0; round < 2; round++) {
      const pictures = [];
      for await (const { duration, frame } of animation) {
        pictures.push(duration);
        assert.deepEqual([frame.width, frame.height], [animation.width, animation.height]);
      }
      assert.deepEqual(pictures, [0]);
    }
    animation.close();
  }
});

test("calls that overlap are made in order", async () => {
  const gate = await load();
  const [first] = animations;
  assert.ok(first);
  const animation = await gate.decodeAnimation(first.file);
  const pictures = await Promise.all([animation.next(), animation.next(), animation.next()]);
  assert.deepEqual(
    pictures.map((picture) => picture?.index),
    [0, 1, 2],
  );
  animation.close();
});

test("errors", async () => {
  const gate = await load();
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  await assert.rejects(gate.decodeAnimation(any("a.gif")), { code: "invalid-argument", argument: "file" });
  await assert.rejects(gate.decodeAnimation(new Uint8Array(9)), { code: "decode" });
  await assert.rejects(gate.decodeAnimation(new TextEncoder().encode("II*\0....")), { code: "unsupported" });
  const other = await plain.load();
  const [first] = animations;
  await assert.rejects(other.decodeAnimation(first?.file ?? new Uint8Array()), {
    code: "unsupported",
    message: /filmgate\/full/,
  });
  const small = await load({ maximumBytes: 1000 });
  await assert.rejects(small.decodeAnimation(first?.file ?? new Uint8Array()), { code: "over-budget" });
  assert.equal(gate.stats().frames, 0);
});

test("damaged animations are typed errors, and the gate stays intact", async () => {
  const gate = await load({ maximumBytes: 32 * 2 ** 20 });
  const random = randomOf(11);
  const witness = gate.createFrame(8, 8);
  witness.bytes.fill(7);
  let refused = 0;
  for (let round = 0; round < 250; round++) {
    const { name, file } = random.pick(animations);
    const damaged = file.slice(0, random.chance(0.2) ? random.below(file.length) : file.length);
    for (let change = random.below(3); change >= 0; change--) {
      const near = Math.min(damaged.length, random.chance(0.5) ? 120 : damaged.length);
      if (near > 0) damaged[random.below(near)] = random.below(256);
    }
    const animation = await gate.decodeAnimation(damaged).catch((error) => error);
    if (animation instanceof Error) {
      assert.ok(animation instanceof FilmgateError, `${name}: ${animation.stack}`);
      refused += 1;
      continue;
    }
    try {
      for (let index = 0; index < 10 && (await animation.next()); index++);
    } catch (error) {
      assert.ok(error instanceof FilmgateError, `${name}: ${error}`);
      refused += 1;
    }
    animation.close();
  }
  assert.ok(refused > 20, `${refused}`);
  assert.ok(witness.bytes.every((byte) => byte === 7));
  witness.close();
});
