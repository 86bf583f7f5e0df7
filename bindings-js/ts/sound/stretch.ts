import { failure, numeric } from "../errors.js";
import { type ChainStep, type PitchShiftOptions, pitchShift } from "../generated/effects.js";
import { channelsOf, type Samples } from "./encode.js";
import type { PlanarSound, Rendered, RenderOptions } from "./offline.js";
import type { ResampleOptions } from "./resampler.js";

/** How sound is stretched. */
export interface StretchOptions {
  /** How much faster it becomes, from ¼ to 4: 2 is half as long. Default 1. */
  readonly tempo?: number | undefined;
  /** By how many semitones it becomes higher, from -24 to 24. Default 0. */
  readonly pitch?: number | undefined;
  /**
   * How much sound is looked at at once: `"short"` for drums, `"medium"` for voices, `"long"` for music. Default `"long"`.
   */
  readonly window?: PitchShiftOptions["window"];
  /** Called with the part that is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends it early, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

interface Ways {
  readonly resample: (source: Samples, sampleRate: number, options: ResampleOptions) => Promise<PlanarSound>;
  readonly render: (
    source: Samples,
    steps: readonly ChainStep[],
    options: RenderOptions,
  ) => Promise<Rendered>;
}

/** Semitones that `pitchShift` can do. */
const FARTHEST = 24;

/** Resamples, which changes length and pitch together, and brings the pitch to where it is to be. */
export async function stretch(source: Samples, options: StretchOptions, ways: Ways): Promise<PlanarSound> {
  const { tempo = 1, pitch = 0, window = "long", onProgress, signal } = options;
  if (!(numeric("tempo", tempo) >= 0.25 && tempo <= 4)) {
    throw failure("out-of-range", "tempo", ["range", 0.25, 4], tempo);
  }
  const back = -12 * Math.log2(tempo);
  const range = [Math.max(-FARTHEST, -FARTHEST - back), Math.min(FARTHEST, FARTHEST - back)] as const;
  if (!(numeric("pitch", pitch) >= range[0] && pitch <= range[1])) {
    throw failure("out-of-range", "pitch", ["range", ...range], pitch);
  }
  const { sampleRate } = source;
  const half = (part: number) => (done: number) => onProgress?.((part + done) / 2);
  // Taken for a sound of 48 kHz, so that no rate is out of range, and played at its own rate: it is faster, and higher.
  const taken = { sampleRate: 48_000, channels: channelsOf("source", source) };
  const faster = await ways.resample(taken, 48_000 / tempo, { signal, onProgress: half(0) });
  const steps = [pitchShift({ pitch: back + pitch, window })];
  const { channels } = await ways.render({ sampleRate, channels: faster.channels }, steps, {
    compensateLatency: true,
    smoothing: false,
    signal,
    onProgress: half(1),
  });
  return { sampleRate, channels };
}
