import { SCENE_CUT_THRESHOLD } from "../generated/image-boundary.js";
import { optionsOf } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { closedFailure, describe, failure, numeric } from "../shared/errors.js";
import { Frame } from "./frame.js";
import type { Instance } from "./instance.js";

/** Options of {@link Gate.createSceneCuts}. */
export interface SceneCutsOptions {
  /** Correlation below which the scene has changed, from -1 to 1. Default 0.65. */
  readonly threshold?: number | undefined;
}

const OPTIONS = ["threshold"] as const;

/**
 * Finds the cuts between scenes in a stream of frames.
 *
 * A frame begins a new scene if the mean luma of the cells of a 16 × 9 grid has a correlation below `threshold` with that of
 * the frame before, and enough pixels have other levels. Flashes, fades and pans aren't cuts. Flat frames
 * (black, white) aren't compared: the frame after them is compared with the last one that wasn't flat.
 *
 * @example
 * ```ts
 * using cuts = gate.createSceneCuts();
 * if (cuts.observe(frame)) pipeline.reset();
 * pipeline.run(frame);
 * ```
 */
export class SceneCuts {
  static readonly name: string = "SceneCuts";
  readonly #instance: Instance;
  #handle: number;

  /** @internal */
  constructor(instance: Instance, options?: SceneCutsOptions | null) {
    const { threshold } = optionsOf(options, OPTIONS);
    this.#instance = instance.alive();
    const limit = threshold === undefined ? SCENE_CUT_THRESHOLD : numeric("threshold", threshold);
    try {
      this.#handle = instance.raw.create_scene_cuts(limit);
    } catch (error) {
      throw instance.failure(error);
    }
    instance.watch(this, "close_scene_cuts", this.#handle, "a detector of cuts");
  }

  /**
   * Returns whether a frame is the first of a new scene. The first frame isn't. Sizes and formats may differ from frame to
   * frame.
   *
   * @param frame - the next frame, of any format; it isn't changed
   * @throws {@link StateError} if the frame or the detector is closed, or the frame is busy.
   */
  observe(frame: Frame): boolean {
    const handle = this.#open();
    if (!Frame.is(frame)) throw failure("invalid-argument", "frame", "a Frame", describe(frame));
    const source = frame.handleFor(this.#instance, "frame");
    try {
      return this.#instance.raw.observe_scene(handle, source);
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** Forgets the frames before, after a seek. @throws {@link StateError} if the detector is closed. */
  reset(): void {
    const handle = this.#open();
    try {
      this.#instance.raw.reset_scene_cuts(handle);
    } catch (error) {
      throw this.#instance.failure(error);
    }
  }

  /** Releases the detector. Closing twice does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, "close_scene_cuts", this.#handle);
    this.#handle = 0;
  }

  /** Calls {@link SceneCuts.close}, for `using cuts = …`. */
  [dispose](): void {
    this.close();
  }

  #open(): number {
    this.#instance.alive();
    if (this.#handle === 0) throw closedFailure("detector");
    return this.#handle;
  }
}
