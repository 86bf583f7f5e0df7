// versions.mjs NODE…: compares ten headline operations in several versions of Node, whose programs are the arguments. Each
// version runs in a process of its own, in turns, five times; prints the minima in ms, and the largest ratio of a row.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadAudio } from "filmgate/audio/full";
import { load } from "filmgate/full";

const run = promisify(execFile);
const self = fileURLToPath(import.meta.url);
const programs = process.argv.slice(2);
const ROUNDS = 5;

/** The operations: filters of 1024 × 1024 pixels, a decoder, and ten seconds of stereo audio. */
const FILTERS = /** @type {const} */ ([
  { filter: "grayscale" },
  { filter: "brightness", amount: 1.2 },
  { filter: "gaussianBlur", sigma: 2 },
  { filter: "gaussianBlur", sigma: 15 },
  { filter: "boxBlur", radiusX: 5, radiusY: 5 },
  { filter: "median", radius: 1 },
  { filter: "resize", width: 512, height: 512, kernel: "lanczos3" },
]);
const EFFECTS = /** @type {const} */ ([{ effect: "parametricEq" }, { effect: "reverb" }]);

/** Returns the minimum of several runs, in ms. @param {() => unknown} operation */
async function minimumOf(operation) {
  let minimum = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 12; i += 1) {
    const start = performance.now();
    await operation();
    minimum = Math.min(minimum, performance.now() - start);
  }
  return minimum;
}

/** Measures all operations in this process. */
async function measureHere() {
  /** @type {Record<string, number>} */
  const times = {};
  const gate = await load();
  const [source, into] = [gate.createFrame(1024, 1024), gate.createFrame(1024, 1024)];
  let state = 1;
  for (let at = 0; at < source.bytes.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    source.bytes[at] = state >>> 24;
  }
  for (const step of FILTERS) {
    const pipeline = gate.createPipeline([step]);
    times[Object.values(step).join(" ")] = await minimumOf(() => pipeline.run(source, { into }));
  }
  const jpeg = await source.encode({ type: "image/jpeg" });
  times["decode JPEG"] = await minimumOf(() => gate.decode(jpeg, { into, isolated: false }));
  const audio = await loadAudio();
  const channels = [0, 1].map(() => Float32Array.from({ length: 480_000 }, (_, i) => Math.sin(i * i) / 2));
  for (const step of EFFECTS) {
    times[step.effect] = await minimumOf(() => audio.renderOffline({ sampleRate: 48_000, channels }, [step]));
  }
  return times;
}

if (programs.length === 0) {
  console.log(JSON.stringify({ version: process.versions.node, times: await measureHere() }));
} else {
  /** @type {Map<string, Record<string, number>>} */
  const results = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const program of programs) {
      const { version, times } = JSON.parse((await run(program, [self])).stdout);
      const best = results.get(version) ?? {};
      for (const [name, time] of Object.entries(times)) best[name] = Math.min(best[name] ?? time, time);
      results.set(version, best);
    }
  }
  const versions = [...results.keys()];
  console.log(`| ms | ${versions.join(" | ")} | largest ratio |`);
  console.log(`|---|${versions.map(() => "--:|").join("")}--:|`);
  for (const name of Object.keys(results.get(versions[0] ?? "") ?? {})) {
    const row = versions.map((version) => Number(results.get(version)?.[name]));
    const ratio = Math.max(...row) / Math.min(...row);
    console.log(`| ${name} | ${row.map((time) => time.toPrecision(3)).join(" | ")} | ${ratio.toFixed(2)} |`);
  }
}
