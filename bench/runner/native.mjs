// Filmgate's native programs as contenders, and the columns that compare them with the module.

import { entryOf, median, milliseconds, minimum } from "./columns.mjs";

/** @typedef {import("./suite.mjs").Row} Row */

const programs = /** @type {const} */ ([
  { id: "own", name: "native" },
  { id: "own-cpu", name: "native, target-cpu" },
]);

/**
 * The native programs: one with default flags, one for this processor.
 *
 * @typedef {object} Task what a program is started with
 * @property {readonly object[]} cases
 * @property {import("./suite.mjs").Picture} input
 *
 * @param {(context: import("./suite.mjs").Context) => Task | Promise<Task>} make
 * @returns {readonly import("./suite.mjs").Contender<any>[]}
 */
export const nativeContenders = (make) =>
  programs.map(({ id, name }) => ({
    id,
    own: true,
    async load(context) {
      const { cases, input } = await make(context);
      const program = await context.start(id, JSON.stringify(cases), input);
      return {
        name,
        prepare(of) {
          const index = program.entries.findIndex((entry) => entry.case === of.name);
          return { elsewhere: () => program.run(index), output: () => program.result(index) };
        },
      };
    },
  }));

/** @param {Row} row @param {string} id @param {"minimum" | "median"} time */
const ratio = (row, id, time) =>
  (entryOf(row, id)?.[time] ?? Number.NaN) / (entryOf(row, "wasm")?.[time] ?? Number.NaN);

/** @type {readonly import("./suite.mjs").Column[]} */
export const nativeColumns = [
  minimum,
  median,
  ...programs.flatMap(({ id, name }) => [
    {
      title: `${name}, ms`,
      of: (/** @type {unknown} */ _, /** @type {Row} */ row) => milliseconds(entryOf(row, id)?.minimum),
    },
    {
      title: "× minimum",
      of: (/** @type {unknown} */ _, /** @type {Row} */ row) => ratio(row, id, "minimum").toFixed(2),
    },
    {
      title: "× median",
      of: (/** @type {unknown} */ _, /** @type {Row} */ row) => ratio(row, id, "median").toFixed(2),
    },
  ]),
];

/** Summarises the ratios of the minima. @param {readonly Row[]} rows */
export const besideWasm = (rows) =>
  programs
    .map(({ id, name }) => {
      const ratios = rows.map((row) => ratio(row, id, "minimum"));
      const mean = Math.exp(ratios.reduce((sum, value) => sum + Math.log(value), 0) / ratios.length);
      const slower = ratios.filter((value) => value > 1).length;
      return `${name}: geometric mean ${mean.toFixed(2)} × WebAssembly, slower in ${slower} of ${rows.length} cases`;
    })
    .join("\n");

/** A check: every contender computes the bytes of the first. @returns {import("./suite.mjs").Check} */
export function sameBytes(/** @type {unknown} */ _, /** @type {{ name: string }} */ { name }) {
  /** @type {Buffer | undefined} */
  let expected;
  return (output, _id, contender) => {
    const bytes = Buffer.from(/** @type {Uint8Array} */ (output));
    expected ??= bytes;
    if (!bytes.equals(expected)) throw new Error(`${name}: ${contender} computes another result`);
    return undefined;
  };
}
