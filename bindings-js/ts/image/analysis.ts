// The common part of the generated analyses. Analyses only read: the frame isn't changed, and only the results leave linear
// memory.

import { isRecord, typedArrayName } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";
import { Frame } from "./frame.js";

/**
 * A value for each channel and for luma (BT.601). For a gray frame, red, green and blue are equal, and alpha is opaque.
 */
export interface Channels<T> {
  readonly red: T;
  readonly green: T;
  readonly blue: T;
  readonly alpha: T;
  readonly luma: T;
}

/** Counts of the 256 levels of each channel: arrays of 256 elements. */
export type Histogram = Channels<Uint32Array>;

/**
 * Runs the analysis with this index.
 *
 * @param other - the second frame of an analysis of two frames; `null` if the caller passed none
 * @param values - the values of the parameters, in the order of their declaration
 * @returns the results, which are valid until the next analysis
 */
export function analyze(which: number, frame: unknown, other?: unknown, ...values: unknown[]): Float64Array {
  if (!Frame.is(frame)) throw failure("invalid-argument", "frame", "a frame", describe(frame));
  if (other !== undefined && !Frame.is(other)) {
    throw failure("invalid-argument", "other", "a frame", describe(other));
  }
  return frame.analyze(which, other, values);
}

type Read<T> = (numbers: Float64Array, at: number) => T;

/** Reads a result of `width` numbers for each channel. */
export function channelsOf<T>(numbers: Float64Array, width: number, read: Read<T>): Channels<T> {
  const of = (channel: number) => read(numbers, channel * width);
  return { red: of(0), green: of(1), blue: of(2), alpha: of(3), luma: of(4) };
}

/** Reads a count, followed by that number of results of `width` numbers. */
export function recordsOf<T>(numbers: Float64Array, width: number, read: Read<T>): T[] {
  return Array.from({ length: numbers[0] ?? 0 }, (_, index) => read(numbers, 1 + index * width));
}

/** Joins the upper and the lower 32 bits of a hash. */
export function hashOf([upper = 0, lower = 0]: Float64Array): bigint {
  return (BigInt(upper) << 32n) | BigInt(lower);
}

/** Copies the 256 counts of each channel to a histogram. `counts` is called after `into` has been validated. */
export function levelsOf(counts: () => Float64Array, into?: Histogram): Histogram {
  const target = into ?? channelsOf(NO_NUMBERS, 0, () => new Uint32Array(256));
  const arrays = isRecord(target) ? [target.red, target.green, target.blue, target.alpha, target.luma] : [];
  if (
    arrays.length === 0 ||
    arrays.some((array) => typedArrayName(array) !== "Uint32Array" || array.length < 256)
  ) {
    throw failure("invalid-argument", "into", "five Uint32Arrays of at least 256 elements", describe(into));
  }
  const numbers = counts();
  arrays.forEach((channel, i) => {
    channel.set(numbers.subarray(256 * i, 256 * (i + 1)));
  });
  return target;
}

const NO_NUMBERS = new Float64Array(0);

/**
 * Counts the bits in which two hashes differ. Up to about 10 of 64, the hashes are likely those of the same picture.
 *
 * @throws {@link ArgumentError} if an argument isn't a bigint.
 */
export function hammingDistance(a: bigint, b: bigint): number {
  if (typeof a !== "bigint") throw failure("invalid-argument", "a", "a hash (a bigint)", describe(a));
  if (typeof b !== "bigint") throw failure("invalid-argument", "b", "a hash (a bigint)", describe(b));
  let bits = 0;
  for (let rest = BigInt.asUintN(64, a ^ b); rest !== 0n; rest &= rest - 1n) bits++;
  return bits;
}
