// Compares a contender's result with the exact result, which is computed once for each operation and size.

import { signalToNoise } from "./pictures.mjs";

/**
 * Default of `Operation.same`, in decibels. A result below it is another operation: its time is shown, but not ranked.
 */
const sameThing = 35;

/** Number of rows and columns that are checked for operations on neighbourhoods, because exact results take long. */
const checked = 1024;

/**
 * @typedef {import("./operations.mjs").Operation} Operation
 * @typedef {import("./references/shared.mjs").Size} Size
 * @typedef {import("./references/shared.mjs").Reference} Reference
 */

/**
 * Returns the middle of a picture.
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
 * Creates the check of an operation: `check(pixels, id)` returns the verdict on a contender's result.
 *
 * @param {Operation} operation
 * @param {Uint8ClampedArray} picture
 * @param {Size} size
 * @returns {import("../runner/suite.mjs").Check}
 */
export function makeCheck(operation, picture, size) {
  const { margin = 0, output, positional = false } = operation;
  // A margin means that results only depend on nearby pixels. For a resized result, the middle would need a scaled
  // margin.
  const local = margin > 0 && output === undefined && !positional;
  const part = local
    ? { width: Math.min(size.width, checked), height: Math.min(size.height, checked) }
    : size;
  const whole = part.width === size.width && part.height === size.height;
  const source = whole ? picture : middle(picture, size, part);
  const outputSize = output?.(size) ?? size;
  const area = { ...(output?.(size) ?? part), margin };
  /** @type {Map<Reference, Float64Array>} */
  const results = new Map();
  return (result, id) => {
    const pixels = /** @type {ArrayLike<number>} */ (result);
    const { reference = operation.reference, note } = operation.others?.[id] ?? {};
    const exact = results.get(reference) ?? reference(source, part);
    results.set(reference, exact);
    const fits = pixels.length === outputSize.width * outputSize.height * 4;
    const decibels = fits ? signalToNoise(whole ? pixels : middle(pixels, size, part), exact, area) : 0;
    const ranked = decibels >= (operation.same ?? sameThing);
    return {
      decibels: decibels === Number.POSITIVE_INFINITY ? "exact" : decibels,
      ranked,
      ...(note ? { note } : {}),
    };
  };
}
