import { workerQueue } from "../../shared/worker.js";
import type { Instance } from "../instance.js";

/** A picture as the worker returns it: RGBA in memory of its own. */
export interface WorkerPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly truncated: boolean;
}

/** The compiled module, and the limit of its memory in bytes. */
export interface PictureStart {
  readonly module: WebAssembly.Module;
  readonly maximumBytes: number;
}

/** An image file to decode. */
export interface PictureRequest {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly strict: boolean;
}

/** An undamaged file, in words. */
export const INTACT_FILE = "an intact image file";

/** Makes a function that decodes image files in a worker, with the module and the limit of `instance`. */
export function workerDecoder({ module, maximumBytes }: Instance) {
  const decode = workerQueue<PictureStart, PictureRequest, WorkerPicture>({
    script: "decode-worker.js",
    startInBrowser: () => new Worker(new URL("./decode-worker.js", import.meta.url), { type: "module" }),
    address: () => new URL("./decode-worker.js", import.meta.url),
    start: { module, maximumBytes },
    intactFile: INTACT_FILE,
  });
  /** Decodes a file, whose memory moves to the worker. */
  return (file: Uint8Array<ArrayBuffer>, strict: boolean, signal: AbortSignal | undefined) =>
    decode({ request: { file, strict }, transfer: [file.buffer], signal });
}
