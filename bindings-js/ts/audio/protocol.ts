import type { RawError } from "../shared/errors.js";
import type { ChangeRing } from "./change-ring.js";
import type { NoiseModel, Samples } from "./samples.js";

/** The registration of a processor: its name, and its AudioParams as name, default, minimum and maximum. */
export interface Registration {
  readonly name: string;
  readonly parameters: readonly (readonly [
    name: string,
    initial: number,
    minimum: number,
    maximum: number,
  ])[];
}

/** Options of a processor. */
export interface ProcessorOptions {
  /** The compiled module. Chromium loses modules that are sent by message, but not in options. */
  readonly module: WebAssembly.Module;
  readonly words: Float64Array;
  readonly samples: readonly Samples[];
  readonly models: readonly NoiseModel[];
  /** Names of the AudioParams, in the order of the chain's lanes. */
  readonly names: readonly string[];
  readonly channels: number;
  /** Longest quantum that buffers are allocated for, in frames. */
  readonly capacity: number;
  readonly readingsPerSecond: number;
  /** Whether the processor acknowledges each change message: offline rendering waits for it. */
  readonly acknowledges: boolean;
  /** Shared memory for readings and changes, if the page is isolated. */
  readonly shared: { readonly readings: Float32Array; readonly changes: ChangeRing } | undefined;
}

/** A message from the node to the processor. The time of a change is a frame of the context's clock, or NaN. */
export type ToWorklet =
  | { readonly type: "change"; readonly words: Float64Array }
  | { readonly type: "close" };

/** A message from the processor to the node. */
export type FromWorklet =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly error: RawError }
  /** A change message has arrived. */
  | { readonly type: "taken" }
  /** New readings. With shared memory, the values are there. */
  | { readonly type: "readings"; readonly readings?: Float32Array };
