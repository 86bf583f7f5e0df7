import type { Step } from "../generated/filters.js";
import type { Format } from "../generated/image-boundary.js";
import { Statistic } from "../generated/image-boundary.js";
import { flagOf, isBlob, isBuffer, optionsOf, signalOf } from "../shared/arguments.js";
import { describe, failure, numeric } from "../shared/errors.js";
import { locate, type ModuleSource, obtain } from "../shared/module.js";
import type { DecodeSettings } from "./codec/codec.js";
import { type AsynchronousSource, Frame, type FrameSource } from "./frame.js";
import { type Build, Instance } from "./instance.js";
import { Lut } from "./lut.js";
import { Pipeline, type Preset } from "./pipeline.js";
import { indexOfFormat } from "./target.js";

/** Options of `load()`. */
export interface LoadOptions {
  /** The module: an address, its bytes, a response, or compiled already. By default the file beside the script. */
  readonly module?: ModuleSource | undefined;
  /** The most that all frames together may take, in bytes; no limit by default but the module's 4 GiB. */
  readonly maximumBytes?: number;
  /** Bytes to commit at once, so that memory doesn't grow (and no view dies) until they are used; none by default. */
  readonly reserve?: number;
}

/** Options of {@link Gate.decode}. */
export interface DecodeOptions extends DecodeSettings {
  /** The frame for the picture: it takes the picture's size. A fresh one by default. */
  readonly into?: Frame | undefined;
}

const LOAD_OPTIONS = ["module", "maximumBytes", "reserve"] as const;
const DECODE_OPTIONS = ["into", "isolated", "strict", "worker", "signal"] as const;

/** How memory is used. Sizes are in bytes; counters start at 0 with the instance. */
export interface InstanceStats {
  /** In use by frames. */
  readonly live: number;
  /** Kept for future frames. */
  readonly pooled: number;
  /** Maximum of `live`. */
  readonly peak: number;
  /** Size of linear memory. */
  readonly reserved: number;
  /** Number of blocks allocated from the system. */
  readonly allocations: number;
  /** Number of blocks reused. */
  readonly reuses: number;
  /** How often linear memory has grown. */
  readonly grows: number;
  /** How often all views were revoked because memory that they showed was freed. */
  readonly revocations: number;
  /** Number of open frames. */
  readonly frames: number;
  /** Number of open pipelines. */
  readonly pipelines: number;
  /** Number of open look-up tables. */
  readonly resources: number;
  /** Number of calls into the module, except those of `stats()`. */
  readonly crossings: number;
}

/** A running instance of Filmgate: makes frames and pipelines, and owns their memory. */
export class Gate {
  static readonly name: string = "Gate";
  readonly #instance: Instance;
  /** @internal */
  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Returns how memory is used now. Every number is NaN if the instance is lost. */
  stats(): InstanceStats {
    const numbers = Object.entries(Statistic).map(([name, index]) => [name, this.#instance.statistic(index)]);
    return Object.fromEntries(numbers);
  }

  /**
   * Makes a frame of transparent black.
   *
   * @param width - in pixels, from 1 to 32,767
   * @param height - in pixels, from 1 to 32,767
   * @param format - how a pixel is stored
   * @throws {@link ArgumentError} for an impossible size or format, {@link MemoryError}.
   */
  createFrame(width: number, height: number, format: Format = "rgba8"): Frame {
    const instance = this.#instance.alive();
    numeric("width", width);
    numeric("height", height);
    const index = indexOfFormat(format);
    let handle: number;
    try {
      handle = instance.raw.create_frame(index, width, height);
    } catch (error) {
      throw instance.failure(error);
    }
    return new Frame(instance, handle, format);
  }

  /**
   * Makes a frame from a picture.
   *
   * @param source - as for {@link Frame.copyFrom}, raw bytes excepted: they have no size
   * @throws as {@link Frame.copyFrom}.
   */
  async createFrameFrom(
    source: Exclude<FrameSource, Uint8Array | Uint8ClampedArray> | AsynchronousSource,
  ): Promise<Frame> {
    const frame = this.createFrame(1, 1);
    try {
      return await frame.copyFrom(source as AsynchronousSource);
    } catch (error) {
      frame.close();
      throw error;
    }
  }

  /**
   * Decodes an image file. `filmgate/full` reads PNG, JPEG, WebP, GIF (the first picture) and BMP by itself, the same
   * everywhere; the default build leaves it to the browser. Pictures are turned upright, as their EXIF data ask.
   *
   * @param file - its bytes
   * @param options - where the picture goes, where it is decoded, what becomes of files that end early, and a signal
   * @returns the frame; {@link Frame.truncated} says whether the file ended early
   * @throws {@link CodecError} for a damaged file (`decode`), or for a format that isn't decoded, which it names (`unsupported`);
   * {@link ArgumentError} for a picture that is larger than a frame can be; {@link MemoryError} if the picture or what the
   * decoder needs exceeds `maximumBytes` or the system's memory; {@link StateError}; the signal's reason. A file that brings
   * its decoder down ends in a {@link CodecError}, or with `isolated: false` in {@link InstanceLostError}.
   */
  async decode(file: Blob | BufferSource, options?: DecodeOptions | null): Promise<Frame> {
    if (!(isBlob(file) || isBuffer(file) || ArrayBuffer.isView(file))) {
      throw failure("invalid-argument", "file", "a Blob, an ArrayBuffer or a view of one", describe(file));
    }
    const { into, isolated, strict, worker, signal } = optionsOf(options, DECODE_OPTIONS);
    if (into !== undefined && !Frame.is(into)) {
      throw failure("invalid-argument", "into", "a Frame", describe(into));
    }
    const given = {
      isolated: flagOf("isolated", isolated),
      strict: flagOf("strict", strict),
      worker: flagOf("worker", worker),
      signal: signalOf(signal),
    };
    const frame = into ?? this.createFrame(1, 1);
    try {
      await this.#instance.codec.decode(frame, file, given);
      return frame;
    } catch (error) {
      if (frame !== into) frame.close();
      throw error;
    }
  }

  /**
   * Makes a pipeline.
   *
   * @param steps - filters with their parameters, as plain data; or a preset, as `JSON.stringify(pipeline)` stores it
   * @throws {@link ArgumentError} that names the step and the parameter, or a version that isn't known.
   */
  createPipeline(steps: readonly Step[] | Preset): Pipeline {
    return new Pipeline(this.#instance, steps);
  }

  /**
   * Makes a colour look-up table for the filter `lut3d`.
   *
   * @param cube - the text of an Adobe .cube file, with a table of one or of three dimensions (of up to 65 steps)
   * @throws {@link CodecError} that names the line for a damaged file, {@link ArgumentError} for anything but a string,
   * {@link MemoryError}.
   */
  createLut(cube: string): Lut {
    return new Lut(this.#instance, cube);
  }

  /**
   * Commits memory, so that it doesn't grow (and no view dies) until that much more is in use.
   *
   * @param bytes - how much
   * @throws {@link MemoryError} if there isn't so much, {@link StateError} if memory would have to grow while the
   * platform uses a frame.
   */
  reserve(bytes: number): void {
    const instance = this.#instance.alive();
    numeric("bytes", bytes);
    try {
      instance.raw.reserve(bytes);
    } catch (error) {
      throw instance.failure(error);
    }
  }
}

/** Starts an instance of a build. */
export async function start(build: Build, options: LoadOptions | null | undefined): Promise<Gate> {
  const { module: source, maximumBytes: limit, reserve } = optionsOf(options, LOAD_OPTIONS);
  const maximumBytes = numeric("maximumBytes", limit ?? Number.POSITIVE_INFINITY);
  if (!(maximumBytes >= 0))
    throw failure("out-of-range", "maximumBytes", "a number of at least 0", maximumBytes);
  if (reserve !== undefined) numeric("reserve", reserve);
  const module = await obtain(source ?? locate(build.location));
  const gate = new Gate(await Instance.start(build, module, maximumBytes));
  if (reserve !== undefined) gate.reserve(reserve);
  return gate;
}
