export type { ChainStep, EffectName } from "../generated/effects.js";
export * from "../shared/exports.js";
export type { ModuleSource } from "../shared/module.js";
export type { Bytes } from "../shared/platform.js";
export type { ProgressOptions } from "../shared/progress.js";
export type { Changes, ParameterValue } from "../shared/steps.js";
export {
  type AnyChanges,
  type Automated,
  type ChainOptions,
  type ChangeOptions,
  EffectChain,
  type Readings,
} from "./chain.js";
export type { Converter } from "./converter.js";
export type { ChainPreset } from "./encode.js";
export { AudioEngine, type LoadAudioOptions } from "./engine.js";
export type { EffectNode, EffectNodeEventMap, NodeOptions } from "./node.js";
export type { Normalized, NormalizeOptions } from "./normalize.js";
export type { PlanarAudio, Rendered, RenderOptions } from "./offline.js";
export {
  type ResampleOptions,
  Resampler,
  type ResamplerOptions,
  type ResamplerQuality,
} from "./resampler.js";
export type { NoiseModel, Samples } from "./samples.js";
export type { StretchOptions } from "./stretch.js";
