// Resampling: whole buffers, and block by block.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadAudio } from "filmgate/audio";
import { testAudio } from "../support/audio.mjs";

const audio = await loadAudio();

/** @param {number} sampleRate @param {number} frequency @param {number} frames */
const sine = (sampleRate, frequency, frames) =>
  Float32Array.from({ length: frames }, (_, i) =>
    Math.sin(2 * Math.PI * (((frequency * i) / sampleRate) % 1)),
  );

test("a resampled sine is the same sine, in the same position", async () => {
  for (const [quality, noise] of /** @type {const} */ ([
    ["fast", -100],
    ["good", -120],
    ["best", -140],
  ])) {
    for (const [from, to] of /** @type {const} */ ([
      [44100, 48000],
      [48000, 44100],
      [48000, 16000],
      [44100, 48001],
    ])) {
      const source = {
        sampleRate: from,
        channels: [sine(from, 1234.5, from / 2), sine(from, 6000, from / 2)],
      };
      const { sampleRate, channels } = await audio.resample(source, to, { quality });
      assert.deepEqual([sampleRate, channels.length], [to, 2]);
      for (const [channel, frequency] of [1234.5, 6000].entries()) {
        const samples = channels[channel] ?? new Float32Array();
        assert.equal(samples.length, Math.ceil(to / 2), "length");
        let [rest, count] = [0, 0];
        for (let i = 1000; i < samples.length - 1000; i += 1) {
          rest += ((samples[i] ?? 0) - Math.sin(2 * Math.PI * (((frequency * i) / to) % 1))) ** 2;
          count += 1;
        }
        const level = 10 * Math.log10((2 * rest) / count);
        assert.ok(level < noise, `${quality}, ${from} to ${to}, ${frequency} Hz: ${level} dB`);
      }
    }
  }
});

test("blocks give the bits of the whole buffer, delayed by the latency", async () => {
  const source = { sampleRate: 44100, channels: testAudio(30_000, 44100) };
  const whole = await audio.resample(source, 48000);
  const resampler = audio.createResampler({ from: 44100, to: 48000, maximumFrames: 512 });
  for (const sizes of [[512], [1, 100, 7, 441]]) {
    resampler.reset();
    /** @type {number[]} */
    const made = [];
    const take = (/** @type {number} */ frames) => made.push(...resampler.output(1).subarray(0, frames));
    for (let at = 0, turn = 0; at < 30_000; turn += 1) {
      const frames = Math.min(sizes[turn % sizes.length] ?? 1, 30_000 - at);
      for (const [index, channel] of source.channels.entries()) {
        resampler.input(index).set(channel.subarray(at, at + frames));
      }
      take(resampler.process(frames));
      at += frames;
    }
    for (let frames = resampler.flush(); frames > 0; frames = resampler.flush()) take(frames);
    assert.deepEqual(
      Float32Array.from(made.slice(resampler.latency)),
      whole.channels[1],
      `blocks of ${sizes}`,
    );
  }
  resampler.close();
});

test("the ratio changes while audio is processed", () => {
  const resampler = audio.createResampler({ from: 48000, to: 48000, channels: 1, variation: 2 });
  assert.equal(resampler.ratio(), 1);
  resampler.input(0).set(sine(48000, 480, 2048));
  const first = resampler.process(2048);
  resampler.setRatio(2, 1000);
  let made = 0;
  for (let block = 0; block < 10; block += 1) {
    made += resampler.process(2000);
  }
  assert.ok(first > 1700 && made > 38_000 && made < 40_100, `${first}, then ${made}`);
  assert.ok(Math.abs(resampler.ratio() - 2) < 1e-9);
  assert.throws(() => resampler.setRatio(2.1), { code: "out-of-range", argument: "ratio" });
  assert.throws(() => resampler.setRatio(Number.NaN), { argument: "ratio" });
  assert.throws(() => resampler.setRatio(1, -1), { argument: "over" });
});

test("errors name the argument", async () => {
  for (const [options, argument] of /** @type {const} */ ([
    [{ from: 0 }, "from"],
    [{ from: Number.NaN }, "from"],
    [{ to: 1e9 }, "to"],
    [{ to: "high" }, "to"],
    [{ channels: 0 }, "channels"],
    [{ channels: 2.5 }, "channels"],
    [{ channels: 33 }, "channels"],
    [{ quality: "superb" }, "quality"],
    [{ variation: 0.5 }, "variation"],
    [{ variation: 17 }, "variation"],
    [{ maximumFrames: 0 }, "maximumFrames"],
    [{ maximumFrames: 65537 }, "maximumFrames"],
  ])) {
    const all = /** @type {any} */ ({ from: 44100, to: 48000, ...options });
    assert.throws(() => audio.createResampler(all), { argument }, JSON.stringify(options));
  }
  const resampler = audio.createResampler({ from: 44100, to: 48000, maximumFrames: 100 });
  assert.throws(() => resampler.process(101), { code: "out-of-range", argument: "frames" });
  assert.throws(() => resampler.process(0.5), { code: "out-of-range", argument: "frames" });
  assert.throws(() => resampler.input(2), { code: "out-of-range", argument: "channel" });
  assert.throws(() => resampler.output(-1), { code: "out-of-range", argument: "channel" });
  resampler.flush();
  assert.throws(() => resampler.process(1), { code: "closed" }, "after flush");
  resampler.reset();
  resampler.process(1);
  resampler.close();
  resampler.close();
  assert.throws(() => resampler.process(1), { code: "closed" });
  const source = { sampleRate: 44100, channels: testAudio(100_000, 44100) };
  await assert.rejects(audio.resample(source, 12), { code: "out-of-range" });
  await assert.rejects(audio.resample(/** @type {any} */ (undefined), 48000), { argument: "source" });
  const reason = new Error("enough");
  await assert.rejects(audio.resample(source, 48000, { signal: AbortSignal.abort(reason) }), reason);
});

test("progress is reported, and empty buffers and equal rates work", async () => {
  const source = { sampleRate: 44100, channels: testAudio(200_000, 44100) };
  /** @type {number[]} */
  const progress = [];
  await audio.resample(source, 48000, { quality: "fast", onProgress: (done) => progress.push(done) });
  assert.ok(progress.length > 2 && progress.at(-1) === 1, `${progress}`);
  assert.deepEqual((await audio.resample(source, 44100)).channels, source.channels, "unchanged");
  const empty = await audio.resample({ sampleRate: 44100, channels: [new Float32Array()] }, 48000);
  assert.deepEqual(empty.channels, [new Float32Array()]);
});
