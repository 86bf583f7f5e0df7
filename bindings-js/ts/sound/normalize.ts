import { between, failure, numeric } from "../errors.js";
import { type ChainStep, gain, loudnessMeter, peakMeter } from "../generated/effects.js";
import type { Samples } from "./encode.js";
import type { Rendered, RenderOptions } from "./offline.js";

/** How sound is normalised. */
export interface NormalizeOptions {
  /**
   * The integrated loudness to bring it to, in LUFS (ITU-R BS.1770, EBU R 128), from -70 to 0. Default -23, the EBU's;
   * streaming services have -14 to -16. `null` is no loudness: the true peak becomes the highest that is allowed. So it does where
   * there is no loudness, in sounds shorter than 400 ms or softer than -70 LUFS. No sound is made louder by more than 48 dB.
   */
  readonly loudness?: number | null | undefined;
  /** The highest true peak that is allowed, in dBTP, from -60 to 0: the sound stays quieter before it is passed. Default -1. */
  readonly truePeak?: number | undefined;
  /** Called with the part that is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends it early, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A normalised sound, what was done to it, and what it was: `readings.loudness.integrated` (LUFS) and
 * `readings.peak.maximumTruePeak` (dBTP), as {@link loudnessMeter} and {@link peakMeter} have them, are the source's.
 */
export interface Normalized extends Rendered {
  /** By how much it was made louder, in dB. 0 for silence. */
  readonly gain: number;
}

/** Renders a chain. */
type Render = (source: Samples, steps: readonly ChainStep[], options: RenderOptions) => Promise<Rendered>;

/** What meters read where there is nothing. */
const SILENCE = -144;
/** The most that `gain` does. */
const LOUDEST = 48;

/** Measures a sound, and makes it as loud as was asked for. */
export async function normalize(
  source: Samples,
  options: NormalizeOptions,
  render: Render,
): Promise<Normalized> {
  const { loudness = -23, truePeak = -1, onProgress, signal } = options;
  const within = (name: string, value: number, least: number) => {
    if (numeric(name, value) >= least && value <= 0) return;
    throw failure("out-of-range", name, between(least, 0), value);
  };
  if (loudness !== null) within("loudness", loudness, -70);
  within("truePeak", truePeak, -60);
  const half = (part: number) => (done: number) => onProgress?.((part + done) / 2);
  // No fade: a gain is there from the first frame on.
  const shared = { smoothing: false, signal };
  const meters = [loudnessMeter({ id: "loudness" }), peakMeter({ id: "peak" })];
  // The last samples' peaks lie between them and the silence that follows.
  const { readings } = await render(source, meters, { ...shared, after: 256, onProgress: half(0) });
  const peak = readings["peak"]?.["maximumTruePeak"] ?? SILENCE;
  const integrated = readings["loudness"]?.["integrated"] ?? SILENCE;
  const allowed = truePeak - peak;
  // Silence has no loudness, and a sound that no gate lets through has a peak at most.
  const wanted = loudness === null || !(integrated > -70) ? allowed : loudness - integrated;
  const by = peak > SILENCE ? Math.min(wanted, allowed, LOUDEST) : 0;
  const rendered = await render(source, [gain({ gain: by })], { ...shared, onProgress: half(1) });
  return { ...rendered, readings, gain: by };
}
