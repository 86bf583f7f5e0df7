// Steps and values as words, 64-bit floats, as the modules read them: the grammar is in the host crate, `wire/read.rs`.

import { isList, isRecord, lengthOf, typedArrayName, type Unread } from "./arguments.js";
import { type Detail, describe, type ErrorCode, FilmgateError, failure } from "./errors.js";

/** A value of a parameter, as plain data. Objects are those of an array: bands of an equaliser, points of a curve. */
export type ParameterValue = number | boolean | string | readonly number[] | readonly object[];

/** What every step of a pipeline can have besides its filter's parameters. */
export interface FilterStepOptions {
  /** Names the step, for `pipeline.set`. */
  readonly id?: string | undefined;
}

/** What every step of a chain can have besides its effect's parameters. */
export interface EffectStepOptions {
  /** Names the step, for `set`, and its parameters as `id.parameter`. */
  readonly id?: string | undefined;
  /** The share of the effect's output in the result: 0 is the unprocessed input, 1 the output alone. Default 1. */
  readonly mix?: number | undefined;
  /** Whether the step passes its input through. Default false. */
  readonly bypass?: boolean | undefined;
}

/** A step as data of ours: read once, whatever the caller's object does. */
export type PlainStep = Readonly<Record<string, unknown>>;

/** The property that names what a step does. */
export type StepKind = "filter" | "effect";

/** The most steps that are copied of a list: one more than a chain may have. */
const STEPS = 257;

/** The most properties of a step: far more than any filter or effect has parameters. */
const PROPERTIES = 256;

/** The most characters that are copied of a text: more than any name has. */
const CHARACTERS = 257;

/** The most numbers that are copied of a list: more than any parameter takes. */
const NUMBERS = 2 ** 20;

/** The most objects that are copied of a list: more than any parameter takes. */
const RECORDS = 257;

/** The most fields that are copied of an object in a list: more than any has. */
const FIELDS = 17;

/** A function that stands for the caller's, in errors. */
const someFunction = () => {};

/**
 * A value as data of ours: a number, a Boolean, a text, `null`, a list of numbers, or a list of objects with such values. An
 * object for which `isResource` is true is returned as it is; any other object is replaced by its description.
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

/** An element of a list as data of ours. */
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

/** An object that no parameter takes. */
class Stranger {
  readonly description: string;

  constructor(description: string) {
    this.description = description;
  }
}

/** Parameters of a step to change, the mix and the bypass of an effect among them. */
export type Changes<S> = Partial<Omit<S, "filter" | "effect" | "id">>;

/** A step that was read: the caller's object, which names the step in `set`, and data of ours. */
export interface ReadStep {
  readonly given: unknown;
  readonly plain: PlainStep;
}

/** Reads the steps of a pipeline or a chain. */
export function readSteps(
  steps: unknown,
  kind: StepKind,
  isResource: (value: object) => boolean,
): ReadStep[] {
  if (!isList(steps)) throw failure("invalid-argument", "steps", "an array of steps", describe(steps));
  // By index: a list may have a `map` of its own, and holes.
  const length = Math.min(lengthOf("steps", steps), STEPS);
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
    return { given: step, plain };
  });
}

const article = (kind: StepKind) => (kind === "effect" ? "an effect" : "a filter");

/** How values that are objects are written: a resource's or a frame's tag and number. */
export type Reference = (value: object) => readonly [tag: 4 | 7, number: number];

/** Writes a text. */
export function writeText(words: number[], text: string): void {
  const start = words.push(0);
  for (const character of text) words.push(character.codePointAt(0) ?? 0);
  words[start - 1] = words.length - start;
}

/** Writes a value. */
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
    // One by one: a list may have more numbers than a call can have arguments.
    for (const number of value) words.push(number);
  } else if (value instanceof Stranger || typeof value !== "object") {
    words.push(6);
    writeText(words, value instanceof Stranger ? value.description : describe(value));
  } else {
    const [tag, number] = reference(value);
    words.push(tag, number);
  }
}

/** Writes a step: its name, and the parameters that are given. `place` is where errors about references say that it is. */
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
    // A property that is there but undefined is as good as left out.
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

/** The error with a place put before its argument. */
export function within(place: string, error: unknown): unknown {
  if (!(error instanceof FilmgateError)) return error;
  const { code, argument, expected, received } = error;
  return failure(code, argument === "" ? place : `${place}.${argument}`, expected, received);
}

/** The error that a module has written: code, argument, what was expected, what came. */
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
  // In this order, which is that of the arguments.
  return failure(text() as ErrorCode, text(), detail(), detail());
}
