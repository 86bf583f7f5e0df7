// What a frame contains, in numbers. Nothing is changed, and nothing but the numbers leaves linear memory.

import type { ChannelStatistics } from "../generated/analyses.js";
import { isRecord, typedArrayName } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";
import { Frame } from "./frame.js";

/** Something of each channel, and of luma (BT.601). A gray frame has it in red, green and blue alike, and is opaque. */
export interface Channels<T> {
  readonly red: T;
  readonly green: T;
  readonly blue: T;
  readonly alpha: T;
  readonly luma: T;
}

/** How often each of the 256 levels occurs. */
export type Histogram = Channels<Uint32Array>;

/** Statistics of each channel. */
export type Statistics = Channels<ChannelStatistics>;

/**
 * Runs the analysis with this index.
 *
 * @param other - the second frame of an analysis that compares two: `null` if the caller gave none
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

/** Results of `width` numbers for each channel. */
export function channelsOf<T>(numbers: Float64Array, width: number, read: Read<T>): Channels<T> {
  const of = (channel: number) => read(numbers, channel * width);
  return { red: of(0), green: of(1), blue: of(2), alpha: of(3), luma: of(4) };
}

/** A count, and as many results of `width` numbers. */
export function recordsOf<T>(numbers: Float64Array, width: number, read: Read<T>): T[] {
  return Array.from({ length: numbers[0] ?? 0 }, (_, index) => read(numbers, 1 + index * width));
}

/** A hash from its upper and its lower 32 bits. */
export function hashOf([upper = 0, lower = 0]: Float64Array): bigint {
  return (BigInt(upper) << 32n) | BigInt(lower);
}

/** Copies the 256 counts of each channel to a histogram. `counts` runs once the histogram is known to be valid. */
export function levelsOf(counts: () => Float64Array, into?: Histogram): Histogram {
  const target = into ?? channelsOf(NO_NUMBERS, 0, () => new Uint32Array(256));
  const arrays = isRecord(target) ? [target.red, target.green, target.blue, target.alpha, target.luma] : [];
  if (
    arrays.length === 0 ||
    arrays.some((array) => typedArrayName(array) !== "Uint32Array" || array.length < 256)
  ) {
    throw failure("invalid-argument", "into", "five Uint32Arrays of at least 256 numbers", describe(into));
  }
  const numbers = counts();
  arrays.forEach((channel, i) => {
    channel.set(numbers.subarray(256 * i, 256 * (i + 1)));
  });
  return target;
}

const NO_NUMBERS = new Float64Array(0);

/**
 * In how many bits two hashes differ: up to about 10 of 64 they are likely of the same picture.
 *
 * @throws {@link ArgumentError} for anything but bigints.
 */
export function hammingDistance(a: bigint, b: bigint): number {
  if (typeof a !== "bigint") throw failure("invalid-argument", "a", "a hash (a bigint)", describe(a));
  if (typeof b !== "bigint") throw failure("invalid-argument", "b", "a hash (a bigint)", describe(b));
  let bits = 0;
  for (let rest = BigInt.asUintN(64, a ^ b); rest !== 0n; rest &= rest - 1n) bits++;
  return bits;
}
