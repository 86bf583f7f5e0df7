import { SessionNumber } from "../generated/audio-boundary.js";
import { optionsOf } from "../shared/arguments.js";
import { describe, failure, numeric, whole } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import { BLOCK, Converter, convertWhole } from "./converter.js";
import { type AudioModule, checkShape } from "./module.js";
import type { PlanarAudio } from "./offline.js";
import { channelsOf, type Samples } from "./samples.js";

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

const RESAMPLER_OPTIONS = ["from", "to", "channels", "quality", "variation", "maximumFrames"] as const;

/**
 * Changes the rate of a sound, block by block.
 *
 * In all, ⌈n · to / from⌉ frames come of n, and `latency` before them.
 */
export class Resampler extends Converter {
  static override readonly name: string = "Resampler";
  /** Number of output frames before the first frame of the input; it can be fractional. */
  readonly latency: number;

  /** @internal */
  constructor(module: AudioModule, release: (module: AudioModule) => void, options: ResamplerOptions) {
    try {
      const given = optionsOf(options, RESAMPLER_OPTIONS);
      const { channels = 2, quality = "good", variation = 1, maximumFrames = 2048 } = given;
      const number = QUALITIES.indexOf(quality);
      if (number < 0) throw failure("invalid-argument", "quality", QUALITIES, describe(quality));
      const from = numeric("from", given.from);
      const to = numeric("to", given.to);
      const [count, frames] = checkShape(channels, maximumFrames);
      module.createResampler(from, to, count, number, numeric("variation", variation), frames);
      super("resampler", module, release, count, frames);
      this.latency = module.about(SessionNumber.resamplerLatency);
    } catch (error) {
      release(module);
      throw error;
    }
  }

  /**
   * Changes the ratio, without a click: the sound bends, and the low pass goes along.
   *
   * @param ratio - frames that come out for one that goes in; as far from `to / from` as `variation` allows
   * @param over - frames that come out until it is reached
   * @throws {@link ArgumentError} if it is out of range.
   */
  setRatio(ratio: number, over = 0): void {
    this.open.setRatio(numeric("ratio", ratio), whole("over", over, 0, 2 ** 32 - 1));
  }

  /** Returns the number of output frames for one input frame now. */
  ratio(): number {
    return this.open.about(SessionNumber.ratio);
  }
}

/** How a whole sound is resampled. */
export interface ResampleOptions extends ProgressOptions {
  /** Default `"good"`. */
  readonly quality?: ResamplerQuality | undefined;
}

/** Resamples a sound so that its first frame stays the first one. */
export async function resampleWhole(
  create: (options: ResamplerOptions) => Resampler,
  source: Samples,
  to: number,
  options: ResampleOptions,
): Promise<PlanarAudio> {
  const { quality } = options;
  const progress = new Progress(options);
  const channels = channelsOf("source", source);
  const from = numeric("source.sampleRate", source.sampleRate);
  const resampler = create({ from, to, channels: channels.length, quality, maximumFrames: BLOCK });
  if (from === to) {
    resampler.close();
    progress.report(1);
    return { sampleRate: to, channels: channels.map((channel) => channel.slice()) };
  }
  const length = Math.ceil(((channels[0]?.length ?? 0) * to) / from);
  const { latency } = resampler;
  return {
    sampleRate: to,
    channels: await convertWhole(
      resampler,
      { sampleRate: from, channels },
      length,
      latency,
      progress.part(0, 1),
    ),
  };
}
