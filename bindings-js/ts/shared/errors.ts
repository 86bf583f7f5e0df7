/** What kind of thing went wrong; `error.code` of every error that Filmgate throws. */
export type ErrorCode =
  | "invalid-argument"
  | "out-of-range"
  | "unknown-filter"
  | "unknown-effect"
  | "unknown-parameter"
  | "unsupported-format"
  | "size-mismatch"
  | "closed"
  | "busy"
  | "out-of-memory"
  | "over-budget"
  | "decode"
  | "encode"
  | "unsupported"
  | "instance-lost";

/**
 * Base of all errors that Filmgate throws. Whatever went wrong, nothing was lost and the next call works; the one
 * exception is {@link InstanceLostError}.
 */
export class FilmgateError extends Error {
  static override readonly name: string = "FilmgateError";
  override readonly name: string = "FilmgateError";
  /** What kind of thing went wrong. */
  readonly code: ErrorCode;
  /** Which argument; a parameter of a step is written `steps[2].sigma`. */
  readonly argument: string;
  /** What would have been right, in words. */
  readonly expected: string;
  /** What came instead, in words. */
  readonly received: string;

  constructor(code: ErrorCode, argument: string, expected: string, received: string) {
    super(`${argument || "the value"} must be ${expected}, got ${received}`);
    this.code = code;
    this.argument = argument;
    this.expected = expected;
    this.received = received;
  }
}

/** An argument is wrong: its type, its range, an unknown name, a size that doesn't match. */
export class ArgumentError extends FilmgateError {
  static override readonly name: string = "ArgumentError";
  override readonly name: string = "ArgumentError";
}

/** A frame or pipeline was used after `close()`, belongs to another instance, or is in use by the platform. */
export class StateError extends FilmgateError {
  static override readonly name: string = "StateError";
  override readonly name: string = "StateError";
}

/** There is no memory: the system's is used up (`out-of-memory`) or the limit given to `load()` (`over-budget`). */
export class MemoryError extends FilmgateError {
  static override readonly name: string = "MemoryError";
  override readonly name: string = "MemoryError";
}

/** Encoded data are damaged, or this build or platform can't do what was asked. */
export class CodecError extends FilmgateError {
  static override readonly name: string = "CodecError";
  override readonly name: string = "CodecError";
}

/** The module failed in a way that must not happen. The instance can't be used any more; `load()` gives a fresh one. */
export class InstanceLostError extends FilmgateError {
  static override readonly name: string = "InstanceLostError";
  override readonly name: string = "InstanceLostError";
}

const CLASSES: Partial<Record<ErrorCode, typeof FilmgateError>> = {
  closed: StateError,
  busy: StateError,
  "out-of-memory": MemoryError,
  "over-budget": MemoryError,
  decode: CodecError,
  encode: CodecError,
  unsupported: CodecError,
  "instance-lost": InstanceLostError,
};

/** A closed range, as one side of an error. */
export interface RangeDetail {
  readonly range: readonly [least: number, most: number];
}

/** One side of an error: words, a number, a choice of names, a range, or a size in pixels. */
export type Detail =
  | string
  | number
  | readonly string[]
  | RangeDetail
  | { readonly size: readonly [width: number, height: number] };

/** An error as plain data, for messages between threads. */
export interface RawError {
  readonly code: ErrorCode;
  readonly argument: string;
  readonly expected: Detail;
  readonly received: Detail;
}

/** The most names that an error lists. */
const LISTED = 12;

/** The most characters that are shown of a string that came in. */
const SHOWN = 60;

function words(detail: Detail, received: string): string {
  if (typeof detail !== "object") return String(detail);
  if ("range" in detail) return `a number from ${detail.range[0]} to ${detail.range[1]}`;
  if ("size" in detail) return `${detail.size[0]} × ${detail.size[1]}`;
  if (detail.length <= LISTED) return `one of ${detail.join(", ")}`;
  const given = received.replaceAll('"', "");
  const nearest = detail
    .map((name) => ({ name, distance: editDistance(given, name) }))
    .sort((a, b) => a.distance - b.distance);
  const names = nearest.slice(0, LISTED).map(({ name }) => name);
  return `one of ${names.join(", ")} and ${detail.length - LISTED} others`;
}

/** How many letters must be changed, added or removed to make one name of another (Levenshtein 1966). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < to.length; j += 1) {
      const replaced = (previous[j] ?? 0) + Number(from[i] !== to[j]);
      row.push(Math.min(replaced, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[to.length] ?? 0;
}

/** A closed range, for the expected side of an error. */
export function between(least: number, most: number): RangeDetail {
  return { range: [least, most] };
}

/** Makes an error of the right class. */
export function failure(
  code: ErrorCode,
  argument: string,
  expected: Detail,
  received: Detail,
): FilmgateError {
  const came = words(received, "");
  return new (CLASSES[code] ?? ArgumentError)(code, argument, words(expected, came), came);
}

function clipped(text: string, length = SHOWN): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** What a value is, for the received side of an error. Never throws, whatever the value is. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `"${clipped(value)}"`;
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "bigint":
      return "a bigint";
    case "object":
      return value === null ? "null" : className(value);
    default:
      return String(value);
  }
}

/** What brought a module down: the cause of the error that says so. */
export function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

/** Why something failed, in words: of whatever was thrown. Never throws. */
export function reasonOf(error: unknown): string {
  try {
    // By its properties: a DOMException of another realm is no Error of this one.
    const { name, message } = error as { name?: unknown; message?: unknown };
    if (typeof name === "string" && typeof message === "string") return clipped(`${name}: ${message}`, 500);
  } catch {
    // Null, or an object that can't be read.
  }
  return describe(error);
}

function className(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === "string" && name !== "" ? clipped(name) : "an object";
  } catch {
    // A revoked proxy, or a getter that throws.
    return "an object that can't be read";
  }
}

/** `value`, if it is a number at all: the module checks which, but would be brought down by anything else. */
export function numeric(argument: string, value: unknown): number {
  if (typeof value === "number") return value;
  throw failure("invalid-argument", argument, "a number", describe(value));
}

/** A whole number from `least` to `most`. One that isn't whole would become another on its way into the module. */
export function whole(argument: string, value: unknown, least: number, most: number): number {
  const number = numeric(argument, value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw failure("out-of-range", argument, `a whole number from ${least} to ${most}`, number);
}
