import { createGlue } from "glue:default";
import { ownModule } from "own:core.wasm";
import { platformCodec } from "./image/codec/platform.js";
import { type Gate, type LoadOptions, start } from "./image/gate.js";
import type { Build } from "./image/instance.js";

export * from "./image/exports.js";

const build: Build = {
  glue: createGlue,
  ownModule,
  codec: platformCodec,
};

/**
 * Loads Filmgate: the smallest build, with the families of filters `color`, `tone`, `blur`, `scaling`, `geometry` and
 * `compositing`. The browser decodes and encodes image files. Other filters are an {@link ArgumentError} that names
 * `filmgate`, which has all.
 *
 * @param options - the module, the memory limit and the memory to reserve
 * @returns a new instance, with memory of its own
 * @throws {@link ArgumentError} for an unknown or wrong option, or if the module can't be loaded or compiled;
 *   {@link CodecError} if the page's policy forbids WebAssembly; {@link MemoryError} if the system has no memory for the instance or for `reserve`.
 */
export function load(options?: LoadOptions | null): Promise<Gate> {
  return start(build, options);
}
