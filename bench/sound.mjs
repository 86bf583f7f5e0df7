// Every effect of sound at its defaults, and some chains: in Node, quantum by quantum of 128 frames, stereo at 48 kHz, with the
// copies in and out that an AudioWorklet has to make. Prints how many times faster than the sound they are. Beside eight biquads
// there is a plain loop in Rust that does the same (`plain-sound/`), if `bench/setup.sh` has built it.
//
//     node bench/sound.mjs [rounds]

import { readFile } from "node:fs/promises";
import { loadAudio, loadNoiseModel } from "filmgate/audio/full";
import { EFFECTS } from "filmgate/spec";
import { voiceChain } from "./voice-chain.mjs";

const RATE = 48_000;
const QUANTUM = 128;
/** Quanta of a measurement: two and a half seconds of sound. */
const QUANTA = 940;
const rounds = Number(process.argv[2] ?? 15);

const sound = await loadAudio();
const model = await loadNoiseModel();
const band = [5, 1000, 3, 1];
/** @param {string} effect */
const stepOf = (effect) => (effect === "noiseSuppressor" ? { effect, model } : { effect });
/** @type {[name: string, steps: any[], sampleRate?: number][]} */
const chains = EFFECTS.filter(({ name }) => name !== "convolver").map(({ name }) => [name, [stepOf(name)]]);
// Without a response a convolver has nothing to do.
for (const seconds of [2, 5]) {
  const decay = (/** @type {unknown} */ _, /** @type {number} */ i) =>
    Math.sin(i * i) * Math.exp((-7 * i) / (RATE * seconds));
  const channels = [0, 1].map(() => Float32Array.from({ length: RATE * seconds }, decay));
  const response = { sampleRate: RATE, channels };
  chains.push([`convolver, ${seconds} s`, [{ effect: "convolver", response }]]);
}
chains.push(
  ["8 biquads", Array.from({ length: 8 }, () => ({ effect: "biquad", kind: "peaking", gain: 3 }))],
  ["parametricEq of 8 bands", [{ effect: "parametricEq", bands: Array(8).fill(band).flat() }]],
);
// At their defaults these have little to do.
const soft = Array.from({ length: 1025 }, (_, i) => Math.tanh((i - 512) / 200));
for (const oversample of ["2x", "4x", "8x"]) {
  chains.push([`waveShaper, ${oversample}`, [{ effect: "waveShaper", curve: soft, oversample, drive: 12 }]]);
}
chains.push(
  ["limiter at work", [{ effect: "limiter", gain: 12 }]],
  ["deEsser, wide", [{ effect: "deEsser", mode: "wide" }]],
);
const voice = "voice chain";
chains.push(
  ["noiseSuppressor, 44.1 kHz", [stepOf("noiseSuppressor")], 44_100],
  [voice, voiceChain.map(stepOf)],
);

/** Noise that swells and dies away, so that what follows a level has something to follow. */
const source = [0, 1].map((channel) =>
  Float32Array.from({ length: QUANTUM * QUANTA }, (_, frame) => {
    const noise = Math.sin(frame * (12.9898 + channel)) * 43758.5453;
    return (noise - Math.floor(noise) - 0.5) * (0.05 + Math.sin(frame / 9000) ** 2);
  }),
);
const output = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];

/** @type {any[]} */
const measured = chains.map(([name, steps, sampleRate = RATE]) => {
  const chain = sound.createChain(steps, { sampleRate, maximumFrames: QUANTUM });
  return { name, sampleRate, chain, views: [chain.channel(0), chain.channel(1)], times: [], quanta: [] };
});

/** Eight times the filter of "8 biquads", by the formulas of Web Audio. */
async function plainLoop() {
  const path = "../target/bench-boundary/wasm32-unknown-unknown/release/plain_audio.wasm";
  const bytes = await readFile(new URL(path, import.meta.url)).catch(() => undefined);
  if (bytes === undefined) {
    console.log("no plain loop: bench/setup.sh builds it");
    return;
  }
  /** @type {any} */
  const exports = (await WebAssembly.instantiate(bytes)).instance.exports;
  const [angle, amplitude] = [(2 * Math.PI * 350) / RATE, 10 ** (3 / 40)];
  const [cosine, alpha] = [Math.cos(angle), Math.sin(angle) / 2];
  const a0 = 1 + alpha / amplitude;
  const b = [1 + alpha * amplitude, -2 * cosine, 1 - alpha * amplitude].map((value) => value / a0);
  const a = [-2 * cosine, 1 - alpha / amplitude].map((value) => value / a0);
  const views = [0, 1].map(
    (index) => new Float32Array(exports.memory.buffer, exports.channel(index, ...b, ...a), QUANTUM),
  );
  const chain = { process: () => exports.process() };
  measured.push({
    name: "8 biquads, plain Rust loop",
    sampleRate: RATE,
    chain,
    views,
    times: [],
    quanta: [],
  });
}
await plainLoop();

/** @param {any} entry @param {boolean} each whether every quantum is timed @param {Float32Array[]} [sound] */
function play({ chain, views, quanta }, each, sound = source) {
  const begin = performance.now();
  for (let quantum = 0; quantum < QUANTA; quantum += 1) {
    const started = each ? performance.now() : 0;
    const start = quantum * QUANTUM;
    for (let channel = 0; channel < 2; channel += 1) {
      views[channel].set(sound[channel]?.subarray(start, start + QUANTUM) ?? []);
    }
    chain.process(QUANTUM);
    for (let channel = 0; channel < 2; channel += 1) output[channel]?.set(views[channel]);
    if (each) quanta.push((performance.now() - started) * 1000);
  }
  return performance.now() - begin;
}

// The first rounds are the engine's, which compiles. Whoever filters eight times has filtered the same.
/** @type {Map<string, number>} */
const last = new Map();
for (const entry of measured) {
  for (let round = 0; round < 3; round += 1) play(entry, false);
  last.set(entry.name, output[1]?.at(-1) ?? Number.NaN);
}
const theirs = last.get("8 biquads, plain Rust loop");
if (theirs !== undefined && !(Math.abs(theirs - (last.get("8 biquads") ?? 0)) < 1e-6)) {
  throw new Error(`the plain loop comes to ${theirs}, not ${last.get("8 biquads")}`);
}
for (let round = 0; round < rounds; round += 1) {
  for (const entry of measured) entry.times.push(play(entry, false));
}

const ascending = (/** @type {number[]} */ values) => values.sort((a, b) => a - b);

/**
 * Microseconds of each quantum, ascending. Each round is the same sound from the same state, so a quantum has the same work to do
 * in each: what it takes in the middle one is its own, what it takes at most is the machine's, too.
 *
 * @param {any} entry
 */
function quantaOf(entry) {
  const byRound = Array.from({ length: Math.max(rounds, 5) }, () => {
    entry.chain.reset?.();
    entry.quanta = [];
    play(entry, true);
    return /** @type {number[]} */ (entry.quanta);
  });
  const times = (/** @type {number} */ quantum) => ascending(byRound.map((round) => round[quantum] ?? 0));
  const own = ascending(Array.from({ length: QUANTA }, (_, i) => times(i)[byRound.length >> 1] ?? 0));
  return { own, longest: Math.max(...byRound.flat()) };
}

// As much noise as fits into numbers that processors reckon with slowly: it must not take longer.
const faint = source.map((channel) => channel.map((sample) => sample * 1e-39));

/** How much longer such noise takes. @param {any} entry */
function slowdown(entry) {
  const best = (/** @type {Float32Array[]} */ sound) => {
    const times = Array.from({ length: 3 }, () => {
      entry.chain.reset?.();
      return play(entry, false, sound);
    });
    return Math.min(...times);
  };
  return best(faint) / best(source);
}

console.log(
  `${"effect".padEnd(26)} ${"best".padStart(8)} ${"median".padStart(8)}  × real time   worst quantum, µs   of noise at 1e-39, × time`,
);
for (const entry of measured) {
  const { name, sampleRate, times } = entry;
  const milliseconds = (1000 * QUANTUM * QUANTA) / sampleRate;
  ascending(times);
  const [best, median] = [times[0], times[Math.floor(times.length / 2)]].map((time) =>
    (milliseconds / time).toFixed(0).padStart(8),
  );
  const { own, longest } = quantaOf(entry);
  console.log(
    `${name.padEnd(26)} ${best} ${median} ${(own.at(-1) ?? 0).toFixed(1).padStart(20)} ${slowdown(entry).toFixed(2).padStart(24)}`,
  );
  if (name !== voice) continue;
  const mean = own.reduce((sum, time) => sum + time, 0) / own.length;
  console.log(
    `  a quantum: mean ${mean.toFixed(1)}, p99 ${own[Math.floor(own.length * 0.99)]?.toFixed(1)} µs of 2667;`,
    `the longest of all ${longest.toFixed(1)}`,
  );
}
