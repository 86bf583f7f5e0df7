import { callbackOf, isRecord, signalOf } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";

/** How far a transcoding has got. */
export interface TranscodeProgress {
  /** The completed fraction, from 0 to 1. */
  readonly progress: number;
  /** Estimated time to the end in seconds, from the average speed so far, without pauses. */
  readonly remaining: number;
  /** Number of frames encoded so far. */
  readonly frames: number;
}

/** Pauses and resumes a transcoding: pass it as `options.pause`. */
export class PauseSwitch {
  static readonly name: string = "PauseSwitch";
  #paused = false;
  #waiting: (() => void)[] = [];

  /** Whether the transcoding is to pause. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Pauses before the next frame. */
  pause(): void {
    this.#paused = true;
  }

  /** Resumes. */
  resume(): void {
    this.#paused = false;
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  /** Waits until `resume()`, or until `signal` is aborted. @internal */
  async wait(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}

/** The options that concern the course of a transcoding. */
export interface JobOptions {
  /** Called with the progress, at most ten times a second. An exception ends the transcoding with it. */
  readonly onProgress?: ((progress: TranscodeProgress) => void) | undefined;
  /** Cancels: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Pauses and resumes. */
  readonly pause?: PauseSwitch | undefined;
}

/** Least time between two reports of the progress, in milliseconds. */
const REPORT_MS = 100;

/** Reports progress, waits while the transcoding is paused, and stops it when it is aborted. */
export class Job {
  readonly #onProgress: ((progress: TranscodeProgress) => void) | undefined;
  readonly #pause: PauseSwitch | undefined;
  readonly #abort = new AbortController();
  readonly #given: AbortSignal | undefined;
  /** Start of the work, moved forward by each pause. */
  #start = performance.now();
  #reported = Number.NEGATIVE_INFINITY;

  /** @throws ArgumentError for an invalid option; the reason of a signal that is already aborted. */
  constructor(options: JobOptions) {
    const { signal, onProgress, pause } = options;
    this.#given = signalOf(signal);
    this.#onProgress = callbackOf("onProgress", onProgress);
    if (pause !== undefined && !(isRecord(pause) && pause instanceof PauseSwitch)) {
      throw failure("invalid-argument", "pause", "a PauseSwitch", describe(pause));
    }
    this.#pause = pause;
    this.#given?.throwIfAborted();
    this.#given?.addEventListener("abort", this.#onAbort, { once: true });
  }

  readonly #onAbort = () => this.#abort.abort(this.#given?.reason);

  /** Aborted with the caller's signal. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Rejects when the caller's signal is aborted, with its reason. */
  aborted(): Promise<never> {
    return new Promise((_, reject) => {
      const { signal } = this;
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }

  /** Waits while the transcoding is paused. @throws the reason of the signal, if it is aborted. */
  async checkpoint(): Promise<void> {
    this.signal.throwIfAborted();
    while (this.#pause?.paused === true) {
      const start = performance.now();
      await this.#pause.wait(this.signal);
      this.#start += performance.now() - start;
      this.signal.throwIfAborted();
    }
  }

  /** Reports the completed fraction, at most ten times a second. */
  report(done: number, frames: number): void {
    const now = performance.now();
    if (this.#onProgress === undefined || (now - this.#reported < REPORT_MS && done < 1)) return;
    this.#reported = now;
    const progress = Math.min(1, Math.max(0, done));
    const elapsed = (now - this.#start) / 1000;
    const remaining = progress > 0 ? (elapsed * (1 - progress)) / progress : Number.POSITIVE_INFINITY;
    this.#onProgress({ progress, remaining, frames });
  }

  /** Stops listening to the caller's signal. */
  end(): void {
    this.#given?.removeEventListener("abort", this.#onAbort);
  }
}
