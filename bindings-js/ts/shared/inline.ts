import { compileBytes, remembered } from "./module.js";
import type * as platform from "./platform.js";

const compiled = new Map<string, Promise<platform.WebAssemblyModule>>();

/** Compiles the module that a script contains: the text is base64 of its bytes, compressed as "deflate-raw". */
export function inflate(text: string): Promise<platform.WebAssemblyModule> {
  return remembered(compiled, text, async () => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return compileBytes(await new Response(stream).arrayBuffer(), "the bytes in the script");
  });
}
