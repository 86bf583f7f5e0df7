// Chains of filters beside their steps run one by one, in one run: what planning is worth. Runs in Node and in a page.

import { copyModule } from "./filters.mjs";

/** The chains that are measured. @type {Readonly<Record<string, readonly any[]>>} */
export const chains = {
  "colour: six steps": [
    { filter: "brightness", amount: 1.1 },
    { filter: "contrast", amount: 1.2 },
    { filter: "saturate", amount: 1.3 },
    { filter: "hueRotate", angle: 30 },
    { filter: "sepia", amount: 0.4 },
    { filter: "invert" },
  ],
  "tone: levels, curves, gamma": [
    { filter: "levels", inputBlack: 0.05, inputWhite: 0.95, gamma: 1.1 },
    { filter: "curves", all: [0, 0, 0.3, 0.25, 0.7, 0.8, 1, 1] },
    { filter: "gamma", exponent: 1.2 },
  ],
  "photo: exposure, blur, unsharp mask, vignette, table": [
    { filter: "exposure", stops: 0.5 },
    { filter: "gaussianBlur", sigma: 2 },
    { filter: "unsharpMask", amount: 0.8, sigma: 1.5 },
    { filter: "vignette", amount: 0.6 },
    // The id of the table that is made there takes the place of the word.
    { filter: "lut3d", table: "warm" },
  ],
};

/** A table of 33³ colours, a little warmer than they were. */
function warmTable() {
  const lines = ["LUT_3D_SIZE 33"];
  for (let i = 0; i < 33 ** 3; i++) {
    const [r, g, b] = [i % 33, Math.floor(i / 33) % 33, Math.floor(i / 33 ** 2)].map((place) => place / 32);
    lines.push([(r ?? 0) ** 0.9, g ?? 0, (b ?? 0) ** 1.2].map((value) => value.toFixed(6)).join(" "));
  }
  return lines.join("\n");
}

/**
 * Interleaved rounds; everything starts from the same opaque noise.
 *
 * @param {import("./setting.mjs").Setting} setting
 * @param {{ size: { width: number, height: number }, rounds: number }} options
 */
export async function measureChains({ filmgate, module }, { size: { width, height }, rounds }) {
  const bytes = width * height * 4;
  const gate = await filmgate.load({ module, reserve: 4 * bytes });
  const [source, frame] = [gate.createFrame(width, height), gate.createFrame(width, height)];
  const copyInstance = await WebAssembly.instantiate(copyModule);
  const { copy } = /** @type {any} */ (copyInstance.instance.exports);
  // The module has 64 MiB: half of that is copied to the other half.
  const half = Math.min(bytes, 32 * 2 ** 20);
  const noise = new Uint32Array(source.bytes.buffer, source.bytes.byteOffset, width * height);
  for (let i = 0; i < noise.length; i++) noise[i] = Math.imul(i + 1, 2654435761) | 0xff000000;
  const restore = gate.createPipeline([]);
  const table = gate.createLut(warmTable());

  const report = [];
  for (const [name, declared] of Object.entries(chains)) {
    const steps = declared.map((step) => (step.table ? { ...step, table } : step));
    const entries = [
      ...steps.map((step) => ({ what: /** @type {string} */ (step.filter), data: [step] })),
      { what: "together", data: steps },
      { what: "together, high precision", data: { version: 1, steps, precision: "high" } },
    ].map(({ what, data }) => {
      const pipeline = gate.createPipeline(/** @type {any} */ (data));
      return { what, pipeline, plan: pipeline.explain(frame), times: /** @type {number[]} */ ([]) };
    });
    /** @type {number[]} */
    const copies = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      copy(half, 0, half);
      copies.push((performance.now() - start) * (bytes / half));
      for (const { pipeline, times } of entries) {
        restore.run(source, { into: frame });
        const start = performance.now();
        pipeline.run(frame);
        times.push(performance.now() - start);
      }
    }
    report.push({
      name,
      copy: summary(copies),
      entries: entries.map(({ what, plan, times }) => ({
        what,
        ...summary(times),
        passes: plan.passes.length,
        movedBytes: plan.movedBytes,
        scratchBytes: plan.scratchBytes,
      })),
    });
    for (const { pipeline } of entries) pipeline.close();
  }
  return { width, height, report, set: measureSet(gate) };
}

/** Microseconds that `set` of a number takes. @param {import("filmgate").Gate} gate */
function measureSet(gate) {
  const pipeline = gate.createPipeline(/** @type {any} */ (chains["colour: six steps"]));
  const count = 20_000;
  const times = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    for (let i = 0; i < count; i++) pipeline.set(0, { amount: 1 + (i & 7) / 10 });
    times.push(((performance.now() - start) * 1000) / count);
  }
  return summary(times);
}

/** @param {number[]} times */
function summary(times) {
  times.sort((a, b) => a - b);
  return { minimum: times[0] ?? 0, median: times[times.length >> 1] ?? 0 };
}
