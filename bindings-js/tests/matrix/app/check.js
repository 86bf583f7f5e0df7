// The app of a stranger: inverts a pixel, and halves a constant sound.

import { load } from "filmgate";
import { createNode, loadAudio } from "filmgate/audio";
import { gain } from "filmgate/audio/effects";
import { invert } from "filmgate/filters";

const HALF = 20 * Math.log10(0.5);

async function pixel() {
  const gate = await load();
  const frame = gate.createFrame(1, 1);
  const pipeline = gate.createPipeline([invert()]);
  frame.bytes.set([10, 20, 30, 255]);
  const bytes = [...pipeline.run(frame).bytes];
  pipeline.close();
  frame.close();
  return bytes;
}

async function sampleOfNode() {
  const context = new OfflineAudioContext(1, 4800, 48_000);
  const source = new ConstantSourceNode(context, { offset: 0.5 });
  const node = await createNode(context, [gain({ gain: HALF })], { channels: 1 });
  source.connect(node).connect(context.destination);
  source.start();
  return (await context.startRendering()).getChannelData(0)[4000];
}

async function sampleOfChain() {
  const audio = await loadAudio();
  const source = { sampleRate: 48_000, channels: [new Float32Array(4800).fill(0.5)] };
  const { channels } = await audio.renderOffline(source, [gain({ gain: HALF })]);
  return channels[0][4000];
}

/** Returns the inverted pixel (245, 235, 225, 255), and a sample of the sound (0.25): of a node where there are nodes. */
export async function check() {
  const sample = typeof OfflineAudioContext === "undefined" ? sampleOfChain() : sampleOfNode();
  return { pixel: await pixel(), sample: await sample };
}
