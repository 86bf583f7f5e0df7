// Controls for a filter's or effect's parameters, made from its declaration: one that is added to Filmgate needs nothing here.

import type { Frame, Lut, ParameterChange } from "filmgate";
import type { ParameterSpec } from "filmgate/spec";
import { complain, element } from "./dom.ts";
import type { Described } from "./links.ts";
import { recordsControl } from "./records.ts";

/** Parameters of one step, by name. */
export type Values = Record<string, ParameterChange>;

/** Called with the value that a person has chosen. */
export type Choose = (value: ParameterChange) => void;

/** A control, and how to make it show a value. */
export interface Control {
  readonly nodes: readonly HTMLElement[];
  show(value: ParameterChange): void;
}

let identifiers = 0;

/** `hueRotate` as people write it: "Hue rotate". */
export function title(name: string): string {
  const words = name.replace(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The first paragraph of a description, without Markdown. */
export function summary(description: string): string {
  return (description.split("\n\n")[0] ?? "").replaceAll("`", "");
}

/** What a parameter is that takes a file: something large, or another frame. */
export type FileKind = "resource" | "frame";

/** Opens files for the parameters of filters. */
export interface Files {
  /** The files that a filter can have, as a file input's `accept` says it. */
  accept(filter: string, kind: FileKind): string;
  /** Opens one, and gives what names it. */
  open(filter: string, kind: FileKind, file: File): Promise<Frame | Lut>;
}

/** Whether a person can set everything that the filter needs without a file. */
export function isControllable(spec: Described): boolean {
  return spec.parameters.every(({ kind }) => kind !== "resource" && kind !== "frame");
}

/** What the declaration says, to begin with. */
export function defaults(spec: Described): Values {
  const entries = spec.parameters.map((parameter) => [parameter.name, parameter.default] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** A number that was typed, if it is one and lies in the range. */
export function typed(input: HTMLInputElement): number | undefined {
  return input.value !== "" && input.validity.valid ? input.valueAsNumber : undefined;
}

function numberControl(
  spec: ParameterSpec & { kind: "number" | "integer" },
  label: HTMLLabelElement,
  choose: Choose,
): Control {
  const slider = element("input", { type: "range", id: label.htmlFor });
  [slider.min, slider.max] = [String(spec.typical[0]), String(spec.typical[1])];
  slider.step = String(spec.step);
  // The slider covers what is usual, the number all that is possible.
  const exact = element("input", { type: "number", ariaLabel: `${label.textContent}, exact` });
  [exact.min, exact.max] = [String(spec.minimum), String(spec.maximum)];
  exact.step = spec.kind === "integer" ? "1" : "any";
  slider.addEventListener("input", () => {
    exact.value = slider.value;
    choose(slider.valueAsNumber);
  });
  exact.addEventListener("input", () => {
    const value = typed(exact);
    if (value === undefined) return;
    slider.value = exact.value;
    choose(value);
  });
  return {
    nodes: [slider, exact],
    show(value) {
      slider.value = exact.value = String(value);
    },
  };
}

function booleanControl(label: HTMLLabelElement, choose: Choose): Control {
  const box = element("input", { type: "checkbox", id: label.htmlFor });
  box.addEventListener("change", () => choose(box.checked));
  return {
    nodes: [box],
    show(value) {
      box.checked = value === true;
    },
  };
}

function choiceControl(
  spec: ParameterSpec & { kind: "enum" },
  label: HTMLLabelElement,
  choose: Choose,
): Control {
  const options = spec.values.map((value) => element("option", { value }, title(value)));
  const select = element("select", { id: label.htmlFor }, ...options);
  select.addEventListener("change", () => choose(select.value));
  return {
    nodes: [select],
    show(value) {
      select.value = String(value);
    },
  };
}

/** As many numbers as the value has, in rows of `columns` of them. */
function numbersControl(
  columnsOf: (count: number) => number,
  label: HTMLLabelElement,
  choose: Choose,
): Control {
  const grid = element("div", { className: "numbers" });
  let inputs: HTMLInputElement[] = [];
  grid.addEventListener("input", () => {
    const values = inputs.map(typed);
    if (values.every((value) => value !== undefined)) choose(values);
  });
  return {
    nodes: [grid],
    show(value) {
      const numbers = value as readonly number[];
      const columns = columnsOf(numbers.length);
      inputs = numbers.map((number, index) => {
        const [row, column] = [Math.floor(index / columns) + 1, (index % columns) + 1];
        const input = element("input", { type: "number", step: "any", value: String(number) });
        input.ariaLabel = `${label.textContent}, row ${row}, column ${column}`;
        if (index === 0) input.id = label.htmlFor;
        return input;
      });
      grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
      grid.replaceChildren(...inputs);
    },
  };
}

/** A button that opens a file. */
function fileControl(
  filter: string,
  kind: FileKind,
  label: HTMLLabelElement,
  choose: Choose,
  files: Files,
): Control {
  const input = element("input", { type: "file", id: label.htmlFor, className: "hidden-visually" });
  input.accept = files.accept(filter, kind);
  const button = element("label", { className: "button", htmlFor: input.id }, "Choose a file…");
  input.addEventListener("change", async () => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    try {
      choose(await files.open(filter, kind, file));
      button.textContent = file.name;
    } catch (error) {
      complain(error);
    }
    input.value = "";
  });
  return { nodes: [input, button], show() {} };
}

function controlFor(
  filter: string,
  spec: ParameterSpec,
  label: HTMLLabelElement,
  choose: Choose,
  files: Files | undefined,
): Control | undefined {
  switch (spec.kind) {
    case "resource":
    case "frame":
      return files && fileControl(filter, spec.kind, label, choose, files);
    case "number":
    case "integer":
      return numberControl(spec, label, choose);
    case "boolean":
      return booleanControl(label, choose);
    case "enum":
      return choiceControl(spec, label, choose);
    case "matrix":
      return numbersControl(() => spec.columns, label, choose);
    case "color":
    case "point":
    case "table":
      return numbersControl((count) => count, label, choose);
    case "kernel":
      return numbersControl((count) => (spec.rank === 2 ? Math.sqrt(count) : count), label, choose);
    case "records":
      return recordsControl(spec, label, choose);
  }
}

/**
 * Makes the controls of a filter.
 *
 * @param values - what they show; choices are written into it
 * @param changed - told of every choice, after it was written
 * @param files - opens files, if there is a use for them
 */
export function createControls(
  spec: Described,
  values: Values,
  changed: (parameter: string, value: ParameterChange) => void,
  files?: Files,
): HTMLElement[] {
  return spec.parameters.flatMap((parameter) => {
    const initial = parameter.default;
    const choose: Choose = (value) => {
      values[parameter.name] = value;
      changed(parameter.name, value);
    };
    const unit = "unit" in parameter && parameter.unit !== "" ? ` (${parameter.unit.trim()})` : "";
    const label = element("label", { htmlFor: `control-${++identifiers}` }, title(parameter.name) + unit);
    label.title = summary(parameter.description);
    const control = controlFor(spec.name, parameter, label, choose, files);
    if (control === undefined) return [];
    if (initial === null) return [element("div", { className: "control" }, label, ...control.nodes)];
    control.show(values[parameter.name] ?? initial);
    const reset = element("button", { type: "button", className: "small", title: "Reset" }, "↺");
    reset.ariaLabel = `Reset ${title(parameter.name).toLowerCase()}`;
    reset.addEventListener("click", () => {
      control.show(initial);
      choose(initial);
    });
    return [element("div", { className: "control" }, label, ...control.nodes, reset)];
  });
}
