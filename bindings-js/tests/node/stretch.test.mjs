// Time stretching and pitch shifting: whole buffers by both methods, and streams.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadAudio as loadSmall } from "filmgate/audio";
import { loadAudio } from "filmgate/audio/full";
import { testAudio } from "../support/audio.mjs";
import { readModule } from "../support/package.mjs";

const [small, audio] = await Promise.all([loadSmall(), loadAudio()]);
const RATE = 44_100;

/** @param {number} frequency @param {number} [frames] */
const tone = (frequency, frames = RATE) =>
  Float32Array.from({ length: frames }, (_, i) => 0.3 * Math.sin((2 * Math.PI * frequency * i) / RATE));

/**
 * Returns the level of a frequency in the middle of a buffer.
 *
 * @param {Float32Array} samples
 * @param {number} frequency
 */
function level(samples, frequency) {
  const [from, size] = [Math.round(samples.length / 4), Math.round(samples.length / 2)];
  let [re, im] = [0, 0];
  for (let i = 0; i < size; i += 1) {
    const value = (samples[from + i] ?? 0) * (1 - Math.cos((2 * Math.PI * i) / size));
    re += value * Math.cos((2 * Math.PI * frequency * i) / RATE);
    im += value * Math.sin((2 * Math.PI * frequency * i) / RATE);
  }
  return (2 * Math.hypot(re, im)) / size;
}

const changes = [
  { tempo: 0.75, pitch: 0 },
  { tempo: 1.3, pitch: 0 },
  { tempo: 1, pitch: -5 },
  { tempo: 2, pitch: 3 },
  { tempo: 0.5, pitch: 12 },
];

test("tempo and pitch change independently", async () => {
  for (const method of /** @type {const} */ (["phase-vocoder", "wsola"])) {
    for (const { tempo, pitch } of changes) {
      // All tones contain 220 Hz, which both methods preserve.
      const source = { sampleRate: RATE, channels: [tone(440), tone(660)] };
      const result = await audio.stretch(source, { tempo, pitch, method });
      assert.equal(result.sampleRate, RATE);
      for (const [index, channel] of result.channels.entries()) {
        assert.equal(channel.length, Math.ceil(RATE / tempo), `${method}, ${tempo}: length`);
        const moved = ([440, 660][index] ?? 0) * 2 ** (pitch / 12);
        const found = level(channel, moved);
        assert.ok(Math.abs(found / 0.3 - 1) < 0.05, `${method}, tempo ${tempo}, pitch ${pitch}: ${found}`);
      }
    }
  }
});

test("high frequencies are preserved at a faster tempo", async () => {
  for (const method of /** @type {const} */ (["phase-vocoder", "wsola"])) {
    const source = { sampleRate: RATE, channels: [tone(15_000)] };
    const { channels } = await audio.stretch(source, { tempo: 2, method });
    const [stretched = new Float32Array()] = channels;
    // Positions are whole frames, so a wave of three frames may shift: only its power is compared.
    const power = stretched.reduce((sum, sample) => sum + sample * sample, 0) / stretched.length;
    assert.ok(Math.abs(10 * Math.log10(power / (0.3 ** 2 / 2))) < 1, `${method}: ${power}`);
  }
});

test("the small module has the phase vocoder, with the same bits", async () => {
  const source = { sampleRate: RATE, channels: testAudio(30_000, RATE) };
  const options = { tempo: 1.2, pitch: 2 };
  assert.deepEqual(await small.stretch(source, options), await audio.stretch(source, options));
  assert.ok(!("createStretcher" in small), "and nothing else");
});

test("a whole buffer and a stream are the same, for any block size", async () => {
  const source = { sampleRate: RATE, channels: testAudio(60_000, RATE) };
  const { channels } = await audio.stretch(source, { tempo: 0.7, method: "wsola" });
  const stretcher = audio.createStretcher({ sampleRate: RATE, tempo: 0.7, maximumFrames: 2000 });
  assert.equal(
    stretcher.lookAhead(),
    551 + 882 + 264 + 1,
    "12.5 ms, 20 ms, and the input for a slower tempo",
  );
  for (const sizes of [[2000], [1, 128, 777]]) {
    stretcher.reset();
    /** @type {number[]} */
    const made = [];
    const take = (/** @type {number} */ frames) => made.push(...stretcher.output(1).subarray(0, frames));
    for (let at = 0, turn = 0; at < 60_000; turn += 1) {
      const frames = Math.min(sizes[turn % sizes.length] ?? 1, 60_000 - at);
      for (const [index, channel] of source.channels.entries()) {
        stretcher.input(index).set(channel.subarray(at, at + frames));
      }
      take(stretcher.process(frames));
      at += frames;
    }
    for (let frames = stretcher.flush(); frames > 0; frames = stretcher.flush()) take(frames);
    assert.deepEqual(Float32Array.from(made), channels[1]);
  }
  stretcher.close();
});

test("at tempo 1, a stream is unchanged, and tempo changes don't click", () => {
  const stretcher = audio.createStretcher({ sampleRate: RATE, channels: 1 });
  const source = tone(220, 60_000);
  /** @type {number[]} */
  const made = [];
  for (let start = 0; start < 60_000; start += 2000) {
    if (start === 20_000) stretcher.setTempo(1.5);
    if (start === 40_000) stretcher.setTempo(0.5);
    stretcher.input(0).set(source.subarray(start, start + 2000));
    made.push(...stretcher.output(0).subarray(0, stretcher.process(2000)));
  }
  assert.deepEqual(Float32Array.from(made.slice(0, 15_000)), source.subarray(0, 15_000));
  assert.equal(stretcher.tempo(), 0.5);
  const steps = made.slice(1).map((sample, i) => Math.abs(sample - (made[i] ?? 0)));
  assert.ok(Math.max(...steps) < 0.3 * ((2 * Math.PI * 220) / RATE) * 1.02, "no steeper than the tone");
  stretcher.close();
});

test("errors name the argument", async () => {
  const source = { sampleRate: RATE, channels: [tone(440)] };
  for (const [options, argument] of /** @type {[any, string][]} */ ([
    [{ tempo: 5 }, "tempo"],
    [{ tempo: 4, pitch: -1 }, "pitch"],
    [{ tempo: "fast" }, "tempo"],
    [{ tempo: 5, method: "wsola" }, "tempo"],
    [{ tempo: 4, pitch: -1, method: "wsola" }, "pitch"],
    [{ method: "magic" }, "method"],
  ])) {
    await assert.rejects(audio.stretch(source, options), { argument }, JSON.stringify(options));
  }
  for (const [options, argument] of /** @type {[any, string][]} */ ([
    [{ sampleRate: 0 }, "sampleRate"],
    [{ channels: 33 }, "channels"],
    [{ channels: 1.5 }, "channels"],
    [{ tempo: 0.2 }, "tempo"],
    [{ tempo: Number.NaN }, "tempo"],
    [{ maximumFrames: 0 }, "maximumFrames"],
    [{ maximumFrames: 70_000 }, "maximumFrames"],
    [{ maximumFrames: 1.5 }, "maximumFrames"],
  ])) {
    assert.throws(() => audio.createStretcher(options), { argument }, JSON.stringify(options));
  }
  const stretcher = audio.createStretcher({ maximumFrames: 100 });
  assert.throws(() => stretcher.process(101), { argument: "frames" });
  assert.throws(() => stretcher.input(2), { argument: "channel" });
  assert.throws(() => stretcher.setTempo(9), { argument: "tempo" });
  stretcher.flush();
  assert.throws(() => stretcher.process(1), { code: "closed" }, "after flush");
  stretcher.reset();
  stretcher.process(1);
  stretcher.close();
  stretcher.close();
  assert.throws(() => stretcher.process(1), { code: "closed" });
  assert.throws(() => stretcher.setTempo(1), { code: "closed" });
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  for (const pitch of [0, 3]) {
    await assert.rejects(audio.stretch(source, { method: "wsola", pitch, signal }), reason);
  }
});

test("progress ends at 1", async () => {
  const source = { sampleRate: RATE, channels: [tone(440)] };
  for (const method of /** @type {const} */ (["phase-vocoder", "wsola"])) {
    for (const tempo of [1, 0.8, 1.3]) {
      for (const pitch of [-5, 0, 5]) {
        /** @type {number[]} */
        const done = [];
        await audio.stretch(source, { method, tempo, pitch, onProgress: (part) => done.push(part) });
        const ascending = done.every((part, i) => part >= (done[i - 1] ?? 0));
        assert.ok(ascending && done.at(-1) === 1, `${method}, ${tempo}, ${pitch}: ${done}`);
      }
    }
  }
});

test("the small module isn't the full one", async () => {
  await assert.rejects(loadAudio({ module: await readModule("audio.wasm") }), {
    code: "invalid-argument",
    argument: "module",
  });
});
