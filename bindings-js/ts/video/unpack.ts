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

/** The objects that were made for a chain, to close with its pipeline. */
export interface Closable {
  close(): void;
}

/** Makes a frame or a table in `gate`, and adds it to `owned`. */
function unpacked(gate: Gate, value: unknown, owned: Closable[]): ParameterChange {
  if (!isPacked(value)) return value as ParameterChange;
  if (value.packed === "lut") {
    const lut = gate.createLut(value.cube);
    owned.push(lut);
    return lut;
  }
  const { width, height, format, colorSpace, bytes } = value;
  const frame = gate.createFrame(width, height, { format, colorSpace });
  owned.push(frame);
  frame.bytes.set(bytes);
  return frame;
}

/** Makes the values of a step in `gate`. */
export function unpackValues(
  gate: Gate,
  values: PackedValues,
  owned: Closable[],
): Record<string, ParameterChange> {
  const entries = Object.entries(values).map(([name, value]) => [name, unpacked(gate, value, owned)]);
  return Object.fromEntries(entries);
}

/** Makes the pipeline of a chain in `gate`. After an error, what was made for it is closed. */
export function unpackChain(gate: Gate, chain: PackedChain, owned: Closable[]): Pipeline {
  try {
    const steps = chain.steps.map((step) => unpackValues(gate, step, owned)) as unknown as Step[];
    return gate.createPipeline({ ...chain.preset, steps });
  } catch (error) {
    for (const object of owned.splice(0)) object.close();
    throw error;
  }
}
