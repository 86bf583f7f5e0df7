// Chains of filters as data that can be posted to a worker, which makes a pipeline of them in a gate of its own.

import type { Step } from "../generated/filters.js";
import type { Format } from "../generated/image-boundary.js";
import type { ColorSpace } from "../image/color-space.js";
import { Frame } from "../image/frame.js";
import { Lut } from "../image/lut.js";
import { Pipeline, type Preset } from "../image/pipeline.js";
import { isRecord } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";
import { plainValue, readSteps } from "../shared/steps.js";

/** The filters of a video: a pipeline, its steps, or a preset. */
export type VideoChain = Pipeline | readonly Step[] | Preset;

/** A frame or a look-up table as data. */
export type Packed =
  | {
      readonly packed: "frame";
      readonly format: Format;
      readonly width: number;
      readonly height: number;
      readonly colorSpace: ColorSpace;
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly packed: "lut"; readonly cube: string };

/** The values of a step, or changes of some of them, with frames and tables as data. */
export type PackedValues = Readonly<Record<string, unknown>>;

/** A chain that can be posted. */
export interface PackedChain {
  readonly preset: Omit<Preset, "steps">;
  readonly steps: readonly PackedValues[];
}

/** A chain, and the caller's step objects: `set` accepts them as references. */
export interface ReadChain {
  readonly packed: PackedChain;
  readonly given: readonly unknown[];
}

const isHeld = (value: object): value is Frame | Lut => Frame.is(value) || Lut.is(value);

/** Copies what a frame or a table contains. Other values are plain data already. */
function packed(value: unknown): unknown {
  if (Lut.is(value)) return { packed: "lut", cube: value.cube } satisfies Packed;
  if (!Frame.is(value)) return value;
  const { format, width, height, colorSpace, bytes } = value;
  return { packed: "frame", format, width, height, colorSpace, bytes: bytes.slice() } satisfies Packed;
}

/** Copies the values of a step, or changes to it. Objects that no parameter accepts are replaced by a description. */
export function packValues(values: Readonly<Record<string, unknown>>): PackedValues {
  const entries = Object.entries(values).map(([name, value]) => [name, packed(plainValue(value, isHeld))]);
  return Object.fromEntries(entries);
}

/** Reads a chain. @throws ArgumentError unless it is a pipeline, an array of steps or a preset. */
export function packChain(chain: unknown): ReadChain {
  if (chain instanceof Pipeline) {
    const { steps: _, ...preset } = chain.toJSON();
    return { packed: { preset, steps: chain.steps().map(packStep) }, given: chain.references() };
  }
  if (!isRecord(chain) && !Array.isArray(chain)) {
    throw failure("invalid-argument", "chain", "a pipeline, an array of steps or a preset", describe(chain));
  }
  const { steps, ...preset } = isRecord(chain)
    ? (chain as unknown as Preset)
    : { version: 1, steps: chain as readonly Step[] };
  const read = readSteps(steps, "filter", isHeld);
  return {
    packed: { preset, steps: read.map((step) => packStep(step.plain as unknown as Step)) },
    given: read.map((step) => step.given),
  };
}

const packStep = (step: Step) =>
  Object.fromEntries(Object.entries(step).map(([name, value]) => [name, packed(value)]));
