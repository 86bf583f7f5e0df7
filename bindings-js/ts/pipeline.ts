import { describe, failure, numeric } from "./errors.js";
import { Frame } from "./frame.js";
import { PARAMETERS, type ParameterValue, RESOURCES, type Step } from "./generated/filters.js";
import { dispose, type Instance } from "./instance.js";
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

/** A value of ours: an array that the caller goes on changing is copied. */
function plainValue(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  return Array.isArray(value) ? [...value] : value;
}

/**
 * A step of ours. Reading it here also means that a getter which throws does so before the module is entered, and that
 * objects of any origin are plain ones.
 */
function plainStep(step: unknown): unknown {
  if (typeof step !== "object" || step === null || Array.isArray(step)) return step;
  return Object.fromEntries(Object.entries(step).map(([name, value]) => [name, plainValue(value)]));
}

/** A pipeline's data of ours, as far as it is such data: the module says what's wrong with the rest. */
function plainSource(source: unknown): unknown {
  if (Array.isArray(source)) return source.map(plainStep);
  if (typeof source !== "object" || source === null) return source;
  const { steps } = source as { steps?: unknown };
  return { ...source, steps: Array.isArray(steps) ? steps.map(plainStep) : steps };
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
    try {
      this.#handle = instance.raw.create_pipeline(data);
    } catch (error) {
      throw instance.failure(error);
    }
    const preset: Preset = "steps" in data ? data : { version: PRESET_VERSION, steps: data };
    this.#steps = preset.steps;
    this.#precision = preset.precision;
    this.#scale = preset.scale;
    instance.watch(this, Kind.Pipeline, this.#handle);
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
   * format, or the region or the mask doesn't fit, {@link MemoryError}. The frame is usable whatever happens.
   */
  run(frame: Frame, options?: RunOptions): Frame {
    return this.#run(frame, options, true);
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
    const { signal, onProgress } = options ?? {};
    signal?.throwIfAborted();
    const target = this.#run(frame, options, false);
    const instance = this.#instance;
    const { raw } = instance;
    let rows = 16;
    let over = false;
    try {
      for (;;) {
        const start = performance.now();
        const done = raw.advance(this.#open(), rows);
        const took = performance.now() - start;
        over = done === 1;
        // A step that turns the frame or changes its size has moved it: whoever looks at it now must see that.
        target.moved();
        onProgress?.(done);
        if (over) return target;
        // As many rows as fit, but no leaps: the next step of the chain may be slower.
        rows = Math.max(1, Math.round(rows * Math.min(4, Math.max(0.25, PART_MS / Math.max(took, 0.01)))));
        await breathe();
        signal?.throwIfAborted();
      }
    } catch (error) {
      // First of all: after a trap nothing may be called any more.
      const failed = instance.failureOf(error);
      if (!instance.lost && !over) {
        // After an error of its own the run is over already, and this does nothing.
        if (this.#handle !== 0) raw.advance(this.#handle, 0);
        if (!target.closed) target.moved();
      }
      throw failed;
    }
  }

  #run(frame: Frame, options: RunOptions | null | undefined, whole: boolean): Frame {
    const instance = this.#instance;
    const pipeline = this.#open();
    const source = handleOf(frame, instance, "frame");
    const into = options?.into;
    const target = into ?? frame;
    const targetHandle = into === undefined ? 0 : handleOf(into, instance, "into");
    const masking = options?.mask;
    const mask = masking === undefined ? 0 : handleOf(masking, instance, "mask");
    const region = options?.region;
    const side = (name: keyof Region) =>
      region === undefined ? 0 : numeric(`region.${name}`, region?.[name]);
    try {
      const moved = instance.raw.run(
        pipeline,
        source,
        targetHandle,
        mask,
        side("x"),
        side("y"),
        side("width"),
        side("height"),
        region !== undefined,
        whole,
      );
      if (moved) target.moved();
    } catch (error) {
      const failed = instance.failureOf(error);
      // A run may have moved the frame before it failed.
      if (!instance.lost) target.moved();
      throw failed;
    }
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
    try {
      return this.#instance.raw.explain(handle, handleOf(frame, this.#instance, "frame")) as Explanation;
    } catch (error) {
      throw this.#instance.failureOf(error);
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
    try {
      this.#instance.raw.set(handle, index, number, value);
    } catch (error) {
      throw this.#instance.failure(error);
    }
    (target as unknown as Record<string, ParameterValue | null>)[parameter] = plainValue(
      value,
    ) as ParameterValue;
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
  if (frame instanceof Frame) return frame.handleFor(instance, argument);
  throw failure("invalid-argument", argument, "a Frame", describe(frame));
}
