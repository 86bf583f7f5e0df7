// Classes of the platform between tracks and streams of frames, which type libraries lack.

/** The frames of a track, as a stream. In Chromium a class of the page, in Safari of the worker. */
type Processor = new (init: {
  readonly track: MediaStreamTrack;
  readonly maxBufferSize?: number;
}) => {
  readonly readable: ReadableStream<VideoFrame>;
};

/** A track of written frames, in Chromium: a class of the page. */
type TrackGenerator = new (init: {
  readonly kind: "video";
}) => MediaStreamTrack & {
  readonly writable: WritableStream<VideoFrame>;
};

/** A track of written frames, in Safari: a class of the worker. */
type VideoTrackGenerator = new () => {
  readonly track: MediaStreamTrack;
  readonly writable: WritableStream<VideoFrame>;
};

interface TrackClasses {
  readonly MediaStreamTrackProcessor?: Processor;
  readonly MediaStreamTrackGenerator?: TrackGenerator;
  readonly VideoTrackGenerator?: VideoTrackGenerator;
}

/** The classes of this page or worker. */
export const trackClasses = (): TrackClasses => globalThis as TrackClasses;

/**
 * Returns the frames of a track. One frame waits at most, and a newer one replaces it, so that a slow chain skips frames
 * and doesn't fall behind.
 */
export function framesOf(Processor: Processor, track: MediaStreamTrack): ReadableStream<VideoFrame> {
  return new Processor({ track, maxBufferSize: 1 }).readable;
}

/** Returns the number of frames that a track has delivered, in browsers that count them. */
export function deliveredBy(track: MediaStreamTrack): number | undefined {
  return (track as { stats?: { deliveredFrames?: number } }).stats?.deliveredFrames;
}

/** Interval in milliseconds at which a track is asked whether it has ended. */
const ASKED = 500;

/**
 * Calls back when a track has ended. The event isn't fired if a script stops the track, so it is asked, too.
 *
 * @returns a function that ends this
 */
export function whenEnded(track: MediaStreamTrack, callback: () => void): () => void {
  const ask = () => {
    if (track.readyState !== "ended") return;
    stop();
    callback();
  };
  const timer = setInterval(ask, ASKED);
  const stop = () => {
    clearInterval(timer);
    track.removeEventListener("ended", ask);
  };
  track.addEventListener("ended", ask);
  return stop;
}
