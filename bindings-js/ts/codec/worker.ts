import { type FilmgateError, failure, type RawError } from "../errors.js";
import type { Instance } from "../instance.js";

/** A picture as the worker returns it: RGBA in memory of its own. */
export interface WorkerPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly truncated: boolean;
}

/** What the worker is sent: the module first, then files. */
export type WorkerRequest =
  | { readonly module: WebAssembly.Module; readonly maximumBytes: number }
  | { readonly file: Uint8Array<ArrayBuffer>; readonly strict: boolean };

/** What it answers. An error crosses as plain data. */
export type WorkerAnswer = { readonly picture: WorkerPicture } | { readonly error: RawError };

/** What is used of a worker, in a browser or in Node. */
interface Channel {
  post(request: WorkerRequest, transfer: ArrayBuffer[]): void;
  /** The next answer; rejects if the worker fails. */
  answer(): Promise<WorkerAnswer>;
  /** Lets a Node process end while the worker is idle. */
  idle(idle: boolean): void;
  terminate(): void;
}

/** What is used of Node's worker threads. */
interface NodeWorker {
  postMessage(value: unknown, transfer: ArrayBuffer[]): void;
  once(event: string, listener: (value: never) => void): void;
  removeAllListeners(): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}
declare const process: {
  getBuiltinModule?(name: "node:worker_threads"): { Worker: new (script: URL) => NodeWorker } | undefined;
};

function failed(cause: unknown): FilmgateError {
  const error = failure("unsupported", "worker", "a worker, from decode-worker.js of the package", "none");
  return Object.assign(error, { cause });
}

function openInBrowser(): Channel {
  // Bundlers know this form, and bring the script along.
  const worker = new Worker(new URL("./decode-worker.js", import.meta.url), { type: "module" });
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    answer: () =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onmessageerror = () => reject(failed("a message that can't be read"));
        worker.onerror = (event) => {
          event.preventDefault();
          reject(failed(event.message));
        };
      }),
    idle: () => {},
    terminate: () => worker.terminate(),
  };
}

function openInNode(NodeWorkers: { Worker: new (script: URL) => NodeWorker }): Channel {
  const worker = new NodeWorkers.Worker(new URL("./decode-worker.js", import.meta.url));
  worker.unref();
  return {
    post: (request, transfer) => worker.postMessage(request, transfer),
    answer: () =>
      new Promise((resolve, reject) => {
        worker.removeAllListeners();
        worker.once("message", resolve as (value: never) => void);
        worker.once("error", (error) => reject(failed(error)));
        worker.once("exit", (code) => reject(failed(`the worker has ended: ${code}`)));
      }),
    idle: (idle) => (idle ? worker.unref() : worker.ref()),
    terminate: () => {
      worker.removeAllListeners();
      void worker.terminate();
    },
  };
}

function open(): Channel {
  try {
    if (typeof Worker === "function") return openInBrowser();
    const threads =
      typeof process === "object" ? process.getBuiltinModule?.("node:worker_threads") : undefined;
    if (threads !== undefined) return openInNode(threads);
  } catch (error) {
    throw failed(error);
  }
  throw failed("no workers here");
}

/** Settles as `work` does, or rejects with the signal's reason, whichever is first. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** A worker that decodes one file after another. It is kept for the next file, and replaced after an abort or a failure. */
export function workerDecoder(instance: Instance) {
  let channel: Channel | undefined;
  /** The file before this one, whatever came of it. */
  let last: Promise<unknown> = Promise.resolve();

  async function decodeNow(
    file: Uint8Array<ArrayBuffer>,
    strict: boolean,
    signal: AbortSignal | undefined,
  ): Promise<WorkerPicture> {
    signal?.throwIfAborted();
    if (channel === undefined) {
      channel = open();
      channel.post({ module: instance.module, maximumBytes: instance.maximumBytes }, []);
    }
    const mine = channel;
    mine.idle(false);
    let answer: WorkerAnswer;
    try {
      const answered = mine.answer();
      mine.post({ file, strict }, [file.buffer]);
      answer = await unlessAborted(answered, signal);
    } catch (error) {
      mine.terminate();
      channel = undefined;
      throw error;
    }
    mine.idle(true);
    if ("picture" in answer) return answer.picture;
    const { code, argument, expected, received } = answer.error;
    throw failure(code, argument, expected, received);
  }

  /** Decodes a file, whose memory goes to the worker. */
  return (file: Uint8Array<ArrayBuffer>, strict: boolean, signal: AbortSignal | undefined) => {
    const decoded = last.then(() => decodeNow(file, strict, signal));
    last = decoded.catch(() => {});
    // A file that waits for its turn is cancelled at once, too.
    return unlessAborted(decoded, signal);
  };
}
