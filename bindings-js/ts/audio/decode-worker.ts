// The worker script for `engine.decodeAudio(file, { worker: true })`.

import { causeOf } from "../shared/errors.js";
import { SPARE_BYTES } from "../shared/spare.js";
import { serve } from "../shared/worker-scope.js";
import { type DecodedAudio, decodeIn, type Turns } from "./file.js";
import { AudioModule } from "./module.js";
import { type AudioRequest, brokenAudio } from "./worker.js";

/** Milliseconds between progress reports. The worker has no other work, so decoding doesn't yield. */
const REPORT = 1000 / 30;

/** An idle instance for the next file. */
let spare: AudioModule | undefined;

/** Frees the memory of a file, and keeps the instance unless its memory has grown: memory never shrinks. */
function release(module: AudioModule): void {
  module.exports.close();
  if (module.bytes <= SPARE_BYTES) spare = module;
}

async function decode(start: WebAssembly.Module, { file, strict }: AudioRequest, turns: Turns) {
  const module = spare ?? new AudioModule(start);
  spare = undefined;
  try {
    const audio = await decodeIn(module, file, strict, turns);
    release(module);
    return audio;
  } catch (error) {
    // A lost instance isn't reused.
    if (module.lost) throw causeOf(error);
    release(module);
    throw error;
  }
}

serve<WebAssembly.Module, AudioRequest, DecodedAudio>(brokenAudio, async (start, request, onProgress) => {
  const result = await decode(start, request, { length: REPORT, next: onProgress });
  return { result, transfer: result.channels.map(({ buffer }) => buffer) };
});
