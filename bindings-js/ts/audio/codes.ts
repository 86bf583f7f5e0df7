import type { EffectName } from "../generated/effects.js";

/** A parameter as a chain needs it. */
export interface ParameterCode {
  readonly name: string;
  /** Whether it is set once, when the chain is created. */
  readonly fixed?: true;
  /** The default and the range of a parameter that can change frame by frame. */
  readonly automatable?: readonly [initial: number, minimum: number, maximum: number];
}

/** An effect as a chain needs it. */
export interface EffectCode {
  readonly name: EffectName;
  readonly parameters: readonly ParameterCode[];
  readonly readings: readonly string[];
}
