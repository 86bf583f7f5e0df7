import type { RawError } from "../shared/errors.js";
import type { ChangeRing } from "./change-ring.js";
import type { NoiseModel, Samples } from "./samples.js";

/** What a processor is registered with: its name, and its AudioParams as name, default, minimum and maximum. */
export interface Registration {
  readonly name: string;
  readonly parameters: readonly (readonly [
    name: string,
    initial: number,
    minimum: number,
    maximum: number,
  ])[];
}

/** What a processor is made of. */
export interface ProcessorOptions {
  /** A compiled module passes this way; by message it is lost in Chromium. */
  readonly module: WebAssembly.Module;
  readonly words: Float64Array;
  readonly sounds: readonly Samples[];
  readonly models: readonly NoiseModel[];
  /** AudioParams, in the order of the chain's lanes. */
  readonly names: readonly string[];
  readonly channels: number;
  /** The longest quantum that there is room for. */
  readonly capacity: number;
  readonly readingsPerSecond: number;
  /** Whether the processor answers each message with a change: where rendering must wait for it. */
  readonly acknowledges: boolean;
  /** Where readings go and changes come from, if memory can be shared. */
  readonly shared: { readonly readings: Float32Array; readonly changes: ChangeRing } | undefined;
}

/** From the node to the processor. The time of a change is a frame of the context's clock, or NaN. */
export type ToWorklet =
  | { readonly type: "change"; readonly words: Float64Array }
  | { readonly type: "close" };

/** From the processor to the node. */
export type FromWorklet =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly error: RawError }
  /** A message with a change has arrived. */
  | { readonly type: "taken" }
  /** New readings; where memory is shared they are there already. */
  | { readonly type: "readings"; readonly readings?: Float32Array };
