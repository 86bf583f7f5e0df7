import { readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

// Every folder with an index.html is a page.
const pages = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => /^([\w-]+\/)?index\.html$/.test(file) && !file.startsWith("dist/"))
  .map((file) => join(import.meta.dirname, file));

// Enables shared memory and precise clocks. Published pages work without these headers, too.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  // Relative URLs: the built pages work in any folder of a server.
  base: "./",
  // The package locates its module beside its own file, so it must not be moved into the cache of pre-bundled
  // dependencies.
  optimizeDeps: { exclude: ["filmgate"] },
  server: { headers },
  preview: { headers },
  worker: { format: "es" },
  build: { target: "es2022", rolldownOptions: { input: pages } },
});
