import { SessionNumber } from "../generated/audio-boundary.js";
import { optionsOf } from "../shared/arguments.js";
import { describe, failure, numeric, whole } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import { BLOCK, Converter, convertWhole } from "./converter.js";
import { type AudioModule, checkShape } from "./module.js";
import type { PlanarAudio } from "./offline.js";
import { channelsOf, type Samples } from "./samples.js";

/**
 * Quality of a resampler. The passband is a fraction of half the lower sample rate, up to -0.1 dB; frequencies above
 * half that rate are removed. Noise is everything else in the result of a sine, relative to full scale.
 *
 * | | passband | noise |
 * |---|---|---|
 * | `"fast"` | up to 0.86 | below -100 dB |
 * | `"good"` | up to 0.92 | below -120 dB |
 * | `"best"` | up to 0.96 | below -140 dB |
 */
export type ResamplerQuality = "fast" | "good" | "best";

const QUALITIES: readonly ResamplerQuality[] = ["fast", "good", "best"];

/** Options of a resampler. */
export interface ResamplerOptions {
  /** Sample rate of the input in Hz, from 3000 to 768000. */
  readonly from: number;
  /** Sample rate of the output in Hz, from 3000 to 768000. */
  readonly to: number;
  /** Number of channels, from 1 to 32. Default 2. */
  readonly channels?: number | undefined;
  /** Default `"good"`. */
  readonly quality?: ResamplerQuality | undefined;
  /**
   * Maximum factor between the ratio set by `setRatio` and `to / from`, in both directions, from 1 to 16. Default 1:
   * the ratio is fixed. A larger factor increases latency.
   */
  readonly variation?: number | undefined;
  /** Maximum number of frames of a `process` call, from 1 to 65536. Default 2048. */
  readonly maximumFrames?: number | undefined;
}

const RESAMPLER_OPTIONS = ["from", "to", "channels", "quality", "variation", "maximumFrames"] as const;

/**
 * Converts audio to another sample rate, block by block.
 *
 * For n input frames, `process` and `flush` output ⌈n · to / from⌉ frames in all, preceded by `latency` frames.
 */
export class Resampler extends Converter {
  static override readonly name: string = "Resampler";
  /** Latency in output frames, before the first input frame; it can be fractional. */
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
   * Changes the ratio without a click. The anti-aliasing filter follows.
   *
   * @param ratio - output frames per input frame; within the factor `variation` of `to / from`
   * @param over - number of output frames over which the ratio changes; default 0
   * @throws {@link ArgumentError} if an argument is out of range; {@link StateError} after `close()`.
   */
  setRatio(ratio: number, over = 0): void {
    this.open.setRatio(numeric("ratio", ratio), whole("over", over, 0, 2 ** 32 - 1));
  }

  /** Returns the current ratio: output frames per input frame. */
  ratio(): number {
    return this.open.about(SessionNumber.ratio);
  }
}

/** Options of resampling a whole buffer. */
export interface ResampleOptions extends ProgressOptions {
  /** Default `"good"`. */
  readonly quality?: ResamplerQuality | undefined;
}

/** Resamples a whole buffer, and compensates the latency. */
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
