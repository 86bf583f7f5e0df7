import { ownModule } from "own:audio-full.wasm";
import type { ChainPreset } from "./audio/encode.js";
import { engineLoader, type LoadAudioOptions } from "./audio/engine.js";
import { FullAudioEngine } from "./audio/full-engine.js";
import type { EffectNode, NodeOptions } from "./audio/node.js";
import type { ChainStep } from "./generated/effects.js";
import type * as platform from "./shared/platform.js";

export * from "./audio/exports.js";
export type { DecodedAudio, DecodeOptions, LeftOut, WavFile, WavOptions } from "./audio/file.js";
export { FullAudioEngine } from "./audio/full-engine.js";
export { type FullStretchOptions, Stretcher, type StretcherOptions } from "./audio/stretcher.js";

const loaded = engineLoader(ownModule, (module) => new FullAudioEngine(module));

/**
 * Loads the audio effects, the stretcher, and the audio file codecs.
 *
 * @param options - the module
 * @returns an engine; the same one for each call without options
 * @throws {@link ArgumentError} for an unknown option, or if the module can't be loaded or compiled; {@link CodecError}
 *   if the page's policy forbids WebAssembly.
 */
export function loadAudio(options?: LoadAudioOptions | null): Promise<FullAudioEngine> {
  return loaded(options);
}

/**
 * Creates a Web Audio node with one call, like `createNode` of `filmgate/audio`. Calls {@link loadAudio} without
 * options.
 *
 * @throws as {@link AudioEngine.createNode} and {@link loadAudio}.
 */
export async function createNode(
  context: platform.BaseAudioContext,
  steps: readonly ChainStep[] | ChainPreset,
  options?: NodeOptions | null,
): Promise<EffectNode> {
  return (await loadAudio()).createNode(context, steps, options);
}
