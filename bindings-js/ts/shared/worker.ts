// The caller's side of a worker. Pictures and audio only differ in the script and the messages. The worker's side is
// worker-scope.ts.

import { closedFailure, type FilmgateError, failure, memoryFailure, type RawError } from "./errors.js";
import { besidePrebundled } from "./module.js";
import { nodeModule } from "./node.js";

/** A message to the worker: its start data, then one request after another. */
export type ToWorker<Start, Request> = { readonly start: Start } | { readonly request: Request };

/** The final answer to a request. An error is sent as plain data, and becomes an instance of the receiver's class. */
export type Answer<Result> =
  | { readonly result: Result }
  | { readonly error: RawError; readonly cause: string | undefined };

/** A message from the worker. */
export type FromWorker<Result> = { readonly ready: true } | { readonly progress: number } | Answer<Result>;

/** A kind of worker. */
export interface WorkerKind<Start> {
  /** File name of the script, for errors. */
  readonly script: string;
  /**
   * Returns `new Worker(new URL("./script.js", import.meta.url), { type: "module" })`. Bundlers only recognise this
   * expression with a literal path, so it can't be built here.
   */
  readonly startInBrowser: () => Worker;
  /** Returns the same URL, for Node. */
  readonly address: () => URL;
  /** Data that is sent before the first request. */
  readonly start: Start;
  /** Creates the error of a request that crashes the worker. */
  readonly crashed: (cause: unknown) => FilmgateError;
  /** Called when a worker that was running fails, also between requests. */
  readonly onCrash?: (error: FilmgateError) => void;
}

/** A request, with its progress callback and its signal. */
export interface Task<Request> {
  readonly request: Request;
  /** Objects to transfer to the worker. */
  readonly transfer: Transferable[];
  readonly signal: AbortSignal | undefined;
  /** Called with the completed fraction, from 0 to 1. An exception cancels the task, which rejects with it. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** The interface of a worker that is used, in a browser or in Node. */
interface Port {
  post(message: unknown, transfer: Transferable[]): void;
  /** Sets whether the worker keeps a Node process alive. */
  keepAlive(alive: boolean): void;
  terminate(): void;
}

interface PortListener {
  message(data: unknown): void;
  failed(cause: unknown): void;
}

/** The part of Node's worker threads that is used. */
interface NodeWorker {
  postMessage(value: unknown, transfer: Transferable[]): void;
  on(event: "message" | "messageerror" | "error" | "exit", listener: (value: unknown) => void): void;
  removeAllListeners(): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}
interface WorkerThreads {
  Worker: new (script: URL, options: { execArgv: string[] }) => NodeWorker;
}

function browserPort(worker: Worker, listener: PortListener): Port {
  worker.onmessage = ({ data }) => listener.message(data);
  worker.onmessageerror = () => listener.failed("a message that can't be read");
  worker.onerror = (event) => {
    event.preventDefault();
    listener.failed(event.message);
  };
  // Bun has the browser's Worker class, but its workers keep the process alive like Node's.
  const counted = worker as Partial<Pick<NodeWorker, "ref" | "unref">>;
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    keepAlive: (alive) => (alive ? counted.ref?.() : counted.unref?.()),
    terminate: () => {
      worker.onmessage = null;
      worker.onmessageerror = null;
      worker.onerror = null;
      worker.terminate();
    },
  };
}

function nodePort(worker: NodeWorker, listener: PortListener): Port {
  worker.on("message", (data) => listener.message(data));
  worker.on("messageerror", (error) => listener.failed(error));
  worker.on("error", (error) => listener.failed(error));
  worker.on("exit", (code) => listener.failed(`the worker exited with code ${code}`));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
    terminate: () => {
      worker.removeAllListeners();
      // An error without a listener would end the process.
      worker.on("error", () => {});
      void worker.terminate();
    },
  };
}

function noWorker(script: string, cause: unknown): FilmgateError {
  const error = failure("unsupported", "worker", `a worker, from ${script} of the package`, "none");
  return Object.assign(error, { cause });
}

/** Creates the error for a file that crashes its decoder, in this thread or in a worker. */
export function brokenFile(intactFile: string, cause: unknown): FilmgateError {
  const received = "a file that crashes the decoder";
  return Object.assign(failure("decode", "bytes", intactFile, received), { cause });
}

/** Whether workers are the browser's. Deno has both; only its threads can be idle without keeping the process alive. */
const hasBrowserWorkers = () => typeof Worker === "function" && !("Deno" in globalThis);

/**
 * Returns the URL of a script that imports the script of `kind`. So a page of another origin can start the worker, and a
 * page whose bundler didn't copy the script beside the bundle.
 */
function importingScript<Start>(kind: WorkerKind<Start>): string {
  const address = kind.address();
  const text = `import ${JSON.stringify((besidePrebundled(address) ?? address).href)};`;
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

function openPort<Start>(kind: WorkerKind<Start>, start: () => Worker, listener: PortListener): Port {
  if (hasBrowserWorkers()) return browserPort(start(), listener);
  const threads = nodeModule<WorkerThreads>("node:worker_threads");
  if (threads === undefined) throw new Error("this platform has no workers");
  // Without this process's flags: Node rejects `--input-type`, for example, for a script in a file.
  return nodePort(new threads.Worker(kind.address(), { execArgv: [] }), listener);
}

/** Settles like `work`, or rejects with the signal's reason, whichever is first. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
  try {
    // The signal has priority: the same abort may have settled `work`.
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** A request without an answer. */
interface Pending<Result> {
  resolve(answer: Answer<Result>): void;
  reject(error: unknown): void;
  readonly onProgress: ((done: number) => void) | undefined;
}

/** A running worker, which processes one request at a time. */
export class Connection<Start, Request, Result> {
  readonly #port: Port;
  /** The error of requests that come too late. */
  #afterClose = closedFailure("worker");
  #pending: Pending<Result> | undefined;
  /** Resolves once the worker's script has run. An earlier failure is the platform's, a later one the file's. */
  readonly ready: Promise<void>;
  #isReady = () => {};
  /** Whether the worker has failed or was terminated. */
  closed = false;

  constructor(kind: WorkerKind<Start>, start: () => Worker) {
    let unable = (_: FilmgateError) => {};
    let started = false;
    this.ready = new Promise((resolve, reject) => {
      unable = reject;
      this.#isReady = () => {
        started = true;
        resolve();
      };
    });
    const failed = (cause: unknown) => {
      if (!started) {
        unable(noWorker(kind.script, cause));
        return this.close();
      }
      const error = kind.crashed(cause);
      this.#afterClose = noWorker(kind.script, "the worker failed after it had started");
      this.#end(error);
      kind.onCrash?.(error);
    };
    try {
      this.#port = openPort(kind, start, {
        message: (data) => this.#receive(data as FromWorker<Result>),
        failed,
      });
    } catch (error) {
      throw noWorker(kind.script, error);
    }
    try {
      this.#post({ start: kind.start }, []);
    } catch (error) {
      this.close();
      throw noWorker(kind.script, error);
    }
  }

  #post(message: ToWorker<Start, Request>, transfer: Transferable[]): void {
    this.#port.post(message, transfer);
  }

  #receive(message: FromWorker<Result>): void {
    if ("ready" in message) {
      this.#isReady();
      this.#port.keepAlive(false);
    } else if ("progress" in message) {
      try {
        this.#pending?.onProgress?.(message.progress);
      } catch (error) {
        this.#pending?.reject(error);
      }
    } else {
      this.#pending?.resolve(message);
    }
  }

  /** Sends a request. Rejects if the worker fails; an error of the request itself is an answer. */
  async send({ request, transfer, onProgress }: Task<Request>): Promise<Answer<Result>> {
    if (this.closed) throw this.#afterClose;
    this.#port.keepAlive(true);
    const answer = await new Promise<Answer<Result>>((resolve, reject) => {
      this.#pending = { resolve, reject, onProgress };
      this.#post({ request }, transfer);
    });
    this.#pending = undefined;
    this.#port.keepAlive(false);
    return answer;
  }

  /** Ends the worker. The request without an answer rejects. */
  close(): void {
    this.#end(this.#afterClose);
  }

  #end(error: FilmgateError): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.closed = true;
    this.#port.terminate();
    pending?.reject(error);
  }
}

/** Returns the result of an answer. @throws the error that the worker has sent. */
export function resultOf<Result>(answer: Answer<Result>): Result {
  if ("result" in answer) return answer.result;
  const { code, argument, expected, received } = answer.error;
  const error = failure(code, argument, expected, received);
  throw answer.cause === undefined ? error : Object.assign(error, { cause: answer.cause });
}

/** Starts a worker. Only a worker that is ready receives buffers: after a failure, the file is still there. */
export async function connect<Start, Request, Result>(
  kind: WorkerKind<Start>,
  signal: AbortSignal | undefined,
): Promise<Connection<Start, Request, Result>> {
  const attempt = async (start: () => Worker) => {
    const connection = new Connection<Start, Request, Result>(kind, start);
    try {
      await unlessAborted(connection.ready, signal);
      return connection;
    } catch (error) {
      if (!connection.closed) connection.close();
      throw error;
    }
  };
  try {
    return await attempt(kind.startInBrowser);
  } catch (error) {
    if (signal?.aborted || !hasBrowserWorkers()) throw error;
    const script = importingScript(kind);
    try {
      return await attempt(() => new Worker(script, { type: "module" }));
    } catch {
      throw error;
    } finally {
      URL.revokeObjectURL(script);
    }
  }
}

/**
 * Returns a function that runs tasks in a worker, one after another. The worker starts with the first task, is reused,
 * and is replaced after an abort or a failure. While idle, it doesn't keep a Node process alive.
 *
 * @returns a function that rejects with the error that the worker answers; with `unsupported` if there is no worker;
 *   immediately with the reason of the task's signal
 */
export function workerQueue<Start, Request, Result>(
  kind: WorkerKind<Start>,
): (task: Task<Request>) => Promise<Result> {
  let connection: Connection<Start, Request, Result> | undefined;
  /** The previous task. It never rejects. */
  let last: Promise<unknown> = Promise.resolve();

  async function run(task: Task<Request>): Promise<Result> {
    task.signal?.throwIfAborted();
    // The worker may have failed while it was idle.
    if (connection === undefined || connection.closed) connection = await connect(kind, task.signal);
    const mine = connection;
    let answer: Answer<Result>;
    try {
      answer = await unlessAborted(mine.send(task), task.signal);
    } catch (error) {
      mine.close();
      throw error;
    }
    return resultOf(answer);
  }

  return (task) => {
    const done = last.then(() => run(task));
    last = done.catch(() => {});
    // A queued task, too, is cancelled immediately.
    return unlessAborted(done, task.signal);
  };
}

/** Copies the bytes of a file to a buffer that can be transferred to a worker. */
export function movableCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw memoryFailure("bytes", bytes.length);
  }
}
