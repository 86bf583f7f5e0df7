import { callbackOf, signalOf } from "./arguments.js";

/** Options of work that takes long. */
export interface ProgressOptions {
  /** Called with the fraction that is done, from 0 to 1. An error that it throws ends the work, and is what the promise rejects with. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends the work early: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The names of {@link ProgressOptions}. */
export const PROGRESS_OPTIONS = ["onProgress", "signal"] as const;

/** Work that takes long: it reports its progress, lets the page do other things in between, and can be ended. */
export class Progress {
  readonly #report: ((done: number) => void) | undefined;
  readonly signal: AbortSignal | undefined;

  /** @throws ArgumentError for a wrong option; the reason of a signal that is aborted already. */
  constructor(options: ProgressOptions) {
    this.signal = signalOf(options.signal);
    this.#report = callbackOf("onProgress", options.onProgress);
    this.signal?.throwIfAborted();
  }

  /** Reports the fraction that is done. */
  report(done: number): void {
    this.#report?.(done);
  }

  /** Lets the page do what is waiting, and ends the work if the signal was aborted meanwhile. */
  async pause(): Promise<void> {
    const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
    await (scheduler?.yield?.() ?? new Promise<void>((resume) => setTimeout(resume)));
    this.signal?.throwIfAborted();
  }

  /** Options for a part of the work: its progress is from `start` to `end` of the whole. */
  part(start: number, end: number) {
    return { signal: this.signal, onProgress: (done: number) => this.report(start + done * (end - start)) };
  }
}
