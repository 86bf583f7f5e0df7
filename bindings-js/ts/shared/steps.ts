// Encodes steps and values as 64-bit floats for the modules. The grammar is in the host crate, `wire/read.rs`.

import { isList, isRecord, lengthOf, typedArrayName, type Unread } from "./arguments.js";
import { type Detail, describe, type ErrorCode, FilmgateError, failure } from "./errors.js";

/**
 * A parameter's value, as plain data. Objects are the elements of an array: bands of an equaliser, points of a curve.
 */
export type ParameterValue = number | boolean | string | readonly number[] | readonly object[];

/** Properties of every step of a pipeline, besides its filter's parameters. */
export interface FilterStepOptions {
  /** Name of the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/** Properties of every step of a chain, besides its effect's parameters. */
export interface EffectStepOptions {
  /** Name of the step, for `set`. Its parameters are named `id.parameter`. */
  readonly id?: string | undefined;
  /** The share of the effect's output in the result: 0 is the unprocessed input, 1 the output alone. Default 1. */
  readonly mix?: number | undefined;
  /** Whether the step passes its input through. Default false. */
  readonly bypass?: boolean | undefined;
}

/** A copy of a step as plain data, independent of the caller's object. */
export type PlainStep = Readonly<Record<string, unknown>>;

/** The property that holds the name of a filter or an effect. */
export type StepKind = "filter" | "effect";

/** Maximum number of steps to copy: one more than a chain may have, so that the module rejects the excess. */
const STEPS = 257;

/** Maximum number of properties of a step: far more than any filter or effect has parameters. */
const PROPERTIES = 256;

/** Maximum number of characters to copy of a string: more than any name has. */
const CHARACTERS = 257;

/** Maximum number of elements to copy of a list of numbers: more than any parameter accepts. */
const NUMBERS = 2 ** 20;

/** Maximum number of objects to copy of a list: more than any parameter accepts. */
const RECORDS = 257;

/** Maximum number of fields to copy of an object in a list: more than any record has. */
const FIELDS = 17;

/** A stand-in for the caller's function, in errors. */
const someFunction = () => {};

/**
 * Copies a value as plain data: a number, a Boolean, a string, `null`, a list of numbers, or a list of objects with
 * such values. An object for which `isResource` is true is returned unchanged; any other object is replaced by its
 * description.
 */
export function plainValue(value: unknown, isResource: (value: object) => boolean): unknown {
  if (typeof value === "string") return value.slice(0, CHARACTERS);
  if (typeof value === "function") return someFunction;
  if (typeof value !== "object" || value === null) return value;
  if (isResource(value)) return value;
  if (!isList(value) && typedArrayName(value) === undefined) return new Stranger(describe(value));
  const list = value as ArrayLike<unknown>;
  const length = Math.min(lengthOf("value", value), NUMBERS);
  const elements = Array.from(
    { length: isRecord(list[0]) ? Math.min(length, RECORDS) : length },
    (_, i) => list[i],
  );
  if (elements.every((element) => typeof element === "number")) return elements;
  if (elements.every(isRecord)) return elements.map(plainRecord);
  return new Stranger("an array of something else than numbers or objects");
}

/** Copies an object of a list as plain data. */
function plainRecord(record: Unread): Unread {
  const names = Object.keys(record).slice(0, FIELDS);
  return Object.fromEntries(
    names.map((name) => {
      const value = plainValue(record[name], () => false);
      const isNested = Array.isArray(value) && typeof value[0] === "object";
      return [name.slice(0, CHARACTERS), isNested ? new Stranger("an array of objects") : value];
    }),
  );
}

/** The description of an object that no parameter accepts. */
class Stranger {
  readonly description: string;

  constructor(description: string) {
    this.description = description;
  }
}

/** Changes to the parameters of a step, including the mix and the bypass of an effect. */
export type Changes<S> = Partial<Omit<S, "filter" | "effect" | "id">>;

/** A step that was read: the caller's object, which `set` accepts as a reference, and its copy. */
export interface ReadStep {
  readonly given: unknown;
  readonly plain: PlainStep;
}

/** Reads and copies the steps of a pipeline or a chain. */
export function readSteps(
  steps: unknown,
  kind: StepKind,
  isResource: (value: object) => boolean,
): ReadStep[] {
  if (!isList(steps)) throw failure("invalid-argument", "steps", "an array of steps", describe(steps));
  // By index: an array may have a `map` of its own, and holes.
  const length = Math.min(lengthOf("steps", steps), STEPS);
  const ids = new Set<unknown>();
  return Array.from({ length }, (_, index) => {
    const step = steps[index];
    const place = `steps[${index}]`;
    if (!isRecord(step)) {
      throw failure("invalid-argument", place, `a step, { ${kind}, … }`, describe(step));
    }
    const names = Object.keys(step);
    if (names.length > PROPERTIES) {
      throw failure("out-of-range", place, { range: [0, PROPERTIES] }, names.length);
    }
    const plain: PlainStep = Object.fromEntries(
      names.map((name) => [name.slice(0, CHARACTERS), plainValue(step[name], isResource)]),
    );
    if (typeof plain[kind] !== "string") {
      throw failure(
        "invalid-argument",
        `${place}.${kind}`,
        `the name of ${article(kind)}`,
        describe(step[kind]),
      );
    }
    const { id } = plain;
    if (id !== undefined && (typeof id !== "string" || ids.has(id))) {
      throw failure("invalid-argument", `${place}.id`, "a unique name", describe(id));
    }
    ids.add(id);
    return { given: step, plain };
  });
}

const article = (kind: StepKind) => (kind === "effect" ? "an effect" : "a filter");

/** Returns the tag and number under which an object is written: a resource or a frame. */
export type Reference = (value: object) => readonly [tag: 4 | 7, number: number];

/** Writes a string: its length, then its code points. */
export function writeText(words: number[], text: string): void {
  const start = words.push(0);
  for (const character of text) words.push(character.codePointAt(0) ?? 0);
  words[start - 1] = words.length - start;
}

/** Writes a value: its tag, then its data. */
export function writeValue(words: number[], value: unknown, reference: Reference): void {
  if (typeof value === "number") words.push(0, value);
  else if (typeof value === "boolean") words.push(1, Number(value));
  else if (typeof value === "string") {
    words.push(3);
    writeText(words, value);
  } else if (value === null) words.push(5);
  else if (Array.isArray(value) && typeof value[0] === "object") {
    words.push(8, value.length);
    for (const record of value) {
      const fields = Object.entries(record).filter(([, field]) => field !== undefined);
      words.push(fields.length);
      for (const [name, field] of fields) {
        writeText(words, name);
        writeValue(words, field, reference);
      }
    }
  } else if (Array.isArray(value)) {
    words.push(2, value.length);
    // In a loop: a list may have more elements than a call can have arguments.
    for (const number of value) words.push(number);
  } else if (value instanceof Stranger || typeof value !== "object") {
    words.push(6);
    writeText(words, value instanceof Stranger ? value.description : describe(value));
  } else {
    const [tag, number] = reference(value);
    words.push(tag, number);
  }
}

/** Writes a step: its name, then its given parameters. `place` precedes the argument in errors. */
export function writeStep(
  words: number[],
  step: PlainStep,
  kind: StepKind,
  apart: ReadonlySet<string>,
  place: string,
  reference: Reference,
): void {
  writeText(words, step[kind] as string);
  const count = words.push(0) - 1;
  for (const [name, value] of Object.entries(step)) {
    // An undefined property is treated as omitted.
    if (name === kind || apart.has(name) || value === undefined) continue;
    words[count] = (words[count] ?? 0) + 1;
    writeText(words, name);
    try {
      writeValue(words, value, reference);
    } catch (error) {
      throw within(`${place}.${name}`, error);
    }
  }
}

/** Returns the error with `place` before its argument. */
export function within(place: string, error: unknown): unknown {
  if (!(error instanceof FilmgateError)) return error;
  const { code, argument, expected, received } = error;
  return failure(code, argument === "" ? place : `${place}.${argument}`, expected, received);
}

/** Reads the error that a module has written: code, argument, expected value, received value. */
export function readFailure(words: ArrayLike<number>): FilmgateError {
  let at = 0;
  const next = () => words[at++] ?? 0;
  const text = () => {
    let result = "";
    for (let left = next(); left > 0; left -= 1) result += String.fromCodePoint(next());
    return result;
  };
  const detail = (): Detail => {
    const kind = next();
    if (kind === 0) return text();
    if (kind === 1) return next();
    if (kind === 2) return { range: [next(), next()] };
    if (kind === 3) return Array.from({ length: next() }, text);
    return { size: [next(), next()] };
  };
  // Evaluated in this order, which is the order of the words.
  return failure(text() as ErrorCode, text(), detail(), detail());
}
