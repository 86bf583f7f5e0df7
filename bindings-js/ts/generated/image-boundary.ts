// Written by `make gen` from the declarations in core: edit those instead.

/** Formats of frames. */
export const FORMATS = ["rgba8", "gray8"] as const;

/** Formats that frames are encoded in. */
export const MEDIA_TYPES = ["image/png", "image/jpeg", "image/webp"] as const;

/** Analyses of frames, by index. */
export const Analysis = {
  histogram: 0,
  statistics: 1,
  difference: 2,
  structuralSimilarity: 3,
  differenceHash: 4,
  perceptualHash: 5,
  sharpness: 6,
  dominantColors: 7,
} as const;

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
