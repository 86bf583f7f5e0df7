import { FILTER_PARAMETERS } from "../generated/filter-codes.js";
import type { FilterName, Step } from "../generated/filters.js";
import type { Format } from "../generated/image-boundary.js";
import { isRecord, optionsOf } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { closedFailure, describe, FilmgateError, failure, numeric } from "../shared/errors.js";
import { PROGRESS_OPTIONS, Progress, type ProgressOptions } from "../shared/progress.js";
import {
  type Changes,
  type ParameterValue,
  type PlainStep,
  plainValue,
  type Reference,
  readSteps,
  within,
  writeStep,
  writeText,
  writeValue,
} from "../shared/steps.js";
import { Frame } from "./frame.js";
import type { Instance } from "./instance.js";
import { Lut } from "./lut.js";
import type { Region } from "./metadata.js";
import { indexOfFormat } from "./target.js";

/**
 * Precision of a pipeline.
 *
 * - `exact`: every step rounds and clamps to 8 bits, so a pipeline is bit-exact with its steps run one by one.
 * - `high`: consecutive linear steps are fused into one matrix, without rounding or clamping in between. Faster, closer
 *   to exact arithmetic, and not bit-exact with single steps.
 * - `float`: rows are 32-bit floats between the steps, from and to any format, so that 10-bit and float frames keep what
 *   they have, and nothing is rounded or clamped in between. Only in `filmgate/full`; it takes several times as long, and
 *   a filter that doesn't process floats is an error. Other frames that steps read can have any format.
 */
export type Precision = "exact" | "high" | "float";

/**
 * Where steps that are linear in red, green and blue process frames of YUV formats:
 *
 * - `rgb`: on RGBA rows, so that the picture is the one that an RGBA frame would give.
 * - `native`: on luma and chroma as they are, if the step doesn't mix them: brightness, contrast, invert, saturate and
 *   grayscale. Faster; colours that RGB can't show aren't clamped between steps, and the frame's own luma is kept.
 */
export type ColorProcessing = "rgb" | "native";

/**
 * How pixels between chroma samples get their colour where a frame of a YUV format is converted:
 *
 * - `bilinear`: a weighted mean of the nearest samples.
 * - `nearest`: the sample that the pixel shares. Faster, with visible steps at edges of colours.
 */
export type ChromaUpsampling = "bilinear" | "nearest";

/** A pipeline as data to store: later releases read it, too. */
export interface Preset {
  /** Version of the format. Older versions are migrated. */
  readonly version: number;
  readonly steps: readonly Step[];
  /** Default `exact`. */
  readonly precision?: Precision | undefined;
  /** Default `rgb`. */
  readonly color?: ColorProcessing | undefined;
  /** Default `bilinear`. */
  readonly chromaUpsampling?: ChromaUpsampling | undefined;
  /** Scale of a preview; see {@link Pipeline.preview}. */
  readonly scale?: number | undefined;
}

/** The version of {@link Preset} that this release writes. */
const PRESET_VERSION = 1;

/** A new value of a parameter; `null` removes a look-up table or a frame. */
export type ParameterChange = ParameterValue | Frame | Lut | null | undefined;

/** Options of {@link Pipeline.run}. */
export interface RunOptions {
  /**
   * The frame for the result: it takes the result's size, and the source is unchanged. If the formats differ, the result is
   * converted in the last pass. Default: the source.
   */
  readonly into?: Frame | undefined;
  /** The rectangle to process; pixels outside it are unchanged. Steps that change the size are errors then. */
  readonly region?: Region | undefined;
  /**
   * A gray frame of the size of the region (or of the frame) that blends the result with the source: 255 is the result,
   * 0 the source. Steps that change the size are errors then.
   */
  readonly mask?: Frame | undefined;
}

const RUN_OPTIONS = ["into", "region", "mask"] as const;

/** Options of {@link Pipeline.runInParts}. */
export interface RunInPartsOptions extends RunOptions, ProgressOptions {}

/** The execution plan of a pipeline: fused steps, passes, scratch memory, bytes moved. */
export interface Explanation {
  /** The passes over the frame, in order. */
  readonly passes: readonly {
    /**
     * `rows` if the pixels are processed as they are, `planes` for a plane of a YUV frame by itself, `color` if rows are
     * converted to RGBA in the stream, `float` if they are converted to floats.
     */
    readonly domain: "rows" | "planes" | "color" | "float";
    /** `stream` moves rows through the stages, `observe` only collects statistics, `geometry` moves pixels. */
    readonly kind: "stream" | "observe" | "geometry";
    /** The stages in order, each with the indices of the steps that are fused into it; a conversion has none. */
    readonly stages: readonly {
      readonly kind:
        | "linear"
        | "table"
        | "matrix"
        | "point"
        | "combine"
        | "temporal"
        | "window"
        | "reduce"
        | "geometry"
        | "convert";
      readonly steps: readonly number[];
    }[];
    /** Bytes read and written by the pass. */
    readonly movedBytes: number;
  }[];
  /** Scratch memory in bytes, which the steps keep between rows and between frames. */
  readonly scratchBytes: number;
  /** Bytes read and written by all passes. */
  readonly movedBytes: number;
}

/** Target duration of a part of a run, in milliseconds: half a frame at 60 Hz, so that a page stays responsive. */
const PART_MS = 8;

/** Whether a parameter's value is an object in the module's memory. */
function isHeld(value: object): value is Frame | Lut {
  return Frame.is(value) || Lut.is(value);
}

/** Returns the function that writes frames and tables as handles. */
function referenceOf(instance: Instance): Reference {
  return (value) =>
    Frame.is(value) ? [7, value.handleFor(instance, "")] : [4, (value as Lut).handleFor(instance)];
}

/** Properties of a step that aren't parameters. */
const APART: ReadonlySet<string> = new Set(["id"]);

/** Returns the index of a filter's parameter. @throws ArgumentError for an unknown name. */
function parameterIndex(step: PlainStep, place: string, name: string): number {
  const names = FILTER_PARAMETERS[step["filter"] as FilterName];
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw failure("unknown-parameter", place, [...names], describe(name));
}

/** Returns the error to throw for what only other builds have: it names their entries. */
function explainLacking(error: FilmgateError): FilmgateError {
  const { code, argument, expected, received } = error;
  if (code === "unsupported" && argument === "precision") {
    return failure(code, argument, `${expected} (filmgate/full has float)`, received);
  }
  const name = received.slice(1, -1);
  if (code !== "unknown-filter" || !Object.hasOwn(FILTER_PARAMETERS, name)) return error;
  return failure(code, argument, `in this build (filmgate and filmgate/full have ${name})`, received);
}

/**
 * A chain of filters. It is validated once, then run on any number of frames, with one crossing into the module each.
 */
export class Pipeline {
  static readonly name: string = "Pipeline";
  readonly #instance: Instance;
  readonly #steps: PlainStep[];
  /** The caller's step objects: `set` accepts them as references. */
  readonly #given: readonly unknown[];
  readonly #precision: Precision | undefined;
  readonly #color: ColorProcessing | undefined;
  readonly #chromaUpsampling: ChromaUpsampling | undefined;
  readonly #scale: number | undefined;
  #handle: number;

  /** @internal */
  constructor(instance: Instance, source: readonly Step[] | Preset) {
    this.#instance = instance.alive();
    // Read first: a preset's getters run before its steps are read.
    const { version, precision, color, chromaUpsampling, scale, steps }: Preset = isRecord(source)
      ? (source as unknown as Preset)
      : { version: PRESET_VERSION, steps: source as readonly Step[] };
    const read = readSteps(steps, "filter", isHeld);
    this.#given = read.map((step) => step.given);
    this.#steps = read.map((step) => step.plain);
    this.#precision = oneOf("precision", precision, ["exact", "high", "float"]);
    this.#color = oneOf("color", color, ["rgb", "native"]);
    this.#chromaUpsampling = oneOf("chromaUpsampling", chromaUpsampling, ["bilinear", "nearest"]);
    this.#scale = scale === undefined ? undefined : numeric("scale", scale);
    const words = [numeric("version", version)];
    writeText(words, this.#precision ?? "exact");
    writeText(words, this.#color ?? "rgb");
    writeText(words, this.#chromaUpsampling ?? "bilinear");
    words.push(this.#scale ?? 1, this.#steps.length);
    const reference = referenceOf(instance);
    for (const [index, step] of this.#steps.entries()) {
      writeStep(words, step, "filter", APART, `steps[${index}]`, reference);
    }
    instance.stage(words);
    try {
      this.#handle = instance.raw.create_pipeline();
    } catch (error) {
      throw explainLacking(instance.failure(error));
    }
    const names = this.#steps.slice(0, 3).map((step) => step["filter"]);
    const more = this.#steps.length > names.length ? ", …" : "";
    instance.watch(this, "close_pipeline", this.#handle, `the pipeline [${names.join(", ")}${more}]`);
  }

  /** Returns the steps with their current parameters, as plain data. */
  steps(): readonly Step[] {
    return this.#steps.map((step) => ({ ...step })) as unknown as Step[];
  }

  /** The caller's step objects, which `set` accepts as references. @internal */
  references(): readonly unknown[] {
    return this.#given;
  }

  /**
   * Returns the pipeline as data to store: `JSON.stringify(pipeline)` calls it, `gate.createPipeline` accepts it.
   * Look-up tables and frames aren't part of it.
   */
  toJSON(): Preset {
    const lasting = (step: PlainStep) =>
      Object.fromEntries(
        Object.entries(step).filter(([, value]) => typeof value !== "object" || Array.isArray(value)),
      ) as unknown as Step;
    const steps = this.#steps.map(lasting);
    return {
      version: PRESET_VERSION,
      steps,
      precision: this.#precision,
      color: this.#color,
      chromaUpsampling: this.#chromaUpsampling,
      scale: this.#scale,
    };
  }

  /**
   * Returns the same pipeline for a downscaled frame: parameters in pixels, such as a blur's deviation, are scaled. Set
   * them as for the full-size frame.
   *
   * @param scale - size of the small frame relative to the full size, from 1/1024 to 1
   * @returns a new pipeline; close it after use
   * @throws {@link ArgumentError} if the scale is out of range.
   */
  preview(scale: number): Pipeline {
    return new Pipeline(this.#instance, {
      ...this.toJSON(),
      steps: this.steps(),
      scale: numeric("scale", scale),
    });
  }

  /**
   * Runs the pipeline on a frame: in place, or out of place with `into`.
   *
   * A run that fails for lack of memory (`out-of-memory`, `over-budget`, or `busy` while the platform uses another
   * frame) may have applied some of the steps. The frame stays usable after any error.
   *
   * @param frame - the source
   * @param options - target frame, region and mask
   * @returns the frame with the result
   * @throws {@link StateError} if a frame or the pipeline is closed or busy; {@link ArgumentError} if a filter doesn't
   *   support the format, or the region or the mask doesn't fit; {@link MemoryError}.
   */
  run(frame: Frame, options?: RunOptions | null): Frame {
    return this.#run(frame, optionsOf(options, RUN_OPTIONS), true);
  }

  /**
   * Runs the pipeline in parts of about 8 ms, so that a page stays responsive. The frames are busy until the promise
   * settles.
   *
   * @param frame - the source
   * @param options - target frame, region, mask, progress and cancellation
   * @returns the frame with the result
   * @throws as {@link Pipeline.run}; the reason of `signal`. After an abort, the contents of the result frame are
   *   unspecified (usually a part of the result); the frame stays usable.
   */
  async runInParts(frame: Frame, options?: RunInPartsOptions | null): Promise<Frame> {
    const given = optionsOf(options, [...RUN_OPTIONS, ...PROGRESS_OPTIONS]);
    const progress = new Progress(given);
    const target = this.#run(frame, given, false);
    let rows = 16;
    let over = false;
    try {
      for (;;) {
        const start = performance.now();
        const done = this.#advance(rows);
        const took = performance.now() - start;
        over = done === 1;
        // A step that turns or resizes the frame has moved it: `onProgress` must get valid views.
        target.moved();
        progress.report(done);
        if (over) return target;
        // Adapts the number of rows, at most fourfold: the next step of the pipeline may be slower.
        rows = Math.max(1, Math.round(rows * Math.min(4, Math.max(0.25, PART_MS / Math.max(took, 0.01)))));
        await progress.pause();
      }
    } catch (error) {
      if (!over) this.#abandon(target);
      throw error;
    }
  }

  #advance(rows: number): number {
    const handle = this.#open();
    try {
      return this.#instance.raw.advance(handle, rows);
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** Cancels a run in parts. After an error of the module, the run has ended already, and this does nothing. */
  #abandon(target: Frame): void {
    if (this.#instance.lost) return;
    if (this.#handle !== 0) {
      try {
        this.#instance.raw.cancel(this.#handle);
      } catch (error) {
        throw this.#instance.failure(error);
      }
    }
    if (!target.closed) target.moved();
  }

  #run(frame: Frame, options: Partial<RunOptions>, whole: boolean): Frame {
    const instance = this.#instance;
    // Read before any handle: a getter of the options may close a frame.
    const { into, mask, region } = options;
    if (region !== undefined && !isRecord(region)) {
      throw failure("invalid-argument", "region", "{ x, y, width, height }", describe(region));
    }
    const area = region === undefined ? undefined : rectangleOf(region);
    const pipeline = this.#open();
    const source = handleOf(frame, instance, "frame");
    const target = into ?? frame;
    const targetHandle = into === undefined ? 0 : handleOf(into, instance, "into");
    const maskHandle = mask === undefined ? 0 : handleOf(mask, instance, "mask");
    const { raw } = instance;
    try {
      let moved: boolean;
      if (area === undefined) {
        const call = whole ? raw.run : raw.begin;
        moved = call(pipeline, source, targetHandle, maskHandle);
      } else {
        const { x, y, width, height } = area;
        const call = whole ? raw.run_region : raw.begin_region;
        moved = call(pipeline, source, targetHandle, maskHandle, x, y, width, height);
      }
      if (!moved) {
        if (target !== frame) target.inherit(frame);
        return target;
      }
    } catch (error) {
      const failed = instance.failure(error);
      // A run may have moved the frame before the failure.
      if (!instance.lost) target.moved();
      throw failed;
    }
    target.moved();
    if (target !== frame) target.inherit(frame);
    return target;
  }

  /**
   * Forgets the frames before, after a cut or a seek: filters across frames (`temporalDenoise`, `echo`, …) process the next
   * frame as if it had always been shown.
   *
   * Without a call, they forget when a frame has another size, format or colour space than the frame before, when the
   * region changes, and after a run that fails or is aborted. They remember when parameters change. Stored pipelines
   * don't contain what they remember.
   *
   * @throws {@link StateError} if the pipeline is closed or running.
   */
  reset(): void {
    const handle = this.#open();
    try {
      this.#instance.raw.reset_pipeline(handle);
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /**
   * Returns the execution plan for a frame: fused steps, passes, scratch memory, bytes moved. The frame isn't changed.
   *
   * @param frame - a frame of the size and format to plan for
   * @throws as {@link Pipeline.run}.
   */
  explain(frame: Frame): Explanation {
    const handle = this.#open();
    const source = handleOf(frame, this.#instance, "frame");
    try {
      const address = this.#instance.raw.explain(handle, source);
      return readPlan(new Float64Array(this.#instance.memory.buffer as ArrayBuffer, address));
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /**
   * Changes parameters of a step. The next run prepares only that step again.
   *
   * @param step - the object that the factory returned, its `id`, or its index
   * @param changes - parameters by name; `null` removes a look-up table or a frame
   * @throws {@link ArgumentError} that names the parameter; no parameter has changed then.
   *
   * @example `pipeline.set(blur, { sigma: 3 })`
   */
  set<S extends Step>(step: S, changes: Changes<S>): void;
  set(step: number | string, changes: Readonly<Record<string, ParameterChange>>): void;
  set(step: unknown, changes: unknown): void {
    const handle = this.#open();
    const index = this.#indexOf(step);
    const target = this.#steps[index] as Record<string, unknown>;
    if (!isRecord(changes))
      throw failure("invalid-argument", "changes", "an object with parameters", describe(changes));
    const place = `steps[${index}]`;
    const names = Object.keys(changes);
    const [name] = names;
    const first = name === undefined ? undefined : changes[name];
    try {
      // The path of a slider: one number takes one call, and allocates only the list of names.
      if (names.length === 1 && name !== undefined && typeof first === "number") {
        this.#instance.raw.set_number(handle, index, parameterIndex(target, place, name), first);
        target[name] = first;
        return;
      }
      const plain = names.map((name) => [name, plainValue(changes[name], isHeld)] as const);
      const given = plain.filter(([, value]) => value !== undefined);
      const words = [given.length];
      const reference = referenceOf(this.#instance);
      for (const [name, value] of given) {
        words.push(parameterIndex(target, place, name));
        try {
          writeValue(words, value, reference);
        } catch (error) {
          throw within(`${place}.${name}`, error);
        }
      }
      this.#instance.stage(words);
      this.#instance.raw.set_staged(this.#open(), index);
      for (const [name, value] of given) target[name] = value;
    } catch (error) {
      throw error instanceof FilmgateError ? error : this.#instance.failure(error);
    }
  }

  /** Returns the index of a step, from any of the forms that `set` accepts. */
  #indexOf(step: unknown): number {
    const index =
      typeof step === "number"
        ? step
        : typeof step === "string"
          ? this.#steps.findIndex(({ id }) => id === step)
          : this.#given.indexOf(step);
    if (this.#steps[index] !== undefined) return index;
    throw failure("unknown-parameter", "step", "a step of this pipeline", describe(step));
  }

  /** Returns a new frame of the pipeline's gate, of one pixel. @internal */
  createFrame(format: Format): Frame {
    const instance = this.#instance.alive();
    try {
      return new Frame(instance, instance.raw.create_frame(indexOfFormat(format), 1, 1), format);
    } catch (error) {
      throw instance.failure(error);
    }
  }

  /** Releases the pipeline. Closing twice does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, "close_pipeline", this.#handle);
    this.#handle = 0;
  }

  /** Calls {@link Pipeline.close}, for `using pipeline = …`. */
  [dispose](): void {
    this.close();
  }

  #open(): number {
    this.#instance.alive();
    if (this.#handle === 0) throw closedFailure("pipeline");
    return this.#handle;
  }
}

function handleOf(frame: unknown, instance: Instance, argument: string): number {
  if (Frame.is(frame)) return frame.handleFor(instance, argument);
  throw failure("invalid-argument", argument, "a Frame", describe(frame));
}

/** Checks that the fields of a region are numbers. The module checks their range. */
function rectangleOf(region: Region): Region {
  const { x, y, width, height } = region;
  return {
    x: numeric("region.x", x),
    y: numeric("region.y", y),
    width: numeric("region.width", width),
    height: numeric("region.height", height),
  };
}

/** Checks an option that is one of several words. @throws ArgumentError for any other. */
function oneOf<T extends string>(name: string, value: unknown, words: readonly T[]): T | undefined {
  if (value === undefined || words.includes(value as T)) return value as T | undefined;
  throw failure("invalid-argument", name, words, describe(value));
}

/** Reads a plan from the words that the module has written. */
function readPlan(words: Float64Array): Explanation {
  let at = 0;
  const next = () => words[at++] ?? 0;
  const text = () => {
    let result = "";
    for (let left = next(); left > 0; left -= 1) result += String.fromCharCode(next());
    return result;
  };
  const list = <T>(item: () => T): T[] => Array.from({ length: next() }, item);
  const stage = () => {
    const kind = text();
    const first = next();
    return { kind, steps: Array.from({ length: next() - first }, (_, index) => first + index) };
  };
  const pass = () => ({ domain: text(), kind: text(), movedBytes: next(), stages: list(stage) });
  const [scratchBytes, movedBytes] = [next(), next()];
  return { scratchBytes, movedBytes, passes: list(pass) } as Explanation;
}
