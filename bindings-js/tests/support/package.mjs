// The package under test, and its modules as bytes for Node and edge runtimes.
//
// `make test` tests the release build in dist/. `make check` sets the export condition `filmgate-development`, which
// resolves `filmgate` to the development build in dist-dev/.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** The folder of the build under test: dist/ or dist-dev/. */
export const distribution = fileURLToPath(new URL(".", import.meta.resolve("filmgate")));

const development = basename(distribution) === "dist-dev";

/** The export conditions that resolve to the build under test. */
export const conditions = development ? ["filmgate-development"] : [];

/** Value of the option `skip` for a test that fails with the development modules. */
export const needsRelease = development && "needs the release modules: only make test runs it";

/** Value of the option `skip` for a test that takes several seconds. */
export const isSlow = development && "slow: only make test runs it";

/**
 * @param {"filmgate.wasm" | "core.wasm" | "full.wasm" | "audio.wasm" | "audio-full.wasm"} name
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function readModule(name) {
  return new Uint8Array(await readFile(new URL(import.meta.resolve(`filmgate/${name}`))));
}
