// The noise suppressor compared with the builds of RNNoise on npm: mono speech at 48 kHz in frames of 480 samples,
// including copies in and out. All of them run the same network, so their results are compared.

import { loadAudio } from "filmgate/audio";
import { noiseSuppressor } from "filmgate/audio/effects";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { toDecibels } from "../audio/signals.mjs";
import { bestSpeed, medianSpeed, milliseconds } from "../runner/columns.mjs";

const FRAME = 480;
const FRAMES = 300;
/** Duration of a quantum of 128 frames, in microseconds. */
const QUANTUM = 2667;
/** Decibels. Below this, a contender runs another network; an older build of the same network agrees to 15 dB. */
const sameNetwork = 10;

/** A buzz with a gliding pitch, in syllables, and noise. */
const source = Float32Array.from({ length: FRAME * FRAMES }, (_, i) => {
  const random = Math.sin(i * 12.9898) * 43758.5453;
  const noise = 0.04 * (random - Math.floor(random) - 0.5);
  const time = i / 48_000;
  const phase = 2 * Math.PI * (130 * time + 4 * Math.sin(3 * time));
  let voice = 0;
  for (let harmonic = 1; harmonic < 16; harmonic += 1) voice += Math.sin(harmonic * phase) / harmonic;
  return noise + 0.15 * voice * Math.max(0, Math.sin(2 * Math.PI * 3 * time));
});

/**
 * @param {(input: Float32Array, output: Float32Array) => void} process a frame
 * @param {number} delay in frames
 * @returns {import("../runner/suite.mjs").Lane}
 */
function lane(process, delay) {
  const buffer = new Float32Array(FRAME);
  const output = new Float32Array(source.length);
  return {
    run() {
      for (let start = 0; start < source.length; start += FRAME) {
        process(source.subarray(start, start + FRAME), buffer);
        output.set(buffer, start);
      }
    },
    output: () => output.subarray(delay * FRAME),
  };
}

/**
 * Xiph's C library, which takes 16-bit samples as floats.
 *
 * @param {() => Float32Array} heap
 * @param {number} address of a frame
 * @param {(output: number, input: number) => void} run
 * @param {number} delay
 */
function library(heap, address, run, delay) {
  const at = address / 4;
  return lane((input, output) => {
    const memory = heap();
    for (let i = 0; i < FRAME; i += 1) memory[at + i] = (input[i] ?? 0) * 32768;
    run(address, address);
    for (let i = 0; i < FRAME; i += 1) output[i] = (memory[at + i] ?? 0) / 32768;
  }, delay);
}

/** @type {import("../runner/suite.mjs").Contender} */
const filmgate = {
  id: "filmgate",
  own: true,
  async load() {
    const [audio, model] = await Promise.all([loadAudio(), loadNoiseModel()]);
    return {
      name: "Filmgate",
      prepare() {
        const chain = audio.createChain([noiseSuppressor({ model })], { channels: 1, maximumFrames: FRAME });
        const samples = chain.channel(0);
        // A frame is output when the next frame is input.
        return lane((input, output) => {
          samples.set(input);
          chain.process(FRAME);
          output.set(samples);
        }, 1);
      },
    };
  },
};

/** @type {import("../runner/suite.mjs").Contender} */
const jitsi = {
  id: "jitsi",
  async load({ locate }) {
    // The package's index is for bundlers.
    const { default: create } = await import(
      locate("peers/node_modules/@jitsi/rnnoise-wasm/dist/rnnoise-sync.js")
    );
    const module = create();
    await module.ready;
    return {
      name: "@jitsi/rnnoise-wasm",
      version: "0.2.1",
      prepare() {
        const state = module._rnnoise_create();
        const run = (/** @type {number} */ output, /** @type {number} */ input) =>
          module._rnnoise_process_frame(state, output, input);
        return library(() => module.HEAPF32, module._malloc(4 * FRAME), run, 1);
      },
    };
  },
};

/** The module without its glue, which only supports worklets. @type {import("../runner/suite.mjs").Contender} */
const sapphi = {
  id: "sapphi",
  async load({ read }) {
    const bytes = await read("peers/node_modules/@sapphi-red/web-noise-suppressor/dist/rnnoise_simd.wasm");
    /** @type {any} */
    let exports;
    const env = {
      emscripten_memcpy_big(
        /** @type {number} */ to,
        /** @type {number} */ from,
        /** @type {number} */ count,
      ) {
        new Uint8Array(exports.memory.buffer).copyWithin(to, from, from + count);
      },
      emscripten_resize_heap: () => 0,
      __assert_fail() {
        throw new Error("an assertion of the library failed");
      },
    };
    ({ exports } = (await WebAssembly.instantiate(bytes, { env })).instance);
    exports.__wasm_call_ctors();
    return {
      name: "@sapphi-red/web-noise-suppressor, SIMD",
      version: "0.4.1",
      prepare() {
        const state = exports.rnnoise_create(0);
        const address = exports.malloc(4 * FRAME);
        const heap = new Float32Array(exports.memory.buffer);
        const run = (/** @type {number} */ output, /** @type {number} */ input) =>
          exports.rnnoise_process_frame(state, output, input);
        return library(() => heap, address, run, 0);
      },
    };
  },
};

/** @type {import("../runner/suite.mjs").Suite} */
const suite = {
  title: "Noise suppressor, beside RNNoise",
  about: "Three seconds of mono speech at 48 kHz. Decibels are the agreement with Filmgate's result.",
  places: ["Node"],
  rounds: 15,
  lines: "entry",
  columns: [
    bestSpeed,
    medianSpeed,
    { title: "µs a frame", of: ({ minimum }) => milliseconds((1000 * minimum) / FRAMES) },
    { title: "median, µs", of: ({ median }) => milliseconds((1000 * median) / FRAMES) },
    { title: "% of a quantum", of: ({ minimum }) => ((1e5 * minimum) / FRAMES / QUANTUM).toFixed(1) },
    {
      title: "agreement, dB",
      of: ({ decibels }) => (typeof decibels === "number" ? decibels.toFixed(0) : ""),
    },
  ],
  cases: () => [{ name: "speech, mono", seconds: (FRAME * FRAMES) / 48_000 }],
  contenders: [filmgate, sapphi, jitsi],
  check() {
    /** @type {Float32Array | undefined} */
    let expected;
    return (output, _id, name) => {
      const samples = /** @type {Float32Array} */ (output);
      if (expected === undefined) {
        expected = samples.slice();
        return undefined;
      }
      let [signal, error] = [0, 0];
      for (let i = 0; i < Math.min(samples.length, expected.length); i += 1) {
        signal += (expected[i] ?? 0) ** 2;
        error += ((samples[i] ?? 0) - (expected[i] ?? 0)) ** 2;
      }
      const decibels = toDecibels(signal / error);
      if (!(decibels > sameNetwork)) throw new Error(`${name} differs: ${decibels.toFixed(1)} dB`);
      return { decibels };
    };
  },
};

export default suite;
