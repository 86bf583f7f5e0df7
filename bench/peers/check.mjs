// How right a contender's result is: held against the exact one, which is worked out once for each operation and size.

import { signalToNoise } from "./content.mjs";

/** A contender further from the exact result than this computes something else: its time is shown, but not ranked. */
export const sameThing = 35;

/** Of an operation that looks only at what is near, this many rows and columns are checked: exact results take long. */
const checked = 1024;

/**
 * @typedef {import("./operations.mjs").Operation} Operation
 * @typedef {import("./references.mjs").Size} Size
 * @typedef {import("./references.mjs").Reference} Reference
 */

/**
 * The middle of a picture.
 *
 * @param {ArrayLike<number>} pixels
 * @param {Size} size
 * @param {Size} part
 */
function middle(pixels, { width, height }, part) {
  const [left, top] = [(width - part.width) >> 1, (height - part.height) >> 1];
  const result = new Uint8ClampedArray(part.width * part.height * 4);
  for (let y = 0; y < part.height; y++) {
    for (let i = 0, from = ((top + y) * width + left) * 4; i < part.width * 4; i++) {
      result[y * part.width * 4 + i] = pixels[from + i] ?? 0;
    }
  }
  return result;
}

/**
 * A function that gives the decibels of a contender's result.
 *
 * @param {Operation} operation
 * @param {Uint8ClampedArray} picture
 * @param {Size} size
 */
export function makeCheck(operation, picture, size) {
  const { margin = 0, output } = operation;
  // With a margin, an operation looks no further than that; with another size, its result isn't where its source was.
  const local = margin > 0 && output === undefined;
  const part = local
    ? { width: Math.min(size.width, checked), height: Math.min(size.height, checked) }
    : size;
  const whole = part.width === size.width && part.height === size.height;
  const source = whole ? picture : middle(picture, size, part);
  const area = { ...(output?.(size) ?? part), margin };
  /** @type {Map<Reference, Float64Array>} */
  const results = new Map();
  return (/** @type {ArrayLike<number>} */ pixels, reference = operation.reference) => {
    const exact = results.get(reference) ?? reference(source, part);
    results.set(reference, exact);
    const length = (output?.(size) ?? size).width * (output?.(size) ?? size).height * 4;
    if (pixels.length !== length) return Number.NaN;
    return signalToNoise(whole ? pixels : middle(pixels, size, part), exact, area);
  };
}

/** As the tables have it. @param {number} decibels */
export const quality = (decibels) =>
  Number.isFinite(decibels) ? decibels : Number.isNaN(decibels) ? 0 : /** @type {const} */ ("exact");

/** Of times in milliseconds. @param {readonly number[]} times */
export function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    minimum: sorted[0] ?? 0,
    median: sorted[sorted.length >> 1] ?? 0,
    rounds: sorted.length,
  };
}
