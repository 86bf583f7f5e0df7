// Builds the npm package's files: a script for each entry and platform, the modules, and the declarations. By default,
// it bundles the release modules in pkg/ into dist/. `build.mjs development` bundles the development modules in pkg-dev/
// into dist-dev/, to which only the export condition `filmgate-development` resolves. `build.mjs exports` writes the
// exports of package.json.

import { execFile } from "node:child_process";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import {
  besidePlugin,
  gluePlugin,
  ownEntriesPlugin,
  platformPlugin,
  workletPlugin,
} from "./build-plugins.mjs";

const here = import.meta.dirname;
const development = process.argv[2] === "development";
const modules = development ? "pkg-dev" : "pkg";
const dist = join(here, development ? "dist-dev" : "dist");

/**
 * The modules, by their names in the package, and the folders that they are built in.
 *
 * @type {Readonly<Record<string, string>>}
 */
const variants = {
  "filmgate.wasm": "default",
  "core.wasm": "core",
  "full.wasm": "full",
  "audio.wasm": "audio",
  "audio-full.wasm": "audio-full",
};

/** The scripts of the entries that load a module. */
const loading = ["index", "core", "full", "video", "audio", "audio-full"];

/** The entries that contain their module. (The others would double the size of the package.) */
const inlined = { index: "inline", audio: "audio-inline" };

/** The conditions under which an entry finds its module in another way. */
const conditions = ["workerd", "edge-light", "bun", "node"];

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

async function bundle() {
  // The worklet's script: a file of its own, and a string in the page's script.
  const { outputFiles } = await build({ ...common, entryPoints: ["ts/audio/worklet.ts"], write: false });
  const script = outputFiles[0].text;
  await build({
    ...common,
    entryPoints: [
      ...loading.map((entry) => ({ in: `web:${entry}`, out: entry })),
      ...loading.flatMap((entry) =>
        conditions.map((platform) => ({ in: `${platform}:${entry}`, out: `${entry}.${platform}` })),
      ),
      ...Object.entries(inlined).map(([entry, out]) => ({ in: `inline:${entry}`, out })),
      ...["filters", "audio-effects", "audio-noise-model", "spec", "video-transcode"].map((entry) => ({
        in: `ts/${entry}.ts`,
        out: entry,
      })),
    ],
    outdir: dist,
    // Code that entries share goes to separate files, so that a class is the same object from every entry.
    splitting: true,
    chunkNames: "shared-[hash]",
    supported: { "import-attributes": true },
    external: ["mediabunny"],
    plugins: [
      gluePlugin(join(here, modules)),
      workletPlugin(script),
      platformPlugin(join(here, "ts"), (wasm) =>
        join(here, modules, variants[wasm] ?? "", "filmgate_bg.wasm"),
      ),
      ownEntriesPlugin,
    ],
  });
  await writeFile(join(dist, "worklet.js"), script);
  // The worker that decodes pictures imports the full build from the file beside it.
  await build({
    ...common,
    entryPoints: ["ts/image/codec/decode-worker.ts"],
    outfile: join(dist, "decode-worker.js"),
    plugins: [besidePlugin],
  });
  // The worker that filters video imports the default build in the same way.
  await build({
    ...common,
    entryPoints: ["ts/video/video-worker.ts"],
    outfile: join(dist, "video-worker.js"),
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
  for (const [wasm, variant] of Object.entries(variants)) {
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

/** The scripts of the sub-paths. */
const subPaths = {
  ".": "index",
  "./core": "core",
  "./filters": "filters",
  "./full": "full",
  "./inline": "inline",
  "./audio": "audio",
  "./audio/effects": "audio-effects",
  "./audio/full": "audio-full",
  "./audio/inline": "audio-inline",
  "./audio/noise-model": "audio-noise-model",
  "./spec": "spec",
  "./video": "video",
  "./video/transcode": "video-transcode",
};

/**
 * Files that an app can serve or import by itself, and their declarations.
 *
 * @type {Readonly<Record<string, string>>}
 */
const files = {
  ...Object.fromEntries(Object.keys(variants).map((name) => [name, "wasm"])),
  "noise-suppressor.model": "model",
  "worklet.js": "audio/worklet",
  "decode-worker.js": "image/codec/decode-worker",
  "decode-audio-worker.js": "audio/decode-worker",
  "video-worker.js": "video/video-worker",
};

/** Returns the exports of package.json. The first condition that a tool knows wins. */
function exportsOf() {
  const development = (/** @type {unknown} */ target) =>
    JSON.parse(JSON.stringify(target).replaceAll("./dist/", "./dist-dev/"));
  const entries = Object.entries(subPaths).map(([path, script]) => {
    // The declarations of an inlined entry are those of the other.
    const [declared = script] = Object.entries(inlined).find(([, name]) => name === script) ?? [];
    const web = { types: `./dist/${declared}.d.ts`, default: `./dist/${script}.js` };
    const others = loading.includes(script)
      ? Object.fromEntries(conditions.map((name) => [name, `./dist/${script}.${name}.js`]))
      : {};
    const { types, default: script_ } = web;
    return [path, { "filmgate-development": development(web), types, ...others, default: script_ }];
  });
  const assets = Object.entries(files).map(([name, declared]) => {
    const target = { types: `./dist/${declared}.d.ts`, default: `./dist/${name}` };
    return [`./${name}`, { "filmgate-development": development(target), ...target }];
  });
  return Object.fromEntries([...entries, ...assets, ["./package.json", "./package.json"]]);
}

const manifest = join(here, "package.json");

async function writeExports() {
  const described = JSON.parse(await readFile(manifest, "utf8"));
  await writeFile(manifest, `${JSON.stringify({ ...described, exports: exportsOf() }, null, 2)}\n`);
}

/** Rejects exports that aren't those of this script. */
async function refuseStaleExports() {
  const { exports } = JSON.parse(await readFile(manifest, "utf8"));
  if (JSON.stringify(exports) !== JSON.stringify(exportsOf())) {
    throw new Error("the exports of package.json are stale: run `node bindings-js/build.mjs exports`");
  }
}

async function buildAll() {
  await refuseStaleExports();
  await rm(dist, { recursive: true, force: true });
  await bundle();
  await copyModules();
  await copyModel();
  await emitDeclarations();
  await refuseLeakedGlueTypes();
}

try {
  await (process.argv[2] === "exports" ? writeExports() : buildAll());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
