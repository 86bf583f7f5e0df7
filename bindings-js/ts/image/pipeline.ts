import { PARAMETERS, type ParameterValue, RESOURCES, type Step } from "../generated/filters.js";
import {
  callbackOf,
  isRecord,
  optionsOf,
  plainSource,
  plainStep,
  plainValue,
  signalOf,
} from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { describe, failure, numeric } from "../shared/errors.js";
import { Frame } from "./frame.js";
import type { Instance } from "./instance.js";
import { Kind } from "./raw.js";

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

/** Options of {@link Pipeline.runInParts}. */
export interface RunInPartsOptions extends RunOptions {
  /** Ends the run before its time. */
  readonly signal?: AbortSignal | undefined;
  /** Is told how much is done, from 0 to 1, after every part. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

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

/** Lets the page do what is waiting. */
function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** A step with the ids of frames and tables in it made handles of the module's. */
function withHandles(instance: Instance, step: unknown, place: string): unknown {
  if (!isRecord(step) || typeof step.filter !== "string") return step;
  const { filter } = step;
  // Of the objects by filter, only what they have themselves: a filter may be called "constructor".
  const names = Object.hasOwn(RESOURCES, filter) ? (RESOURCES[filter as Step["filter"]] ?? []) : [];
  if (names.length === 0) return step;
  const handles = names
    .filter((name) => typeof step[name] === "number")
    .map((name) => [name, instance.handleOf(step[name] as number, `${place}.${name}`)]);
  return { ...step, ...Object.fromEntries(handles) };
}

/** What the module is given: the same data, with handles for ids. */
function forModule(instance: Instance, source: unknown): unknown {
  const withAll = (steps: readonly unknown[]) =>
    steps.map((step, index) => withHandles(instance, step, `steps[${index}]`));
  if (Array.isArray(source)) return withAll(source);
  if (!isRecord(source) || !Array.isArray(source.steps)) return source;
  return { ...source, steps: withAll(source.steps) };
}

/** A chain of filters: checked once, run on frame after frame, one crossing into the module each. */
export class Pipeline implements Disposable {
  readonly #instance: Instance;
  readonly #steps: readonly Step[];
  readonly #precision: Precision | undefined;
  readonly #scale: number | undefined;
  #handle: number;

  /** @internal */
  constructor(instance: Instance, source: readonly Step[] | Preset) {
    this.#instance = instance.alive();
    const data = plainSource(source) as readonly Step[] | Preset;
    const prepared = forModule(this.#instance, data);
    try {
      this.#handle = instance.raw.create_pipeline(prepared);
    } catch (error) {
      throw instance.failure(error);
    }
    const preset: Preset = "steps" in data ? data : { version: PRESET_VERSION, steps: data };
    this.#steps = preset.steps;
    this.#precision = preset.precision;
    this.#scale = preset.scale;
    const names = this.#steps.slice(0, 3).map(({ filter }) => filter);
    const more = this.#steps.length > names.length ? ", …" : "";
    instance.watch(this, Kind.Pipeline, this.#handle, `the pipeline [${names.join(", ")}${more}]`);
  }

  /** The steps with their present parameters, as plain data. */
  get steps(): readonly Step[] {
    return this.#steps.map(plainStep) as Step[];
  }

  /**
   * The pipeline as data to store: `JSON.stringify(pipeline)` calls it, `gate.createPipeline` takes it back. Look-up tables
   * and other frames aren't part of it: their handles mean nothing in another session.
   */
  toJSON(): Preset {
    const lasting = (step: Step): Step => {
      const names = RESOURCES[step.filter] ?? [];
      return Object.fromEntries(
        Object.entries(step).filter(([name]) => !names.includes(name)),
      ) as unknown as Step;
    };
    const steps = this.steps.map(lasting);
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
    const { steps } = this;
    return new Pipeline(this.#instance, { ...this.toJSON(), steps, scale: numeric("scale", scale) });
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
    return this.#run(frame, optionsOf(options), true);
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
    const given = optionsOf(options);
    const signal = signalOf(given.signal);
    const onProgress = callbackOf("onProgress", given.onProgress);
    signal?.throwIfAborted();
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
        onProgress?.(done);
        if (over) return target;
        // As many rows as fit, but no leaps: the next step of the chain may be slower.
        rows = Math.max(1, Math.round(rows * Math.min(4, Math.max(0.25, PART_MS / Math.max(took, 0.01)))));
        await breathe();
        signal?.throwIfAborted();
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
    if (this.#handle !== 0) this.#advance(0);
    if (!target.closed) target.moved();
  }

  #run(frame: Frame, options: Partial<RunOptions>, whole: boolean): Frame {
    const instance = this.#instance;
    // Getters of the options run first: what they close is closed when its handle is read.
    const { into, mask, region } = options;
    if (region !== undefined && !isRecord(region)) {
      throw failure("invalid-argument", "region", "{ x, y, width, height }", describe(region));
    }
    const x = region === undefined ? 0 : numeric("region.x", region.x);
    const y = region === undefined ? 0 : numeric("region.y", region.y);
    const width = region === undefined ? 0 : numeric("region.width", region.width);
    const height = region === undefined ? 0 : numeric("region.height", region.height);
    const pipeline = this.#open();
    const source = handleOf(frame, instance, "frame");
    const target = into ?? frame;
    const targetHandle = into === undefined ? 0 : handleOf(into, instance, "into");
    const maskHandle = mask === undefined ? 0 : handleOf(mask, instance, "mask");
    try {
      const moved = instance.raw.run(
        pipeline,
        source,
        targetHandle,
        maskHandle,
        x,
        y,
        width,
        height,
        region !== undefined,
        whole,
      );
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
      return this.#instance.raw.explain(handle, source) as Explanation;
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /**
   * Changes one parameter, as a slider does. The next run makes that one step ready again.
   *
   * @param step - its number, or the `id` it was given
   * @param parameter - its name
   * @param value - its new value; `null` takes a look-up table or a frame away
   * @throws {@link ArgumentError} that names the parameter; nothing has changed then.
   */
  set(step: number | string, parameter: string, value: ParameterValue | null): void {
    const handle = this.#open();
    const byName = typeof step === "string" ? this.#steps.findIndex(({ id }) => id === step) : -1;
    const index = typeof step === "number" ? step : byName;
    const target = this.#steps[index];
    if (target === undefined)
      throw failure("unknown-parameter", "step", "a step of this pipeline", describe(step));
    const number = PARAMETERS[target.filter].indexOf(parameter);
    if (number < 0) {
      throw failure(
        "unknown-parameter",
        `steps[${index}]`,
        [...PARAMETERS[target.filter]],
        describe(parameter),
      );
    }
    const plain = plainValue(value) as ParameterValue | null;
    const isResource = typeof plain === "number" && RESOURCES[target.filter]?.includes(parameter) === true;
    const given = isResource ? this.#instance.handleOf(plain, `steps[${index}].${parameter}`) : plain;
    try {
      this.#instance.raw.set(handle, index, number, given);
    } catch (error) {
      throw this.#instance.failure(error);
    }
    (target as unknown as Record<string, ParameterValue | null>)[parameter] = plain;
  }

  /** Frees the pipeline. Closing twice does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, Kind.Pipeline, this.#handle);
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
