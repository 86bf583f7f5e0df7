// Effects inside an AudioWorklet beside the browser's own nodes: in Chromium, in graphs of Web Audio that are rendered offline,
// stereo at 48 kHz, interleaved. What the same graph takes without the node is subtracted on both sides; an empty chain of
// ours is what the worklet itself costs. Prints how many times faster than the sound they are.
//
//     node bench/sound-graph.mjs [rounds]

import { openPage } from "../bindings-js/tests/support/chromium.mjs";
import { voiceChain } from "./voice-chain.mjs";

const RATE = 48_000;
const SECONDS = 20;
const rounds = Number(process.argv[2] ?? 9);

const { page, browser, close } = await openPage({ isolated: true });
const found = await page.evaluate(
  async ({ rate, seconds, rounds, voiceChain }) => {
    const { createNode, loadNoiseModel } = await import("filmgate/audio");
    const model = await loadNoiseModel();
    const frames = rate * seconds;
    const noise = [0, 1].map((channel) =>
      Float32Array.from({ length: frames }, (_, frame) => {
        const noise = Math.sin(frame * (12.9898 + channel)) * 43758.5453;
        return (noise - Math.floor(noise) - 0.5) * (0.05 + Math.sin(frame / 9000) ** 2);
      }),
    );
    const decay = (/** @type {number} */ length) =>
      [0, 1].map(() =>
        Float32Array.from({ length }, (_, i) => Math.sin(i * i) * Math.exp((-7 * i) / length)),
      );

    /** @typedef {(context: OfflineAudioContext, input: AudioNode) => Promise<AudioNode> | AudioNode} Graph */

    /** @param {readonly any[]} steps @param {object} [options] @returns {Graph} */
    const ours = (steps, options) => async (context, input) =>
      input.connect(await createNode(context, steps, options));
    /** @param {number} seconds @returns {Graph} */
    const convolver = (seconds) => (context, input) => {
      const buffer = context.createBuffer(2, rate * seconds, rate);
      for (const [index, channel] of decay(rate * seconds).entries()) buffer.copyToChannel(channel, index);
      return input.connect(new ConvolverNode(context, { buffer }));
    };
    /** @param {number} seconds @returns {Graph} */
    const ourConvolver = (seconds) =>
      ours([{ effect: "convolver", response: { sampleRate: rate, channels: decay(rate * seconds) } }]);
    const biquads = Array.from({ length: 8 }, () => ({
      effect: "biquad",
      kind: "peaking",
      frequency: 1000,
      gain: 3,
    }));
    const bands = Array.from({ length: 8 }, () => [5, 1000, 3, 1]).flat();
    /** @type {Graph} */
    const nativeBiquads = (context, input) => {
      let last = input;
      for (let i = 0; i < 8; i += 1) {
        const filter = { type: /** @type {const} */ ("peaking"), frequency: 1000, gain: 3, Q: 1 };
        last = last.connect(new BiquadFilterNode(context, filter));
      }
      return last;
    };
    /** @type {Graph} */
    const nativeCompressor = (context, input) => input.connect(new DynamicsCompressorNode(context));
    const none = { parameters: "none" };
    const voice = voiceChain.map((effect) => (effect === "noiseSuppressor" ? { effect, model } : { effect }));
    /** @type {Record<string, readonly [ours: Graph, native?: Graph]>} */
    const cases = {
      "an empty chain": [ours([])],
      "8 biquads": [ours(biquads), nativeBiquads],
      "8, no parameters": [ours(biquads, none), nativeBiquads],
      "EQ of 8 bands": [ours([{ effect: "parametricEq", bands }]), nativeBiquads],
      compressor: [ours([{ effect: "compressor" }]), nativeCompressor],
      "same, no parameters": [ours([{ effect: "compressor" }], none), nativeCompressor],
      "convolver, 2 s": [ourConvolver(2), convolver(2)],
      "convolver, 5 s": [ourConvolver(5), convolver(5)],
      "voice chain": [ours(voice)],
      "same, none of them": [ours(voice, none)],
    };

    /** @param {Graph} graph */
    const render = async (graph) => {
      const context = new OfflineAudioContext(2, frames, rate);
      const buffer = context.createBuffer(2, frames, rate);
      for (const [index, channel] of noise.entries()) buffer.copyToChannel(channel, index);
      const source = new AudioBufferSourceNode(context, { buffer });
      (await graph(context, source)).connect(context.destination);
      source.start();
      const begin = performance.now();
      const rendered = await context.startRendering();
      const took = performance.now() - begin;
      // A graph that is silent has done nothing.
      if (!rendered.getChannelData(0).some((sample) => Math.abs(sample) > 1e-4)) throw new Error("silence");
      return took;
    };
    /** @type {Map<string, { graph: Graph, times: number[] }>} */
    const lanes = new Map([["bare", { graph: (_, input) => input, times: [] }]]);
    for (const [name, graphs] of Object.entries(cases)) {
      for (const [index, graph] of graphs.entries()) {
        if (graph !== undefined) lanes.set(`${name}/${index}`, { graph, times: [] });
      }
    }
    for (const { graph } of lanes.values()) await render(graph);
    for (let round = 0; round < rounds; round += 1) {
      for (const { graph, times } of lanes.values()) times.push(await render(graph));
    }
    const times = (/** @type {string} */ lane) =>
      (lanes.get(lane)?.times ?? []).sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
    const pick = (/** @type {string} */ lane) => {
      const all = times(lane);
      return [all[0], all[all.length >> 1]].map((time) => time ?? Number.NaN);
    };
    return {
      bare: pick("bare"),
      cases: Object.keys(cases).map((name) => [name, pick(`${name}/0`), pick(`${name}/1`)]),
    };
  },
  { rate: RATE, seconds: SECONDS, rounds, voiceChain },
);
console.log(
  `Chromium ${browser.version()}, ${SECONDS} s of sound, ${rounds} rounds; the bare graph takes ${found.bare.map((time) => time.toFixed(1)).join(" (median ")}) ms`,
);
console.log(
  `${"".padEnd(18)} ${"ours".padStart(7)} ${"median".padStart(7)} ${"native".padStart(7)} ${"median".padStart(7)}  × real time   ratio`,
);
for (const [name, ours, native] of /** @type {[string, number[], number[]][]} */ (found.cases)) {
  const [a, b, c, d] = [...ours, ...native].map(
    (time, i) => (SECONDS * 1000) / (time - (found.bare[i % 2] ?? 0)),
  );
  const shown = [a, b, c, d]
    .map((times) => (Number.isFinite(times) ? (times ?? 0).toFixed(0) : "–").padStart(7))
    .join(" ");
  const ratio = (b ?? 0) / (d ?? Number.NaN);
  console.log(`${name.padEnd(18)} ${shown}               ${Number.isFinite(ratio) ? ratio.toFixed(2) : ""}`);
}
await close();
