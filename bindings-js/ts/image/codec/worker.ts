import { brokenFile, workerQueue } from "../../shared/worker.js";
import type { Instance } from "../instance.js";

/** A picture as the worker returns it: RGBA in a buffer of its own. */
export interface WorkerPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly truncated: boolean;
}

/** The compiled module, and its memory limit in bytes. */
export interface PictureStart {
  readonly module: WebAssembly.Module;
  readonly maximumBytes: number;
}

/** An image file to decode. */
export interface PictureRequest {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly strict: boolean;
}

/** Creates the error for a file that crashes the decoder. */
export const brokenPicture = (cause: unknown) => brokenFile("an intact image file", cause);

/** Returns a function that decodes image files in a worker, with the module and the memory limit of `instance`. */
export function workerDecoder({ module, maximumBytes }: Instance) {
  const decode = workerQueue<PictureStart, PictureRequest, WorkerPicture>({
    script: "decode-worker.js",
    startInBrowser: () => new Worker(new URL("./decode-worker.js", import.meta.url), { type: "module" }),
    address: () => new URL("./decode-worker.js", import.meta.url),
    start: { module, maximumBytes },
    crashed: brokenPicture,
  });
  /** Decodes a file, whose buffer is transferred to the worker. */
  return (file: Uint8Array<ArrayBuffer>, strict: boolean, signal: AbortSignal | undefined) =>
    decode({ request: { file, strict }, transfer: [file.buffer], signal });
}
