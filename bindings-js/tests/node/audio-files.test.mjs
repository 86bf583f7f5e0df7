// Audio files in the full build: decoding, encoding, and damaged files.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gain } from "filmgate/audio/effects";
import { loadAudio } from "filmgate/audio/full";
import { testAudio } from "../support/audio.mjs";
import { instances, memory } from "../support/instances.mjs";

const audio = await loadAudio();
const folder = new URL("../../../core/tests/golden/sounds/", import.meta.url);
const names = [
  "tone.mp3",
  "tone.flac",
  "tone.ogg",
  "tone.aac",
  "tone.m4a",
  "tone16.wav",
  "tonefloat.wav",
  "cases/o_opus.opus",
  "cases/o_chain.ogg",
  "cases/m_concat.mp3",
];
/** @param {string} name */
const golden = async (name) => new Uint8Array(await readFile(new URL(name, folder)));
/** @type {[string, Uint8Array<ArrayBuffer>][]} */
const files = await Promise.all(names.map(async (name) => [name, await golden(name)]));

test("files of every format are decoded", async () => {
  for (const [name, bytes] of files.slice(0, 7)) {
    const { sampleRate, channels } = await audio.decodeAudio(bytes);
    assert.deepEqual([sampleRate, channels.length], [44100, 2], name);
    const [left = new Float32Array()] = channels;
    assert.ok(left.length >= 2205 && left.length < 15_000, `${name}: ${left.length} frames`);
    const loudest = left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert.ok(loudest > 0.4 && loudest < 0.9, `${name}: ${loudest}`);
  }
  const [, bytes = new Uint8Array()] = files[1] ?? [];
  const blob = await audio.decodeAudio(new Blob([bytes]));
  assert.deepEqual(blob, await audio.decodeAudio(bytes.buffer), "a blob, a buffer");
});

test("encoded WAV files decode to the same samples", async () => {
  // Below full scale, so that nothing is clipped.
  const channels = testAudio(1000, 22050).map((channel) => channel.map((sample) => sample * 0.9));
  const source = { sampleRate: 22050, channels };
  const exact = await audio.decodeAudio(audio.encodeWav(source, { bitDepth: 32, float: true }));
  assert.deepEqual(
    { sampleRate: exact.sampleRate, channels: exact.channels },
    source,
    "floats are stored exactly",
  );
  for (const bitDepth of /** @type {const} */ ([8, 16, 24, 32])) {
    for (const dither of [false, true]) {
      const bytes = audio.encodeWav(source, { bitDepth, dither });
      assert.equal(Math.ceil((2000 * bitDepth) / 8), bytes.length - (bitDepth > 16 ? 68 : 44), "its length");
      const { channels } = await audio.decodeAudio(bytes);
      const step = 2 ** (1 - bitDepth) * (dither ? 1.5 : 0.5) + 1e-7;
      for (const [index, channel] of channels.entries()) {
        const far = channel.some((sample, i) => Math.abs(sample - (source.channels[index]?.[i] ?? 0)) > step);
        assert.ok(!far, `${bitDepth} bits, dither ${dither}`);
      }
    }
  }
});

test("errors name the argument, and the next call works", async () => {
  for (const bytes of [
    new Uint8Array(),
    new Uint8Array(1000),
    new TextEncoder().encode("RIFF....WAVEfmt "),
  ]) {
    await assert.rejects(audio.decodeAudio(bytes), { name: "CodecError", code: "decode", argument: "bytes" });
  }
  await assert.rejects(audio.decodeAudio(/** @type {any} */ ("song.mp3")), { code: "invalid-argument" });
  const source = { sampleRate: 48000, channels: testAudio(10, 48000) };
  assert.throws(() => audio.encodeWav(source, /** @type {any} */ ({ bitDepth: 12 })), {
    argument: "bitDepth",
  });
  assert.throws(() => audio.encodeWav(source, { bitDepth: 16, float: true }), { argument: "bitDepth" });
  assert.throws(() => audio.encodeWav({ ...source, sampleRate: 44100.5 }), { code: "encode" });
  assert.throws(() => audio.encodeWav(/** @type {any} */ (null)), { code: "invalid-argument" });
  audio.createChain([gain()]).close();
});

test("the result reports trimmed, remixed, skipped and missing frames", async () => {
  const expected = /** @type {const} */ ([
    ["cases/a_lc.m4a", 20_000, { primingFrames: 1024, paddingFrames: 480 }],
    ["cases/a_he.m4a", 10_000, { primingFrames: 2048, leftOut: ["spectral-band-replication"] }],
    ["cases/o_opus.opus", 21_769, { primingFrames: 312, paddingFrames: 959 }],
    ["cases/m_mix_mono_stereo.mp3", 43_776, { remixedFrames: 21_888 }],
    ["cases/f_id3v1.flac", 20_000, { truncated: false, damagedPackets: 0 }],
  ]);
  for (const [name, frames, fields] of expected) {
    const decoded = await audio.decodeAudio(await golden(name), { strict: true });
    assert.equal(decoded.channels[0]?.length, frames, name);
    assert.deepEqual({ ...decoded, ...fields }, decoded, name);
  }
  for (const [name, bytes] of files) {
    const half = bytes.slice(0, (bytes.length * 7) / 8);
    if (name.endsWith("m4a")) continue; // its tables are at its end
    assert.equal((await audio.decodeAudio(half)).truncated, true, name);
    await assert.rejects(
      audio.decodeAudio(half, { strict: true }),
      { code: "decode", received: /early|damaged/ },
      name,
    );
  }
});

test("unsupported formats are named", async () => {
  const text = new TextEncoder();
  for (const [bytes, name] of /** @type {const} */ ([
    [new Uint8Array([0x0b, 0x77, 0, 0, 0, 0]), "AC-3"],
    [new Uint8Array([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]), "WMA"],
    [text.encode("#!AMR\n......"), "AMR"],
  ])) {
    await assert.rejects(audio.decodeAudio(bytes), {
      name: "CodecError",
      code: "unsupported",
      received: name,
    });
  }
});

test("decoding yields, reports progress and can be cancelled", async () => {
  const channels = testAudio(3_000_000, 44_100);
  const file = audio.encodeWav({ sampleRate: 44_100, channels }, { bitDepth: 24 });
  /** @type {number[]} */
  const steps = [];
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const decoded = await audio.decodeAudio(file, { onProgress: (done) => steps.push(done) });
  clearInterval(timer);
  assert.equal(decoded.channels[1]?.length, 3_000_000);
  assert.ok(steps.length > 3 && turns > 3, `${steps.length} steps, ${turns} turns`);
  assert.ok(
    steps.every((done, i) => done >= (steps[i - 1] ?? 0)) && steps.at(-1) === 1,
    "progress never decreases",
  );
  const controller = new AbortController();
  const cancelled = audio.decodeAudio(file, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("enough")),
  });
  await assert.rejects(cancelled, { message: "enough" });
  await assert.rejects(audio.decodeAudio(file, { signal: AbortSignal.abort(new Error("before")) }), {
    message: "before",
  });
  // The caller's exception is rethrown unchanged, and costs no instance.
  const theirs = new WebAssembly.RuntimeError("the caller's");
  const throwing = () => {
    throw theirs;
  };
  await assert.rejects(audio.decodeAudio(file, { onProgress: throwing }), (error) => error === theirs);
  await Promise.all(files.map(([, bytes]) => audio.decodeAudio(bytes)));
});

test("clipped samples are counted", () => {
  const loud = { sampleRate: 48_000, channels: [Float32Array.of(0.5, 1, -1, 1.01, -3, Number.NaN)] };
  assert.equal(audio.encodeWav(loud).clippedSamples, 2);
  assert.equal(audio.encodeWav(loud, { float: true }).clippedSamples, 0);
});

const large = process.env["FILMGATE_LARGE"] ? false : "FILMGATE_LARGE is not set";

test("addresses above 2 GiB", { skip: large }, () => {
  // The samples take 2 GiB minus one kilobyte, the limit of an allocation: the file is above.
  const channel = testAudio(2 ** 25 - 16, 48_000)[0] ?? new Float32Array();
  const file = audio.encodeWav({ sampleRate: 48_000, channels: Array(16).fill(channel) }, { bitDepth: 8 });
  assert.equal(file.length, 68 + 16 * (2 ** 25 - 16));
  assert.ok(file[1_000_000] !== 0, "samples");
});

test("an hour of stereo MP3", { skip: large }, async () => {
  const file = await golden("tone.mp3");
  // The frames after the first one, which has the encoder's tag, repeated.
  const frames = file.slice(file.indexOf(0xff, 400));
  const count = Math.ceil((3600 * 44_100) / 12_672);
  const hour = new Uint8Array(frames.length * count);
  for (let i = 0; i < count; i += 1) hour.set(frames, i * frames.length);
  const { channels } = await audio.decodeAudio(hour);
  assert.ok((channels[0]?.length ?? 0) > 3500 * 44_100, `${channels[0]?.length} frames`);
});

test("damaged files are errors or audio, and the engine stays usable", async () => {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
  const rounds = Number(process.env["FILMGATE_MUTATIONS"] ?? 2000);
  const [errors, lost] = [new Set(), new Set()];
  const [made, used] = [instances.length, memory()];
  let slowest = 0;
  const chain = audio.createChain([gain()]);
  for (const [name, whole] of files) {
    for (let round = 0; round < rounds; round += 1) {
      const bytes = whole.slice(0, round % 3 === 0 ? random() % whole.length : whole.length);
      for (let left = random() % 8; left > 0; left -= 1) {
        bytes[random() % (round % 2 === 0 ? 100 : whole.length)] = random();
      }
      const start = performance.now();
      try {
        await audio.decodeAudio(bytes);
      } catch (error) {
        const { code, cause } = /** @type {any} */ (error);
        assert.ok(["decode", "unsupported", "out-of-range"].includes(code), `${name}, ${round}: ${error}`);
        errors.add(`${name} ${round}`);
        if (cause !== undefined) lost.add(`${name} ${round}`);
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    assert.ok((await audio.decodeAudio(whole)).channels.length > 0, "the next file is decoded");
  }
  chain.process(128);
  chain.close();
  console.log(`${errors.size} errors, ${lost.size} instances replaced, slowest ${slowest.toFixed()} ms`);
  assert.ok(errors.size > 20, `${errors.size}`);
  assert.deepEqual([...lost], [], "files that crashed a decoder");
  assert.ok(instances.length - made <= 2, `${instances.length - made} new instances`);
  assert.ok(memory() - used < 64 * 2 ** 20, `memory grew by ${memory() - used} bytes`);
  assert.ok(slowest < 2000, `${slowest} ms`);
});
