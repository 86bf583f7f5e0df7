// Files that can't be transcoded, and wrong arguments: each is a typed error that says what is wrong, and no video frame
// stays open.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { isFirefox } from "../support/chromium.mjs";
import { clipPath, keepFile, makeFile, needsFfmpeg, removeMade } from "../support/ffmpeg.mjs";
import { openVideoPage } from "../support/video-page.mjs";

const CHART = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=1"];
const VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"];
const BT2020 = ["-color_primaries", "bt2020", "-colorspace", "bt2020nc"];

before(async () => {
  if (needsFfmpeg) return;
  const clip = await readFile(clipPath);
  await keepFile("truncated.mp4", clip.subarray(0, 900_000));
  const late = await makeFile("late.mp4", ["-t", "4", "-i", clipPath, "-c", "copy"]);
  await keepFile("headless.mp4", (await readFile(late)).subarray(0, 100_000));
  const webm = await makeFile("whole.webm", [
    "-t",
    "3",
    "-i",
    clipPath,
    ...VP9,
    "-b:v",
    "400k",
    "-c:a",
    "libopus",
  ]);
  await keepFile("truncated.webm", (await readFile(webm)).subarray(0, 60_000));
  await keepFile("empty.mp4", new Uint8Array());
  await keepFile(
    "noise.mp4",
    Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 255),
  );
  const damaged = Uint8Array.from(clip);
  for (let i = 0; i < 400; i += 1) damaged[100_000 + ((i * 7919) % 1_000_000)] = 255;
  await keepFile("damaged.mp4", damaged);
  await makeFile("audio.mp4", ["-t", "2", "-i", clipPath, "-vn", "-c", "copy"]);
  await makeFile("mpeg4.mp4", [...CHART, "-c:v", "mpeg4"]);
  await makeFile("ffv1.mkv", [...CHART, "-c:v", "ffv1"]);
  await makeFile("pq.webm", [
    ...CHART,
    ...VP9,
    "-pix_fmt",
    "yuv420p10le",
    ...BT2020,
    "-color_trc",
    "smpte2084",
  ]);
  await makeFile("hlg.webm", [
    ...CHART,
    ...VP9,
    "-pix_fmt",
    "yuv420p10le",
    ...BT2020,
    "-color_trc",
    "arib-std-b67",
  ]);
  await makeFile("ten-bits.webm", [...CHART, ...VP9, "-pix_fmt", "yuv420p10le", "-colorspace", "bt709"]);
  await makeFile("444.webm", [...CHART, ...VP9, "-pix_fmt", "yuv444p"]);
});
after(removeMade);

/** Of each file: the error's code, and a part of its message; or the number of frames. @type {Record<string, any>} */
const FILES = {
  "truncated.mp4": ["decode", /complete video of 25\.00 s, got frames up to/],
  "headless.mp4": ["unsupported", /a file with a video track/],
  "truncated.webm": ["decode", /input must be/],
  "empty.mp4": ["unsupported", /known container/],
  "noise.mp4": ["unsupported", /known container/],
  // Firefox shows something for any data.
  "damaged.mp4": isFirefox ? undefined : ["decode", /undamaged/],
  "audio.mp4": ["unsupported", /a video track, got a file with audio only/],
  "mpeg4.mp4": ["unsupported", /known codec, got codec "mp4v"/],
  "ffv1.mkv": ["unsupported", /known codec/],
  "pq.webm": ["unsupported", /standard dynamic range, got the transfer function pq/],
  "hlg.webm": ["unsupported", /standard dynamic range, got the transfer function hlg/],
  "ten-bits.webm": 25,
  "444.webm": 25,
};

test("files that can't be transcoded are typed errors", { skip: needsFfmpeg }, async () => {
  const { page, close } = await openVideoPage();
  try {
    for (const [name, expected] of Object.entries(FILES)) {
      const result = await page.evaluate(async (name) => {
        const { CodecError, transcode } = await import("filmgate/video/transcode");
        const { sepia } = await import("filmgate/filters");
        const file = await (await fetch(`/made/${name}`)).blob();
        const folder = await navigator.storage.getDirectory();
        const target = await folder.getFileHandle(`out of ${name}`, { create: true });
        const outcome = await transcode(file, { target }, { video: [sepia()] }).then(
          ({ frames }) => ({ frames }),
          (error) => {
            const { argument, code, message } = error;
            return { typed: error instanceof CodecError, argument, code, message };
          },
        );
        const { size } = await target.getFile();
        return { ...outcome, size, open: /** @type {any} */ (globalThis).frameCounts.open };
      }, name);
      assert.equal(result.open, 0, `${name}: open frames`);
      if (expected === undefined) continue;
      if (typeof expected === "number") {
        assert.equal(/** @type {any} */ (result).frames, expected, `${name}: ${JSON.stringify(result)}`);
        continue;
      }
      const { typed, argument, code, message, size } = /** @type {any} */ (result);
      assert.ok(typed, `${name}: ${JSON.stringify(result)}`);
      assert.deepEqual([argument, code, size], ["input", expected[0], 0], `${name}: ${message}`);
      assert.match(message, expected[1], name);
    }
  } finally {
    await close();
  }
});

test("a page without workers filters itself, unless it asks for a worker", async () => {
  const { page, problems, close } = await openVideoPage();
  try {
    const result = await page.evaluate(async () => {
      const { transcode } = await import("filmgate/video/transcode");
      const { sepia } = await import("filmgate/filters");
      const clip = await (await fetch("/clip/clip.mp4")).blob();
      /** @type {any} */ (globalThis).Worker = class {
        constructor() {
          throw new Error("no workers here");
        }
      };
      const options = { video: [sepia()], audio: /** @type {const} */ (false), trim: { end: 0.5 } };
      const { frames } = await transcode(clip, {}, options);
      const refused = await transcode(clip, {}, { ...options, worker: true }).catch((error) => error);
      // Cancelled while the worker starts, which never ends.
      /** @type {any} */ (globalThis).Worker = class {
        postMessage() {}
        terminate() {}
      };
      const signal = AbortSignal.timeout(300);
      const cancelled = await transcode(clip, {}, { ...options, signal }).catch((error) => error.name);
      const { open } = /** @type {any} */ (globalThis).frameCounts;
      return { frames, refused: [refused.code, refused.argument], cancelled, open };
    });
    const expected = { frames: 12, refused: ["unsupported", "worker"], cancelled: "TimeoutError", open: 0 };
    assert.deepEqual(result, expected);
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});

test("wrong arguments are errors that name the argument", async () => {
  const { page, problems, close } = await openVideoPage();
  try {
    const result = await page.evaluate(async () => {
      const { transcode } = await import("filmgate/video/transcode");
      const { load } = await import("filmgate");
      const { loadAudio } = await import("filmgate/audio");
      const { gain } = await import("filmgate/audio/effects");
      const { sepia } = await import("filmgate/filters");
      const clip = await (await fetch("/clip/clip.mp4")).blob();
      const locked = new WritableStream();
      locked.getWriter();
      const gate = await load();
      const closed = gate.createPipeline([sepia()]);
      closed.close();
      const chain = (await loadAudio()).createChain([gain()], { channels: 1, sampleRate: 44_100 });
      /** @type {[string, ...any[]][]} */
      const cases = [
        ["input", 5],
        ["input", {}],
        ["input", null],
        ["output", clip, "mp4"],
        ["output.format", clip, { format: "avi" }],
        ["output.target", clip, { target: 7 }],
        ["output.target", clip, { target: locked }],
        ["output.container", clip, { container: "mp4" }],
        ["options", clip, {}, 3],
        ["options.filters", clip, {}, { filters: [] }],
        ["video", clip, {}, { video: 3 }],
        ["worker", clip, {}, { video: [sepia()], worker: 1 }],
        ["steps[0].filter", clip, {}, { video: [{ filter: "sepai" }] }],
        ["pipeline", clip, {}, { video: closed }],
        ["audio", clip, {}, { audio: 3 }],
        ["audio", clip, {}, { audio: chain }],
        ["trim", clip, {}, { trim: 3 }],
        ["trim.start", clip, {}, { trim: { start: -1 } }],
        ["trim.start", clip, {}, { trim: { start: 26 } }],
        ["trim.start", clip, {}, { trim: { start: Number.NaN } }],
        ["trim.end", clip, {}, { trim: { start: 2, end: 1 } }],
        ["videoCodec", clip, {}, { videoCodec: "h264" }],
        ["videoCodec", clip, { format: "webm" }, { videoCodec: "avc" }],
        ["videoCodec", clip, {}, { videoCodec: [] }],
        ["audioCodec", clip, {}, { audioCodec: "mp4a" }],
        ["audioCodec", clip, { format: "webm" }, { audioCodec: "aac" }],
        ["videoBitrate", clip, {}, { videoBitrate: 0 }],
        ["audioBitrate", clip, {}, { audioBitrate: "a lot" }],
        ["keyFrameInterval", clip, {}, { keyFrameInterval: Number.POSITIVE_INFINITY }],
        ["onProgress", clip, {}, { onProgress: true }],
        ["signal", clip, {}, { signal: {} }],
        ["pause", clip, {}, { pause: {} }],
      ];
      const outcomes = [];
      for (const [argument, ...given] of cases) {
        const error = await /** @type {any} */ (transcode)(...given).catch(
          (/** @type {any} */ error) => error,
        );
        outcomes.push({ expected: argument, argument: error.argument, message: error.message });
      }
      chain.close();
      return { outcomes, open: /** @type {any} */ (globalThis).frameCounts.open, gate: gate.stats().frames };
    });
    for (const { expected, argument, message } of result.outcomes) assert.equal(argument, expected, message);
    assert.deepEqual([result.open, result.gate], [0, 0], "open frames");
    assert.deepEqual(problems, []);
  } finally {
    await close();
  }
});
