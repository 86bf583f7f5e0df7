import {
  FORMATS,
  type Format,
  PRIMARIES,
  TRANSFERS,
  YUV,
  YUV_MATRICES,
} from "../generated/image-boundary.js";
import { isA, optionsOf } from "../shared/arguments.js";
import { describe, failure, numeric } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import { type ColorSpace, defaultColorSpace } from "./color-space.js";
import { type Region, ROTATIONS, type Rotation } from "./metadata.js";
import type { Plane } from "./planes.js";
import { draw, sizeOf } from "./sources.js";
import type { FrameTarget, Packed } from "./target.js";

/** The formats of frames that `VideoFrame` has, too. */
export type VideoFormat = Exclude<Format, "GRAY8" | "GRAYF32" | "RGBAF32">;

/** Options of {@link Frame.toVideoFrame}. */
export interface VideoFrameOptions {
  /**
   * How the pixels are stored. By default that of a YUV frame, and I420 otherwise: browsers read it two to three times as
   * fast as RGBA, and encoders take it unconverted. RGBA keeps alpha.
   */
  readonly format?: VideoFormat | undefined;
  /** Microseconds; by default those of the frame. */
  readonly timestamp?: number | undefined;
  /** Microseconds; by default those of the frame. */
  readonly duration?: number | undefined;
}

const OPTIONS = ["format", "timestamp", "duration"] as const;
const VIDEO_FORMATS = FORMATS.filter((format) => !format.startsWith("GRAY") && format !== "RGBAF32");

/** The part of a frame that video frames use. */
export interface VideoTarget extends FrameTarget {
  readonly planes: readonly Plane[];
  colorSpace: Partial<ColorSpace>;
  timestamp: number | undefined;
  duration: number | undefined;
  rotation: Rotation;
  flip: boolean;
  pixelAspectRatio: number;
  /** A frame in another format, between this frame and the platform's. */
  between(format: Format): VideoTarget;
  /** Copies and converts another frame. */
  convert(source: VideoTarget): unknown;
  /** Whether the module has conversions. */
  converts(): boolean;
}

/** The properties of `VideoFrame` that not every type library has. */
type Turned = platform.VideoFrame & { readonly rotation?: number; readonly flip?: boolean };

const PACKED: Readonly<Record<string, Packed>> = {
  RGBA: { swapped: false, opaque: false },
  RGBX: { swapped: false, opaque: true },
  BGRA: { swapped: true, opaque: false },
  BGRX: { swapped: true, opaque: true },
};

/** Whether `source` is a video frame. */
export function isVideoFrame(source: unknown): source is platform.VideoFrame {
  return isA("VideoFrame", "displayWidth", source);
}

/** Whether the values of an RGB frame are sRGB. A frame without a colour space is treated as sRGB. */
function isSrgb({ primaries, transfer }: VideoColorSpace): boolean {
  return (primaries ?? "bt709") === "bt709" && (transfer ?? "iec61966-2-1") === "iec61966-2-1";
}

/** The properties of a colour space that frames have, too; unknown ones have their defaults. */
function colorSpaceFrom(source: VideoFrame, format: Format): ColorSpace {
  const { primaries, transfer, matrix, fullRange } = source.colorSpace;
  const usual = defaultColorSpace(format);
  const known = <T extends string>(names: readonly T[], name: string | null, otherwise: T) =>
    names.find((known) => known === name) ?? otherwise;
  return {
    primaries: known(PRIMARIES, primaries, usual.primaries),
    transfer: known(TRANSFERS, transfer, usual.transfer),
    matrix: known(YUV_MATRICES, matrix, usual.matrix),
    fullRange: fullRange ?? usual.fullRange,
    siting: usual.siting,
  };
}

/** Whether a YUV frame shows the colours of sRGB after the conversion by its matrix: standard dynamic range, no wide gamut. */
function isStandard({ primaries, transfer }: VideoColorSpace): boolean {
  const narrow = ["bt709", "bt470bg", "smpte170m"].includes(primaries ?? "bt709");
  return narrow && ["bt709", "smpte170m", "iec61966-2-1"].includes(transfer ?? "bt709");
}

/** What a frame takes over from a video frame besides its pixels. */
interface Shown {
  readonly timestamp: number;
  readonly duration: number | null;
  readonly rotation: Rotation;
  readonly flip: boolean;
  readonly pixelAspectRatio: number;
}

/** Reads the metadata of a video frame, which the caller may close before its pixels are copied. */
function shownBy(source: Turned): Shown {
  const { timestamp, duration, flip = false, visibleRect } = source;
  const rotation = ROTATIONS.find((rotation) => rotation === source.rotation) ?? 0;
  // The size of the display is that after the rotation.
  const [width, height] = rotation % 180 === 0 ? sizeOf(source) : sizeOf(source).reverse();
  const stored = visibleRect ?? { width: 1, height: 1 };
  const ratio = ((width ?? 1) * stored.height) / ((height ?? 1) * stored.width);
  return { timestamp, duration, rotation, flip, pixelAspectRatio: visibleRect === null ? 1 : ratio };
}

/** Takes the time and, unless the picture has been drawn upright, the orientation and the shape of pixels. */
function setMetadata(frame: VideoTarget, shown: Shown, isUpright: boolean): void {
  // WebKit's tracks of canvases have frames without a time: -2⁶³.
  frame.timestamp = Number.isSafeInteger(shown.timestamp) ? shown.timestamp : undefined;
  frame.duration = Number.isSafeInteger(shown.duration) ? (shown.duration ?? undefined) : undefined;
  frame.rotation = isUpright ? 0 : shown.rotation;
  frame.flip = isUpright ? false : shown.flip;
  frame.pixelAspectRatio = isUpright ? 1 : shown.pixelAspectRatio;
}

/** Copies the visible pixels of a video frame, which has the frame's format, without a conversion. */
async function copyPlanes(frame: VideoTarget, source: Turned): Promise<boolean> {
  const { visibleRect } = source;
  if (visibleRect === null) return false;
  const colorSpace = colorSpaceFrom(source, frame.format);
  // Without an `await`, the platform starts copying before this call returns: the caller may then close the source.
  const room = frame.resizeInTime(visibleRect.width, visibleRect.height);
  if (room !== undefined) await room;
  const { planes } = frame;
  const copied = await frame
    // A plane has the offset and the stride that the platform reads.
    .pinned(() => source.copyTo(frame.bytes, { layout: planes as unknown as PlaneLayout[] }))
    .then((copies) => copies.length === planes.length)
    .catch(() => false);
  if (copied) setColorSpace(frame, colorSpace);
  return copied;
}

/** Sets a colour space that differs: a stream of equal frames makes no call into the module. */
function setColorSpace(frame: VideoTarget, space: ColorSpace): void {
  const { colorSpace } = frame;
  const names = ["primaries", "transfer", "matrix", "fullRange", "siting"] as const;
  if (names.some((name) => colorSpace[name] !== space[name])) frame.colorSpace = space;
}

/** Copies a video frame, directly into linear memory where the platform can. */
export async function ingestVideoFrame(frame: VideoTarget, source: Turned): Promise<void> {
  const shown = shownBy(source);
  const { visibleRect } = source;
  const [width, height] = sizeOf(source);
  if (frame.format === "RGBA") {
    await ingestAsRgba(frame, source);
    setMetadata(frame, shown, true);
    return;
  }
  const isOwn = source.format === frame.format;
  const from = VIDEO_FORMATS.find((format) => format === source.format);
  if (isOwn && (await copyPlanes(frame, source))) {
    setMetadata(frame, shown, false);
    return;
  }
  const between = frame.between(from !== undefined && !isOwn && visibleRect !== null ? from : "RGBA");
  if (between.format === "RGBA" && from !== "RGBA") {
    // Upright already.
    await ingestAsRgba(between, source);
    setMetadata(between, shown, true);
  } else {
    if (!(await copyPlanes(between, source))) {
      const received = `${describe(source)} of ${width} × ${height} in ${source.format}`;
      throw failure("unsupported", "source", "a video frame that this platform can copy", received);
    }
    setMetadata(between, shown, false);
  }
  frame.convert(between);
}

/** Copies a video frame to an RGBA frame, upright. */
async function ingestAsRgba(frame: VideoTarget, source: Turned): Promise<void> {
  const { visibleRect, rotation = 0, flip = false } = source;
  const [width, height] = sizeOf(source);
  const quarterTurns = (((rotation / 90) % 4) + 4) % 4;
  const upright = quarterTurns % 2 === 0 ? [width, height] : [height, width];
  const packed = PACKED[source.format ?? ""];
  const planar = YUV.find((format) => format === source.format);
  // Frames with non-square pixels, or colours other than sRGB, are converted by the canvas.
  const isStraight = visibleRect?.width === upright[0] && visibleRect?.height === upright[1];
  if (planar !== undefined && isStraight && isStandard(source.colorSpace) && frame.converts()) {
    // The module takes two thirds of the time that the platform takes to convert, and interpolates chroma.
    const between = frame.between(planar);
    if (await copyPlanes(between, source)) {
      frame.convert(between);
      frame.arrange({ swapped: false, opaque: false, quarterTurns, flipped: flip });
      return;
    }
  } else if (visibleRect !== null && isStraight && (packed === undefined || isSrgb(source.colorSpace))) {
    const room = frame.resizeInTime(visibleRect.width, visibleRect.height);
    if (room !== undefined) await room;
    const layout = [{ offset: 0, stride: visibleRect.width * 4 }];
    // Packed formats are copied unconverted: `arrange` reorders their bytes, with the same result on every platform,
    // and faster.
    const options: VideoFrameCopyToOptions = packed === undefined ? { format: "RGBA", layout } : { layout };
    const copied = await frame
      .pinned(() => source.copyTo(frame.bytes, options))
      // Safari ignores the option and doesn't convert; the number of planes reveals that.
      .then((planes) => planes.length === 1)
      .catch(() => false);
    if (copied) {
      const { swapped = false, opaque = false } = packed ?? {};
      frame.arrange({ swapped, opaque, quarterTurns, flipped: flip });
      return;
    }
  }
  draw(frame, source);
}

/** Returns a new video frame with the pixels of `frame`. */
export function videoFrameOf(
  frame: VideoTarget & { readonly visibleRect: Region | undefined },
  given: VideoFrameOptions | null | undefined,
): platform.VideoFrame {
  const options = optionsOf(given, OPTIONS);
  const own = YUV.includes(frame.format) ? frame.format : "I420";
  const { format = own, timestamp = frame.timestamp, duration = frame.duration } = options;
  if (!VIDEO_FORMATS.includes(format)) {
    throw failure("invalid-argument", "format", VIDEO_FORMATS, describe(format));
  }
  numeric("timestamp", timestamp);
  if (duration !== undefined) numeric("duration", duration);
  if (typeof VideoFrame === "undefined") {
    throw failure("unsupported", "toVideoFrame", "a browser or a worker", "a runtime without VideoFrame");
  }
  let source: VideoTarget = frame;
  if (format !== frame.format) {
    source = frame.between(format);
    source.convert(frame);
  }
  const { primaries, transfer, matrix, fullRange } = source.colorSpace;
  const { rotation, flip, visibleRect, pixelAspectRatio } = frame;
  const { width, height } = visibleRect ?? source;
  const init = {
    format,
    codedWidth: source.width,
    codedHeight: source.height,
    layout: source.planes as unknown as PlaneLayout[],
    colorSpace: { primaries, transfer, matrix, fullRange },
    timestamp,
    rotation,
    flip,
    ...(duration === undefined ? {} : { duration }),
    ...(visibleRect === undefined ? {} : { visibleRect }),
    ...(pixelAspectRatio === 1
      ? {}
      : { displayWidth: Math.max(1, Math.round(width * pixelAspectRatio)), displayHeight: height }),
  };
  try {
    return new VideoFrame(source.bytes, init as unknown as VideoFrameBufferInit) as platform.VideoFrame;
  } catch (error) {
    const failed = failure(
      "unsupported",
      "format",
      "a format and a size of this browser's VideoFrame",
      format,
    );
    throw Object.assign(failed, { cause: error });
  }
}
