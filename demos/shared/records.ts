// A control for a parameter that is an array of objects: a row for each object, a column for each field.

import type { ParameterSpec } from "filmgate/spec";
import { element } from "./dom.ts";
import { type Choose, type Control, title, typed } from "./parameters.ts";

type RecordsSpec = ParameterSpec & { kind: "records" };
type Fields = Record<string, unknown>;

/** Converts a colour to the format of `input type=color`. */
const toHex = (color: readonly number[]) =>
  `#${color
    .map((channel) =>
      Math.round(255 * channel)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

const fromHex = (hex: string) =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);

/** Creates an input for a field of a record. */
function fieldInput(field: ParameterSpec, value: unknown, label: string, choose: (value: unknown) => void) {
  if (field.kind === "enum") {
    const options = field.values.map((value) => element("option", { value }, title(value)));
    const select = element("select", { ariaLabel: label }, ...options);
    select.value = String(value);
    select.addEventListener("change", () => choose(select.value));
    return select;
  }
  if (field.kind === "matrix") {
    const input = element("input", { type: "color", ariaLabel: label, value: toHex(value as number[]) });
    input.addEventListener("input", () => choose(fromHex(input.value)));
    return input;
  }
  const input = element("input", { type: "number", step: "any", ariaLabel: label, value: String(value) });
  if (field.kind === "number") [input.min, input.max] = [String(field.minimum), String(field.maximum)];
  input.addEventListener("input", () => choose(typed(input)));
  return input;
}

/** Returns a record between two others: the mean of each number, and the names of the second record. */
function halfway(before: Fields, after: Fields): Fields {
  const mean = (a: unknown, b: unknown): unknown => {
    if (typeof a === "number" && typeof b === "number") return (a + b) / 2;
    return Array.isArray(a) && Array.isArray(b) ? a.map((channel, index) => mean(channel, b[index])) : b;
  };
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, mean(before[name], value)]));
}

/** Creates rows of inputs that can be added and removed. */
export function recordsControl(spec: RecordsSpec, label: HTMLLabelElement, choose: Choose): Control {
  const grid = element("div", { className: "records" });
  // Names need the most space, and frequencies have more digits than gains.
  const widths = spec.fields.map((field) => {
    const isLong = field.kind === "number" && field.maximum >= 10_000;
    return `minmax(0, ${field.kind === "enum" ? 2 : isLong ? 1.5 : 1}fr)`;
  });
  grid.style.gridTemplateColumns = `${widths.join(" ")} auto`;
  let records: Fields[] = [];
  const tell = () => {
    if (records.every((record) => Object.values(record).every((value) => value !== undefined))) {
      choose(records.map((record) => ({ ...record })));
    }
  };
  const row = (record: Fields, index: number) => {
    const inputs = spec.fields.map((field) => {
      const name = `${label.textContent}, row ${index + 1}: ${title(field.name)}`;
      return fieldInput(field, record[field.name], name, (value) => {
        record[field.name] = value;
        tell();
      });
    });
    const remove = element("button", { type: "button", className: "small", title: "Remove this row" }, "✕");
    remove.ariaLabel = `Remove row ${index + 1}`;
    remove.disabled = records.length <= spec.minimum;
    remove.addEventListener("click", () => {
      records.splice(index, 1);
      draw();
      tell();
    });
    return [...inputs, remove];
  };
  const draw = () => {
    const rows = records.flatMap(row);
    const add = element("button", { type: "button", disabled: records.length >= spec.maximum }, "Add a row");
    add.addEventListener("click", () => {
      const defaults = Object.fromEntries(spec.fields.map(({ name, default: value }) => [name, value]));
      const [before, last] = [records.at(-2), records.at(-1)];
      // Before the last record: fields that must increase still do.
      if (before && last) records.splice(-1, 0, halfway(before, last));
      else records.push({ ...defaults, ...last });
      draw();
      tell();
    });
    const heads = [...spec.fields.map(({ name }) => title(name)), ""];
    const shown =
      records.length > 0 ? heads.map((head) => element("span", { ariaHidden: "true" }, head)) : [];
    grid.replaceChildren(...shown, ...rows, add);
    (rows[0] ?? add).id = label.htmlFor;
  };
  return {
    nodes: [grid],
    show(value) {
      records = (value as readonly Fields[]).map((record) => ({ ...record }));
      draw();
    },
  };
}
