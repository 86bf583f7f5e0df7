// Runs the benches, prints tables, and keeps the figures in results/*.json and, to look at, in results/index.html.
//
//   node bench/run.mjs [native] [filters] [analyses] [chains] [chain] [boundary] [peers] [native-peers]     all of them, if none is named; `make bench` does that
//
// ROUNDS says how many interleaved rounds (25; for the peers 15); PEERS, a word that the names of the peers' operations must
// contain; CONTENDERS, who takes part beside us, by the ids in peers/ (all): `CONTENDERS=canvas,opencv,vips`. SIZES says
// at which sizes the peers and the native peers are measured: `SIZES=1920x1080,3840x2160`, or `all` for those that are usual
// (1024x1024).

import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { writePage } from "./report/page.mjs";
import { readResults, resultsFolder, writeResult } from "./results.mjs";
import { runEverywhere } from "./setting.mjs";
import {
  printAnalyses,
  printBoundary,
  printChains,
  printFilters,
  printNativePeers,
  printPeers,
} from "./tables.mjs";

const rounds = Number(process.env["ROUNDS"] ?? 25);
const peerRounds = Number(process.env["ROUNDS"] ?? 15);
const onlyPeers = process.env["PEERS"];
const who = process.env["CONTENDERS"]?.split(",");
const sizes = [
  { width: 1024, height: 1024 },
  { width: 1920, height: 1080 },
];

const ultraHd = { width: 3840, height: 2160 };
const peerSizes = chosenSizes(process.env["SIZES"] ?? "1024x1024");

/** @param {string} text */
function chosenSizes(text) {
  if (text === "all") return [...sizes, ultraHd];
  return text.split(",").map((size) => {
    const [width = Number.NaN, height = Number.NaN] = size.split("x").map(Number);
    if (!(width > 0 && height > 0)) throw new Error(`SIZES: "${size}" is no size like 1920x1080`);
    return { width, height };
  });
}

/**
 * A measurement at each of the sizes, one after the other: the contenders start afresh.
 *
 * @param {string} name of the results
 * @param {readonly { width: number, height: number }[]} sizes
 * @param {(size: { width: number, height: number }, report: (answer: any) => Promise<void>) => Promise<void>} measure
 * @param {(answer: any, size: { width: number, height: number }) => void} print
 * @param {number} rounds
 */
async function atSizes(name, sizes, measure, print, rounds) {
  /** @type {Record<string, any[]>} */
  const found = {};
  for (const size of sizes) {
    await measure(size, async (answer) => {
      const result = found[answer.where] ?? [];
      found[answer.where] = result;
      result.push({ ...size, rows: answer.result });
      // What there is so far: a run at all sizes takes long.
      await writeResult(`${name}-${answer.where.toLowerCase()}`, { ...answer, result, rounds });
      print(answer, size);
    });
  }
}

/** @type {Readonly<Record<string, () => Promise<void>>>} */
const parts = {
  async native() {
    const program = fileURLToPath(new URL("../target/bench-native/release/native", import.meta.url));
    const result = sizes.map(({ width, height }) => {
      const text = execFileSync(program, [width, height, rounds].map(String), { encoding: "utf8" });
      return { width, height, times: JSON.parse(text) };
    });
    await writeResult("native", { where: "native", version: "one thread", rounds, result });
  },
  filters: () =>
    runEverywhere("filters.mjs", "measureFilters", { sizes, rounds }, async (answer) => {
      const { native } = await readResults();
      printFilters(answer, native?.result);
      await writeResult(`filters-${answer.where.toLowerCase()}`, { ...answer, rounds });
    }),
  analyses: () =>
    runEverywhere(
      "analyses.mjs",
      "measureAnalyses",
      { sizes: [...sizes, ultraHd], rounds },
      async (answer) => {
        printAnalyses(answer);
        await writeResult(`analyses-${answer.where.toLowerCase()}`, { ...answer, rounds });
      },
    ),
  chains: () =>
    runEverywhere("chains.mjs", "measureChains", { size: ultraHd, rounds: 15 }, async (answer) => {
      printChains(answer);
      await writeResult(`chains-${answer.where.toLowerCase()}`, { ...answer, rounds: 15 });
    }),
  chain: () =>
    atSizes(
      "chain",
      [ultraHd],
      (size, report) =>
        runEverywhere(
          "peers/measure.mjs",
          "measurePeers",
          { size, rounds: 9, chain: true, only: onlyPeers },
          report,
        ),
      printPeers,
      9,
    ),
  boundary: () =>
    runEverywhere("boundary/measure.mjs", "measureBoundary", { rounds }, async (answer) => {
      printBoundary(answer);
      await writeResult(`boundary-${answer.where.toLowerCase()}`, { ...answer, rounds });
    }),
  peers: () =>
    atSizes(
      "peers",
      peerSizes,
      (size, report) =>
        runEverywhere(
          "peers/measure.mjs",
          "measurePeers",
          { size, rounds: peerRounds, only: onlyPeers, who },
          report,
        ),
      printPeers,
      peerRounds,
    ),
  "native-peers": () =>
    atSizes(
      "nativepeers",
      peerSizes,
      (size, report) =>
        runEverywhere(
          "native-peers/measure.mjs",
          "measureNativePeers",
          { size, rounds: peerRounds, only: onlyPeers },
          report,
          ["Node"],
        ),
      printNativePeers,
      peerRounds,
    ),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !parts[name]);
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(", ")}; the parts are ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}
await mkdir(resultsFolder, { recursive: true });
for (const [name, run] of Object.entries(parts)) {
  if (named.length === 0 || named.includes(name)) await run();
}
console.log(`\nAll of it, with charts: ${fileURLToPath(await writePage())}`);
// wasm-vips keeps its threads, and they would keep the process.
process.exit(0);
