// Written by `make gen` from the declarations in core: edit those instead.

import { analyze, type Channels, channelsOf, hashOf, type Histogram, levelsOf, recordsOf } from "../image/analysis.js";
import type { Frame } from "../image/frame.js";

/** Statistics of a channel. */
export interface ChannelStatistics {
  /** The smallest level that occurs. */
  readonly minimum: number;
  /** The largest level that occurs. */
  readonly maximum: number;
  /** The arithmetic mean, in levels. */
  readonly mean: number;
  /** The standard deviation of all pixels (not of a sample), in levels. */
  readonly standardDeviation: number;
  /** The smallest level that at least half of the pixels don't exceed. */
  readonly median: number;
}

function readChannelStatistics(numbers: Float64Array, at: number): ChannelStatistics {
  return {
    minimum: numbers[at + 0] ?? 0,
    maximum: numbers[at + 1] ?? 0,
    mean: numbers[at + 2] ?? 0,
    standardDeviation: numbers[at + 3] ?? 0,
    median: numbers[at + 4] ?? 0,
  };
}

/** The difference of two frames, over all bytes, alpha included; of YUV frames, over luma. */
export interface Difference {
  /** The largest absolute difference of two bytes. */
  readonly maximum: number;
  /** The mean of the absolute differences, in levels. */
  readonly mean: number;
  /** The mean of the squared differences. */
  readonly meanSquaredError: number;
  /** Peak signal-to-noise ratio, `10 log₁₀(255² / mean squared error)`, in dB; infinite for equal frames. */
  readonly psnr: number;
}

function readDifference(numbers: Float64Array, at: number): Difference {
  return {
    maximum: numbers[at + 0] ?? 0,
    mean: numbers[at + 1] ?? 0,
    meanSquaredError: numbers[at + 2] ?? 0,
    psnr: numbers[at + 3] ?? 0,
  };
}

/** A colour that represents others. */
export interface DominantColor {
  /** Red, green and blue, in levels, not rounded: the mean of the represented colours. */
  readonly color: readonly [number, number, number];
  /** The part of the frame that the colour represents, from 0 to 1. */
  readonly share: number;
}

function readDominantColor(numbers: Float64Array, at: number): DominantColor {
  return {
    color: [numbers[at + 0] ?? 0, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0],
    share: numbers[at + 3] ?? 0,
  };
}

/**
 * Returns how often each of the 256 levels occurs in each channel, regardless of alpha.
 *
 * @param into - A histogram to overwrite, so that a live view allocates none.
 * @returns `into`, or a new histogram.
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument.
 */
export function histogram(frame: Frame, into?: Histogram): Histogram {
  return levelsOf(() => analyze(0, frame), into);
}

/**
 * Returns the minimum, maximum, mean, standard deviation and median of each channel.
 *
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument.
 */
export function statistics(frame: Frame): Channels<ChannelStatistics> {
  return channelsOf(analyze(1, frame), 5, readChannelStatistics);
}

/**
 * Returns the difference of two frames of the same size and format.
 *
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument, or for frames that differ in size or format.
 */
export function difference(frame: Frame, other: Frame): Difference {
  return readDifference(analyze(2, frame, other ?? null), 0);
}

/**
 * Returns the structural similarity index (SSIM) of the lumas of two frames of the same size and format, of at least
 * 11 × 11 pixels: 1 for equal frames.
 *
 * Source: Wang, Bovik, Sheikh and Simoncelli 2004.
 *
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument, or for frames that differ in size or format.
 */
export function structuralSimilarity(frame: Frame, other: Frame): number {
  return analyze(3, frame, other ?? null)[0] ?? 0;
}

/**
 * Returns the difference hash (dHash), 64 bits: pictures that look alike have hashes with a small `hammingDistance`.
 *
 * It compares the mean luma of neighbouring cells. It is faster than the perceptual hash. Source: Krawetz 2013.
 *
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument.
 */
export function differenceHash(frame: Frame): bigint {
  return hashOf(analyze(4, frame));
}

/**
 * Returns the perceptual hash (pHash), 64 bits: pictures that look alike have hashes with a small `hammingDistance`.
 *
 * It compares low frequencies of the luma. It is slower than the difference hash and more robust.
 *
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument.
 */
export function perceptualHash(frame: Frame): bigint {
  return hashOf(analyze(5, frame));
}

/**
 * Returns the sharpness of a frame: the variance of the Laplacian of its luma.
 *
 * Of several pictures of a subject, the sharpest has the largest variance. Source: Pech-Pacheco et al. 2000.
 *
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument.
 */
export function sharpness(frame: Frame): number {
  return analyze(6, frame)[0] ?? 0;
}

/**
 * Returns the colours that represent those of a frame, in descending order of their share.
 *
 * Pixels are weighted by their alpha. The method is median cut (Heckbert 1982), improved by k-means (Lloyd 1982).
 *
 * @param count - The maximum number of colours. Range: whole number from 1 to 256, default 5.
 * @throws {@link StateError} if a frame is closed or busy.
 * @throws {@link ArgumentError} for an invalid argument.
 */
export function dominantColors(frame: Frame, count: number = 5): DominantColor[] {
  return recordsOf(analyze(7, frame, undefined, count), 4, readDominantColor);
}
