// Effects in an AudioWorklet compared with the browser's own nodes: Web Audio graphs rendered offline, stereo at 48
// kHz. The time of the same graph without the node is subtracted from both. An empty chain measures the cost of the
// worklet.

import { createNode } from "filmgate/audio";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { decay, RATE, swellingNoise, voiceChain } from "../audio/signals.mjs";
import { entryOf, median, minimum, speed } from "../runner/columns.mjs";

const SECONDS = 20;

/** @typedef {(context: OfflineAudioContext, input: AudioNode) => Promise<AudioNode> | AudioNode} Graph */
/** @typedef {import("../runner/suite.mjs").Case & { ours: Graph, browser?: Graph }} GraphCase */

/** @param {readonly any[]} steps @param {object} [options] @returns {Graph} */
const ours = (steps, options) => async (context, input) =>
  input.connect(await createNode(context, steps, options));

/** @param {number} seconds @returns {Graph} */
const ourConvolver = (seconds) =>
  ours([{ effect: "convolver", response: { sampleRate: RATE, channels: decay(RATE * seconds) } }]);

/** @param {number} seconds @returns {Graph} */
const convolver = (seconds) => (context, input) => {
  const buffer = context.createBuffer(2, RATE * seconds, RATE);
  for (const [index, channel] of decay(RATE * seconds).entries()) buffer.copyToChannel(channel, index);
  return input.connect(new ConvolverNode(context, { buffer }));
};

/** @type {Graph} */
const biquads = (context, input) => {
  let last = input;
  for (let i = 0; i < 8; i += 1) {
    last = last.connect(new BiquadFilterNode(context, { type: "peaking", frequency: 1000, gain: 3, Q: 1 }));
  }
  return last;
};

/** @type {Graph} */
const compressor = (context, input) => input.connect(new DynamicsCompressorNode(context));

const ourBiquads = Array.from({ length: 8 }, () => ({
  effect: "biquad",
  type: "peaking",
  frequency: 1000,
  gain: 3,
}));
const bands = Array.from({ length: 8 }, () => ({ type: "peaking", frequency: 1000, gain: 3, q: 1 }));
/** Without AudioParams. */
const none = { parameters: "none" };

/** @returns {Promise<readonly GraphCase[]>} */
async function makeCases() {
  const model = await loadNoiseModel();
  const voice = voiceChain.map((effect) => (effect === "noiseSuppressor" ? { effect, model } : { effect }));
  /** @type {readonly [name: string, ours: Graph, browser?: Graph][]} */
  const graphs = [
    ["empty chain", ours([])],
    ["8 biquads", ours(ourBiquads), biquads],
    ["8 biquads, no parameters", ours(ourBiquads, none), biquads],
    ["parametricEq of 8 bands", ours([{ effect: "parametricEq", bands }]), biquads],
    ["compressor", ours([{ effect: "compressor" }]), compressor],
    ["compressor, no parameters", ours([{ effect: "compressor" }], none), compressor],
    ["convolver, 2 s", ourConvolver(2), convolver(2)],
    ["convolver, 5 s", ourConvolver(5), convolver(5)],
    ["voice chain", ours(voice)],
    ["voice chain, no parameters", ours(voice, none)],
  ];
  return graphs.map(([name, ours, browser]) => ({
    name,
    seconds: SECONDS,
    ours,
    ...(browser ? { browser } : {}),
  }));
}

const noise = swellingNoise(RATE * SECONDS);

/** Renders a graph with the signal as its input. @param {Graph} graph @returns {import("../runner/suite.mjs").Lane} */
function lane(graph) {
  /** @type {OfflineAudioContext} */
  let context;
  return {
    async before() {
      context = new OfflineAudioContext(2, RATE * SECONDS, RATE);
      const buffer = context.createBuffer(2, RATE * SECONDS, RATE);
      for (const [index, channel] of noise.entries()) buffer.copyToChannel(channel, index);
      const source = new AudioBufferSourceNode(context, { buffer });
      (await graph(context, source)).connect(context.destination);
      source.start();
    },
    run: () => context.startRendering(),
  };
}

/** Returns multiples of real time, without the time of the bare graph. @param {"minimum" | "median"} which @returns {import("../runner/suite.mjs").Column["of"]} */
const net = (which) => (entry, row) => {
  const bare = entryOf(row, "bare")?.[which] ?? 0;
  return entry.id === "bare" ? "" : speed(entry[which] - bare, row).toFixed(0);
};

/** @type {import("../runner/suite.mjs").Suite<GraphCase>} */
const suite = {
  title: "AudioWorklet, beside the browser's nodes",
  about:
    "Twenty seconds of stereo at 48 kHz in an OfflineAudioContext. Multiples of real time are without the time of the bare graph.",
  places: ["Chromium"],
  exclusive: true,
  rounds: 9,
  lines: "entry",
  columns: [
    { title: "best, × real time", of: net("minimum") },
    { title: "median, × real time", of: net("median") },
    minimum,
    median,
  ],
  cases: () => (typeof OfflineAudioContext === "undefined" ? [] : makeCases()),
  contenders: [
    { id: "filmgate", own: true, load: () => ({ name: "Filmgate", prepare: ({ ours }) => lane(ours) }) },
    {
      id: "browser",
      load: () => ({ name: "the browser's nodes", prepare: ({ browser }) => browser && lane(browser) }),
    },
    { id: "bare", own: true, load: () => ({ name: "bare graph", prepare: () => lane((_, input) => input) }) },
  ],
  check:
    (_, { name }) =>
    (output, id) => {
      const rendered = /** @type {AudioBuffer} */ (output);
      // A silent graph hasn't computed anything.
      if (!rendered.getChannelData(0).some((sample) => Math.abs(sample) > 1e-4)) {
        throw new Error(`${name}: ${id} is silent`);
      }
      return undefined;
    },
};

export default suite;
