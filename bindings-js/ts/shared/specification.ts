import type { EffectName } from "../generated/effects.js";
import type { FilterName } from "../generated/filters.js";

/** A parameter as data: its type, unit, range and default. */
export type ParameterSpec = {
  readonly name: string;
  readonly description: string;
} & (
  | {
      readonly kind: "number" | "integer";
      readonly default: number;
      readonly minimum: number;
      readonly maximum: number;
      /** The part of the range to offer in a slider. */
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
      /** 2 to 65536 values of a curve at evenly spaced positions. */
      readonly kind: "table";
      readonly default: readonly number[];
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: "color" | "point"; readonly default: readonly number[] }
  | {
      /** A list of objects with the same fields. */
      readonly kind: "records";
      readonly default: readonly Readonly<Record<string, unknown>>[];
      /** Minimum and maximum number of objects. */
      readonly minimum: number;
      readonly maximum: number;
      readonly fields: readonly ParameterSpec[];
    }
  | {
      /** An odd number of weights, up to 31 (rank 1), or a square with an odd side, up to 15, row by row (rank 2). */
      readonly kind: "kernel";
      readonly default: readonly number[];
      readonly rank: 1 | 2;
    }
  | { readonly kind: "resource" | "frame"; readonly default: null }
);

/** A filter as data: enough to build a user interface. */
export interface FilterSpec {
  readonly name: FilterName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  /**
   * What the filter works on: each plane by itself, luma, each colour channel by itself, or colours. Frames in YUV formats
   * are converted for all but `"planes"` and `"luma"`. A filter of luma processes the colours of RGBA frames.
   */
  readonly domain: "planes" | "luma" | "channels" | "color";
  /** Whether the result depends on the frames before; see `pipeline.reset()`. */
  readonly temporal: boolean;
  /** Whether the filter also processes gray frames. */
  readonly gray: boolean;
  readonly parameters: readonly ParameterSpec[];
}

/** A measurement of an effect, as data. */
export interface ReadingSpec {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}

/** An effect as data: enough to build a user interface. */
export interface EffectSpec {
  readonly name: EffectName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  readonly parameters: readonly (ParameterSpec & {
    /** Whether the parameter can only be set when the chain is created. */
    readonly fixed: boolean;
    /** Whether the parameter can change frame by frame: a node exposes it as an `AudioParam`. */
    readonly automatable: boolean;
  })[];
  readonly readings: readonly ReadingSpec[];
}
