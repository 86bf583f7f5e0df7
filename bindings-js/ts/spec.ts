import type { EffectName } from "./generated/effects.js";
import type { FilterName } from "./generated/filters.js";

export { EFFECTS, FILTERS } from "./generated/specification.js";

/** Type, unit, range and default of a parameter. */
export type ParameterSpec = {
  readonly name: string;
  readonly description: string;
} & (
  | {
      readonly kind: "number" | "integer";
      readonly default: number;
      readonly minimum: number;
      readonly maximum: number;
      /** The part of the range that a slider should offer. */
      readonly typical: readonly [minimum: number, maximum: number];
      readonly step: number;
      readonly unit: string;
    }
  | { readonly kind: "boolean"; readonly default: boolean }
  | { readonly kind: "enum"; readonly default: string; readonly values: readonly string[] }
  | {
      readonly kind: "matrix";
      readonly default: readonly number[];
      readonly columns: number;
      readonly minimum: number;
      readonly maximum: number;
    }
  | {
      /** Values of a curve at evenly spaced positions, from 2 to 65536 of them. */
      readonly kind: "table";
      readonly default: readonly number[];
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: "color" | "point"; readonly default: readonly number[] }
  | {
      /** Objects with the same fields. */
      readonly kind: "records";
      readonly default: readonly Readonly<Record<string, unknown>>[];
      /** The smallest and the largest number of objects. */
      readonly minimum: number;
      readonly maximum: number;
      readonly fields: readonly ParameterSpec[];
    }
  | {
      /** An odd number of weights up to 31 (rank 1), or a square of odd side up to 15, row by row (rank 2). */
      readonly kind: "kernel";
      readonly default: readonly number[];
      readonly rank: 1 | 2;
    }
  | { readonly kind: "resource" | "frame"; readonly default: null }
);

/** A filter as data: enough to build an interface. */
export interface FilterSpec {
  readonly name: FilterName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  /** Formats of frames that it supports. */
  readonly formats: readonly string[];
  readonly parameters: readonly ParameterSpec[];
}

/** A measurement of an effect. */
export interface ReadingSpec {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}

/** An effect as data: enough to build an interface. */
export interface EffectSpec {
  readonly name: EffectName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  readonly parameters: readonly (ParameterSpec & {
    /** Whether it is set once, when the chain is created. */
    readonly fixed: boolean;
    /** Whether it can change frame by frame: a node has it as an `AudioParam`. */
    readonly automatable: boolean;
  })[];
  readonly readings: readonly ReadingSpec[];
}
