import { createGlue } from "glue:full";
import { ownModule } from "own:full.wasm";
import { moduleCodec } from "./image/codec/module.js";
import { type Gate, type LoadOptions, start } from "./image/gate.js";
import type { Build } from "./image/instance.js";

export * from "./image/exports.js";

const build: Build = {
  glue: createGlue,
  ownModule,
  codec: moduleCodec,
};

/**
 * Loads Filmgate: the full build, which decodes and encodes image files itself, also where there is no browser.
 *
 * @param options - the module, the memory limit and the memory to reserve
 * @returns a new instance, with memory of its own
 * @throws {@link ArgumentError} for an unknown or wrong option, or if the module can't be loaded or compiled;
 *   {@link CodecError} if the page's policy forbids WebAssembly; {@link MemoryError} if the system has no memory for the instance or for `reserve`.
 */
export function load(options?: LoadOptions | null): Promise<Gate> {
  return start(build, options);
}
