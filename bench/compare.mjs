// Compares the speed of this build with that of another one: filters, analyses and effects, in interleaved rounds in one
// process. Prints the ratio of the minima, the slowest case first.
//
//   node bench/compare.mjs DIST [--only TEXT] [--rounds N] [--format NAME] [--adapter FILE]
//
// DIST is the folder `bindings-js/dist` of another checkout. The frames have the format NAME, RGBA by default; filters that
// don't accept it are skipped. If the API of DIST differs, the module FILE translates: it may export `filter(step)`,
// `effect(step)`, `frame(options)`, `loadAudio(entry)` and `entries`, the files of DIST by the names of `entries` below.

import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { fillWithNoise } from "./image/pictures.mjs";
import { busyLimit, otherLoad } from "./runner/results.mjs";
import { measure, runOnce } from "./runner/timing.mjs";
import { suites } from "./suites/index.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    rounds: { type: "string" },
    format: { type: "string" },
    adapter: { type: "string" },
  },
});
const [other] = positionals;
if (other === undefined) {
  console.error(
    "usage: node bench/compare.mjs DIST [--only TEXT] [--rounds N] [--format NAME] [--adapter FILE]",
  );
  process.exit(2);
}
const rounds = Number(options.rounds ?? 15);
const [width, height] = [1024, 1024];
const QUANTUM = 128;

const url = (/** @type {string} */ path) => pathToFileURL(path).href;
/** @type {any} */
const adapter = options.adapter ? await import(url(options.adapter)) : {};
const same = (/** @type {any} */ step) => step;
const entries = { image: "index.js", audio: "audio-full.js" };

/** @param {string} folder @param {any} translation */
async function build(folder, translation) {
  const files = { ...entries, ...translation.entries };
  const base = url(`${folder}/`);
  const [image, audio] = await Promise.all([import(base + files.image), import(base + files.audio)]);
  const gate = await image.load();
  const frameOptions = (translation.frame ?? same)({ format: options.format ?? "RGBA" });
  const [source, frame, second] = [0, 1, 2].map(() => gate.createFrame(width, height, frameOptions));
  fillWithNoise(source.bytes);
  second.bytes.set(source.bytes);
  return {
    image,
    gate,
    frame,
    second,
    restore: () => frame.bytes.set(source.bytes),
    audio: await (translation.loadAudio ?? ((/** @type {any} */ entry) => entry.loadAudio()))(audio),
    filter: translation.filter ?? same,
    effect: translation.effect ?? same,
  };
}

/** @typedef {Awaited<ReturnType<typeof build>>} Build */

const builds = [
  await build(new URL("../bindings-js/dist", import.meta.url).pathname, {}),
  await build(other, adapter),
];

/** @param {Build} of @param {any} step @returns {import("./runner/suite.mjs").Lane} */
function filterLane({ gate, frame, second, restore, filter }, step) {
  const pipeline = gate.createPipeline([filter(step.frame ? { ...step, frame: second } : step)]);
  return { before: restore, run: () => pipeline.run(frame) };
}

/** @param {Build} of @param {readonly any[]} steps @param {number} sampleRate */
function chainLane({ audio, effect }, steps, sampleRate) {
  const chain = audio.createChain(steps.map(effect), { sampleRate, maximumFrames: QUANTUM });
  const noise = Float32Array.from({ length: QUANTUM }, (_, i) => Math.sin(i * i) / 2);
  const run = () => {
    for (let quantum = 0; quantum < 400; quantum += 1) {
      chain.channel(0).set(noise);
      chain.channel(1).set(noise);
      chain.process(QUANTUM);
    }
  };
  return { run, close: () => chain.close() };
}

/** The cases of a suite, each with a function that makes its lane. @param {string} name */
async function casesOf(name) {
  const suite = await suites[name]?.load();
  const cases = /** @type {any[]} */ (await suite?.cases(/** @type {any} */ ({ size: { width, height } })));
  return cases.map(({ name: title, step, steps, sampleRate, run }) => ({
    name: `${name}: ${title}`,
    /** @param {Build} of */
    async lane(of) {
      if (step) return filterLane(of, step);
      if (steps) return chainLane(of, await steps(), sampleRate);
      return { run: () => run(of.image, of.frame, of.second) };
    },
  }));
}

const cases = (await Promise.all(["filters", "analyses", "effects"].map(casesOf))).flat();
const lines = [];
const load = await otherLoad();
if (load > busyLimit) console.error(`other programs use ${load.toFixed(2)} cores: the ratios are unreliable`);
for (const { name, lane } of cases) {
  if (options.only && !name.includes(options.only)) continue;
  try {
    const lanes = await Promise.all(builds.map(lane));
    const first = await Promise.all(lanes.map(async (own) => (await runOnce(own)).time));
    const [ours, theirs] = await measure(
      lanes.map((own, index) => ({ lane: own, first: first[index] ?? 0, own: index === 0 })),
      rounds,
    );
    if (ours && theirs) lines.push({ name, ours: ours.minimum, theirs: theirs.minimum });
    for (const own of lanes) /** @type {any} */ (own).close?.();
  } catch (error) {
    if (/** @type {any} */ (error).code !== "unsupported-format") console.error(`${name}: ${error}`);
  }
}
lines.sort((a, b) => b.ours / b.theirs - a.ours / a.theirs);
for (const { name, ours, theirs } of lines) {
  console.log(`${(ours / theirs).toFixed(3)}  ${ours.toFixed(3)} ms  ${theirs.toFixed(3)} ms  ${name}`);
}
const ratios = lines.map(({ ours, theirs }) => Math.log(ours / theirs));
console.log(
  `${Math.exp(ratios.reduce((sum, log) => sum + log, 0) / ratios.length).toFixed(3)}  geometric mean of ${lines.length}`,
);
