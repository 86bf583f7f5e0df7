// Measures suites, prints their tables, stores the results and writes the page. `node bench/run.mjs --help` prints the
// options.

import { fileURLToPath } from "node:url";
import { writePage } from "./report/page.mjs";
import { parseOptions, UsageError, usage, validateContenders } from "./runner/options.mjs";
import { places } from "./runner/places.mjs";
import { busyLimit, loadAverage, otherLoad, storeRow, thisMachine } from "./runner/results.mjs";
import { tableOf } from "./runner/table.mjs";
import { suites } from "./suites/index.mjs";

/**
 * @typedef {import("./runner/suite.mjs").Suite} Suite
 * @typedef {import("./runner/suite.mjs").Size} Size
 * @typedef {import("./runner/suite.mjs").Place} Place
 * @typedef {ReturnType<typeof parseOptions>} Options
 */

const command = [
  "node bench/run.mjs",
  ...process.argv.slice(2).map((word) => (/[\s;,×]/.test(word) ? `"${word}"` : word)),
].join(" ");

/** @param {Suite} suite @param {Options} options @returns {Promise<readonly Size[]>} */
async function sizesOf(suite, { sizes }) {
  if (!suite.sizes) return [{ width: 0, height: 0 }];
  if (sizes) return sizes;
  const ofCases = (await suite.cases(/** @type {any} */ ({ size: suite.sizes[0] }))).flatMap(
    ({ sizes }) => sizes ?? [],
  );
  const all = new Map([...suite.sizes, ...ofCases].map((size) => [`${size.width}x${size.height}`, size]));
  return [...all.values()];
}

/**
 * @param {string} name
 * @param {Suite} suite
 * @param {Place} place
 * @param {Size} size
 * @param {Options} options
 */
async function measure(name, suite, place, size, options) {
  const { only, contenders } = options;
  const rounds = options.rounds ?? suite.rounds;
  const complete = contenders === undefined && rounds >= suite.rounds;
  const average = loadAverage();
  let load = await otherLoad();
  const choice = {
    rounds,
    only,
    sizesGiven: options.sizes !== undefined,
    ...(contenders ? { contenders } : {}),
  };
  const session = await places[place](`suites/${suites[name]?.file}`, size, choice);
  const date = new Date().toISOString();
  const id = `${name}, ${place}, ${date}`;
  const rows = [];
  try {
    for (const [index, title] of session.names.entries()) {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K… ${name}, ${place}: ${title}`);
      const row = await session.measure(index);
      load = Math.max(load, await otherLoad());
      if (!row) continue;
      rows.push(row);
      const { version } = session;
      const machine = thisMachine();
      const run = {
        suite: name,
        place,
        version,
        date,
        command,
        rounds,
        complete,
        loadAverage: average,
        otherLoad: load,
        machine,
      };
      await storeRow(id, run, row);
    }
  } finally {
    await session.close();
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  if (rows.length === 0) return;
  const where = [
    `${place} ${session.version}`,
    ...(size.width > 0 ? [`${size.width} × ${size.height}`] : []),
  ];
  const busy = load > busyLimit ? `; other programs used up to ${load} cores` : "";
  console.log(`\n${suite.title}: ${where.join(", ")}, up to ${rounds} rounds${busy}\n`);
  console.log(tableOf(suite, rows));
  const summary = suite.summary?.(rows);
  if (summary) console.log(`\n${summary}`);
}

/** @param {readonly { name: string, suite: Suite }[]} chosen */
function list(chosen) {
  for (const { name, suite } of chosen) {
    const ids = suite.contenders.map(({ id, own }) => (own ? `(${id})` : id));
    console.log(`${name.padEnd(14)} ${suite.places.join(", ").toLowerCase().padEnd(15)} ${ids.join(", ")}`);
  }
  console.log("\nContenders in brackets always take part.");
}

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const chosen = await Promise.all(
    options.names.map(async (name) => ({ name, suite: /** @type {Suite} */ (await suites[name]?.load()) })),
  );
  validateContenders(
    options.contenders,
    chosen.map(({ suite }) => suite),
  );
  if (options.list) {
    list(chosen);
    return;
  }
  for (const { name, suite } of chosen) {
    for (const place of suite.exclusive ? suite.places : (options.places ?? suite.places)) {
      for (const size of await sizesOf(suite, options)) await measure(name, suite, place, size, options);
    }
  }
  console.log(`\nThe page with charts: ${fileURLToPath(await writePage())}`);
}

try {
  await main();
  // wasm-vips keeps worker threads, which would keep the process alive.
  process.exit(0);
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}
