import { between, describe, failure, numeric } from "../shared/errors.js";
import { Progress, type ProgressOptions } from "../shared/progress.js";
import type { EffectChain, Readings } from "./chain.js";
import { SIDE_CHANNELS } from "./module.js";
import { channelsOf, floats, framesOf, type Samples } from "./samples.js";

/** Options of offline rendering. */
export interface RenderOptions extends ProgressOptions {
  /** Whether parameter changes are smoothed. Default true. */
  readonly smoothing?: boolean | undefined;
  /**
   * Number of frames to render after the end of the source; `"tail"` for the chain's tail, up to a minute. Default 0.
   */
  readonly after?: number | "tail" | undefined;
  /** Side-chain input, with the source's sample rate and one or two channels. Default none. */
  readonly side?: Samples | undefined;
  /** Whether to drop the first `latency` frames, so that the result is aligned with the source. Default false. */
  readonly compensateLatency?: boolean | undefined;
}

/** The names of {@link RenderOptions}, except those of {@link ProgressOptions}. */
export const RENDER_OPTIONS = ["smoothing", "after", "side", "compensateLatency"] as const;

/** A buffer of audio: each channel is an array of samples, full scale ±1. All channels have the same length. */
export interface PlanarAudio {
  /** Sample rate in Hz. */
  readonly sampleRate: number;
  readonly channels: Float32Array<ArrayBuffer>[];
}

/** Rendered audio, with the measurements of the steps. */
export interface Rendered extends PlanarAudio {
  /** Readings at the end of the audio, by step and reading: `readings.loudnessMeter.integrated`. */
  readonly readings: Readings;
}

/** Maximum number of frames to render after the source. */
const MAXIMUM_FRAMES = 2 ** 28;
/** Number of frames between yields to the page. */
const TURN = 48_000;

function checkSide(sampleRate: number, channels: number, expected: number): void {
  if (sampleRate !== expected) throw failure("unsupported-format", "side.sampleRate", expected, sampleRate);
  if (channels > SIDE_CHANNELS) {
    throw failure("unsupported-format", "side.channels", between(1, SIDE_CHANNELS), channels);
  }
}

/** Renders a buffer with a chain, and closes the chain. */
export async function render(chain: EffectChain, source: Samples, options: RenderOptions): Promise<Rendered> {
  try {
    const { after = 0, compensateLatency = false, side: sideChain } = options;
    const progress = new Progress(options);
    const channels = channelsOf("source", source);
    const side = sideChain === undefined ? [] : channelsOf("side", sideChain);
    if (sideChain !== undefined) {
      checkSide(numeric("side.sampleRate", sideChain.sampleRate), side.length, source.sampleRate);
    }
    const length = channels[0]?.length ?? 0;
    const sideLength = side[0]?.length ?? 0;
    const extra = after === "tail" ? Math.min(chain.tail(), 60 * source.sampleRate) : after;
    if (typeof extra !== "number" || !(extra >= 0 && extra <= MAXIMUM_FRAMES)) {
      throw failure(
        "out-of-range",
        "after",
        `a number from 0 to ${MAXIMUM_FRAMES}, or "tail"`,
        describe(extra),
      );
    }
    const skipped = compensateLatency ? chain.latency : 0;
    const total = length + Math.floor(extra) + skipped;
    const rendered = channels.map(() => floats(total - skipped));
    const block = chain.channel(0).length;
    let turn = TURN;
    for (let start = 0; start < total; start += block) {
      const frames = Math.min(block, total - start);
      fill("source", channels, length, start, frames, (channel) => chain.channel(channel));
      fill("side", side, sideLength, start, frames, (channel) => chain.sideChannel(channel));
      chain.process(frames, side.length);
      for (const [index, result] of rendered.entries()) {
        const from = Math.max(0, skipped - start);
        if (from < frames) result.set(chain.channel(index).subarray(from, frames), start + from - skipped);
      }
      turn -= frames;
      if (turn <= 0) {
        turn = TURN;
        progress.report(start / total);
        await progress.pause();
      }
    }
    progress.report(1);
    return { sampleRate: source.sampleRate, channels: rendered, readings: chain.readings() };
  } finally {
    chain.close();
  }
}

/** Copies frames from a buffer of `length` frames to the views, and fills the rest with silence. */
function fill(
  argument: string,
  channels: readonly Float32Array[],
  length: number,
  start: number,
  frames: number,
  view: (channel: number) => Float32Array,
): void {
  for (const [index, channel] of channels.entries()) {
    const end = Math.min(start + frames, length);
    const part = framesOf(argument, channel, Math.min(start, end), end);
    const target = view(index);
    target.set(part);
    target.fill(0, part.length, frames);
  }
}
