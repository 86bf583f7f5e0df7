import { workerQueue } from "../shared/worker.js";
import type { DecodedAudio, DecodeSettings } from "./file.js";

/** A sound file to decode. */
export interface AudioRequest {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly strict: boolean;
}

/** An undamaged file, in words. */
export const INTACT_FILE = "an intact sound file";

/** Makes a function that decodes sound files in a worker, with the compiled module. */
export function audioWorker(module: WebAssembly.Module) {
  const decode = workerQueue<WebAssembly.Module, AudioRequest, DecodedAudio>({
    script: "decode-audio-worker.js",
    startInBrowser: () =>
      new Worker(new URL("./decode-audio-worker.js", import.meta.url), { type: "module" }),
    address: () => new URL("./decode-audio-worker.js", import.meta.url),
    start: module,
    intactFile: INTACT_FILE,
  });
  /** Decodes a file, whose memory moves to the worker. */
  return (file: Uint8Array<ArrayBuffer>, { strict, progress }: DecodeSettings) =>
    decode({ request: { file, strict }, transfer: [file.buffer], ...progress.part(0, 1) });
}
