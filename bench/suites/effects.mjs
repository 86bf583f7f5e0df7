// Every audio effect with its defaults, and some chains: quantum by quantum, stereo at 48 kHz, with an AudioWorklet's
// copies in and out. Eight biquads are compared with a plain loop in Rust.

import { loadAudio } from "filmgate/audio/full";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { EFFECTS } from "filmgate/spec";
import { decay, QUANTUM, RATE, swellingNoise, voiceChain } from "../audio/signals.mjs";
import { bestSpeed, entryOf, figure, medianSpeed, speed } from "../runner/columns.mjs";
import { summary } from "../runner/timing.mjs";

/** Number of quanta of a run: two and a half seconds. */
const QUANTA = 940;
/** Rounds of the measurement of single quanta. */
const QUANTUM_ROUNDS = 15;

/**
 * @typedef {import("../runner/suite.mjs").Case & { steps: () => Promise<any[]> | any[], sampleRate: number }} ChainCase
 */

/** @param {string} effect */
const stepOf = async (effect) =>
  effect === "noiseSuppressor" ? { effect, model: await loadNoiseModel() } : { effect };

/** @param {string} name @param {ChainCase["steps"]} steps @param {number} [sampleRate] @returns {ChainCase} */
const chainCase = (name, steps, sampleRate = RATE) => ({
  name,
  steps,
  sampleRate,
  seconds: (QUANTUM * QUANTA) / sampleRate,
});

const band = { type: "peaking", frequency: 1000, gain: 3, q: 1 };
/** With their defaults, a waveShaper and a limiter have little to do. */
const soft = Array.from({ length: 1025 }, (_, i) => Math.tanh((i - 512) / 200));

/** @type {readonly ChainCase[]} */
const cases = [
  // Without a response, a convolver has nothing to do.
  ...EFFECTS.filter(({ name }) => name !== "convolver").map(({ name }) =>
    chainCase(name, async () => [await stepOf(name)]),
  ),
  ...[2, 5].map((seconds) =>
    chainCase(`convolver, ${seconds} s`, () => [
      { effect: "convolver", response: { sampleRate: RATE, channels: decay(RATE * seconds) } },
    ]),
  ),
  chainCase("8 biquads", () =>
    Array.from({ length: 8 }, () => ({ effect: "biquad", type: "peaking", gain: 3 })),
  ),
  chainCase("parametricEq of 8 bands", () => [{ effect: "parametricEq", bands: Array(8).fill(band) }]),
  ...["2x", "4x", "8x"].map((oversample) =>
    chainCase(`waveShaper, ${oversample}`, () => [
      { effect: "waveShaper", curve: soft, oversample, drive: 12 },
    ]),
  ),
  chainCase("limiter at work", () => [{ effect: "limiter", gain: 12 }]),
  chainCase("deEsser, wide", () => [{ effect: "deEsser", mode: "wide" }]),
  chainCase("noiseSuppressor, 44.1 kHz", async () => [await stepOf("noiseSuppressor")], 44_100),
  chainCase("voice chain", () => Promise.all(voiceChain.map(stepOf))),
];

const source = swellingNoise(QUANTUM * QUANTA);
/** Noise in the range of denormal numbers, which CPUs compute slowly. It must not take longer. */
const denormal = source.map((channel) => channel.map((sample) => sample * 1e-39));
const output = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];

/** @typedef {{ views: readonly Float32Array[], process: () => void, reset?: () => void }} Player */

/** Processes one quantum of a signal. @param {Player} player @param {readonly Float32Array[]} signal @param {number} quantum */
function playQuantum({ views, process }, signal, quantum) {
  const start = quantum * QUANTUM;
  for (let channel = 0; channel < 2; channel += 1) {
    views[channel]?.set(signal[channel]?.subarray(start, start + QUANTUM) ?? []);
  }
  process();
  for (let channel = 0; channel < 2; channel += 1) output[channel]?.set(views[channel] ?? []);
}

/** @param {Player} player @param {readonly Float32Array[]} signal */
function play(player, signal) {
  for (let quantum = 0; quantum < QUANTA; quantum += 1) playQuantum(player, signal, quantum);
}

/**
 * Measures single quanta in microseconds. Each round begins with a reset, so a quantum has the same work in each round:
 * its median is its own duration; the maximum over all includes the machine's disturbances.
 *
 * @param {Player} player
 * @param {typeof import("../runner/timing.mjs")} timing
 */
function quantaOf(player, { timeEach }) {
  const rounds = Array.from({ length: QUANTUM_ROUNDS }, () => {
    player.reset?.();
    return timeEach(QUANTA, (quantum) => playQuantum(player, source, quantum));
  });
  const own = Array.from(
    { length: QUANTA },
    (_, i) => 1000 * summary(rounds.map((times) => times[i] ?? 0)).median,
  );
  own.sort((a, b) => a - b);
  return {
    worst: own.at(-1) ?? Number.NaN,
    mean: own.reduce((sum, time) => sum + time, 0) / own.length,
    p99: own[Math.floor(own.length * 0.99)] ?? Number.NaN,
    longest: 1000 * Math.max(...rounds.flat()),
  };
}

/** Returns the ratio of the time of denormal noise to that of normal noise. @param {Player} player @param {typeof import("../runner/timing.mjs")} timing */
function slowdownOf(player, { timeEach }) {
  const best = (/** @type {readonly Float32Array[]} */ signal) =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        player.reset?.();
        return timeEach(1, () => play(player, signal))[0] ?? Number.NaN;
      }),
    );
  return best(denormal) / best(source);
}

/** @param {Player} player @returns {import("../runner/suite.mjs").Lane} */
const lane = (player) => ({
  run: () => play(player, source),
  output: () => output[1]?.at(-1) ?? Number.NaN,
  figures: (timing) => ({ ...quantaOf(player, timing), denormal: slowdownOf(player, timing) }),
});

/** @param {import("../runner/suite.mjs").Row} row */
function loopSpeed(row) {
  const time = entryOf(row, "plain-loop")?.minimum;
  return time === undefined ? "" : speed(time, row).toFixed(0);
}

/** @type {import("../runner/suite.mjs").Suite<ChainCase>} */
const suite = {
  title: "Audio effects",
  about:
    "Stereo at 48 kHz in quanta of 128 frames, copies in and out included. A quantum lasts 2667 µs. The last column is the time of denormal noise over that of usual noise.",
  places: ["Node"],
  rounds: 15,
  lines: "case",
  columns: [
    bestSpeed,
    medianSpeed,
    { title: "plain loop, × real time", of: (_, row) => loopSpeed(row) },
    figure("worst quantum, µs", "worst"),
    figure("mean, µs", "mean"),
    figure("p99, µs", "p99"),
    figure("longest, µs", "longest"),
    figure("denormal, × time", "denormal", 2),
  ],
  cases: () => cases,
  contenders: [
    {
      id: "filmgate",
      own: true,
      async load() {
        const audio = await loadAudio();
        return {
          name: "Filmgate",
          async prepare({ steps, sampleRate }) {
            const chain = audio.createChain(/** @type {any} */ (await steps()), {
              sampleRate,
              maximumFrames: QUANTUM,
            });
            return {
              ...lane({
                views: [chain.channel(0), chain.channel(1)],
                process: () => chain.process(QUANTUM),
                reset: () => chain.reset(),
              }),
              close: () => chain.close(),
            };
          },
        };
      },
    },
    {
      // The filter of "8 biquads" eight times, with the formulas of Web Audio.
      id: "plain-loop",
      async load({ read }) {
        const bytes = await read("modules/biquads.wasm");
        return {
          name: "plain loop in Rust",
          async prepare({ name }) {
            if (name !== "8 biquads") return undefined;
            /** @type {any} */
            const exports = (await WebAssembly.instantiate(bytes)).instance.exports;
            const [angle, amplitude] = [(2 * Math.PI * 350) / RATE, 10 ** (3 / 40)];
            const [cosine, alpha] = [Math.cos(angle), Math.sin(angle) / 2];
            const a0 = 1 + alpha / amplitude;
            const b = [1 + alpha * amplitude, -2 * cosine, 1 - alpha * amplitude].map((value) => value / a0);
            const a = [-2 * cosine, 1 - alpha / amplitude].map((value) => value / a0);
            const reset = () => [0, 1].map((index) => exports.channel(index, ...b, ...a));
            const views = reset().map((address) => new Float32Array(exports.memory.buffer, address, QUANTUM));
            return lane({ views, process: () => exports.process(), reset });
          },
        };
      },
    },
  ],
  check(_, { name }) {
    /** @type {number | undefined} */
    let expected;
    return (sample) => {
      const last = Number(sample);
      if (!Number.isFinite(last)) throw new Error(`${name}: the output isn't finite`);
      expected ??= last;
      if (!(Math.abs(last - expected) < 1e-6)) throw new Error(`${name}: ${last} differs from ${expected}`);
      return undefined;
    };
  },
};

export default suite;
