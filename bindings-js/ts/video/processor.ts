import { isRecord } from "../shared/arguments.js";
import { closedFailure, describe, failure } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import type { FilteredTrack } from "./track.js";

/** What LiveKit passes to a processor. */
export interface TrackProcessorOptions {
  /** The camera's track. */
  readonly track: platform.MediaStreamTrack;
  readonly [name: string]: unknown;
}

/**
 * A processor in the shape of LiveKit's `TrackProcessor`, for `localVideoTrack.setProcessor(processor)`.
 *
 * LiveKit calls its methods. The filtered track, whose chain can be changed at any time, is `filtered`.
 */
export class TrackProcessor {
  static readonly name: string = "TrackProcessor";
  readonly name: string = "filmgate";
  /** The track to publish, after `init`. */
  processedTrack?: platform.MediaStreamTrack;
  readonly #filter: (track: platform.MediaStreamTrack) => Promise<FilteredTrack>;
  #filtered: FilteredTrack | undefined;

  /** @internal */
  constructor(filter: (track: platform.MediaStreamTrack) => Promise<FilteredTrack>) {
    this.#filter = filter;
  }

  /** The filtered track. @throws {@link StateError} before `init` and after `destroy`. */
  get filtered(): FilteredTrack {
    if (this.#filtered === undefined) throw closedFailure("processor", "processor");
    return this.#filtered;
  }

  /** Starts filtering. */
  async init(options: TrackProcessorOptions): Promise<void> {
    if (!isRecord(options)) throw failure("invalid-argument", "options", "an object", describe(options));
    await this.destroy();
    this.#filtered = await this.#filter(options.track);
    this.processedTrack = this.#filtered.track;
  }

  /** Filters another track, such as that of another camera. The published track stays the same. */
  async restart(options: TrackProcessorOptions): Promise<void> {
    if (this.#filtered === undefined) await this.init(options);
    else await this.#filtered.switchTo(options.track);
  }

  /** Ends filtering. */
  async destroy(): Promise<void> {
    this.#filtered?.close();
    this.#filtered = undefined;
    delete this.processedTrack;
  }
}
