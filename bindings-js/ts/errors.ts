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
    super(`${argument}: expected ${expected}, received ${received}`);
    this.code = code;
    this.argument = argument;
    this.expected = expected;
    this.received = received;
  }
}

/** An argument is wrong: its type, its range, an unknown name, a size that doesn't match. */
export class ArgumentError extends FilmgateError {
  override readonly name: string = "ArgumentError";
}

/** A frame or pipeline was used after `close()`, belongs to another instance, or is in use by the platform. */
export class StateError extends FilmgateError {
  override readonly name: string = "StateError";
}

/** There is no memory: the system's is used up (`out-of-memory`) or the limit given to `load()` (`over-budget`). */
export class MemoryError extends FilmgateError {
  override readonly name: string = "MemoryError";
}

/** Encoded data are damaged, or this build or platform can't do what was asked. */
export class MediaError extends FilmgateError {
  override readonly name: string = "MediaError";
}

/** The module failed in a way that must not happen. The instance can't be used any more; `load()` gives a fresh one. */
export class InstanceLostError extends FilmgateError {
  override readonly name: string = "InstanceLostError";
}

const CLASSES: Partial<Record<ErrorCode, typeof FilmgateError>> = {
  closed: StateError,
  busy: StateError,
  "out-of-memory": MemoryError,
  "over-budget": MemoryError,
  decode: MediaError,
  encode: MediaError,
  unsupported: MediaError,
  "instance-lost": InstanceLostError,
};

/** An error as the module throws it. A range or a size is `[kind, a, b]`, a choice an array of words. */
export interface RawError {
  readonly code: ErrorCode;
  readonly argument: string;
  readonly expected: unknown;
  readonly received: unknown;
}

function words(detail: unknown): string {
  if (!Array.isArray(detail)) return String(detail);
  const [kind, a, b] = detail;
  if (kind === "range") return `a number from ${a} to ${b}`;
  if (kind === "size") return `${a} × ${b}`;
  return `one of ${detail.join(", ")}`;
}

/** Makes an error of the right class. */
export function failure(
  code: ErrorCode,
  argument: string,
  expected: unknown,
  received: unknown,
): FilmgateError {
  return new (CLASSES[code] ?? ArgumentError)(code, argument, words(expected), words(received));
}

/** Whether the module threw this on purpose. */
export function isRawError(error: unknown): error is RawError {
  return typeof error === "object" && error !== null && "code" in error && "argument" in error;
}

/** What a value is, for the received side of an error. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "object") return value.constructor?.name ?? "an object";
  return String(value);
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
