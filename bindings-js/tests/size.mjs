// Checks the download size of the package against its limits. Prints a table; fails if a limit is exceeded.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { printFamilies } from "./family-sizes.mjs";
import { packageRoot } from "./support/package.mjs";

/** @param {string} name */
const read = (name) => readFile(join(packageRoot, "dist", name));
/** @param {Uint8Array} bytes */
const gzipped = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }).length;

/** Returns the files that a script imports, including itself. @param {string} name @returns {Promise<Set<string>>} */
async function imports(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const text = (await read(name)).toString();
  for (const [, imported] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g))
    await imports(imported ?? "", found);
  return found;
}

/** @param {string} name @param {number} limit */
async function script(name, limit) {
  const sizes = await Promise.all([...(await imports(name))].map(async (file) => gzipped(await read(file))));
  return { what: `${name} with its imports`, actual: sizes.reduce((sum, size) => sum + size, 0), limit };
}

/** @param {string} name @param {number} limit */
const module = async (name, limit) => ({ what: name, actual: gzipped(await read(name)), limit });

/** @param {string} name @param {number} limit */
async function moduleExports(name, limit) {
  const compiled = await WebAssembly.compile(new Uint8Array(await read(name)));
  return { what: `exports of ${name}`, actual: WebAssembly.Module.exports(compiled).length, limit };
}

/** What an app with two filters downloads first; codecs and others are chunks that load when they are called. @param {number} limit */
async function twoFilters(limit) {
  const contents = `import { load } from "filmgate";
    import { brightness, gaussianBlur } from "filmgate/filters";
    const gate = await load();
    globalThis.pipeline = gate.createPipeline([brightness(), gaussianBlur()]);`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: packageRoot },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    outdir: "out",
    logLevel: "error",
    write: false,
  });
  const entry = outputFiles.find(({ path }) => path.endsWith("stdin.js"));
  return {
    what: "an app with load and two filters",
    actual: gzipped(entry?.contents ?? new Uint8Array()),
    limit,
  };
}

const rows = await Promise.all([
  twoFilters(18_400),
  module("filmgate.wasm", 331_000),
  module("core.wasm", 146_000),
  module("full.wasm", 606_000),
  module("audio.wasm", 114_000),
  module("audio-full.wasm", 412_000),
  script("index.js", 22_450),
  script("filters.js", 1520),
  script("full.js", 24_600),
  script("audio.js", 21_300),
  script("audio-effects.js", 600),
  script("audio-full.js", 25_200),
  script("worklet.js", 4750),
  script("decode-worker.js", 26_300),
  script("decode-audio-worker.js", 4200),
  script("video.js", 24_900),
  script("video-transcode.js", 32_800),
  script("video-worker.js", 27_700),
  moduleExports("filmgate.wasm", 41),
  moduleExports("full.wasm", 47),
]);

console.log("bytes after gzip, and numbers of exports");
for (const { what, actual, limit } of rows) {
  const mark = actual > limit ? "  TOO LARGE" : "";
  console.log(`${what.padEnd(44)} ${String(actual).padStart(8)} of ${String(limit).padStart(7)}${mark}`);
}
if (rows.some(({ actual, limit }) => actual > limit)) process.exitCode = 1;
await printFamilies();
