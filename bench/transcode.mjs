// transcode.mjs [rounds]: transcodes the demos' clip, and ten seconds of 1080p, in Chromium: by Filmgate, by a 2D canvas in
// Mediabunny's `process`, and without a filter. Prints milliseconds a frame. Rounds are interleaved.
// transcode.mjs memory [minutes] [size]: the memory of Chromium's processes while a long video is transcoded.
// Both need ffmpeg, which makes the videos.

import { makeFile, removeMade } from "../bindings-js/tests/support/ffmpeg.mjs";
import { memoryOf } from "../bindings-js/tests/support/memory.mjs";
import { openVideoPage } from "../bindings-js/tests/support/video-page.mjs";

/** @param {string} name @param {string} size @param {number} seconds */
const makeChart = (name, size, seconds) =>
  makeFile(name, [
    ...["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=24:duration=${seconds}`],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-crf", "36", "-pix_fmt", "yuv420p"],
  ]);

/** The looks, as steps of Filmgate and as a filter of a 2D context. @type {Record<string, [object[], string]>} */
const LOOKS = {
  contrast: [[{ filter: "contrast", amount: 1.2 }], "contrast(1.2)"],
  "contrast, sepia": [[{ filter: "contrast", amount: 1.2 }, { filter: "sepia" }], "contrast(1.2) sepia(1)"],
  "blur, σ 4": [[{ filter: "gaussianBlur", sigma: 4 }], "blur(4px)"],
};

/** @param {number} rounds */
async function compare(rounds) {
  await makeChart("1080p.mp4", "1920x1080", 10);
  const { page, close } = await openVideoPage();
  try {
    for (const [video, path] of /** @type {const} */ ([
      ["640 × 272, 10 s", "/clip/clip.mp4"],
      ["1920 × 1080, 10 s", "/made/1080p.mp4"],
    ])) {
      for (const [look, [steps, filter]] of Object.entries(LOOKS)) {
        const { times, blocked } = await page.evaluate(
          async ({ path, steps, filter, rounds }) => {
            const { transcode } = await import("filmgate/video/transcode");
            const bunny = await import("mediabunny");
            const file = await (await fetch(path)).blob();
            const convert = async (/** @type {object} */ more) => {
              const output = new bunny.Output({
                format: new bunny.Mp4OutputFormat(),
                target: new bunny.BufferTarget(),
              });
              const input = new bunny.Input({
                source: new bunny.BlobSource(file),
                formats: bunny.ALL_FORMATS,
              });
              const video = {
                codec: /** @type {const} */ ("avc"),
                forceTranscode: true,
                keyFrameInterval: 2,
                ...more,
              };
              const trim = { start: 0, end: 10 };
              const conversion = await bunny.Conversion.init({
                input,
                output,
                video,
                trim,
                audio: { discard: true },
              });
              await conversion.execute();
              input.dispose();
            };
            const filtered = (/** @type {boolean} */ worker) => {
              const video = /** @type {any} */ (steps);
              return transcode(
                file,
                {},
                { video, worker, audio: false, videoCodec: "avc", trim: { end: 10 } },
              );
            };
            /** @type {OffscreenCanvas | undefined} */
            let canvas;
            const process = (/** @type {import("mediabunny").VideoSample} */ sample) => {
              canvas ??= new OffscreenCanvas(sample.displayWidth, sample.displayHeight);
              const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
              context.filter = filter;
              sample.draw(context, 0, 0);
              return canvas;
            };
            /** @type {Record<string, () => Promise<unknown>>} */
            const contenders = {
              Filmgate: () => filtered(true),
              "on the page": () => filtered(false),
              canvas: () => convert({ process }),
              "no filter": () => convert({}),
            };
            /** @type {Record<string, number[]>} */
            const times = {};
            /** The longest time in which the page did nothing else. @type {Record<string, number>} */
            const blocked = {};
            for (let round = -1; round < rounds; round += 1) {
              for (const [name, run] of Object.entries(contenders)) {
                const start = performance.now();
                let [last, longest] = [start, 0];
                const watch = setInterval(() => {
                  const now = performance.now();
                  longest = Math.max(longest, now - last);
                  last = now;
                }, 4);
                await run();
                clearInterval(watch);
                if (round >= 0) blocked[name] = Math.max(blocked[name] ?? 0, longest);
                // The first round warms up.
                if (round >= 0) times[name] = [...(times[name] ?? []), (performance.now() - start) / 240];
              }
            }
            return { times, blocked };
          },
          { path, steps, filter, rounds },
        );
        const shown = Object.entries(times).map(([name, values]) => {
          const sorted = values.toSorted((a, b) => a - b);
          const [least, median] = [sorted[0], sorted[sorted.length >> 1]];
          return `${name} ${least?.toFixed(2)} / ${median?.toFixed(2)} (${blocked[name]?.toFixed()})`;
        });
        console.log(
          `${video}, ${look}: ${shown.join(", ")} ms a frame (minimum / median; longest pause of the page)`,
        );
      }
    }
  } finally {
    await close();
    await removeMade();
  }
}

/** @param {number} minutes @param {string} size */
async function watch(minutes, size) {
  await makeChart("long.mp4", size, 60 * minutes);
  const { page, browser, close } = await openVideoPage();
  try {
    const megabytes = await memoryOf(browser);
    const work = page.evaluate(async () => {
      const { transcode } = await import("filmgate/video/transcode");
      const { contrast } = await import("filmgate/filters");
      const file = await (await fetch("/made/long.mp4")).blob();
      const target = new WritableStream({ write() {} });
      const onProgress = (/** @type {{ progress: number }} */ { progress }) => {
        Object.assign(globalThis, { progress });
      };
      return (await transcode(file, { target }, { video: [contrast({ amount: 1.2 })], onProgress })).frames;
    });
    let isDone = false;
    work.finally(() => (isDone = true)).catch(() => {});
    while (!isDone) {
      await new Promise((resume) => setTimeout(resume, 10_000));
      const progress = await page.evaluate(() => /** @type {any} */ (globalThis).progress ?? 0);
      console.log(`${(100 * progress).toFixed(1)} %: ${(await megabytes()).toFixed()} MB`);
    }
    console.log(`${await work} frames`);
  } finally {
    await close();
    await removeMade();
  }
}

const [first, minutes = 60, size = "1920x1080"] = process.argv.slice(2);
await (first === "memory" ? watch(Number(minutes), String(size)) : compare(Number(first ?? 5)));
