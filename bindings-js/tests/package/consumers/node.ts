// A program for Node: files are buffers, and there is no DOM.

import { readFile, writeFile } from "node:fs/promises";
import { createNode, type EffectNode } from "filmgate/audio";
import { gain } from "filmgate/audio/effects";
import { load } from "filmgate/full";

const gate = await load({ module: await readFile("full.wasm") });
const frame = await gate.decode(await readFile("photo.jpg"), { signal: AbortSignal.timeout(1000) });
await writeFile("photo.png", await frame.encode());
frame.copyFrom(frame.imageData);

/** A package that implements Web Audio in Node has contexts of its own. */
export function play(context: {
  readonly sampleRate: number;
  readonly currentTime: number;
}): Promise<EffectNode> {
  return createNode(context, [gain()]);
}
export const listen = (node: EffectNode) => node.addEventListener("failure", ({ error }) => error.code);
