// The common part of the worker scripts for pictures and audio. The other side of the connection is worker.ts.

import { type FilmgateError, reasonOf } from "./errors.js";
import { nodeModule } from "./node.js";
import type { FromWorker, ToWorker } from "./worker.js";

/** A browser's worker scope, or Node's port to the parent. */
interface Port<Start, Request, Result> {
  post(message: FromWorker<Result>, transfer: Transferable[]): void;
  listen(receive: (message: ToWorker<Start, Request>) => void): void;
}

interface ParentPort<Start, Request, Result> {
  postMessage(message: FromWorker<Result>, transfer: Transferable[]): void;
  on(event: "message", listener: (message: ToWorker<Start, Request>) => void): void;
}

function openPort<Start, Request, Result>(): Port<Start, Request, Result> {
  if (typeof self === "object" && typeof self.postMessage === "function") {
    return {
      post: (message, transfer) => self.postMessage(message, { transfer }),
      listen: (receive) => {
        self.onmessage = ({ data }) => receive(data);
      },
    };
  }
  const threads = nodeModule<{ parentPort: ParentPort<Start, Request, Result> }>("node:worker_threads");
  if (threads === undefined) throw new Error("this script must run in a worker");
  const port = threads.parentPort;
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    listen: (receive) => port.on("message", receive),
  };
}

/** The result of a request, and its objects to transfer to the caller. */
export interface Outcome<Result> {
  readonly result: Result;
  readonly transfer: Transferable[];
}

/**
 * Whether this is a typed error of an instance that isn't lost. Not `instanceof`: a script beside this one has its own
 * classes.
 */
export function isTyped(thrown: unknown): thrown is FilmgateError {
  return (
    thrown instanceof Error && "code" in thrown && "received" in thrown && thrown.code !== "instance-lost"
  );
}

/** Processes a request, with the data that the worker was started with. */
export type Work<Start, Request, Result> = (
  start: Start,
  request: Request,
  onProgress: (done: number) => void,
) => Promise<Outcome<Result>>;

/**
 * Processes the requests of the thread that started this worker. That thread sends them one at a time.
 *
 * @param crashed - creates the error to send if `work` throws anything but a typed error
 */
export function serve<Start, Request, Result>(
  crashed: (cause: unknown) => FilmgateError,
  work: Work<Start, Request, Result>,
): void {
  const port = openPort<Start, Request, Result>();
  let start: Start;

  async function answer(request: Request): Promise<void> {
    try {
      const { result, transfer } = await work(start, request, (progress) => port.post({ progress }, []));
      port.post({ result }, transfer);
    } catch (thrown) {
      const error = isTyped(thrown) ? thrown : crashed(thrown);
      const { code, argument, expected, received, cause } = error;
      const reason = cause === undefined ? undefined : reasonOf(cause);
      port.post({ error: { code, argument, expected, received }, cause: reason }, []);
    }
  }

  port.listen((message) => {
    if ("start" in message) {
      start = message.start;
      port.post({ ready: true }, []);
    } else {
      void answer(message.request);
    }
  });
}
