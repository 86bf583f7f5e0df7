// Video files are transcoded: frames, times, audio and metadata are kept, frames are filtered as still pictures are, and
// nothing is left open. ffmpeg reads the results.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { isFirefox, onlyInChromium } from "../support/chromium.mjs";
import {
  audioOf,
  clipPath,
  durationOf,
  lagOf,
  makeFile,
  needsFfmpeg,
  removeMade,
  streamOf,
  timesOf,
} from "../support/ffmpeg.mjs";
import { memoryOf } from "../support/memory.mjs";
import { keepText, openVideoPage } from "../support/video-page.mjs";

after(removeMade);

const name = (/** @type {string} */ file) => `${isFirefox ? "firefox" : "chromium"}-${file}`;

test("frames, times, duration, metadata and synchronisation are kept", { skip: needsFfmpeg }, async () => {
  const { page, problems, close } = await openVideoPage();
  try {
    const { file, progress, open, ...result } = await page.evaluate(async () => {
      const { transcode } = await import("filmgate/video/transcode");
      const { contrast, gaussianBlur } = await import("filmgate/filters");
      const { compressor, gain, limiter } = await import("filmgate/audio/effects");
      const clip = await (await fetch("/clip/clip.mp4")).blob();
      /** @type {import("filmgate/video/transcode").TranscodeProgress[]} */
      const progress = [];
      const { blob, ...result } = await transcode(
        clip,
        { format: "mp4" },
        {
          video: [contrast({ amount: 1.2 }), gaussianBlur({ sigma: 1 })],
          // The limiter has latency, which is compensated.
          audio: [compressor({ threshold: -20 }), gain({ gain: -3 }), limiter()],
          onProgress: (now) => progress.push(now),
        },
      );
      const file = await /** @type {any} */ (globalThis).textOf(blob);
      return { ...result, file, progress, open: /** @type {any} */ (globalThis).frameCounts.open };
    });
    assert.deepEqual([result.frames, result.width, result.height], [600, 640, 272]);
    assert.ok(Math.abs(result.duration - 25) < 0.05, `${result.duration} s`);
    assert.equal(open, 0, "open frames");
    // Neither Debian's Chromium nor Firefox encodes AAC, and the result says so.
    assert.equal(result.audioCodec, "opus");
    assert.match(result.notes.join(), /aac.*opus/);
    assert.ok(progress.every((now, i) => i === 0 || now.progress >= (progress[i - 1]?.progress ?? 1)));
    assert.deepEqual(progress.at(-1), { progress: 1, remaining: 0, frames: 600 });
    assert.ok(progress.slice(0, -1).every(({ remaining }) => remaining > 0));

    const path = await keepText(name("clip.mp4"), file);
    const [times, expected] = await Promise.all([timesOf(path), timesOf(clipPath)]);
    assert.equal(times.length, expected.length);
    assert.ok(
      times.every((time, i) => Math.abs(time - (expected[i] ?? 0)) < 1e-4),
      "timestamps",
    );
    assert.ok(Math.abs((await durationOf(path)) - (await durationOf(clipPath))) < 0.05, "duration");
    const video = await streamOf(path, "v");
    assert.deepEqual([video?.["codec_name"], video?.["width"], video?.["height"]], ["h264", 640, 272]);
    const [audio, original] = await Promise.all([audioOf(path), audioOf(clipPath)]);
    for (const seconds of [2, 9, 16, 22]) {
      const lag = lagOf(original, audio, seconds);
      assert.ok(Math.abs(lag) <= 48, `at ${seconds} s, the audio is ${lag} samples late`);
    }
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("encoders receive the bits of the still pipeline", async () => {
  const { page, problems, close } = await openVideoPage();
  try {
    const result = await page.evaluate(async () => {
      const { ALL_FORMATS, BlobSource, Input, VideoSampleSink } = await import("mediabunny");
      const { load } = await import("filmgate");
      const { contrast, gaussianBlur, sepia } = await import("filmgate/filters");
      const { transcode } = await import("filmgate/video/transcode");
      const clip = await (await fetch("/clip/clip.mp4")).blob();
      const gate = await load();
      const pipeline = gate.createPipeline([contrast({ amount: 1.3 }), gaussianBlur({ sigma: 2 }), sepia()]);

      const bytesOf = async (/** @type {VideoFrame} */ frame) => {
        const bytes = new Uint8Array(frame.allocationSize());
        await frame.copyTo(bytes);
        return bytes;
      };
      let [started, terminated] = [0, 0];
      const { Worker } = globalThis;
      /** @type {any} */ (globalThis).Worker = class extends Worker {
        /** @param {string | URL} script @param {WorkerOptions} options */
        constructor(script, options) {
          super(script, options);
          started += 1;
        }
        /** @override */
        terminate() {
          super.terminate();
          terminated += 1;
        }
      };

      /** @param {import("filmgate/video/transcode").TranscodeOptions} options */
      async function encodedWith(options) {
        /** @type {Promise<{ time: number, bytes: Uint8Array }>[]} */
        const encoded = [];
        const { encode } = VideoEncoder.prototype;
        VideoEncoder.prototype.encode = function (
          /** @type {VideoFrame} */ frame,
          /** @type {any} */ options,
        ) {
          const copy = frame.clone();
          const time = frame.timestamp;
          encoded.push(
            bytesOf(copy)
              .then((bytes) => ({ time, bytes }))
              .finally(() => copy.close()),
          );
          encode.call(this, frame, options);
        };
        const { frames } = await transcode(
          clip,
          {},
          { ...options, audio: false, trim: { start: 3, end: 5 } },
        );
        VideoEncoder.prototype.encode = encode;
        // The trial of the encoder comes before the frames of the clip.
        return (await Promise.all(encoded)).slice(-frames);
      }
      const received = await encodedWith({ video: pipeline });
      const onThisThread = started;
      const byWorker = await encodedWith({ video: pipeline.toJSON() });
      const workers = [onThisThread, started, terminated];

      const input = new Input({ source: new BlobSource(clip), formats: ALL_FORMATS });
      const track = await input.getPrimaryVideoTrack();
      if (track === null) throw new Error("the clip has no video");
      let [different, compared] = [0, 0];
      for await (const sample of new VideoSampleSink(track).samples(3, 5)) {
        const source = sample.toVideoFrame();
        sample.close();
        const frame = gate.createFrame(1, 1, { format: /** @type {any} */ (source.format) });
        await frame.copyFrom(source);
        source.close();
        pipeline.run(frame);
        const still = frame.toVideoFrame();
        const bytes = await bytesOf(still);
        still.close();
        for (const list of [received, byWorker]) {
          const other = list[compared]?.bytes;
          if (other?.length !== bytes.length || !bytes.every((byte, i) => byte === other[i])) different += 1;
        }
        compared += 1;
        frame.close();
      }
      input.dispose();
      pipeline.close();
      const { open } = /** @type {any} */ (globalThis).frameCounts;
      return {
        frames: [received.length, byWorker.length],
        workers,
        compared,
        different,
        open,
        gate: gate.stats().frames,
        times: received.map(({ time }) => time),
      };
    });
    assert.deepEqual(result.frames, [48, 48]);
    assert.deepEqual(result.workers, [0, 1, 1], "workers: with a pipeline, and with a preset");
    assert.equal(result.compared, 48);
    assert.equal(result.different, 0, "frames that differ");
    assert.deepEqual([result.open, result.gate], [0, 0], "open frames");
    assert.deepEqual([result.times[0], result.times[24]], [0, 1_000_000]);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("a cancelled transcoding leaves no open frame and no half file", async () => {
  const { page, problems, close } = await openVideoPage();
  try {
    const result = await page.evaluate(async () => {
      const { transcode } = await import("filmgate/video/transcode");
      const clip = await (await fetch("/clip/clip.mp4")).blob();
      const counts = /** @type {any} */ (globalThis).frameCounts;
      const half = () => {
        const abort = new AbortController();
        const onProgress = (/** @type {{ progress: number }} */ { progress }) => {
          if (progress > 0.5) abort.abort();
        };
        // Long enough for a report in the middle, which comes ten times a second.
        const video = /** @type {const} */ ([{ filter: "contrast", amount: 1.2 }]);
        return { video, signal: abort.signal, onProgress, trim: { end: 16 } };
      };
      const nameOf = (/** @type {Promise<unknown>} */ work) =>
        work.then(
          () => "done",
          (error) => error.name,
        );
      /** Number of open frames. One that the decoder was just giving out is closed when it arrives. */
      const open = async () => {
        for (let tries = 0; counts.open > 0 && tries < 20; tries += 1) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return counts.open;
      };
      /** @type {Record<string, unknown>} */
      const outcome = {};

      outcome["memory"] = [await nameOf(transcode(clip, {}, half())), await open()];

      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle("clip.mp4", { create: true });
      const before = await handle.createWritable();
      await before.write("old contents");
      await before.close();
      outcome["file"] = [await nameOf(transcode(clip, { target: handle }, half())), await open()];
      outcome["contents"] = await (await handle.getFile()).text();

      /** @type {string[]} */
      const events = [];
      const target = new WritableStream({
        close: () => void events.push("closed"),
        abort: (reason) => void events.push(`aborted: ${reason.name}`),
      });
      outcome["stream"] = [await nameOf(transcode(clip, { format: "webm", target }, half())), await open()];
      outcome["events"] = events;

      // A stream that takes nothing holds up the encoder, but not the error.
      const stalled = new WritableStream({ write: () => new Promise(() => {}) }, { highWaterMark: 0 });
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 1000);
      outcome["stalled"] = [
        await nameOf(transcode(clip, { target: stalled }, { signal: abort.signal })),
        await open(),
      ];

      const late = new AbortController();
      const atEnd = (/** @type {{ progress: number }} */ { progress }) => progress === 1 && late.abort();
      const work = transcode(
        clip,
        { target: handle },
        { signal: late.signal, onProgress: atEnd, trim: { end: 1 } },
      );
      outcome["late"] = [await nameOf(work), await open()];
      outcome["complete contents"] = (await handle.getFile()).size > 10_000;
      const rewritten = await handle.createWritable();
      await rewritten.write("old contents");
      await rewritten.close();

      const early = AbortSignal.abort();
      outcome["early"] = [await nameOf(transcode(clip, {}, { signal: early })), await open()];

      const failing = () => {
        throw new RangeError("of the caller");
      };
      outcome["callback"] = [
        await nameOf(transcode(clip, { target: handle }, { onProgress: failing })),
        await open(),
      ];
      outcome["contents again"] = await (await handle.getFile()).text();

      const done = await transcode(clip, { target: handle }, { trim: { end: 1 }, audio: false });
      outcome["complete"] = [
        done.blob === undefined,
        done.frames,
        (await handle.getFile()).size > 10_000,
        await open(),
      ];
      return outcome;
    });
    assert.deepEqual(result, {
      memory: ["AbortError", 0],
      file: ["AbortError", 0],
      contents: "old contents",
      stream: ["AbortError", 0],
      events: ["aborted: AbortError"],
      stalled: ["AbortError", 0],
      late: ["done", 0],
      "complete contents": true,
      early: ["AbortError", 0],
      callback: ["RangeError", 0],
      "contents again": "old contents",
      complete: [true, 24, true, 0],
    });
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("a transcoding pauses and resumes, and can be cancelled in between", async () => {
  const { page, problems, close } = await openVideoPage();
  try {
    const result = await page.evaluate(async () => {
      const { PauseSwitch, transcode } = await import("filmgate/video/transcode");
      const clip = await (await fetch("/clip/clip.mp4")).blob();
      const pause = new PauseSwitch();
      let [frames, remaining] = [0, 0];
      const abort = new AbortController();
      const options = {
        pause,
        signal: abort.signal,
        trim: { end: 10 },
        onProgress: (/** @type {import("filmgate/video/transcode").TranscodeProgress} */ now) => {
          [frames, remaining] = [now.frames, now.remaining];
        },
      };
      const work = transcode(clip, {}, options);
      while (frames < 20) await new Promise((resume) => setTimeout(resume, 5));
      pause.pause();
      await new Promise((resume) => setTimeout(resume, 300));
      const atPause = frames;
      await new Promise((resume) => setTimeout(resume, 700));
      const stood = frames === atPause;
      pause.resume();
      while (frames === atPause) await new Promise((resume) => setTimeout(resume, 5));
      const estimate = remaining;
      const start = performance.now();
      const done = await work;
      const took = (performance.now() - start) / 1000;

      pause.pause();
      const cancelled = transcode(clip, {}, options).catch((error) => error.name);
      setTimeout(() => abort.abort(), 500);
      return { stood, frames: done.frames, estimate, took, cancelled: await cancelled };
    });
    assert.ok(result.stood, "no frame is encoded while the switch is off");
    assert.equal(result.frames, 240);
    assert.ok(Number.isFinite(result.estimate) && result.estimate > 0, `${result.estimate} s`);
    assert.equal(result.cancelled, "AbortError");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("rotation, sizes, streams and containers", { skip: needsFfmpeg }, async () => {
  await makeFile("rotated.mp4", ["-t", "1", "-i", clipPath, "-c", "copy", "-metadata:s:v", "rotate=90"]);
  await makeFile("mono.mp4", [
    ...["-t", "2", "-i", clipPath, "-f", "lavfi", "-t", "2", "-i", "sine=440:sample_rate=44100"],
    ...["-map", "0:v", "-map", "1:a", "-ac", "1", "-c:v", "copy", "-c:a", "aac"],
  ]);
  const { page, problems, close } = await openVideoPage();
  try {
    const files = await page.evaluate(async () => {
      const { transcode } = await import("filmgate/video/transcode");
      const { resize } = await import("filmgate/filters");
      const { gain } = await import("filmgate/audio/effects");
      const { textOf } = /** @type {any} */ (globalThis);
      const fetched = async (/** @type {string} */ path) => (await fetch(path)).arrayBuffer();
      const bytesOf = async (/** @type {Promise<import("filmgate/video/transcode").Transcoded>} */ work) => {
        const { blob, ...rest } = await work;
        return { ...rest, file: blob && (await textOf(blob)) };
      };
      /** @type {Uint8Array[]} */
      const chunks = [];
      const target = new WritableStream({ write: (chunk) => void chunks.push(chunk.slice()) });
      await transcode("/clip/clip.mp4", { target }, { trim: { start: 1.02, end: 3 } });
      return {
        rotated: await bytesOf(transcode(await fetched("/made/rotated.mp4"))),
        mono: await bytesOf(
          transcode(new URL("/made/mono.mp4", location.href), {}, { audio: [gain({ gain: -6 })] }),
        ),
        small: await bytesOf(
          transcode(
            new Request("/clip/clip.mp4"),
            { format: "webm" },
            {
              video: [resize({ width: 200, height: 86 })],
              videoCodec: "vp8",
              trim: { end: 1 },
            },
          ),
        ),
        quicktime: await bytesOf(
          transcode("/clip/clip.mp4", { format: "mov" }, { audio: false, trim: { end: 1 } }),
        ),
        matroska: await bytesOf(transcode("/clip/clip.mp4", { format: "mkv" }, { trim: { end: 1 } })),
        stream: { file: await textOf(new Blob(/** @type {BlobPart[]} */ (chunks))), frames: 0, notes: [] },
      };
    });
    const kept = async (/** @type {keyof typeof files} */ which, /** @type {string} */ ending) =>
      keepText(name(`${which}.${ending}`), files[which].file ?? "");
    const rotated = await streamOf(await kept("rotated", "mp4"), "v");
    assert.equal(Math.abs(rotated?.["side_data_list"]?.[0].rotation), 90);
    assert.deepEqual([rotated?.["width"], rotated?.["height"]], [640, 272]);

    const mono = await kept("mono", "mp4");
    const [tone, original] = [
      await audioOf(mono),
      await audioOf(`${mono.slice(0, mono.lastIndexOf("/"))}/mono.mp4`),
    ];
    assert.ok(
      Math.abs(tone.length - original.length) < 4800,
      `${tone.length} and ${original.length} samples`,
    );
    const level = (/** @type {Float32Array} */ samples) =>
      Math.sqrt(samples.subarray(24_000, 72_000).reduce((sum, sample) => sum + sample * sample, 0) / 48_000);
    const change = 20 * Math.log10(level(tone) / level(original));
    assert.ok(Math.abs(change + 6) < 0.3, `${change} dB`);

    const small = await streamOf(await kept("small", "webm"), "v");
    assert.deepEqual([small?.["codec_name"], small?.["width"], small?.["height"]], ["vp8", 200, 86]);
    assert.equal((await streamOf(await kept("quicktime", "mov"), "a"))?.["codec_name"], undefined);
    const matroska = await kept("matroska", "mkv");
    assert.equal((await streamOf(matroska, "a"))?.["codec_name"], "aac", "packets are copied");
    assert.equal((await timesOf(matroska)).length, 24);
    // The first frame begins before the range, which begins the new file.
    const stream = await timesOf(await kept("stream", "mp4"));
    assert.equal(stream.length, 48);
    // Firefox' encoder reorders frames. In fragmented files, ffmpeg adds that delay to the times that the file states.
    const start = isFirefox ? (stream[0] ?? 0) : 0;
    assert.equal(stream[0], start);
    assert.ok(Math.abs((stream[1] ?? 0) - start - (1 + 1 / 24 - 1.02)) < 0.001, `${stream.slice(0, 2)}`);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

// HOUR=1 transcodes an hour, of two frames a second.
const [seconds, rate] = process.env["HOUR"] ? [3600, 2] : [60, 24];

test(`${seconds} s of 1080p leave no memory behind`, {
  skip: onlyInChromium("reads Chromium's processes") || needsFfmpeg,
}, async (t) => {
  const file = `${seconds}-seconds.mp4`;
  await makeFile(file, [
    ...["-f", "lavfi", "-i", `testsrc2=size=1920x1080:rate=${rate}:duration=${seconds}`],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p"],
  ]);
  const { page, browser, problems, close } = await openVideoPage();
  try {
    const megabytes = await memoryOf(browser);
    const collector = await page.context().newCDPSession(page);
    /** Transcodes a part, and returns the memory in use afterwards, without garbage. @param {number} end */
    const after = async (end) => {
      /** @type {number[]} */
      const used = [];
      const sampling = setInterval(async () => used.push(await megabytes()), 500);
      const running = page.evaluate(
        async ([end, file]) => {
          const { transcode } = await import("filmgate/video/transcode");
          const { load } = await import("filmgate");
          const { contrast } = await import("filmgate/filters");
          const gate = await load();
          const pipeline = gate.createPipeline([contrast({ amount: 1.2 })]);
          const minute = await (await fetch(`/made/${file}`)).blob();
          // The private file system of a page in a test is in memory.
          let size = 0;
          const target = new WritableStream({
            write(chunk) {
              size += chunk.length;
            },
          });
          /** @type {number[]} */
          const allocations = [];
          const onProgress = () => void allocations.push(gate.stats().allocations);
          const { frames } = await transcode(
            minute,
            { target },
            { video: pipeline, onProgress, trim: { end } },
          );
          pipeline.close();
          return { frames, allocations, size };
        },
        /** @type {const} */ ([end, file]),
      );
      const { frames, allocations, size } = await running.finally(() => clearInterval(sampling));
      assert.equal(frames, rate * end);
      assert.ok(size > (1e5 / 24) * frames, `${size} bytes`);
      // Without the start, in which queues fill.
      const third = Math.ceil(used.length / 3);
      const middle = (/** @type {number[]} */ part) =>
        part.sort((a, b) => a - b)[part.length >> 1]?.toFixed();
      const [second, last] = [middle(used.slice(third, 2 * third)), middle(used.slice(2 * third))];
      t.diagnostic(`${frames} frames: in the second third ${second} MB, in the last ${last} MB (medians)`);
      assert.equal(
        new Set(allocations.slice(3, -1)).size,
        1,
        "the gate allocates nothing after the first frames",
      );
      for (let i = 0; i < 3; i += 1) {
        await collector.send("HeapProfiler.collectGarbage");
        await page.waitForTimeout(1000);
      }
      return megabytes();
    };
    const [early, late] = [await after(seconds / 4), await after(seconds)];
    const grown = `${early.toFixed()} MB after a quarter, ${late.toFixed()} MB after the whole`;
    t.diagnostic(grown);
    assert.ok(late - early < 32, grown);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
