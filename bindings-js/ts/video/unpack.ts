// The worker's side of chain.ts. It only imports types: the classes are those of the build that the worker has loaded.

import type { Step } from "../generated/filters.js";
import type { Gate } from "../image/gate.js";
import type { ParameterChange, Pipeline } from "../image/pipeline.js";
import { isRecord } from "../shared/arguments.js";
import type { Packed, PackedChain, PackedValues } from "./chain.js";

/** Whether a value is a frame or a table as data: other objects are arrays. */
function isPacked(value: unknown): value is Packed {
  return isRecord(value) && "packed" in value;
}

/** An object that was made for a chain. */
export interface Closable {
  close(): void;
}

/** The objects that were made for a chain, by step and parameter, to close with its pipeline. */
export type Owned = Map<string, Closable>;

/** Closes all objects. */
export function closeAll(owned: Owned): void {
  for (const object of owned.values()) object.close();
  owned.clear();
}

/** Makes a frame or a table in `gate`, and adds it to `owned` under the place of its parameter. */
function unpacked(gate: Gate, value: unknown, owned: Owned, place: string): ParameterChange {
  if (!isPacked(value)) return value as ParameterChange;
  if (value.packed === "lut") {
    const lut = gate.createLut(value.cube);
    owned.set(place, lut);
    return lut;
  }
  const { width, height, format, colorSpace, bytes } = value;
  const frame = gate.createFrame(width, height, { format, colorSpace });
  owned.set(place, frame);
  frame.bytes.set(bytes);
  return frame;
}

/** Makes the values of a step in `gate`. */
export function unpackValues(
  gate: Gate,
  values: PackedValues,
  owned: Owned,
  step: number,
): Record<string, ParameterChange> {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    unpacked(gate, value, owned, `${step}.${name}`),
  ]);
  return Object.fromEntries(entries);
}

/** Makes the pipeline of a chain in `gate`. After an error, what was made for it is closed. */
export function unpackChain(gate: Gate, chain: PackedChain, owned: Owned): Pipeline {
  try {
    const steps = chain.steps.map((step, index) =>
      unpackValues(gate, step, owned, index),
    ) as unknown as Step[];
    return gate.createPipeline({ ...chain.preset, steps });
  } catch (error) {
    closeAll(owned);
    throw error;
  }
}
