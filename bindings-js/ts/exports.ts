export {
  type ChannelStatistics,
  type Channels,
  type Difference,
  type DominantColor,
  difference,
  differenceHash,
  dominantColors,
  type Histogram,
  hammingDistance,
  histogram,
  perceptualHash,
  type Statistics as FrameStatistics,
  sharpness,
  statistics,
  structuralSimilarity,
} from "./analysis.js";
export type { DecodeOptions, EncodeOptions, MediaType } from "./codec/codec.js";
export {
  ArgumentError,
  type ErrorCode,
  FilmgateError,
  InstanceLostError,
  MediaError,
  MemoryError,
  StateError,
} from "./errors.js";
export { type Format, Frame } from "./frame.js";
export {
  Gate,
  type LoadOptions,
  Statistics,
} from "./gate.js";
export * from "./generated/filters.js";
export { Lut } from "./lut.js";
export type { ModuleSource } from "./module.js";
export {
  type Explanation,
  Pipeline,
  type Precision,
  type Preset,
  type Region,
  type RunInPartsOptions,
  type RunOptions,
} from "./pipeline.js";
export type { AsynchronousSource, FrameSource } from "./sources.js";
