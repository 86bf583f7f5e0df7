import { failure, reasonOf } from "../shared/errors.js";
import { isTyped } from "../shared/worker-scope.js";
import { framesOf, trackClasses } from "./tracks.js";
import type { VideoFilter } from "./video-filter.js";
import type { VideoEvent } from "./worker.js";

/** Number of intervals between frames from which their rate is estimated. */
const INTERVALS = 16;

/** A stream of frames through a filter. */
export class Flow {
  readonly #filter: VideoFilter;
  readonly #writer: WritableStreamDefaultWriter<VideoFrame>;
  readonly #events: MessagePort;
  #reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
  readonly #intervals = new Float64Array(INTERVALS).fill(Number.POSITIVE_INFINITY);
  /** The same, sorted: in memory of its own, because nothing is allocated for a frame. */
  readonly #sorted = new Float64Array(INTERVALS);
  /** The end of the last source. It never rejects. */
  #pumped: Promise<void> = Promise.resolve();
  #read = 0;
  #timestamp = Number.NaN;
  #took = 0;
  #missed = 0;

  constructor(filter: VideoFilter, writable: WritableStream<VideoFrame>, events: MessagePort) {
    this.#filter = filter;
    this.#writer = writable.getWriter();
    this.#events = events;
  }

  /** Number of frames of the current source that were read. */
  get read(): number {
    return this.#read;
  }

  /**
   * Number of frames that a newer one has replaced while the filter was busy. The platform drops them before they are
   * read, so this is an estimate by the gaps in the timestamps, for browsers that don't count them.
   */
  get missed(): number {
    return this.#missed;
  }

  /** Reads the frames of a stream or a track from now on, in place of another. */
  readFrom(source: ReadableStream<VideoFrame> | MediaStreamTrack): void {
    const before = this.#reader;
    const { MediaStreamTrackProcessor } = trackClasses();
    if (source instanceof ReadableStream) this.#reader = source.getReader();
    else if (MediaStreamTrackProcessor !== undefined) {
      this.#reader = framesOf(MediaStreamTrackProcessor, source).getReader();
    } else {
      throw failure("unsupported", "worker", "a worker with MediaStreamTrackProcessor", "one without it");
    }
    void before?.cancel().catch(() => {});
    this.#timestamp = Number.NaN;
    this.#read = 0;
    const reader = this.#reader;
    // The frame of the other source that is being filtered comes first.
    this.#pumped = this.#pumped.then(() => this.#pump(reader));
  }

  async #pump(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        if (this.#reader !== reader) {
          value.close();
          return;
        }
        if (!(await this.#pass(value))) break;
      }
    } catch (error) {
      if (this.#reader === reader) this.#report(error);
    }
    if (this.#reader !== reader) return;
    await reader.cancel().catch(() => {});
    await this.#end();
  }

  /**
   * Filters a frame, and writes it. A frame that can't be filtered is omitted.
   *
   * @returns false if nothing reads the filtered frames any more
   */
  async #pass(frame: VideoFrame): Promise<boolean> {
    this.#count(frame.timestamp);
    const begun = performance.now();
    let result: VideoFrame;
    try {
      result = await this.#filter.filter(frame);
    } catch (error) {
      this.#report(error);
      return true;
    }
    this.#took = performance.now() - begun;
    try {
      // The stream closes what is written to it.
      await this.#writer.write(result);
      return true;
    } catch {
      result.close();
      return false;
    }
  }

  #count(timestamp: number): void {
    const interval = timestamp - this.#timestamp;
    this.#timestamp = timestamp;
    this.#read += 1;
    if (!(interval > 0)) return;
    this.#sorted.set(this.#intervals);
    // Not the shortest: two frames may arrive together.
    const usual = this.#sorted.sort()[INTERVALS / 4] ?? interval;
    // A camera may become slower by itself: only a gap while the filter was busy is its fault.
    if (interval > 1.5 * usual && this.#took * 1000 > usual) this.#missed += Math.round(interval / usual) - 1;
    this.#intervals[this.#read % INTERVALS] = interval;
  }

  #report(error: unknown): void {
    const { code, argument, expected, received, cause } = isTyped(error)
      ? error
      : failure("unsupported", "frame", "a frame that can be filtered", reasonOf(error));
    const reason = cause === undefined ? undefined : reasonOf(cause);
    this.#post({ error: { code, argument, expected, received }, cause: reason });
  }

  async #end(): Promise<void> {
    await this.#writer.close().catch(() => {});
    this.#post({ ended: true });
  }

  #post(event: VideoEvent): void {
    this.#events.postMessage(event);
  }
}
