// A chain as its interface sees it: filters or effects that can be switched off, with the values of their controls.

import type { Step } from "filmgate";
import { FILTERS, type ParameterSpec } from "filmgate/spec";
import { defaults, type Values } from "./controls.ts";

/** A filter or an effect, as an interface sees it. */
export interface Described {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ParameterSpec[];
}

/** One of a chain. */
export interface Link {
  readonly id: string;
  readonly spec: Described;
  readonly values: Values;
  enabled: boolean;
}

let made = 0;

/** A link for the filter (or whatever `specs` are) of this name, with some values other than the declared ones. */
export function createLink(name: string, values: Values = {}, specs: readonly Described[] = FILTERS): Link {
  const spec = specs.find((known) => known.name === name);
  if (spec === undefined) throw new Error(`there is no filter or effect "${name}"`);
  return { id: `link-${++made}`, spec, values: { ...defaults(spec), ...values }, enabled: true };
}

/** What `gate.createPipeline` takes. The links' ids name the steps, so that `pipeline.set` finds them. */
export function stepsOf(links: readonly Link[]): Step[] {
  return links
    .filter(({ enabled }) => enabled)
    .map(({ id, spec, values }) => ({ filter: spec.name, id, ...values }) as unknown as Step);
}
