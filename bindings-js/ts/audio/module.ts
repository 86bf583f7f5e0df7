import { Place } from "../generated/audio-boundary.js";
import { FINGERPRINTS } from "../generated/effect-codes.js";
import { type FilmgateError, failure, numeric, reasonOf, whole } from "../shared/errors.js";
import { readFailure } from "../shared/steps.js";
import type { Resources } from "./encode.js";
import { channelsOf, type NoiseModel, type Samples } from "./samples.js";

/** The module's exports: numbers in, numbers out. */
export interface AudioExports {
  readonly memory: WebAssembly.Memory;
  fingerprint(): number;
  stage(words: number): number;
  audio(sampleRate: number, channels: number, frames: number): number;
  model(bytes: number): number;
  create(sampleRate: number, channels: number, frames: number): number;
  place(what: number, index: number): number;
  number(what: number): number;
  process(frames: number, side: number): number;
  change(): number;
  create_resampler(
    from: number,
    to: number,
    channels: number,
    quality: number,
    variation: number,
    frames: number,
  ): number;
  convert(frames: number): number;
  flush(): number;
  set_ratio(ratio: number, over: number): number;
  /** Only in the full build, as are the next ones. */
  create_stretcher(sampleRate: number, channels: number, tempo: number, frames: number): number;
  set_tempo(tempo: number): number;
  decode(length: number): number;
  decode_part(): number;
  encode_wav(sound: number, bits: number, float: number, dither: number): number;
  read(): void;
  reset(): void;
  close(): void;
  failure(): number;
}

/** An instance that has grown past this isn't used again: memory never shrinks. */
export const SPARE_BYTES = 64 * 2 ** 20;

/** Channels of a side chain. */
export const SIDE_CHANNELS = 2;

/** Channels and frames of a call, if there may be as many. */
export function checkShape(channels: number, frames: number): [channels: number, frames: number] {
  return [whole("channels", channels, 1, 32), whole("maximumFrames", frames, 1, 65_536)];
}

/** The exports of a new instance. A worklet has no time to wait: this is synchronous. */
function instantiate(module: WebAssembly.Module): WebAssembly.Exports {
  try {
    return new WebAssembly.Instance(module).exports;
  } catch (error) {
    const failed =
      error instanceof RangeError
        ? failure("out-of-memory", "module", "memory for another instance", "none")
        : failure("unsupported", "module", "a page whose policy allows WebAssembly", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  }
}

/** A running module: one chain, and views of what it works on. */
export class AudioModule implements Resources {
  readonly #exports: AudioExports;
  #lost = false;

  constructor(module: WebAssembly.Module) {
    const needsNothing = WebAssembly.Module.imports(module).length === 0;
    const exports = needsNothing ? instantiate(module) : {};
    this.#exports = this.#guard(exports as unknown as AudioExports);
    const theirs = "fingerprint" in exports ? this.#exports.fingerprint() >>> 0 : -1;
    if (!FINGERPRINTS.includes(theirs)) {
      throw failure("invalid-argument", "module", "audio.wasm of this version of Filmgate", "another module");
    }
  }

  /** Whether a call into the module has ended in a trap, or found no room on the stack: nothing in it can be relied on. */
  get lost(): boolean {
    return this.#lost;
  }

  /** The exports, whose exceptions are the end of the module. No call runs code of the caller's. */
  #guard(exports: AudioExports): AudioExports {
    type Call = (...given: unknown[]) => unknown;
    const lost = (cause?: unknown) => {
      const error = failure("instance-lost", "sound", "a running module", "one that failed");
      return cause === undefined ? error : Object.assign(error, { cause });
    };
    const guarded = (call: Call): Call => {
      // As many as the call with the most arguments has; by name, so that none of them makes an array.
      return (a, b, c, d, e, f) => {
        if (this.#lost) throw lost();
        try {
          return call(a, b, c, d, e, f);
        } catch (error) {
          // Nothing is called before this: the stack may have run out.
          this.#lost = true;
          throw lost(error);
        }
      };
    };
    const all = Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? guarded(value as Call) : value,
    ]);
    return Object.fromEntries(all) as AudioExports;
  }

  /** Samples in the module's memory: the getter is always right, a view is good until memory grows. */
  view(what: number, index: number, length: number): Float32Array<ArrayBuffer> {
    const address = this.place(what, index);
    return new Float32Array(this.#exports.memory.buffer as ArrayBuffer, address, address === 0 ? 0 : length);
  }

  // Addresses are unsigned: above 2 GiB, WebAssembly's integers are negative numbers in JavaScript.

  /** The address of something in the module's memory; 0 if there is none. */
  place(what: number, index: number): number {
    return this.#exports.place(what, index) >>> 0;
  }

  /** The address of memory for this many words; 0 if there is none. */
  stage(words: number): number {
    return this.#exports.stage(words) >>> 0;
  }

  get exports(): AudioExports {
    return this.#exports;
  }

  /** Bytes of linear memory. */
  get bytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  about(what: number): number {
    return this.#exports.number(what);
  }

  /** Copies samples in, for steps to refer to, and gives their number. */
  sound(samples: Samples): number {
    const channels = channelsOf("sound", samples);
    const frames = channels[0]?.length ?? 0;
    const sampleRate = numeric("sound.sampleRate", samples.sampleRate);
    const number = this.#exports.audio(sampleRate, channels.length, frames);
    if (number < 0) throw this.failure();
    for (const [index, channel] of channels.entries()) {
      if (frames > 0) this.view(Place.audio, 32 * number + index, frames).set(channel);
    }
    return number;
  }

  /** Copies a model in, for steps to refer to, and gives its number. */
  model(bytes: NoiseModel): number {
    const address = this.stage(Math.ceil(bytes.length / 8));
    if (address === 0)
      throw failure("out-of-memory", "model", "memory that the system can give", bytes.length);
    // What was detached has no length, and can't be copied.
    if (bytes.length > 0) new Uint8Array(this.#exports.memory.buffer, address, bytes.length).set(bytes);
    const number = this.#exports.model(bytes.length);
    if (number < 0) throw this.failure();
    return number;
  }

  #stage(words: ArrayLike<number>): void {
    const address = this.stage(words.length);
    if (address === 0)
      throw failure("out-of-memory", "steps", "memory that the system can give", words.length * 8);
    new Float64Array(this.#exports.memory.buffer, address, words.length).set(words);
  }

  /** Makes a chain, in place of the one before. */
  create(words: ArrayLike<number>, sampleRate: number, channels: number, frames: number): void {
    this.#stage(words);
    if (this.#exports.create(sampleRate, channels, frames) !== 0) throw this.failure();
  }

  /** Makes a change of the chain. */
  change(words: ArrayLike<number>): void {
    this.#stage(words);
    if (this.#exports.change() !== 0) throw this.failure();
  }

  /** Makes a resampler, in place of the one before. */
  createResampler(...given: Parameters<AudioExports["create_resampler"]>): void {
    if (this.#exports.create_resampler(...given) !== 0) throw this.failure();
  }

  /** Changes the ratio of the resampler. */
  setRatio(ratio: number, over: number): void {
    if (this.#exports.set_ratio(ratio, over) !== 0) throw this.failure();
  }

  /** Makes a stretcher, in place of what was there. */
  createStretcher(...given: Parameters<AudioExports["create_stretcher"]>): void {
    if (this.#exports.create_stretcher(...given) !== 0) throw this.failure();
  }

  /** Changes the tempo of the stretcher. */
  setTempo(tempo: number): void {
    if (this.#exports.set_tempo(tempo) !== 0) throw this.failure();
  }

  /** Bytes in the module's memory. */
  bytesAt(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer as ArrayBuffer, address, length);
  }

  /** The module's last error. */
  failure(): FilmgateError {
    const address = this.#exports.failure() >>> 0;
    if (address === 0) return failure("out-of-memory", "chain", "memory that the system can give", "none");
    return readFailure(new Float64Array(this.#exports.memory.buffer, address));
  }
}
