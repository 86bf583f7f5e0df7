// Measures video frames in Chromium: our share of a frame beside the platform's conversion and its canvas filters, in
// interleaved rounds on one page. Prints milliseconds: minimum and median.
//
//   node bench/video.mjs [--rounds N] [--only TEXT]

import { parseArgs } from "node:util";
import { openPage } from "../bindings-js/tests/support/chromium.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string" }, rounds: { type: "string" } } });

/**
 * Runs in the page.
 *
 * @param {{ rounds: number, only: string }} options
 */
async function measure({ rounds, only }) {
  const { load } = await import("filmgate");
  const { brightness, contrast, gaussianBlur, resize, saturate } = await import("filmgate/filters");
  const gate = await load();
  const steps = [brightness({ amount: 1.1 }), contrast({ amount: 1.1 }), saturate({ amount: 1.2 })];
  const [rgb, native] = [
    gate.createPipeline(steps),
    gate.createPipeline({ version: 1, steps, color: "native" }),
  ];
  const blur = gate.createPipeline([gaussianBlur({ sigma: 12 })]);

  /** @param {number} width @param {number} height @param {import("filmgate").VideoFormat} format */
  function filmed(width, height, format) {
    const frame = gate.createFrame(width, height, { format });
    frame.bytes.forEach((_, i, bytes) => {
      bytes[i] = 60 + (((i * 7) >> 6) % 120);
    });
    return frame;
  }
  const camera = filmed(1920, 1080, "I420").toVideoFrame({ timestamp: 0 });
  const small = filmed(1280, 720, "I420").toVideoFrame({ timestamp: 0 });
  const screen = filmed(1920, 1080, "BGRX");
  const [planes, planes720] = [filmed(1920, 1080, "I420"), filmed(1280, 720, "I420")];
  const rgba = gate.createFrame(1920, 1080);
  const mask = gate.createFrame(1280, 720, { format: "GRAY8" });
  mask.bytes.forEach((_, i, bytes) => {
    bytes[i] = Math.min(255, i % 1280);
  });
  const canvas = new OffscreenCanvas(1280, 720);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));

  const photo = new OffscreenCanvas(4000, 3000);
  const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (photo.getContext("2d"));
  for (let i = 0; i < 3000; i += 1) {
    brush.fillStyle = `hsl(${i * 7} 60% 50%)`;
    brush.fillRect((i * 97) % 4000, (i * 61) % 3000, 300, 200);
  }
  const file = await photo.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  const thumbnail = gate.createPipeline([resize({ width: 800 })]);
  const decoded = gate.createFrame(1, 1);

  /** @type {readonly { name: string, lanes: readonly (readonly [string, () => unknown])[] }[]} */
  const rows = [
    {
      name: "brightness, contrast, saturate of a camera's frame, 1080p I420",
      lanes: [
        ["filters alone, native", () => native.run(planes)],
        ["filters alone, rgb", () => rgb.run(planes)],
        ["copied in and filtered, native", () => planes.copyFrom(camera).then(() => native.run(planes))],
        ["copied in and filtered, rgb", () => planes.copyFrom(camera).then(() => rgb.run(planes))],
        [
          "copyTo to RGBA, and filtered",
          () => camera.copyTo(rgba.bytes, { format: "RGBA" }).then(() => rgb.run(rgba)),
        ],
      ],
    },
    {
      name: "BGRX, 1080p, as Firefox decodes",
      lanes: [
        ["to RGBA", () => rgba.copyFrom(screen)],
        ["to I420", () => planes.copyFrom(screen)],
        ["filtered to I420, rgb", () => rgb.run(screen, { into: planes })],
      ],
    },
    {
      name: "Gaussian of σ 12 of a camera's frame, 720p, to a VideoFrame",
      lanes: [
        [
          "Filmgate, I420",
          () =>
            planes720.copyFrom(small).then(() => {
              blur.run(planes720);
              planes720.toVideoFrame({ timestamp: 0 }).close();
            }),
        ],
        [
          "canvas filter",
          () => {
            context.filter = "blur(12px)";
            context.drawImage(small, 0, 0);
            new VideoFrame(canvas, { timestamp: 0 }).close();
          },
        ],
      ],
    },
    {
      name: "background blur of σ 12 through a mask, 720p I420",
      lanes: [["Filmgate", () => blur.run(planes720, { mask })]],
    },
    {
      name: "JPEG of 12 megapixels to a width of 800",
      lanes: [
        ["Filmgate", () => gate.decode(file, { into: decoded }).then(() => thumbnail.run(decoded))],
        [
          "createImageBitmap",
          () =>
            createImageBitmap(file, { resizeWidth: 800, resizeQuality: "high" }).then((bitmap) =>
              bitmap.close(),
            ),
        ],
      ],
    },
  ];

  const results = [];
  for (const { name, lanes } of rows) {
    if (!name.includes(only)) continue;
    /** @type {number[][]} */
    const times = lanes.map(() => []);
    // The first two rounds create and compile.
    for (let round = -2; round < rounds; round += 1) {
      for (const [lane, [, run]] of lanes.entries()) {
        const start = performance.now();
        await run();
        if (round >= 0) times[lane]?.push(performance.now() - start);
      }
    }
    const lines = lanes.map(([lane], i) => {
      const sorted = (times[i] ?? []).sort((a, b) => a - b);
      return { lane, least: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0 };
    });
    results.push({ name, lines });
  }
  return results;
}

const { page, close } = await openPage();
try {
  const given = { rounds: Number(options.rounds ?? 25), only: options.only ?? "" };
  for (const { name, lines } of await page.evaluate(measure, given)) {
    console.log(name);
    for (const { lane, least, median } of lines) {
      console.log(`  ${least.toFixed(2).padStart(7)} ${median.toFixed(2).padStart(7)}  ${lane}`);
    }
  }
} finally {
  await close();
}
