// The worker script that filters video, with a gate of its own. It imports the default build from the file beside it.

import { type Gate, load } from "../index.js";
import { failure, reasonOf } from "../shared/errors.js";
import { isTyped, serve } from "../shared/worker-scope.js";
import { Flow } from "./flow.js";
import { trackClasses } from "./tracks.js";
import { VideoFilter } from "./video-filter.js";
import { crashed, type VideoRequest, type VideoResult, type VideoStart } from "./worker.js";

let filter: VideoFilter | undefined;
let flow: Flow | undefined;
let ticks: MessagePort | undefined;
let ticking: ReturnType<typeof setInterval> | undefined;

/** Starts a gate for `start`. */
const gateOf = ({ module, maximumBytes }: VideoStart) => {
  const options = {
    ...(module === undefined ? {} : { module }),
    ...(maximumBytes === undefined ? {} : { maximumBytes }),
  };
  return (): Promise<Gate> => load(options);
};

/** Returns the filter, which the first request has created. */
function open(): VideoFilter {
  if (filter === undefined) throw failure("closed", "worker", "a worker with a chain", "none");
  return filter;
}

async function answer(start: VideoStart, request: VideoRequest): Promise<VideoResult> {
  switch (request.kind) {
    case "replace":
      if (filter === undefined) filter = await VideoFilter.create(gateOf(start), request.chain, start.format);
      else await filter.replace(request.chain);
      return {};
    case "set":
      await open().set(request.step, request.changes);
      return {};
    case "bypass":
      open().bypass = request.bypass;
      return {};
    case "mask":
      await open().setMask(request.mask);
      return {};
    case "reset":
      await open().reset();
      return {};
    case "costs":
      return { costs: { ...open().costs(), missed: flow?.missed ?? 0, read: flow?.read ?? 0 } };
    case "frame": {
      const frame = await open().filter(request.frame, request.maybeSame);
      return frame === undefined ? {} : { frame };
    }
    case "encodable":
      return { frame: await open().encodable(request.frame, request.coding) };
    case "streams":
      flow = new Flow(open(), request.writable, request.events);
      flow.readFrom(request.readable);
      return {};
    case "track": {
      const { VideoTrackGenerator } = trackClasses();
      if (VideoTrackGenerator === undefined) {
        throw failure("unsupported", "worker", "a worker with VideoTrackGenerator", "one without it");
      }
      const { track, writable } = new VideoTrackGenerator();
      flow = new Flow(open(), writable, request.events);
      flow.readFrom(request.track);
      return { track };
    }
    case "source":
      await open().reset();
      flow?.readFrom(request.source);
      return {};
    case "tick": {
      clearInterval(ticking);
      ticks = request.events ?? ticks;
      if (request.interval > 0)
        ticking = setInterval(() => ticks?.postMessage({ tick: true }), request.interval);
      return {};
    }
  }
}

serve<VideoStart, VideoRequest, VideoResult>(crashed, async (start, request) => {
  try {
    const result = await answer(start, request);
    const { frame, track } = result;
    return { result, transfer: [frame, track].filter((object) => object !== undefined) as Transferable[] };
  } catch (error) {
    if (isTyped(error)) throw error;
    // The filter has started again; the worker goes on.
    const failed = failure("unsupported", "frame", "a frame that can be filtered", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  }
});
