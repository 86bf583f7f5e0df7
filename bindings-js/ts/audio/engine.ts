import script from "worklet:script";
import type { ChainStep } from "../generated/effects.js";
import { optionsOf } from "../shared/arguments.js";
import { numeric } from "../shared/errors.js";
import { type ModuleSource, type OwnModule, obtain, obtainOwn, remembered } from "../shared/module.js";
import type * as platform from "../shared/platform.js";
import { PROGRESS_OPTIONS } from "../shared/progress.js";
import { SPARE_BYTES } from "../shared/spare.js";
import { type ChainOptions, EffectChain } from "./chain.js";
import type { ChainPreset } from "./encode.js";
import { AudioModule } from "./module.js";
import { type EffectNode, makeNode, type NodeOptions } from "./node.js";
import { NORMALIZE_OPTIONS, type Normalized, type NormalizeOptions, normalize } from "./normalize.js";
import { type PlanarAudio, RENDER_OPTIONS, type Rendered, type RenderOptions, render } from "./offline.js";
import { type ResampleOptions, Resampler, type ResamplerOptions, resampleWhole } from "./resampler.js";
import { channelsOf, type Samples } from "./samples.js";
import { STRETCH_OPTIONS, type StretchOptions, stretch } from "./stretch.js";

/** Returns the URL of the worklet's script. A bundle may have no URL; the script's text is enough then. */
function workletLocation(): URL | undefined {
  try {
    return new URL("./worklet.js", import.meta.url);
  } catch {
    return undefined;
  }
}

/** A loaded audio engine: creates chains, resamplers and Web Audio nodes, and processes whole buffers. */
export class AudioEngine {
  static readonly name: string = "AudioEngine";
  readonly #module: platform.WebAssemblyModule;
  /** Instances of closed chains, for reuse: engines reserve gigabytes of address space for each. */
  readonly #idle: AudioModule[] = [];

  /** @internal */
  constructor(module: platform.WebAssemblyModule) {
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
    context: platform.BaseAudioContext,
    steps: readonly ChainStep[] | ChainPreset,
    options?: NodeOptions | null,
  ): Promise<EffectNode> {
    return makeNode(context, steps, options, {
      module: this.#module,
      trial: (steps, options) => this.createChain(steps, options),
      location: workletLocation,
      script,
    });
  }
}

/** Options of `loadAudio()`. */
export interface LoadAudioOptions {
  /** The module: a URL, its bytes, a response, or a compiled module. Default: the module of this entry. */
  readonly module?: ModuleSource | undefined;
}

/** Returns the function `loadAudio` of an entry, which creates an engine with the entry's own module only once. */
export function engineLoader<Engine>(
  ownModule: OwnModule,
  create: (module: platform.WebAssemblyModule) => Engine,
): (options: LoadAudioOptions | null | undefined) => Promise<Engine> {
  const loaded = new Map<OwnModule, Promise<Engine>>();
  return async (options) => {
    const { module: source } = optionsOf(options, ["module"]);
    if (source !== undefined && source !== null) return create(await obtain(source));
    return remembered(loaded, ownModule, async () => create(await obtainOwn(ownModule)));
  };
}
