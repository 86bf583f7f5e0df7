// The targets of the matrix: how an app is built for each, and run.

import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  freePort,
  resultOfFolder,
  resultOfPage,
  resultOfProgram,
  serveFolder,
  withServer,
} from "./outcome.mjs";
import { appSources, createApp, install, run, sizeOf } from "./workshop.mjs";

/**
 * @typedef {import("./outcome.mjs").Outcome} Outcome
 *
 * @typedef {object} Target
 * @property {string} name
 * @property {string} configuration what an app needs besides the package
 * @property {string} tool the package whose version is tested
 * @property {"tools" | "next-15" | "next-16"} [from] where `make matrix` installs the tool
 * @property {boolean} [quick] whether `make test` runs it, too, with fewer tools
 * @property {(name: string, tools: string) => Promise<{ outcome: Outcome, bytes?: number }>} test
 */

/** @param {string} tools @param {string} name @returns {Promise<any>} */
const importTool = async (tools, name) => {
  const { exports, main, module } = JSON.parse(await readFile(join(tools, name, "package.json"), "utf8"));
  const entry = exports?.["."]?.import ?? exports?.["."] ?? module ?? main;
  const path = typeof entry === "string" ? entry : (entry.default ?? main);
  return import(pathToFileURL(join(tools, name, path)).href);
};

/** @param {6 | 7 | 8} version @param {string} tool */
const vite = (version, tool) => [
  /** @type {Target} */ ({
    name: `Vite ${version}, build`,
    configuration: "none",
    tool,
    quick: version === 8,
    async test(name, tools) {
      const app = await createApp(name);
      await run(process.execPath, [join(tools, tool, "bin/vite.js"), "build"], { cwd: app });
      return { outcome: await resultOfFolder(join(app, "dist")), bytes: await sizeOf(join(app, "dist")) };
    },
  }),
  /** @type {Target} */ ({
    name: `Vite ${version}, development server`,
    configuration: "none",
    tool,
    quick: version === 8,
    async test(name, tools) {
      const app = await createApp(name);
      const port = await freePort();
      const given = [
        join(tools, tool, "bin/vite.js"),
        "--port",
        `${port}`,
        "--host",
        "127.0.0.1",
        "--strictPort",
      ];
      const outcome = await withServer(
        process.execPath,
        given,
        app,
        `http://127.0.0.1:${port}/`,
        resultOfPage,
      );
      return { outcome };
    },
  }),
];

/** @param {"esm" | "iife"} format @returns {Target} */
const esbuild = (format) => ({
  name: `esbuild, ${format}`,
  configuration: "`filmgate/inline`",
  tool: "esbuild",
  quick: true,
  async test(name, tools) {
    const app = await createApp(name, { inline: true });
    const given = ["main.js", "--bundle", "--minify", `--format=${format}`, "--outfile=out/main.js"];
    await run(process.execPath, [join(tools, "esbuild/bin/esbuild"), ...given], { cwd: app });
    await cp(join(app, "index.html"), join(app, "out/index.html"));
    return { outcome: await resultOfFolder(join(app, "out")), bytes: await sizeOf(join(app, "out")) };
  },
});

/** @type {Target} */
const webpack = {
  name: "webpack 5",
  configuration: "none",
  tool: "webpack",
  quick: true,
  async test(name, tools) {
    const app = await createApp(name);
    const { default: webpack } = await importTool(tools, "webpack");
    await new Promise((resolve, reject) =>
      webpack(
        {
          mode: "production",
          context: app,
          entry: "./main.js",
          output: { path: join(app, "out"), filename: "main.js" },
        },
        (/** @type {any} */ failed, /** @type {any} */ stats) => {
          if (failed || stats.hasErrors()) reject(failed ?? new Error(stats.toString()));
          else resolve(undefined);
        },
      ),
    );
    await cp(join(app, "index.html"), join(app, "out/index.html"));
    return { outcome: await resultOfFolder(join(app, "out")), bytes: await sizeOf(join(app, "out")) };
  },
};

/** @type {Target} */
const rollup = {
  name: "Rollup, node-resolve",
  configuration: "`filmgate/inline`",
  tool: "rollup",
  async test(name, tools) {
    const app = await createApp(name, { inline: true });
    const { rollup } = await importTool(tools, "rollup");
    const { nodeResolve } = await importTool(tools, "@rollup/plugin-node-resolve");
    const bundle = await rollup({ input: join(app, "main.js"), plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ dir: join(app, "out"), format: "es" });
    await cp(join(app, "index.html"), join(app, "out/index.html"));
    return { outcome: await resultOfFolder(join(app, "out")), bytes: await sizeOf(join(app, "out")) };
  },
};

/** @type {Target} */
const parcel = {
  name: "Parcel 2",
  configuration: "`packageExports` in package.json",
  tool: "parcel",
  async test(name, tools) {
    const description = {
      name: "app",
      private: true,
      type: "module",
      "@parcel/resolver-default": { packageExports: true },
    };
    // The lock file marks the root of the project, from which Parcel reads its configuration.
    const files = { "package.json": JSON.stringify(description), "package-lock.json": "{}" };
    const app = await createApp(name, { files });
    // Parcel loads its parts from the folder of its own package.
    const given = [
      "build",
      "index.html",
      "--no-cache",
      "--cache-dir",
      "cache",
      "--dist-dir",
      "out",
      "--no-source-maps",
    ];
    await run(process.execPath, [join(tools, "parcel/lib/bin.js"), ...given], { cwd: app });
    const added = JSON.parse(await readFile(join(app, "package.json"), "utf8")).devDependencies;
    if (added !== undefined) throw new Error(`Parcel has added ${Object.keys(added)}`);
    return { outcome: await resultOfFolder(join(app, "out")), bytes: await sizeOf(join(app, "out")) };
  },
};

/** @type {Target} */
const bunBrowser = {
  name: "Bun's bundler, for a page",
  configuration: "`filmgate/inline`",
  tool: "bun",
  async test(name, tools) {
    const app = await createApp(name, { inline: true });
    await run(join(tools, "@oven/bun-linux-x64/bin/bun"), ["build", "main.js", "--minify", "--outdir=out"], {
      cwd: app,
    });
    await cp(join(app, "index.html"), join(app, "out/index.html"));
    return { outcome: await resultOfFolder(join(app, "out")), bytes: await sizeOf(join(app, "out")) };
  },
};

/** @type {Target} */
const scriptModule = {
  name: '`<script type="module">`, import map',
  configuration: "import map",
  tool: "",
  quick: true,
  async test(name) {
    const imports = importMap("/node_modules/filmgate/dist/");
    const app = await createApp(name, { files: { "index.html": pageWithMap(imports) } });
    return { outcome: await resultOfFolder(app) };
  },
};

/** @type {Target} */
const otherOrigin = {
  name: "import map to another origin",
  configuration: "import map; that origin allows this one (CORS)",
  tool: "",
  quick: true,
  async test(name) {
    const app = await createApp(name);
    const cors = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
    const other = await serveFolder(join(app, "node_modules/filmgate"), cors);
    try {
      await writeFile(join(app, "index.html"), pageWithMap(importMap(new URL("dist/", other.url).href)));
      return { outcome: await resultOfFolder(app) };
    } finally {
      await other.close();
    }
  },
};

/** @param {string} folder */
const importMap = (folder) => ({
  filmgate: `${folder}index.js`,
  "filmgate/filters": `${folder}filters.js`,
  "filmgate/audio": `${folder}audio.js`,
  "filmgate/audio/effects": `${folder}audio-effects.js`,
});

/** @param {object} imports */
const pageWithMap = (imports) =>
  `<!doctype html><html lang="en"><head><title>Filmgate</title><link rel="icon" href="data:,">` +
  `<script type="importmap">${JSON.stringify({ imports })}</script></head>` +
  `<body><script type="module" src="./main.js"></script></body></html>`;

/** @param {15 | 16} version @returns {Target[]} */
const next = (version) => {
  const from = version === 15 ? "next-15" : "next-16";
  /** Built once, for all four kinds of code. @type {Promise<string> | undefined} */
  let built;
  /** @param {string} tools */
  const build = async (tools) => {
    const description = { name: "app", private: true, dependencies: {} };
    const app = await createApp(from, {
      files: { "package.json": JSON.stringify(description) },
      packages: tools,
    });
    await cp(join(appSources, "next/app"), join(app, "app"), { recursive: true });
    await rm(join(app, "main.js"));
    await run(process.execPath, [join(tools, "next/dist/bin/next"), "build"], {
      cwd: app,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
    });
    return app;
  };
  /** @param {string} kind @param {string} path @param {(url: string) => Promise<Outcome>} read @returns {Target} */
  const target = (kind, path, read) => ({
    name: `Next ${version}, ${kind}`,
    configuration: "none",
    tool: "next",
    from,
    async test(_, tools) {
      built ??= build(tools);
      const app = await built;
      const port = await freePort();
      const given = [join(tools, "next/dist/bin/next"), "start", "--port", `${port}`];
      const url = `http://localhost:${port}/${path}`;
      return { outcome: await withServer(process.execPath, given, app, url, read) };
    },
  });
  const json = async (/** @type {string} */ url) => (await fetch(url)).json();
  return [
    target("client component", "client", resultOfPage),
    target("server component", "", async (url) => {
      const [, text = "{}"] = /<pre>(.*?)<\/pre>/.exec(await (await fetch(url)).text()) ?? [];
      return JSON.parse(text.replaceAll("&quot;", '"'));
    }),
    target("route handler", "route", json),
    target("edge route", "edge", json),
  ];
};

/** @param {string} tool @param {boolean} [quick] @returns {Target} */
const node = (tool, quick) => ({
  name: tool === "node" ? "Node, this version" : `Node ${tool.slice(5)}`,
  configuration: "none",
  tool,
  quick: quick ?? false,
  async test(name, tools) {
    const app = await createApp(name);
    const command = tool === "node" ? process.execPath : join(tools, tool, "bin/node");
    return { outcome: await resultOfProgram(command, ["print.js"], app) };
  },
});

/** @type {Target} */
const commonJs = {
  name: "esbuild, CommonJS for Node",
  configuration: "`filmgate/inline`",
  tool: "esbuild",
  quick: true,
  async test(name, tools) {
    const app = await createApp(name, { inline: true });
    const given = ["print.js", "--bundle", "--platform=node", "--format=cjs", "--outfile=out/print.cjs"];
    await run(process.execPath, [join(tools, "esbuild/bin/esbuild"), ...given], { cwd: app });
    return { outcome: await resultOfProgram(process.execPath, ["out/print.cjs"], app) };
  },
};

/** @type {Target[]} */
const deno = [
  {
    name: "Deno",
    configuration: "none",
    tool: "deno",
    async test(name, tools) {
      const app = await createApp(name);
      const given = ["run", "--allow-read", "--no-lock", "--node-modules-dir=manual", "print.js"];
      return { outcome: await resultOfProgram(join(tools, "@deno/linux-x64-glibc/deno"), given, app) };
    },
  },
];

/** @type {Target[]} */
const bun = [
  {
    name: "Bun",
    configuration: "none",
    tool: "bun",
    async test(name, tools) {
      const app = await createApp(name);
      return {
        outcome: await resultOfProgram(join(tools, "@oven/bun-linux-x64/bin/bun"), ["print.js"], app),
      };
    },
  },
  {
    name: "Bun's bundler, for Bun",
    configuration: "none",
    tool: "bun",
    async test(name, tools) {
      const app = await createApp(name);
      const command = join(tools, "@oven/bun-linux-x64/bin/bun");
      await run(command, ["build", "print.js", "--target=bun", "--outdir=out"], { cwd: app });
      // The bundle must not depend on the package.
      await rm(join(app, "node_modules"), { recursive: true });
      return { outcome: await resultOfProgram(command, ["out/print.js"], app) };
    },
  },
];

/** @type {Target} */
const workerd = {
  name: "workerd (Cloudflare Workers)",
  configuration: "none",
  tool: "workerd",
  quick: true,
  async test(name, tools) {
    const app = await createApp(name);
    // As wrangler bundles: these conditions, and modules stay files beside the script.
    const given = [
      "worker.js",
      "--bundle",
      "--format=esm",
      "--conditions=workerd,worker,browser",
      "--external:*.wasm",
      "--outfile=out/worker.js",
    ];
    await run(process.execPath, [join(tools, "esbuild/bin/esbuild"), ...given], { cwd: app });
    const modules = ["filmgate.wasm", "audio.wasm"];
    for (const module of modules) {
      await cp(join(app, "node_modules/filmgate/dist", module), join(app, "out", module));
    }
    const port = await freePort();
    const embedded = modules.map((module) => `(name = "./${module}", wasm = embed "${module}")`).join(", ");
    await writeFile(
      join(app, "out/config.capnp"),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js"), ${embedded}],
  compatibilityDate = "2026-01-01",
);
`,
    );
    const command = join(tools, "@cloudflare/workerd-linux-64/bin/workerd");
    const read = async (/** @type {string} */ url) => (await fetch(url)).json();
    const served = ["serve", "config.capnp"];
    const outcome = await withServer(command, served, join(app, "out"), `http://127.0.0.1:${port}/`, read);
    return { outcome, bytes: await sizeOf(join(app, "out")) };
  },
};

/** @type {readonly Target[]} */
export const targets = [
  ...vite(6, "vite-6"),
  ...vite(7, "vite-7"),
  ...vite(8, "vite"),
  webpack,
  rollup,
  esbuild("esm"),
  esbuild("iife"),
  parcel,
  ...next(15),
  ...next(16),
  bunBrowser,
  scriptModule,
  otherOrigin,
  node("node", true),
  ...["node-20", "node-22", "node-24", "node-26"].map((tool) => node(tool, tool === "node-24")),
  commonJs,
  ...deno,
  ...bun,
  workerd,
];

/** Returns the folder of a target's tools. @param {Target} target @param {boolean} quick */
export const toolsOf = (target, quick) => install(quick ? "quick" : (target.from ?? "tools"));

/** Returns the version of a target's tool. @param {Target} target @param {string} tools */
export async function versionOf({ tool }, tools) {
  if (tool === "") return "";
  if (tool === "node") return process.versions.node;
  return JSON.parse(await readFile(join(tools, tool, "package.json"), "utf8")).version;
}
