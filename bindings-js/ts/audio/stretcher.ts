import { SessionNumber } from "../generated/audio-boundary.js";
import { describe, failure, numeric } from "../shared/errors.js";
import { Progress } from "../shared/progress.js";
import { BLOCK, Converter, convertWhole } from "./converter.js";
import { type AudioModule, checkShape } from "./module.js";
import type { PlanarAudio } from "./offline.js";
import type { ResampleOptions } from "./resampler.js";
import { channelsOf, type Samples } from "./samples.js";
import { checkedStretch, type StretchOptions } from "./stretch.js";

/** How a stretcher is made. */
export interface StretcherOptions {
  /** Frames a second, from 3000 to 768000. Default 48000. */
  readonly sampleRate?: number | undefined;
  /** Channels, from 1 to 32. Default 2. */
  readonly channels?: number | undefined;
  /** How many times as fast it becomes, from ¼ to 4. Default 1. */
  readonly tempo?: number | undefined;
  /** The most frames of a call of `process`, up to 65536. Default 2048. */
  readonly maximumFrames?: number | undefined;
}

/**
 * Makes a sound faster or slower without making it higher or lower, block by block: WSOLA, for speech and for what one voice or
 * instrument plays.
 *
 * The first frame that comes out is the first one that went in, and in all ⌈n / tempo⌉ frames come of n. At a tempo of 1 they are
 * the very same.
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
   * Changes the tempo, without a click, after what is being made: up to 20 ms of the result.
   *
   * @param tempo - how many times as fast, from ¼ to 4
   * @throws {@link ArgumentError} if it is out of range.
   */
  setTempo(tempo: number): void {
    this.open.setTempo(numeric("tempo", tempo));
  }

  /** Returns the current tempo. */
  tempo(): number {
    return this.open.about(SessionNumber.tempo);
  }

  /**
   * Frames that have to have gone in behind the one that is heard, at most, at this tempo: by so much what comes out is later. It is
   * 32.5 ms from 1 to 1.6, 47.5 ms at ¼, 80 ms at 4; after a change from a slower tempo it may be 47.5 ms at first.
   */
  lookAhead(): number {
    return this.open.about(SessionNumber.lookAhead);
  }
}

/** How a sound is stretched, by either method. */
export interface FullStretchOptions extends StretchOptions {
  /**
   * `"phase-vocoder"` moves the parts of the spectrum: for music. `"wsola"` puts pieces of the sound one behind the other, where waves
   * fit: for speech and single voices, clearer in its consonants, and several times as fast; `window` doesn't matter to it.
   * Default `"phase-vocoder"`.
   */
  readonly method?: "phase-vocoder" | "wsola" | undefined;
}

interface Ways {
  readonly create: (options: StretcherOptions) => Stretcher;
  readonly resample: (source: Samples, sampleRate: number, options: ResampleOptions) => Promise<PlanarAudio>;
}

/** Stretches a sound in pieces; to another pitch by stretching it further, and resampling it. */
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
  // Rounding must not lead out of the range.
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
  // Taken for a sound of 48 kHz, so that no rate is out of range, and played at its own rate: it is as fast as it should be.
  const taken = { sampleRate: 48_000, channels: stretched };
  const resampled = await resample(taken, 48_000 / higher, progress.part(0.5, 1));
  // Both lengths were rounded up.
  const length = Math.ceil(frames / tempo);
  return { sampleRate, channels: resampled.channels.map((channel) => channel.slice(0, length)) };
}

const METHODS = ["phase-vocoder", "wsola"] as const;

/** Whether it is to be stretched in pieces. */
export function inPieces({ method = "phase-vocoder" }: FullStretchOptions): boolean {
  if (!METHODS.includes(method)) throw failure("invalid-argument", "method", METHODS, describe(method));
  return method === "wsola";
}
