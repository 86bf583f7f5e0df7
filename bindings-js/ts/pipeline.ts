import { describe, failure } from "./errors.js";
import type { Frame } from "./frame.js";
import { PARAMETERS, type ParameterValue, type Step } from "./generated/filters.js";
import { dispose, type Instance } from "./instance.js";

/** Options of {@link Pipeline.run}. */
export interface RunOptions {
  /** Another frame for the result: it takes the result's size, and the source stays as it is. */
  readonly into?: Frame;
}

/** A chain of filters: checked once, run on frame after frame, one crossing into the module each. */
export class Pipeline implements Disposable {
  readonly #instance: Instance;
  readonly #steps: readonly Step[];
  #handle: number;

  /** @internal */
  constructor(instance: Instance, steps: readonly Step[]) {
    this.#instance = instance.alive();
    try {
      this.#handle = instance.raw.create_pipeline(steps);
    } catch (error) {
      throw instance.failure(error);
    }
    this.#steps = steps.map((step) => ({ ...step }));
    instance.watch(this, this.#handle, instance.raw.close_pipeline);
  }

  /** The steps with their present parameters, as plain data: `JSON.stringify` it, and make it again from that. */
  get steps(): readonly Step[] {
    return this.#steps.map((step) => ({ ...step }));
  }

  /**
   * Runs the chain on a frame, in place unless `into` says otherwise.
   *
   * @param frame - what to work on
   * @param options - where the result goes
   * @returns the frame with the result
   * @throws {@link StateError} if something is closed or busy, {@link ArgumentError} if a filter can't work on the
   * format, {@link MemoryError}. The frame is usable whatever happens.
   */
  run(frame: Frame, options?: RunOptions): Frame {
    const instance = this.#instance;
    const pipeline = this.#open();
    const source = frame.handleFor(instance, "frame");
    const into = options?.into;
    const target = into === undefined ? frame : into;
    const targetHandle = into === undefined ? source : into.handleFor(instance, "into");
    try {
      const moved =
        into === undefined
          ? instance.raw.run(pipeline, source)
          : instance.raw.run_into(pipeline, source, targetHandle);
      if (moved) target.moved();
    } catch (error) {
      const failed = instance.failure(error);
      // A run may have moved the frame before it failed.
      if (failed.code !== "instance-lost") target.moved();
      throw failed;
    }
    return target;
  }

  /**
   * Changes one parameter, as a slider does. Nothing is built again but that one step.
   *
   * @param step - its number, or the `id` it was given
   * @param parameter - its name
   * @param value - its new value
   * @throws {@link ArgumentError} that names the parameter; nothing has changed then.
   */
  set(step: number | string, parameter: string, value: ParameterValue): void {
    const handle = this.#open();
    const index = typeof step === "number" ? step : this.#steps.findIndex(({ id }) => id === step);
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
      if (typeof value === "number") this.#instance.raw.set_number(handle, index, number, value);
      else this.#instance.raw.set_value(handle, index, number, value);
    } catch (error) {
      throw this.#instance.failure(error);
    }
    (target as unknown as Record<string, ParameterValue>)[parameter] = value;
  }

  /** Frees the pipeline. Closing twice does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, this.#handle, this.#instance.raw.close_pipeline);
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
