import type { Step } from "../generated/filters.js";
import type { ParameterChange } from "../image/pipeline.js";
import type { VideoFormat } from "../image/video.js";
import { callbackOf, flagOf, isA, isBytes, isRecord, optionsOf } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { closedFailure, describe, type FilmgateError, failure, numeric, whole } from "../shared/errors.js";
import { type ModuleSource, type OwnModule, obtain, obtainOwn } from "../shared/module.js";
import type * as platform from "../shared/platform.js";
import type { Changes } from "../shared/steps.js";
import { packChain, packValues, type ReadChain, type VideoChain } from "./chain.js";
import { ElementFlow } from "./element.js";
import { deliveredBy, framesOf, trackClasses, whenEnded } from "./tracks.js";
import type { FilterCosts } from "./video-filter.js";
import { type VideoEvent, VideoWorker } from "./worker.js";

/** Options of {@link createVideoTrack}. */
export interface VideoTrackOptions {
  /** The module: a URL, its bytes, a response, or a compiled module. Default: the module of this entry. */
  readonly module?: ModuleSource | undefined;
  /** Limit of the memory of all frames together, in bytes. Default: none but the module's 4 GiB. */
  readonly maximumBytes?: number | undefined;
  /** Format of the filtered frames. Default: that of the track if it is a YUV format, otherwise I420. */
  readonly format?: VideoFormat | undefined;
  /** Called with the error of a frame that couldn't be filtered. The frame is omitted, and the stream goes on. */
  readonly onError?: ((error: FilmgateError) => void) | undefined;
}

const OPTIONS = ["module", "maximumBytes", "format", "onError"] as const;

/**
 * How the frames of a track reach the worker:
 *
 * - `processor`: as streams of the page, which the worker reads and writes (Chromium). A busy page delays nothing.
 * - `worker-processor`: the worker has the track itself (Safari).
 * - `element`: a video element shows the track, and a canvas the filtered frames (Firefox, older browsers).
 */
export type VideoPath = "processor" | "worker-processor" | "element";

/** Where the chain of a track applies; see {@link FilteredTrack.setMask}. */
export interface VideoMask {
  /** Rows of `width` bytes: 255 is the filtered picture, 0 the unfiltered one. */
  readonly data: Uint8Array | Uint8ClampedArray;
  /** In pixels; the mask is scaled to the frames. */
  readonly width: number;
  readonly height: number;
  /**
   * Gives the mask the outlines of each frame, by `guidedFilter`: without, a small mask has soft, blocky edges. `radius` is
   * about the size of the mask's errors, in pixels of the frame; see the filter for `epsilon`.
   */
  readonly refine?: { readonly radius?: number; readonly epsilon?: number } | undefined;
}

/** Costs of a filtered track. */
export interface VideoCosts extends FilterCosts {
  readonly path: VideoPath;
  /**
   * Number of frames that a newer one has replaced because the worker was busy. By the browser's count of frames where it
   * has one (to about one frame), otherwise by the gaps in the timestamps.
   */
  readonly dropped: number;
}

/** A filtered track. The worker that filters it runs until `close()`, or until the source ends. */
export class FilteredTrack {
  static readonly name: string = "FilteredTrack";
  /** The filtered track, for a video element, a peer connection or a recorder. */
  readonly track: platform.MediaStreamTrack;
  readonly path: VideoPath;
  /** Resolves when the source ends, on `close()`, or when the worker fails, of which `onError` is told. */
  readonly ended: Promise<void>;
  readonly #worker: VideoWorker;
  readonly #element: ElementFlow | undefined;
  readonly #finish: () => void;
  #given: readonly unknown[];
  /** The names of the steps. */
  #ids: readonly unknown[];
  /** Ends the watch for the end of the source. */
  #forget = () => {};
  #source: MediaStreamTrack;
  /** Number of frames that the source had delivered when its streams began. */
  #deliveredBefore = 0;
  /** Number of frames that were dropped, and those of earlier sources among them. */
  #dropped = 0;
  #droppedBefore = 0;
  #isClosed = false;

  /** @internal */
  constructor(connected: Connected, chain: ReadChain) {
    const { source, track, path, worker, element, ended, finish } = connected;
    this.track = track;
    this.path = path;
    this.#worker = worker;
    this.#element = element;
    this.ended = ended.then(() => this.close());
    this.#finish = finish;
    this.#source = source;
    this.#count(source);
    this.#watch(source);
    this.#given = chain.given;
    this.#ids = chain.packed.steps.map(({ id }) => id);
  }

  /**
   * Changes parameters of a step, from the next frame on.
   *
   * @param step - the object that the factory returned, its `id`, or its index
   * @param changes - parameters by name
   * @throws {@link ArgumentError} that names the parameter; no parameter has changed then.
   */
  set<S extends Step>(step: S, changes: Changes<S>): Promise<void>;
  set(step: number | string, changes: Readonly<Record<string, ParameterChange>>): Promise<void>;
  async set(step: unknown, changes: unknown): Promise<void> {
    this.#open();
    const index =
      typeof step === "number"
        ? step
        : typeof step === "string"
          ? this.#ids.indexOf(step)
          : this.#given.indexOf(step);
    if (!(index in this.#ids)) {
      throw failure("unknown-parameter", "step", "a step of this chain", describe(step));
    }
    if (!isRecord(changes)) {
      throw failure("invalid-argument", "changes", "an object with parameters", describe(changes));
    }
    await this.#worker.ask({ kind: "set", step: index, changes: packValues(changes) });
  }

  /**
   * Replaces the chain, from the next frame on. No frame is omitted or unfiltered.
   *
   * @param chain - a pipeline, which is copied, its steps, or a preset
   * @throws {@link ArgumentError} that names the step and the parameter; the old chain goes on then.
   */
  async replace(chain: VideoChain): Promise<void> {
    this.#open();
    const read = packChain(chain);
    await this.#worker.ask({ kind: "replace", chain: read.packed });
    this.#given = read.given;
    this.#ids = read.packed.steps.map(({ id }) => id);
  }

  /** Sets whether frames pass through unfiltered. */
  async bypass(bypass: boolean): Promise<void> {
    this.#open();
    await this.#worker.ask({ kind: "bypass", bypass: flagOf("bypass", bypass) ?? false });
  }

  /**
   * Sets where the chain applies, from the next frame on: for instance the background that a segmenter has found, to blur
   * or to replace it. The mask is scaled to the frames by bilinear interpolation, and used until the next one. With `refine`,
   * it gets the outlines of each frame.
   *
   * @param mask - a mask of any size; `null` applies the chain everywhere
   * @throws {@link ArgumentError} if the data don't match the size, or parameters of `refine` are wrong;
   *   `unsupported` if the module lacks `guidedFilter`.
   */
  async setMask(mask: VideoMask | null): Promise<void> {
    this.#open();
    if (mask === null) {
      await this.#worker.ask({ kind: "mask", mask });
      return;
    }
    if (!isRecord(mask)) throw failure("invalid-argument", "mask", "an object or null", describe(mask));
    const width = whole("mask.width", mask.width, 1, 32_767);
    const height = whole("mask.height", mask.height, 1, 32_767);
    if (!isBytes(mask.data)) {
      throw failure(
        "invalid-argument",
        "mask.data",
        "a Uint8Array or a Uint8ClampedArray",
        describe(mask.data),
      );
    }
    if (mask.data.length !== width * height) {
      throw failure("size-mismatch", "mask.data", `${width * height} bytes`, mask.data.length);
    }
    const refine = mask.refine === undefined ? undefined : refinement(mask.refine);
    // Its own buffer, which is transferred.
    const data = new Uint8Array(mask.data);
    await this.#worker.ask({ kind: "mask", mask: { data, width, height, refine } }, [data.buffer]);
  }

  /**
   * Reads the frames of another track from now on, for instance of another camera. The filtered track stays the same.
   * Filters across frames forget those before.
   *
   * @throws {@link ArgumentError} unless it is a video track that hasn't ended.
   */
  async switchTo(track: platform.MediaStreamTrack): Promise<void> {
    this.#open();
    const source = liveTrack(track);
    if (this.#element !== undefined) {
      await this.#element.read(source);
      await this.reset();
      return;
    }
    const { MediaStreamTrackProcessor } = trackClasses();
    if (this.path === "processor" && MediaStreamTrackProcessor !== undefined) {
      const readable = framesOf(MediaStreamTrackProcessor, source);
      // Before: the count of the last source ends here.
      await this.costs();
      await this.#worker.ask({ kind: "source", source: readable }, [readable]);
      this.#count(source);
    } else {
      const copy = source.clone();
      await this.#worker.ask({ kind: "source", source: copy }, [copy as unknown as Transferable]);
      this.#watch(source);
    }
  }

  /** Ends with a track whose clone the worker has: the clone would go on. */
  #watch(source: MediaStreamTrack): void {
    if (this.path !== "worker-processor") return;
    this.#forget();
    this.#forget = whenEnded(source, this.#finish);
  }

  /** Makes filters across frames, such as `temporalDenoise`, forget the frames before: at a cut to another scene. */
  async reset(): Promise<void> {
    this.#open();
    await this.#worker.ask({ kind: "reset" });
  }

  /** Returns what the filter has cost so far. */
  async costs(): Promise<VideoCosts> {
    this.#open();
    const delivered = deliveredBy(this.#source);
    const { costs } = await this.#worker.ask({ kind: "costs" });
    const { missed, read, ...rest } = costs as NonNullable<typeof costs>;
    if (this.path !== "processor" || delivered === undefined) {
      return { ...rest, path: this.path, dropped: this.#element?.missed ?? missed };
    }
    // A frame may be on its way.
    const dropped = this.#droppedBefore + delivered - this.#deliveredBefore - read - 1;
    this.#dropped = Math.max(this.#dropped, dropped);
    return { ...rest, path: this.path, dropped: this.#dropped };
  }

  /** Counts the frames of a source from now on. */
  #count(source: MediaStreamTrack): void {
    this.#source = source;
    this.#droppedBefore = this.#dropped;
    this.#deliveredBefore = deliveredBy(source) ?? 0;
  }

  /** Ends the filtered track, and the worker. The source goes on. Closing twice does nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forget();
    this.#element?.close();
    this.#worker.close();
    (this.track as MediaStreamTrack).stop();
    this.#finish();
  }

  /** Calls {@link FilteredTrack.close}, for `using filtered = …`. */
  [dispose](): void {
    this.close();
  }

  #open(): void {
    if (this.#isClosed) throw closedFailure("track", "filtered track");
  }
}

/** A track whose frames reach a worker. */
interface Connected {
  readonly source: MediaStreamTrack;
  readonly track: MediaStreamTrack;
  readonly path: VideoPath;
  readonly worker: VideoWorker;
  readonly element: ElementFlow | undefined;
  readonly ended: Promise<void>;
  readonly finish: () => void;
}

/** Checks the types of the parameters of a refinement; the module checks their ranges. */
function refinement(given: NonNullable<VideoMask["refine"]>): { radius?: number; epsilon?: number } {
  const { radius, epsilon } = optionsOf(given, ["radius", "epsilon"], "mask.refine");
  return {
    ...(radius === undefined ? {} : { radius: numeric("mask.refine.radius", radius) }),
    ...(epsilon === undefined ? {} : { epsilon: numeric("mask.refine.epsilon", epsilon) }),
  };
}

/** Returns a video track that is live. @throws ArgumentError for anything else. */
function liveTrack(track: unknown): MediaStreamTrack {
  if (!isA("MediaStreamTrack", "kind", track)) {
    throw failure("invalid-argument", "track", "a MediaStreamTrack", describe(track));
  }
  const { kind, readyState } = track as MediaStreamTrack;
  if (kind !== "video") throw failure("invalid-argument", "track", "a video track", `an ${kind} track`);
  if (readyState !== "live") throw failure("closed", "track", "a live track", "a track that has ended");
  return track as MediaStreamTrack;
}

/** Lets the worker filter the frames of a track, in the best way that this browser has. */
async function join(
  worker: VideoWorker,
  source: MediaStreamTrack,
  onError: (error: FilmgateError) => void,
): Promise<Connected> {
  let finish = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const common = { source, worker, ended, finish: () => finish(), element: undefined };
  void worker.failed.then((error) => {
    onError(error);
    finish();
  });
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<VideoEvent>) => {
    if ("ended" in data) finish();
    else if ("error" in data) {
      const { code, argument, expected, received } = data.error;
      onError(Object.assign(failure(code, argument, expected, received), { cause: data.cause }));
    }
  };
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = trackClasses();
  if (MediaStreamTrackProcessor !== undefined && MediaStreamTrackGenerator !== undefined) {
    const readable = framesOf(MediaStreamTrackProcessor, source);
    const track = new MediaStreamTrackGenerator({ kind: "video" });
    const { writable } = track;
    await worker.ask({ kind: "streams", readable, writable, events: port2 }, [readable, writable, port2]);
    return { ...common, track, path: "processor" };
  }
  // A clone, because the page loses a track that it transfers.
  const copy = source.clone();
  const given = await worker
    .ask({ kind: "track", track: copy, events: port2 }, [copy as unknown as Transferable, port2])
    .catch(() => undefined);
  if (given?.track !== undefined) {
    return { ...common, track: given.track, path: "worker-processor" };
  }
  if (copy.readyState === "live") copy.stop();
  const element = new ElementFlow(worker, {
    ended: () => finish(),
    // A worker that fails is reported once.
    error: (error) => worker.closed || onError(error as FilmgateError),
  });
  try {
    await element.read(source);
  } catch (error) {
    element.close();
    throw error;
  }
  return { ...common, element, track: element.track, path: "element" };
}

/** Creates filtered tracks with the module of an entry. */
export async function createTrack(
  ownModule: OwnModule,
  track: platform.MediaStreamTrack,
  chain: VideoChain,
  given: VideoTrackOptions | null | undefined,
): Promise<FilteredTrack> {
  const { module: source, maximumBytes, format, onError } = optionsOf(given, OPTIONS);
  const report = callbackOf("onError", onError) ?? (() => {});
  if (maximumBytes !== undefined) numeric("maximumBytes", maximumBytes);
  const live = liveTrack(track);
  const read = packChain(chain);
  const module = await (source === undefined ? obtainOwn(ownModule) : obtain(source));
  const worker = await VideoWorker.start({ module, maximumBytes, format }, read.packed);
  try {
    return new FilteredTrack(await join(worker, live, report), read);
  } catch (error) {
    worker.close();
    throw error;
  }
}
