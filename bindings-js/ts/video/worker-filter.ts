import type { FilmgateError } from "../shared/errors.js";
import { packChain, type VideoChain } from "./chain.js";
import type { FrameFilter } from "./frame-filter.js";
import { VideoWorker } from "./worker.js";

/** Whether frames can move to a worker. */
export const canMove = (): boolean => typeof Worker === "function" && typeof VideoFrame !== "undefined";

/**
 * Returns a filter that runs a chain in a worker with a gate of its own. Frames move to it and back.
 *
 * @param signal - cancels the start
 * @throws an error of the chain, or the reason of the signal; `undefined` is returned if the worker or its module can't be loaded
 */
export async function workerFilter(chain: VideoChain, signal: AbortSignal): Promise<FrameFilter | undefined> {
  const { packed } = packChain(chain);
  let worker: VideoWorker;
  try {
    const start = { module: undefined, maximumBytes: undefined, format: undefined };
    worker = await VideoWorker.start(start, packed, signal);
  } catch (error) {
    const { code, argument } = error as FilmgateError;
    if (code === "unsupported" || argument === "module") return undefined;
    throw error;
  }
  return {
    async filter(given, coding) {
      const frame = given as VideoFrame;
      try {
        const { frame: result } = await worker.ask({ kind: "encodable", frame, coding }, [frame]);
        return result as VideoFrame;
      } finally {
        // Nothing happens to a frame that has moved.
        frame.close();
      }
    },
    close: () => worker.close(),
  };
}
