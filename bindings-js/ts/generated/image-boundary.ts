// Written by `make gen` from the declarations in core: edit those instead.

/** How pixels are stored: with the names of WebCodecs, or `GRAY8`, `GRAYF32` and `RGBAF32`. Alpha isn't premultiplied. */
export type Format = "RGBA" | "RGBX" | "BGRA" | "BGRX" | "GRAY8" | "I420" | "I420A" | "I422" | "I444" | "NV12" | "I420P10" | "GRAYF32" | "RGBAF32";

export const FORMATS: readonly Format[] = ["RGBA", "RGBX", "BGRA", "BGRX", "GRAY8", "I420", "I420A", "I422", "I444", "NV12", "I420P10", "GRAYF32", "RGBAF32"];

/** The formats with luma and chroma. */
export const YUV: readonly Format[] = ["I420", "I420A", "I422", "I444", "NV12", "I420P10"];

/** The number of bytes of a sample of each format. */
export const SAMPLE_BYTES: readonly number[] = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 4];

/** Which colours red, green and blue are. */
export type Primaries = "bt709" | "bt470bg" | "smpte170m" | "bt2020" | "smpte432";

export const PRIMARIES: readonly Primaries[] = ["bt709", "bt470bg", "smpte170m", "bt2020", "smpte432"];

/** The transfer function from light to values. */
export type Transfer = "bt709" | "smpte170m" | "iec61966-2-1" | "linear" | "pq" | "hlg";

export const TRANSFERS: readonly Transfer[] = ["bt709", "smpte170m", "iec61966-2-1", "linear", "pq", "hlg"];

/** The matrix between RGB and YUV. */
export type YuvMatrix = "rgb" | "bt709" | "bt470bg" | "smpte170m" | "bt2020-ncl";

export const YUV_MATRICES: readonly YuvMatrix[] = ["rgb", "bt709", "bt470bg", "smpte170m", "bt2020-ncl"];

/** The position of a chroma sample that the pixels of a row share. */
export type ChromaSiting = "left" | "center";

export const CHROMA_SITINGS: readonly ChromaSiting[] = ["left", "center"];

/** A format that frames can be encoded in. */
export type MediaType = "image/png" | "image/jpeg" | "image/webp";

export const MEDIA_TYPES: readonly MediaType[] = ["image/png", "image/jpeg", "image/webp"];

/** The resolution of the chroma planes of a JPEG: full, half the width, or half the width and height. */
export type ChromaSubsampling = "4:4:4" | "4:2:2" | "4:2:0";

export const CHROMA_SUBSAMPLINGS: readonly ChromaSubsampling[] = ["4:4:4", "4:2:2", "4:2:0"];

/** The maximum count of numbers that an analysis returns. */
export const MAXIMUM_RESULTS = 1280;

/** Correlation below which the scene has changed, by default. */
export const SCENE_CUT_THRESHOLD = 0.65;

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
