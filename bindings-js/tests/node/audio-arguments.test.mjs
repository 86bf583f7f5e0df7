// Every public function of audio with every kind of hostile argument: a typed error, or the caller's own; the engine
// stays usable.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compressor,
  convolver,
  gain,
  noiseSuppressor,
  parametricEq,
  waveShaper,
} from "filmgate/audio/effects";
import * as full from "filmgate/audio/full";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { attack, foreign, hostileValues, revoked } from "../support/hostile.mjs";

const { FilmgateError, loadAudio } = full;
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);

/** Returns a short buffer. */
const buffer = () => ({ sampleRate: 48_000, channels: [new Float32Array(480).fill(0.25)] });

test("no argument of any audio function is an untyped error", async () => {
  const audio = await loadAudio();
  const options = { parameters: /** @type {const} */ ("all") };
  const chain = audio.createChain([gain(), { id: "eq", ...parametricEq() }], options);
  /** @type {Record<string, (value: any) => unknown>} */
  const calls = {
    "loadAudio(options)": (value) => loadAudio(value),
    "loadAudio({ module })": (value) => loadAudio({ module: value ?? "x:" }),
    "loadNoiseModel(source)": (value) => loadNoiseModel(value ?? "x:"),
    "createChain(steps)": (value) => audio.createChain(value).close(),
    "createChain([step])": (value) => audio.createChain([value]).close(),
    "createChain([{ effect }])": (value) => audio.createChain([{ effect: value }]).close(),
    "createChain([{ id }])": (value) => audio.createChain([{ ...gain(), id: value }]).close(),
    "createChain([{ mix }])": (value) => audio.createChain([{ ...gain(), mix: value }]).close(),
    "createChain([{ gain }])": (value) => audio.createChain([gain({ gain: value })]).close(),
    "createChain([{ bands }])": (value) =>
      audio.createChain([any({ effect: "parametricEq", bands: value })]).close(),
    "createChain([{ response }])": (value) => audio.createChain([convolver({ response: value })]).close(),
    "createChain([{ response: { channels } }])": (value) =>
      audio.createChain([convolver({ response: { sampleRate: 48_000, channels: value } })]).close(),
    "createChain([{ response: { channels: [c] } }])": (value) =>
      audio.createChain([convolver({ response: { sampleRate: 48_000, channels: [value] } })]).close(),
    "createChain([{ response: { sampleRate } }])": (value) =>
      audio
        .createChain([convolver({ response: { sampleRate: value, channels: buffer().channels } })])
        .close(),
    "createChain([{ response: a fake }])": (value) =>
      audio
        .createChain([
          convolver({
            response: any({
              sampleRate: 48_000,
              numberOfChannels: 1,
              length: 4,
              getChannelData: () => value,
            }),
          }),
        ])
        .close(),
    "createChain([{ model }])": (value) => audio.createChain([noiseSuppressor({ model: value })]).close(),
    "createChain(, options)": (value) => audio.createChain([gain()], value).close(),
    "createChain(, { sampleRate })": (value) => audio.createChain([gain()], { sampleRate: value }).close(),
    "createChain(, { channels })": (value) => audio.createChain([gain()], { channels: value }).close(),
    "createChain(, { maximumFrames })": (value) =>
      audio.createChain([gain()], { maximumFrames: value }).close(),
    "createChain(, { smoothing })": (value) => audio.createChain([gain()], { smoothing: value }).close(),
    "createChain(, { parameters })": (value) => audio.createChain([gain()], { parameters: value }).close(),
    "channel(index)": (value) => chain.channel(value),
    "sideChannel(index)": (value) => chain.sideChannel(value),
    "process(frames)": (value) => chain.process(value),
    "process(, side)": (value) => chain.process(1, value),
    "automate(name)": (value) => chain.automate(value, [1]),
    "automate(, values)": (value) => chain.automate("gain.gain", value),
    "set(step)": (value) => chain.set(value, { gain: 1 }),
    "set(, changes)": (value) => chain.set("gain", value),
    "set(, { gain })": (value) => chain.set("gain", { gain: value }),
    "set(, { bands })": (value) => chain.set("eq", { bands: value }),
    "set(,, options)": (value) => chain.set("gain", { gain: 1 }, value),
    "set(,, { time })": (value) => chain.set("gain", { gain: 1 }, { time: value }),
    "copyFrom(data)": (value) => chain.copyFrom(value),
    "createResampler(options)": (value) => audio.createResampler(value).close(),
    "createResampler({ from })": (value) => audio.createResampler({ from: value, to: 48_000 }).close(),
    "createResampler({ quality })": (value) =>
      audio.createResampler({ from: 44_100, to: 48_000, quality: value }).close(),
    "createResampler({ channels })": (value) =>
      audio.createResampler({ from: 44_100, to: 48_000, channels: value }).close(),
    "resample(source)": (value) => audio.resample(value, 44_100),
    "resample(, rate)": (value) => audio.resample(buffer(), value),
    "resample(,, options)": (value) => audio.resample(buffer(), 44_100, value),
    "resample(,, { signal })": (value) => audio.resample(buffer(), 44_100, { signal: value }),
    "resample(,, { onProgress })": (value) => audio.resample(buffer(), 44_100, { onProgress: value }),
    "renderOffline(source)": (value) => audio.renderOffline(value, [gain()]),
    "renderOffline({ sampleRate })": (value) =>
      audio.renderOffline({ ...buffer(), sampleRate: value }, [gain()]),
    "renderOffline(, steps)": (value) => audio.renderOffline(buffer(), value),
    "renderOffline(,, options)": (value) => audio.renderOffline(buffer(), [gain()], value),
    "renderOffline(,, { side })": (value) => audio.renderOffline(buffer(), [compressor()], { side: value }),
    "renderOffline(,, { after })": (value) => audio.renderOffline(buffer(), [gain()], { after: value }),
    "renderOffline(,, { signal })": (value) => audio.renderOffline(buffer(), [gain()], { signal: value }),
    "renderOffline(,, { onProgress })": (value) =>
      audio.renderOffline(buffer(), [gain()], { onProgress: value }),
    "normalize(source)": (value) => audio.normalize(value),
    "normalize(, options)": (value) => audio.normalize(buffer(), value),
    "normalize(, { loudness })": (value) => audio.normalize(buffer(), any({ loudness: value })),
    "normalize(, { signal })": (value) => audio.normalize(buffer(), any({ signal: value })),
    "stretch(source)": (value) => audio.stretch(value),
    "stretch(, options)": (value) => audio.stretch(buffer(), value),
    "stretch(, { tempo })": (value) => audio.stretch(buffer(), { tempo: value }),
    "stretch(, { method })": (value) => audio.stretch(buffer(), { method: value }),
    "stretch(, { pitch })": (value) => audio.stretch(buffer(), { pitch: value }),
    "createStretcher(options)": (value) => audio.createStretcher(value).close(),
    "createStretcher({ tempo })": (value) => audio.createStretcher({ tempo: value }).close(),
    "decodeAudio(file)": (value) => audio.decodeAudio(value),
    "decodeAudio(, options)": (value) => any(audio).decodeAudio(audio.encodeWav(buffer()), value),
    "decodeAudio(, { signal })": (value) =>
      any(audio).decodeAudio(audio.encodeWav(buffer()), { signal: value }),
    "encodeWav(samples)": (value) => audio.encodeWav(value),
    "encodeWav(, options)": (value) => audio.encodeWav(buffer(), value),
    "encodeWav(, { bitDepth })": (value) => audio.encodeWav(buffer(), { bitDepth: value }),
    "createNode(context)": (value) => audio.createNode(value, [gain()]),
    "createNode(, steps)": (value) => audio.createNode(any({}), value),
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const [kind, value] of hostileValues()) await attack(`${name} with ${kind}`, call, value);
  }
  chain.channel(0).fill(1);
  chain.process(100);
});

test("samples of another realm are accepted, fake AudioBuffers rejected", async () => {
  const audio = await loadAudio();
  const theirs = foreign("({ sampleRate: 48000, channels: [new Float32Array([0.5, 0.5])] })");
  assert.deepEqual([...((await audio.renderOffline(theirs, [])).channels[0] ?? [])], [0.5, 0.5]);
  for (const fake of [
    { sampleRate: 48_000, numberOfChannels: 2, getChannelData: () => new Float32Array(0) },
    { sampleRate: 48_000, numberOfChannels: 1e9, getChannelData: () => new Float32Array(4) },
    { sampleRate: 48_000, numberOfChannels: 1.5, getChannelData: () => new Float32Array(4) },
    { sampleRate: 48_000, numberOfChannels: 1, getChannelData: () => revoked() },
    { sampleRate: 48_000, channels: [new Float32Array(4), new Float32Array(3)] },
    { sampleRate: 48_000, channels: new Array(3) },
    { sampleRate: 48_000, channels: revoked([]) },
  ]) {
    try {
      await audio.renderOffline(any(fake), [gain()]);
    } catch (error) {
      assert.ok(error instanceof FilmgateError, `${error}`);
    }
  }
});

test("a list whose getter closes the chain changes no other chain", async () => {
  const audio = await loadAudio();
  const options = { parameters: /** @type {const} */ ("all"), smoothing: false };
  for (const act of [
    (/** @type {import("filmgate/audio").EffectChain} */ chain, /** @type {any} */ list) =>
      chain.set("waveShaper", { curve: list }),
    (/** @type {import("filmgate/audio").EffectChain} */ chain, /** @type {any} */ list) =>
      chain.automate("waveShaper.mix", list),
  ]) {
    const chain = audio.createChain([waveShaper({ curve: [-1, 0, 1] })], options);
    /** @type {import("filmgate/audio").EffectChain | undefined} */
    let other;
    const list = new Proxy([0, 0, 0], {
      get(target, name, receiver) {
        if (other === undefined) {
          chain.close();
          other = audio.createChain([waveShaper({ curve: [-1, 0, 1] })], options);
        }
        return Reflect.get(target, name, receiver);
      },
    });
    assert.throws(() => act(chain, list), { code: "closed" });
    assert.ok(other);
    other.channel(0).fill(0.5);
    other.process(512);
    assert.ok(Math.abs(Number(other.channel(0)[511]) - 0.5) < 1e-3, "the other chain is unchanged");
    other.close();
  }
});

test("samples that are detached during an operation are a typed error", async () => {
  const audio = await loadAudio();
  const long = () => ({ sampleRate: 48_000, channels: [new Float32Array(300_000).fill(0.1)] });
  /** @type {((source: any, onProgress: () => void) => Promise<unknown>)[]} */
  const calls = [
    (source, onProgress) => audio.renderOffline(source, [gain()], { onProgress }),
    (source, onProgress) =>
      audio.renderOffline(long(), [compressor({ sideChain: true })], { side: source, onProgress }),
    (source, onProgress) => audio.resample(source, 44_100, { onProgress }),
    (source, onProgress) => audio.stretch(source, { tempo: 1.5, method: "wsola", onProgress }),
    (source, onProgress) => audio.stretch(source, { tempo: 1.5, onProgress }),
    (source, onProgress) => audio.normalize(source, { onProgress }),
  ];
  for (const call of calls) {
    const source = long();
    const take = () => {
      const { buffer } = /** @type {Float32Array<ArrayBuffer>} */ (source.channels[0]);
      if (buffer.byteLength > 0) structuredClone(buffer, { transfer: [buffer] });
    };
    await assert.rejects(call(source, take), (/** @type {any} */ error) => {
      assert.ok(error instanceof FilmgateError, `${call}: ${error}`);
      return true;
    });
  }
});

test("samples far above full scale are rejected with a typed error", async () => {
  const audio = await loadAudio();
  const channels = [new Float32Array(48_000).fill(0.1)];
  /** @type {Float32Array} */ (channels[0])[100] = 3.4e38;
  await assert.rejects(audio.normalize({ sampleRate: 48_000, channels }), {
    name: "ArgumentError",
    argument: "source",
  });
});

test("a stack overflow in a chain loses only that chain, and close() still works", async () => {
  const audio = await loadAudio();
  const chain = audio.createChain([gain()]);
  /** @type {Set<string>} */
  const seen = new Set();
  /** @returns {void} */
  const deeper = () => {
    try {
      deeper();
    } finally {
      for (const call of [() => chain.process(128), () => audio.createChain([gain()]).close()]) {
        try {
          call();
          seen.add("done");
        } catch (error) {
          seen.add(error instanceof FilmgateError ? error.code : /** @type {Error} */ (error).name);
        }
      }
    }
  };
  assert.throws(deeper, RangeError);
  for (const name of seen)
    assert.ok(["done", "instance-lost", "RangeError"].includes(name), [...seen].join());
  chain.close();
  const next = audio.createChain([gain()]);
  next.process(128);
  next.close();
});
