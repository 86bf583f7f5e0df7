import { FORMATS, type Format, SAMPLE_BYTES, YUV } from "../generated/image-boundary.js";
import { flagOf, isBlob, isBytes, isRevoked } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { closedFailure, describe, failure, numeric, StateError } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import type { EncodeOptions } from "./codec/codec.js";
import { encodeFrame } from "./codec/encode.js";
import { type ColorSpace, colorSpaceOf, defaultColorSpace, indicesOf } from "./color-space.js";
import type { Instance } from "./instance.js";
import {
  type Metadata,
  optionalNumber,
  type Region,
  ROTATIONS,
  type Rotation,
  rectangleWithin,
} from "./metadata.js";
import { type Layout, Plane } from "./planes.js";
import { ingest } from "./sources.js";
import { type Arrangement, indexOfFormat } from "./target.js";
import { ingestVideoFrame, isVideoFrame, type VideoFrameOptions, videoFrameOf } from "./video.js";

/** A source that `copyFrom` copies synchronously. Bytes must be those of a frame of the same size and format. */
export type FrameSource =
  | Frame
  | Uint8Array
  | Uint8ClampedArray
  | platform.ImageData
  | platform.ImageBitmap
  | platform.HTMLImageElement
  | platform.HTMLVideoElement
  | platform.HTMLCanvasElement
  | platform.OffscreenCanvas;

/** A source that `copyFrom` copies asynchronously. */
export type AsynchronousSource = platform.VideoFrame | Blob;

/** Views keep their frame alive: a view in use must not be detached because its frame object was collected. */
const owners = new WeakMap<object, Frame>();

/**
 * A frame in linear memory. Its address is fixed until the frame is closed or changes its size; filters write in place.
 *
 * Read views through the getters, which always return a valid view. A stored view is valid until the next `close()`,
 * change of size or memory growth; then its length is 0.
 */
export class Frame {
  static readonly name: string = "Frame";
  readonly #instance: Instance;
  readonly #format: Format;
  #handle: number;
  #layout: Layout;
  #planes: readonly Plane[] | undefined;
  #colorSpace: ColorSpace;
  /** Changed in place, so that a stream of frames allocates nothing. */
  readonly #metadata: Metadata = {
    timestamp: undefined,
    duration: undefined,
    rotation: 0,
    flip: false,
    visibleRect: undefined,
    pixelAspectRatio: 1,
  };
  #truncated = false;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #pixels: Uint8ClampedArray<ArrayBuffer> | undefined;
  #imageData: ImageData | undefined;
  /** Number of operations of the platform that use the frame. */
  #pins = 0;
  /** Frames in other formats, between this frame and those of the platform. */
  #between: Map<Format, Frame> | undefined;

  /** @internal */
  constructor(instance: Instance, handle: number, format: Format) {
    this.#instance = instance;
    this.#handle = handle;
    this.#format = format;
    this.#layout = instance.layoutOf(handle);
    this.#colorSpace = defaultColorSpace(format);
    instance.watch(this, "close_frame", handle, `a frame of ${this.width} × ${this.height}`);
  }

  /** Whether `value` is a frame. Never throws, unlike `instanceof`. @internal */
  static is(value: unknown): value is Frame {
    return typeof value === "object" && value !== null && #handle in value;
  }

  /** Pixel format. */
  get format(): Format {
    return this.#format;
  }

  /** Width in pixels. */
  get width(): number {
    return this.#layout.width;
  }

  /** Height in pixels. */
  get height(): number {
    return this.#layout.height;
  }

  /** Size in bytes. */
  get byteLength(): number {
    return this.#layout.byteLength;
  }

  /**
   * The planes: one for RGBA and gray, luma and chroma for YUV formats. The getter returns the same objects until the
   * frame changes its size.
   */
  get planes(): readonly Plane[] {
    const sampleBytes = SAMPLE_BYTES[FORMATS.indexOf(this.#format)] ?? 1;
    this.#planes ??= this.#layout.planes.map((layout) => new Plane(this, layout, sampleBytes));
    return this.#planes;
  }

  /**
   * The colour space of the values: which colours they are when the frame is converted between YUV and RGB. sRGB by
   * default, BT.709 in limited range for YUV formats. Setting it doesn't change the pixels.
   */
  get colorSpace(): ColorSpace {
    return this.#colorSpace;
  }

  set colorSpace(value: Partial<ColorSpace>) {
    const handle = this.#open();
    const space = colorSpaceOf(value, this.#colorSpace);
    try {
      this.#instance.raw.set_color_space(handle, ...indicesOf(space));
    } catch (error) {
      throw this.#instance.failure(error);
    }
    this.#colorSpace = space;
  }

  /** The time at which the frame is shown, in microseconds. Like all metadata, pipelines and clones keep it. */
  get timestamp(): number | undefined {
    return this.#metadata.timestamp;
  }

  set timestamp(value: number | undefined) {
    this.#metadata.timestamp = optionalNumber("timestamp", value);
  }

  /** How long the frame is shown, in microseconds. */
  get duration(): number | undefined {
    return this.#metadata.duration;
  }

  set duration(value: number | undefined) {
    this.#metadata.duration = optionalNumber("duration", value);
  }

  /** The clockwise rotation that shows the picture upright, in degrees: 0, 90, 180 or 270. */
  get rotation(): Rotation {
    return this.#metadata.rotation;
  }

  set rotation(value: Rotation) {
    if (!ROTATIONS.includes(value))
      throw failure("invalid-argument", "rotation", ROTATIONS.map(String), describe(value));
    this.#metadata.rotation = value;
  }

  /** Whether the picture is to be mirrored horizontally, after the rotation. */
  get flip(): boolean {
    return this.#metadata.flip;
  }

  set flip(value: boolean) {
    this.#metadata.flip = flagOf("flip", value) ?? false;
  }

  /**
   * Width of a pixel divided by its height, before the rotation. 1 unless the frame was copied from video with other
   * pixels. Filters process the pixels as they are.
   */
  get pixelAspectRatio(): number {
    return this.#metadata.pixelAspectRatio;
  }

  set pixelAspectRatio(value: number) {
    const ratio = numeric("pixelAspectRatio", value);
    if (ratio > 0 && ratio < Number.POSITIVE_INFINITY) this.#metadata.pixelAspectRatio = ratio;
    else throw failure("out-of-range", "pixelAspectRatio", "a finite number above 0", ratio);
  }

  /** The part of the frame that is to be shown; `undefined` for all of it. */
  get visibleRect(): Region | undefined {
    return this.#metadata.visibleRect;
  }

  set visibleRect(value: Region | undefined) {
    const rectangle = value === undefined ? undefined : rectangleWithin(value, this.width, this.height);
    this.#metadata.visibleRect = rectangle;
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#handle === 0;
  }

  /**
   * Whether the image file that was last decoded into this frame ended early. The missing part of the picture is
   * transparent. `gate.decode(file, { strict: true })` rejects such files.
   */
  get truncated(): boolean {
    return this.#truncated;
  }

  /**
   * The bytes, as a view of linear memory: filters and the view read and write the same bytes.
   *
   * @throws {@link StateError} after `close()`.
   */
  get bytes(): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes;
    if (bytes !== undefined && bytes.byteLength !== 0) return bytes;
    this.#bytes = new Uint8Array(this.#buffer(), this.#expose(), this.byteLength);
    owners.set(this.#bytes, this);
    return this.#bytes;
  }

  /**
   * The bytes as a clamped view of linear memory, as `ImageData` uses them.
   *
   * @throws {@link StateError} after `close()`.
   */
  get pixels(): Uint8ClampedArray<ArrayBuffer> {
    const pixels = this.#pixels;
    if (pixels !== undefined && pixels.byteLength !== 0) return pixels;
    this.#pixels = new Uint8ClampedArray(this.#buffer(), this.#expose(), this.byteLength);
    owners.set(this.#pixels, this);
    return this.#pixels;
  }

  /**
   * An `ImageData` over the pixels, for `putImageData` or `createImageBitmap` without a copy. The getter returns the
   * same object until the frame moves. Browsers and workers only.
   *
   * @throws {@link StateError} after `close()`; {@link ArgumentError} for a frame in another format than RGBA; {@link CodecError} in a runtime
   *   without `ImageData`.
   */
  get imageData(): platform.ImageData {
    const imageData = this.#imageData;
    if (imageData !== undefined && imageData.data.byteLength !== 0) return imageData;
    if (this.#format !== "RGBA") throw failure("unsupported-format", "frame", "RGBA", this.#format);
    if (typeof ImageData === "undefined") {
      throw failure("unsupported", "imageData", "a browser or a worker", "a runtime without ImageData");
    }
    this.#imageData = new ImageData(this.pixels, this.width, this.height);
    owners.set(this.#imageData, this);
    return this.#imageData;
  }

  /**
   * Copies the picture of `source` into this frame, which takes its size. Sources: another `Frame`, bytes of a frame of
   * this size, `ImageData`, `ImageBitmap`, an image, video or canvas element, `OffscreenCanvas`.
   *
   * Filmgate copies frames itself. The platform writes the pixels of all other sources once, through a canvas where
   * needed.
   *
   * Colours become sRGB. `ImageData` in Display P3 is converted by a canvas, which rounds the colours of translucent
   * pixels.
   *
   * A `VideoFrame` or a `Blob` (an image file) makes the result a promise. While a video frame is being written, this
   * frame is busy; calls that need more memory than is free wait, or fail with `busy`.
   *
   * A video frame is copied in its own format. If that is also this frame's, nothing is converted; the colour space, the
   * time, the rotation and the flip become those of the video frame. Otherwise the module converts it. An RGBA frame gets
   * the picture upright, as `drawImage` draws it.
   *
   * @param source - the picture to copy
   * @returns this frame
   * @throws {@link ArgumentError} for any other source, a picture that isn't loaded, or bytes of another length;
   *   {@link StateError} if the frame is closed or busy; {@link MemoryError} if there is no memory for the new size;
   *   {@link CodecError} if the platform can't or may not read the source. After an error, the frame is unchanged.
   */
  copyFrom(source: FrameSource): this;
  copyFrom(source: AsynchronousSource): Promise<this>;
  copyFrom(source: FrameSource | AsynchronousSource): this | Promise<this>;
  copyFrom(source: FrameSource | AsynchronousSource): this | Promise<this> {
    const handle = this.#open();
    const other = Frame.is(source) ? source : owners.get(source);
    if (other !== undefined && (source === other || source === other.#imageData)) {
      if (other.#instance === this.#instance) this.#copy(handle, other);
      else this.#copyFromAnotherGate(other);
      return this;
    }
    if (isBlob(source)) return this.#instance.decode(this, source, {}).then(() => this);
    if (isVideoFrame(source)) return ingestVideoFrame(this, source).then(() => this);
    ingest(this, source);
    return this;
  }

  /**
   * Returns a new `VideoFrame` with the pixels, the colour space, the orientation and the time of this frame. The platform
   * copies the pixels once; in another format than the frame's, the module converts them first. Close the video frame
   * after use.
   *
   * @param options - format and time
   * @throws {@link ArgumentError} if neither the options nor the frame have a timestamp, or for another format;
   *   {@link StateError} if the frame is closed; {@link CodecError} in a runtime without `VideoFrame`, or whose class
   *   doesn't support the format or the size.
   */
  toVideoFrame(options?: VideoFrameOptions | null): platform.VideoFrame {
    this.#open();
    return videoFrameOf(this, options);
  }

  /**
   * Copies the bytes into a JavaScript array.
   *
   * @param target - an array of at least `byteLength` elements
   * @throws {@link StateError} after `close()`; {@link ArgumentError} if the array is too short.
   */
  copyTo(target: Uint8Array | Uint8ClampedArray): void {
    if (!isBytes(target)) {
      throw failure("invalid-argument", "target", "a Uint8Array or a Uint8ClampedArray", describe(target));
    }
    if (target.byteLength < this.byteLength) {
      throw failure("size-mismatch", "target", `at least ${this.byteLength} bytes`, target.byteLength);
    }
    target.set(this.bytes);
  }

  /**
   * Draws the frame on a canvas with `putImageData`, which reads linear memory directly.
   *
   * @param context - 2D context of the canvas
   * @param x - position of the left edge, in pixels
   * @param y - position of the top edge, in pixels
   * @throws as {@link Frame.imageData}; {@link ArgumentError} for an object without `putImageData`.
   */
  putTo(
    context: platform.CanvasRenderingContext2D | platform.OffscreenCanvasRenderingContext2D,
    x = 0,
    y = 0,
  ): void {
    numeric("x", x);
    numeric("y", y);
    if (isRevoked(context) || typeof context?.putImageData !== "function") {
      throw failure("invalid-argument", "context", "a 2D context of a canvas", describe(context));
    }
    context.putImageData(this.imageData, x, y);
  }

  /**
   * Encodes the frame as an image file. JPEG has no alpha: the frame is composited over `background`, or black.
   *
   * @param options - format (default PNG), quality (default 0.92), and options of single formats
   * @returns the file's bytes, in memory of their own
   * @throws {@link ArgumentError} for an unknown format or a quality out of range; {@link StateError} if the frame is
   *   closed or busy; {@link CodecError} if the format can't hold the frame or, in the default build, the platform
   *   can't encode it.
   */
  async encode(options?: EncodeOptions | null): Promise<Uint8Array<ArrayBuffer>> {
    this.#open();
    return encodeFrame(this.#instance.codec, this, options);
  }

  /**
   * Changes the size. The contents become black, transparent if the format has alpha, and views of the old contents get length 0. Does nothing
   * if the size is the same.
   *
   * @param width - in pixels, from 1 to 32,767
   * @param height - in pixels, from 1 to 32,767
   * @throws {@link ArgumentError} for an invalid size; {@link StateError} if the frame is closed or busy;
   *   {@link MemoryError}.
   */
  resize(width: number, height: number): void {
    const handle = this.#open();
    // Saves a crossing per frame in a stream of pictures of the same size.
    if (width === this.width && height === this.height) return;
    numeric("width", width);
    numeric("height", height);
    try {
      if (this.#instance.raw.reshape_frame(handle, indexOfFormat(this.#format), width, height)) this.moved();
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** Returns a new frame with the same contents. @throws {@link StateError}, {@link MemoryError}. */
  clone(): Frame {
    const handle = this.#open();
    try {
      const clone = new Frame(this.#instance, this.#instance.raw.clone_frame(handle), this.#format);
      clone.inherit(this);
      return clone;
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /**
   * Releases the frame's memory for reuse. All its views get length 0. Closing twice does nothing.
   *
   * @throws {@link StateError} while the platform reads or writes the frame.
   */
  close(): void {
    if (this.#handle === 0) return;
    // First, because one of them may be in use.
    for (const between of this.#between?.values() ?? []) between.close();
    this.#between = undefined;
    this.#instance.close(this, "close_frame", this.#handle);
    this.#handle = 0;
    this.#bytes = this.#pixels = this.#imageData = this.#planes = undefined;
  }

  /** Calls {@link Frame.close}, for `using frame = …`. */
  [dispose](): void {
    this.close();
  }

  /**
   * Returns the handle, for calls into the module of `instance`. @internal
   * @throws {@link StateError} after `close()`, or for a frame of another instance.
   */
  handleFor(instance: Instance, argument: string): number {
    if (instance !== this.#instance) {
      throw failure("closed", argument, "a frame of the same gate", "a frame of another gate");
    }
    return this.#open();
  }

  /** Returns the results of an analysis; see {@link Instance.analyze}. @internal */
  analyze(which: number, other: Frame | undefined, values: readonly unknown[]): Float64Array<ArrayBuffer> {
    const handle = this.#open();
    const second = other === undefined ? 0 : other.handleFor(this.#instance, "other");
    return this.#instance.analyze(which, handle, second, values);
  }

  /** Records whether the file that was decoded into the frame ended early. @internal */
  decoded(truncated: boolean): void {
    this.#truncated = truncated;
  }

  /** Reads the new size, and drops the views of the old address. @internal */
  moved(): void {
    const { width, height } = this.#layout;
    this.#layout = this.#instance.layoutOf(this.#handle);
    // A rectangle of a frame of another size is meaningless.
    if (this.width !== width || this.height !== height) this.#metadata.visibleRect = undefined;
    this.#bytes = this.#pixels = this.#imageData = this.#planes = undefined;
  }

  /** Takes the metadata of the frame from which this one was made, as the module has done. @internal */
  inherit(source: Frame): void {
    Object.assign(this.#metadata, source.#metadata);
    if (source.width !== this.width || source.height !== this.height) this.#metadata.visibleRect = undefined;
    const [from, to] = [source.#colorSpace, this.#colorSpace];
    if (from === to) return;
    const sameModel = YUV.includes(source.#format) === YUV.includes(this.#format);
    const { primaries, transfer } = from;
    this.#colorSpace = sameModel ? from : colorSpaceOf({ primaries, transfer }, to);
  }

  /** Keeps the frame alive as long as a view of it. @internal */
  owned<T extends object>(view: T): T {
    owners.set(view, this);
    return view;
  }

  /** Runs `work` while the frame is pinned: its address is fixed until the promise settles. @internal */
  async pinned<T>(work: () => Promise<T>): Promise<T> {
    const handle = this.#open();
    const instance = this.#instance;
    instance.pin(handle, true);
    this.#pins += 1;
    try {
      return await work();
    } finally {
      this.#pins -= 1;
      instance.pin(handle, false);
    }
  }

  /**
   * Like {@link Frame.resize}, but waits while memory can't grow because the platform uses another frame. @internal
   * @returns `undefined` if the size has changed already, so that the caller continues synchronously
   * @throws as {@link Frame.resize}.
   */
  resizeInTime(width: number, height: number): Promise<void> | undefined {
    try {
      this.resize(width, height);
      return undefined;
    } catch (error) {
      const othersHoldMemory = this.#pins === 0 && this.#instance.pins > 0;
      if (!(error instanceof StateError && error.code === "busy" && othersHoldMemory)) throw error;
      return this.#instance.unpinned().then(() => this.resizeInTime(width, height));
    }
  }

  /** Converts bytes that the platform has copied to RGBA, upright. @internal */
  arrange({ swapped, opaque, quarterTurns, flipped }: Arrangement): void {
    if (!swapped && !opaque && !flipped && quarterTurns === 0) return;
    const handle = this.#open();
    try {
      if (this.#instance.raw.arrange_frame(handle, swapped, opaque, quarterTurns, flipped)) this.moved();
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** Returns a frame of the same gate in another format, which is reused until this frame is closed. @internal */
  between(format: Format): Frame {
    this.#open();
    this.#between ??= new Map();
    const known = this.#between.get(format);
    if (known?.closed === false) return known;
    try {
      const handle = this.#instance.raw.create_frame(indexOfFormat(format), 1, 1);
      const frame = new Frame(this.#instance, handle, format);
      this.#between.set(format, frame);
      return frame;
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** Copies and converts a frame of the same gate. @internal */
  convert(source: Frame): void {
    this.#copy(this.#open(), source);
  }

  /** Whether the module has conversions; `filmgate/core` has none. @internal */
  converts(): boolean {
    const instance = this.#instance;
    if (instance.converts === undefined) {
      const probe = new Frame(instance, instance.raw.create_frame(indexOfFormat("RGBA"), 1, 1), "RGBA");
      try {
        probe.convert(this.between("I420"));
        instance.converts = true;
      } catch {
        instance.converts = false;
      } finally {
        probe.close();
      }
    }
    return instance.converts;
  }

  /** Whether a view is in the memory of this frame's gate: growth detaches it. @internal */
  ownsMemoryOf(view: ArrayBufferView): boolean {
    return view.buffer === this.#instance.memory.buffer;
  }

  #copy(handle: number, source: Frame): void {
    const from = source.handleFor(this.#instance, "source");
    try {
      if (this.#instance.raw.copy_frame(handle, from)) this.moved();
      this.inherit(source);
    } catch (error) {
      const failed = this.#instance.failure(error);
      if (!this.#instance.lost) this.moved();
      throw failed;
    }
  }

  #copyFromAnotherGate(source: Frame): void {
    if (source.#format !== this.#format) {
      throw failure("unsupported-format", "source", this.#format, source.#format);
    }
    const { bytes } = source;
    this.resize(source.width, source.height);
    this.bytes.set(bytes);
    this.inherit(source);
  }

  #open(): number {
    this.#instance.alive();
    if (this.#handle === 0) throw closedFailure("frame");
    return this.#handle;
  }

  #buffer(): ArrayBuffer {
    this.#open();
    return this.#instance.memory.buffer as ArrayBuffer;
  }

  #expose(): number {
    return this.#instance.addressOf(this.#handle);
  }
}
