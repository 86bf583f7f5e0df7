import { isA, isBuffer } from "./arguments.js";
import { describe, FilmgateError, failure, reasonOf } from "./errors.js";

/** A source of the WebAssembly module. A string is a URL. */
export type ModuleSource =
  | string
  | URL
  | BufferSource
  | WebAssembly.Module
  | Response
  | PromiseLike<Response>;

/** The part of Node's `process` that is used. */
declare const process: {
  getBuiltinModule(name: "node:fs/promises"): { readFile(path: URL): Promise<Uint8Array<ArrayBuffer>> };
};

/** Compiled modules by URL: a second `load()` takes milliseconds. */
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Returns the promise stored under a key, or starts the work and stores its promise. Failed work is removed. */
export function remembered<K, V>(known: Map<K, Promise<V>>, key: K, begin: () => Promise<V>): Promise<V> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const begun = begin();
  known.set(key, begun);
  begun.catch(() => known.delete(key));
  return begun;
}

async function compileResponse(source: Response | PromiseLike<Response>): Promise<WebAssembly.Module> {
  const response = await source;
  if (!response.ok)
    throw failure("invalid-argument", "module", "a response with the module", `status ${response.status}`);
  // A server that sends another MIME type for .wasm files is no reason to fail.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm") ?? false;
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * Reads a file. Node's fetch reads no files; `process.getBuiltinModule` is invisible to bundlers, which fail on an
 * import.
 */
function readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  return process.getBuiltinModule("node:fs/promises").readFile(url);
}

async function compileUrl(url: URL): Promise<WebAssembly.Module> {
  if (url.protocol !== "file:") return compileResponse(fetch(url));
  return WebAssembly.compile(await readFile(url));
}

/** Returns the URL of a file beside this script. In some bundles, a script has no URL. */
export function locate(location: () => URL): URL {
  try {
    return location();
  } catch (error) {
    const expected = "a URL: this script has none of its own, so the files beside it can't be found";
    throw Object.assign(failure("invalid-argument", "module", expected, "none"), { cause: error });
  }
}

/** Downloads a file. @throws ArgumentError with the platform's error as its cause. */
export async function download(source: string | URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const url = new URL(String(source), globalThis.location?.href);
    if (url.protocol === "file:") return new Uint8Array(await readFile(url));
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
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
function isModule(source: unknown): source is WebAssembly.Module {
  try {
    WebAssembly.Module.customSections(source as WebAssembly.Module, "");
    return true;
  } catch {
    return false;
  }
}

function compile(source: ModuleSource): Promise<WebAssembly.Module> {
  if (isModule(source)) return Promise.resolve(source);
  if (typeof source === "string" || isA("URL", "href", source)) {
    const url = new URL(source as string | URL, globalThis.location?.href);
    return remembered(compiled, url.href, () => compileUrl(url));
  }
  if (isBuffer(source) || ArrayBuffer.isView(source)) return WebAssembly.compile(source as BufferSource);
  if (typeof source === "object" && source !== null && ("then" in source || "arrayBuffer" in source)) {
    return compileResponse(source as Response);
  }
  throw failure("invalid-argument", "module", "a URL, bytes, a module or a response", describe(source));
}

/** Loads and compiles the module. @throws ArgumentError with the platform's error as its cause. */
export async function obtain(source: ModuleSource): Promise<WebAssembly.Module> {
  try {
    return await compile(source);
  } catch (error) {
    if (error instanceof FilmgateError) throw error;
    const failed = failure(
      "invalid-argument",
      "module",
      "a WebAssembly module that can be loaded and compiled",
      reasonOf(error),
    );
    throw Object.assign(failed, { cause: error });
  }
}
