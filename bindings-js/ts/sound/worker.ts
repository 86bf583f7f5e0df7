import { workerQueue } from "../worker.js";
import type { DecodedSound, DecodeSettings } from "./file.js";

/** A sound file to decode. */
export interface SoundRequest {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly strict: boolean;
}

/** An undamaged file, in words. */
export const INTACT_FILE = "an intact sound file";

/** Makes a function that decodes sound files in a worker, with the compiled module. */
export function soundWorker(module: WebAssembly.Module) {
  const decode = workerQueue<WebAssembly.Module, SoundRequest, DecodedSound>({
    script: "decode-audio-worker.js",
    startInBrowser: () =>
      new Worker(new URL("./decode-audio-worker.js", import.meta.url), { type: "module" }),
    address: () => new URL("./decode-audio-worker.js", import.meta.url),
    start: module,
    intactFile: INTACT_FILE,
  });
  /** Decodes a file, whose memory moves to the worker. */
  return (file: Uint8Array<ArrayBuffer>, { strict, signal, onProgress }: DecodeSettings) =>
    decode({ request: { file, strict }, transfer: [file.buffer], signal, onProgress });
}
