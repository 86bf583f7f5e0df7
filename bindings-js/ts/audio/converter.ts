import { Place, SessionNumber } from "../generated/audio-boundary.js";
import { dispose } from "../shared/dispose.js";
import { failure, whole } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import type { AudioModule } from "./module.js";
import { channelsOf, floats, framesOf, type Samples } from "./samples.js";

/**
 * Takes a sound block by block, and makes another number of frames of it, on buffers in linear memory.
 *
 * Fill `input(0)` and the other channels, call `process`, and `output(0)` has as many frames as it says. Nothing is allocated or
 * copied by that, and the bits don't depend on how the sound is cut into blocks. What isn't a finite number is silence.
 */
export abstract class Converter implements Disposable {
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

  /** @internal The module, as long as it is open. */
  protected get open(): AudioModule {
    const module = this.#module;
    if (module === undefined) throw failure("closed", this.#kind, `an open ${this.#kind}`, "a closed one");
    return module;
  }

  #view(place: number, index: number, frames: number): Float32Array<ArrayBuffer> {
    return this.open.view(place, whole("channel", index, 0, this.#channels - 1), frames);
  }

  /** Where a channel's samples go in: `maximumFrames` of them, in linear memory. The view is good until it is closed. */
  input(channel: number): Float32Array<ArrayBuffer> {
    return this.#view(Place.input, channel, this.#frames);
  }

  /** Where a channel's samples come out: as many as can come of a call. The view is good until it is closed. */
  output(channel: number): Float32Array<ArrayBuffer> {
    return this.#view(Place.output, channel, this.open.about(SessionNumber.maximumOutput));
  }

  /**
   * Takes the first `frames` frames of every input.
   *
   * @param frames - how many, up to `maximumFrames`
   * @returns how many frames every output has now, from its first one on: what was there before is gone.
   */
  process(frames: number): number {
    const made = this.open.exports.convert(whole("frames", frames, 0, this.#frames));
    if (made >= 0) return made;
    throw failure("closed", this.#kind, "one whose sound goes on: reset() begins anew", "one that has ended");
  }

  /**
   * Gives what is left when the sound has ended, part by part: call it until it is 0. What follows begins with `reset`.
   *
   * @returns how many frames every output has now.
   */
  flush(): number {
    return this.open.exports.flush();
  }

  /** Begins anew, with what was set last. */
  reset(): void {
    this.open.exports.reset();
  }

  /** Ends it. Its memory serves others, so views of it must not be used any more. Closing twice does nothing. */
  close(): void {
    const module = this.#module;
    if (module === undefined) return;
    this.#module = undefined;
    this.#release(module);
  }

  /** As {@link Converter.close}: `using … = …` calls it. */
  [dispose](): void {
    this.close();
  }
}

/** Frames of a call, and of a turn: after each the page may do something else. */
export const BLOCK = 4096;
const TURN = 16 * BLOCK;

/** Converts a whole sound to `length` frames, without the first `late` ones that come, and closes what does it. */
export async function convertWhole(
  converter: Converter,
  source: Samples,
  length: number,
  late: number,
  options: ProgressOptions,
): Promise<Float32Array<ArrayBuffer>[]> {
  try {
    const channels = channelsOf("source", source);
    const frames = channels[0]?.length ?? 0;
    const progress = new Progress(options);
    const result = channels.map(() => floats(length));
    let at = -late;
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
