import { Place, SessionNumber } from "../generated/audio-boundary.js";
import { dispose } from "../shared/dispose.js";
import { closedFailure, failure, whole } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import type { AudioModule } from "./module.js";
import { channelsOf, floats, framesOf, type Samples } from "./samples.js";

/**
 * Converts audio block by block to another number of frames, on buffers in linear memory.
 *
 * Fill `input(0)` and the other channels, call `process`, and read as many frames from `output(0)` as it returns.
 * `process` neither allocates nor copies. The result doesn't depend on the block size. Non-finite samples are treated
 * as silence.
 */
export abstract class Converter {
  readonly #release: (module: AudioModule) => void;
  readonly #channels: number;
  readonly #frames: number;
  readonly #kind: string;
  #module: AudioModule | undefined;

  /** @internal */
  constructor(
    kind: string,
    module: AudioModule,
    release: (module: AudioModule) => void,
    channels: number,
    frames: number,
  ) {
    this.#kind = kind;
    this.#module = module;
    this.#release = release;
    this.#channels = channels;
    this.#frames = frames;
  }

  /** @internal The module, while the converter is open. */
  protected get open(): AudioModule {
    const module = this.#module;
    if (module === undefined) throw closedFailure(this.#kind);
    return module;
  }

  #view(place: number, index: number, frames: number): Float32Array<ArrayBuffer> {
    return this.open.view(place, whole("channel", index, 0, this.#channels - 1), frames);
  }

  /**
   * Returns a channel's input samples, as a view of linear memory with `maximumFrames` elements. It is valid until
   * `close()`.
   *
   * @throws {@link ArgumentError} if the channel is out of range; {@link StateError} after `close()`.
   */
  input(channel: number): Float32Array<ArrayBuffer> {
    return this.#view(Place.input, channel, this.#frames);
  }

  /**
   * Returns a channel's output samples, as a view of linear memory with the maximum output of a call. It is valid until
   * `close()`.
   *
   * @throws {@link ArgumentError} if the channel is out of range; {@link StateError} after `close()`.
   */
  output(channel: number): Float32Array<ArrayBuffer> {
    return this.#view(Place.output, channel, this.open.about(SessionNumber.maximumOutput));
  }

  /**
   * Converts the first `frames` frames of every input.
   *
   * @param frames - number of frames, up to `maximumFrames`
   * @returns number of valid frames in every output; the previous output is overwritten
   * @throws {@link ArgumentError} if `frames` is out of range; {@link StateError} after `flush()` or `close()`.
   */
  process(frames: number): number {
    const made = this.open.exports.convert(whole("frames", frames, 0, this.#frames));
    if (made >= 0) return made;
    throw failure(
      "closed",
      this.#kind,
      "reset after flush() before the next process()",
      "a flushed converter",
    );
  }

  /**
   * Outputs the rest after the input has ended, in parts: call it until it returns 0. Call `reset` before the next
   * input.
   *
   * @returns number of valid frames in every output
   * @throws {@link StateError} after `close()`.
   */
  flush(): number {
    return this.open.exports.flush();
  }

  /** Resets to the state before the first input, with the current ratio or tempo. */
  reset(): void {
    this.open.exports.reset();
  }

  /**
   * Releases the converter. Its memory is reused, so its views must not be used any more. Closing twice does nothing.
   */
  close(): void {
    const module = this.#module;
    if (module === undefined) return;
    this.#module = undefined;
    this.#release(module);
  }

  /** Calls {@link Converter.close}, for `using … = …`. */
  [dispose](): void {
    this.close();
  }
}

/** Frames of a `process` call, and between yields to the page. */
export const BLOCK = 4096;
const TURN = 16 * BLOCK;

/** Converts a whole buffer to `length` frames, drops the first `latency` output frames, and closes the converter. */
export async function convertWhole(
  converter: Converter,
  source: Samples,
  length: number,
  latency: number,
  options: ProgressOptions,
): Promise<Float32Array<ArrayBuffer>[]> {
  try {
    const channels = channelsOf("source", source);
    const frames = channels[0]?.length ?? 0;
    const progress = new Progress(options);
    const result = channels.map(() => floats(length));
    let at = -latency;
    const take = (made: number) => {
      for (const [index, target] of result.entries()) {
        const first = Math.max(0, -at);
        const samples = converter.output(index).subarray(first, Math.min(made, target.length - at));
        if (first < made) target.set(samples, at + first);
      }
      at += made;
    };
    for (let start = 0; start < frames; start += BLOCK) {
      const count = Math.min(BLOCK, frames - start);
      for (const [index, channel] of channels.entries()) {
        converter.input(index).set(framesOf("source", channel, start, start + count));
      }
      take(converter.process(count));
      if (start % TURN === TURN - BLOCK) {
        progress.report(start / frames);
        await progress.pause();
      }
    }
    for (let made = converter.flush(); made > 0; made = converter.flush()) take(made);
    progress.report(1);
    return result;
  } finally {
    converter.close();
  }
}
