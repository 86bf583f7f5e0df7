import { type FilmgateError, failure } from "../shared/errors.js";
import { packChain, type VideoChain } from "./chain.js";
import type { FrameFilter } from "./frame-filter.js";
import { VideoWorker } from "./worker.js";

/** Whether frames can move to a worker. */
const canMove = (): boolean => typeof Worker === "function" && typeof VideoFrame !== "undefined";

/** Whether an error says that there is no worker, or that it can't load its module. */
export function isUnavailable(error: unknown): boolean {
  const { code, argument } = error as FilmgateError;
  return code === "unsupported" || argument === "module";
}

/**
 * Returns a filter that runs a chain in a worker with a gate of its own. Frames move to it and back.
 *
 * @param signal - cancels the start
 * @throws an error of the chain, or the reason of the signal; see {@link isUnavailable} for others
 */
export async function workerFilter(chain: VideoChain, signal: AbortSignal): Promise<FrameFilter> {
  if (!canMove()) throw failure("unsupported", "worker", "a worker that takes video frames", "none");
  const start = { module: undefined, maximumBytes: undefined, format: undefined };
  const worker = await VideoWorker.start(start, packChain(chain).packed, signal);
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
