// Controls for the parameters of a filter or an effect, created from its declaration: new filters and effects need no
// code here.

import type { Frame, Lut, ParameterChange } from "filmgate";
import type { ParameterSpec } from "filmgate/spec";
import { element, showError } from "./dom.ts";
import {
  type Choose,
  type Control,
  type Described,
  summary,
  title,
  typed,
  type Values,
} from "./parameters.ts";
import { recordsControl } from "./records.ts";

let identifiers = 0;

/** The kind of a parameter whose value comes from a file: a look-up table or another frame. */
export type FileKind = "resource" | "frame";

/** Opens files for the parameters of filters. */
export interface Files {
  /** Returns the accepted types, in the format of a file input's `accept`. */
  accept(filter: string, kind: FileKind): string;
  /** Opens a file, and returns the parameter's value. */
  open(filter: string, kind: FileKind, file: File): Promise<Frame | Lut>;
}

function numberControl(
  spec: ParameterSpec & { kind: "number" | "integer" },
  label: HTMLLabelElement,
  choose: Choose,
): Control {
  const slider = element("input", { type: "range", id: label.htmlFor });
  [slider.min, slider.max] = [String(spec.typical[0]), String(spec.typical[1])];
  slider.step = String(spec.step);
  // The slider covers the typical range, the number input the whole range.
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

/** A number input for each element of the value, in a grid. */
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

/** A button that opens a file for a parameter. */
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
      showError(error);
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
 * Creates the controls of a filter or an effect.
 *
 * @param values - the displayed values; chosen values are stored in it
 * @param changed - called after each choice
 * @param files - opens files; without it, parameters that need a file have no control
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
