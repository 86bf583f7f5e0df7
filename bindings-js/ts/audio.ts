import script from "worklet:script";
import { type ChainOptions, EffectChain } from "./audio/chain.js";
import type { ChainPreset } from "./audio/encode.js";
import { AudioModule, SPARE_BYTES } from "./audio/module.js";
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

/** The effects of sound, loaded. */
export class AudioEngine {
  static readonly name: string = "AudioEngine";
  readonly #module: WebAssembly.Module;
  /** Instances of closed chains: engines reserve gigabytes of address space for each, so they are used again. */
  readonly #idle: AudioModule[] = [];

  /** @internal */
  constructor(module: WebAssembly.Module) {
    this.#module = module;
    // Fails here if it is another version's.
    this.#idle.push(new AudioModule(module));
  }

  /**
   * Makes a chain, for sound that doesn't go through Web Audio: in Node, in workers, block by block.
   *
   * @param steps - effects, one after the other: `[highpass, compressor({ threshold: -20 })]`
   * @throws {@link ArgumentError} that names what is wrong, `steps[1].threshold`; {@link MemoryError}.
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

  /** @internal An instance, to be given back. */
  protected take(): AudioModule {
    return this.#idle.pop() ?? new AudioModule(this.#module);
  }

  /** @internal Takes an instance back, once. */
  protected readonly release = (used: AudioModule): void => {
    if (used.lost || this.#idle.includes(used)) return;
    used.exports.close();
    if (used.bytes <= SPARE_BYTES) this.#idle.push(used);
  };

  /**
   * Makes a resampler, for sound that comes block by block: `createResampler({ from: 44100, to: 48000 })`.
   *
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}.
   */
  createResampler(options: ResamplerOptions): Resampler {
    return new Resampler(this.take(), this.release, options);
  }

  /**
   * Gives a whole sound another rate: ⌈n · to / from⌉ frames, the first of which lies where the source's first one does.
   *
   * @param sampleRate - frames a second of the result, from 3000 to 768000
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}; the reason of `signal`.
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
   * Lets a chain work on a whole sound: what comes out is to the bit what a worklet makes of it.
   *
   * @throws {@link ArgumentError} that names what is wrong; the reason of `signal`.
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
   * Brings a whole sound to a loudness, or to a true peak, without distortion: it is made louder or quieter by one factor.
   *
   * @throws {@link ArgumentError} that names what is wrong; the reason of `signal`.
   */
  async normalize(source: Samples, options?: NormalizeOptions | null): Promise<Normalized> {
    return normalize(
      source,
      optionsOf(options, [...NORMALIZE_OPTIONS, ...PROGRESS_OPTIONS]),
      (source, steps, options) => this.renderOffline(source, steps, options),
    );
  }

  /**
   * Makes a whole sound faster or slower, and apart from that higher or lower: it is resampled, and `pitchShift` brings the pitch to
   * where it is to be. Its first frame stays the first one, and its length becomes ⌈n / tempo⌉.
   *
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}; the reason of `signal`.
   */
  async stretch(source: Samples, options?: StretchOptions | null): Promise<PlanarAudio> {
    return stretch(source, optionsOf(options, [...STRETCH_OPTIONS, ...PROGRESS_OPTIONS]), {
      resample: (source, rate, options) => this.resample(source, rate, options),
      render: (source, steps, options) => this.renderOffline(source, steps, options),
    });
  }

  /**
   * Makes a node of a chain, for a graph of Web Audio, live or offline. It is ready when it is there: what could go wrong has.
   *
   * What goes wrong afterwards is a `failure` event of the node, with an `error`; the sound then goes by it.
   *
   * @throws {@link ArgumentError} that names what is wrong, {@link CodecError} if there is no worklet to be had.
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
  /** The module: an address, its bytes, a response, or compiled already. By default the file beside the script. */
  readonly module?: ModuleSource | undefined;
}

const loaded = new Map<string, Promise<AudioEngine>>();

/**
 * Loads the effects of sound.
 *
 * @param options - where the module comes from
 * @throws {@link ArgumentError} if the module can't be loaded.
 */
export async function loadAudio(options?: LoadAudioOptions | null): Promise<AudioEngine> {
  const { module: source } = optionsOf(options, ["module"]);
  if (source !== undefined && source !== null) return new AudioEngine(await obtain(source));
  const url = locate(() => new URL("./audio.wasm", import.meta.url));
  return remembered(loaded, url.href, async () => new AudioEngine(await obtain(url)));
}

const models = new Map<string, Promise<NoiseModel>>();

/**
 * Loads the model that a `noiseSuppressor` needs, 86 KB: `noiseSuppressor({ model: await loadNoiseModel() })`.
 *
 * It is RNNoise's, under a licence of its own (3-clause BSD), which lies beside it as `noise-suppressor.LICENSE`.
 *
 * @param source - where it is; by default the file beside this one. Other networks of the same form will do, too.
 * @throws {@link ArgumentError} if there is no file to be had from `source`. What is wrong with its bytes is said when a chain
 *   is made.
 */
export async function loadNoiseModel(source?: string | URL | null): Promise<NoiseModel> {
  if (source !== undefined && source !== null) return download(source);
  const url = locate(() => new URL("./noise-suppressor.model", import.meta.url));
  return remembered(models, url.href, () => download(url));
}

/**
 * Makes a node of a chain with one call: `source.connect(await createNode(context, [gain({ gain: -6 })]))`.
 *
 * As {@link AudioEngine.createNode}, with the module that {@link loadAudio} finds.
 */
export async function createNode(
  context: BaseAudioContext,
  steps: readonly ChainStep[] | ChainPreset,
  options?: NodeOptions | null,
): Promise<EffectNode> {
  return (await loadAudio()).createNode(context, steps, options);
}
