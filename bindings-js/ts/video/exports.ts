export type { VideoFormat, VideoFrameOptions } from "../image/video.js";
export * from "../shared/exports.js";
export type { ModuleSource } from "../shared/module.js";
export type { VideoChain } from "./chain.js";
export { TrackProcessor, type TrackProcessorOptions } from "./processor.js";
export { uploadTexture } from "./texture.js";
export {
  FilteredTrack,
  type VideoCosts,
  type VideoMask,
  type VideoPath,
  type VideoTrackOptions,
} from "./track.js";
export type { FilterCosts } from "./video-filter.js";
