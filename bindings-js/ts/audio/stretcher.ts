import { SessionNumber } from "../generated/audio-boundary.js";
import { describe, failure, numeric } from "../shared/errors.js";
import { Progress } from "../shared/progress.js";
import { BLOCK, Converter, convertWhole } from "./converter.js";
import { type AudioModule, checkShape } from "./module.js";
import type { PlanarAudio } from "./offline.js";
import type { ResampleOptions } from "./resampler.js";
import { channelsOf, type Samples } from "./samples.js";
import { checkedStretch, type StretchOptions } from "./stretch.js";

/** Options of a stretcher. */
export interface StretcherOptions {
  /** Sample rate in Hz, from 3000 to 768000. Default 48000. */
  readonly sampleRate?: number | undefined;
  /** Number of channels, from 1 to 32. Default 2. */
  readonly channels?: number | undefined;
  /** Tempo factor, from ¼ to 4: 2 halves the length. Default 1. */
  readonly tempo?: number | undefined;
  /** Maximum number of frames of a `process` call, from 1 to 65536. Default 2048. */
  readonly maximumFrames?: number | undefined;
}

/**
 * Changes the tempo of audio block by block, and keeps its pitch, with WSOLA: for speech, and for a single voice or
 * instrument.
 *
 * The first output frame is the first input frame. For n input frames, `process` and `flush` output ⌈n / tempo⌉ frames
 * in all. At tempo 1, the output is bit-exact with the input.
 */
export class Stretcher extends Converter {
  static override readonly name: string = "Stretcher";
  /** @internal */
  constructor(module: AudioModule, release: (module: AudioModule) => void, options: StretcherOptions) {
    try {
      const { sampleRate = 48_000, channels = 2, tempo = 1, maximumFrames = 2048 } = options;
      const [count, frames] = checkShape(channels, maximumFrames);
      module.createStretcher(numeric("sampleRate", sampleRate), count, numeric("tempo", tempo), frames);
      super("stretcher", module, release, count, frames);
    } catch (error) {
      release(module);
      throw error;
    }
  }

  /**
   * Changes the tempo without a click. The change applies after the current segment, up to 20 ms of output.
   *
   * @param tempo - tempo factor, from ¼ to 4
   * @throws {@link ArgumentError} if the tempo is out of range; {@link StateError} after `close()`.
   */
  setTempo(tempo: number): void {
    this.open.setTempo(numeric("tempo", tempo));
  }

  /** Returns the current tempo factor. */
  tempo(): number {
    return this.open.about(SessionNumber.tempo);
  }

  /**
   * Returns the look-ahead in frames: the maximum number of input frames beyond the current position that the output
   * needs at this tempo, and by which it is delayed.
   *
   * It is 32.5 ms from tempo 1 to 1.6, 47.5 ms at ¼, and 80 ms at 4. After a change from a slower tempo, it may be 47.5
   * ms at first.
   */
  lookAhead(): number {
    return this.open.about(SessionNumber.lookAhead);
  }
}

/** Options of time stretching and pitch shifting, with the choice of a method. */
export interface FullStretchOptions extends StretchOptions {
  /**
   * `"phase-vocoder"` moves the parts of the spectrum: for music. `"wsola"` joins segments of the audio where their
   * waveforms match: for speech and single voices; it keeps consonants clearer, is several times as fast, and ignores
   * `window`. Default `"phase-vocoder"`.
   */
  readonly method?: "phase-vocoder" | "wsola" | undefined;
}

interface Ways {
  readonly create: (options: StretcherOptions) => Stretcher;
  readonly resample: (source: Samples, sampleRate: number, options: ResampleOptions) => Promise<PlanarAudio>;
}

/** Stretches audio with WSOLA. A pitch shift stretches it further, and resamples the result. */
export async function stretchInPieces(
  source: Samples,
  options: StretchOptions,
  { create, resample }: Ways,
): Promise<PlanarAudio> {
  const { tempo, pitch } = checkedStretch(options);
  const progress = new Progress(options);
  const channels = channelsOf("source", source);
  const sampleRate = numeric("source.sampleRate", source.sampleRate);
  const frames = channels[0]?.length ?? 0;
  const higher = 2 ** (pitch / 12);
  // Rounding must not leave the range.
  const slower = Math.min(4, Math.max(0.25, tempo / higher));
  const part = pitch === 0 ? 1 : 0.5;
  const stretcher = create({
    sampleRate,
    channels: channels.length,
    tempo: slower,
    maximumFrames: BLOCK,
  });
  const stretched = await convertWhole(
    stretcher,
    { sampleRate, channels },
    Math.ceil(frames / slower),
    0,
    progress.part(0, part),
  );
  if (pitch === 0) return { sampleRate, channels: stretched };
  // Labelled as 48 kHz, so that no sample rate is out of range. At its own rate, the result has the requested tempo.
  const taken = { sampleRate: 48_000, channels: stretched };
  const resampled = await resample(taken, 48_000 / higher, progress.part(0.5, 1));
  // Both lengths were rounded up: the result may be a frame too long.
  const length = Math.ceil(frames / tempo);
  return { sampleRate, channels: resampled.channels.map((channel) => channel.slice(0, length)) };
}

const METHODS = ["phase-vocoder", "wsola"] as const;

/** Whether the method is WSOLA. @throws ArgumentError for an unknown method. */
export function inPieces({ method = "phase-vocoder" }: FullStretchOptions): boolean {
  if (!METHODS.includes(method)) throw failure("invalid-argument", "method", METHODS, describe(method));
  return method === "wsola";
}
