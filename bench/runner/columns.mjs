// Columns that several suites share.

/**
 * @typedef {import("./suite.mjs").Column} Column @typedef {import("./suite.mjs").Entry} Entry @typedef
 *   {import("./suite.mjs").Row} Row
 */

/** @param {number | undefined} value */
export const milliseconds = (value) => (value === undefined || Number.isNaN(value) ? "" : value.toFixed(3));

/** @type {Column} */
export const minimum = { title: "minimum, ms", of: ({ minimum }) => milliseconds(minimum) };
/** @type {Column} */
export const median = { title: "median, ms", of: ({ median }) => milliseconds(median) };
/** @type {Column} */
export const kernel = { title: "without copies in and out, ms", of: ({ kernel }) => milliseconds(kernel) };
/** @type {Column} */
export const rounds = { title: "rounds", of: ({ rounds }) => `${rounds}` };

/** @param {Entry} entry */
const decibels = ({ decibels }) => (typeof decibels === "number" ? decibels.toFixed(1) : (decibels ?? ""));
/** Signal-to-noise ratio. @type {Column} */
export const quality = { title: "dB", of: decibels };

/** Returns multiples of real time. @param {number | undefined} time @param {Row} row */
export const speed = (time, { seconds = Number.NaN }) => (1000 * seconds) / (time ?? Number.NaN);
/** @param {number} value */
const multiple = (value) => (Number.isFinite(value) ? value.toFixed(0) : "");
/** @type {Column} */
export const bestSpeed = {
  title: "best, × real time",
  of: ({ minimum }, row) => multiple(speed(minimum, row)),
};
/** @type {Column} */
export const medianSpeed = {
  title: "median, × real time",
  of: ({ median }, row) => multiple(speed(median, row)),
};

/** @param {string} title @param {string} name of the figure @param {number} [digits] @returns {Column} */
export const figure = (title, name, digits = 1) => ({
  title,
  of: ({ figures }) => figures?.[name]?.toFixed(digits) ?? "",
});

/** Remarks of the check, and a remark of the suite. @param {(entry: Entry, row: Row) => string} [word] @returns {Column} */
export const remarks = (word = () => "") => ({
  title: "",
  of: (entry, row) =>
    [entry.ranked === false ? "computes something else" : word(entry, row), entry.note]
      .filter(Boolean)
      .join("; "),
});

/** Returns the entry of a contender. @param {Row} row @param {string} id */
export const entryOf = ({ entries }, id) => entries.find((entry) => entry.id === id);

/** Returns the ratio of an entry's time to another contender's. @param {Entry} entry @param {Row} row @param {string} id */
export const ratioTo = ({ minimum }, row, id) => minimum / (entryOf(row, id)?.minimum ?? Number.NaN);

/** Formats a value, with an exclamation mark beyond a limit. @param {number} value @param {number} [limit] */
export const marked = (value, limit = Number.POSITIVE_INFINITY) =>
  Number.isNaN(value) ? "" : `${value.toFixed(2)}${value > limit ? " !" : "  "}`;
