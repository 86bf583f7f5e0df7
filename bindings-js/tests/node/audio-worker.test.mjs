// Audio files in a worker: the same samples, a responsive thread, cancellation, and errors.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { test } from "node:test";
import binaryen from "binaryen";
import { CodecError, loadAudio } from "filmgate/audio/full";
import { repeatedMp3 } from "../support/audio.mjs";
import { readModule } from "../support/package.mjs";

const audio = await loadAudio();
const folder = new URL("../../../core/tests/golden/sounds/", import.meta.url);
/** @param {string} name */
const golden = async (name) => new Uint8Array(await readFile(new URL(name, folder)));
/** @param {number} copies of 0.29 s each */
const long = async (copies) => repeatedMp3(await golden("tone.mp3"), copies);

test("a worker returns the same samples and report, and the file stays the caller's", async () => {
  for (const name of [
    "tone.mp3",
    "tone.flac",
    "tone.ogg",
    "tone.aac",
    "tonefloat.wav",
    "cases/a_he.m4a",
    "cases/o_opus.opus",
    "cases/m_mix_mono_stereo.mp3",
  ]) {
    const whole = await golden(name);
    for (const file of [whole, whole.slice(0, (whole.length * 7) / 8)]) {
      const outcome = (/** @type {boolean} */ worker) =>
        audio.decodeAudio(file, { worker }).catch((error) => error);
      assert.deepEqual(await outcome(true), await outcome(false), name);
      assert.notEqual(file.byteLength, 0, "not transferred");
    }
  }
  // A view of a larger buffer, a buffer, a blob, shared memory.
  const file = await golden("tone.flac");
  const padded = new Uint8Array(file.length + 20);
  padded.set(file, 10);
  const shared = new Uint8Array(new SharedArrayBuffer(file.length));
  shared.set(file);
  const expected = await audio.decodeAudio(file);
  for (const source of [padded.subarray(10, -10), file.buffer, new Blob([file]), shared]) {
    const decoded = await audio.decodeAudio(/** @type {BufferSource} */ (source), { worker: true });
    assert.deepEqual(decoded, expected);
  }
  assert.equal(padded.length, file.length + 20);
  const [left, right] = (await audio.decodeAudio(file, { worker: true })).channels;
  assert.notEqual(left?.buffer, right?.buffer, "each channel has its own buffer");
});

test("the thread stays responsive while a long file is decoded", async (context) => {
  // A quarter of an hour.
  const file = await long(3132);
  /** @param {boolean} worker */
  const measure = async (worker) => {
    const before = performance.eventLoopUtilization();
    const { channels } = await audio.decodeAudio(file, { worker });
    assert.ok((channels[0]?.length ?? 0) > 890 * 44_100);
    const { active, utilization } = performance.eventLoopUtilization(before);
    context.diagnostic(`worker: ${worker}: the thread is busy for ${active.toFixed()} ms`);
    return utilization;
  };
  // Starts the worker.
  await audio.decodeAudio(await golden("tone.flac"), { worker: true });
  const [here, there] = [await measure(false), await measure(true)];
  assert.ok(here > 0.5, `busy fraction without a worker: ${here}`);
  assert.ok(there < 0.2, `with a worker: ${there}`);
});

test("progress is reported up to 1, at most about 30 times a second", async () => {
  const file = await long(3000);
  /** @type {number[]} */
  const steps = [];
  const started = performance.now();
  await audio.decodeAudio(file, { worker: true, onProgress: (done) => steps.push(done) });
  const took = performance.now() - started;
  assert.ok(steps.length >= 3 && steps.length <= 2 + took / 33, `${steps.length} steps in ${took} ms`);
  assert.ok(steps.every((done, i) => done >= (steps[i - 1] ?? 0) && done >= 0 && done <= 1));
  assert.equal(steps.at(-1), 1);
  assert.ok(
    steps.some((done) => done > 0.2 && done < 0.8),
    "also between the start and the end",
  );
});

test("an exception of the progress callback rejects the promise unchanged, and ends decoding", async () => {
  const theirs = new WebAssembly.RuntimeError("the caller's");
  let calls = 0;
  const onProgress = () => {
    calls += 1;
    throw theirs;
  };
  const decoding = audio.decodeAudio(await long(3000), { worker: true, onProgress });
  await assert.rejects(decoding, (error) => error === theirs);
  await audio.decodeAudio(await golden("tone.mp3"), { worker: true });
  assert.equal(calls, 1, "called once");
});

test("decoding is cancelled immediately, and the next file is decoded", async () => {
  const [mp3, flac] = [await golden("tone.mp3"), await golden("tone.flac")];
  const [first, second] = [new AbortController(), new AbortController()];
  let [reports, running] = [0, true];
  /** @type {() => void} */
  let begun = () => {};
  const beginning = new Promise((resolve) => (begun = () => resolve(undefined)));
  const onProgress = () => {
    reports += 1;
    begun();
  };
  const long = audio.decodeAudio(repeatedMp3(mp3, 12_000), {
    worker: true,
    signal: first.signal,
    onProgress,
  });
  long.catch(() => {}).finally(() => (running = false));
  // These two are queued in the same worker.
  const waiting = audio.decodeAudio(mp3, { worker: true, signal: second.signal });
  const next = audio.decodeAudio(flac, { worker: true });
  await beginning;
  second.abort(new Error("no longer needed"));
  await assert.rejects(waiting, { message: "no longer needed" });
  assert.ok(running, "a queued file is cancelled while another file is decoded");
  const aborted = performance.now();
  first.abort(new Error("enough"));
  await assert.rejects(long, { message: "enough" });
  const took = performance.now() - aborted;
  assert.ok(took < 100, `${took} ms`);
  const reported = reports;
  assert.deepEqual(await next, await audio.decodeAudio(flac));
  assert.equal(reports, reported, "no progress after the end");
});

test("an aborted signal stops decoding before it starts", async () => {
  const signal = AbortSignal.abort(new Error("never mind"));
  for (const file of [await golden("tone.mp3"), new Blob([await golden("tone.mp3")]), new Uint8Array(3)]) {
    for (const worker of [true, false]) {
      await assert.rejects(audio.decodeAudio(file, { worker, signal }), { message: "never mind" });
    }
  }
  // While a blob is being read.
  const controller = new AbortController();
  const blob = new Blob();
  blob.arrayBuffer = () => new Promise(() => {});
  const reading = audio.decodeAudio(blob, { worker: true, signal: controller.signal });
  controller.abort(new Error("too slow"));
  await assert.rejects(reading, { message: "too slow" });
});

test("files of several calls are decoded in order, whatever their results", async () => {
  const [mp3, flac] = [await golden("tone.mp3"), await golden("tone.flac")];
  const outcomes = await Promise.allSettled([
    audio.decodeAudio(mp3, { worker: true }),
    audio.decodeAudio(new Uint8Array(1000), { worker: true }),
    audio.decodeAudio(new TextEncoder().encode("#!AMR\n......"), { worker: true }),
    audio.decodeAudio(mp3.slice(0, 3000), { worker: true, strict: true }),
    audio.decodeAudio(flac, { worker: true, strict: true }),
  ]);
  const found = outcomes.map((outcome) => {
    if (outcome.status === "fulfilled") return outcome.value.channels.length;
    assert.ok(outcome.reason instanceof CodecError);
    return `${outcome.reason.code}: ${outcome.reason.received}`;
  });
  assert.deepEqual(found, [2, found[1], "unsupported: AMR", "decode: a file that ends early", 2]);
  assert.match(String(found[1]), /^decode: /);
});

test("invalid arguments are the same errors as without a worker", async () => {
  const file = await golden("tone.mp3");
  for (const options of /** @type {any[]} */ ([
    { strict: 1 },
    { onProgress: "often" },
    { signal: {} },
    { worker: "yes" },
  ])) {
    const [argument = ""] = Object.keys(options);
    for (const worker of [true, false]) {
      const decoding = audio.decodeAudio(file, { worker, ...options });
      await assert.rejects(decoding, { name: "ArgumentError", code: "invalid-argument", argument });
    }
  }
  const text = audio.decodeAudio(/** @type {any} */ ("song.mp3"), { worker: true });
  await assert.rejects(text, { code: "invalid-argument", argument: "file" });
});

test("damaged files have the same results in a worker, which stays usable", async () => {
  let state = 54321;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
  for (const name of ["tone.mp3", "tone.ogg", "tone.m4a", "cases/o_opus.opus"]) {
    const whole = await golden(name);
    for (let round = 0; round < 25; round += 1) {
      const bytes = whole.slice(0, round % 3 === 0 ? random() % whole.length : whole.length);
      for (let left = 1 + (random() % 8); left > 0; left -= 1) bytes[random() % bytes.length] = random();
      const outcome = async (/** @type {boolean} */ worker) => {
        try {
          return await audio.decodeAudio(bytes, { worker });
        } catch (error) {
          const { code, argument, expected, received, name } = /** @type {any} */ (error);
          return { code, argument, expected, received, name };
        }
      };
      assert.deepEqual(await outcome(true), await outcome(false), `${name}, ${round}`);
    }
  }
});

test("a file that crashes the decoder is the same error, and the worker continues with a new instance", async () => {
  // No known file crashes a decoder, so this module is modified to trap for files of 7 bytes.
  const module = binaryen.readBinary(await readModule("audio-full.wasm"));
  const { value: decode } = binaryen.getExportInfo(module.getExport("decode"));
  const { i32 } = binaryen;
  const length = module.local.get(0, i32);
  const body = module.block(null, [
    module.if(module.i32.eq(length, module.i32.const(7)), module.unreachable()),
    module.call(decode, [module.local.get(0, i32)], i32),
  ]);
  module.removeExport("decode");
  module.addFunction("trap", binaryen.createType([i32]), i32, [], body);
  module.addFunctionExport("trap", "decode");
  const trapping = await loadAudio({ module: new Uint8Array(module.emitBinary()) });
  module.dispose();
  const whole = await golden("tone.flac");
  const expected = await audio.decodeAudio(whole);
  for (const worker of [false, true]) {
    for (let time = 0; time < 2; time += 1) {
      await assert.rejects(trapping.decodeAudio(new Uint8Array(7), { worker }), (error) => {
        assert.ok(error instanceof CodecError);
        assert.deepEqual([error.code, error.received], ["decode", "a file that crashes the decoder"]);
        assert.match(String(error.cause), /RuntimeError: unreachable/);
        return true;
      });
      assert.deepEqual(await trapping.decodeAudio(whole, { worker }), expected);
    }
  }
});
