import { FILTER_PARAMETERS } from "../generated/filter-codes.js";
import type { FilterName, Step } from "../generated/filters.js";
import { isRecord, optionsOf } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { describe, FilmgateError, failure, numeric } from "../shared/errors.js";
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

/** A rectangle of a frame, in pixels. A chain works on it as if it were a frame by itself. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * How exactly a chain computes. `exact`: every step rounds and clamps to 8 bits, so that a chain gives the bits of its
 * steps run one by one. `high`: linear steps in a row are one matrix, and what lies between them is neither rounded nor
 * clamped; faster, closer to real numbers, and not the same bits.
 */
export type Precision = "exact" | "high";

/** A chain as data that outlives a release. */
export interface Preset {
  /** Version of the format. Older ones are brought up to date. */
  readonly version: number;
  readonly steps: readonly Step[];
  /** `exact` by default. */
  readonly precision?: Precision | undefined;
  /** For a preview: see {@link Pipeline.preview}. */
  readonly scale?: number | undefined;
}

/** The version of {@link Preset} that this release writes. */
const PRESET_VERSION = 1;

/** A new value of a parameter; `null` removes a look-up table or a frame. */
export type ParameterChange = ParameterValue | Frame | Lut | null | undefined;

/** Options of {@link Pipeline.run}. */
export interface RunOptions {
  /** Another frame for the result: it takes the result's size, and the source stays as it is. */
  readonly into?: Frame | undefined;
  /** The part to work on; the rest stays as it is. No step may change the size then. */
  readonly region?: Region | undefined;
  /**
   * A gray frame of the size of the region (or of the frame): where it is 255 the result counts, where it is 0 the pixel
   * stays as it was, and what lies between is a mixture. No step may change the size then.
   */
  readonly mask?: Frame | undefined;
}

const RUN_OPTIONS = ["into", "region", "mask"] as const;

/** Options of {@link Pipeline.runInParts}. */
export interface RunInPartsOptions extends RunOptions, ProgressOptions {}

/** What a pipeline does to a frame, as data. */
export interface Explanation {
  /** The passes over the frame, in order. */
  readonly passes: readonly {
    /** Rows that stream through the stages, statistics alone, or pixels that move. */
    readonly kind: "stream" | "observe" | "geometry";
    /** What is done to the rows, in order, and the numbers of the steps that each stands for. */
    readonly stages: readonly {
      readonly kind: "linear" | "table" | "matrix" | "point" | "combine" | "window" | "reduce" | "geometry";
      readonly steps: readonly number[];
    }[];
    /** Bytes read and written. */
    readonly movedBytes: number;
  }[];
  /** Bytes that the steps keep between rows. */
  readonly scratchBytes: number;
  /** Bytes read and written in all. */
  readonly movedBytes: number;
}

/** How long a part of a run may keep a page from doing anything else, in milliseconds: half a frame at 60 Hz. */
const PART_MS = 8;

/** Whether a value of a parameter is an object that the module holds. */
function isHeld(value: object): value is Frame | Lut {
  return Frame.is(value) || Lut.is(value);
}

/** Frames and tables as the module names them. */
function referenceOf(instance: Instance): Reference {
  return (value) =>
    Frame.is(value) ? [7, value.handleFor(instance, "")] : [4, (value as Lut).handleFor(instance)];
}

/** The properties of a step that are no parameters. */
const APART: ReadonlySet<string> = new Set(["id"]);

/** The indices of a filter's parameters by name. @throws ArgumentError for an unknown name. */
function parameterIndex(step: PlainStep, place: string, name: string): number {
  const names = FILTER_PARAMETERS[step["filter"] as FilterName];
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw failure("unknown-parameter", place, [...names], describe(name));
}

/** A chain of filters: checked once, run on frame after frame, one crossing into the module each. */
export class Pipeline implements Disposable {
  static readonly name: string = "Pipeline";
  readonly #instance: Instance;
  readonly #steps: PlainStep[];
  /** The steps as they were given: each names itself in `set`. */
  readonly #given: readonly unknown[];
  readonly #precision: Precision | undefined;
  readonly #scale: number | undefined;
  #handle: number;

  /** @internal */
  constructor(instance: Instance, source: readonly Step[] | Preset) {
    this.#instance = instance.alive();
    // Read once: a preset's getters run before its steps are.
    const given = isRecord(source)
      ? { version: source.version, precision: source.precision, scale: source.scale, steps: source.steps }
      : { version: PRESET_VERSION, precision: undefined, scale: undefined, steps: source };
    const read = readSteps(given.steps, "filter", isHeld);
    this.#given = read.map((step) => step.given);
    this.#steps = read.map((step) => step.plain);
    this.#precision = precisionOf(given.precision);
    this.#scale = given.scale === undefined ? undefined : numeric("scale", given.scale);
    const words = [numeric("version", given.version)];
    writeText(words, this.#precision ?? "exact");
    words.push(this.#scale ?? 1, this.#steps.length);
    const reference = referenceOf(instance);
    for (const [index, step] of this.#steps.entries()) {
      writeStep(words, step, "filter", APART, `steps[${index}]`, reference);
    }
    instance.stage(words);
    try {
      this.#handle = instance.raw.create_pipeline();
    } catch (error) {
      throw instance.failure(error);
    }
    const names = this.#steps.slice(0, 3).map((step) => step["filter"]);
    const more = this.#steps.length > names.length ? ", …" : "";
    instance.watch(this, "close_pipeline", this.#handle, `the pipeline [${names.join(", ")}${more}]`);
  }

  /** The steps with their current parameters, as plain data. */
  steps(): readonly Step[] {
    return this.#steps.map((step) => ({ ...step })) as unknown as Step[];
  }

  /**
   * The pipeline as data to store: `JSON.stringify(pipeline)` calls it, `gate.createPipeline` takes it back. Look-up tables
   * and other frames aren't part of it.
   */
  toJSON(): Preset {
    const lasting = (step: PlainStep) =>
      Object.fromEntries(
        Object.entries(step).filter(([, value]) => typeof value !== "object" || Array.isArray(value)),
      ) as unknown as Step;
    const steps = this.#steps.map(lasting);
    return { version: PRESET_VERSION, steps, precision: this.#precision, scale: this.#scale };
  }

  /**
   * The same chain for a frame that was made smaller: parameters in pixels, a blur's deviation for instance, are scaled.
   * They are set as for the real frame.
   *
   * @param scale - size of the small frame over that of the real one, from 1/1024 to 1
   * @returns a pipeline of its own, to be closed
   * @throws {@link ArgumentError} for another scale.
   */
  preview(scale: number): Pipeline {
    return new Pipeline(this.#instance, {
      ...this.toJSON(),
      steps: this.steps(),
      scale: numeric("scale", scale),
    });
  }

  /**
   * Runs the chain on a frame, in place unless `into` says otherwise.
   *
   * @param frame - what to work on
   * @param options - where the result goes, and which part of it counts
   * @returns the frame with the result
   * @throws {@link StateError} if something is closed or busy, {@link ArgumentError} if a filter can't work on the
   * format, or the region or the mask doesn't fit, {@link MemoryError}. The frame is usable whatever happens; a run that finds no
   * memory on its way (`out-of-memory`, `over-budget`, or `busy` while the platform uses another frame) may have done some steps.
   */
  run(frame: Frame, options?: RunOptions | null): Frame {
    return this.#run(frame, optionsOf(options, RUN_OPTIONS), true);
  }

  /**
   * Runs the chain a part at a time, so that a page can do other things in between. The frames are busy until it's over.
   *
   * @param frame - what to work on
   * @param options - as for {@link Pipeline.run}; who is told how far it is, and what ends it
   * @returns the frame with the result
   * @throws as {@link Pipeline.run}; the signal's reason if it was aborted. What the frame with the result holds then is
   * unspecified, a part of the result most likely; it can be used like any other.
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
        // A step that turns the frame or changes its size has moved it: code that looks at it now must see that.
        target.moved();
        progress.report(done);
        if (over) return target;
        // As many rows as fit, but no leaps: the next step of the chain may be slower.
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

  /** Ends a run in parts where it is. After an error of its own it is over already, and this does nothing. */
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
    // Getters of the options run first: what they close is closed when its handle is read.
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
      if (!moved) return target;
    } catch (error) {
      const failed = instance.failure(error);
      // A run may have moved the frame before it failed.
      if (!instance.lost) target.moved();
      throw failed;
    }
    target.moved();
    return target;
  }

  /**
   * What the chain does to a frame: what was composed, in how many passes it runs, and what they cost in memory.
   *
   * @param frame - a frame as the chain is to be run on; nothing happens to it
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
   * Changes parameters of a step. The next run prepares that step again.
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
      // What a slider does: one number, one call, nothing allocated by us but the list of names.
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

  /** The index of a step, by what `set` takes. */
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

  /** Frees the pipeline. Closing twice does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, "close_pipeline", this.#handle);
    this.#handle = 0;
  }

  /** As {@link Pipeline.close}: `using pipeline = …` calls it. */
  [dispose](): void {
    this.close();
  }

  #open(): number {
    this.#instance.alive();
    if (this.#handle === 0) throw failure("closed", "pipeline", "an open pipeline", "one that was closed");
    return this.#handle;
  }
}

function handleOf(frame: unknown, instance: Instance, argument: string): number {
  if (Frame.is(frame)) return frame.handleFor(instance, argument);
  throw failure("invalid-argument", argument, "a Frame", describe(frame));
}

/** A region, as numbers. */
function rectangleOf(region: Region): Region {
  const { x, y, width, height } = region;
  return {
    x: numeric("region.x", x),
    y: numeric("region.y", y),
    width: numeric("region.width", width),
    height: numeric("region.height", height),
  };
}

/** A precision, or nothing. @throws ArgumentError for anything else. */
function precisionOf(precision: unknown): Precision | undefined {
  if (precision === undefined || precision === "exact" || precision === "high") return precision;
  throw failure("invalid-argument", "precision", ["exact", "high"], describe(precision));
}

/** A plan from the words that the module has written. */
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
  const pass = () => ({ kind: text(), movedBytes: next(), stages: list(stage) });
  const [scratchBytes, movedBytes] = [next(), next()];
  return { scratchBytes, movedBytes, passes: list(pass) } as Explanation;
}
