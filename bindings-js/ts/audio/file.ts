import { Place, SessionNumber } from "../generated/audio-boundary.js";
import { flagOf, optionsOf } from "../shared/arguments.js";
import { failure, memoryFailure, numeric } from "../shared/errors.js";
import { PROGRESS_OPTIONS, Progress, type ProgressOptions } from "../shared/progress.js";
import type { AudioModule } from "./module.js";
import type { PlanarAudio } from "./offline.js";
import type { Samples } from "./samples.js";

/** Options of encoding a WAV file. */
export interface WavOptions {
  /** Bits per sample: 8, 16, 24 or 32. Default 16; floats have 32. */
  readonly bitDepth?: 8 | 16 | 24 | 32 | undefined;
  /** Whether to store 32-bit floats, unclipped. Default false: integers, clipped at ±1. */
  readonly float?: boolean | undefined;
  /** Whether to add triangular dither, which turns rounding errors into noise. Default false. */
  readonly dither?: boolean | undefined;
}

/** The bytes of a WAV file. */
export type WavFile = Uint8Array<ArrayBuffer> & {
  /** Number of samples that were clipped at ±1. Floats are never clipped. */
  readonly clippedSamples: number;
};

/** Options of decoding. */
export interface DecodeOptions extends ProgressOptions {
  /**
   * Whether to reject a file that ends early or has damaged packets. Default false: the readable part is the result,
   * and `truncated` and `damagedPackets` report what is missing.
   */
  readonly strict?: boolean | undefined;
  /**
   * Whether to decode in a worker, so that this thread only waits, and `signal` stops the decoder immediately. The
   * worker decodes files one after another. It costs a copy of the file, and another instance of the module. Default
   * false.
   */
  readonly worker?: boolean | undefined;
}

/** Validated options of decoding. */
export interface DecodeSettings {
  readonly strict: boolean;
  readonly worker: boolean;
  readonly progress: Progress;
}

/**
 * Validates options of decoding.
 *
 * @throws ArgumentError that names the option.
 */
export function decodeSettings(options: DecodeOptions | null | undefined): DecodeSettings {
  const given = optionsOf(options, ["strict", "worker", ...PROGRESS_OPTIONS]);
  return {
    strict: flagOf("strict", given.strict) ?? false,
    worker: flagOf("worker", given.worker) ?? false,
    progress: new Progress(given),
  };
}

/** A coding tool that isn't decoded. */
export type LeftOut =
  /** HE-AAC's spectral band replication, the upper half of the spectrum: the result has half the sample rate. */
  | "spectral-band-replication"
  /** HE-AAC v2's parametric stereo: the result is mono. */
  | "parametric-stereo";

/** Decoded audio, with a report of what is missing. */
export interface DecodedAudio extends PlanarAudio {
  /** Whether the file ended early. */
  readonly truncated: boolean;
  /** Number of dropped frames that the encoder put before the audio. */
  readonly primingFrames: number;
  /** Number of dropped frames after the audio. */
  readonly paddingFrames: number;
  /** Number of damaged packets, or parts of the file, that were skipped. The result is shorter by their length. */
  readonly damagedPackets: number;
  /** Number of frames whose channel count differed from the first frame's, and was converted. */
  readonly remixedFrames: number;
  /** Number of skipped frames with another sample rate. */
  readonly otherFormatFrames: number;
  /** Number of ignored tracks and streams besides the decoded one. */
  readonly otherTracks: number;
  /** Coding tools that aren't decoded. */
  readonly leftOut: readonly LeftOut[];
}

/** Division of decoding into turns. */
export interface Turns {
  /** Duration of a turn in milliseconds. */
  readonly length: number;
  /** Called after each turn but the last with the fraction of the file that was read. The next turn waits for it. */
  next(done: number): Promise<void> | void;
}

/** Returns turns of 8 ms that yield to the page in between. */
export function pageTurns({ progress }: DecodeSettings): Turns {
  return {
    length: 8,
    next(done) {
      progress.report(done);
      return progress.pause();
    },
  };
}

/** Decoded frames, copied out in parts: the module's memory only holds the file and one part. */
class Pieces {
  readonly #pieces: Float32Array<ArrayBuffer>[][] = [];
  #frames = 0;

  take(module: AudioModule): void {
    const frames = module.about(SessionNumber.fileFrames);
    if (!(frames > 0)) return;
    const channels = module.about(SessionNumber.fileChannels);
    for (let index = 0; index < channels; index += 1) {
      let channel = this.#pieces[index];
      if (channel === undefined) {
        channel = [];
        this.#pieces.push(channel);
      }
      channel.push(module.view(Place.decoded, index, frames).slice());
    }
    this.#frames += frames;
  }

  /** Joins the parts of each channel, and frees them. */
  join(channels: number): Float32Array<ArrayBuffer>[] {
    return Array.from({ length: channels }, (_, index) => {
      const whole = new Float32Array(this.#frames);
      let at = 0;
      for (const piece of this.#pieces[index] ?? []) {
        whole.set(piece, at);
        at += piece.length;
      }
      this.#pieces[index] = [];
      return whole;
    });
  }
}

/** Converts the engine's RangeError for an array to a MemoryError. */
function allocating<T>(bytes: number, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw memoryFailure("bytes", bytes);
  }
}

/** Reads the module's report about the file. */
function report(module: AudioModule) {
  const about = (what: number) => module.about(what);
  const leftOut: LeftOut[] = [];
  if (about(SessionNumber.spectralBandReplication) === 1) leftOut.push("spectral-band-replication");
  if (about(SessionNumber.parametricStereo) === 1) leftOut.push("parametric-stereo");
  return {
    truncated: about(SessionNumber.truncated) === 1,
    primingFrames: about(SessionNumber.primingFrames),
    paddingFrames: about(SessionNumber.paddingFrames),
    damagedPackets: about(SessionNumber.damagedPackets),
    remixedFrames: about(SessionNumber.remixedFrames),
    otherFormatFrames: about(SessionNumber.otherFormatFrames),
    otherTracks: about(SessionNumber.otherTracks),
    leftOut,
  };
}

/** Decodes a file in a module, in turns. */
export async function decodeIn(
  module: AudioModule,
  bytes: Uint8Array,
  strict: boolean,
  turns: Turns,
): Promise<DecodedAudio> {
  const { exports } = module;
  const address = module.stage(Math.ceil(bytes.length / 8));
  if (address === 0) throw memoryFailure("bytes", bytes.length);
  if (bytes.length > 0) module.bytesAt(address, bytes.length).set(bytes);
  if (exports.decode(bytes.length) !== 0) throw module.failure();
  const pieces = new Pieces();
  for (let more = 1, turn = performance.now(); more !== 0; ) {
    more = exports.decode_part();
    if (more < 0) throw module.failure();
    allocating(bytes.length, () => pieces.take(module));
    if (more !== 0 && performance.now() - turn >= turns.length) {
      await turns.next(module.about(SessionNumber.progress));
      turn = performance.now();
    }
  }
  const found = report(module);
  if (strict && (found.truncated || found.damagedPackets > 0)) {
    const received = found.truncated ? "a file that ends early" : "a file with damaged packets";
    throw failure("decode", "bytes", "an intact audio file", received);
  }
  const sampleRate = module.about(SessionNumber.fileSampleRate);
  const channels = allocating(bytes.length, () => pieces.join(module.about(SessionNumber.fileChannels)));
  return { sampleRate, channels, ...found };
}

/** Encodes a WAV file in a module. */
export function encodeIn(
  module: AudioModule,
  samples: Samples,
  given: WavOptions | null | undefined,
): WavFile {
  const options = optionsOf(given, ["bitDepth", "float", "dither"]);
  const float = flagOf("float", options.float) ?? false;
  const dither = flagOf("dither", options.dither) ?? false;
  const { bitDepth = float ? 32 : 16 } = options;
  const index = module.samples(samples);
  const bits = numeric("bitDepth", bitDepth);
  const whole = Number.isInteger(bits) && bits > 0 && bits < 256 ? bits : 0;
  const status = module.exports.encode_wav(index, whole, Number(float), Number(dither));
  if (status !== 0) throw module.failure();
  const bytes = module.about(SessionNumber.encodedBytes);
  const file = allocating(bytes, () => module.bytesAt(module.place(Place.encoded, 0), bytes).slice());
  return Object.assign(file, { clippedSamples: module.about(SessionNumber.clippedSamples) });
}
