import script from "worklet:script";
import { optionsOf } from "./arguments.js";
import { numeric } from "./errors.js";
import type { ChainStep } from "./generated/effects.js";
import { download, locate, type ModuleSource, obtain, remembered } from "./module.js";
import { type ChainOptions, SoundChain } from "./sound/chain.js";
import { channelsOf, type NoiseModel, type Samples } from "./sound/encode.js";
import { SoundModule, SPARE_BYTES } from "./sound/module.js";
import { makeNode, type NodeOptions, type SoundNode } from "./sound/node.js";
import { type Normalized, type NormalizeOptions, normalize } from "./sound/normalize.js";
import { type PlanarSound, type Rendered, type RenderOptions, render } from "./sound/offline.js";
import { type ResampleOptions, Resampler, type ResamplerOptions, resampleWhole } from "./sound/resampler.js";
import { type StretchOptions, stretch } from "./sound/stretch.js";

export {
  ArgumentError,
  type ErrorCode,
  FilmgateError,
  InstanceLostError,
  MediaError,
  MemoryError,
  StateError,
} from "./errors.js";
export * from "./generated/effects.js";
export type { ParameterValue } from "./generated/filters.js";
export type { ModuleSource } from "./module.js";
export { type Automated, type ChainOptions, type Readings, SoundChain } from "./sound/chain.js";
export type { Converter } from "./sound/converter.js";
export type { NoiseModel, Samples } from "./sound/encode.js";
export type { NodeOptions, SoundNode, SoundNodeEventMap } from "./sound/node.js";
export type { Normalized, NormalizeOptions } from "./sound/normalize.js";
export type { PlanarSound, Rendered, RenderOptions } from "./sound/offline.js";
export {
  type ResampleOptions,
  Resampler,
  type ResamplerOptions,
  type ResamplerQuality,
} from "./sound/resampler.js";
export type { StretchOptions } from "./sound/stretch.js";

/** The effects of sound, loaded. */
export class Sound {
  readonly #module: WebAssembly.Module;
  /** Instances of closed chains: engines reserve gigabytes of address space for each, so they are used again. */
  readonly #idle: SoundModule[] = [];

  /** @internal */
  constructor(module: WebAssembly.Module) {
    this.#module = module;
    // Fails here if it is another version's.
    this.#idle.push(new SoundModule(module));
  }

  /**
   * Makes a chain, for sound that doesn't go through Web Audio: in Node, in workers, block by block.
   *
   * @param steps - effects, one after the other: `[highpass, compressor({ threshold: -20 })]`
   * @throws {@link ArgumentError} that names what is wrong, `steps[1].threshold`; {@link MemoryError}.
   */
  createChain(steps: readonly ChainStep[], options?: ChainOptions | null): SoundChain {
    const module = this.take();
    try {
      return new SoundChain(module, this.release, steps, options);
    } catch (error) {
      this.release(module);
      throw error;
    }
  }

  /** @internal An instance, to be given back. */
  protected take(): SoundModule {
    return this.#idle.pop() ?? new SoundModule(this.#module);
  }

  /** @internal Takes an instance back, once. */
  protected readonly release = (used: SoundModule): void => {
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
  ): Promise<PlanarSound> {
    return resampleWhole((options) => this.createResampler(options), source, sampleRate, optionsOf(options));
  }

  /**
   * Lets a chain work on a whole sound: what comes out is to the bit what a worklet makes of it.
   *
   * @throws {@link ArgumentError} that names what is wrong; the reason of `signal`.
   */
  async renderOffline(
    source: Samples,
    steps: readonly ChainStep[],
    options?: RenderOptions | null,
  ): Promise<Rendered> {
    const channels = channelsOf("source", source);
    const sampleRate = numeric("source.sampleRate", source.sampleRate);
    const given = optionsOf(options);
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
    return normalize(source, optionsOf(options), (source, steps, options) =>
      this.renderOffline(source, steps, options),
    );
  }

  /**
   * Makes a whole sound faster or slower, and apart from that higher or lower: it is resampled, and `pitchShift` brings the pitch to
   * where it is to be. Its first frame stays the first one, and its length becomes ⌈n / tempo⌉.
   *
   * @throws {@link ArgumentError} that names what is wrong; {@link MemoryError}; the reason of `signal`.
   */
  async stretch(source: Samples, options?: StretchOptions | null): Promise<PlanarSound> {
    return stretch(source, optionsOf(options), {
      resample: (source, rate, options) => this.resample(source, rate, options),
      render: (source, steps, options) => this.renderOffline(source, steps, options),
    });
  }

  /**
   * Makes a node of a chain, for a graph of Web Audio, live or offline. It is ready when it is there: what could go wrong has.
   *
   * What goes wrong afterwards is a `failure` event of the node, with an `error`; the sound then goes by it.
   *
   * @throws {@link ArgumentError} that names what is wrong, {@link MediaError} if there is no worklet to be had.
   */
  createNode(
    context: BaseAudioContext,
    steps: readonly ChainStep[],
    options?: NodeOptions | null,
  ): Promise<SoundNode> {
    return makeNode(context, steps, options, {
      module: this.#module,
      trial: (steps, options) => this.createChain(steps, options),
      location: () => new URL("./worklet.js", import.meta.url),
      script,
    });
  }
}

const loaded = new Map<string, Promise<Sound>>();

/**
 * Loads the effects of sound.
 *
 * @param source - where the module comes from; by default the file beside this one
 * @throws {@link ArgumentError} if there is no module to be had from `source`.
 */
export async function loadSound(source?: ModuleSource | null): Promise<Sound> {
  if (source !== undefined && source !== null) return new Sound(await obtain(source));
  const url = locate(() => new URL("./sound.wasm", import.meta.url));
  return remembered(loaded, url.href, async () => new Sound(await obtain(url)));
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
 * As {@link Sound.createNode}, with the module that {@link loadSound} finds.
 */
export async function createNode(
  context: BaseAudioContext,
  steps: readonly ChainStep[],
  options?: NodeOptions | null,
): Promise<SoundNode> {
  return (await loadSound()).createNode(context, steps, options);
}
