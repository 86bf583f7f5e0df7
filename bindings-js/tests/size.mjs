// How much an app has to load, against what we promise. Prints a table; ends with an error if a limit is passed.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { packageRoot } from "./support/package.mjs";

const kilobyte = 1000;

/** @param {string} name */
const read = async (name) => new Uint8Array(await readFile(join(packageRoot, "dist", name)));
/** @param {Uint8Array} bytes */
const gzipped = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }).length;
/** @param {Uint8Array<ArrayBuffer>} bytes */
const countExports = (bytes) => WebAssembly.Module.exports(new WebAssembly.Module(bytes)).length;

const names = [
  "filmgate.wasm",
  "full.wasm",
  "index.js",
  "full.js",
  "audio.wasm",
  "audio.js",
  "worklet.js",
  "audio-full.wasm",
  "decode-audio-worker.js",
];
const [module, fullModule, script, fullScript, audioModule, audioScript, worklet, audioFull, audioWorker] =
  await Promise.all(names.map(read));
if (
  !module ||
  !fullModule ||
  !script ||
  !fullScript ||
  !audioModule ||
  !audioScript ||
  !worklet ||
  !audioFull ||
  !audioWorker
) {
  throw new Error("unreachable: all files were read");
}

const rows = [
  { what: "filmgate.wasm, gzip", actual: gzipped(module), limit: 300 * kilobyte, unit: "bytes" },
  { what: "full.wasm, gzip", actual: gzipped(fullModule), limit: 520 * kilobyte, unit: "bytes" },
  { what: "index.js with the glue, gzip", actual: gzipped(script), limit: 16 * kilobyte, unit: "bytes" },
  { what: "full.js with the glue, gzip", actual: gzipped(fullScript), limit: 16 * kilobyte, unit: "bytes" },
  { what: "audio.wasm, gzip", actual: gzipped(audioModule), limit: 120 * kilobyte, unit: "bytes" },
  { what: "audio-full.wasm, gzip", actual: gzipped(audioFull), limit: 430 * kilobyte, unit: "bytes" },
  { what: "audio.js, gzip", actual: gzipped(audioScript), limit: 16.25 * kilobyte, unit: "bytes" },
  { what: "worklet.js, gzip", actual: gzipped(worklet), limit: 4.75 * kilobyte, unit: "bytes" },
  {
    what: "decode-audio-worker.js, gzip",
    actual: gzipped(audioWorker),
    limit: 4 * kilobyte,
    unit: "bytes",
  },
  { what: "exports of filmgate.wasm", actual: countExports(module), limit: 36, unit: "" },
  { what: "exports of full.wasm", actual: countExports(fullModule), limit: 39, unit: "" },
];

for (const { what, actual, limit, unit } of rows) {
  const mark = actual > limit ? "  TOO MUCH" : "";
  console.log(
    `${what.padEnd(30)} ${String(actual).padStart(8)} of ${String(limit).padStart(7)} ${unit}${mark}`,
  );
}
if (rows.some(({ actual, limit }) => actual > limit)) process.exitCode = 1;
