import { workerQueue } from "../shared/worker.js";
import type { DecodedAudio, DecodeSettings } from "./file.js";

/** An audio file to decode. */
export interface AudioRequest {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly strict: boolean;
}

/** The expected value in the error for a damaged file. */
export const INTACT_FILE = "an intact audio file";

/** Returns a function that decodes audio files in a worker, with the compiled module. */
export function audioWorker(module: WebAssembly.Module) {
  const decode = workerQueue<WebAssembly.Module, AudioRequest, DecodedAudio>({
    script: "decode-audio-worker.js",
    startInBrowser: () =>
      new Worker(new URL("./decode-audio-worker.js", import.meta.url), { type: "module" }),
    address: () => new URL("./decode-audio-worker.js", import.meta.url),
    start: module,
    intactFile: INTACT_FILE,
  });
  /** Decodes a file, whose buffer is transferred to the worker. */
  return (file: Uint8Array<ArrayBuffer>, { strict, progress }: DecodeSettings) =>
    decode({ request: { file, strict }, transfer: [file.buffer], ...progress.part(0, 1) });
}
