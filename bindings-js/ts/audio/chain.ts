import { Place, SessionNumber } from "../generated/audio-boundary.js";
import { EFFECT_CODES } from "../generated/effect-codes.js";
import type { ChainStep } from "../generated/effects.js";
import {
  flagOf,
  isA,
  isFloats,
  isList,
  isRecord,
  lengthOf,
  numberAt,
  optionsOf,
} from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import { between, describe, failure, numeric, whole } from "../shared/errors.js";
import { type Changes, type ParameterValue, plainValue, writeValue } from "../shared/steps.js";
import {
  type ChainPreset,
  encodeChain,
  isHeld,
  parameterNumber,
  parametersOf,
  presetOf,
  type Resolved,
  resolve,
} from "./encode.js";
import { type AudioModule, checkShape, SIDE_CHANNELS } from "./module.js";

/** A parameter that can be given frame by frame: its name, `step.parameter`, and where it is. */
export interface Lane {
  readonly name: string;
  readonly step: number;
  readonly parameter: number;
  readonly range: readonly [initial: number, minimum: number, maximum: number];
  /** What the step says. */
  readonly value: number;
}

/** The parameters of a chain that can be given frame by frame: all, none, or those named. */
export type Automated = "all" | "none" | readonly string[];

/** What can be given frame by frame, of what was asked for. */
export function lanesOf(chain: readonly Resolved[], automated: Automated): Lane[] {
  const lanes: Lane[] = [];
  for (const [step, resolved] of chain.entries()) {
    const values = resolved.step as unknown as Readonly<Record<string, unknown>>;
    const parameters = parametersOf(resolved);
    for (const [parameter, { name, automatable }] of parameters.entries()) {
      if (automatable === undefined) continue;
      const given = values[name];
      const value = typeof given === "number" ? given : automatable[0];
      lanes.push({ name: `${resolved.id}.${name}`, step, parameter, range: automatable, value });
    }
    const mix = { name: `${resolved.id}.mix`, step, parameter: parameters.length };
    lanes.push({ ...mix, range: [1, 0, 1], value: resolved.step.mix ?? 1 });
  }
  if (automated === "all") return lanes;
  if (automated === "none") return [];
  if (!isList(automated)) {
    throw failure("invalid-argument", "parameters", '"all", "none", or names', describe(automated));
  }
  const wanted = Array.from({ length: Math.min(automated.length, lanes.length + 1) }, (_, i) => automated[i]);
  return [...new Set(wanted)].map((wanted) => {
    const lane = lanes.find(({ name }) => name === wanted);
    if (lane !== undefined) return lane;
    throw failure(
      "unknown-parameter",
      "parameters",
      lanes.map(({ name }) => name),
      describe(wanted),
    );
  });
}

const late = (parameter: string) =>
  failure(
    "unsupported",
    parameter,
    "a parameter that can change after the chain is created",
    "a fixed parameter",
  );

/** Changes of any step. */
export type AnyChanges = Readonly<Record<string, ParameterValue | null | undefined>>;

/** When changes take effect. */
export interface ChangeOptions {
  /** Seconds on the clock of the chain or the context; immediately by default, and if the time has passed. */
  readonly time?: number | undefined;
}

/** The names of {@link ChangeOptions}. */
export const CHANGE_OPTIONS = ["time"] as const;

/** The index of a step, by the object that the factory returned, its `id`, or its index. */
export function indexOfStep(chain: readonly Resolved[], step: unknown): number {
  const found =
    typeof step === "string" ? ({ id }: Resolved) => id === step : ({ given }: Resolved) => given === step;
  const index = typeof step === "number" ? step : chain.findIndex(found);
  if (chain[index] !== undefined) return index;
  const ids = chain.map((known) => known.id);
  throw failure(
    "unknown-parameter",
    "step",
    ids.length > 0 ? ids : "a step of a chain that has some",
    describe(step),
  );
}

/** Changes as data of ours, each checked as far as the page can. */
export function readChanges(
  resolved: Resolved,
  place: string,
  changes: unknown,
  isTimed: boolean,
): [name: string, value: ParameterValue][] {
  if (!isRecord(changes))
    throw failure("invalid-argument", "changes", "an object with parameters", describe(changes));
  const read: [string, ParameterValue][] = [];
  for (const name of Object.keys(changes)) {
    const value = plainValue(changes[name], isHeld) as ParameterValue | undefined;
    if (value === undefined) continue;
    if (name !== "bypass") parameterNumber(resolved, place, name);
    checkChange(resolved, `${place}.${name}`, name, value, isTimed);
    read.push([name, value]);
  }
  return read;
}

/** The words of changes, as the module reads them. */
export function encodeChanges(
  resolved: Resolved,
  step: number,
  changes: readonly (readonly [name: string, value: ParameterValue])[],
  frame: number,
): number[] {
  const count = parametersOf(resolved).length;
  const words = [step, frame, changes.length];
  for (const [name, value] of changes) {
    const place = `steps[${step}]`;
    words.push(name === "bypass" ? count + 1 : parameterNumber(resolved, place, name));
    writeValue(words, value, () => {
      throw late(`${place}.${name}`);
    });
  }
  return words;
}

/** Throws where the page can tell that a processor would refuse a change: it says so too late for whoever has made it. */
function checkChange(
  resolved: Resolved,
  argument: string,
  name: string,
  value: ParameterValue,
  timed: boolean,
): void {
  const code = parametersOf(resolved).find((parameter) => parameter.name === name);
  if (code?.fixed === true) throw late(argument);
  if (timed && isList(value))
    throw failure("unsupported", argument, "no time, since lists change immediately", "a time");
  if (name === "bypass" && typeof value !== "boolean") {
    throw failure("invalid-argument", argument, "true or false", describe(value));
  }
  if (name === "mix") numeric(argument, value);
  const [, minimum, maximum] = name === "mix" ? [1, 0, 1] : (code?.automatable ?? []);
  if (minimum !== undefined && typeof value === "number" && !(value >= minimum && value <= Number(maximum))) {
    throw failure("out-of-range", argument, between(minimum, Number(maximum)), value);
  }
}

/** The steps with values set, so that a chain can be stored as it is now. */
export function withValues(
  chain: Resolved[],
  index: number,
  values: readonly (readonly [name: string, value: ParameterValue])[],
): void {
  const resolved = chain[index];
  if (resolved !== undefined) {
    const step = { ...resolved.step, ...Object.fromEntries(values) } as ChainStep;
    chain[index] = { ...resolved, step };
  }
}

/** What the steps have measured: numbers by step and reading. */
export type Readings = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Readings with their names. */
export function nameReadings(chain: readonly Resolved[], values: ArrayLike<number>): Readings {
  let at = 0;
  const named = chain.map(({ id, effect }) => {
    const names = EFFECT_CODES[effect]?.readings ?? [];
    return [id, Object.fromEntries(names.map((name) => [name, values[at++] ?? Number.NaN]))] as const;
  });
  return Object.fromEntries(named.filter(([, readings]) => Object.keys(readings).length > 0));
}

/** A time in seconds. */
export function seconds(argument: string, value: unknown): number {
  const time = numeric(argument, value);
  if (time >= 0 && time <= MAXIMUM_TIME) return time;
  throw failure("out-of-range", argument, between(0, MAXIMUM_TIME), time);
}

/** Seconds up to which every frame of every rate is a whole number. */
const MAXIMUM_TIME = 2 ** 32;

/** How a chain is made. */
export interface ChainOptions {
  /** Frames a second, from 3000 to 768000. Default 48000. */
  readonly sampleRate?: number | undefined;
  /** Channels, from 1 to 32. Default 2. */
  readonly channels?: number | undefined;
  /** The most frames of a call of `process`, up to 65536. Default 2048. */
  readonly maximumFrames?: number | undefined;
  /** Whether parameters move smoothly. Default true; what automates them with curves of its own may want it off. */
  readonly smoothing?: boolean | undefined;
  /** Parameters that `automate` can give frame by frame. Default none. */
  readonly parameters?: Automated | undefined;
}

const CHAIN_OPTIONS = ["sampleRate", "channels", "maximumFrames", "smoothing", "parameters"] as const;

/**
 * Effects one after the other, on buffers in linear memory: what a worklet runs, to be run anywhere.
 *
 * It works in place: fill `channel(0)`, call `process`, and there is the result. Nothing is allocated or copied by that.
 */
export class EffectChain implements Disposable {
  static readonly name: string = "EffectChain";
  readonly #release: (module: AudioModule) => void;
  readonly #resolved: Resolved[];
  readonly #lanes: readonly Lane[];
  readonly #channels: number;
  readonly #frames: number;
  readonly #rate: number;
  #module: AudioModule | undefined;
  #views: Float32Array<ArrayBuffer>[] = [];
  /** Number of frames by which the output lags behind the input. */
  readonly latency: number;

  /** @internal */
  constructor(
    module: AudioModule,
    release: (module: AudioModule) => void,
    steps: readonly ChainStep[] | ChainPreset,
    options: ChainOptions | null | undefined,
  ) {
    const given = optionsOf(options, CHAIN_OPTIONS);
    const smoothing = flagOf("smoothing", given.smoothing) ?? true;
    this.#release = release;
    this.#resolved = resolve(steps);
    this.#lanes = lanesOf(this.#resolved, given.parameters ?? "none");
    [this.#channels, this.#frames] = checkShape(given.channels ?? 2, given.maximumFrames ?? 2048);
    const sampleRate = numeric("sampleRate", given.sampleRate ?? 48_000);
    this.#rate = sampleRate;
    try {
      const lanes = this.#lanes.map(({ step, parameter }) => [step, parameter] as const);
      const words = encodeChain(this.#resolved, lanes, smoothing, module);
      module.create(words, sampleRate, this.#channels, this.#frames);
    } catch (error) {
      release(module);
      throw error;
    }
    this.#module = module;
    this.latency = module.about(SessionNumber.latency);
  }

  get #open(): AudioModule {
    if (this.#module === undefined) throw failure("closed", "chain", "an open chain", "a closed one");
    return this.#module;
  }

  /**
   * Where a channel's samples go in and come out: `maximumFrames` of them, in linear memory. A long list that is `set` may need more
   * memory, and a view from before has no length then: ask again.
   */
  channel(index: number): Float32Array<ArrayBuffer> {
    const module = this.#open;
    whole("channel", index, 0, this.#channels - 1);
    const known = this.#views[index];
    // Another chain's memory may have grown; an old view has no length then.
    if (known !== undefined && known.length > 0) return known;
    const view = module.view(Place.channel, index, this.#frames);
    this.#views[index] = view;
    return view;
  }

  /** Where what a side chain listens to goes in, one or two channels. `process` is told how many of them count. */
  sideChannel(index: number): Float32Array<ArrayBuffer> {
    if (index !== 0 && index !== 1) throw failure("out-of-range", "channel", between(0, 1), describe(index));
    return this.#open.view(Place.side, index, this.#frames);
  }

  /**
   * Fills the channels from what WebCodecs has decoded: straight into linear memory, one copy, whatever its format.
   *
   * @param data - sound of the chain's rate and channels; it stays open
   * @param from - the first of its frames to copy
   * @returns how many frames were copied, for `process`: all that are left, or `maximumFrames`
   * @throws {@link ArgumentError} for anything else, {@link CodecError} if the platform can't copy it.
   */
  copyFrom(data: AudioData, from = 0): number {
    if (!isA("AudioData", "numberOfFrames", data)) {
      throw failure("invalid-argument", "data", "an AudioData", describe(data));
    }
    if (data.format === null) throw failure("closed", "data", "an AudioData that is open", "a closed one");
    const expected = { numberOfChannels: this.#channels, sampleRate: this.#rate };
    for (const name of ["numberOfChannels", "sampleRate"] as const) {
      if (data[name] !== expected[name]) {
        throw failure("unsupported-format", `data.${name}`, expected[name], data[name]);
      }
    }
    whole("from", from, 0, data.numberOfFrames);
    const frameCount = Math.min(this.#frames, data.numberOfFrames - from);
    for (let planeIndex = 0; frameCount > 0 && planeIndex < this.#channels; planeIndex += 1) {
      const channel = this.channel(planeIndex);
      try {
        data.copyTo(channel, { planeIndex, frameOffset: from, frameCount, format: "f32-planar" });
      } catch (error) {
        const failed = failure(
          "unsupported",
          "data",
          "samples that this platform can copy as floats",
          describe(error),
        );
        throw Object.assign(failed, { cause: error });
      }
    }
    return frameCount;
  }

  /**
   * Works on the first `frames` frames of every channel, in place.
   *
   * @param frames - how many, up to `maximumFrames`
   * @param sideChannels - how many channels a side chain has in this call
   */
  process(frames: number, sideChannels = 0): void {
    const module = this.#open;
    whole("frames", frames, 0, this.#frames);
    whole("sideChannels", sideChannels, 0, SIDE_CHANNELS);
    module.exports.process(frames, sideChannels);
  }

  /**
   * Gives a parameter frame by frame, for the calls of `process` to come.
   *
   * @param name - `step.parameter`; one of those that `parameters` asked for
   * @param values - one for all frames, or one for each of them; none from here on if it is empty
   */
  automate(name: string, values: ArrayLike<number>): void {
    const lane = this.#lanes.findIndex((known) => known.name === name);
    if (lane < 0) {
      throw failure(
        "unknown-parameter",
        "name",
        this.#lanes.map((known) => known.name),
        describe(name),
      );
    }
    const length = lengthOf("values", values);
    if (length > this.#frames) throw failure("out-of-range", "values", between(0, this.#frames), length);
    // Read before the module is asked for: a list of the caller's may run code, and close the chain.
    const numbers = isFloats(values)
      ? values
      : Float32Array.from({ length }, (_, index) => numberAt(values, index));
    const module = this.#open;
    module.view(Place.lane, lane, this.#frames).set(numbers);
    module.view(Place.lengths, 0, this.#lanes.length)[lane] = length;
  }

  /**
   * Changes parameters, the `mix` or the `bypass` of a step.
   *
   * @param step - the object that the factory returned, its `id`, or its index
   * @param changes - parameters by name
   * @param options - when they take effect
   * @throws {@link ArgumentError} that names the parameter; no parameter has changed then.
   *
   * @example `chain.set(level, { gain: -6 }, { time: 2.5 })`
   */
  set<S extends ChainStep>(step: S, changes: Changes<S>, options?: ChangeOptions | null): void;
  set(step: number | string, changes: AnyChanges, options?: ChangeOptions | null): void;
  set(step: unknown, changes: unknown, options?: ChangeOptions | null): void {
    const { time } = optionsOf(options, CHANGE_OPTIONS);
    const frame = time === undefined ? Number.NaN : Math.round(seconds("time", time) * this.#rate);
    const index = indexOfStep(this.#resolved, step);
    const resolved = this.#resolved[index] as Resolved;
    const read = readChanges(resolved, `steps[${index}]`, changes, time !== undefined);
    this.#open.change(encodeChanges(resolved, index, read, frame));
    withValues(this.#resolved, index, read);
  }

  /** Returns the steps with their current parameters, as plain data. */
  steps(): readonly ChainStep[] {
    return this.#resolved.map(({ id, step }) => ({ ...step, id }));
  }

  /**
   * Returns the chain as data to store: `JSON.stringify(chain)` calls it, `createChain` and `createNode` accept it. Impulse responses
   * and models aren't part of it.
   */
  toJSON(): ChainPreset {
    return presetOf(this.steps());
  }

  /** Returns the measurements of the steps. */
  readings(): Readings {
    const module = this.#open;
    module.exports.read();
    return nameReadings(this.#resolved, module.view(Place.readings, 0, module.about(SessionNumber.readings)));
  }

  /** Returns the number of frames that sound after the input has become silent; `Infinity` if the output may never end. */
  tail(): number {
    return this.#open.about(SessionNumber.tail);
  }

  /** Returns the number of frames processed so far. */
  position(): number {
    return this.#open.about(SessionNumber.position);
  }

  /** Returns how often the output was muted and all effects were reset, because an effect produced a non-finite sample. */
  faults(): number {
    return this.#open.about(SessionNumber.faults);
  }

  /** Begins anew: nothing of the sound so far is left. */
  reset(): void {
    this.#open.exports.reset();
  }

  /** Ends it. Its memory serves the next chain, so views of it must not be used any more. Closing twice does nothing. */
  close(): void {
    const module = this.#module;
    if (module === undefined) return;
    this.#module = undefined;
    this.#views = [];
    this.#release(module);
  }

  /** As {@link EffectChain.close}: `using chain = …` calls it. */
  [dispose](): void {
    this.close();
  }
}
