// Runs the benches, prints tables, and keeps the figures in results/*.json and, to look at, in results/index.html.
//
//   node bench/run.mjs [native] [filters] [chains] [chain] [boundary] [peers]     all of them, if none is named; `make bench` does that
//
// ROUNDS says how many interleaved rounds (25); PEERS, a word that the names of the peers' operations must contain.

import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { writePage } from "./report/page.mjs";
import { readResults, resultsFolder, writeResult } from "./results.mjs";
import { runEverywhere } from "./setting.mjs";
import { printBoundary, printChains, printFilters, printPeers } from "./tables.mjs";

const rounds = Number(process.env["ROUNDS"] ?? 25);
const only = process.env["PEERS"];
const sizes = [
  { width: 1024, height: 1024 },
  { width: 1920, height: 1080 },
];

const ultraHd = { width: 3840, height: 2160 };

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
  chains: () =>
    runEverywhere("chains.mjs", "measureChains", { size: ultraHd, rounds: 15 }, async (answer) => {
      printChains(answer);
      await writeResult(`chains-${answer.where.toLowerCase()}`, { ...answer, rounds: 15 });
    }),
  chain: () =>
    runEverywhere(
      "peers/measure.mjs",
      "measurePeers",
      { size: ultraHd, rounds: 9, chain: true, only },
      async (answer) => {
        printPeers(answer, "3840 × 2160");
        await writeResult(`chain-${answer.where.toLowerCase()}`, { ...answer, rounds: 9 });
      },
    ),
  boundary: () =>
    runEverywhere("boundary/measure.mjs", "measureBoundary", { rounds }, async (answer) => {
      printBoundary(answer);
      await writeResult(`boundary-${answer.where.toLowerCase()}`, { ...answer, rounds });
    }),
  peers: () =>
    runEverywhere("peers/measure.mjs", "measurePeers", { size: sizes[0], rounds, only }, async (answer) => {
      printPeers(answer);
      await writeResult(`peers-${answer.where.toLowerCase()}`, { ...answer, rounds });
    }),
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
