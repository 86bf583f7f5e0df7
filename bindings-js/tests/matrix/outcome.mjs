// Runs an app that was built, and checks its pixel and its sample.

import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { launchChromium } from "../support/chromium.mjs";
import { run } from "./workshop.mjs";

/** @typedef {{ pixel?: number[], sample?: number, error?: string }} Outcome */

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Serves a folder. @param {string} folder
 * @param {Readonly<Record<string, string>>} [headers]
 */
export async function serveFolder(folder, headers = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = join(folder, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(path))] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, ...headers });
    createReadStream(path).pipe(response);
  });
  const url = await listening(server);
  return { url, close: () => closed(server) };
}

/** @param {import("node:http").Server} server */
async function listening(server) {
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://localhost:${address.port}/`;
}

/** @param {import("node:http").Server} server */
async function closed(server) {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

/** Returns a free port. */
export async function freePort() {
  const server = createServer();
  const url = await listening(server);
  await closed(server);
  return Number(new URL(url).port);
}

/**
 * Opens a page in Chromium, and waits for its result. Messages on the console are failures.
 *
 * @param {string} url
 * @returns {Promise<Outcome>}
 */
export async function resultOfPage(url) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    await page.goto(url, { waitUntil: "commit" });
    await page.waitForFunction("globalThis.result", undefined, { timeout: 60_000 }).catch(() => {});
    const result = await page.evaluate(() => /** @type {any} */ (globalThis).result);
    if (result === undefined) return { error: `no result; the console: ${problems.join("; ")}` };
    if (problems.length > 0)
      return { error: `${result.error ?? "works"}, but the console: ${problems.join("; ")}` };
    return result;
  } finally {
    await browser.close();
  }
}

/** Serves a folder, and opens its page. @param {string} folder */
export async function resultOfFolder(folder) {
  const server = await serveFolder(folder);
  try {
    return await resultOfPage(server.url);
  } finally {
    await server.close();
  }
}

/**
 * Runs a program that prints its result.
 *
 * @param {string} command @param {readonly string[]} given @param {string} cwd
 * @returns {Promise<Outcome>}
 */
export async function resultOfProgram(command, given, cwd) {
  const { stdout, stderr } = await run(command, given, { cwd, timeout: 120_000 });
  if (stderr.trim() !== "") return { error: `stderr: ${stderr.trim()}` };
  return JSON.parse(stdout);
}

/**
 * Starts a server, waits until `path` answers, and returns what `use` returns.
 *
 * @template T
 * @param {string} command @param {readonly string[]} given @param {string} cwd @param {string} url
 * @param {(url: string) => Promise<T>} use
 * @param {Readonly<Record<string, string>>} [environment]
 */
export async function withServer(command, given, cwd, url, use, environment = {}) {
  const server = spawn(command, given, { cwd, detached: true, env: { ...process.env, ...environment } });
  let output = "";
  const collect = (/** @type {Buffer} */ data) => {
    output += data;
  };
  server.stdout.on("data", collect);
  server.stderr.on("data", collect);
  try {
    for (let attempt = 0; ; attempt += 1) {
      if (await fetch(url).catch(() => undefined)) break;
      if (attempt > 150 || server.exitCode !== null) throw new Error(`the server doesn't answer:\n${output}`);
      await new Promise((resume) => setTimeout(resume, 200));
    }
    return await use(url);
  } finally {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, "SIGKILL");
  }
}

/** Returns a problem of an outcome; `undefined` if the pixel and the sample are right. @param {Outcome} outcome */
export function problemOf({ pixel, sample, error }) {
  if (error !== undefined) return error;
  if (String(pixel) !== "245,235,225,255") return `the pixel is ${pixel}`;
  if (!(Math.abs(Number(sample) - 0.25) < 1e-6)) return `the sample is ${sample}`;
  return undefined;
}
