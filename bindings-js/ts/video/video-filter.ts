import type { Format } from "../generated/image-boundary.js";
import { FORMATS, YUV } from "../generated/image-boundary.js";
import type { Frame } from "../image/frame.js";
import type { Gate } from "../image/gate.js";
import type { Pipeline } from "../image/pipeline.js";
import type { VideoFormat } from "../image/video.js";
import type { FilmgateError } from "../shared/errors.js";
import type { PackedChain, PackedValues } from "./chain.js";
import { Durations } from "./durations.js";
import { type FrameFilter, pipelineFilter } from "./frame-filter.js";
import { Mask, type MaskData } from "./mask.js";
import type { YuvCoding } from "./transcode-colors.js";
import { closeAll, type Owned, unpackChain, unpackValues } from "./unpack.js";

/** Returns a new gate: the first one, and another if the module fails. */
export type StartGate = () => Promise<Gate>;

/** Costs of a filter. Times are in milliseconds, over the last 512 frames. */
export interface FilterCosts {
  /** Number of filtered frames. */
  readonly frames: number;
  /** Number of frames whose filtering failed. */
  readonly failed: number;
  /** Time of the filters alone. */
  readonly median: number;
  readonly p99: number;
  /** Time to copy a frame in, and to create the filtered one: the platform's share. */
  readonly copyMedian: number;
  /** Size of the module's memory, in bytes. */
  readonly memory: number;
  /** Number of blocks of memory that were allocated. Constant while frames have the same size. */
  readonly allocations: number;
}

/** Returns a hash of all bytes (FNV-1a, Fowler, Noll and Vo, over words of 32 bits): 0.3 ms for a frame of 720p. */
function hashOf(bytes: Uint8Array<ArrayBuffer>): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash;
}

/** Filters one video frame after another, in frames that are reused. */
export class VideoFilter {
  readonly #start: StartGate;
  readonly #format: VideoFormat | undefined;
  readonly #durations = new Durations();
  readonly #copies = new Durations();
  #gate: Gate;
  #chain: PackedChain;
  #pipeline: Pipeline;
  /** The frames and tables of the chain. */
  #owned: Owned = new Map();
  /** The frames that are written, by their formats. */
  readonly #inputs = new Map<Format, Frame>();
  readonly #results = new Map<Format, Frame>();
  /** Whether the result needs a frame of its own, because the chain changes the size or moves pixels. */
  #isApart = false;
  #mask: Mask | undefined;
  /** The filter for encoders, of the pipeline. */
  #encodable: FrameFilter | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** The hash of the last pixels, unless they must be filtered again. */
  #lastHash: number | undefined;
  #filtered = 0;
  #failed = 0;
  /** Whether frames pass through unfiltered. */
  bypass = false;

  private constructor(start: StartGate, gate: Gate, chain: PackedChain, format: VideoFormat | undefined) {
    this.#start = start;
    this.#gate = gate;
    this.#chain = chain;
    this.#format = format;
    this.#pipeline = unpackChain(gate, chain, this.#owned);
  }

  /** @param format - the format of the filtered frames; by default that of a YUV frame, and otherwise I420 */
  static async create(
    start: StartGate,
    chain: PackedChain,
    format: VideoFormat | undefined,
  ): Promise<VideoFilter> {
    return new VideoFilter(start, await start(), chain, format);
  }

  /**
   * Filters a frame, which is closed, and returns the filtered one. After an error, the next frame can be filtered.
   *
   * @param maybeSame - whether the pixels may be those of the last frame; if they are, the result is `undefined`
   */
  async filter(source: VideoFrame, maybeSame: boolean): Promise<VideoFrame | undefined>;
  async filter(source: VideoFrame): Promise<VideoFrame>;
  filter(source: VideoFrame, maybeSame = false): Promise<VideoFrame | undefined> {
    return this.#inOrder(() => this.#filter(source, maybeSame));
  }

  /**
   * Does one thing after another: while the platform copies a frame, memory can't grow, so a chain with large tables
   * could not be made.
   */
  #inOrder<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #filter(source: VideoFrame, maybeSame: boolean): Promise<VideoFrame | undefined> {
    if (this.bypass) return source;
    try {
      const result = await this.#run(source, maybeSame);
      if (result !== undefined) this.#filtered += 1;
      return result;
    } catch (error) {
      this.#failed += 1;
      if ((error as FilmgateError).code === "instance-lost") await this.#restart();
      throw error;
    }
  }

  /** Filters a frame, which is closed, for an encoder that encodes colours in this way. */
  encodable(source: VideoFrame, coding: YuvCoding | undefined): Promise<VideoFrame> {
    return this.#inOrder(async () => {
      this.#encodable ??= pipelineFilter(this.#pipeline);
      try {
        return (await this.#encodable.filter(source, coding)) as VideoFrame;
      } catch (error) {
        if ((error as FilmgateError).code === "instance-lost") await this.#restart();
        throw error;
      }
    });
  }

  /** Copies a frame in, and closes it. */
  async #copy(source: VideoFrame, format: Format): Promise<Frame> {
    try {
      return await this.#frame(this.#inputs, format).copyFrom(source);
    } finally {
      source.close();
    }
  }

  async #run(source: VideoFrame, maybeSame: boolean): Promise<VideoFrame | undefined> {
    const format = FORMATS.find((format) => format === source.format) ?? "RGBA";
    const begun = performance.now();
    const input = await this.#copy(source, format);
    if (maybeSame) {
      const hash = hashOf(input.bytes);
      if (hash === this.#lastHash) return undefined;
      this.#lastHash = hash;
    }
    const copied = performance.now();
    const resultFormat = this.#format ?? (YUV.includes(format) ? format : "I420");
    const { width, height } = input;
    const place = input.bytes.byteOffset;
    const mask = this.#mask?.fit(this.#gate, input);
    const isApart = this.#isApart || resultFormat !== format;
    let result = input;
    if (isApart && (mask === undefined || resultFormat === format)) {
      result = this.#pipeline.run(input, { into: this.#frame(this.#results, resultFormat), mask });
    } else {
      this.#pipeline.run(input, { mask });
      // A run with a mask doesn't convert.
      if (isApart) result = this.#frame(this.#results, resultFormat).copyFrom(input);
    }
    const filtered = performance.now();
    // The next frame would have to move it back.
    this.#isApart ||= result.width !== width || result.height !== height || input.bytes.byteOffset !== place;
    // Some tracks of WebKit have frames without a time.
    const timestamp = result.timestamp ?? Math.round(1000 * begun);
    const frame = result.toVideoFrame({ format: resultFormat as VideoFormat, timestamp });
    this.#durations.add(filtered - copied);
    this.#copies.add(copied - begun + performance.now() - filtered);
    return frame;
  }

  #frame(frames: Map<Format, Frame>, format: Format): Frame {
    const known = frames.get(format);
    if (known !== undefined) return known;
    const frame = this.#gate.createFrame(1, 1, { format });
    frames.set(format, frame);
    return frame;
  }

  /** Changes parameters of a step. */
  set(step: number, changes: PackedValues): Promise<void> {
    return this.#inOrder(() => this.#set(step, changes));
  }

  #set(step: number, changes: PackedValues): void {
    const owned: Owned = new Map();
    try {
      this.#pipeline.set(step, unpackValues(this.#gate, changes, owned, step));
    } catch (error) {
      closeAll(owned);
      throw error;
    }
    for (const name of Object.keys(changes)) {
      const place = `${step}.${name}`;
      const made = owned.get(place);
      // No step refers to the object that it replaces.
      this.#owned.get(place)?.close();
      if (made === undefined) this.#owned.delete(place);
      else this.#owned.set(place, made);
    }
    this.#lastHash = undefined;
    const steps = this.#chain.steps.map((values, i) => (i === step ? { ...values, ...changes } : values));
    this.#chain = { ...this.#chain, steps };
  }

  /** Replaces the chain. After an error, the old one goes on. */
  replace(chain: PackedChain): Promise<void> {
    return this.#inOrder(() => this.#replace(chain));
  }

  #replace(chain: PackedChain): void {
    const owned: Owned = new Map();
    const pipeline = unpackChain(this.#gate, chain, owned);
    this.#endEncodable();
    this.#pipeline.close();
    closeAll(this.#owned);
    this.#pipeline = pipeline;
    this.#owned = owned;
    this.#chain = chain;
    this.#isApart = false;
    this.#lastHash = undefined;
  }

  /** Forgets the frames before: the next one is of another scene. */
  reset(): Promise<void> {
    return this.#inOrder(() => this.#pipeline.reset());
  }

  /** Sets where the chain applies; `null` for everywhere. */
  setMask(data: MaskData | null): Promise<void> {
    return this.#inOrder(() => this.#setMask(data));
  }

  #setMask(data: MaskData | null): void {
    this.#lastHash = undefined;
    if (data === null) {
      this.#mask?.close();
      this.#mask = undefined;
      return;
    }
    this.#mask ??= new Mask();
    this.#mask.set(this.#gate, data);
  }

  costs(): FilterCosts {
    const { reserved, allocations } = this.#gate.stats();
    return {
      frames: this.#filtered,
      failed: this.#failed,
      median: this.#durations.quantile(0.5),
      p99: this.#durations.quantile(0.99),
      copyMedian: this.#copies.quantile(0.5),
      memory: reserved,
      allocations,
    };
  }

  /** Starts again with a new instance of the module: the lost one and all that it contains can't be used. */
  async #restart(): Promise<void> {
    this.#gate = await this.#start();
    this.#inputs.clear();
    this.#results.clear();
    this.#owned = new Map();
    this.#pipeline = unpackChain(this.#gate, this.#chain, this.#owned);
    this.#mask = undefined;
    this.#encodable = undefined;
  }

  #endEncodable(): void {
    this.#encodable?.close();
    this.#encodable = undefined;
  }

  close(): void {
    this.#endEncodable();
    this.#pipeline.close();
    this.#mask?.close();
    closeAll(this.#owned);
    for (const frame of [...this.#inputs.values(), ...this.#results.values()]) frame.close();
  }
}
