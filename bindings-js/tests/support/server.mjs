// A static server for the browser tests: serves the package like an app's server.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "./package.mjs";

const manifest = JSON.parse(await readFile(join(packageRoot, "package.json"), "utf8"));

/** @type {Readonly<Record<string, string>>} */
const mediaTypes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".wasm": "application/wasm",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".wav": "audio/wav",
  ".mp4": "video/mp4",
};

// Headers that allow a page to share memory.
const isolationHeaders = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

/** The script entries of the package, with their paths on the server. */
const entries = Object.entries(/** @type {Record<string, any>} */ (manifest.exports)).flatMap(
  ([entry, target]) =>
    target.default?.endsWith(".js") ? [[`filmgate${entry.slice(1)}`, target.default.slice(1)]] : [],
);

/** The optional peer of `filmgate/video/transcode`. */
const mediabunny = {
  folder: fileURLToPath(new URL("../../bundles/", import.meta.resolve("mediabunny"))),
  script: "mediabunny.mjs",
};

const imports = { ...Object.fromEntries(entries), mediabunny: `/mediabunny/${mediabunny.script}` };

/** The import map for `import("filmgate")` in a page, as in an app. */
export const importMap = `<script type="importmap">${JSON.stringify({ imports })}</script>`;

const blankPage = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
${importMap}`;

/**
 * Serves the package's dist/ and tests/ on localhost, and a blank page whose scripts can import `filmgate` at `/`.
 *
 * @param {object} [options]
 * @param {boolean} [options.isolated] Send the headers that shared memory needs (COOP and COEP).
 * @param {Readonly<Record<string, string>>} [options.pages] More pages, by path: their HTML.
 * @param {Readonly<Record<string, string>>} [options.folders] More folders, by the start of their paths.
 * @param {string} [options.policy] A content security policy for all responses.
 * @param {(head: string) => string} [options.checks] Creates the page at `/checks` from the blank page's head.
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serve({ isolated = false, pages = {}, folders = {}, checks, policy } = {}) {
  const headers = {
    "cache-control": "no-store",
    ...(isolated ? isolationHeaders : {}),
    ...(policy === undefined ? {} : { "content-security-policy": policy }),
  };
  /** @type {Readonly<Record<string, string>>} */
  const html = { "/": blankPage, ...(checks ? { "/checks": checks(blankPage) } : {}), ...pages };
  /** @type {Readonly<Record<string, string>>} */
  const served = {
    dist: join(packageRoot, "dist"),
    tests: join(packageRoot, "tests"),
    mediabunny: mediabunny.folder,
    ...folders,
  };

  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const page = html[path];
    if (page !== undefined) {
      response.writeHead(200, { ...headers, "content-type": mediaTypes[".html"] }).end(page);
      return;
    }
    const [, folder = "", rest = ""] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const place = served[folder];
    const bytes = place ? await readFile(join(place, rest)).catch(() => null) : null;
    if (bytes) {
      const type = mediaTypes[extname(path)] ?? "application/octet-stream";
      const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
      if (from === undefined) {
        response.writeHead(200, { ...headers, "content-type": type }).end(bytes);
        return;
      }
      const part = bytes.subarray(Number(from), to ? Number(to) + 1 : undefined);
      const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`;
      const partial = { ...headers, "content-type": type, "content-range": range, "accept-ranges": "bytes" };
      response.writeHead(part.length > 0 ? 206 : 416, partial).end(part);
    } else {
      response.writeHead(404, headers).end(`${path}: not found`);
    }
  });

  await new Promise((resolve) => server.listen(0, "localhost", () => resolve(undefined)));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://localhost:${address.port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
