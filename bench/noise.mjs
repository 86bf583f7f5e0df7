// The noise suppressor beside the builds of RNNoise that there are on npm: in Node, the same mono sound at 48 kHz in the same
// frames of 480 samples, interleaved, copies in and out included. Their results are compared first: all of them run the same
// network. Prints microseconds a frame, how many times faster than the sound that is, and what the frame costs an audio thread.
//
//     (cd bench/peers && npm ci) && node bench/noise.mjs [rounds]

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { loadAudio, loadNoiseModel, noiseSuppressor } from "filmgate/audio";

const FRAME = 480;
/** Frames of a round: three seconds. */
const FRAMES = 300;
const rounds = Number(process.argv[2] ?? 15);
const peers = createRequire(new URL("./peers/package.json", import.meta.url));

/** A buzz with a pitch that glides, in syllables, and noise, in the range from -1 to 1. */
const source = Float32Array.from({ length: FRAME * FRAMES }, (_, i) => {
  const random = Math.sin(i * 12.9898) * 43758.5453;
  const noise = 0.04 * (random - Math.floor(random) - 0.5);
  const time = i / 48_000;
  const phase = 2 * Math.PI * (130 * time + 4 * Math.sin(3 * time));
  let voice = 0;
  for (let harmonic = 1; harmonic < 16; harmonic += 1) voice += Math.sin(harmonic * phase) / harmonic;
  return noise + 0.15 * voice * Math.max(0, Math.sin(2 * Math.PI * 3 * time));
});

/** @typedef {{ name: string, frame: (input: Float32Array, output: Float32Array) => void, delay: number }} Contender */

/** @returns {Promise<Contender>} */
async function ours() {
  const [sound, model] = await Promise.all([loadAudio(), loadNoiseModel()]);
  const chain = sound.createChain([noiseSuppressor({ model })], { channels: 1, maximumFrames: FRAME });
  const samples = chain.channel(0);
  return {
    name: "filmgate",
    // A frame comes out when the next has come in.
    delay: 1,
    frame(input, output) {
      samples.set(input);
      chain.process(FRAME);
      output.set(samples);
    },
  };
}

/**
 * Both others are Xiph's C library; it wants samples of 16 bits as floats.
 *
 * @param {string} name @param {number} delay frames @param {() => Float32Array} heap @param {number} address
 * @param {(output: number, input: number) => number} run @returns {Contender}
 */
function library(name, delay, heap, address, run) {
  const at = address / 4;
  return {
    name,
    delay,
    frame(input, output) {
      const memory = heap();
      for (let i = 0; i < FRAME; i += 1) memory[at + i] = (input[i] ?? 0) * 32768;
      run(address, address);
      for (let i = 0; i < FRAME; i += 1) output[i] = (memory[at + i] ?? 0) / 32768;
    },
  };
}

/** @returns {Promise<Contender>} */
async function jitsi() {
  // The package's index is for bundlers.
  const { default: create } = await import(peers.resolve("@jitsi/rnnoise-wasm/dist/rnnoise-sync.js"));
  const module = create();
  await module.ready;
  const state = module._rnnoise_create();
  const run = (/** @type {number} */ output, /** @type {number} */ input) =>
    module._rnnoise_process_frame(state, output, input);
  return library("@jitsi/rnnoise-wasm", 1, () => module.HEAPF32, module._malloc(4 * FRAME), run);
}

/** The module without its glue, which is for worklets only. @returns {Promise<Contender>} */
async function sapphi() {
  const bytes = await readFile(peers.resolve("@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm"));
  /** @type {any} */
  let exports;
  const env = {
    emscripten_memcpy_big(/** @type {number} */ to, /** @type {number} */ from, /** @type {number} */ count) {
      new Uint8Array(exports.memory.buffer).copyWithin(to, from, from + count);
    },
    emscripten_resize_heap: () => 0,
    __assert_fail() {
      throw new Error("an assertion of the library failed");
    },
  };
  ({ exports } = (await WebAssembly.instantiate(bytes, { env })).instance);
  exports.__wasm_call_ctors();
  const state = exports.rnnoise_create(0);
  const address = exports.malloc(4 * FRAME);
  const heap = new Float32Array(exports.memory.buffer);
  const run = (/** @type {number} */ output, /** @type {number} */ input) =>
    exports.rnnoise_process_frame(state, output, input);
  return library("@sapphi-red/web-noise-suppressor, SIMD", 0, () => heap, address, run);
}

const measured = (await Promise.all([ours(), jitsi(), sapphi()])).map((contender) => ({
  contender,
  output: new Float32Array(source.length),
  times: /** @type {number[]} */ ([]),
}));
const buffer = new Float32Array(FRAME);

for (let round = 0; round < rounds; round += 1) {
  for (const { contender, output, times } of measured) {
    const begin = performance.now();
    for (let start = 0; start < source.length; start += FRAME) {
      contender.frame(source.subarray(start, start + FRAME), buffer);
      if (round === 0) output.set(buffer, start);
    }
    times.push(((performance.now() - begin) * 1000) / FRAMES);
  }
}

const late = Math.max(...measured.map(({ contender }) => contender.delay)) * FRAME;
const reference = measured.at(-1)?.output ?? buffer;
for (const { contender, output, times } of measured) {
  const shift = contender.delay * FRAME;
  let [signal, error] = [0, 0];
  for (let i = 0; i < source.length - late; i += 1) {
    signal += (reference[i] ?? 0) ** 2;
    error += ((output[i + shift] ?? 0) - (reference[i] ?? 0)) ** 2;
  }
  const agreement = error === 0 ? "the reference" : `${(10 * Math.log10(signal / error)).toFixed(0)} dB`;
  const sorted = times.sort((a, b) => a - b);
  const [best = Number.NaN, median = Number.NaN] = [sorted[0], sorted[Math.floor(rounds / 2)]];
  console.log(
    `${contender.name.padEnd(40)} best ${best.toFixed(1).padStart(6)} µs, median ${median.toFixed(1).padStart(6)} µs,`,
    `${(10_000 / best).toFixed(0).padStart(4)} × real time, ${((100 * best) / 2667).toFixed(1)} % of a quantum, ${agreement}`,
  );
}
