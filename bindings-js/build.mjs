// Builds the npm package's files: a bundle and a module for each variant, and the declarations. By default, it bundles
// the release modules in pkg/ into dist/. `build.mjs development` bundles the development modules in pkg-dev/ into
// dist-dev/, to which only the export condition `filmgate-development` resolves.

import { execFile } from "node:child_process";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

const here = import.meta.dirname;
const development = process.argv[2] === "development";
const modules = development ? "pkg-dev" : "pkg";
const dist = join(here, development ? "dist-dev" : "dist");
const variants = [
  { entry: "index", variant: "default", wasm: "filmgate.wasm" },
  { entry: "full", variant: "full", wasm: "full.wasm" },
  { entry: "audio", variant: "audio", wasm: "audio.wasm" },
  { entry: "audio-full", variant: "audio-full", wasm: "audio-full.wasm" },
];
/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
};

/**
 * Wraps wasm-bindgen's glue in a function. The glue stores its instance in module-level variables; as a function body,
 * every instance has its own: a lost instance can be replaced, and untrusted input decoded in a separate instance.
 *
 * @type {import("esbuild").Plugin}
 */
const gluePlugin = {
  name: "glue",
  setup(build) {
    build.onResolve({ filter: /^glue:/ }, ({ path }) => ({
      path,
      namespace: "glue",
    }));
    build.onLoad({ filter: /./, namespace: "glue" }, async ({ path }) => {
      const variant = path.slice("glue:".length);
      const { outputFiles } = await build.esbuild.build({
        absWorkingDir: here,
        entryPoints: [`${modules}/${variant}/filmgate.js`],
        bundle: true,
        write: false,
        format: "iife",
        globalName: "glue",
        target: "es2022",
        logLevel: "warning",
      });
      return {
        contents: `export function createGlue() {\n${outputFiles[0].text}\nreturn glue;\n}`,
      };
    });
  },
};

/**
 * Bundles the worklet's script: a file of its own, and a string in the page's script for pages that don't serve the
 * file.
 */
async function bundleWorklet() {
  const { outputFiles } = await build({ ...common, entryPoints: ["ts/audio/worklet.ts"], write: false });
  return outputFiles[0].text;
}

/** @type {(script: string) => import("esbuild").Plugin} */
const workletPlugin = (script) => ({
  name: "worklet",
  setup(build) {
    build.onResolve({ filter: /^worklet:/ }, ({ path }) => ({ path, namespace: "worklet" }));
    build.onLoad({ filter: /./, namespace: "worklet" }, () => ({ contents: script, loader: "text" }));
  },
});

/**
 * Keeps the import of the full build external.
 *
 * @type {import("esbuild").Plugin}
 */
const besidePlugin = {
  name: "beside",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/\.\.\/full\.js$/ }, () => ({ path: "./full.js", external: true }));
  },
};

async function bundle() {
  const script = await bundleWorklet();
  await build({
    ...common,
    entryPoints: [...variants.map(({ entry }) => entry), "filters", "audio-effects", "spec"].map(
      (entry) => `ts/${entry}.ts`,
    ),
    outdir: dist,
    // Code that entries share goes to separate files, so that a class is the same object from every entry.
    splitting: true,
    chunkNames: "shared-[hash]",
    sourcemap: true,
    plugins: [gluePlugin, workletPlugin(script)],
  });
  await writeFile(join(dist, "worklet.js"), script);
  // The worker that decodes pictures imports the full build from the file beside it.
  await build({
    ...common,
    entryPoints: ["ts/image/codec/decode-worker.ts"],
    outfile: join(dist, "decode-worker.js"),
    plugins: [besidePlugin],
  });
  // The worker that decodes audio is self-contained: without the effects it is small.
  await build({
    ...common,
    entryPoints: ["ts/audio/decode-worker.ts"],
    outfile: join(dist, "decode-audio-worker.js"),
  });
}

async function copyModules() {
  for (const { variant, wasm } of variants) {
    await copyFile(join(here, modules, variant, "filmgate_bg.wasm"), join(dist, wasm));
  }
}

/** Copies the model with its licence, both as separate files. */
async function copyModel() {
  const models = join(here, "../core/models");
  await copyFile(join(models, "noise-suppressor.model"), join(dist, "noise-suppressor.model"));
  await copyFile(join(models, "LICENSE"), join(dist, "noise-suppressor.LICENSE"));
}

async function emitDeclarations() {
  const tsc = join(here, "../node_modules/typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [
    tsc,
    "--project",
    here,
    "--emitDeclarationOnly",
    "--outDir",
    dist,
  ]).catch((error) => {
    throw new Error(`the TypeScript sources have errors:\n${error.stdout}`);
  });
}

/**
 * Rejects declarations that refer to the glue's types: these aren't published, so every user's type check would fail.
 */
async function refuseLeakedGlueTypes() {
  for (const name of await readdir(dist, { recursive: true })) {
    if (name.endsWith(".d.ts") && /["'][^"']*\/pkg\//.test(await readFile(join(dist, name), "utf8"))) {
      throw new Error(`dist/${name} refers to a type of pkg/: annotate the export in ts/ with a type of ts/`);
    }
  }
}

/**
 * Rejects an export without the condition: it would resolve to dist/, and `make check` would silently test a release
 * build.
 */
async function refuseMissingConditions() {
  const { exports } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
  for (const [name, { "filmgate-development": conditional, ...release }] of Object.entries(exports)) {
    if (name === "./package.json") continue;
    const expected = JSON.stringify(release).replaceAll("./dist/", "./dist-dev/");
    const actual = typeof conditional === "string" ? { default: conditional } : conditional;
    if (JSON.stringify(actual) !== expected) {
      throw new Error(`package.json: the condition "filmgate-development" of "${name}" must be ${expected}`);
    }
  }
}

try {
  await refuseMissingConditions();
  await rm(dist, { recursive: true, force: true });
  await bundle();
  await copyModules();
  await copyModel();
  await emitDeclarations();
  await refuseLeakedGlueTypes();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
