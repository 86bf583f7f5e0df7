// Transcoding without WebCodecs: codecs come from `@mediabunny/server`, frames pass as planes.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { load } from "filmgate";
import { gain, limiter } from "filmgate/audio/effects";
import { contrast, gaussianBlur, grayscale, resize } from "filmgate/filters";
import { transcode } from "filmgate/video/transcode";
import { install } from "../matrix/workshop.mjs";
import {
  audioOf,
  clipPath,
  lagOf,
  madeFolder,
  needsFfmpeg,
  removeMade,
  streamOf,
  timesOf,
} from "../support/ffmpeg.mjs";
import { isSlow } from "../support/package.mjs";

const isLinux = process.platform === "linux" && process.arch === "x64";
const skip = isSlow || (!isLinux && "the pinned codecs are for Linux on x64");

before(async () => {
  if (skip) return;
  const packages = await install("server");
  // The package must find the mediabunny that this package imports: codecs are registered in a module's variable.
  const own = join(packages, "mediabunny");
  await rm(own, { recursive: true, force: true });
  await symlink(fileURLToPath(new URL("../../../", import.meta.resolve("mediabunny"))), own);
  const entry = join(packages, "../entry.mjs");
  await writeFile(entry, 'export { registerMediabunnyServer } from "@mediabunny/server";\n');
  const { registerMediabunnyServer } = await import(pathToFileURL(entry).href);
  registerMediabunnyServer();
  await mkdir(madeFolder, { recursive: true });
});
after(removeMade);

test("a file is transcoded to a file, with filters and effects", { skip }, async () => {
  const target = join(madeFolder, "server.mp4");
  const { blob, frames, videoCodec, audioCodec } = await transcode(
    clipPath,
    { target },
    {
      video: [contrast({ amount: 1.2 }), gaussianBlur({ sigma: 1 })],
      audio: [gain({ gain: -3 }), limiter()],
      audioCodec: "opus",
      trim: { end: 8 },
    },
  );
  assert.equal(blob, undefined);
  assert.deepEqual([frames, videoCodec, audioCodec], [192, "avc", "opus"]);
  assert.deepEqual(await readdir(madeFolder), ["server.mp4"], "no temporary file is left");
  if (needsFfmpeg) return;
  const times = await timesOf(target);
  assert.ok(times.length === 192 && times.every((time, i) => Math.abs(time - i / 24) < 1e-4), "timestamps");
  const { width, height, color_space: matrix, color_range: range } = (await streamOf(target, "v")) ?? {};
  assert.deepEqual([width, height, matrix, range], [640, 272, "bt709", "tv"]);
  const [audio, original] = [await audioOf(target), await audioOf(clipPath)];
  for (const seconds of [1, 4]) {
    const lag = lagOf(original, audio, seconds);
    assert.ok(Math.abs(lag) <= 48, `at ${seconds} s, the audio is ${lag} samples late`);
  }
});

test("frames are resized, and a pipeline of the caller's stays open", { skip }, async () => {
  const gate = await load();
  const pipeline = gate.createPipeline([grayscale(), resize({ width: 320, height: 136 })]);
  const { frames, width, height, blob, notes } = await transcode(
    await readFile(clipPath),
    { format: "webm" },
    { video: pipeline, audio: false, videoCodec: "vp9", trim: { start: 2, end: 3 } },
  );
  assert.deepEqual([frames, width, height, notes], [24, 320, 136, []]);
  assert.ok((blob?.size ?? 0) > 1000);
  assert.equal(gate.stats().frames, 0, "frames are closed");
  assert.equal(gate.stats().pipelines, 1);
  pipeline.close();
});

test("an abort leaves the old file, and no other", { skip }, async () => {
  const target = join(madeFolder, "kept.mp4");
  await writeFile(target, "old contents");
  const abort = new AbortController();
  const onProgress = (/** @type {{ progress: number }} */ { progress }) => {
    if (progress > 0.3) abort.abort();
  };
  await assert.rejects(
    transcode(clipPath, { target }, { signal: abort.signal, onProgress, trim: { end: 6 } }),
    {
      name: "AbortError",
    },
  );
  assert.equal(await readFile(target, "utf8"), "old contents");
  assert.ok((await readdir(madeFolder)).every((name) => !name.endsWith(".part")));
  await assert.rejects(transcode("/no/such/file.mp4"), { code: "decode", argument: "input" });
});
