/** The kind of an error: `error.code` of every error that Filmgate throws. */
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
 * Base class of all errors that Filmgate throws. After an error, the state is consistent and later calls work; the only
 * exception is {@link InstanceLostError}.
 */
export class FilmgateError extends Error {
  static override readonly name: string = "FilmgateError";
  override readonly name: string = "FilmgateError";
  /** The kind of error. */
  readonly code: ErrorCode;
  /** The name of the argument; a parameter of a step is written `steps[2].sigma`. */
  readonly argument: string;
  /** A description of the expected value. */
  readonly expected: string;
  /** A description of the received value. */
  readonly received: string;

  constructor(code: ErrorCode, argument: string, expected: string, received: string) {
    super(messageOf(code, argument || "the value", expected, received));
    this.code = code;
    this.argument = argument;
    this.expected = expected;
    this.received = received;
  }
}

/** An argument is invalid: its type, its range, an unknown name, a size that doesn't match. */
export class ArgumentError extends FilmgateError {
  static override readonly name: string = "ArgumentError";
  override readonly name: string = "ArgumentError";
}

/**
 * A frame, pipeline, chain or node was used after `close()`, belongs to another instance, or is in use by the platform.
 */
export class StateError extends FilmgateError {
  static override readonly name: string = "StateError";
  override readonly name: string = "StateError";
}

/** Memory is exhausted: the system's (`out-of-memory`) or the limit given to `load()` (`over-budget`). */
export class MemoryError extends FilmgateError {
  static override readonly name: string = "MemoryError";
  override readonly name: string = "MemoryError";
}

/** Encoded data are damaged, or this build or platform doesn't support an operation. */
export class CodecError extends FilmgateError {
  static override readonly name: string = "CodecError";
  override readonly name: string = "CodecError";
}

/** The module failed internally, and its instance can't be used any more; `load()` returns a new instance. */
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

/** A closed range. */
export interface RangeDetail {
  readonly range: readonly [least: number, most: number];
}

/** The expected or received value of an error: text, a number, a choice of names, a range, or a size in pixels. */
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

/** Maximum number of names in an error. */
const LISTED = 12;

/** Number of similar names that an error offers if there are more than {@link LISTED}. */
const OFFERED = 3;

/** Maximum number of characters of a received string in an error. */
const SHOWN = 60;

/** Most errors state a constraint. Some states have none that another argument could meet. */
function messageOf(code: ErrorCode, argument: string, expected: string, received: string): string {
  if (code === "closed" && received.includes("closed")) return `${argument} is closed`;
  if (code === "out-of-memory") return `not enough memory (${argument}: ${received})`;
  if (expected.startsWith("can")) return `${argument} ${expected}`;
  return `${argument} must be ${expected}, got ${received}`;
}

function words(detail: Detail, received: string): string {
  if (typeof detail !== "object") return String(detail);
  if ("range" in detail) return `a number from ${detail.range[0]} to ${detail.range[1]}`;
  if ("size" in detail) return `${detail.size[0]} × ${detail.size[1]}`;
  if (detail.length <= LISTED) return `one of ${detail.join(", ")}`;
  const given = received.replaceAll('"', "");
  const nearest = detail
    .map((name) => ({ name, distance: editDistance(given, name) }))
    .sort((a, b) => a.distance - b.distance);
  const names = nearest.slice(0, OFFERED).map(({ name }) => `"${name}"`);
  return `one of ${detail.length} names (did you mean ${names.join(" or ")}?)`;
}

/** Returns the number of characters to replace, insert or delete to turn one name into another (Levenshtein 1966). */
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

/** Returns a closed range, for the expected value of an error. */
export function between(least: number, most: number): RangeDetail {
  return { range: [least, most] };
}

/** Creates an error of the class of its code. */
export function failure(
  code: ErrorCode,
  argument: string,
  expected: Detail,
  received: Detail,
): FilmgateError {
  const came = words(received, "");
  return new (CLASSES[code] ?? ArgumentError)(code, argument, words(expected, came), came);
}

/** Creates the error for a closed object. */
export function closedFailure(argument: string, kind = argument): FilmgateError {
  return failure("closed", argument, `an open ${kind}`, `a closed ${kind}`);
}

/** Creates the error for a failed allocation, of a number of bytes or of an object. */
export function memoryFailure(argument: string, received: Detail): FilmgateError {
  return failure("out-of-memory", argument, "memory that the system can give", received);
}

function clipped(text: string, length = SHOWN): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** Describes any value, for the received value of an error. Never throws. */
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

/** Returns the cause of an error about a lost module, or the error itself. */
export function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

/** Describes why an operation failed, for any thrown value. Never throws. */
export function reasonOf(error: unknown): string {
  try {
    // Reads the properties: a DOMException of another realm isn't an instance of this realm's Error.
    const { name, message } = error as { name?: unknown; message?: unknown };
    if (typeof name === "string" && typeof message === "string") return clipped(`${name}: ${message}`, 500);
  } catch {
    // Null, or an unreadable object.
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

/** Checks that `value` is a number. The module checks its range, but can't handle any other type. */
export function numeric(argument: string, value: unknown): number {
  if (typeof value === "number") return value;
  throw failure("invalid-argument", argument, "a number", describe(value));
}

/**
 * Checks that `value` is an integer from `least` to `most`. The conversion on its way into the module would truncate
 * it.
 */
export function whole(argument: string, value: unknown, least: number, most: number): number {
  const number = numeric(argument, value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw failure("out-of-range", argument, `an integer from ${least} to ${most}`, number);
}
