// Filters and effects as data, the values of their parameters, and what all controls of parameters share.

import type { ParameterChange } from "filmgate";
import type { ParameterSpec } from "filmgate/spec";

/** A filter or an effect, as declared. */
export interface Described {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly ParameterSpec[];
}

/** Parameters of one step, by name. */
export type Values = Record<string, ParameterChange>;

/** Called with a value that was chosen. */
export type Choose = (value: ParameterChange) => void;

/** A control of a parameter. */
export interface Control {
  readonly nodes: readonly HTMLElement[];
  /** Displays a value. */
  show(value: ParameterChange): void;
}

/** Converts a name to a title: `hueRotate` to "Hue rotate". */
export function title(name: string): string {
  const words = name.replace(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Returns the first paragraph of a description, without Markdown. */
export function summary(description: string): string {
  return (description.split("\n\n")[0] ?? "").replaceAll("`", "");
}

/** Whether all parameters can be set without a file. */
export function isControllable(spec: Described): boolean {
  return spec.parameters.every(({ kind }) => kind !== "resource" && kind !== "frame");
}

/** Returns the declared default values. */
export function defaults(spec: Described): Values {
  const entries = spec.parameters.map((parameter) => [parameter.name, parameter.default] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** Returns the number in an input, if it is valid and in range. */
export function typed(input: HTMLInputElement): number | undefined {
  return input.value !== "" && input.validity.valid ? input.valueAsNumber : undefined;
}
