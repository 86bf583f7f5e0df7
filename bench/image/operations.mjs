// The operations of the suites `peers` and `native-peers`. To add an operation, add an entry to a list in
// `operations/`: Filmgate's step, the exact result, and a function for each contender.

import { chain } from "./operations/chain.mjs";
import { color } from "./operations/color.mjs";
import { geometry, halved } from "./operations/geometry.mjs";
import { windows } from "./operations/windows.mjs";

/**
 * `contenders.mjs` lists the arguments of contenders. A factory is called once, and may allocate what all runs share;
 * the function that it returns is timed. A contender that doesn't support the operation has no property.
 *
 * @typedef {object} Operation
 * @property {string} name
 * @property {any} step Filmgate's step or steps, or a function of the size that returns them
 * @property {readonly Size[]} [sizes] measured at these sizes instead of those of the suite
 * @property {boolean} [two] a second picture is an input: the step gets it as `frame`
 * @property {Reference} reference
 * @property {number} [margin] rows and columns at the edges that aren't compared, because border modes differ
 * @property {boolean} [positional] results depend on the position in the frame, so the whole frame is checked
 * @property {number} [same] a result with fewer decibels isn't ranked; default 35
 * @property {(size: Size) => Size} [output] size of the result, if it differs from the source's
 * @property {(size: Size) => import("./plain.mjs").Loop} [plain]
 * @property {string | Draw} [canvas] a CSS filter, or a function that draws
 * @property {(cv: any) => undefined | ((source: any, target: any, second: any) => void)} [opencv] `undefined` if this
 *   build can't
 * @property {(photon: any) => undefined | ((image: any, second: any) => any)} [photon] changes the image or returns
 *   another; `undefined` if this build can't
 * @property {(image: any, keep: (made: any) => any, second: any) => any} [vips] `keep` registers an intermediate image
 *   to be deleted afterwards
 * @property {(image: any, magick: any) => void} [magick] changes the image
 * @property {(image: any) => any} [jimp] changes the image or returns another
 * @property {(image: any) => any} [imagejs] returns another image
 * @property {string} [jsquash] a method; for operations that resize
 * @property {string | undefined} [pica] a filter; for operations that resize
 * @property {Readonly<Record<string, Alternative>>} [others] contenders with another valid definition, by id
 *
 * @typedef {import("./references/shared.mjs").Size} Size
 * @typedef {import("./references/shared.mjs").Reference} Reference
 * @typedef {(context: any, picture: any, size: Size, second: any) => void} Draw
 * @typedef {{ reference: Reference, note: string }} Alternative
 */

/** @type {readonly Operation[]} */
export const operations = [...color, ...geometry, ...windows, halved, chain];
