import type * as platform from "./platform.js";
// Loads WebAssembly modules and other files of the package, and explains why one can't be loaded.

import { isA, isBuffer } from "./arguments.js";
import { describe, FilmgateError, failure, reasonOf } from "./errors.js";
import { nodeModule } from "./node.js";

/** A source of the WebAssembly module. A string is a URL. */
export type ModuleSource =
  | string
  | URL
  | platform.Bytes
  | platform.WebAssemblyModule
  | Response
  | PromiseLike<Response>;

/** Returns the module that belongs to an entry: its URL, or the module itself where the script contains or imports it. */
export type OwnModule = () => URL | platform.WebAssemblyModule | PromiseLike<platform.WebAssemblyModule>;

/** The guide for errors of this file. */
const GUIDE = "docs/install.md";

/** Compiled modules by URL: a second `load()` takes milliseconds. */
const compiled = new Map<string, Promise<platform.WebAssemblyModule>>();

/** URLs of compiled modules, for errors. */
const addresses = new WeakMap<platform.WebAssemblyModule, string>();

/** Creates the error for a module that belongs to another entry, or to another version. */
export function anotherModule(
  expected: string,
  module: platform.WebAssemblyModule,
  cause?: unknown,
): FilmgateError {
  // WebKit compiles modules in spite of the policy, and refuses to instantiate them.
  const forbidden = forbiddenBy(cause);
  if (forbidden !== undefined) return forbidden;
  const address = addresses.get(module);
  const received = `another module${address === undefined ? "" : `, from ${address}`}`;
  const error = failure("invalid-argument", "module", `${expected} of this version of Filmgate`, received);
  return cause === undefined ? error : Object.assign(error, { cause });
}

/** Returns the promise stored under a key, or starts the work and stores its promise. Failed work is removed. */
export function remembered<K, V>(known: Map<K, Promise<V>>, key: K, begin: () => Promise<V>): Promise<V> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const begun = begin();
  known.set(key, begun);
  begun.catch(() => known.delete(key));
  return begun;
}

/** Creates the error for a module that can't be downloaded, or is something else. */
function refused(received: string, cause?: unknown): FilmgateError {
  const error = failure("invalid-argument", "module", `a module of this package (see ${GUIDE})`, received);
  return cause === undefined ? error : Object.assign(error, { cause });
}

/** Creates the error for WebAssembly that the page's policy forbids; `undefined` for any other cause. */
function forbiddenBy(cause: unknown): FilmgateError | undefined {
  const reason = reasonOf(cause);
  // Engines report a violated policy in the message only.
  if (!/content security policy|\bCSP\b|unsafe-eval/i.test(reason)) return undefined;
  const expected = "allowed by the page: its Content-Security-Policy needs 'wasm-unsafe-eval' in script-src";
  return Object.assign(failure("unsupported", "module", expected, reason), { cause });
}

/** Creates the error for bytes from `origin` that can't be compiled. */
function notCompiled(origin: string, cause: unknown): FilmgateError {
  return forbiddenBy(cause) ?? refused(`${origin}: ${reasonOf(cause)}`, cause);
}

/** Compiles bytes that came from `origin`. */
export async function compileBytes(
  bytes: platform.Bytes,
  origin = "other bytes",
): Promise<platform.WebAssemblyModule> {
  try {
    return await WebAssembly.compile(bytes as BufferSource);
  } catch (error) {
    throw notCompiled(origin, error);
  }
}

/** Describes the answer of a server. */
function answer({ status, headers, url }: Response): string {
  return `status ${status}, ${headers.get("content-type") ?? "no content-type"}, from ${url || "a response"}`;
}

async function compileResponse(
  source: Response | PromiseLike<Response>,
): Promise<platform.WebAssemblyModule> {
  const response = await source;
  const origin = answer(response);
  if (!response.ok) throw refused(origin);
  // A server that sends another MIME type for .wasm files is no reason to fail.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm") ?? false;
  if (!streams) return compileBytes(await response.arrayBuffer(), origin);
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    throw notCompiled(origin, error);
  }
}

/** The part of Node's file system that is used. */
interface Files {
  readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
}

/** Reads a file. Node's fetch reads no files. */
async function readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const files = nodeModule<Files>("node:fs/promises");
  if (files === undefined) throw new Error("this platform reads no files");
  return files.readFile(url);
}

async function compileUrl(url: URL): Promise<platform.WebAssemblyModule> {
  try {
    const isFile = url.protocol === "file:";
    const module = await (isFile ? compileBytes(await readFile(url), url.href) : compileResponse(fetch(url)));
    addresses.set(module, url.href);
    return module;
  } catch (error) {
    throw error instanceof FilmgateError ? error : refused(`${url.href}: ${reasonOf(error)}`, error);
  }
}

/** The folder of Vite's pre-bundled dependencies, to which versions 6 and 7 don't copy other files of a package. */
const PREBUNDLED = "/.vite/deps/";

/**
 * Returns the address of a file of this package in Vite's development server, if `url` is the address that the
 * pre-bundled script computes.
 */
export function besidePrebundled(url: URL): URL | undefined {
  if (!url.pathname.includes(PREBUNDLED)) return undefined;
  return new URL(url.href.replace(PREBUNDLED, "/filmgate/dist/"));
}

/** Returns the location of a file beside this script. In some bundles, a script has no URL. */
export function locate<T>(location: () => T): T {
  try {
    return location();
  } catch (error) {
    const expected = `given: this script has no URL, so it can't find the files beside it (see ${GUIDE})`;
    throw Object.assign(failure("invalid-argument", "module", expected, "none"), { cause: error });
  }
}

/** Downloads a file. @throws ArgumentError with the platform's error as its cause. */
export async function download(source: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const url = new URL(String(source), globalThis.location?.href);
    if (url.protocol === "file:") return new Uint8Array(await readFile(url));
    const response = await fetch(url);
    if (!response.ok) throw new Error(answer(response));
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const failed = failure(
      "invalid-argument",
      "source",
      "the URL of a file that can be loaded",
      reasonOf(error),
    );
    throw Object.assign(failed, { cause: error });
  }
}

/** Whether `source` is a compiled module, of any realm. */
function isModule(source: unknown): source is platform.WebAssemblyModule {
  try {
    WebAssembly.Module.customSections(source as WebAssembly.Module, "");
    return true;
  } catch {
    return false;
  }
}

function compile(source: ModuleSource): Promise<platform.WebAssemblyModule> {
  if (isModule(source)) return Promise.resolve(source);
  if (typeof source === "string" || isA("URL", "href", source)) {
    const url = new URL(source as string | URL, globalThis.location?.href);
    return remembered(compiled, url.href, () => compileUrl(url));
  }
  if (isBuffer(source) || ArrayBuffer.isView(source)) return compileBytes(source as platform.Bytes);
  if (typeof source === "object" && source !== null && ("then" in source || "arrayBuffer" in source)) {
    return compileResponse(source as Response);
  }
  throw failure("invalid-argument", "module", "a URL, bytes, a module or a response", describe(source));
}

/** Loads and compiles a module. @throws ArgumentError with the platform's error as its cause. */
export async function obtain(source: ModuleSource): Promise<platform.WebAssemblyModule> {
  try {
    return await compile(source);
  } catch (error) {
    throw error instanceof FilmgateError ? error : refused(reasonOf(error), error);
  }
}

/** Loads and compiles the module of an entry. @throws as {@link obtain}. */
export async function obtainOwn(ownModule: OwnModule): Promise<platform.WebAssemblyModule> {
  const own = locate(ownModule);
  if (!(own instanceof URL)) return own;
  // Bundlers may replace the URL by an object that only has its properties, with a path in `href`.
  const url = new URL(own.href, globalThis.location?.href);
  try {
    return await obtain(url);
  } catch (error) {
    const other = besidePrebundled(url);
    if (other === undefined) throw error;
    return obtain(other).catch(() => {
      throw error;
    });
  }
}
