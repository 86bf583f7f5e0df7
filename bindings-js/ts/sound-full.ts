import { FilmgateError, failure } from "./errors.js";
import type { ChainStep } from "./generated/effects.js";
import { type ModuleSource, obtain, remembered } from "./module.js";
import { bytesOf, decodeIn, encodeIn, type WavOptions } from "./sound/file.js";
import {
  type FullStretchOptions,
  inPieces,
  Stretcher,
  type StretcherOptions,
  stretchInPieces,
} from "./sound/stretcher.js";
import { type NodeOptions, type PlanarSound, type Samples, Sound, type SoundNode } from "./sound.js";

export type { WavOptions } from "./sound/file.js";
export { type FullStretchOptions, Stretcher, type StretcherOptions } from "./sound/stretcher.js";
export * from "./sound.js";

/** The effects of sound, sound files and what stretches streams, loaded. */
export class FullSound extends Sound {
  /** @internal */
  constructor(module: WebAssembly.Module) {
    // The small module agrees about all that it has.
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === "create_stretcher")) {
      throw failure(
        "invalid-argument",
        "module",
        "sound-full.wasm of this version of Filmgate",
        "another module",
      );
    }
    super(module);
  }

  /**
   * Makes a stretcher, for sound that comes block by block: `createStretcher({ tempo: 1.5 })`.
   *
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}.
   */
  createStretcher(options: StretcherOptions = {}): Stretcher {
    return new Stretcher(this.take(), this.release, options);
  }

  /**
   * Makes a whole sound faster or slower, and apart from that higher or lower, by one of two methods. Its first frame stays the
   * first one, and its length becomes ⌈n / tempo⌉.
   *
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}; the reason of `signal`.
   */
  override async stretch(source: Samples, options: FullStretchOptions = {}): Promise<PlanarSound> {
    if (!inPieces(options)) return super.stretch(source, options);
    return stretchInPieces(source, options, {
      create: (options) => this.createStretcher(options),
      resample: (source, rate, options) => this.resample(source, rate, options),
    });
  }

  /**
   * Decodes a sound file, recognised by its first bytes: WAV, MP3, FLAC, Ogg Vorbis, or AAC-LC as ADTS or in MP4.
   *
   * A file that ends early, or is damaged behind its beginning, gives the part that could be read; damaged packets are left
   * out. The rate is the file's own. What an encoder has put before and behind the sound is left out of MP3, where the file
   * says how much it is; AAC keeps it (usually 1024 frames before the sound), and so does Vorbis.
   *
   * Where a file brings its decoder down, the instance is thrown away; nothing else is lost.
   *
   * @returns planar samples, full scale ±1
   * @throws {@link MediaError} if the bytes are no such file, or damaged from the beginning; {@link ArgumentError} for a rate
   *   outside 3000…768000 Hz or more than 32 channels; {@link MemoryError}.
   */
  async decodeAudio(file: Blob | BufferSource): Promise<PlanarSound> {
    const bytes = await bytesOf(file);
    return this.#with("decode", "an intact sound file", (module) => decodeIn(module, bytes));
  }

  /**
   * Makes a WAV file: `encodeWav(samples, { bitDepth: 24 })`. What is no number is silence.
   *
   * @throws {@link MediaError} for a rate that is no whole number or a file of more than 4 GB; {@link ArgumentError};
   *   {@link MemoryError}.
   */
  encodeWav(samples: Samples, options: WavOptions = {}): Uint8Array<ArrayBuffer> {
    return this.#with("encode", "a sound", (module) => encodeIn(module, samples, options));
  }

  #with<T>(code: "decode" | "encode", expected: string, work: (module: ReturnType<Sound["take"]>) => T): T {
    const module = this.take();
    try {
      const result = work(module);
      this.release(module);
      return result;
    } catch (error) {
      // After an error of ours the instance is as good as before.
      if (error instanceof FilmgateError) {
        this.release(module);
        throw error;
      }
      throw Object.assign(failure(code, "bytes", expected, "one that brings the module down"), {
        cause: error,
      });
    }
  }
}

const loaded = new Map<string, Promise<FullSound>>();

/**
 * Loads the effects of sound, and what reads and writes sound files.
 *
 * @param source - where the module comes from; by default the file beside this one
 * @throws {@link ArgumentError} if there is no module to be had from `source`.
 */
export async function loadSound(source?: ModuleSource): Promise<FullSound> {
  if (source !== undefined) return new FullSound(await obtain(source));
  const url = new URL("./sound-full.wasm", import.meta.url);
  return remembered(loaded, url.href, async () => new FullSound(await obtain(url)));
}

/**
 * Makes a node of a chain with one call, as in `filmgate/sound`, with the module that {@link loadSound} finds.
 */
export async function createNode(
  context: BaseAudioContext,
  steps: readonly ChainStep[],
  options: NodeOptions = {},
): Promise<SoundNode> {
  return (await loadSound()).createNode(context, steps, options);
}
