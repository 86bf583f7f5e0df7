import { callbackOf, signalOf } from "./arguments.js";

/** Options of long operations. */
export interface ProgressOptions {
  /** Called with the completed fraction, from 0 to 1. An exception ends the operation: the promise rejects with it. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Cancels: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The names of {@link ProgressOptions}. */
export const PROGRESS_OPTIONS = ["onProgress", "signal"] as const;

/** A long operation: reports its progress, yields to the page, and can be cancelled. */
export class Progress {
  readonly #report: ((done: number) => void) | undefined;
  readonly signal: AbortSignal | undefined;

  /** @throws ArgumentError for an invalid option; the reason of a signal that is already aborted. */
  constructor(options: ProgressOptions) {
    this.signal = signalOf(options.signal);
    this.#report = callbackOf("onProgress", options.onProgress);
    this.signal?.throwIfAborted();
  }

  /** Reports the completed fraction. */
  report(done: number): void {
    this.#report?.(done);
  }

  /** Yields to the page. Throws the signal's reason if it was aborted meanwhile. */
  async pause(): Promise<void> {
    const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
    await (scheduler?.yield?.() ?? new Promise<void>((resume) => setTimeout(resume)));
    this.signal?.throwIfAborted();
  }

  /** Returns options for a part of the operation, whose progress is mapped to the range from `start` to `end`. */
  part(start: number, end: number) {
    return { signal: this.signal, onProgress: (done: number) => this.report(start + done * (end - start)) };
  }
}
