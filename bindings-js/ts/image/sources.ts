import { isA, isBytes, typedArrayName } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";
import type { FrameTarget } from "./target.js";

/** Maximum width and height of a frame, in pixels. */
const MAXIMUM_SIDE = 32_767;

/** `HTMLMediaElement.HAVE_CURRENT_DATA`: the state from which a video has a picture to draw. */
const HAVE_CURRENT_DATA = 2;

/**
 * A class of pictures that the platform can draw: the names of its size's properties, and how to check that it is
 * loaded.
 */
interface Drawable {
  readonly type: string;
  readonly width: string;
  readonly height: string;
  /** Whether the source has pixels: for a source without any, platforms draw nothing and throw no error. */
  isLoaded?(source: Record<string, unknown>): boolean;
}

const DRAWABLES: readonly Drawable[] = [
  {
    type: "HTMLImageElement",
    width: "naturalWidth",
    height: "naturalHeight",
    isLoaded: ({ complete }) => complete === true,
  },
  {
    type: "HTMLVideoElement",
    width: "videoWidth",
    height: "videoHeight",
    isLoaded: ({ readyState }) => Number(readyState) >= HAVE_CURRENT_DATA,
  },
  { type: "HTMLCanvasElement", width: "width", height: "height" },
  { type: "OffscreenCanvas", width: "width", height: "height" },
  { type: "ImageBitmap", width: "width", height: "height" },
  { type: "VideoFrame", width: "displayWidth", height: "displayHeight" },
];

/**
 * A canvas for sources whose pixels the platform provides in no other way. It is drawn and read synchronously, so one
 * suffices.
 */
let scratch: OffscreenCanvasRenderingContext2D | undefined;

function setPixels(frame: FrameTarget, bytes: Uint8Array | Uint8ClampedArray): void {
  if (bytes.byteLength !== frame.byteLength) {
    throw failure("size-mismatch", "source", `${frame.byteLength} bytes`, `${bytes.byteLength}`);
  }
  frame.bytes.set(bytes);
}

function onlyColor(frame: FrameTarget): void {
  if (frame.format !== "RGBA") throw failure("unsupported-format", "frame", "RGBA", frame.format);
}

/** Returns the size of a picture that can be drawn. */
export function sizeOf(source: object): [width: number, height: number] {
  const drawable = DRAWABLES.find(({ type, width }) => isA(type, width, source));
  if (drawable === undefined || typeof OffscreenCanvas === "undefined") {
    const expected = "a Frame, bytes, ImageData, or a picture that this platform can draw";
    throw failure("invalid-argument", "source", expected, describe(source));
  }
  const picture = source as Record<string, unknown>;
  const [width, height] = [Number(picture[drawable.width]), Number(picture[drawable.height])];
  if (!(width > 0 && height > 0) || drawable.isLoaded?.(picture) === false) {
    const received = `${describe(source)} without pixels (not loaded yet, or closed)`;
    throw failure("invalid-argument", "source", "a loaded picture", received);
  }
  // Checked first, so that an impossible size is a typed error, not the canvas's.
  for (const side of [width, height]) {
    if (side > MAXIMUM_SIDE)
      throw failure("out-of-range", "source", `at most ${MAXIMUM_SIDE} pixels a side`, side);
  }
  return [width, height];
}

/** Returns the shared canvas, enlarged to at least this size. */
function canvasFor(width: number, height: number): OffscreenCanvasRenderingContext2D {
  scratch ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }) ?? undefined;
  if (scratch === undefined) throw failure("unsupported", "source", "a canvas to draw on", "none");
  const { canvas } = scratch;
  if (canvas.width < width || canvas.height < height) {
    canvas.width = Math.max(canvas.width, width);
    canvas.height = Math.max(canvas.height, height);
  }
  scratch.globalCompositeOperation = "copy";
  return scratch;
}

/** Paints on the shared canvas and reads the pixels back. */
function read(
  source: unknown,
  width: number,
  height: number,
  paint: (to: OffscreenCanvasRenderingContext2D) => void,
) {
  const context = canvasFor(width, height);
  try {
    paint(context);
    return context.getImageData(0, 0, width, height).data;
  } catch (error) {
    // A canvas that has held a cross-origin picture can never be read again. The next import creates a new canvas.
    scratch = undefined;
    const crossOrigin = error instanceof DOMException && error.name === "SecurityError";
    const expected = crossOrigin
      ? "a picture of the same origin, or a picture loaded with CORS (crossOrigin)"
      : "a picture that this platform can draw";
    const received = crossOrigin ? "a cross-origin picture" : describe(source);
    throw Object.assign(failure("unsupported", "source", expected, received), { cause: error });
  }
}

/** Copies a picture through the shared canvas: the platform draws and reads it once, and Filmgate copies it once. */
export function draw(frame: FrameTarget, source: CanvasImageSource): void {
  onlyColor(frame);
  const [width, height] = sizeOf(source);
  const pixels = read(source, width, height, (context) => context.drawImage(source, 0, 0, width, height));
  frame.resize(width, height);
  frame.pixels.set(pixels);
}

function ingestImageData(frame: FrameTarget, source: ImageData): void {
  const { width, height, data, colorSpace } = source;
  onlyColor(frame);
  if (typedArrayName(data) !== "Uint8ClampedArray") {
    throw failure("unsupported-format", "source", "ImageData of bytes", describe(data));
  }
  if (data.byteLength === 0) {
    throw failure("closed", "source", "ImageData with its memory attached", "ImageData with detached memory");
  }
  if (colorSpace === "display-p3") {
    const pixels = read(source, width, height, (context) => context.putImageData(source, 0, 0));
    frame.resize(width, height);
    frame.pixels.set(pixels);
    return;
  }
  // Resizing may detach a view of the gate's own memory.
  const pixels = frame.ownsMemoryOf(data) ? data.slice() : data;
  frame.resize(width, height);
  setPixels(frame, pixels);
}

/** Copies a picture into a frame synchronously. */
export function ingest(frame: FrameTarget, source: unknown): void {
  if (isBytes(source)) setPixels(frame, source);
  else if (isA("ImageData", "data", source)) ingestImageData(frame, source as ImageData);
  else if (typeof source === "object" && source !== null) draw(frame, source as CanvasImageSource);
  else
    throw failure("invalid-argument", "source", "a Frame, bytes, ImageData, or a picture", describe(source));
}
