// Plugins of esbuild for modules that exist only in the build: `glue:`, `own:`, `worklet:`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

/**
 * Wraps wasm-bindgen's glue in a function. The glue stores its instance in module-level variables; as a function body,
 * every instance has its own: a lost instance can be replaced, and untrusted input decoded in a separate instance.
 *
 * @param {string} folder the folder of the variants
 * @returns {import("esbuild").Plugin}
 */
export const gluePlugin = (folder) => ({
  name: "glue",
  setup(build) {
    build.onResolve({ filter: /^glue:/ }, ({ path }) => ({ path, namespace: "glue" }));
    build.onLoad({ filter: /./, namespace: "glue" }, async ({ path }) => {
      const variant = path.slice("glue:".length);
      const { outputFiles } = await build.esbuild.build({
        entryPoints: [join(folder, variant, "filmgate.js")],
        bundle: true,
        write: false,
        format: "iife",
        globalName: "glue",
        target: "es2022",
        logLevel: "warning",
      });
      return { contents: `export function createGlue() {\n${outputFiles[0].text}\nreturn glue;\n}` };
    });
  },
});

/**
 * Provides the worklet's script as a string, for pages that don't serve the file.
 *
 * @param {string} script
 * @returns {import("esbuild").Plugin}
 */
export const workletPlugin = (script) => ({
  name: "worklet",
  setup(build) {
    build.onResolve({ filter: /^worklet:/ }, ({ path }) => ({ path, namespace: "worklet" }));
    build.onLoad({ filter: /./, namespace: "worklet" }, () => ({ contents: script, loader: "text" }));
  },
});

/**
 * Returns the source of `own:NAME` for a platform: how an entry finds its module there.
 *
 * @type {Readonly<Record<string, (name: string, wasm: string) => string | Promise<string>>>}
 */
const PLATFORMS = {
  // Browsers, Deno. Bundlers recognise this expression, and copy the file.
  web: (name) => `export const ownModule = () => new URL("./${name}", import.meta.url);`,
  // Bundlers for servers would replace that expression by the address that a page uses, also if the URL is in a variable.
  node: (name) => `export const ownModule = () => new URL(import.meta.url.replace(/[^/]*$/, "${name}"));`,
  // workerd compiles modules only when it starts: an import yields the compiled module.
  workerd: (name) => `import module from "./${name}"; export const ownModule = () => module;`,
  // Vercel's edge runtime does, too, and needs the query.
  "edge-light": (name) => `import module from "./${name}?module"; export const ownModule = () => module;`,
  // The import yields a path, which is relative in a bundle; Bun's bundler copies the file.
  bun: (name) =>
    `import path from "./${name}" with { type: "file" };
    export const ownModule = () =>
      path.startsWith(".") ? new URL(path, import.meta.url) : Bun.pathToFileURL(path);`,
  // Compressed, as base64: a third larger than the compressed file, and a seventh smaller than uncompressed base64.
  inline: async (_, wasm) => {
    const text = deflateRawSync(await readFile(wasm), { level: 9 }).toString("base64");
    return `import { inflate } from "../shared/inline.js"; export const ownModule = () => inflate("${text}");`;
  },
};

/**
 * Provides `own:NAME`: how an entry finds its module. Entry points are named `PLATFORM:ENTRY`. Only the entry's file
 * itself exists once for every platform; what it imports is shared.
 *
 * @param {string} sources the folder of the TypeScript sources
 * @param {(name: string) => string} moduleOf returns the path of a module
 * @returns {import("esbuild").Plugin}
 */
export const platformPlugin = (sources, moduleOf) => ({
  name: "platform",
  setup(build) {
    build.onResolve({ filter: /^[a-z-]+:/ }, ({ path, kind, namespace }) => {
      const [platform = "", name = ""] = path.split(":");
      if (kind === "entry-point") return { path: join(sources, `${name}.ts`), namespace: platform };
      if (platform === "own") return { path: name, namespace: `own-${namespace}` };
      return undefined;
    });
    for (const [platform, source] of Object.entries(PLATFORMS)) {
      build.onLoad({ filter: /./, namespace: platform }, async ({ path }) => ({
        contents: await readFile(path, "utf8"),
        loader: "ts",
        resolveDir: sources,
      }));
      build.onLoad({ filter: /./, namespace: `own-${platform}` }, async ({ path }) => ({
        contents: await source(path, moduleOf(path)),
        resolveDir: join(sources, "generated"),
      }));
      build.onResolve({ filter: /./, namespace: `own-${platform}` }, ({ path }) =>
        path.includes(".wasm") ? { path, external: true } : undefined,
      );
      // Relative imports of an entry are those of its file.
      build.onResolve({ filter: /^\./, namespace: platform }, ({ path }) => ({
        path: join(sources, path.replace(/\.js$/, ".ts")),
      }));
    }
  },
});

/**
 * Keeps the import of a build by a worker external.
 *
 * @type {import("esbuild").Plugin}
 */
export const besidePlugin = {
  name: "beside",
  setup(build) {
    build.onResolve({ filter: /^(\.\.\/)+(full|index)\.js$/ }, ({ path }) => ({
      path: path.replace(/^.*\//, "./"),
      external: true,
    }));
  },
};

/**
 * Keeps imports of the package's entries by other entries external, under the package's own name: the platform or the
 * bundler then chooses the entry for its conditions, and a page that needs none of them loads none.
 *
 * @type {import("esbuild").Plugin}
 */
export const ownEntriesPlugin = {
  name: "own-entries",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/(index|audio)\.js$/ }, ({ path, importer }) =>
      /[\\/]video[\\/][^\\/]+$/.test(importer)
        ? { path: path === "../index.js" ? "filmgate" : "filmgate/audio", external: true }
        : undefined,
    );
  },
};
