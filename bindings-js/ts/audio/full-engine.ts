import { bytesOfFile, isBlob, optionsOf } from "../shared/arguments.js";
import { causeOf, failure } from "../shared/errors.js";
import { anotherModule } from "../shared/module.js";
import type * as platform from "../shared/platform.js";
import { PROGRESS_OPTIONS } from "../shared/progress.js";
import { movableCopy, unlessAborted } from "../shared/worker.js";
import { AudioEngine } from "./engine.js";
import {
  type DecodedAudio,
  type DecodeOptions,
  type DecodeSettings,
  decodeIn,
  decodeSettings,
  encodeIn,
  pageTurns,
  type WavFile,
  type WavOptions,
} from "./file.js";
import type { PlanarAudio } from "./offline.js";
import type { Samples } from "./samples.js";
import { STRETCH_OPTIONS } from "./stretch.js";
import {
  type FullStretchOptions,
  inPieces,
  Stretcher,
  type StretcherOptions,
  stretchInPieces,
} from "./stretcher.js";
import { audioWorker, INTACT_FILE } from "./worker.js";

/** A loaded audio engine that can also decode and encode audio files and stretch streams. */
export class FullAudioEngine extends AudioEngine {
  static override readonly name: string = "FullAudioEngine";
  /** Decodes files in a worker, which starts with the first file. */
  readonly #decodeInWorker: ReturnType<typeof audioWorker>;

  /** @internal */
  constructor(module: platform.WebAssemblyModule) {
    // `audio.wasm` has the same fingerprint but lacks these exports.
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === "create_stretcher")) {
      throw anotherModule("audio-full.wasm", module);
    }
    super(module);
    this.#decodeInWorker = audioWorker(module);
  }

  /**
   * Creates a stretcher for audio that arrives block by block: `createStretcher({ tempo: 1.5 })`.
   *
   * @param options - sample rate, channels, tempo and block size
   * @throws {@link ArgumentError} that names the option; {@link MemoryError}.
   */
  createStretcher(options?: StretcherOptions | null): Stretcher {
    return new Stretcher(
      this.take(),
      this.release,
      optionsOf(options, ["sampleRate", "channels", "tempo", "maximumFrames"]),
    );
  }

  /**
   * Changes the tempo and the pitch of a whole buffer independently, with a phase vocoder or with WSOLA. The result has
   * ⌈n / tempo⌉ frames and starts with the source's first frame.
   *
   * @param source - the samples, up to 32 channels
   * @param options - method, tempo, pitch, window, progress and cancellation
   * @returns a new buffer with the source's sample rate
   * @throws {@link ArgumentError} that names the argument; {@link MemoryError}; the reason of `signal`.
   */
  override async stretch(source: Samples, options?: FullStretchOptions | null): Promise<PlanarAudio> {
    const { method, ...given } = optionsOf(options, ["method", ...STRETCH_OPTIONS, ...PROGRESS_OPTIONS]);
    if (!inPieces({ method })) return super.stretch(source, given);
    return stretchInPieces(source, given, {
      create: (options) => this.createStretcher(options),
      resample: (source, rate, options) => this.resample(source, rate, options),
    });
  }

  /**
   * Decodes an audio file: WAV, AIFF, MP3, FLAC, Ogg Vorbis, Opus, or AAC-LC as ADTS or in MP4. The first bytes decide
   * the format.
   *
   * The result keeps the file's sample rate. Decoding yields to the page every 8 ms, and can be cancelled. With
   * `worker`, this thread only waits, and an abort stops the decoder immediately; the result is the same.
   *
   * A file that ends early, or is damaged after its start, yields the readable part; the result reports what is
   * missing. Encoder priming and padding are dropped where the file gives their length.
   *
   * A file that crashes the decoder costs one instance of the module; other audio is not affected.
   *
   * @param file - the file's bytes; they aren't changed
   * @param options - strictness, worker, progress and cancellation
   * @returns planar samples, full scale ±1
   * @throws {@link CodecError} `decode` if the bytes aren't such a file, or are damaged from the start; `unsupported`,
   *   with the format's name, for a format that isn't supported, and with the argument `worker` if there is no worker;
   *   {@link ArgumentError} for a rate outside 3000 to 768000 Hz or more than 32 channels; {@link MemoryError}; the
   *   reason of `signal`.
   */
  async decodeAudio(file: Blob | platform.Bytes, options?: DecodeOptions | null): Promise<DecodedAudio> {
    const settings = decodeSettings(options);
    const { progress } = settings;
    const bytes = await unlessAborted(bytesOfFile("file", file), progress.signal);
    // The bytes of a Blob are a copy made for this call; other bytes belong to the caller.
    const decoded = await (settings.worker
      ? this.#decodeInWorker(isBlob(file) ? bytes : movableCopy(bytes), settings)
      : this.#decodeHere(bytes, settings));
    progress.report(1);
    return decoded;
  }

  async #decodeHere(bytes: Uint8Array, settings: DecodeSettings): Promise<DecodedAudio> {
    const module = this.take();
    try {
      const decoded = await decodeIn(module, bytes, settings.strict, pageTurns(settings));
      this.release(module);
      return decoded;
    } catch (error) {
      throw this.#explain(module, error, "decode", INTACT_FILE);
    }
  }

  /**
   * Encodes a WAV file: `encodeWav(samples, { bitDepth: 24 })`. Non-finite samples become silence.
   *
   * Up to eight channels have the standard layouts: mono, stereo, 3.0 (L R C), quadraphonic, 5.0 (L R C Ls Rs), 5.1 (L
   * R C LFE Ls Rs, as in `loudnessMeter`), 6.1 and 7.1.
   *
   * @param samples - full scale ±1
   * @param options - bit depth (default 16), floats and dither
   * @returns the file's bytes, with the number of clipped samples as `clippedSamples`
   * @throws {@link CodecError} for a sample rate that isn't an integer, or a file of more than 4 GB;
   *   {@link ArgumentError}; {@link MemoryError}.
   */
  encodeWav(samples: Samples, options?: WavOptions | null): WavFile {
    const module = this.take();
    try {
      const file = encodeIn(module, samples, options);
      this.release(module);
      return file;
    } catch (error) {
      throw this.#explain(module, error, "encode", "audio that can be encoded");
    }
  }

  /** Releases a module after an error, unless the module is lost. Returns the error to throw. */
  #explain(
    module: ReturnType<AudioEngine["take"]>,
    error: unknown,
    code: "decode" | "encode",
    expected: string,
  ) {
    if (!module.lost) {
      this.release(module);
      return error;
    }
    const received = "a file that crashes the decoder";
    return Object.assign(failure(code, "bytes", expected, received), { cause: causeOf(error) });
  }
}
