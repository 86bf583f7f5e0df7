import type { ChainStep } from "../generated/effects.js";
import { flagOf } from "../shared/arguments.js";
import { between, failure, numeric } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import type { Rendered, RenderOptions } from "./offline.js";
import { channelsOf, type Samples } from "./samples.js";

/** The names of {@link NormalizeOptions} but for those of progress. */
export const NORMALIZE_OPTIONS = ["loudness", "dualMono", "truePeak"] as const;

/** How sound is normalised. */
export interface NormalizeOptions extends ProgressOptions {
  /**
   * The integrated loudness to bring it to, in LUFS (ITU-R BS.1770, EBU R 128), from -70 to 0. Default -23, the EBU's;
   * streaming services have -14 to -16. `null` is no loudness: the true peak becomes the highest that is allowed.
   *
   * A sound shorter than 400 ms, one block of the definition, is measured as if it were repeated for half a second. A sound softer
   * than -70 LUFS has no loudness, and is treated as with `null`. No sound is made louder by more than 48 dB.
   */
  readonly loudness?: number | null | undefined;
  /**
   * Whether mono sound will be played by two speakers, and is therefore 3 LU louder than the same channel by one. Default false.
   * Sounds of several channels are not affected.
   */
  readonly dualMono?: boolean | undefined;
  /** The highest true peak that is allowed, in dBTP, from -60 to 0: the sound stays quieter before it is passed. Default -1. */
  readonly truePeak?: number | undefined;
}

/**
 * A normalised sound, what was done to it, and what it was: `readings.loudness.integrated` (LUFS) and
 * `readings.peak.maximumTruePeak` (dBTP), as `loudnessMeter` and `peakMeter` have them, are the source's.
 */
export interface Normalized extends Rendered {
  /** By how much it was made louder, in dB. 0 for silence. */
  readonly gain: number;
  /**
   * Why the sound is quieter than was asked for: its true peak would be too high, or it would have to be made louder by more than
   * 48 dB. `null` if it has the loudness.
   */
  readonly limitedBy: "true-peak" | "maximum-gain" | null;
}

/** Renders a chain. */
type Render = (source: Samples, steps: readonly ChainStep[], options: RenderOptions) => Promise<Rendered>;

/** What meters read where there is nothing. */
const SILENCE = -144;
/** The most and the least that `gain` does. */
const LOUDEST = 48;
const SOFTEST = -100;
/** Seconds of a block of the definition, and those for which a shorter sound is repeated. */
const BLOCK = 0.4;
const REPEATED = 0.5;
/** What a second speaker adds, in LU. */
const SECOND_SPEAKER = 10 * Math.log10(2);

/** Half a second of a short channel, over and over. */
const repeat = (channel: Float32Array, sampleRate: number) =>
  Float32Array.from({ length: REPEATED * sampleRate }, (_, i) => channel[i % channel.length] ?? 0);

/** Measures a sound, and makes it as loud as was asked for. */
export async function normalize(
  source: Samples,
  options: NormalizeOptions,
  render: Render,
): Promise<Normalized> {
  const { loudness = -23, truePeak = -1 } = options;
  const dualMono = flagOf("dualMono", options.dualMono) ?? false;
  const progress = new Progress(options);
  const within = (name: string, value: number, least: number) => {
    if (numeric(name, value) >= least && value <= 0) return;
    throw failure("out-of-range", name, between(least, 0), value);
  };
  if (loudness !== null) within("loudness", loudness, -70);
  within("truePeak", truePeak, -60);
  // No fade: a gain is there from the first frame on.
  const shared = { smoothing: false };
  const meters = [
    { effect: "loudnessMeter", id: "loudness" },
    { effect: "peakMeter", id: "peak" },
  ] as const;
  // The last samples' peaks lie between them and the silence that follows.
  let { readings } = await render(source, meters, { ...shared, ...progress.part(0, 0.5), after: 256 });
  const channels = channelsOf("source", source);
  const length = channels[0]?.length;
  if (length && length < BLOCK * source.sampleRate) {
    const repeated = {
      sampleRate: source.sampleRate,
      channels: channels.map((channel) => repeat(channel, source.sampleRate)),
    };
    readings = {
      ...readings,
      ...(await render(repeated, meters.slice(0, 1), { ...shared, signal: progress.signal })).readings,
    };
  }
  const peak = readings["peak"]?.["maximumTruePeak"] ?? SILENCE;
  const second = dualMono && channels.length === 1 ? SECOND_SPEAKER : 0;
  const integrated = (readings["loudness"]?.["integrated"] ?? SILENCE) + second;
  const allowed = truePeak - peak;
  // Silence has no loudness, and a sound that no gate lets through has a peak at most.
  const wanted = loudness === null || !(integrated > -70) ? allowed : loudness - integrated;
  const by = peak > SILENCE ? Math.min(wanted, allowed, LOUDEST) : 0;
  if (by < SOFTEST)
    throw failure("out-of-range", "source", "samples of at most 100 dB above full scale", `${peak} dBTP`);
  const limitedBy = peak > SILENCE && by < wanted ? (by < allowed ? "maximum-gain" : "true-peak") : null;
  const rendered = await render(source, [{ effect: "gain", gain: by }], {
    ...shared,
    ...progress.part(0.5, 1),
  });
  return { ...rendered, readings, gain: by, limitedBy };
}
