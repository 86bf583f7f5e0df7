import { Place } from "../generated/audio-boundary.js";
import { FINGERPRINTS } from "../generated/effect-codes.js";
import { type FilmgateError, failure, memoryFailure, numeric, whole } from "../shared/errors.js";
import { anotherModule } from "../shared/module.js";
import type * as platform from "../shared/platform.js";
import { readFailure } from "../shared/steps.js";
import type { Resources } from "./encode.js";
import { channelsOf, type NoiseModel, type Samples } from "./samples.js";

/** The module's exports. All arguments and results are numbers. */
export interface AudioExports {
  readonly memory: platform.WebAssemblyMemory;
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
  /** Only in the full build, like the next four. */
  create_stretcher(sampleRate: number, channels: number, tempo: number, frames: number): number;
  set_tempo(tempo: number): number;
  decode(length: number): number;
  decode_part(): number;
  encode_wav(buffer: number, bits: number, float: number, dither: number): number;
  read(): void;
  reset(): void;
  close(): void;
  failure(): number;
}

/** Maximum number of side-chain channels. */
export const SIDE_CHANNELS = 2;

/** Checks the number of channels and the maximum number of frames of a call. */
export function checkShape(channels: number, frames: number): [channels: number, frames: number] {
  return [whole("channels", channels, 1, 32), whole("maximumFrames", frames, 1, 65_536)];
}

/** Instantiates a module synchronously: a worklet's constructor can't wait. */
function instantiate(module: WebAssembly.Module): WebAssembly.Exports {
  try {
    return new WebAssembly.Instance(module).exports;
  } catch (error) {
    if (!(error instanceof RangeError)) throw anotherModule("audio.wasm", module, error);
    throw Object.assign(memoryFailure("module", "another instance"), { cause: error });
  }
}

/** A running module: one chain or converter, and views of its buffers. */
export class AudioModule implements Resources {
  readonly #exports: AudioExports;
  #lost = false;

  constructor(module: platform.WebAssemblyModule) {
    const needsNothing = WebAssembly.Module.imports(module).length === 0;
    const exports = needsNothing ? instantiate(module) : {};
    this.#exports = this.#guard(exports as unknown as AudioExports);
    const theirs = "fingerprint" in exports ? this.#exports.fingerprint() >>> 0 : -1;
    if (!FINGERPRINTS.includes(theirs)) {
      throw anotherModule("audio.wasm", module);
    }
  }

  /** Whether a call into the module trapped or ran out of stack: its state can't be trusted. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Wraps the exports: an exception marks the module as lost. No call runs code of the caller. */
  #guard(exports: AudioExports): AudioExports {
    type Call = (...given: unknown[]) => unknown;
    const lost = (cause?: unknown) => {
      const error = failure("instance-lost", "audio", "a running module", "a module that failed");
      return cause === undefined ? error : Object.assign(error, { cause });
    };
    const guarded = (call: Call): Call => {
      // As many parameters as the longest call has; named, because rest parameters would allocate an array.
      return (a, b, c, d, e, f) => {
        if (this.#lost) throw lost();
        try {
          return call(a, b, c, d, e, f);
        } catch (error) {
          // Set first: the stack may be exhausted.
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

  /** Returns a view of samples in the module's memory. It is valid until memory grows. */
  view(what: number, index: number, length: number): Float32Array<ArrayBuffer> {
    const address = this.place(what, index);
    return new Float32Array(this.#exports.memory.buffer as ArrayBuffer, address, address === 0 ? 0 : length);
  }

  // Addresses are unsigned: above 2 GiB, WebAssembly's integers are negative numbers in JavaScript.

  /** Returns the address of a buffer in the module's memory; 0 if there is none. */
  place(what: number, index: number): number {
    return this.#exports.place(what, index) >>> 0;
  }

  /** Returns the address of memory for `words` words; 0 if there is no memory. */
  stage(words: number): number {
    return this.#exports.stage(words) >>> 0;
  }

  get exports(): AudioExports {
    return this.#exports;
  }

  /** Size of linear memory in bytes. */
  get bytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  about(what: number): number {
    return this.#exports.number(what);
  }

  /** Copies samples into the module for steps to refer to, and returns their index. */
  samples(samples: Samples): number {
    const channels = channelsOf("samples", samples);
    const frames = channels[0]?.length ?? 0;
    const sampleRate = numeric("samples.sampleRate", samples.sampleRate);
    const index = this.#exports.audio(sampleRate, channels.length, frames);
    if (index < 0) throw this.failure();
    for (const [channel, data] of channels.entries()) {
      if (frames > 0) this.view(Place.audio, 32 * index + channel, frames).set(data);
    }
    return index;
  }

  /** Copies a model into the module for steps to refer to, and returns its index. */
  model(bytes: NoiseModel): number {
    const address = this.stage(Math.ceil(bytes.length / 8));
    if (address === 0) throw memoryFailure("model", bytes.length);
    // A detached buffer has no length, and can't be copied.
    if (bytes.length > 0) new Uint8Array(this.#exports.memory.buffer, address, bytes.length).set(bytes);
    const index = this.#exports.model(bytes.length);
    if (index < 0) throw this.failure();
    return index;
  }

  #stage(words: ArrayLike<number>): void {
    const address = this.stage(words.length);
    if (address === 0) throw memoryFailure("steps", words.length * 8);
    new Float64Array(this.#exports.memory.buffer, address, words.length).set(words);
  }

  /** Creates a chain, in place of the current one. */
  create(words: ArrayLike<number>, sampleRate: number, channels: number, frames: number): void {
    this.#stage(words);
    if (this.#exports.create(sampleRate, channels, frames) !== 0) throw this.failure();
  }

  /** Applies a change to the chain. */
  change(words: ArrayLike<number>): void {
    this.#stage(words);
    if (this.#exports.change() !== 0) throw this.failure();
  }

  /** Creates a resampler, in place of the current chain or converter. */
  createResampler(...given: Parameters<AudioExports["create_resampler"]>): void {
    if (this.#exports.create_resampler(...given) !== 0) throw this.failure();
  }

  /** Changes the ratio of the resampler, gradually over `over` output frames. */
  setRatio(ratio: number, over: number): void {
    if (this.#exports.set_ratio(ratio, over) !== 0) throw this.failure();
  }

  /** Creates a stretcher, in place of the current chain or converter. */
  createStretcher(...given: Parameters<AudioExports["create_stretcher"]>): void {
    if (this.#exports.create_stretcher(...given) !== 0) throw this.failure();
  }

  /** Changes the tempo of the stretcher. */
  setTempo(tempo: number): void {
    if (this.#exports.set_tempo(tempo) !== 0) throw this.failure();
  }

  /** Returns a view of bytes in the module's memory. */
  bytesAt(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer as ArrayBuffer, address, length);
  }

  /** Returns the module's last error. */
  failure(): FilmgateError {
    const address = this.#exports.failure() >>> 0;
    if (address === 0) return memoryFailure("chain", "none");
    return readFailure(new Float64Array(this.#exports.memory.buffer, address));
  }
}
