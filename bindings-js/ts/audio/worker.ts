import { brokenFile, workerQueue } from "../shared/worker.js";
import type { DecodedAudio, DecodeSettings } from "./file.js";

/** An audio file to decode. */
export interface AudioRequest {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly strict: boolean;
}

/** The expected value in the error for a damaged file. */
export const INTACT_FILE = "an intact audio file";

/** Creates the error for a file that crashes the decoder. */
export const brokenAudio = (cause: unknown) => brokenFile(INTACT_FILE, cause);

/** Returns a function that decodes audio files in a worker, with the compiled module. */
export function audioWorker(module: WebAssembly.Module) {
  const decode = workerQueue<WebAssembly.Module, AudioRequest, DecodedAudio>({
    script: "decode-audio-worker.js",
    startInBrowser: () =>
      new Worker(new URL("./decode-audio-worker.js", import.meta.url), { type: "module" }),
    address: () => new URL("./decode-audio-worker.js", import.meta.url),
    start: module,
    crashed: brokenAudio,
  });
  /** Decodes a file, whose buffer is transferred to the worker. */
  return (file: Uint8Array<ArrayBuffer>, { strict, progress }: DecodeSettings) =>
    decode({ request: { file, strict }, transfer: [file.buffer], ...progress.part(0, 1) });
}
