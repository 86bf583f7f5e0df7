// A page: the platform's own types are accepted and returned.

import { type Frame, type Gate, load } from "filmgate";
import { createNode, type EffectNode } from "filmgate/audio";
import { gain } from "filmgate/audio/effects";
import module from "filmgate/filmgate.wasm";

export async function show(
  canvas: HTMLCanvasElement,
  video: HTMLVideoElement,
  file: File,
): Promise<ImageData> {
  const gate: Gate = await load({ module });
  const frame: Frame = await gate.createFrameFrom(file);
  frame.copyFrom(video).copyFrom(canvas).copyFrom(new OffscreenCanvas(1, 1));
  frame.copyFrom(await createImageBitmap(frame.imageData));
  await frame.copyFrom(new VideoFrame(canvas, { timestamp: 0 }));
  const context = canvas.getContext("2d");
  if (context !== null) frame.putTo(context);
  return frame.imageData;
}

export async function play(context: AudioContext, source: AudioNode): Promise<EffectNode> {
  const node = await createNode(context, [gain()]);
  node.addEventListener("failure", ({ error }) => context.close().then(() => error.code));
  node.addEventListener("processorerror", (event) => event.message);
  source.connect(node).connect(context.destination);
  node.parameters.forEach((parameter) => {
    parameter.setValueAtTime(0, context.currentTime);
  });
  return node;
}
