// Chains of effects in Node: in place, parameters by name, and typed errors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadAudio } from "filmgate/audio";
import {
  biquad,
  convolver,
  gain,
  loudnessMeter,
  mute,
  noiseSuppressor,
  pan,
  parametricEq,
  peakMeter,
  pitchMeter,
} from "filmgate/audio/effects";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { EFFECTS } from "filmgate/spec";
import { testAudio } from "../support/audio.mjs";
import { instances, memory } from "../support/instances.mjs";
import { needsRelease } from "../support/package.mjs";

const audio = await loadAudio();

test("a chain works in place, and continues from call to call", () => {
  const chain = audio.createChain([gain({ gain: 20 }), mute({ id: "end" })], { maximumFrames: 256 });
  const [left, right] = [chain.channel(0), chain.channel(1)];
  left.fill(0.01);
  chain.process(256);
  assert.ok(Math.abs((left[255] ?? 0) - 0.1) < 1e-6 && right[0] === 0, "times ten");
  assert.equal(chain.channel(0), left, "the same view");
  chain.set("end", { muted: true }, { time: 300 / 48_000 });
  left.fill(0.01);
  chain.process(100);
  assert.ok((left[43] ?? 0) > 0.0999 && (left[44] ?? 1) < 0.0999, "from the scheduled frame on");
  assert.equal(chain.position(), 356, "frames so far");
  assert.deepEqual(
    [chain.latency, chain.tail(), chain.faults(), chain.readings()],
    [0, 0, 0, {}],
    "no latency, no tail, no faults",
  );
});

test("several parameters of a step change together or not at all", () => {
  const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
  const level = gain({ gain: -3 });
  const filter = biquad({ type: "peaking" });
  const chain = audio.createChain([level, filter]);
  chain.set(level, { gain: -6, mix: 0.5, bypass: true }, { time: 1 });
  chain.set(filter, { type: "notch", frequency: 100 });
  const before = chain.steps();
  for (const [step, changes, argument] of [
    [level, { gain: 0, mix: 2 }, "steps[0].mix"],
    [level, { mix: 1, bypass: 0 }, "steps[0].bypass"],
    [filter, { frequency: 50, type: "comb" }, "steps[1].type"],
    [filter, { frequency: 50, q: 1e9 }, "steps[1].q"],
    [gain(), { gain: 0 }, "step"],
    [2, { gain: 0 }, "step"],
    [level, null, "changes"],
  ]) {
    assert.throws(() => chain.set(any(step), any(changes)), { argument }, JSON.stringify(changes));
  }
  assert.deepEqual(chain.steps(), before, "nothing has changed");
});

test("the current steps can be stored", () => {
  const chain = audio.createChain([gain(), gain({ gain: -3 }), biquad({ type: "peaking" })]);
  chain.set("gain2", { gain: -9 });
  chain.set("gain", { mix: 0.5 });
  chain.set("biquad", { type: "notch" });
  /** @type {import("filmgate/audio").ChainStep[]} */
  const stored = JSON.parse(JSON.stringify(chain.steps()));
  assert.deepEqual(stored, [
    { effect: "gain", id: "gain", mix: 0.5 },
    { effect: "gain", gain: -9, id: "gain2" },
    { effect: "biquad", type: "notch", id: "biquad" },
  ]);
  const preset = JSON.parse(JSON.stringify(chain));
  assert.deepEqual(preset, { version: 1, steps: stored }, "with a version");
  for (const version of [0, 2, 1.5, "1", null, undefined]) {
    assert.throws(() => audio.createChain(/** @type {any} */ ({ ...preset, version })), {
      code: "out-of-range",
      argument: "version",
    });
  }
  const resumed = audio.createChain(preset);
  assert.deepEqual(resumed.steps(), stored, "a chain is created from them");
  resumed.close();
  const again = audio.createChain(stored);
  assert.deepEqual(again.steps(), stored, "a chain is created from them");
});

test("errors name the argument, and the next chain works", () => {
  /** @type {any} */
  const wrong = [
    [[{ effect: "gein" }], "unknown-effect", "steps[0].effect"],
    [[gain(), { effect: "gain", volume: 3 }], "unknown-parameter", "steps[1].volume"],
    [[gain({ gain: 300 })], "out-of-range", "steps[0].gain"],
    [[gain({ gain: Number.NaN })], "out-of-range", "steps[0].gain"],
    [[{ effect: "gain", gain: "loud" }], "invalid-argument", "steps[0].gain"],
    [[{ effect: "biquad", type: "band" }], "invalid-argument", "steps[0].type"],
    [[{ effect: "gain", gain: {} }], "invalid-argument", "steps[0].gain"],
    [[gain({ mix: 2 })], "out-of-range", "steps[0].mix"],
    [[{ effect: "gain", mix: "all" }], "invalid-argument", "steps[0].mix"],
    [[{ effect: "parametricEq", bands: [1, 2, 3] }], "invalid-argument", "steps[0].bands"],
    [[{ effect: "parametricEq", bands: [{ frequency: 80 }] }], "invalid-argument", "steps[0].bands[0].type"],
    [
      [{ effect: "parametricEq", bands: [{ type: "notch", frequency: 80, Q: 2 }] }],
      "unknown-parameter",
      "steps[0].bands[0].Q",
    ],
    [
      [parametricEq({ bands: [{ type: "notch", frequency: 1 }] })],
      "out-of-range",
      "steps[0].bands[0].frequency",
    ],
    [[gain({ id: "a" }), gain({ id: "a" })], "invalid-argument", "steps[1].id"],
    [[null], "invalid-argument", "steps[0]"],
    ["gain", "invalid-argument", "steps"],
  ];
  for (const [steps, code, argument] of wrong) {
    assert.throws(() => audio.createChain(steps), { code, argument }, JSON.stringify(steps));
  }
  for (const [options, argument] of /** @type {const} */ ([
    [{ sampleRate: 0 }, "sampleRate"],
    [{ sampleRate: Number.NaN }, "sampleRate"],
    [{ sampleRate: 1e9 }, "sampleRate"],
    [{ channels: 0 }, "channels"],
    [{ channels: 33 }, "channels"],
    [{ channels: 1.5 }, "channels"],
    [{ maximumFrames: 0 }, "maximumFrames"],
    [{ maximumFrames: 1e6 }, "maximumFrames"],
  ])) {
    assert.throws(() => audio.createChain([gain()], options), { code: "out-of-range", argument });
  }
  assert.throws(() => audio.createChain([pan()], { channels: 1 }), { code: "unsupported-format" });
  assert.throws(() => audio.createChain(Array(65).fill(gain())), { code: "out-of-range", argument: "steps" });
  const chain = audio.createChain([gain()], { maximumFrames: 128 });
  assert.throws(() => chain.process(129), { code: "out-of-range", argument: "frames" });
  assert.throws(() => chain.process(-1), { code: "out-of-range", argument: "frames" });
  assert.throws(() => chain.process(128, 3), { code: "out-of-range", argument: "sideChannels" });
  assert.throws(() => chain.channel(2), { code: "out-of-range", argument: "channel" });
  assert.throws(() => chain.set("reverb", { gain: 0 }), { code: "unknown-parameter", argument: "step" });
  assert.throws(() => chain.set("gain", { loudness: 0 }), { code: "unknown-parameter" });
  assert.throws(() => chain.set("gain", { gain: 1000 }), { code: "out-of-range", argument: "steps[0].gain" });
  assert.throws(() => chain.automate("gain.gain", [1]), { code: "unknown-parameter" }, "wasn't selected");
  chain.process(128);
  chain.close();
  chain.close();
  assert.throws(() => chain.process(1), { code: "closed" });
});

test("an array of equal values and a single value give the same bits", () => {
  const options = /** @type {const} */ ({
    maximumFrames: 128,
    parameters: ["gain.gain", "biquad.frequency"],
  });
  const [source = new Float32Array()] = testAudio(1280, 48000);
  const results = [1, 128].map((length) => {
    const chain = audio.createChain([gain(), biquad()], options);
    return Array.from({ length: 10 }, (_, quantum) => {
      chain.automate("gain.gain", Array(length).fill(quantum < 3 ? 0 : -12));
      chain.automate("biquad.frequency", Array(length).fill(quantum < 6 ? 350 : 4000));
      chain.channel(0).set(source.subarray(128 * quantum, 128 * quantum + 128));
      chain.process(128);
      return [...chain.channel(0)];
    });
  });
  assert.deepEqual(results[0], results[1]);
});

test("a whole buffer is rendered with its tail, and rendering can be cancelled", async () => {
  const source = { sampleRate: 48000, channels: testAudio(100_000, 48000) };
  const steps = [biquad({ type: "peaking", q: 20, gain: 6 })];
  /** @type {number[]} */
  const progress = [];
  const rendered = await audio.renderOffline(source, steps, {
    after: "tail",
    onProgress: (done) => progress.push(done),
  });
  const length = rendered.channels[0]?.length ?? 0;
  assert.ok(length > 101_000 && length < 150_000, `length with its tail: ${length}`);
  assert.ok(progress.length >= 2 && progress.at(-1) === 1, "progress");
  const silent = rendered.channels[0]?.subarray(length - 10).every((sample) => Math.abs(sample) < 1e-5);
  assert.ok(silent, "ends in silence");
  const reason = new Error("enough");
  const cancelled = audio.renderOffline(source, steps, { signal: AbortSignal.abort(reason) });
  await assert.rejects(cancelled, reason);
  await assert.rejects(audio.renderOffline(/** @type {any} */ ({}), steps), { argument: "source" });
  const short = { sampleRate: 48000, channels: [new Float32Array(10)] };
  const early = audio.renderOffline(short, steps, { signal: AbortSignal.abort(reason) });
  await assert.rejects(early, reason, "also for a short buffer");
  const { channels } = short;
  const side = { sampleRate: 8000, channels };
  await assert.rejects(audio.renderOffline(short, steps, { side }), { argument: "side.sampleRate" });
  const three = { sampleRate: 48000, channels: [0, 1, 2].map(() => new Float32Array(10)) };
  await assert.rejects(audio.renderOffline(short, steps, { side: three }), { argument: "side.channels" });
  const response = { sampleRate: 48000, channels: [Float32Array.of(1, Number.NaN)] };
  const broken = audio.renderOffline(short, [convolver({ response })]);
  await assert.rejects(broken, { argument: "steps[0].response" });
  const timeless = audio.renderOffline(/** @type {any} */ ({ channels }), steps);
  await assert.rejects(timeless, { argument: "source.sampleRate" });
});

test("a chain changes at times from 0 on, and automates parameters by name", () => {
  const chain = audio.createChain([gain()]);
  for (const at of [-1, Number.NaN, Number.POSITIVE_INFINITY, null, "100"]) {
    assert.throws(
      () => chain.set("gain", { gain: -6 }, { time: /** @type {any} */ (at) }),
      { argument: "time" },
      `${at}`,
    );
  }
  chain.process(100);
  chain.set("gain", { gain: -6 }, { time: 50 / 48_000 });
  chain.close();
  for (const parameters of ["some", ["gain.none"], [5]]) {
    const options = /** @type {any} */ ({ parameters });
    assert.throws(() => audio.createChain([gain()], options), { argument: "parameters" }, `${parameters}`);
  }
});

test("the memory of closed chains is reused", () => {
  const [count, bytes] = [instances.length, memory()];
  for (let round = 0; round < 1000; round += 1) {
    const chain = audio.createChain([gain(), parametricEq(), biquad()], { maximumFrames: 1024 });
    chain.process(1024);
    chain.close();
  }
  assert.ok(instances.length - count <= 1, `1000 chains created ${instances.length - count} instances`);
  assert.ok(memory() - bytes < 2 ** 22, "memory doesn't grow");
  const minute = new Float32Array(60 * 48_000);
  audio.createChain([convolver({ response: { sampleRate: 48_000, channels: [minute, minute] } })]).close();
  const grown = instances.length;
  audio.createChain([gain()]).close();
  assert.equal(instances.length - grown, 1, "an instance that has grown large isn't reused");
});

test("the specification describes the effects", async () => {
  assert.ok(EFFECTS.length > 5);
  const model = await loadNoiseModel();
  for (const { name, parameters } of EFFECTS.filter(({ family }) => family !== "analysis")) {
    /** @type {any} */
    const step = { effect: name };
    for (const { name, default: value } of parameters) {
      if (value !== null) step[name] = value;
      if (name === "model") step[name] = model;
    }
    try {
      audio.createChain([step]).close();
    } catch (error) {
      assert.fail(`${name} accepts its defaults: ${error}`);
    }
  }
});

test("noise is reduced, and errors of a model are named", async () => {
  const model = await loadNoiseModel();
  let state = 1;
  const channel = Float32Array.from({ length: 96_000 }, () => {
    state = (state * 16_807) % 2_147_483_647;
    return 0.05 * (state / 2 ** 30 - 1);
  });
  const power = (/** @type {Float32Array | undefined} */ samples) =>
    samples?.slice(48_000).reduce((sum, sample) => sum + sample * sample, 0) ?? Number.NaN;
  const source = { sampleRate: 48_000, channels: [channel] };
  const { channels, readings } = await audio.renderOffline(source, [noiseSuppressor({ model })]);
  assert.ok(power(channels[0]) < power(channel) / 30, "15 dB");
  const probability = readings["noiseSuppressor"]?.["voiceProbability"] ?? Number.NaN;
  assert.ok(probability > 0 && probability < 1, `a probability: ${probability}`);
  const limited = await audio.renderOffline(source, [noiseSuppressor({ model, attenuation: 6 })]);
  const fall = 10 * Math.log10(power(limited.channels[0]) / power(channel));
  assert.ok(fall > -7.5 && fall < -5, `at most 6 dB: ${fall}`);
  const chain = audio.createChain([noiseSuppressor({ model })], { channels: 1 });
  assert.equal(chain.latency, 960, "20 ms");
  chain.close();
  const elsewhere = audio.createChain([noiseSuppressor({ model })], { channels: 1, sampleRate: 44_100 });
  assert.equal(elsewhere.latency, 1043, "resampled to 48 kHz and back");
  elsewhere.close();
  const refused = (/** @type {any} */ step, /** @type {string} */ argument, options = {}) =>
    assert.throws(() => audio.createChain([{ effect: "noiseSuppressor", ...step }], options), { argument });
  refused({}, "steps[0].model");
  refused({ model: new Uint8Array(0) }, "steps[0].model");
  refused({ model: model.slice(1) }, "steps[0].model");
  refused({ model: [1, 2, 3] }, "steps[0].model");
  await assert.rejects(loadNoiseModel(new URL("./no-such.model", import.meta.url)), { argument: "source" });
});

test("audio is normalised to a loudness, within the true-peak limit", async () => {
  const channels = [0, 1].map((side) =>
    Float32Array.from(
      { length: 192_000 },
      (_, i) => 0.05 * Math.sin(i * 0.13 + side) * (1 + Math.sin(i / 9000)),
    ),
  );
  const source = { sampleRate: 48_000, channels };
  /** @param {Awaited<ReturnType<typeof audio.normalize>>} result */
  const measured = async (result) => {
    const meters = [loudnessMeter(), peakMeter()];
    const { readings } = await audio.renderOffline(result, meters, { after: 256 });
    return [readings["loudnessMeter"]?.["integrated"] ?? 0, readings["peakMeter"]?.["maximumTruePeak"] ?? 0];
  };
  const near = (/** @type {number | undefined} */ a, /** @type {number} */ b) =>
    Math.abs((a ?? Number.NaN) - b) < 0.02;
  const quiet = await audio.normalize(source);
  assert.ok(near((await measured(quiet))[0], -23), "the default is the loudness of EBU R 128");
  const ratio = (quiet.channels[0]?.[500] ?? 0) / (channels[0]?.[500] ?? 1);
  assert.ok(near(20 * Math.log10(ratio), quiet.gain), "one gain from the first frame on");
  const was = quiet.readings["loudness"]?.["integrated"] ?? 0;
  assert.ok(near(was + quiet.gain, -23) && was < -23, "and the result has the source's loudness");
  const loud = await audio.normalize(source, { loudness: 0, truePeak: -2 });
  assert.ok(near((await measured(loud))[1], -2), "the peak limits the gain");
  const peak = await audio.normalize(source, { loudness: null });
  assert.ok(near((await measured(peak))[1], -1), "to a peak alone");
  const silence = { sampleRate: 48_000, channels: [new Float32Array(48_000)] };
  const still = await audio.normalize(silence);
  assert.ok(still.gain === 0 && still.channels[0]?.every((sample) => sample === 0), "silence is unchanged");
  const wrong = (/** @type {any} */ options, /** @type {string} */ argument) =>
    assert.rejects(
      audio.normalize(source, options),
      (/** @type {any} */ error) => error.argument === argument,
    );
  await wrong({ loudness: 3 }, "loudness");
  await wrong({ loudness: "loud" }, "loudness");
  await wrong({ truePeak: Number.NaN }, "truePeak");
  await assert.rejects(audio.normalize(source, { signal: AbortSignal.abort(new Error("enough")) }), /enough/);
});

test("normalising reports its limit, and supports short audio and dual mono", async () => {
  const rate = 48_000;
  /** @param {number} seconds @param {number} level */
  const tone = (seconds, level) =>
    Float32Array.from(
      { length: seconds * rate },
      (_, i) => 10 ** (level / 20) * Math.sin((2 * Math.PI * 1000 * i) / rate),
    );
  const near = (/** @type {number} */ value, /** @type {number} */ expected, /** @type {string} */ what) =>
    assert.ok(Math.abs(value - expected) < 0.2, `${what}: ${value} for ${expected}`);
  // EBU Tech 3341: a stereo tone of -23 dBFS has -23 LUFS, whatever its length.
  for (const seconds of [0.05, 0.2, 0.39, 0.4, 2]) {
    const channel = tone(seconds, -23);
    const { gain, limitedBy } = await audio.normalize(
      { sampleRate: rate, channels: [channel, channel] },
      { loudness: -20 },
    );
    near(gain, 3, `${seconds} s`);
    assert.equal(limitedBy, null, `${seconds} s`);
  }
  const mono = { sampleRate: rate, channels: [tone(2, -23)] };
  near((await audio.normalize(mono)).gain, 3.01, "one speaker");
  near((await audio.normalize(mono, { dualMono: true })).gain, 0, "two speakers");
  const loud = await audio.normalize({ sampleRate: rate, channels: [tone(1, -6)] }, { loudness: 0 });
  assert.equal(loud.limitedBy, "true-peak");
  const soft = await audio.normalize({ sampleRate: rate, channels: [tone(1, -62)] }, { loudness: 0 });
  assert.equal(soft.limitedBy, "maximum-gain");
  assert.equal(soft.gain, 48);
});

test("analyses need the full module, which has all effects", { skip: needsRelease }, async () => {
  const { loadAudio: loadFull } = await import("filmgate/audio/full");
  const full = await loadFull();
  assert.throws(
    () => audio.createChain([{ effect: "gain" }, pitchMeter()]),
    (/** @type {any} */ error) => error.code === "unknown-effect" && error.argument === "steps[1].effect",
  );
  const tone = Float32Array.from(
    { length: 48_000 },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * 329.6 * i) / 48_000),
  );
  const { readings } = await full.renderOffline({ sampleRate: 48_000, channels: [tone] }, [pitchMeter()]);
  assert.ok(Math.abs((readings["pitchMeter"]?.["frequency"] ?? 0) - 329.6) < 0.1);
  const model = await loadNoiseModel();
  for (const { name, parameters } of EFFECTS) {
    const needs = parameters.some(({ name }) => name === "model") ? { model } : {};
    full.createChain([/** @type {any} */ ({ effect: name, ...needs })]).close();
  }
});
