import { createGlue } from "glue:full";
import { moduleCodec } from "./image/codec/module.js";
import { type Gate, type LoadOptions, start } from "./image/gate.js";
import type { Build } from "./image/instance.js";

export * from "./image/exports.js";

const build: Build = {
  glue: createGlue,
  location: () => new URL("./full.wasm", import.meta.url),
  codec: moduleCodec,
};

/**
 * Loads Filmgate: the full build, with everything in it.
 *
 * @param options - where the module comes from, limits and reserves
 * @returns a fresh instance
 * @throws {@link ArgumentError} if the module can't be loaded, {@link MemoryError}.
 */
export function load(options?: LoadOptions | null): Promise<Gate> {
  return start(build, options);
}
