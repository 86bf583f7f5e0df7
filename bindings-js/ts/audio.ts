import { ownModule } from "own:audio.wasm";
import type { ChainPreset } from "./audio/encode.js";
import { AudioEngine, engineLoader, type LoadAudioOptions } from "./audio/engine.js";
import type { EffectNode, NodeOptions } from "./audio/node.js";
import type { ChainStep } from "./generated/effects.js";
import type * as platform from "./shared/platform.js";

export * from "./audio/exports.js";

const loaded = engineLoader(ownModule, (module) => new AudioEngine(module));

/**
 * Loads the audio effects.
 *
 * @param options - the module
 * @returns an engine; the same one for each call without options
 * @throws {@link ArgumentError} for an unknown option, or if the module can't be loaded or compiled; {@link CodecError}
 *   if the page's policy forbids WebAssembly.
 */
export function loadAudio(options?: LoadAudioOptions | null): Promise<AudioEngine> {
  return loaded(options);
}

/**
 * Creates a Web Audio node with one call: `source.connect(await createNode(context, [gain({ gain: -6 })]))`. Calls
 * {@link loadAudio} without options.
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
