// What a frame contains, in numbers. Nothing is changed, and nothing but the numbers leaves linear memory.

import type { Analysis } from "../generated/image-boundary.js";
import { isRecord, typedArrayName } from "../shared/arguments.js";
import { describe, failure, numeric } from "../shared/errors.js";
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

/** What a histogram says of a channel, in levels. */
export interface ChannelStatistics {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Of all pixels, not of a sample. */
  readonly standardDeviation: number;
  /** The smallest level that at least half of the pixels don't exceed. */
  readonly median: number;
}

/** What the histograms say. */
export type Statistics = Channels<ChannelStatistics>;

/** How far two frames are apart, over all bytes, alpha included. */
export interface Difference {
  /** The largest difference of two bytes. */
  readonly maximum: number;
  /** The mean of the differences, in levels. */
  readonly mean: number;
  /** The mean of their squares. */
  readonly meanSquaredError: number;
  /** Peak signal-to-noise ratio in dB: infinite for equal frames. */
  readonly psnr: number;
}

/** A colour that stands for others. */
export interface DominantColor {
  /** Red, green and blue, in levels; not rounded. */
  readonly color: readonly [red: number, green: number, blue: number];
  /** The part of the frame that it stands for, from 0 to 1. */
  readonly share: number;
}

function analyze(
  which: keyof typeof Analysis,
  frame: unknown,
  other?: unknown,
  count?: number,
): Float64Array {
  if (!Frame.is(frame)) throw failure("invalid-argument", "frame", "a frame", describe(frame));
  if (other !== undefined && !Frame.is(other)) {
    throw failure("invalid-argument", "other", "a frame", describe(other));
  }
  return frame.analyze(which, other, count);
}

function channels<T>(of: (channel: number) => T): Channels<T> {
  return { red: of(0), green: of(1), blue: of(2), alpha: of(3), luma: of(4) };
}

/**
 * Counts how often each level occurs.
 *
 * @param frame - whose pixels are counted, however transparent
 * @param into - a histogram to count into, so that a live view makes no new one each time
 * @returns `into`, or a new one
 * @throws {@link StateError} if the frame is closed or busy, {@link ArgumentError} for arrays that are too short.
 */
export function histogram(frame: Frame, into: Histogram = channels(() => new Uint32Array(256))): Histogram {
  const arrays = isRecord(into) ? [into.red, into.green, into.blue, into.alpha, into.luma] : [];
  if (
    arrays.length === 0 ||
    arrays.some((array) => typedArrayName(array) !== "Uint32Array" || array.length < 256)
  ) {
    throw failure("invalid-argument", "into", "five Uint32Arrays of at least 256 numbers", describe(into));
  }
  const counts = analyze("histogram", frame);
  arrays.forEach((channel, i) => {
    channel.set(counts.subarray(256 * i, 256 * (i + 1)));
  });
  return into;
}

/** Minimum, maximum, mean, standard deviation and median of each channel. @throws as {@link histogram}. */
export function statistics(frame: Frame): Statistics {
  const numbers = analyze("statistics", frame);
  return channels((channel) => {
    const [minimum = 0, maximum = 0, mean = 0, standardDeviation = 0, median = 0] = numbers.subarray(
      5 * channel,
    );
    return { minimum, maximum, mean, standardDeviation, median };
  });
}

/**
 * How far two frames of the same size and format are apart.
 *
 * @throws {@link StateError} if one is closed or busy, {@link ArgumentError} if they differ in size or format.
 */
export function difference(frame: Frame, other: Frame): Difference {
  const [maximum = 0, mean = 0, meanSquaredError = 0, psnr = 0] = analyze("difference", frame, other ?? null);
  return { maximum, mean, meanSquaredError, psnr };
}

/**
 * The structural similarity index (SSIM) of the lumas of two frames, as Wang, Bovik, Sheikh and Simoncelli define it (2004):
 * 1 for equal ones.
 *
 * @throws as {@link difference}; {@link ArgumentError} if they are smaller than 11 × 11 pixels.
 */
export function structuralSimilarity(frame: Frame, other: Frame): number {
  return analyze("structuralSimilarity", frame, other ?? null)[0] ?? 0;
}

function hash(which: "differenceHash" | "perceptualHash", frame: Frame): bigint {
  const [high = 0, low = 0] = analyze(which, frame);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** The difference hash (dHash), 64 bits: pictures that look alike have hashes with a small {@link hammingDistance}. */
export function differenceHash(frame: Frame): bigint {
  return hash("differenceHash", frame);
}

/** The perceptual hash (pHash), 64 bits: slower than {@link differenceHash}, and less easily deceived. */
export function perceptualHash(frame: Frame): bigint {
  return hash("perceptualHash", frame);
}

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

/** How sharp a frame is: the variance of the Laplacian of its luma. The sharpest of several pictures has the largest. */
export function sharpness(frame: Frame): number {
  return analyze("sharpness", frame)[0] ?? 0;
}

/**
 * The few colours that stand for all of a frame's, by median cut and k-means; those first that stand for most.
 *
 * @param frame - whose pixels count by their alpha
 * @param count - how many at most, from 1 to 256
 * @throws {@link StateError} if the frame is closed or busy, {@link ArgumentError} for another count.
 */
export function dominantColors(frame: Frame, count = 5): DominantColor[] {
  const [found = 0, ...numbers] = analyze("dominantColors", frame, undefined, numeric("count", count));
  return Array.from({ length: found }, (_, i) => {
    const [red = 0, green = 0, blue = 0, share = 0] = numbers.slice(4 * i, 4 * i + 4);
    return { color: [red, green, blue], share };
  });
}
