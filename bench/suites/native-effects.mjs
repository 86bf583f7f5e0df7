// Audio effects compiled natively compared with the module in Node: quantum by quantum, with copies in and out.

import { fileURLToPath } from "node:url";
import { loadAudio } from "filmgate/audio/full";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { EFFECTS } from "filmgate/spec";
import { QUANTUM, RATE, swellingNoise, voiceChain } from "../audio/signals.mjs";
import { besideWasm, nativeColumns, nativeContenders, sameBytes } from "../runner/native.mjs";

/** Number of quanta of a run: one second. */
const QUANTA = 375;
const frames = QUANTUM * QUANTA;
const model = fileURLToPath(new URL("../../core/models/noise-suppressor.model", import.meta.url));

/** @typedef {import("../runner/suite.mjs").Case & { effects: readonly any[] }} ChainCase */

/** In the program, the model is a path. @param {string} effect */
const stepOf = (effect) => (effect === "noiseSuppressor" ? { effect, model } : { effect });

/** @type {readonly ChainCase[]} */
const cases = [
  // Without a response, a convolver has nothing to do.
  ...EFFECTS.filter(({ name }) => name !== "convolver").map(({ name }) => ({
    name,
    effects: [stepOf(name)],
  })),
  { name: "waveShaper, 4x", effects: [{ effect: "waveShaper", oversample: "4x", drive: 12 }] },
  { name: "limiter at work", effects: [{ effect: "limiter", gain: 12 }] },
  { name: "voice chain", effects: voiceChain.map(stepOf) },
];

/** @type {import("../runner/suite.mjs").Suite<ChainCase>} */
const suite = {
  title: "Effects compiled natively, beside Node",
  about:
    "One second of stereo noise at 48 kHz in quanta of 128 frames, copies in and out included. The crate is compiled once with the default flags (x86-64: SSE2) and once for the processor that measures. Below 1, native is faster.",
  places: ["Node"],
  exclusive: true,
  rounds: 25,
  lines: "case",
  columns: nativeColumns,
  summary: besideWasm,
  cases: () => cases,
  contenders: [
    {
      id: "wasm",
      own: true,
      async load() {
        const audio = await loadAudio();
        const source = swellingNoise(frames);
        return {
          name: "WebAssembly",
          async prepare({ effects }) {
            const loaded = await Promise.all(
              effects.map(async (step) => (step.model ? { ...step, model: await loadNoiseModel() } : step)),
            );
            const chain = audio.createChain(loaded, { sampleRate: RATE, maximumFrames: QUANTUM });
            const views = [chain.channel(0), chain.channel(1)];
            const output = views.map(() => new Float32Array(QUANTUM));
            return {
              run() {
                for (let start = 0; start < frames; start += QUANTUM) {
                  for (const [channel, view] of views.entries()) {
                    view.set(source[channel]?.subarray(start, start + QUANTUM) ?? []);
                  }
                  chain.process(QUANTUM);
                  for (const [channel, view] of views.entries()) output[channel]?.set(view);
                }
              },
              output: () => new Uint8Array(output[1]?.buffer ?? []),
              close: () => chain.close(),
            };
          },
        };
      },
    },
    ...nativeContenders(() => {
      const samples = Float32Array.from(swellingNoise(frames).flatMap((channel) => [...channel]));
      return {
        cases: cases.map(({ name, effects }) => ({ case: name, effects, sampleRate: RATE })),
        input: { width: frames, height: 2, pixels: new Uint8ClampedArray(samples.buffer) },
      };
    }),
  ],
  check: sameBytes,
};

export default suite;
