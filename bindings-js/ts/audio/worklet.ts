// The AudioWorklet's script: this file is bundled into `worklet.js`, which imports nothing.
//
// The AudioParams of a node are fixed when its processor is registered. So each combination of parameters has a
// registration of its own: the script is added again, under the same URL with another fragment, which holds the
// registration.

import { Place, SessionNumber } from "../generated/audio-boundary.js";
import { FINGERPRINTS } from "../generated/effect-codes.js";
import { describe, FilmgateError, type RawError } from "../shared/errors.js";
import { SPARE_BYTES } from "../shared/spare.js";
import { acknowledge, type ChangeRing, takeChange } from "./change-ring.js";
import { AudioModule, SIDE_CHANNELS } from "./module.js";
import type { FromWorklet, ProcessorOptions, Registration, ToWorklet } from "./protocol.js";

// The globals of a worklet: TypeScript only declares those of pages and workers.
declare const currentFrame: number;
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: unknown): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const scope = globalThis as typeof globalThis & { filmgateInstances?: Map<string, AudioModule[]> };
scope.filmgateInstances ??= new Map();
/**
 * Instances of closed nodes, for reuse: engines reserve gigabytes of address space for each. All registrations of a
 * context share them, by kind of module.
 */
const pools = scope.filmgateInstances;

function poolOf(compiled: WebAssembly.Module): AudioModule[] {
  const kind = `${FINGERPRINTS} ${WebAssembly.Module.exports(compiled).length}`;
  const pool = pools.get(kind) ?? [];
  pools.set(kind, pool);
  return pool;
}

function raw(error: unknown): RawError {
  if (error instanceof FilmgateError) {
    const { code, argument, expected, received } = error;
    return { code, argument, expected, received };
  }
  return { code: "instance-lost", argument: "node", expected: "a running module", received: describe(error) };
}

/** Identifies the target of a change, its step and parameter, by a number. */
function keyOf(words: Float64Array): number {
  const [step = 0, , , parameter = 0] = words;
  return step * 1024 + parameter;
}

/** Announces new readings, for shared memory. A constant, so that nothing is allocated. */
const NEW_READINGS: FromWorklet = { type: "readings" };

class FilmgateProcessor extends AudioWorkletProcessor {
  #module: AudioModule | undefined;
  #pool: AudioModule[] = [];
  #open = true;
  readonly #names: readonly string[];
  readonly #channels: number;
  readonly #capacity: number;
  readonly #framesBetweenReadings: number;
  readonly #shared: Float32Array | undefined;
  readonly #changes: ChangeRing | undefined;
  #framesUntilReadings = 0;
  /** Length of a quantum in frames, for which the views below were created. */
  #frames = -1;
  #channelViews: Float32Array[] = [];
  #side: Float32Array[] = [];
  #lanes: Float32Array[] = [];
  #lengths: Float32Array = new Float32Array();
  #readings: Float32Array = new Float32Array();
  /** Time of the chain's first frame on the context's clock, in frames; -1 before the first quantum. */
  #start = -1;
  /** Changes with a time that arrived before the first quantum, when the chain's clock is unknown. */
  readonly #early: Float64Array[] = [];
  /** Changes without a time, by target: only the last change of each counts. The next quantum applies them. */
  readonly #pending = new Map<number, Float64Array>();
  readonly #acknowledges: boolean;

  constructor({ processorOptions }: { processorOptions: ProcessorOptions }) {
    super();
    const { names, channels, capacity, readingsPerSecond, acknowledges, shared } = processorOptions;
    this.#names = names;
    this.#channels = channels;
    this.#capacity = capacity;
    this.#acknowledges = acknowledges;
    this.#shared = shared?.readings;
    this.#changes = shared?.changes;
    this.#framesBetweenReadings = readingsPerSecond > 0 ? sampleRate / readingsPerSecond : 0;
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => this.#receive(data);
    try {
      this.#module = this.#begin(processorOptions);
      this.#post({ type: "ready" });
    } catch (error) {
      this.#post({ type: "failed", error: raw(error) });
    }
  }

  #begin({ module: compiled, words, samples, models }: ProcessorOptions): AudioModule {
    this.#pool = poolOf(compiled);
    const module = this.#pool.pop() ?? new AudioModule(compiled);
    try {
      for (const buffer of samples) module.samples(buffer);
      for (const model of models) module.model(model);
      module.create(words, sampleRate, this.#channels, this.#capacity);
      return module;
    } catch (error) {
      this.#release(module);
      throw error;
    }
  }

  #release(module: AudioModule): void {
    if (module.lost) return;
    module.exports.close();
    if (module.bytes <= SPARE_BYTES) this.#pool.push(module);
  }

  #post(message: FromWorklet): void {
    this.port.postMessage(message);
  }

  #receive(message: ToWorklet): void {
    const module = this.#module;
    if (message.type === "close") {
      this.#open = false;
      this.#module = undefined;
      if (module !== undefined) this.#release(module);
      return;
    }
    if (module === undefined) return;
    // Changes in shared memory are older than this message.
    this.#takeChanges(module);
    this.#note(module, message.words);
    if (this.#changes !== undefined) acknowledge(this.#changes);
    if (this.#acknowledges) this.#post({ type: "taken" });
  }

  /** Keeps a change without a time until the next quantum; passes a change with a time to the module. */
  #note(module: AudioModule, words: Float64Array): void {
    const time = words[1] as number;
    const key = keyOf(words);
    // Deleted and inserted again, so that the map keeps the order of the last changes.
    const earlier = this.#pending.get(key);
    this.#pending.delete(key);
    if (Number.isNaN(time)) {
      this.#pending.set(key, words);
      return;
    }
    if (earlier !== undefined) this.#change(module, earlier);
    if (this.#start < 0) this.#early.push(words);
    else this.#change(module, words);
  }

  /** Applies the pending changes. */
  #makePending(module: AudioModule): void {
    for (const words of this.#pending.values()) this.#change(module, words);
    this.#pending.clear();
  }

  #change(module: AudioModule, words: Float64Array): void {
    // NaN for a change without a time; the subtraction keeps it.
    const time = words[1] as number;
    try {
      // Converts from the context's clock to the chain's.
      words[1] = time - this.#start;
      module.change(words);
    } catch (error) {
      this.#post({ type: "failed", error: raw(error) });
    }
  }

  #takeChanges(module: AudioModule): void {
    const ring = this.#changes;
    if (ring === undefined) return;
    for (let words = takeChange(ring); words !== undefined; words = takeChange(ring))
      this.#note(module, words);
  }

  /** Creates views for a quantum of this length, which rarely changes. */
  #prepare(module: AudioModule, frames: number): void {
    this.#frames = frames;
    this.#channelViews = Array.from({ length: this.#channels }, (_, channel) =>
      module.view(Place.channel, channel, frames),
    );
    this.#side = Array.from({ length: SIDE_CHANNELS }, (_, channel) =>
      module.view(Place.side, channel, frames),
    );
    this.#lanes = this.#names.map((_, lane) => module.view(Place.lane, lane, frames));
    this.#lengths = module.view(Place.lengths, 0, this.#names.length);
    this.#readings = module.view(Place.readings, 0, module.about(SessionNumber.readings));
  }

  process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
    parameters: Readonly<Record<string, Float32Array>>,
  ): boolean {
    const module = this.#module;
    const output = outputs[0];
    if (!this.#open || output === undefined) return this.#open;
    const input = inputs[0];
    if (module === undefined) {
      // The module failed, and the node has received the error: the input is passed through.
      for (let channel = 0; channel < output.length; channel += 1) {
        const samples = input?.[channel];
        if (samples !== undefined) output[channel]?.set(samples);
      }
      return true;
    }
    const frames = output[0]?.length ?? 0;
    try {
      if (frames <= this.#capacity) this.#quantum(module, input, inputs[1], output, parameters, frames);
      else this.#largeQuantum(module, inputs, output, parameters, frames);
    } catch (error) {
      this.#module = undefined;
      this.#post({ type: "failed", error: raw(error) });
    }
    return true;
  }

  /** Processes a quantum: one copy in and one copy out per channel, without allocation. */
  #quantum(
    module: AudioModule,
    input: readonly Float32Array[] | undefined,
    side: readonly Float32Array[] | undefined,
    output: readonly Float32Array[],
    parameters: Readonly<Record<string, Float32Array>>,
    frames: number,
  ): void {
    this.#takeChanges(module);
    if (this.#start < 0) {
      this.#start = currentFrame;
      for (const words of this.#early.splice(0)) this.#change(module, words);
    }
    if (this.#pending.size > 0) this.#makePending(module);
    // A long list may have grown memory: then the existing views have length 0.
    if (frames !== this.#frames || this.#channelViews[0]?.length === 0) this.#prepare(module, frames);
    const views = this.#channelViews;
    const first = input?.[0];
    for (let channel = 0; channel < views.length; channel += 1) {
      // A mono input feeds all channels; an unconnected input has no channels, and is silence.
      const samples = input?.[channel] ?? (input?.length === 1 ? first : undefined);
      if (samples === undefined) views[channel]?.fill(0);
      else views[channel]?.set(samples);
    }
    // An unconnected second input has no channels, and is silence. Without a side chain, effects would be controlled by
    // their own input.
    if (side?.length === 0) this.#side[0]?.fill(0);
    const sides = side === undefined ? 0 : Math.min(Math.max(side.length, 1), SIDE_CHANNELS);
    for (let channel = 0; channel < sides; channel += 1) {
      const samples = side?.[channel];
      if (samples !== undefined) this.#side[channel]?.set(samples);
    }
    for (let lane = 0; lane < this.#names.length; lane += 1) {
      const values = parameters[this.#names[lane] as string];
      const view = this.#lanes[lane];
      if (values === undefined || view === undefined) continue;
      if (values.length === 1) view[0] = values[0] as number;
      else view.set(values);
      this.#lengths[lane] = values.length;
    }
    module.exports.process(frames, sides);
    for (let channel = 0; channel < output.length; channel += 1) {
      const samples = views[channel];
      if (samples !== undefined) output[channel]?.set(samples);
    }
    if (this.#readings.length > 0) this.#report(module, frames);
  }

  #report(module: AudioModule, frames: number): void {
    if (this.#shared !== undefined) {
      module.exports.read();
      this.#shared.set(this.#readings);
    }
    this.#framesUntilReadings -= frames;
    if (this.#framesBetweenReadings > 0 && this.#framesUntilReadings <= 0) {
      this.#framesUntilReadings = this.#framesBetweenReadings;
      if (this.#shared !== undefined) {
        this.#post(NEW_READINGS);
        return;
      }
      module.exports.read();
      this.#post({ type: "readings", readings: this.#readings.slice() });
    }
  }

  /** Processes a quantum longer than expected, in parts. It allocates; no known engine has such quanta. */
  #largeQuantum(
    module: AudioModule,
    inputs: readonly (readonly Float32Array[])[],
    output: readonly Float32Array[],
    parameters: Readonly<Record<string, Float32Array>>,
    frames: number,
  ): void {
    for (let start = 0; start < frames; start += this.#capacity) {
      const end = Math.min(start + this.#capacity, frames);
      const part = (samples: Float32Array) => (samples.length === 1 ? samples : samples.subarray(start, end));
      const lanes = Object.fromEntries(
        Object.entries(parameters).map(([name, values]) => [name, part(values)]),
      );
      this.#quantum(module, inputs[0]?.map(part), inputs[1]?.map(part), output.map(part), lanes, end - start);
    }
  }
}

const { name, parameters } = JSON.parse(
  decodeURIComponent(import.meta.url.slice(import.meta.url.indexOf("#") + 1)),
) as Registration;

registerProcessor(
  name,
  class extends FilmgateProcessor {
    static readonly parameterDescriptors = parameters.map(([name, defaultValue, minValue, maxValue]) => ({
      name,
      defaultValue,
      minValue,
      maxValue,
      automationRate: "a-rate",
    }));
  },
);
