import type { Format } from "../generated/image-boundary.js";
import { isBlob, isBytes, isRevoked, optionsOf } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { describe, failure, numeric, StateError } from "../shared/errors.js";
import type { EncodeOptions } from "./codec/codec.js";
import type { Instance } from "./instance.js";
import { ingest, ingestVideoFrame, isVideoFrame } from "./sources.js";
import { type Arrangement, indexOfFormat } from "./target.js";

/** What a frame takes over at once. Bytes must be those of a frame of the same size and format. */
export type FrameSource =
  | Frame
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

/** Views keep their frame alive: a view in use must not be taken away because the frame object was collected. */
const owners = new WeakMap<object, Frame>();

/**
 * A frame in linear memory. It stays where it is until it is closed or changes its size; filters write in place.
 *
 * The getters are always right. A view you keep is good until the next `close()`, change of size, or growth of memory;
 * after that its length is 0.
 */
export class Frame implements Disposable {
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
  /** Uses of the frame by the platform that haven't ended. */
  #pins = 0;

  /** @internal */
  constructor(instance: Instance, handle: number, format: Format) {
    this.#instance = instance;
    this.#handle = handle;
    this.#format = format;
    [this.#width, this.#height] = instance.sizeOf(handle);
    instance.watch(this, "close_frame", handle, `a frame of ${this.#width} × ${this.#height}`);
  }

  /** Whether `value` is a frame: also for what `instanceof` throws at. @internal */
  static is(value: unknown): value is Frame {
    return typeof value === "object" && value !== null && #handle in value;
  }

  /** How a pixel is stored. */
  get format(): Format {
    return this.#format;
  }

  /** Pixels in a row. */
  get width(): number {
    return this.#width;
  }

  /** Rows. */
  get height(): number {
    return this.#height;
  }

  /** Bytes in all. */
  get byteLength(): number {
    return this.#width * this.#height * (this.#format === "rgba8" ? 4 : 1);
  }

  /** Whether `close()` was called. */
  get closed(): boolean {
    return this.#handle === 0;
  }

  /**
   * Whether the image file that was decoded into the frame last ended early: the part of the picture that it doesn't have is
   * transparent then. `gate.decode(file, { strict: true })` refuses such files.
   */
  get truncated(): boolean {
    return this.#truncated;
  }

  /**
   * The bytes, aliasing linear memory: what is written here is what filters see, and the other way round.
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
   * The bytes as `ImageData` has them, aliasing linear memory.
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
   * An `ImageData` over the pixels, to give to `putImageData` or `createImageBitmap` without a copy. It's the same object
   * each time, until the frame moves. Browsers and workers only.
   *
   * @throws {@link StateError} after `close()`, {@link ArgumentError} for a gray frame, {@link CodecError} where there
   * is no `ImageData`.
   */
  get imageData(): ImageData {
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
   * Takes over the picture of `source`, and its size: another `Frame`, bytes of a frame of this size, `ImageData`,
   * `ImageBitmap`, an image, video or canvas element, `OffscreenCanvas`. Frames are copied by us, anything else is
   * written once by the platform, by way of a canvas where it has to.
   *
   * Colours become sRGB. `ImageData` in Display P3 is converted by a canvas, which rounds the colours of translucent pixels.
   *
   * @param source - what to copy. A `VideoFrame` or a `Blob` (an image file) makes the result a promise; while a
   * video frame is written, this one is busy, and calls that need more memory than is free wait or are `busy`. A video frame's
   * rotation and flip are applied, as `drawImage` applies them.
   * @returns this frame
   * @throws {@link ArgumentError} for anything else, for a picture that isn't loaded, or bytes of another length;
   * {@link StateError} if the frame is closed or busy; {@link MemoryError} if a new size finds no memory; {@link CodecError} if
   * the platform can't or may not read it. The frame is as it was then.
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
    if (isBlob(source)) return this.#instance.codec.decode(this, source, {}).then(() => this);
    if (isVideoFrame(source)) return ingestVideoFrame(this, source).then(() => this);
    ingest(this, source);
    return this;
  }

  /**
   * Copies the bytes into an array of yours.
   *
   * @param target - at least `byteLength` long
   * @throws {@link StateError} after `close()`, {@link ArgumentError} if the array is too short.
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
   * Draws the frame: `putImageData` of {@link Frame.imageData}, which reads our memory directly.
   *
   * @param context - of a canvas
   * @param x - where its left edge goes, in pixels
   * @param y - where its top edge goes, in pixels
   * @throws as {@link Frame.imageData}; {@link ArgumentError} for what has no `putImageData`.
   */
  putTo(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, x = 0, y = 0): void {
    numeric("x", x);
    numeric("y", y);
    if (isRevoked(context) || typeof context?.putImageData !== "function") {
      throw failure("invalid-argument", "context", "a 2D context of a canvas", describe(context));
    }
    context.putImageData(this.imageData, x, y);
  }

  /**
   * Encodes the frame as an image file. JPEG has no transparency: it is laid over black.
   *
   * @param options - the format and its quality
   * @returns the file's bytes, in memory of their own
   * @throws {@link ArgumentError} for an unknown format or quality, {@link StateError} if closed or busy,
   * {@link CodecError} if the format can't hold the frame, or, in the default build, the platform can't encode it.
   */
  async encode(options?: EncodeOptions | null): Promise<Uint8Array<ArrayBuffer>> {
    const { type = "image/png", quality = 0.92 } = optionsOf(options, ["type", "quality"]);
    this.#open();
    return this.#instance.codec.encode(this, type, quality);
  }

  /**
   * Gives the frame another size. Its contents are transparent black then, and views of the old one have length 0.
   * Nothing happens if it has that size already.
   *
   * @param width - in pixels, from 1 to 32,767
   * @param height - in pixels, from 1 to 32,767
   * @throws {@link ArgumentError} for an impossible size, {@link StateError} if closed or busy, {@link MemoryError}.
   */
  resize(width: number, height: number): void {
    const handle = this.#open();
    // A stream of pictures of one size crosses the boundary for its filters only.
    if (width === this.#width && height === this.#height) return;
    numeric("width", width);
    numeric("height", height);
    try {
      if (this.#instance.raw.reshape_frame(handle, indexOfFormat(this.#format), width, height)) this.moved();
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** A new frame with the same contents. @throws {@link StateError}, {@link MemoryError}. */
  clone(): Frame {
    const handle = this.#open();
    try {
      return new Frame(this.#instance, this.#instance.raw.clone_frame(handle), this.#format);
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /**
   * Frees the frame's memory for others. Every view of it has length 0 afterwards. Closing twice does nothing.
   *
   * @throws {@link StateError} while the platform reads or writes the frame.
   */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, "close_frame", this.#handle);
    this.#handle = 0;
    this.#bytes = this.#pixels = this.#imageData = undefined;
  }

  /** As {@link Frame.close}: `using frame = …` calls it. */
  [dispose](): void {
    this.close();
  }

  /**
   * The handle, for an instance's own calls. @internal
   * @throws {@link StateError} after `close()`, or for a frame of another instance.
   */
  handleFor(instance: Instance, argument: string): number {
    if (instance !== this.#instance) {
      throw failure("closed", argument, "a frame of the same gate", "one of another");
    }
    return this.#open();
  }

  /** The numbers of an analysis; see {@link Instance.analyze}. @internal */
  analyze(which: number, other: Frame | undefined, values: readonly unknown[]): Float64Array<ArrayBuffer> {
    const handle = this.#open();
    const second = other === undefined ? 0 : other.handleFor(this.#instance, "other");
    return this.#instance.analyze(which, handle, second, values);
  }

  /** Notes how the file that was decoded into the frame ended. @internal */
  decoded(truncated: boolean): void {
    this.#truncated = truncated;
  }

  /** Learns its new place and size. @internal */
  moved(): void {
    [this.#width, this.#height] = this.#instance.sizeOf(this.#handle);
    this.#bytes = this.#pixels = this.#imageData = undefined;
  }

  /** Runs `work` with the frame held where it is, however long it takes. @internal */
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
   * As {@link Frame.resize}, but waits while memory can't grow because the platform uses another frame. @internal
   * @returns nothing if it is done, so that a caller who needn't wait goes on at once
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

  /** Brings bytes that the platform has copied into the order of pixels that they stand for. @internal */
  arrange({ swapped, opaque, quarterTurns, flipped }: Arrangement): void {
    if (!swapped && !opaque && !flipped && quarterTurns === 0) return;
    const handle = this.#open();
    try {
      if (this.#instance.raw.arrange_frame(handle, swapped, opaque, quarterTurns, flipped)) this.moved();
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** Whether a view lies in the memory of this frame's gate: growth detaches it. @internal */
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
    if (this.#handle === 0) throw failure("closed", "frame", "an open frame", "one that was closed");
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
