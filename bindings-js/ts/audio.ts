import script from "worklet:script";
import { type ChainOptions, EffectChain } from "./audio/chain.js";
import type { ChainPreset } from "./audio/encode.js";
import { AudioModule } from "./audio/module.js";
import { type EffectNode, makeNode, type NodeOptions } from "./audio/node.js";
import { NORMALIZE_OPTIONS, type Normalized, type NormalizeOptions, normalize } from "./audio/normalize.js";
import {
  type PlanarAudio,
  RENDER_OPTIONS,
  type Rendered,
  type RenderOptions,
  render,
} from "./audio/offline.js";
import { type ResampleOptions, Resampler, type ResamplerOptions, resampleWhole } from "./audio/resampler.js";
import { channelsOf, type NoiseModel, type Samples } from "./audio/samples.js";
import { STRETCH_OPTIONS, type StretchOptions, stretch } from "./audio/stretch.js";
import type { ChainStep } from "./generated/effects.js";
import { optionsOf } from "./shared/arguments.js";
import { numeric } from "./shared/errors.js";
import { download, locate, type ModuleSource, obtain, remembered } from "./shared/module.js";
import { PROGRESS_OPTIONS } from "./shared/progress.js";
import { SPARE_BYTES } from "./shared/spare.js";

export {
  type AnyChanges,
  type Automated,
  type ChainOptions,
  type ChangeOptions,
  EffectChain,
  type Readings,
} from "./audio/chain.js";
export type { Converter } from "./audio/converter.js";
export type { ChainPreset } from "./audio/encode.js";
export type { EffectNode, EffectNodeEventMap, NodeOptions } from "./audio/node.js";
export type { Normalized, NormalizeOptions } from "./audio/normalize.js";
export type { PlanarAudio, Rendered, RenderOptions } from "./audio/offline.js";
export {
  type ResampleOptions,
  Resampler,
  type ResamplerOptions,
  type ResamplerQuality,
} from "./audio/resampler.js";
export type { NoiseModel, Samples } from "./audio/samples.js";
export type { StretchOptions } from "./audio/stretch.js";
export type { ChainStep, EffectName } from "./generated/effects.js";
export {
  ArgumentError,
  CodecError,
  type ErrorCode,
  FilmgateError,
  InstanceLostError,
  MemoryError,
  StateError,
} from "./shared/errors.js";
export type { ModuleSource } from "./shared/module.js";
export type { ProgressOptions } from "./shared/progress.js";
export type { Changes, ParameterValue } from "./shared/steps.js";

/** A loaded audio engine: creates chains, resamplers and Web Audio nodes, and processes whole buffers. */
export class AudioEngine {
  static readonly name: string = "AudioEngine";
  readonly #module: WebAssembly.Module;
  /** Instances of closed chains, for reuse: engines reserve gigabytes of address space for each. */
  readonly #idle: AudioModule[] = [];

  /** @internal */
  constructor(module: WebAssembly.Module) {
    this.#module = module;
    // Throws if the module is another version's.
    this.#idle.push(new AudioModule(module));
  }

  /**
   * Creates a chain to process audio block by block without Web Audio: in Node, in workers.
   *
   * @param steps - effects in processing order, `[biquad({ type: "highpass" }), compressor({ threshold: -20 })]`, or a
   *   stored chain
   * @param options - sample rate, channels, block size, smoothing and automated parameters
   * @throws {@link ArgumentError} that names the argument (`steps[1].threshold`); {@link MemoryError}.
   */
  createChain(steps: readonly ChainStep[] | ChainPreset, options?: ChainOptions | null): EffectChain {
    const module = this.take();
    try {
      return new EffectChain(module, this.release, steps, options);
    } catch (error) {
      this.release(module);
      throw error;
    }
  }

  /** @internal Returns an idle instance, or a new one. The caller gives it back with `release`. */
  protected take(): AudioModule {
    return this.#idle.pop() ?? new AudioModule(this.#module);
  }

  /** @internal Resets an instance and keeps it for reuse. Releasing an instance twice does nothing. */
  protected readonly release = (used: AudioModule): void => {
    if (used.lost || this.#idle.includes(used)) return;
    used.exports.close();
    if (used.bytes <= SPARE_BYTES) this.#idle.push(used);
  };

  /**
   * Creates a resampler for audio that arrives block by block: `createResampler({ from: 44100, to: 48000 })`.
   *
   * @param options - both sample rates, channels, quality and block size
   * @throws {@link ArgumentError} that names the option; {@link MemoryError}.
   */
  createResampler(options: ResamplerOptions): Resampler {
    return new Resampler(this.take(), this.release, options);
  }

  /**
   * Resamples a whole buffer to `sampleRate`. The result has ⌈n · to / from⌉ frames, aligned with the source: latency
   * is compensated.
   *
   * @param source - the samples, up to 32 channels
   * @param sampleRate - sample rate of the result, from 3000 to 768000 Hz
   * @param options - quality, progress and cancellation
   * @returns a new buffer with the source's channels
   * @throws {@link ArgumentError} that names the argument; {@link MemoryError}; the reason of `signal`.
   */
  async resample(
    source: Samples,
    sampleRate: number,
    options?: ResampleOptions | null,
  ): Promise<PlanarAudio> {
    return resampleWhole(
      (options) => this.createResampler(options),
      source,
      sampleRate,
      optionsOf(options, ["quality", ...PROGRESS_OPTIONS]),
    );
  }

  /**
   * Processes a whole buffer with a chain. The result is bit-exact with the worklet's.
   *
   * @param source - the samples, up to 32 channels
   * @param steps - effects in processing order, or a stored chain
   * @param options - smoothing, tail, side chain, latency compensation, progress and cancellation
   * @returns a new buffer, with the readings at its end
   * @throws {@link ArgumentError} that names the argument; {@link MemoryError}; the reason of `signal`.
   */
  async renderOffline(
    source: Samples,
    steps: readonly ChainStep[] | ChainPreset,
    options?: RenderOptions | null,
  ): Promise<Rendered> {
    const channels = channelsOf("source", source);
    const sampleRate = numeric("source.sampleRate", source.sampleRate);
    const given = optionsOf(options, [...RENDER_OPTIONS, ...PROGRESS_OPTIONS]);
    const { smoothing } = given;
    const chain = this.createChain(steps, { sampleRate, channels: channels.length, smoothing });
    return render(chain, { sampleRate, channels }, given);
  }

  /**
   * Normalises a whole buffer to an integrated loudness, or to a true peak. All samples are multiplied by the same
   * gain, so the audio isn't distorted.
   *
   * @param source - the samples, up to 32 channels
   * @param options - target loudness (default -23 LUFS), true-peak limit (default -1 dBTP), progress and cancellation
   * @returns a new buffer, the applied gain and the source's readings
   * @throws {@link ArgumentError} that names the argument; {@link MemoryError}; the reason of `signal`.
   */
  async normalize(source: Samples, options?: NormalizeOptions | null): Promise<Normalized> {
    return normalize(
      source,
      optionsOf(options, [...NORMALIZE_OPTIONS, ...PROGRESS_OPTIONS]),
      (source, steps, options) => this.renderOffline(source, steps, options),
    );
  }

  /**
   * Changes the tempo and the pitch of a whole buffer independently: resamples it, and corrects the pitch with
   * `pitchShift`. The result has ⌈n / tempo⌉ frames and starts with the source's first frame.
   *
   * @param source - the samples, up to 32 channels
   * @param options - tempo, pitch, window, progress and cancellation
   * @returns a new buffer with the source's sample rate
   * @throws {@link ArgumentError} that names the argument; {@link MemoryError}; the reason of `signal`.
   */
  async stretch(source: Samples, options?: StretchOptions | null): Promise<PlanarAudio> {
    return stretch(source, optionsOf(options, [...STRETCH_OPTIONS, ...PROGRESS_OPTIONS]), {
      resample: (source, rate, options) => this.resample(source, rate, options),
      render: (source, steps, options) => this.renderOffline(source, steps, options),
    });
  }

  /**
   * Creates a Web Audio node that runs a chain, in a live or offline context. The promise rejects if set-up fails; once
   * it resolves, the node is running.
   *
   * A later failure is reported by the node's `failure` event, whose `error` says why; the node then passes its input
   * through.
   *
   * @param context - an `AudioContext` or `OfflineAudioContext`
   * @param steps - effects in processing order, or a stored chain
   * @param options - channels, side chain, `AudioParam`s, smoothing, readings and time-out
   * @throws {@link ArgumentError} that names the argument; {@link CodecError} if the context has no worklet, its script
   *   can't be loaded, or the processor doesn't answer in time; {@link StateError} if the context is closed.
   */
  createNode(
    context: BaseAudioContext,
    steps: readonly ChainStep[] | ChainPreset,
    options?: NodeOptions | null,
  ): Promise<EffectNode> {
    return makeNode(context, steps, options, {
      module: this.#module,
      trial: (steps, options) => this.createChain(steps, options),
      location: () => new URL("./worklet.js", import.meta.url),
      script,
    });
  }
}

/** Options of `loadAudio()`. */
export interface LoadAudioOptions {
  /** The module: a URL, its bytes, a response, or a compiled module. Default: the file beside this script. */
  readonly module?: ModuleSource | undefined;
}

const loaded = new Map<string, Promise<AudioEngine>>();

/**
 * Loads the audio effects.
 *
 * @param options - the module
 * @returns an engine; the same one for each call without options
 * @throws {@link ArgumentError} for an unknown option, or if the module can't be loaded or compiled.
 */
export async function loadAudio(options?: LoadAudioOptions | null): Promise<AudioEngine> {
  const { module: source } = optionsOf(options, ["module"]);
  if (source !== undefined && source !== null) return new AudioEngine(await obtain(source));
  const url = locate(() => new URL("./audio.wasm", import.meta.url));
  return remembered(loaded, url.href, async () => new AudioEngine(await obtain(url)));
}

const models = new Map<string, Promise<NoiseModel>>();

/**
 * Loads the model for `noiseSuppressor`, 88 KB: `noiseSuppressor({ model: await loadNoiseModel() })`.
 *
 * The model is RNNoise's, under the 3-clause BSD licence (`noise-suppressor.LICENSE`, beside the model).
 *
 * @param source - URL of the model; default: the file beside this script. Other networks of the same format work, too.
 * @returns the bytes of the model
 * @throws {@link ArgumentError} if the file can't be loaded. The bytes are checked when a chain is created.
 */
export async function loadNoiseModel(source?: string | URL | null): Promise<NoiseModel> {
  if (source !== undefined && source !== null) return download(source);
  const url = locate(() => new URL("./noise-suppressor.model", import.meta.url));
  return remembered(models, url.href, () => download(url));
}

/**
 * Creates a Web Audio node with one call: `source.connect(await createNode(context, [gain({ gain: -6 })]))`. Calls
 * {@link loadAudio} without options.
 *
 * @throws as {@link AudioEngine.createNode} and {@link loadAudio}.
 */
export async function createNode(
  context: BaseAudioContext,
  steps: readonly ChainStep[] | ChainPreset,
  options?: NodeOptions | null,
): Promise<EffectNode> {
  return (await loadAudio()).createNode(context, steps, options);
}
