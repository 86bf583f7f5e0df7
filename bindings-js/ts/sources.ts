import { describe, failure } from "./errors.js";
import type { Frame } from "./frame.js";

/** What a frame takes over at once. Bytes must be those of a frame of the same size and format. */
export type FrameSource =
  | Uint8Array
  | Uint8ClampedArray
  | ImageData
  | ImageBitmap
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas;

/** What a frame takes over in its own time. */
export type AsynchronousSource = VideoFrame | Blob;

/** A canvas to draw on where the platform gives pixels in no other way. One is enough: it's used and read at once. */
let scratch: OffscreenCanvasRenderingContext2D | undefined;

function isA<K extends "VideoFrame" | "Blob" | "ImageData">(name: K, value: unknown): boolean {
  const type = (globalThis as Record<string, unknown>)[name];
  return typeof type === "function" && value instanceof type;
}

/** Whether `source` is an image file. */
export function isBlob(source: unknown): source is Blob {
  return isA("Blob", source);
}

/** Whether `source` is a video frame. */
export function isVideoFrame(source: unknown): source is VideoFrame {
  return isA("VideoFrame", source);
}

function setPixels(frame: Frame, bytes: Uint8Array | Uint8ClampedArray): void {
  if (bytes.byteLength !== frame.byteLength) {
    throw failure("size-mismatch", "source", `${frame.byteLength} bytes`, `${bytes.byteLength}`);
  }
  frame.bytes.set(bytes);
}

function onlyColor(frame: Frame): void {
  if (frame.format !== "rgba8") throw failure("unsupported-format", "frame", "rgba8", frame.format);
}

/** The size of a picture that the platform can draw. */
function sizeOf(source: object): [width: number, height: number] {
  const of = source as Record<string, unknown>;
  const side = (...names: string[]) => names.map((name) => of[name]).find((side) => typeof side === "number");
  return [
    side("naturalWidth", "videoWidth", "displayWidth", "width") as number,
    side("naturalHeight", "videoHeight", "displayHeight", "height") as number,
  ];
}

/** By way of a canvas: drawn once by the platform, read once by the platform, copied once by us. */
export function draw(frame: Frame, source: CanvasImageSource): void {
  onlyColor(frame);
  const [width, height] = sizeOf(source);
  if (typeof OffscreenCanvas === "undefined" || typeof width !== "number" || typeof height !== "number") {
    throw failure(
      "invalid-argument",
      "source",
      "bytes, ImageData, or a picture that this platform can draw",
      describe(source),
    );
  }
  // First of all: an impossible size is our error, not the canvas's.
  frame.resize(width, height);
  scratch ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }) ?? undefined;
  if (scratch === undefined) throw failure("unsupported", "source", "a canvas to draw on", "none");
  const { canvas } = scratch;
  if (canvas.width < width || canvas.height < height) {
    canvas.width = Math.max(canvas.width, width);
    canvas.height = Math.max(canvas.height, height);
  }
  scratch.globalCompositeOperation = "copy";
  scratch.drawImage(source, 0, 0, width, height);
  frame.pixels.set(scratch.getImageData(0, 0, width, height).data);
}

/** Takes over a picture at once. */
export function ingest(frame: Frame, source: FrameSource): void {
  if (source instanceof Uint8Array || source instanceof Uint8ClampedArray) {
    setPixels(frame, source);
    return;
  }
  if (typeof source !== "object" || source === null) {
    throw failure("invalid-argument", "source", "bytes, ImageData, or a picture", describe(source));
  }
  if (isA("ImageData", source)) {
    const { width, height, data } = source as ImageData;
    onlyColor(frame);
    if (!(data instanceof Uint8ClampedArray)) {
      throw failure("unsupported-format", "source", "ImageData of bytes", describe(data));
    }
    frame.resize(width, height);
    setPixels(frame, data);
    return;
  }
  draw(frame, source as CanvasImageSource);
}

/** Takes over a video frame, straight into our memory where the platform can. */
export async function ingestVideoFrame(frame: Frame, source: VideoFrame): Promise<void> {
  onlyColor(frame);
  const rectangle = source.visibleRect;
  const straight =
    rectangle && rectangle.width === source.displayWidth && rectangle.height === source.displayHeight;
  if (straight) {
    frame.resize(rectangle.width, rectangle.height);
    // Safari doesn't convert, and ignores the option: a plane too many tells.
    const converted = await frame
      .pinned(() =>
        source.copyTo(frame.bytes, {
          format: "RGBA",
          layout: [{ offset: 0, stride: rectangle.width * 4 }],
        }),
      )
      .then((layout) => layout.length === 1)
      .catch(() => false);
    if (converted) return;
  }
  draw(frame, source);
}
