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
} from "./audio/file.js";
import { STRETCH_OPTIONS } from "./audio/stretch.js";
import {
  type FullStretchOptions,
  inPieces,
  Stretcher,
  type StretcherOptions,
  stretchInPieces,
} from "./audio/stretcher.js";
import { audioWorker, INTACT_FILE } from "./audio/worker.js";
import {
  AudioEngine,
  type ChainPreset,
  type EffectNode,
  type LoadAudioOptions,
  type NodeOptions,
  type PlanarAudio,
  type Samples,
} from "./audio.js";
import type { ChainStep } from "./generated/effects.js";
import { bytesOfFile, isBlob, optionsOf } from "./shared/arguments.js";
import { causeOf, failure } from "./shared/errors.js";
import { locate, obtain, remembered } from "./shared/module.js";
import { PROGRESS_OPTIONS } from "./shared/progress.js";
import { movableCopy, unlessAborted } from "./shared/worker.js";

export type { DecodedAudio, DecodeOptions, LeftOut, WavFile, WavOptions } from "./audio/file.js";
export { type FullStretchOptions, Stretcher, type StretcherOptions } from "./audio/stretcher.js";
export * from "./audio.js";

/** The effects of sound, sound files and what stretches streams, loaded. */
export class FullAudioEngine extends AudioEngine {
  static override readonly name: string = "FullAudioEngine";
  /** Decodes files in a worker, which starts with the first one. */
  readonly #decodeInWorker: ReturnType<typeof audioWorker>;

  /** @internal */
  constructor(module: WebAssembly.Module) {
    // The small module agrees about all that it has.
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === "create_stretcher")) {
      throw failure(
        "invalid-argument",
        "module",
        "audio-full.wasm of this version of Filmgate",
        "another module",
      );
    }
    super(module);
    this.#decodeInWorker = audioWorker(module);
  }

  /**
   * Makes a stretcher, for sound that comes block by block: `createStretcher({ tempo: 1.5 })`.
   *
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}.
   */
  createStretcher(options?: StretcherOptions | null): Stretcher {
    return new Stretcher(
      this.take(),
      this.release,
      optionsOf(options, ["sampleRate", "channels", "tempo", "maximumFrames"]),
    );
  }

  /**
   * Makes a whole sound faster or slower, and apart from that higher or lower, by one of two methods. Its first frame stays the
   * first one, and its length becomes ⌈n / tempo⌉.
   *
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}; the reason of `signal`.
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
   * Decodes a sound file, recognised by its first bytes: WAV, AIFF, MP3, FLAC, Ogg Vorbis, Opus, or AAC-LC as ADTS or in MP4.
   *
   * The rate is the file's own. Decoding takes turns of 8 ms, between which the page can do something else, and can be cancelled.
   * With `worker` this thread only waits, and cancelling ends the work at once; the result is the same.
   * A file that ends early, or is damaged behind its beginning, gives the part that could be read; the result reports what is
   * missing. Frames that an encoder put before and behind the sound are dropped where the file says how many there are.
   *
   * A file that brings its decoder down costs one instance of the module; no other sound is affected.
   *
   * @returns planar samples, full scale ±1
   * @throws {@link CodecError} `decode` if the bytes are no such file, or damaged from the beginning; `unsupported`, with the
   *   format's name, for a format that isn't decoded, and with the argument `worker` if there is no worker; {@link ArgumentError}
   *   for a rate outside 3000…768000 Hz or more than 32 channels; {@link MemoryError}; the reason of `signal`.
   */
  async decodeAudio(file: Blob | BufferSource, options?: DecodeOptions | null): Promise<DecodedAudio> {
    const settings = decodeSettings(options);
    const { progress } = settings;
    const bytes = await unlessAborted(bytesOfFile("file", file), progress.signal);
    // The bytes of a Blob were read for this call; others stay the caller's.
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
   * Makes a WAV file: `encodeWav(samples, { bitDepth: 24 })`. Samples that aren't finite become silence.
   *
   * Up to eight channels have the standard layouts: mono, stereo, 3.0 (L R C), quadraphonic, 5.0 (L R C Ls Rs), 5.1 (L R C LFE Ls
   * Rs, as `loudnessMeter` has them), 6.1 and 7.1.
   *
   * @returns the file's bytes, with the count of clipped samples as `clippedSamples`
   * @throws {@link CodecError} for a rate that is no whole number or a file of more than 4 GB; {@link ArgumentError};
   *   {@link MemoryError}.
   */
  encodeWav(samples: Samples, options?: WavOptions | null): WavFile {
    const module = this.take();
    try {
      const file = encodeIn(module, samples, options);
      this.release(module);
      return file;
    } catch (error) {
      throw this.#explain(module, error, "encode", "a sound");
    }
  }

  /** Gives a module back after an error, unless the error is the module's end; returns the error to throw. */
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
    const received = "a file that brings its decoder down";
    return Object.assign(failure(code, "bytes", expected, received), { cause: causeOf(error) });
  }
}

const loaded = new Map<string, Promise<FullAudioEngine>>();

/**
 * Loads the effects of sound, and what reads and writes sound files.
 *
 * @param options - where the module comes from
 * @throws {@link ArgumentError} if the module can't be loaded.
 */
export async function loadAudio(options?: LoadAudioOptions | null): Promise<FullAudioEngine> {
  const { module: source } = optionsOf(options, ["module"]);
  if (source !== undefined && source !== null) return new FullAudioEngine(await obtain(source));
  const url = locate(() => new URL("./audio-full.wasm", import.meta.url));
  return remembered(loaded, url.href, async () => new FullAudioEngine(await obtain(url)));
}

/**
 * Makes a node of a chain with one call, as in `filmgate/audio`, with the module that {@link loadAudio} finds.
 */
export async function createNode(
  context: BaseAudioContext,
  steps: readonly ChainStep[] | ChainPreset,
  options?: NodeOptions | null,
): Promise<EffectNode> {
  return (await loadAudio()).createNode(context, steps, options);
}
