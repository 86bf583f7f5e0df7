import type { ChainStep } from "../generated/effects.js";
import { flagOf } from "../shared/arguments.js";
import { between, failure, numeric } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import type { Rendered, RenderOptions } from "./offline.js";
import { channelsOf, type Samples } from "./samples.js";

/** The names of {@link NormalizeOptions}, except those of {@link ProgressOptions}. */
export const NORMALIZE_OPTIONS = ["loudness", "dualMono", "truePeak"] as const;

/** Options of loudness normalisation. */
export interface NormalizeOptions extends ProgressOptions {
  /**
   * Target integrated loudness in LUFS (ITU-R BS.1770, EBU R 128), from -70 to 0. Default -23, as in EBU R 128;
   * streaming services use -14 to -16. `null` ignores loudness and raises the true peak to `truePeak`.
   *
   * Audio shorter than 400 ms, one gating block of the definition, is measured as if it were repeated for half a
   * second. Audio below -70 LUFS has no loudness, and is treated as with `null`. The gain never exceeds 48 dB.
   */
  readonly loudness?: number | null | undefined;
  /**
   * Whether mono audio will be played by two speakers, which makes it 3 LU louder than by one speaker. Default false.
   * Ignored for audio with several channels.
   */
  readonly dualMono?: boolean | undefined;
  /** Maximum true peak in dBTP, from -60 to 0. It limits the gain. Default -1. */
  readonly truePeak?: number | undefined;
}

/**
 * Normalised audio, the applied gain, and the source's measurements: `readings.loudness.integrated` (LUFS) and
 * `readings.peak.maximumTruePeak` (dBTP), as measured by `loudnessMeter` and `peakMeter`.
 */
export interface Normalized extends Rendered {
  /** Applied gain in dB; 0 for silence. */
  readonly gain: number;
  /**
   * The limit that kept the audio below the target loudness: the true peak, or the maximum gain of 48 dB. `null` if the
   * target was reached.
   */
  readonly limitedBy: "true-peak" | "maximum-gain" | null;
}

/** Renders a buffer with a chain. */
type Render = (source: Samples, steps: readonly ChainStep[], options: RenderOptions) => Promise<Rendered>;

/** Reading of the meters for silence, in dB. */
const SILENCE = -144;
/** Range of the `gain` effect, in dB. */
const LOUDEST = 48;
const SOFTEST = -100;
/** Length of a gating block of the definition, in seconds, and the length to which shorter audio is repeated. */
const BLOCK = 0.4;
const REPEATED = 0.5;
/** Loudness that a second speaker adds, in LU. */
const SECOND_SPEAKER = 10 * Math.log10(2);

/** Repeats a short channel for half a second. */
const repeat = (channel: Float32Array, sampleRate: number) =>
  Float32Array.from({ length: REPEATED * sampleRate }, (_, i) => channel[i % channel.length] ?? 0);

/** Measures audio, and applies the gain to the target loudness. */
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
  // Without smoothing, the gain applies from the first frame on.
  const shared = { smoothing: false };
  const meters = [
    { effect: "loudnessMeter", id: "loudness" },
    { effect: "peakMeter", id: "peak" },
  ] as const;
  // The true peak of the last samples may lie between them and the silence that follows.
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
  // Silence has no loudness; for audio below the gate, only the peak counts.
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
