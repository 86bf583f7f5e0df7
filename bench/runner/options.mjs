// The command line of run.mjs.

import { parseArgs } from "node:util";
import { suites } from "../suites/index.mjs";

/** @typedef {import("./suite.mjs").Size} Size @typedef {import("./suite.mjs").Place} Place */

export const usage = `node bench/run.mjs [suite …] [options]

suites: ${Object.keys(suites).join(", ")} (all of them by default)

--rounds N          interleaved rounds, instead of each suite's
--only TEXT         cases whose names contain the text
--contenders A,B    contenders beside ours, by id
--sizes WxH,…       sizes of pictures, or "all": 1024x1024, 1920x1080 and 3840x2160
--places A,B        node, chromium
--list              print suites, places and ids of contenders, and measure nothing`;

/** @type {readonly Size[]} */
const usualSizes = [
  { width: 1024, height: 1024 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];

/** @type {Readonly<Record<string, Place>>} */
const placeNames = { node: "Node", chromium: "Chromium" };

/** An error on the command line. */
export class UsageError extends Error {}

/** @param {string} what @param {string} name @param {readonly string[]} known @returns {never} */
function unknown(what, name, known) {
  throw new UsageError(`unknown ${what} "${name}": the ${what}s are ${known.join(", ")}`);
}

/** @param {string} text @returns {readonly Size[]} */
function parseSizes(text) {
  if (text === "all") return usualSizes;
  return text.split(",").map((size) => {
    const [, width, height] = /^(\d+)x(\d+)$/.exec(size) ?? [];
    if (!(Number(width) > 0 && Number(height) > 0)) {
      throw new UsageError(`--sizes must be "all" or sizes like 1920x1080, got "${size}"`);
    }
    return { width: Number(width), height: Number(height) };
  });
}

/** @param {string} text */
function parseRounds(text) {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new UsageError(`--rounds must be an integer of at least 1, got "${text}"`);
  }
  return rounds;
}

/** @param {readonly string[]} args */
export function parseOptions(args) {
  const { values, positionals } = parse(args);
  for (const name of positionals) if (!suites[name]) unknown("suite", name, Object.keys(suites));
  const names =
    positionals.length > 0
      ? Object.keys(suites).filter((name) => positionals.includes(name))
      : Object.keys(suites);
  const chosen = values.places
    ?.split(",")
    .map((name) => placeNames[name] ?? unknown("place", name, Object.keys(placeNames)));
  return {
    names,
    rounds: values.rounds === undefined ? undefined : parseRounds(values.rounds),
    only: values.only ?? "",
    contenders: values.contenders?.split(","),
    sizes: values.sizes === undefined ? undefined : parseSizes(values.sizes),
    places: chosen,
    list: values.list ?? false,
    help: values.help ?? false,
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: "string" },
        only: { type: "string" },
        contenders: { type: "string" },
        sizes: { type: "string" },
        places: { type: "string" },
        list: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(`${/** @type {Error} */ (error).message}\n\n${usage}`);
  }
}

/**
 * Throws if no suite has a contender of this id.
 *
 * @param {readonly string[] | undefined} ids
 * @param {readonly import("./suite.mjs").Suite[]} chosen
 */
export function validateContenders(ids, chosen) {
  const known = [
    ...new Set(chosen.flatMap(({ contenders }) => contenders.filter(({ own }) => !own).map(({ id }) => id))),
  ];
  for (const id of ids ?? []) if (!known.includes(id)) unknown("contender", id, known);
}
