// The script of the worker in which `gate.decode(file, { worker: true })` decodes. It is a module of its own beside full.js.

import { FilmgateError, type Gate, InstanceLostError, load } from "../full.js";
import type { WorkerAnswer, WorkerRequest } from "./worker.js";

/** An instance that has grown past this is let go: memory never shrinks. */
const SPARE_BYTES = 64 * 2 ** 20;

/** A browser's worker scope, or Node's port to the parent. */
interface Port {
  postMessage(answer: WorkerAnswer, transfer: ArrayBuffer[]): void;
}
declare const process: {
  getBuiltinModule(name: "node:worker_threads"): {
    parentPort: Port & { on(event: "message", listener: (request: WorkerRequest) => void): void };
  };
};

let start: (() => Promise<Gate>) | undefined;
let running: Promise<Gate> | undefined;

async function decode(file: Uint8Array<ArrayBuffer>, strict: boolean): Promise<WorkerAnswer> {
  try {
    running ??= start?.();
    const gate = await running;
    if (gate === undefined) throw new Error("the module comes first");
    const frame = await gate.decode(file, { strict, isolated: false });
    const { width, height, truncated } = frame;
    const pixels = frame.bytes.slice();
    frame.close();
    if (gate.stats.reserved > SPARE_BYTES) running = undefined;
    return { picture: { width, height, pixels, truncated } };
  } catch (error) {
    running = undefined;
    if (error instanceof FilmgateError && !(error instanceof InstanceLostError)) {
      const { code, argument, expected, received } = error;
      return { error: { code, argument, expected, received } };
    }
    const expected = "an intact image file";
    return {
      error: { code: "decode", argument: "bytes", expected, received: "a file that brings its decoder down" },
    };
  }
}

function listen(port: Port): (request: WorkerRequest) => void {
  return async (request) => {
    if ("module" in request) {
      start = () => load(request.module, { maximumBytes: request.maximumBytes });
      return;
    }
    const answer = await decode(request.file, request.strict);
    port.postMessage(answer, "picture" in answer ? [answer.picture.pixels.buffer] : []);
  };
}

if (typeof self === "object" && typeof self.postMessage === "function") {
  const receive = listen({ postMessage: (answer, transfer) => self.postMessage(answer, { transfer }) });
  self.onmessage = ({ data }) => receive(data);
} else {
  const { parentPort } = process.getBuiltinModule("node:worker_threads");
  parentPort.on("message", listen(parentPort));
}
