// The links of a chain: filters or effects with the values of their controls, which can be switched off.

import type { Step } from "filmgate";
import { FILTERS } from "filmgate/spec";
import { type Described, defaults, type Values } from "./parameters.ts";

/** A filter or an effect of a chain. */
export interface Link {
  readonly id: string;
  readonly spec: Described;
  readonly values: Values;
  enabled: boolean;
}

let made = 0;

/** Creates a link for a filter (or another entry of `specs`), with the given values and defaults for the rest. */
export function createLink(name: string, values: Values = {}, specs: readonly Described[] = FILTERS): Link {
  const spec = specs.find((known) => known.name === name);
  if (spec === undefined) throw new Error(`there is no filter or effect "${name}"`);
  return { id: `link-${++made}`, spec, values: { ...defaults(spec), ...values }, enabled: true };
}

/** Returns the enabled links as steps for `gate.createPipeline`. Each step's id is its link's, for `pipeline.set`. */
export function stepsOf(links: readonly Link[]): Step[] {
  return links
    .filter(({ enabled }) => enabled)
    .map(({ id, spec, values }) => ({ filter: spec.name, id, ...values }) as unknown as Step);
}
