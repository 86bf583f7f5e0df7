import type { Format } from "../generated/image-boundary.js";
import { isBlob, isBytes, isRecord, isRevoked, optionsOf } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { closedFailure, describe, failure, numeric, StateError } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import type { DecodeSettings, EncodeOptions } from "./codec/codec.js";
import { embed } from "./codec/metadata.js";
import { decodeByRegistered, encodeByRegistered } from "./codec/register.js";
import type { Instance } from "./instance.js";
import { ingest, ingestVideoFrame, isVideoFrame } from "./sources.js";
import { type Arrangement, indexOfFormat } from "./target.js";

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

/** Options of encoders that depend on the build. */
const BUILD_OPTIONS = [
  "background",
  "chromaSubsampling",
  "progressive",
  "optimizeCoding",
  "effort",
  "palette",
] as const;
const ENCODE_OPTIONS = ["type", "quality", "codecOptions", "exif", "icc", ...BUILD_OPTIONS] as const;

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
  #width: number;
  #height: number;
  #truncated = false;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #pixels: Uint8ClampedArray<ArrayBuffer> | undefined;
  #imageData: ImageData | undefined;
  /** Number of operations of the platform that use the frame. */
  #pins = 0;

  /** @internal */
  constructor(instance: Instance, handle: number, format: Format) {
    this.#instance = instance;
    this.#handle = handle;
    this.#format = format;
    [this.#width, this.#height] = instance.sizeOf(handle);
    instance.watch(this, "close_frame", handle, `a frame of ${this.#width} × ${this.#height}`);
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
    return this.#width;
  }

  /** Height in pixels. */
  get height(): number {
    return this.#height;
  }

  /** Size in bytes. */
  get byteLength(): number {
    return this.#width * this.#height * (this.#format === "rgba8" ? 4 : 1);
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
   * @throws {@link StateError} after `close()`; {@link ArgumentError} for a gray frame; {@link CodecError} in a runtime
   *   without `ImageData`.
   */
  get imageData(): platform.ImageData {
    const imageData = this.#imageData;
    if (imageData !== undefined && imageData.data.byteLength !== 0) return imageData;
    if (this.#format !== "rgba8") throw failure("unsupported-format", "frame", "rgba8", this.#format);
    if (typeof ImageData === "undefined") {
      throw failure("unsupported", "imageData", "a browser or a worker", "a runtime without ImageData");
    }
    this.#imageData = new ImageData(this.pixels, this.#width, this.#height);
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
   * frame is busy; calls that need more memory than is free wait, or fail with `busy`. The rotation and flip of a video
   * frame are applied, as by `drawImage`.
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
    if (isBlob(source)) return decodeFile(this.#instance, this, source, {}).then(() => this);
    if (isVideoFrame(source)) return ingestVideoFrame(this, source).then(() => this);
    ingest(this, source);
    return this;
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
    const {
      type = "image/png",
      quality,
      codecOptions,
      exif,
      icc,
      ...settings
    } = optionsOf(options, ENCODE_OPTIONS);
    this.#open();
    if (quality !== undefined) numeric("quality", quality);
    if (codecOptions !== undefined && !isRecord(codecOptions)) {
      throw failure("invalid-argument", "codecOptions", "an object", describe(codecOptions));
    }
    for (const [name, block] of Object.entries({ exif, icc })) {
      if (block !== undefined && !isBytes(block)) {
        throw failure("invalid-argument", name, "a Uint8Array", describe(block));
      }
    }
    const given = quality === undefined ? codecOptions : { ...codecOptions, quality };
    const registered = encodeByRegistered(this, type, given ?? {});
    const wrong = BUILD_OPTIONS.find((name) => settings[name] !== undefined);
    if (registered !== undefined && wrong !== undefined) {
      throw failure("invalid-argument", wrong, "can't be used with a registered codec: see codecOptions", "");
    }
    if (registered === undefined && codecOptions !== undefined) {
      throw failure("invalid-argument", "type", "the type of a registered codec", describe(type));
    }
    const file = await (registered ?? this.#instance.codec.encode(this, type, quality ?? 0.92, settings));
    return exif === undefined && icc === undefined ? file : embed(file, type, exif, icc);
  }

  /**
   * Changes the size. The contents become transparent black, and views of the old contents get length 0. Does nothing
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
    if (width === this.#width && height === this.#height) return;
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
      return new Frame(this.#instance, this.#instance.raw.clone_frame(handle), this.#format);
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
    this.#instance.close(this, "close_frame", this.#handle);
    this.#handle = 0;
    this.#bytes = this.#pixels = this.#imageData = undefined;
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
    [this.#width, this.#height] = this.#instance.sizeOf(this.#handle);
    this.#bytes = this.#pixels = this.#imageData = undefined;
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

  /** Whether a view is in the memory of this frame's gate: growth detaches it. @internal */
  ownsMemoryOf(view: ArrayBufferView): boolean {
    return view.buffer === this.#instance.memory.buffer;
  }

  #copy(handle: number, source: Frame): void {
    const from = source.handleFor(this.#instance, "source");
    try {
      if (this.#instance.raw.copy_frame(handle, from)) this.moved();
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  #copyFromAnotherGate(source: Frame): void {
    if (source.#format !== this.#format) {
      throw failure("unsupported-format", "source", this.#format, source.#format);
    }
    const { bytes } = source;
    this.resize(source.#width, source.#height);
    this.bytes.set(bytes);
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

/** Decodes `file` into `frame`, with a registered codec or that of the build. */
export async function decodeFile(
  instance: Instance,
  frame: Frame,
  file: Blob | platform.Bytes,
  options: DecodeSettings,
): Promise<void> {
  options.signal?.throwIfAborted();
  if (await decodeByRegistered(frame, file, options.signal)) return;
  await instance.codec.decode(frame, file, options);
}
