import type { ChannelStatistics } from "../generated/analyses.js";
import type { Channels } from "./analysis.js";

export * from "../generated/analyses.js";
export type { FilterName, Step } from "../generated/filters.js";
export type {
  ChromaSiting,
  ChromaSubsampling,
  Format,
  MediaType,
  Primaries,
  Transfer,
  YuvMatrix,
} from "../generated/image-boundary.js";
export * from "../shared/exports.js";
export type { ModuleSource } from "../shared/module.js";
export type { Bytes } from "../shared/platform.js";
export type { ProgressOptions } from "../shared/progress.js";
export type { Changes, ParameterValue } from "../shared/steps.js";
export { type Channels, type Histogram, hammingDistance } from "./analysis.js";
export type { Animation, AnimationPicture } from "./codec/animation.js";
export type { DecodeSettings, EncodeOptions } from "./codec/codec.js";
export type {
  DecodedImage,
  EncodedFile,
  EncodeRequest,
  ImageCodec,
  ImageToEncode,
} from "./codec/custom.js";
export type { ImageInfo, ImageMetadata } from "./codec/info.js";
export { probe, readMetadata } from "./codec/metadata.js";
export { type CodecRegistration, registerCodec } from "./codec/register.js";
export type { ColorSpace } from "./color-space.js";
export { type AsynchronousSource, Frame, type FrameSource } from "./frame.js";
export {
  type DecodeOptions,
  type FrameOptions,
  Gate,
  type InstanceStats,
  type LoadOptions,
} from "./gate.js";
export { Lut } from "./lut.js";
export type { Region, Rotation } from "./metadata.js";
export {
  type ChromaUpsampling,
  type ColorProcessing,
  type Explanation,
  type ParameterChange,
  Pipeline,
  type Precision,
  type Preset,
  type RunInPartsOptions,
  type RunOptions,
} from "./pipeline.js";
export type { Plane, Samples } from "./planes.js";
export { SceneCuts, type SceneCutsOptions } from "./scene-cuts.js";
export type { VideoFormat, VideoFrameOptions } from "./video.js";

/** Statistics of every channel. */
export type FrameStatistics = Channels<ChannelStatistics>;
