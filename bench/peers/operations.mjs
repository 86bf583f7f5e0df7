// The operations that are measured. To add one, add an entry to a list in `operations/`: our step, what the exact result is,
// and how each contender does it, in a line or two each; who can't, is left out.

import { color } from "./operations/color.mjs";
import { geometry, halved } from "./operations/geometry.mjs";
import { windows } from "./operations/windows.mjs";

/**
 * What a contender is given stands in `contenders.mjs`. A factory is called once, and may make there what can be used again;
 * what it returns is measured.
 *
 * @typedef {object} Operation
 * @property {string} name
 * @property {any} step our filter with its parameters, or several, or a function of the size that gives them
 * @property {boolean} [two] on two pictures: our step is given the second as `frame`
 * @property {import("./references.mjs").Reference} reference
 * @property {number} [margin] how near to the edges results aren't compared, because libraries extend frames differently
 * @property {number} [same] decibels below which a result counts as something else; 35, if it isn't said
 * @property {(size: import("./references.mjs").Size) => import("./references.mjs").Size} [output] the size of the result, if it is another one
 * @property {(size: { width: number, height: number }) => import("./plain.mjs").Loop} [plain]
 * @property {string | Draw} [canvas] a CSS filter, or a way to draw
 * @property {(cv: any) => undefined | ((source: any, target: any, second: any) => void)} [opencv] nothing if this build can't
 * @property {(photon: any) => undefined | ((image: any, second: any) => any)} [photon] changes the image, or returns another; nothing if this build can't
 * @property {(image: any, keep: (made: any) => any, second: any) => any} [vips] `keep` is for images on the way: they are deleted afterwards
 * @property {(image: any, magick: any) => void} [magick] changes the image
 * @property {(image: any) => any} [jimp] changes the image, or returns another
 * @property {(image: any) => any} [imagejs] returns another
 * @property {string} [jsquash] a method; of operations with another size
 * @property {string | undefined} [pica] a filter; of operations with another size
 * @property {Readonly<Record<string, Other>>} [others] contenders whose own definition is as good as ours
 *
 * @typedef {(context: any, picture: any, size: { width: number, height: number }, second: any) => void} Draw
 * @typedef {{ reference: import("./references.mjs").Reference, note: string }} Other
 */

/** @type {readonly Operation[]} */
export const operations = [...color, ...geometry, ...windows, halved];
