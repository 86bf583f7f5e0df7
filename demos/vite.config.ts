import { readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

// Every folder that holds an index.html is a page of its own.
const pages = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => /^([\w-]+\/)?index\.html$/.test(file) && !file.startsWith("dist/"))
  .map((file) => join(import.meta.dirname, file));

// So that memory can be shared, and clocks are fine. Whoever publishes the pages may do without: they work all the same.
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  // So that the built pages can lie in any folder of a server.
  base: "./",
  // The package finds its module beside its own file: it must not be moved into the cache of pre-bundled ones.
  optimizeDeps: { exclude: ["filmgate"] },
  server: { headers },
  preview: { headers },
  worker: { format: "es" },
  build: { target: "es2022", rolldownOptions: { input: pages } },
});
