import { failure, numeric } from "../errors.js";
import { dispose } from "../instance.js";
import { channelsOf, type Samples } from "./encode.js";
import { About, Place, type SoundModule } from "./module.js";
import type { PlanarSound } from "./offline.js";

/**
 * How close to ideal a resampler is. Bands are parts of half the lower rate, to -0.1 dB; what lies beyond half that rate is
 * gone. Noise is what else is in the result of a sine.
 *
 * | | passband | noise |
 * |---|---|---|
 * | `"fast"` | to 0.86 | below -100 dB |
 * | `"good"` | to 0.92 | below -120 dB |
 * | `"best"` | to 0.96 | below -140 dB |
 */
export type ResamplerQuality = "fast" | "good" | "best";

const QUALITIES: readonly ResamplerQuality[] = ["fast", "good", "best"];

/** How a resampler is made. */
export interface ResamplerOptions {
  /** Frames a second of what goes in, from 3000 to 768000. */
  readonly from: number;
  /** Frames a second of what comes out, from 3000 to 768000. */
  readonly to: number;
  /** Channels, from 1 to 32. Default 2. */
  readonly channels?: number | undefined;
  /** Default `"good"`. */
  readonly quality?: ResamplerQuality | undefined;
  /**
   * By which factor `setRatio` may go away from `to / from`, in both directions: from 1, which is not at all and the default,
   * to 16. The larger it is, the later is the result.
   */
  readonly variation?: number | undefined;
  /** The most frames of a call of `process`, up to 65536. Default 2048. */
  readonly maximumFrames?: number | undefined;
}

/**
 * Changes the rate of a sound, block by block, on buffers in linear memory.
 *
 * Fill `input(0)` and the other channels, call `process`, and `output(0)` has as many frames as it says. Nothing is allocated or
 * copied by that, and the bits don't depend on how the sound is cut into blocks. What isn't a finite number is silence.
 */
export class Resampler implements Disposable {
  readonly #release: (module: SoundModule) => void;
  readonly #channels: number;
  readonly #frames: number;
  #module: SoundModule | undefined;

  /** @internal */
  constructor(module: SoundModule, release: (module: SoundModule) => void, options: ResamplerOptions) {
    this.#release = release;
    try {
      const { channels = 2, quality = "good", variation = 1, maximumFrames = 2048 } = options;
      const number = QUALITIES.indexOf(quality);
      if (number < 0) throw failure("invalid-argument", "quality", QUALITIES, quality);
      const from = numeric("from", options.from);
      const to = numeric("to", options.to);
      this.#channels = numeric("channels", channels);
      this.#frames = numeric("maximumFrames", maximumFrames);
      const whole = (value: number) => (Number.isInteger(value) && value >= 0 && value < 2 ** 32 ? value : 0);
      const given = [whole(this.#channels), number, numeric("variation", variation), whole(this.#frames)];
      module.createResampler(from, to, ...(given as [number, number, number, number]));
    } catch (error) {
      release(module);
      throw error;
    }
    this.#module = module;
  }

  get #open(): SoundModule {
    if (this.#module === undefined) throw failure("closed", "resampler", "an open resampler", "a closed one");
    return this.#module;
  }

  #view(place: number, index: number, frames: number): Float32Array<ArrayBuffer> {
    if (!Number.isInteger(index) || index < 0 || index >= this.#channels) {
      throw failure("out-of-range", "channel", ["range", 0, this.#channels - 1], index);
    }
    return this.#open.view(place, index, frames);
  }

  /** Where a channel's samples go in: `maximumFrames` of them, in linear memory. The view is good until it is closed. */
  input(channel: number): Float32Array<ArrayBuffer> {
    return this.#view(Place.Input, channel, this.#frames);
  }

  /** Where a channel's samples come out: as many as can come of a call. The view is good until it is closed. */
  output(channel: number): Float32Array<ArrayBuffer> {
    return this.#view(Place.Output, channel, this.#open.about(About.Most));
  }

  /**
   * Takes the first `frames` frames of every input.
   *
   * @param frames - how many, up to `maximumFrames`
   * @returns how many frames every output has now, from its first one on: what was there before is gone.
   */
  process(frames: number): number {
    const module = this.#open;
    if (!(Number.isInteger(frames) && frames >= 0 && frames <= this.#frames)) {
      throw failure("out-of-range", "frames", ["range", 0, this.#frames], frames);
    }
    return module.exports.resample(frames);
  }

  /**
   * Gives what is left when the sound has ended, part by part: call it until it is 0. In all, ⌈n · to / from⌉ frames have come
   * then, and `latency` before them. What follows begins with `reset`.
   *
   * @returns how many frames every output has now.
   */
  flush(): number {
    return this.#open.exports.flush();
  }

  /**
   * Changes the ratio, without a click: the sound bends, and the low pass goes along.
   *
   * @param ratio - frames that come out for one that goes in; as far from `to / from` as `variation` allows
   * @param over - frames that come out until it is reached
   * @throws {@link ArgumentError} if it is out of range.
   */
  setRatio(ratio: number, over = 0): void {
    if (!(Number.isInteger(over) && over >= 0 && over < 2 ** 32)) {
      throw failure("out-of-range", "over", ["range", 0, 2 ** 32 - 1], over);
    }
    this.#open.setRatio(numeric("ratio", ratio), over);
  }

  /** Frames that come out for one that goes in, now. */
  get ratio(): number {
    return this.#open.about(About.Ratio);
  }

  /** Frames that come out before the one that is the first to go in, exactly. */
  get latency(): number {
    return this.#open.about(About.ResamplerLatency);
  }

  /** Begins anew, at the ratio that was set last. */
  reset(): void {
    this.#open.exports.reset();
  }

  /** Ends it. Its memory serves others, so views of it must not be used any more. Closing twice does nothing. */
  close(): void {
    const module = this.#module;
    if (module === undefined) return;
    this.#module = undefined;
    this.#release(module);
  }

  /** As {@link Resampler.close}: `using resampler = …` calls it. */
  [dispose](): void {
    this.close();
  }
}

/** How a whole sound is resampled. */
export interface ResampleOptions {
  /** Default `"good"`. */
  readonly quality?: ResamplerQuality | undefined;
  /** Called with the part that is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends it early, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Frames of a call, and of a turn: after each the page may do something else. */
const BLOCK = 4096;
const TURN = 16 * BLOCK;

/** Resamples a sound so that its first frame stays the first one. */
export async function resampleWhole(
  create: (options: ResamplerOptions) => Resampler,
  source: Samples,
  to: number,
  { quality, onProgress, signal }: ResampleOptions,
): Promise<PlanarSound> {
  const channels = channelsOf("source", source);
  const { sampleRate: from } = source;
  const resampler = create({ from, to, channels: channels.length, quality, maximumFrames: BLOCK });
  try {
    const length = channels[0]?.length ?? 0;
    signal?.throwIfAborted();
    if (from === to) return { sampleRate: to, channels: channels.map((channel) => channel.slice()) };
    const result = channels.map(() => new Float32Array(Math.ceil((length * to) / from)));
    let at = -resampler.latency;
    const take = (frames: number) => {
      for (const [index, target] of result.entries()) {
        const first = Math.max(0, -at);
        const made = resampler.output(index).subarray(first, Math.min(frames, target.length - at));
        if (first < frames) target.set(made, at + first);
      }
      at += frames;
    };
    for (let start = 0; start < length; start += BLOCK) {
      const frames = Math.min(BLOCK, length - start);
      for (const [index, channel] of channels.entries()) {
        resampler.input(index).set(channel.subarray(start, start + frames));
      }
      take(resampler.process(frames));
      if (start % TURN === TURN - BLOCK) {
        onProgress?.(start / length);
        await new Promise((resume) => setTimeout(resume));
        signal?.throwIfAborted();
      }
    }
    for (let frames = resampler.flush(); frames > 0; frames = resampler.flush()) take(frames);
    onProgress?.(1);
    return { sampleRate: to, channels: result };
  } finally {
    resampler.close();
  }
}
