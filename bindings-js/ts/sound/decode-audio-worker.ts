// The script of the worker in which `sound.decodeAudio(file, { worker: true })` decodes.

import { causeOf } from "../errors.js";
import { serve } from "../worker-scope.js";
import { type DecodedSound, decodeIn, type Turns } from "./file.js";
import { SoundModule, SPARE_BYTES } from "./module.js";
import { INTACT_FILE, type SoundRequest } from "./worker.js";

/** Milliseconds between reports of progress. Nothing else happens here, so decoding doesn't pause. */
const REPORT = 1000 / 30;

/** An instance for the next file. */
let spare: SoundModule | undefined;

/** Frees the memory of a file, and keeps the instance unless it has grown: memory never shrinks. */
function release(module: SoundModule): void {
  module.exports.close();
  if (module.bytes <= SPARE_BYTES) spare = module;
}

async function decode(start: WebAssembly.Module, { file, strict }: SoundRequest, turns: Turns) {
  const module = spare ?? new SoundModule(start);
  spare = undefined;
  try {
    const sound = await decodeIn(module, file, strict, turns);
    release(module);
    return sound;
  } catch (error) {
    // A lost instance isn't used again.
    if (module.lost) throw causeOf(error);
    release(module);
    throw error;
  }
}

serve<WebAssembly.Module, SoundRequest, DecodedSound>(INTACT_FILE, async (start, request, onProgress) => {
  const result = await decode(start, request, { length: REPORT, next: onProgress });
  return { result, transfer: result.channels.map(({ buffer }) => buffer) };
});
