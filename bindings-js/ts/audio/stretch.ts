import type { ChainStep, PitchShiftOptions } from "../generated/effects.js";
import { between, failure, numeric } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import type { PlanarAudio, Rendered, RenderOptions } from "./offline.js";
import type { ResampleOptions } from "./resampler.js";
import { channelsOf, type Samples } from "./samples.js";

/** Options of time stretching and pitch shifting. */
export interface StretchOptions extends ProgressOptions {
  /** Tempo factor, from ¼ to 4: 2 halves the length. Default 1. */
  readonly tempo?: number | undefined;
  /** Pitch shift in semitones, from -24 to 24. Default 0. */
  readonly pitch?: number | undefined;
  /**
   * Length of the analysis window: `"short"` for drums, `"medium"` for voices, `"long"` for music. Default `"long"`.
   */
  readonly window?: PitchShiftOptions["window"];
}

/** The names of {@link StretchOptions}, except those of {@link ProgressOptions}. */
export const STRETCH_OPTIONS = ["tempo", "pitch", "window"] as const;

interface Ways {
  readonly resample: (source: Samples, sampleRate: number, options: ResampleOptions) => Promise<PlanarAudio>;
  readonly render: (
    source: Samples,
    steps: readonly ChainStep[],
    options: RenderOptions,
  ) => Promise<Rendered>;
}

/** Range of `pitchShift`, in semitones. */
const FARTHEST = 24;

/** Validates tempo and pitch: the pitch shift that compensates the tempo must be in range, too. */
export function checkedStretch({ tempo = 1, pitch = 0 }: StretchOptions): { tempo: number; pitch: number } {
  if (!(numeric("tempo", tempo) >= 0.25 && tempo <= 4)) {
    throw failure("out-of-range", "tempo", between(0.25, 4), tempo);
  }
  const back = -12 * Math.log2(tempo);
  const range = [Math.max(-FARTHEST, -FARTHEST - back), Math.min(FARTHEST, FARTHEST - back)] as const;
  if (!(numeric("pitch", pitch) >= range[0] && pitch <= range[1])) {
    throw failure("out-of-range", "pitch", { range }, pitch);
  }
  return { tempo, pitch };
}

/**
 * Resamples, which changes length and pitch together, and corrects the pitch. A downward shift runs before resampling:
 * it lowers frequencies that resampling would otherwise push out of the band.
 */
export async function stretch(source: Samples, options: StretchOptions, ways: Ways): Promise<PlanarAudio> {
  const { tempo, pitch } = checkedStretch(options);
  const { window = "long" } = options;
  const progress = new Progress(options);
  const channels = channelsOf("source", source);
  const sampleRate = numeric("source.sampleRate", source.sampleRate);
  const shift = pitch - 12 * Math.log2(tempo);
  const half = (part: number) => progress.part(part / 2, (part + 1) / 2);
  // Labelled as 48 kHz, so that no sample rate is out of range. At its own rate, the result is faster and higher.
  const resampled = async (channels: readonly Float32Array[], part: number) => {
    const taken = { sampleRate: 48_000, channels };
    return (await ways.resample(taken, 48_000 / tempo, half(part))).channels;
  };
  const shifted = async (channels: readonly Float32Array[], part: number) => {
    const options = { compensateLatency: true, smoothing: false, ...half(part) };
    const steps = [{ effect: "pitchShift", pitch: shift, window }] as const;
    return (await ways.render({ sampleRate, channels }, steps, options)).channels;
  };
  if (shift < 0) return { sampleRate, channels: await resampled(await shifted(channels, 0), 1) };
  return { sampleRate, channels: await shifted(await resampled(channels, 0), 1) };
}
