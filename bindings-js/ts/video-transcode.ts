export * from "./shared/exports.js";
export { type FrameFilter, pipelineFilter } from "./video/frame-filter.js";
export { type TranscodeOptions, transcode } from "./video/transcode.js";
export type { YuvCoding } from "./video/transcode-colors.js";
export type { TranscodeInput } from "./video/transcode-input.js";
export { PauseSwitch, type TranscodeProgress } from "./video/transcode-job.js";
export type { ContainerFormat, TranscodeOutput } from "./video/transcode-output.js";
export type { Transcoded } from "./video/transcode-run.js";
