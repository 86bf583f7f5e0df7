// The messages between the page and the worker that filters video.

import type { VideoFormat } from "../image/video.js";
import { type FilmgateError, failure, type RawError } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import { type Connection, connect, resultOf, unlessAborted } from "../shared/worker.js";
import type { PackedChain, PackedValues } from "./chain.js";
import type { MaskData } from "./mask.js";
import type { YuvCoding } from "./transcode-colors.js";
import type { FilterCosts } from "./video-filter.js";

/** What the worker starts with. */
export interface VideoStart {
  /** Without, the worker loads the one beside its script. */
  readonly module: platform.WebAssemblyModule | undefined;
  readonly maximumBytes: number | undefined;
  readonly format: VideoFormat | undefined;
}

/** A request to the worker. */
export type VideoRequest =
  | { readonly kind: "replace"; readonly chain: PackedChain }
  | { readonly kind: "set"; readonly step: number; readonly changes: PackedValues }
  | { readonly kind: "bypass"; readonly bypass: boolean }
  | { readonly kind: "mask"; readonly mask: MaskData | null }
  | { readonly kind: "reset" }
  | { readonly kind: "costs" }
  /** Filters a frame, and answers with the filtered one; with none if it may be the same as the last one, and is. */
  | { readonly kind: "frame"; readonly frame: VideoFrame; readonly maybeSame: boolean }
  /** Filters a frame for an encoder that encodes colours in this way. */
  | { readonly kind: "encodable"; readonly frame: VideoFrame; readonly coding: YuvCoding | undefined }
  /** Filters the frames of a stream, and writes them to another. Events go to the port. */
  | {
      readonly kind: "streams";
      readonly readable: ReadableStream<VideoFrame>;
      readonly writable: WritableStream<VideoFrame>;
      readonly events: MessagePort;
    }
  /** The same in browsers that have tracks in workers; answers with the filtered track. */
  | { readonly kind: "track"; readonly track: MediaStreamTrack; readonly events: MessagePort }
  /** Reads the frames of another stream or track from now on. */
  | { readonly kind: "source"; readonly source: ReadableStream<VideoFrame> | MediaStreamTrack }
  /** Sends a tick to the port at an interval; 0 ends that. Timers of workers go on while the page is hidden. */
  | { readonly kind: "tick"; readonly interval: number; readonly events: MessagePort | undefined };

/** The answer to a request. */
export interface VideoResult {
  readonly frame?: VideoFrame;
  readonly track?: MediaStreamTrack;
  readonly costs?: FilterCosts & { readonly missed: number; readonly read: number };
}

/** What happens between requests. */
export type VideoEvent =
  | { readonly ended: true }
  | { readonly tick: true }
  | { readonly error: RawError; readonly cause: string | undefined };

/** Creates the error of a frame that crashes the worker. */
export const crashed = (cause: unknown): FilmgateError =>
  Object.assign(failure("instance-lost", "worker", "a running worker", "a worker that failed"), { cause });

/** A worker with a gate of its own. It answers requests in their order. */
export class VideoWorker {
  readonly #connection: Connection<VideoStart, VideoRequest, VideoResult>;
  #last: Promise<unknown> = Promise.resolve();
  /** Resolves with the error if the worker fails, also between requests. */
  readonly failed: Promise<FilmgateError>;

  private constructor(
    connection: Connection<VideoStart, VideoRequest, VideoResult>,
    failed: Promise<FilmgateError>,
  ) {
    this.#connection = connection;
    this.failed = failed;
  }

  static async start(start: VideoStart, chain: PackedChain, signal?: AbortSignal): Promise<VideoWorker> {
    let onCrash = (_: FilmgateError) => {};
    const failed = new Promise<FilmgateError>((resolve) => {
      onCrash = resolve;
    });
    const connection = await connect<VideoStart, VideoRequest, VideoResult>(
      {
        script: "video-worker.js",
        startInBrowser: () => new Worker(new URL("./video-worker.js", import.meta.url), { type: "module" }),
        address: () => new URL("./video-worker.js", import.meta.url),
        start,
        crashed,
        onCrash,
      },
      signal,
    );
    const worker = new VideoWorker(connection, failed);
    try {
      await unlessAborted(worker.ask({ kind: "replace", chain }), signal);
      return worker;
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  /** Sends a request after the answer to the one before. @throws the error that the worker answers. */
  ask(request: VideoRequest, transfer: Transferable[] = []): Promise<VideoResult> {
    const answered = this.#last
      .then(() => this.#connection.send({ request, transfer, signal: undefined }))
      .then(resultOf);
    this.#last = answered.catch(() => {});
    return answered;
  }

  /** Whether the worker has failed or was closed. */
  get closed(): boolean {
    return this.#connection.closed;
  }

  close(): void {
    if (!this.#connection.closed) this.#connection.close();
  }
}
