import { ownModule } from "own:filmgate.wasm";
import type * as platform from "./shared/platform.js";
import type { VideoChain } from "./video/chain.js";
import { TrackProcessor } from "./video/processor.js";
import { createTrack, type FilteredTrack, type VideoTrackOptions } from "./video/track.js";

export * from "./video/exports.js";

/**
 * Filters a live video track, of a camera, a screen, a canvas or a video element, in a worker with a gate of its own. The
 * frames stay in their format; each is copied in once, and closed. While a frame is being filtered, a newer one replaces
 * the one that waits, so that a slow chain drops frames and doesn't fall behind.
 *
 * @param track - a live video track; it goes on when the filtered track is closed
 * @param chain - a pipeline, which is copied, its steps, or a preset
 * @param options - module, memory limit, format and error callback
 * @returns the filtered track, and how to change its chain
 * @throws {@link ArgumentError} for another track, or an unknown filter or parameter; {@link StateError} if the track has
 *   ended; {@link CodecError} in a runtime without workers or video frames.
 */
export function createVideoTrack(
  track: platform.MediaStreamTrack,
  chain: VideoChain,
  options?: VideoTrackOptions | null,
): Promise<FilteredTrack> {
  return createTrack(ownModule, track, chain, options);
}

/**
 * Returns a processor for LiveKit: `await localVideoTrack.setProcessor(createTrackProcessor([gaussianBlur()]))`. It also
 * fits other libraries whose processors have the methods `init`, `restart` and `destroy`.
 *
 * @param chain - as for {@link createVideoTrack}
 * @param options - as for {@link createVideoTrack}
 */
export function createTrackProcessor(chain: VideoChain, options?: VideoTrackOptions | null): TrackProcessor {
  return new TrackProcessor((track) => createVideoTrack(track, chain, options));
}
