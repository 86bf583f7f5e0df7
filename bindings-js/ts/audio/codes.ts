import type { EffectName } from "../generated/effects.js";

/** A parameter, with the properties that chains need. */
export interface ParameterCode {
  readonly name: string;
  /** Whether the parameter can only be set when the chain is created. */
  readonly fixed?: true;
  /** Default and range of a parameter that can be automated frame by frame. */
  readonly automatable?: readonly [initial: number, minimum: number, maximum: number];
}

/** An effect, with the properties that chains need. */
export interface EffectCode {
  readonly name: EffectName;
  readonly parameters: readonly ParameterCode[];
  readonly readings: readonly string[];
}
