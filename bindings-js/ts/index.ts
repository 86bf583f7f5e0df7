import { createGlue } from "glue:default";
import { platformCodec } from "./image/codec/platform.js";
import { type Gate, type LoadOptions, start } from "./image/gate.js";
import type { Build } from "./image/instance.js";

export * from "./image/exports.js";

const build: Build = {
  glue: createGlue,
  location: () => new URL("./filmgate.wasm", import.meta.url),
  codec: platformCodec,
};

/**
 * Loads Filmgate: the default build, without codecs.
 *
 * @param options - where the module comes from, limits and reserves
 * @returns a fresh instance
 * @throws {@link ArgumentError} if the module can't be loaded, {@link MemoryError}.
 */
export function load(options?: LoadOptions | null): Promise<Gate> {
  return start(build, options);
}
