import { createGlue } from "glue:default";
import { platformCodec } from "./image/codec/platform.js";
import { type Gate, type LoadOptions, start } from "./image/gate.js";
import type { Build } from "./image/instance.js";
import type { ModuleSource } from "./shared/module.js";

export * from "./image/exports.js";

const build: Build = {
  glue: createGlue,
  location: () => new URL("./filmgate.wasm", import.meta.url),
  codec: platformCodec,
};

/**
 * Loads Filmgate: the default build, without codecs.
 *
 * @param source - where the module comes from; by default the file beside this one
 * @param options - limits and reserves
 * @returns a fresh instance
 * @throws {@link ArgumentError} if there is no module to be had from `source`, {@link MemoryError}.
 */
export function load(source?: ModuleSource | null, options?: LoadOptions | null): Promise<Gate> {
  return start(build, source, options);
}
