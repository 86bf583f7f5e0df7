// Unknown options are errors, and an exception of a callback reaches the caller unchanged.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compressor, gain } from "filmgate/audio/effects";
import { loadAudio } from "filmgate/audio/full";
import { gaussianBlur } from "filmgate/filters";
import { ArgumentError, load } from "filmgate/full";

const gate = await load();
const audio = await loadAudio();
const any = (/** @type {unknown} */ value) => /** @type {any} */ (value);
/** A second of a tone, which takes several turns. */
const source = {
  sampleRate: 48_000,
  channels: [Float32Array.from({ length: 480_000 }, (_, frame) => Math.sin(frame / 20))],
};
const wav = audio.encodeWav(source);

/** All functions with options. @type {Record<string, (options: any) => unknown>} */
const calls = {
  load: (options) => load(options),
  "gate.decode": (options) => gate.decode(new Uint8Array(8), options),
  "frame.encode": (options) => withFrame((frame) => frame.encode(options)),
  "pipeline.run": (options) =>
    withFrame((frame) => gate.createPipeline([gaussianBlur()]).run(frame, options)),
  "pipeline.runInParts": (options) =>
    withFrame((frame) => gate.createPipeline([gaussianBlur()]).runInParts(frame, options)),
  loadAudio: (options) => loadAudio(options),
  createChain: (options) => audio.createChain([gain()], options).close(),
  "chain.set": (options) => {
    const level = gain();
    const chain = audio.createChain([level]);
    try {
      chain.set(level, { gain: 1 }, options);
    } finally {
      chain.close();
    }
  },
  createResampler: (options) => {
    const required = { from: 48_000, to: 44_100 };
    audio.createResampler(typeof options === "object" ? { ...required, ...options } : options).close();
  },
  createStretcher: (options) => audio.createStretcher(options).close(),
  resample: (options) => audio.resample(source, 44_100, options),
  renderOffline: (options) => audio.renderOffline(source, [compressor()], options),
  normalize: (options) => audio.normalize(source, options),
  stretch: (options) => audio.stretch(source, options),
  encodeWav: (options) => audio.encodeWav(source, options),
  decodeAudio: (options) => audio.decodeAudio(wav.slice(), options),
};

/** @param {(frame: import("filmgate/full").Frame) => unknown} work */
async function withFrame(work) {
  const frame = gate.createFrame(64, 400);
  try {
    return await work(frame);
  } finally {
    frame.close();
  }
}

for (const [name, call] of Object.entries(calls)) {
  test(`${name} rejects an unknown option`, async () => {
    const expected = { code: "unknown-parameter", argument: "options.nonsense" };
    await assert.rejects(async () => call({ nonsense: undefined }), expected);
    await assert.rejects(
      async () => call({ nonsense: 1 }),
      /^ArgumentError: options.nonsense must be one of .*, got "nonsense"$/,
    );
    await assert.rejects(async () => call(1), { code: "invalid-argument", argument: "options" });
  });
}

/** All long operations, with options. @type {Record<string, (options: any) => unknown>} */
const long = {
  "pipeline.runInParts": any(calls["pipeline.runInParts"]),
  resample: any(calls["resample"]),
  renderOffline: any(calls["renderOffline"]),
  normalize: any(calls["normalize"]),
  "stretch by a phase vocoder": (options) => audio.stretch(source, { tempo: 2, ...options }),
  "stretch by WSOLA": (options) => audio.stretch(source, { tempo: 2, method: "wsola", ...options }),
  decodeAudio: any(calls["decodeAudio"]),
  "decodeAudio in a worker": (options) => audio.decodeAudio(wav.slice(), { worker: true, ...options }),
};

for (const [name, call] of Object.entries(long)) {
  test(`${name}: the promise rejects with the exception of onProgress`, async () => {
    // Also a typed error, which was once recreated without its stack and cause.
    const thrown = new ArgumentError("out-of-range", "mine", "right", "wrong");
    const caught = await Promise.resolve(
      call({
        onProgress: () => {
          throw thrown;
        },
      }),
    ).catch((error) => error);
    assert.equal(caught, thrown);
    /** @type {number[]} */
    const reports = [];
    await call({ onProgress: (/** @type {number} */ done) => reports.push(done) });
    assert.equal(reports.at(-1), 1, "it ends at 1");
    assert.deepEqual(
      reports,
      reports.toSorted((a, b) => a - b),
      "it never decreases",
    );
    assert.ok(
      reports.every((done) => done >= 0 && done <= 1),
      "it is a fraction",
    );
  });

  test(`${name}: the promise rejects with the reason of an aborted signal`, async () => {
    const reason = new Error("enough");
    const caught = await Promise.resolve(call({ signal: AbortSignal.abort(reason) })).catch((error) => error);
    assert.equal(caught, reason);
  });
}
