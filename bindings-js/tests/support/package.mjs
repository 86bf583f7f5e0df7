// Where the package under test lies, and its modules as bytes: what Node and edge runtimes start from.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The package's folder. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/**
 * @param {"filmgate.wasm" | "full.wasm" | "audio.wasm"} name
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function readModule(name) {
  return new Uint8Array(await readFile(new URL(import.meta.resolve(`filmgate/${name}`))));
}
