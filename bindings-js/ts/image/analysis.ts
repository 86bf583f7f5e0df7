// Analyses of frames. They only read: the frame isn't changed, and only the results leave linear memory.

import type { Analysis } from "../generated/image-boundary.js";
import { isRecord, typedArrayName } from "../shared/arguments.js";
import { describe, failure, numeric } from "../shared/errors.js";
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

/** Statistics of one channel, in levels from 0 to 255. */
export interface ChannelStatistics {
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** The population standard deviation. */
  readonly standardDeviation: number;
  /** The smallest level that at least half of the pixels don't exceed. */
  readonly median: number;
}

/** Statistics of every channel. */
export type Statistics = Channels<ChannelStatistics>;

/** The difference between two frames, over all bytes, alpha included. */
export interface Difference {
  /** The largest difference between two bytes, in levels from 0 to 255. */
  readonly maximum: number;
  /** The mean absolute difference, in levels. */
  readonly mean: number;
  /** The mean of the squared differences, in levels². */
  readonly meanSquaredError: number;
  /** Peak signal-to-noise ratio in dB; `Infinity` for equal frames. */
  readonly psnr: number;
}

/** A dominant colour of a frame. */
export interface DominantColor {
  /** Red, green and blue, in levels from 0 to 255, not rounded. */
  readonly color: readonly [red: number, green: number, blue: number];
  /** The share of the frame that is closest to this colour, from 0 to 1. */
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
 * Counts the levels of each channel and of luma.
 *
 * @param frame - the frame to analyse; every pixel counts equally, whatever its alpha
 * @param into - five arrays to write the counts to, so that a live view allocates nothing; default: new arrays
 * @returns `into`
 * @throws {@link StateError} if the frame is closed or busy; {@link ArgumentError} if an array is shorter than 256.
 */
export function histogram(frame: Frame, into: Histogram = channels(() => new Uint32Array(256))): Histogram {
  const arrays = isRecord(into) ? [into.red, into.green, into.blue, into.alpha, into.luma] : [];
  if (
    arrays.length === 0 ||
    arrays.some((array) => typedArrayName(array) !== "Uint32Array" || array.length < 256)
  ) {
    throw failure("invalid-argument", "into", "five Uint32Arrays of at least 256 elements", describe(into));
  }
  const counts = analyze("histogram", frame);
  arrays.forEach((channel, i) => {
    channel.set(counts.subarray(256 * i, 256 * (i + 1)));
  });
  return into;
}

/** Returns minimum, maximum, mean, standard deviation and median of each channel. @throws as {@link histogram}. */
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
 * Measures the difference between two frames of the same size and format.
 *
 * @throws {@link StateError} if a frame is closed or busy; {@link ArgumentError} if the frames differ in size or
 *   format.
 */
export function difference(frame: Frame, other: Frame): Difference {
  const [maximum = 0, mean = 0, meanSquaredError = 0, psnr = 0] = analyze("difference", frame, other ?? null);
  return { maximum, mean, meanSquaredError, psnr };
}

/**
 * Returns the structural similarity index (SSIM) of the lumas of two frames: 1 for equal frames.
 *
 * Source: Wang, Bovik, Sheikh and Simoncelli (2004).
 *
 * @throws as {@link difference}; {@link ArgumentError} if the frames are smaller than 11 × 11 pixels.
 */
export function structuralSimilarity(frame: Frame, other: Frame): number {
  return analyze("structuralSimilarity", frame, other ?? null)[0] ?? 0;
}

function hash(which: "differenceHash" | "perceptualHash", frame: Frame): bigint {
  const [high = 0, low = 0] = analyze(which, frame);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** Returns the difference hash (dHash), 64 bits. Similar pictures have hashes with a small {@link hammingDistance}. */
export function differenceHash(frame: Frame): bigint {
  return hash("differenceHash", frame);
}

/** Returns the perceptual hash (pHash), 64 bits: slower than {@link differenceHash}, and more robust. */
export function perceptualHash(frame: Frame): bigint {
  return hash("perceptualHash", frame);
}

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

/**
 * Returns the variance of the Laplacian of luma. Of several pictures of a scene, the sharpest has the largest value.
 */
export function sharpness(frame: Frame): number {
  return analyze("sharpness", frame)[0] ?? 0;
}

/**
 * Returns the dominant colours of a frame, found by median cut and k-means, in descending order of their share.
 *
 * @param frame - the frame to analyse; pixels are weighted by their alpha
 * @param count - maximum number of colours, from 1 to 256
 * @throws {@link StateError} if the frame is closed or busy; {@link ArgumentError} if the count is out of range.
 */
export function dominantColors(frame: Frame, count = 5): DominantColor[] {
  const [found = 0, ...numbers] = analyze("dominantColors", frame, undefined, numeric("count", count));
  return Array.from({ length: found }, (_, i) => {
    const [red = 0, green = 0, blue = 0, share = 0] = numbers.slice(4 * i, 4 * i + 4);
    return { color: [red, green, blue], share };
  });
}
