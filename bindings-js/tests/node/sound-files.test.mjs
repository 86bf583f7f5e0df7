// Sound files in the full build: in, out, and what damage does.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gain, loadSound } from "filmgate/sound/full";
import { testSound } from "../support/sounds.mjs";

const sound = await loadSound();
const folder = new URL("../../../core/tests/golden/sounds/", import.meta.url);
const names = ["tone.mp3", "tone.flac", "tone.ogg", "tone.aac", "tone.m4a", "tone16.wav", "tonefloat.wav"];
/** @type {[string, Uint8Array<ArrayBuffer>][]} */
const files = await Promise.all(
  names.map(async (name) => [name, new Uint8Array(await readFile(new URL(name, folder)))]),
);

test("files of every format are sounds", async () => {
  for (const [name, bytes] of files) {
    const { sampleRate, channels } = await sound.decodeAudio(bytes);
    assert.deepEqual([sampleRate, channels.length], [44100, 2], name);
    const [left = new Float32Array()] = channels;
    assert.ok(left.length >= 2205 && left.length < 15_000, `${name}: ${left.length} frames`);
    const loudest = left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert.ok(loudest > 0.4 && loudest < 0.9, `${name}: ${loudest}`);
  }
  const [, bytes = new Uint8Array()] = files[1] ?? [];
  const blob = await sound.decodeAudio(new Blob([bytes]));
  assert.deepEqual(blob, await sound.decodeAudio(bytes.buffer), "a blob, a buffer");
});

test("what is written as WAV is read again", async () => {
  // Not as loud as what is clipped.
  const channels = testSound(1000, 22050).map((channel) => channel.map((sample) => sample * 0.9));
  const source = { sampleRate: 22050, channels };
  const exact = await sound.decodeAudio(sound.encodeWav(source, { bitDepth: 32, float: true }));
  assert.deepEqual(exact, source, "floats stay");
  for (const bitDepth of /** @type {const} */ ([8, 16, 24, 32])) {
    for (const dither of [false, true]) {
      const bytes = sound.encodeWav(source, { bitDepth, dither });
      assert.equal(Math.ceil((2000 * bitDepth) / 8), bytes.length - (bitDepth > 16 ? 68 : 44), "its length");
      const { channels } = await sound.decodeAudio(bytes);
      const step = 2 ** (1 - bitDepth) * (dither ? 1.5 : 0.5) + 1e-7;
      for (const [index, channel] of channels.entries()) {
        const far = channel.some((sample, i) => Math.abs(sample - (source.channels[index]?.[i] ?? 0)) > step);
        assert.ok(!far, `${bitDepth} bits, dither ${dither}`);
      }
    }
  }
});

test("what is wrong is an error that names it, and the next call works", async () => {
  for (const bytes of [
    new Uint8Array(),
    new Uint8Array(1000),
    new TextEncoder().encode("RIFF....WAVEfmt "),
  ]) {
    await assert.rejects(sound.decodeAudio(bytes), { name: "MediaError", code: "decode", argument: "bytes" });
  }
  await assert.rejects(sound.decodeAudio(/** @type {any} */ ("song.mp3")), { code: "invalid-argument" });
  const source = { sampleRate: 48000, channels: testSound(10, 48000) };
  assert.throws(() => sound.encodeWav(source, /** @type {any} */ ({ bitDepth: 12 })), {
    argument: "bitDepth",
  });
  assert.throws(() => sound.encodeWav(source, { bitDepth: 16, float: true }), { argument: "bitDepth" });
  assert.throws(() => sound.encodeWav({ ...source, sampleRate: 44100.5 }), { code: "encode" });
  assert.throws(() => sound.encodeWav(/** @type {any} */ (null)), { code: "invalid-argument" });
  sound.createChain([gain()]).close();
});

test("damaged files are errors or sounds, and bring nothing down for good", async () => {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
  let errors = 0;
  for (const [name, whole] of files) {
    for (let round = 0; round < 60; round += 1) {
      const bytes = whole.slice(0, round % 3 === 0 ? random() % whole.length : whole.length);
      for (let left = random() % 8; left > 0; left -= 1) {
        bytes[random() % (round % 2 === 0 ? 100 : whole.length)] = random();
      }
      try {
        await sound.decodeAudio(bytes);
      } catch (error) {
        assert.ok(/** @type {any} */ (error).code, `${name}, ${round}: ${error}`);
        errors += 1;
      }
    }
    assert.ok((await sound.decodeAudio(whole)).channels.length === 2, "the next one works");
  }
  assert.ok(errors > 20, `${errors}`);
});
