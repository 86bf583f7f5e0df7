import { failure } from "../shared/errors.js";
import { whenEnded } from "./tracks.js";
import type { VideoWorker } from "./worker.js";

/** Frames a second of a track that doesn't say how many it has. */
const USUAL_RATE = 30;

/** Number of ticks a frame while the page is hidden. */
const OVERSAMPLING = 1.5;

/** `HTMLMediaElement.HAVE_CURRENT_DATA`. */
const HAVE_CURRENT_DATA = 2;

/** What a {@link ElementFlow} reports. */
export interface ElementListener {
  ended(): void;
  error(error: unknown): void;
}

/** The capture of a canvas: Chromium requests frames from its track, Firefox from its stream. */
interface Requestable {
  requestFrame?(): void;
}

/**
 * The frames of a track through a worker, in browsers whose tracks have no streams of frames: a video element shows the
 * track, and the filtered frames are drawn on a canvas, whose capture is the filtered track.
 */
export class ElementFlow {
  readonly #worker: VideoWorker;
  readonly #listener: ElementListener;
  readonly #video = document.createElement("video");
  readonly #canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;
  readonly #capture: Requestable;
  readonly #ticks = new MessageChannel();
  /** The filtered track. */
  readonly track: MediaStreamTrack;
  #source: MediaStreamTrack | undefined;
  /** Ends the watch for the end of the source. */
  #forget = () => {};
  #isBusy = false;
  #pending: VideoFrame | undefined;
  #isClosed = false;
  /** Number of frames that a newer one has replaced while the worker was busy. */
  missed = 0;

  constructor(worker: VideoWorker, listener: ElementListener) {
    this.#worker = worker;
    this.#listener = listener;
    const context = this.#canvas.getContext("2d", { alpha: false });
    if (context === null) throw failure("unsupported", "track", "a page with a 2D canvas", "none");
    this.#context = context;
    const stream = this.#canvas.captureStream(0);
    const [track] = stream.getVideoTracks();
    if (track === undefined) throw failure("unsupported", "track", "a canvas that can be captured", "none");
    this.track = track;
    this.#capture = "requestFrame" in track ? (track as Requestable) : (stream as Requestable);
    this.#video.muted = true;
    this.#video.playsInline = true;
  }

  /** Reads the frames of a track from now on, in place of another. */
  async read(source: MediaStreamTrack): Promise<void> {
    const isFirst = this.#source === undefined;
    this.#forget();
    this.#source = source;
    this.#forget = whenEnded(source, () => this.#listener.ended());
    this.#video.srcObject = new MediaStream([source]);
    await this.#video.play();
    const { width, height } = source.getSettings();
    this.#canvas.width = width ?? this.#video.videoWidth;
    this.#canvas.height = height ?? this.#video.videoHeight;
    if (!isFirst) return;
    document.addEventListener("visibilitychange", this.#visibility);
    this.#ticks.port1.onmessage = () => this.#look(true);
    await this.#worker.ask({ kind: "tick", interval: 0, events: this.#ticks.port2 }, [this.#ticks.port2]);
    this.#visibility();
    this.#await();
  }

  /** Waits for the next frame that the element shows. */
  #await(): void {
    this.#video.requestVideoFrameCallback(() => {
      if (this.#isClosed) return;
      this.#look(false);
      this.#await();
    });
  }

  /** While the page is hidden, elements show no frames, and timers of pages are slow. Those of workers aren't. */
  readonly #visibility = (): void => {
    const rate = this.#source?.getSettings().frameRate ?? USUAL_RATE;
    // More often than there are frames, because the timer and the frames aren't in step.
    const interval = document.visibilityState === "hidden" ? 1000 / (OVERSAMPLING * rate) : 0;
    void this.#worker.ask({ kind: "tick", interval, events: undefined }).catch(this.#fail);
  };

  /**
   * Takes the current frame.
   *
   * @param maybeSame - whether it may be that of the last call. Firefox has no count of frames and no timestamps of
   *   tracks, so the worker compares the pixels.
   */
  #look(maybeSame: boolean): void {
    if (this.#isClosed || this.#video.readyState < HAVE_CURRENT_DATA) return;
    const frame = new VideoFrame(this.#video, { timestamp: Math.round(performance.now() * 1000) });
    if (this.#isBusy) {
      // The one that waits may be the same, too.
      this.missed += this.#pending === undefined || maybeSame ? 0 : 1;
      this.#pending?.close();
      this.#pending = frame;
    } else {
      void this.#pass(frame, maybeSame);
    }
  }

  async #pass(first: VideoFrame, maybeSame: boolean): Promise<void> {
    this.#isBusy = true;
    for (let frame: VideoFrame | undefined = first; frame !== undefined; ) {
      try {
        const { frame: result } = await this.#worker.ask({ kind: "frame", frame, maybeSame }, [frame]);
        if (result !== undefined) this.#show(result);
      } catch (error) {
        // It hasn't moved if the worker was closed before its turn.
        frame.close();
        this.#fail(error);
      }
      frame = this.#pending;
      this.#pending = undefined;
    }
    this.#isBusy = false;
  }

  #show(frame: VideoFrame): void {
    const { displayWidth, displayHeight } = frame;
    if (!this.#isClosed) {
      if (this.#canvas.width !== displayWidth) this.#canvas.width = displayWidth;
      if (this.#canvas.height !== displayHeight) this.#canvas.height = displayHeight;
      this.#context.drawImage(frame, 0, 0);
      this.#capture.requestFrame?.();
    }
    frame.close();
  }

  readonly #fail = (error: unknown): void => {
    if (!this.#isClosed) this.#listener.error(error);
  };

  close(): void {
    this.#isClosed = true;
    document.removeEventListener("visibilitychange", this.#visibility);
    this.#forget();
    this.#ticks.port1.close();
    this.#pending?.close();
    this.#pending = undefined;
    this.#video.srcObject = null;
    this.track.stop();
  }
}
