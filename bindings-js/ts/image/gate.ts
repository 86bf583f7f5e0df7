import type { Step } from "../generated/filters.js";
import type { Format } from "../generated/image-boundary.js";
import { Statistic } from "../generated/image-boundary.js";
import { flagOf, isBlob, isBuffer, optionsOf, signalOf } from "../shared/arguments.js";
import { closedFailure, describe, failure, numeric } from "../shared/errors.js";
import { type ModuleSource, obtain, obtainOwn } from "../shared/module.js";
import type * as platform from "../shared/platform.js";
import type { Animation } from "./codec/animation.js";
import { loading } from "./codec/chunks.js";
import type { DecodeSettings } from "./codec/codec.js";
import { probe } from "./codec/metadata.js";
import type { ColorSpace } from "./color-space.js";
import { type AsynchronousSource, Frame, type FrameSource } from "./frame.js";
import { type Build, Instance } from "./instance.js";
import { Lut } from "./lut.js";
import { Pipeline, type Preset } from "./pipeline.js";
import { SceneCuts, type SceneCutsOptions } from "./scene-cuts.js";
import { indexOfFormat } from "./target.js";

/** Options of `load()`. */
export interface LoadOptions {
  /** The module: a URL, its bytes, a response, or a compiled module. Default: the module of this entry. */
  readonly module?: ModuleSource | undefined;
  /** Limit of the memory of all frames together, in bytes. Default: none but the module's 4 GiB. */
  readonly maximumBytes?: number;
  /**
   * Memory to commit at once, in bytes: until it is used up, memory doesn't grow and no view is detached. Default 0.
   */
  readonly reserve?: number;
}

/** Options of {@link Gate.decode}. */
export interface DecodeOptions extends DecodeSettings {
  /** The frame to decode into; it takes the picture's size. Default: a new frame. */
  readonly into?: Frame | undefined;
}

/** Options of {@link Gate.createFrame}. */
export interface FrameOptions {
  /** How pixels are stored. Default `"RGBA"`. */
  readonly format?: Format | undefined;
  /**
   * The colour space of the values. Missing properties have their defaults: sRGB, or BT.709 in limited range for YUV
   * formats.
   */
  readonly colorSpace?: Partial<ColorSpace> | undefined;
}

const FRAME_OPTIONS = ["format", "colorSpace"] as const;
const LOAD_OPTIONS = ["module", "maximumBytes", "reserve"] as const;
const DECODE_OPTIONS = ["into", "isolated", "strict", "worker", "colorProfile", "signal"] as const;

/** Memory statistics. Sizes are in bytes; counters start at 0 with the instance. */
export interface InstanceStats {
  /** Memory in use by frames. */
  readonly live: number;
  /** Memory kept for future frames. */
  readonly pooled: number;
  /** Maximum of `live`. */
  readonly peak: number;
  /** Size of linear memory. */
  readonly reserved: number;
  /** Number of blocks allocated from the system. */
  readonly allocations: number;
  /** Number of blocks reused. */
  readonly reuses: number;
  /** Number of times that linear memory has grown. */
  readonly grows: number;
  /** Number of times that all views were revoked because memory under a view was freed. */
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

/** A running instance of Filmgate: creates frames and pipelines, and owns their memory. */
export class Gate {
  static readonly name: string = "Gate";
  readonly #instance: Instance;
  /** @internal */
  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Returns the current memory statistics. If the instance is lost, every value is NaN. */
  stats(): InstanceStats {
    const numbers = Object.entries(Statistic).map(([name, index]) => [name, this.#instance.statistic(index)]);
    return Object.fromEntries(numbers);
  }

  /**
   * Creates a black frame, transparent if the format has alpha.
   *
   * @param width - in pixels, from 1 to 32,767
   * @param height - in pixels, from 1 to 32,767
   * @param options - pixel format and colour space
   * @throws {@link ArgumentError} for an invalid size, format or colour space; {@link MemoryError}.
   */
  createFrame(width: number, height: number, options?: FrameOptions | null): Frame {
    const instance = this.#instance.alive();
    const { format = "RGBA", colorSpace } = optionsOf(options, FRAME_OPTIONS);
    numeric("width", width);
    numeric("height", height);
    const index = indexOfFormat(format);
    let handle: number;
    try {
      handle = instance.raw.create_frame(index, width, height);
    } catch (error) {
      throw instance.failure(error);
    }
    const frame = new Frame(instance, handle, format);
    if (colorSpace === undefined) return frame;
    try {
      frame.colorSpace = colorSpace;
      return frame;
    } catch (error) {
      frame.close();
      throw error;
    }
  }

  /**
   * Creates a frame from a picture.
   *
   * @param source - a source of {@link Frame.copyFrom}, except bytes: they have no size
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
   * Decodes an image file. `filmgate/full` decodes PNG, JPEG, WebP, GIF (the first picture) and BMP itself, with the
   * same result everywhere; in the default build, the browser decodes. Pictures are turned upright by their EXIF
   * orientation. {@link registerCodec} adds formats; the pixels of a registered codec are used as they are.
   *
   * A file that crashes its decoder ends in a {@link CodecError}, or with `isolated: false` in an
   * {@link InstanceLostError}.
   *
   * @param file - the file's bytes
   * @param options - target frame, isolation, strictness, worker and cancellation
   * @returns the frame; its `truncated` getter is true if the file ended early
   * @throws {@link CodecError} `decode` for a damaged file, `unsupported`, with the format's name, for a format that
   *   isn't supported; {@link ArgumentError} for a picture larger than a frame can be; {@link MemoryError} if the
   *   picture or the decoder needs more than `maximumBytes` or the system's memory; {@link StateError}; the reason of
   *   `signal`.
   */
  async decode(file: Blob | platform.Bytes, options?: DecodeOptions | null): Promise<Frame> {
    checkFile(file);
    const { into, isolated, strict, worker, colorProfile, signal } = optionsOf(options, DECODE_OPTIONS);
    if (into !== undefined && !Frame.is(into)) {
      throw failure("invalid-argument", "into", "a Frame", describe(into));
    }
    if (colorProfile !== undefined && colorProfile !== "ignore" && colorProfile !== "convert") {
      throw failure("invalid-argument", "colorProfile", ["ignore", "convert"], describe(colorProfile));
    }
    const given = {
      colorProfile,
      isolated: flagOf("isolated", isolated),
      strict: flagOf("strict", strict),
      worker: flagOf("worker", worker),
      signal: signalOf(signal),
    };
    const frame = into ?? this.createFrame(1, 1);
    try {
      await this.#instance.decode(frame, file, given);
      return frame;
    } catch (error) {
      if (frame !== into) frame.close();
      throw error;
    }
  }

  /**
   * Opens an animated GIF, PNG or WebP file (and AVIF in browsers that decode it). Pictures are composited as browsers
   * show them, one at a time. `filmgate/full` decodes itself, in a separate instance of the module; the default build
   * uses the browser's `ImageDecoder`. A file with a single picture is an animation of one picture.
   *
   * @param file - the file's bytes
   * @returns the animation, with a frame of its own for its pictures
   * @throws {@link CodecError} `decode` for a damaged file; `unsupported` in the default build without `ImageDecoder`;
   *   {@link ArgumentError} if `file` isn't a `Blob`, an `ArrayBuffer` or a view; {@link MemoryError}.
   */
  async decodeAnimation(file: Blob | platform.Bytes): Promise<Animation> {
    checkFile(file);
    const instance = this.#instance.alive();
    // Files whose headers can't be read may be those of a registered codec; decoding reports all others.
    const info = await probe(file).catch(() => undefined);
    const frame = this.createFrame(1, 1);
    try {
      const { Animation, stillPlayer } = await loading(import("./codec/animation.js"));
      const player = info?.animated
        ? await instance.codec.animate(file, info)
        : await stillPlayer(frame, () => instance.decode(frame, file, {}));
      return new Animation(player, frame, () => closedFailure("animation"));
    } catch (error) {
      frame.close();
      throw error;
    }
  }

  /**
   * Creates a pipeline.
   *
   * @param steps - filters with their parameters, as plain data; or a preset, as `JSON.stringify(pipeline)` stores it
   * @throws {@link ArgumentError} that names the step and the parameter, or the version of a preset if it is unknown.
   */
  createPipeline(steps: readonly Step[] | Preset): Pipeline {
    return new Pipeline(this.#instance, steps);
  }

  /**
   * Creates a colour look-up table for the filter `lut3d`.
   *
   * @param cube - the text of an Adobe .cube file: a 1D table, or a 3D table of up to 65 points per axis
   * @throws {@link CodecError} that names the line for a damaged file; {@link ArgumentError} if `cube` isn't a string;
   *   {@link MemoryError}.
   */
  createLut(cube: string): Lut {
    return new Lut(this.#instance, cube);
  }

  /**
   * Creates a detector of cuts between scenes.
   *
   * @param options - its sensitivity
   * @throws {@link ArgumentError} if the threshold is out of range.
   */
  createSceneCuts(options?: SceneCutsOptions | null): SceneCuts {
    return new SceneCuts(this.#instance, options);
  }

  /**
   * Commits memory: until it is used up, memory doesn't grow and no view is detached.
   *
   * @param bytes - the amount, in bytes
   * @throws {@link MemoryError} if the system or the limit doesn't allow it; {@link StateError} if memory would have to
   *   grow while the platform uses a frame.
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

function checkFile(file: unknown): void {
  if (!(isBlob(file) || isBuffer(file) || ArrayBuffer.isView(file))) {
    throw failure("invalid-argument", "file", "a Blob, an ArrayBuffer or a view of one", describe(file));
  }
}

/** Starts an instance of a build. */
export async function start(build: Build, options: LoadOptions | null | undefined): Promise<Gate> {
  const { module: source, maximumBytes: limit, reserve } = optionsOf(options, LOAD_OPTIONS);
  const maximumBytes = numeric("maximumBytes", limit ?? Number.POSITIVE_INFINITY);
  if (!(maximumBytes >= 0))
    throw failure("out-of-range", "maximumBytes", "a number of at least 0", maximumBytes);
  if (reserve !== undefined) numeric("reserve", reserve);
  const isGiven = source !== undefined && source !== null;
  const module = await (isGiven ? obtain(source) : obtainOwn(build.ownModule));
  const gate = new Gate(await Instance.start(build, module, maximumBytes));
  if (reserve !== undefined) gate.reserve(reserve);
  return gate;
}
