import { Place, SessionNumber } from "../generated/audio-boundary.js";
import { flagOf, optionsOf } from "../shared/arguments.js";
import { failure, numeric } from "../shared/errors.js";
import { PROGRESS_OPTIONS, Progress, type ProgressOptions } from "../shared/progress.js";
import type { AudioModule } from "./module.js";
import type { PlanarAudio } from "./offline.js";
import type { Samples } from "./samples.js";

/** The form of a WAV file. */
export interface WavOptions {
  /** Bits of a sample: 8, 16, 24 or 32. Default 16, of floats 32. */
  readonly bitDepth?: 8 | 16 | 24 | 32 | undefined;
  /** Whether samples are floats, which are stored as they are, with 32 bits. Default false: whole numbers, clipped at ±1. */
  readonly float?: boolean | undefined;
  /** Whether rounding errors become noise, by triangular dither. Default false. */
  readonly dither?: boolean | undefined;
}

/** The bytes of a WAV file. */
export type WavFile = Uint8Array<ArrayBuffer> & {
  /** Samples that were clipped because they lie outside ±1. Floats are never clipped. */
  readonly clippedSamples: number;
};

/** How a file is decoded. */
export interface DecodeOptions extends ProgressOptions {
  /**
   * Whether a file that ends early, or has damaged packets, is an error. Default false: the part that could be read is the
   * result, and `truncated` and `damagedPackets` report what is missing.
   */
  readonly strict?: boolean | undefined;
  /**
   * Whether the file is decoded in a worker, so that this thread only waits, and `signal` ends the work at once. Files are decoded
   * one after another there. It costs a copy of the file, and another instance of the module. Default false.
   */
  readonly worker?: boolean | undefined;
}

/** Options of decoding that have been checked. */
export interface DecodeSettings {
  readonly strict: boolean;
  readonly worker: boolean;
  readonly progress: Progress;
}

/**
 * Reads options of decoding.
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

/** A part of the coding that isn't decoded. */
export type LeftOut =
  /** HE-AAC's upper half of the spectrum: the sound has half the rate. */
  | "spectral-band-replication"
  /** HE-AAC v2's stereo: the sound is mono. */
  | "parametric-stereo";

/** A decoded sound, and what is missing of it. */
export interface DecodedAudio extends PlanarAudio {
  /** Whether the file ends before its sound does. */
  readonly truncated: boolean;
  /** Frames that the encoder put before the sound, which were dropped. */
  readonly primingFrames: number;
  /** Frames behind the sound, which were dropped. */
  readonly paddingFrames: number;
  /** Packets, or stretches of the file, that were damaged and left out. The sound is shorter by them. */
  readonly damagedPackets: number;
  /** Frames whose channel count differs from the first frame's, and was brought to it. */
  readonly remixedFrames: number;
  /** Frames of another rate, which were left out. */
  readonly otherFormatFrames: number;
  /** Further tracks and streams beside the sound, which were left out. */
  readonly otherTracks: number;
  /** Parts of the coding that aren't decoded. */
  readonly leftOut: readonly LeftOut[];
}

/** How the work on a file is divided. */
export interface Turns {
  /** Milliseconds of a turn. */
  readonly length: number;
  /** Called after each turn but the last with the fraction of the file that has been read. The next turn waits for it. */
  next(done: number): Promise<void> | void;
}

/** Turns between which the page can do something else. */
export function pageTurns({ progress }: DecodeSettings): Turns {
  return {
    length: 8,
    next(done) {
      progress.report(done);
      return progress.pause();
    },
  };
}

/** Frames, copied out part by part: the module's memory holds the file and one part only. */
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

  /** The channels. Each one's pieces are freed when they have been joined. */
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

/** Turns the engine's refusal of an array into an error of ours. */
function allocating<T>(bytes: number, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw failure("out-of-memory", "bytes", "memory that the system can give", bytes);
  }
}

/** What the module reports of the file. */
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
  if (address === 0) throw failure("out-of-memory", "bytes", "memory that the system can give", bytes.length);
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
    throw failure("decode", "bytes", "an intact sound file", received);
  }
  const sampleRate = module.about(SessionNumber.fileSampleRate);
  const channels = allocating(bytes.length, () => pieces.join(module.about(SessionNumber.fileChannels)));
  return { sampleRate, channels, ...found };
}

/** Makes a WAV file in a module. */
export function encodeIn(
  module: AudioModule,
  samples: Samples,
  given: WavOptions | null | undefined,
): WavFile {
  const options = optionsOf(given, ["bitDepth", "float", "dither"]);
  const float = flagOf("float", options.float) ?? false;
  const dither = flagOf("dither", options.dither) ?? false;
  const { bitDepth = float ? 32 : 16 } = options;
  const number = module.sound(samples);
  const bits = numeric("bitDepth", bitDepth);
  const whole = Number.isInteger(bits) && bits > 0 && bits < 256 ? bits : 0;
  const status = module.exports.encode_wav(number, whole, Number(float), Number(dither));
  if (status !== 0) throw module.failure();
  const bytes = module.about(SessionNumber.encodedBytes);
  const file = allocating(bytes, () => module.bytesAt(module.place(Place.encoded, 0), bytes).slice());
  return Object.assign(file, { clippedSamples: module.about(SessionNumber.clippedSamples) });
}
