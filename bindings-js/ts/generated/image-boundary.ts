// Written by `make gen` from the declarations in core: edit those instead.

/** How a pixel is stored: red, green, blue and alpha (not premultiplied), or luminance; a byte each. */
export type Format = "rgba8" | "gray8";

export const FORMATS: readonly Format[] = ["rgba8", "gray8"];

/** A format that frames can be encoded in. */
export type MediaType = "image/png" | "image/jpeg" | "image/webp";

export const MEDIA_TYPES: readonly MediaType[] = ["image/png", "image/jpeg", "image/webp"];

/** The resolution of the chroma planes of a JPEG: full, half the width, or half the width and height. */
export type ChromaSubsampling = "4:4:4" | "4:2:2" | "4:2:0";

export const CHROMA_SUBSAMPLINGS: readonly ChromaSubsampling[] = ["4:4:4", "4:2:2", "4:2:0"];

/** The maximum count of numbers that an analysis returns. */
export const MAXIMUM_RESULTS = 1280;

/** Numbers about the memory of frames, by index. */
export const Statistic = {
  live: 0,
  pooled: 1,
  peak: 2,
  reserved: 3,
  allocations: 4,
  reuses: 5,
  grows: 6,
  revocations: 7,
  frames: 8,
  pipelines: 9,
  resources: 10,
  crossings: 11,
} as const;
