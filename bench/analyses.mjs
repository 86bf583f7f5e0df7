// What the analyses take, beside `memory.copy` of a frame, in one run. Runs in Node and in a page.

import { copyModule } from "./filters.mjs";
import { makePicture } from "./peers/content.mjs";

/**
 * The analyses that are measured: of a frame, or of a frame and another that is a little different.
 *
 * @type {Readonly<Record<string, (filmgate: any, frame: any, other: any) => unknown>>}
 */
const analyses = {
  histogram: ({ histogram }, frame) => histogram(frame),
  statistics: ({ statistics }, frame) => statistics(frame),
  difference: ({ difference }, frame, other) => difference(frame, other),
  "structural similarity": ({ structuralSimilarity }, frame, other) => structuralSimilarity(frame, other),
  "difference hash": ({ differenceHash }, frame) => differenceHash(frame),
  "perceptual hash": ({ perceptualHash }, frame) => perceptualHash(frame),
  sharpness: ({ sharpness }, frame) => sharpness(frame),
  "5 dominant colours": ({ dominantColors }, frame) => dominantColors(frame, 5),
};

/**
 * At several sizes, in interleaved rounds.
 *
 * @param {import("./setting.mjs").Setting} setting
 * @param {{ sizes: readonly { width: number, height: number }[], rounds: number }} options
 */
export async function measureAnalyses({ filmgate, module }, { sizes, rounds }) {
  const copyInstance = await WebAssembly.instantiate(copyModule);
  const { copy } = /** @type {any} */ (copyInstance.instance.exports);
  const report = [];
  for (const { width, height } of sizes) {
    const bytes = width * height * 4;
    const gate = await filmgate.load({ module, reserve: 4 * bytes });
    const [frame, other] = [gate.createFrame(width, height), gate.createFrame(width, height)];
    frame.pixels.set(makePicture(width, height));
    const pipeline = gate.createPipeline([{ filter: "brightness", amount: 1.02 }]);
    pipeline.run(frame, { into: other });
    // The module has 64 MiB: half of that is copied to the other half.
    const half = Math.min(bytes, 32 * 2 ** 20);
    const work = {
      "memory.copy": () => copy(half, 0, half),
      ...Object.fromEntries(
        Object.entries(analyses).map(([name, run]) => [name, () => run(filmgate, frame, other)]),
      ),
    };
    /** @type {Record<string, number[]>} */
    const times = Object.fromEntries(Object.keys(work).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, run] of Object.entries(work)) {
        const start = performance.now();
        run();
        times[name]?.push(performance.now() - start);
      }
    }
    report.push({
      width,
      height,
      times: Object.fromEntries(
        Object.entries(times).map(([name, list]) => {
          list.sort((a, b) => a - b);
          return [name, { minimum: list[0] ?? 0, median: list[list.length >> 1] ?? 0 }];
        }),
      ),
    });
  }
  return report;
}
