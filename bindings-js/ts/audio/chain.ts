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
import { between, closedFailure, describe, failure, numeric, whole } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";
import { type Changes, type ParameterValue, plainValue, writeValue } from "../shared/steps.js";
import {
  type ChainPreset,
  encodeChain,
  isHeld,
  parameterIndex,
  parametersOf,
  presetOf,
  type Resolved,
  resolve,
} from "./encode.js";
import { type AudioModule, checkShape, SIDE_CHANNELS } from "./module.js";

/** A parameter that can be automated frame by frame: its name, `step.parameter`, and its position in the chain. */
export interface Lane {
  readonly name: string;
  readonly step: number;
  readonly parameter: number;
  readonly range: readonly [initial: number, minimum: number, maximum: number];
  /** The step's value. */
  readonly value: number;
}

/** The parameters of a chain that can be automated frame by frame: all, none, or the named ones. */
export type Automated = "all" | "none" | readonly string[];

/** Returns the lanes of the selected parameters. @throws ArgumentError for an unknown name. */
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
  failure("invalid-argument", parameter, "can only be set when the chain is created", "a change");

/** Changes to any step. */
export type AnyChanges = Readonly<Record<string, ParameterValue | null | undefined>>;

/** Options of a change. */
export interface ChangeOptions {
  /** Time in seconds, on the clock of the chain or the context. Default, and for a time in the past: immediately. */
  readonly time?: number | undefined;
}

/** The names of {@link ChangeOptions}. */
export const CHANGE_OPTIONS = ["time"] as const;

/** Returns the index of a step, from the object that the factory returned, its `id`, or its index. */
export function indexOfStep(chain: readonly Resolved[], step: unknown): number {
  const found =
    typeof step === "string" ? ({ id }: Resolved) => id === step : ({ given }: Resolved) => given === step;
  const index = typeof step === "number" ? step : chain.findIndex(found);
  if (chain[index] !== undefined) return index;
  const ids = chain.map((known) => known.id);
  throw failure(
    "unknown-parameter",
    "step",
    ids.length > 0 ? ids : "a step of a chain that isn't empty",
    describe(step),
  );
}

/** Copies changes as plain data, and checks each as far as the page can. */
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
    if (name !== "bypass") parameterIndex(resolved, place, name);
    checkChange(resolved, `${place}.${name}`, name, value, isTimed);
    read.push([name, value]);
  }
  return read;
}

/** Encodes changes as the words that the module reads. */
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
    words.push(name === "bypass" ? count + 1 : parameterIndex(resolved, place, name));
    writeValue(words, value, () => {
      throw late(`${place}.${name}`);
    });
  }
  return words;
}

/** Throws for a change that the processor would reject. The processor's error would arrive after `set` has returned. */
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
    throw failure(
      "invalid-argument",
      argument,
      "can't be scheduled: list parameters change immediately",
      "a time",
    );
  if (name === "bypass" && typeof value !== "boolean") {
    throw failure("invalid-argument", argument, "true or false", describe(value));
  }
  if (name === "mix") numeric(argument, value);
  const [, minimum, maximum] = name === "mix" ? [1, 0, 1] : (code?.automatable ?? []);
  if (minimum !== undefined && typeof value === "number" && !(value >= minimum && value <= Number(maximum))) {
    throw failure("out-of-range", argument, between(minimum, Number(maximum)), value);
  }
}

/** Stores changed values in a step, so that `steps()` and `toJSON()` return the current state. */
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

/** Measurements of the steps: values by step and reading. */
export type Readings = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Assigns the values of readings to their names. */
export function nameReadings(chain: readonly Resolved[], values: ArrayLike<number>): Readings {
  let at = 0;
  const named = chain.map(({ id, effect }) => {
    const names = EFFECT_CODES[effect]?.readings ?? [];
    return [id, Object.fromEntries(names.map((name) => [name, values[at++] ?? Number.NaN]))] as const;
  });
  return Object.fromEntries(named.filter(([, readings]) => Object.keys(readings).length > 0));
}

/** Checks a time in seconds. */
export function seconds(argument: string, value: unknown): number {
  const time = numeric(argument, value);
  if (time >= 0 && time <= MAXIMUM_TIME) return time;
  throw failure("out-of-range", argument, between(0, MAXIMUM_TIME), time);
}

/** Maximum time in seconds: up to here, every frame index of every sample rate is an exact integer. */
const MAXIMUM_TIME = 2 ** 32;

/** Options of a chain. */
export interface ChainOptions {
  /** Sample rate in Hz, from 3000 to 768000. Default 48000. */
  readonly sampleRate?: number | undefined;
  /** Number of channels, from 1 to 32. Default 2. */
  readonly channels?: number | undefined;
  /** Maximum number of frames of a `process` call, from 1 to 65536. Default 2048. */
  readonly maximumFrames?: number | undefined;
  /**
   * Whether parameter changes are smoothed. Default true; turn it off if you automate parameters with curves of your
   * own.
   */
  readonly smoothing?: boolean | undefined;
  /** Parameters that `automate` can set frame by frame. Default none. */
  readonly parameters?: Automated | undefined;
}

const CHAIN_OPTIONS = ["sampleRate", "channels", "maximumFrames", "smoothing", "parameters"] as const;

/**
 * A chain of effects on buffers in linear memory: the same code as in the worklet, for any environment.
 *
 * A chain works in place: fill `channel(0)` and the other channels, call `process`, and read the result from the same
 * views. `process` neither allocates nor copies.
 */
export class EffectChain {
  static readonly name: string = "EffectChain";
  readonly #release: (module: AudioModule) => void;
  readonly #resolved: Resolved[];
  readonly #lanes: readonly Lane[];
  readonly #channels: number;
  readonly #frames: number;
  readonly #rate: number;
  #module: AudioModule | undefined;
  #views: Float32Array<ArrayBuffer>[] = [];
  /** Latency in frames: the delay of the output relative to the input. */
  readonly latency: number;

  /** Number of channels. */
  get channels(): number {
    return this.#channels;
  }

  /** Sample rate in Hz. */
  get sampleRate(): number {
    return this.#rate;
  }

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
    if (this.#module === undefined) throw closedFailure("chain");
    return this.#module;
  }

  /**
   * Returns a channel's samples, as a view of linear memory with `maximumFrames` elements: both input and output of
   * `process`.
   *
   * Setting a long list may grow memory; then the length of a stored view is 0. Call `channel` again for a valid view.
   *
   * @param index - index of the channel, from 0
   * @throws {@link ArgumentError} if the index is out of range; {@link StateError} after `close()`.
   */
  channel(index: number): Float32Array<ArrayBuffer> {
    const module = this.#open;
    whole("channel", index, 0, this.#channels - 1);
    const known = this.#views[index];
    // Another chain's memory may have grown; an old view has length 0 then.
    if (known !== undefined && known.length > 0) return known;
    const view = module.view(Place.channel, index, this.#frames);
    this.#views[index] = view;
    return view;
  }

  /**
   * Returns a side-chain channel's samples, as a view of linear memory with `maximumFrames` elements. `process` takes
   * the number of side-chain channels in use.
   *
   * @param index - 0 or 1
   * @throws {@link ArgumentError} if the index is out of range; {@link StateError} after `close()`.
   */
  sideChannel(index: number): Float32Array<ArrayBuffer> {
    if (index !== 0 && index !== 1) throw failure("out-of-range", "channel", between(0, 1), describe(index));
    return this.#open.view(Place.side, index, this.#frames);
  }

  /**
   * Fills the channels from an `AudioData` of WebCodecs, of any sample format, with one copy directly into linear
   * memory.
   *
   * @param data - audio with the chain's sample rate and channel count; it isn't closed
   * @param from - index of the first frame to copy
   * @returns the number of copied frames, for `process`: the remaining frames, at most `maximumFrames`
   * @throws {@link ArgumentError} for any other value, sample rate or channel count; {@link StateError} if the chain or
   *   the data is closed; {@link CodecError} if the platform can't copy the data.
   */
  copyFrom(data: platform.AudioData, from = 0): number {
    if (!isA("AudioData", "numberOfFrames", data)) {
      throw failure("invalid-argument", "data", "an AudioData", describe(data));
    }
    if (data.format === null) throw closedFailure("data", "AudioData");
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
   * Processes the first `frames` frames of every channel, in place.
   *
   * @param frames - number of frames, up to `maximumFrames`
   * @param sideChannels - number of side-chain channels in this call, from 0 to 2
   * @throws {@link ArgumentError} if an argument is out of range; {@link StateError} after `close()`.
   */
  process(frames: number, sideChannels = 0): void {
    const module = this.#open;
    whole("frames", frames, 0, this.#frames);
    whole("sideChannels", sideChannels, 0, SIDE_CHANNELS);
    module.exports.process(frames, sideChannels);
  }

  /**
   * Sets a parameter frame by frame, for all following calls of `process`.
   *
   * @param name - `step.parameter`, one of the chain's `parameters`
   * @param values - one value for all frames, or one value per frame; an empty list ends the automation
   * @throws {@link ArgumentError} for an unknown name, or more than `maximumFrames` values; {@link StateError} after
   *   `close()`.
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
    // Read before the module: a getter of the caller's list may close the chain.
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
   * @param options - the time of the change, in seconds of processed audio
   * @throws {@link ArgumentError} that names the parameter; {@link StateError} after `close()`. No parameter has
   *   changed then.
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
   * Returns the chain as data to store: `JSON.stringify(chain)` calls it, `createChain` and `createNode` accept it.
   * Impulse responses and models aren't part of it.
   */
  toJSON(): ChainPreset {
    return presetOf(this.steps());
  }

  /** Returns the current measurements of the steps. */
  readings(): Readings {
    const module = this.#open;
    module.exports.read();
    return nameReadings(this.#resolved, module.view(Place.readings, 0, module.about(SessionNumber.readings)));
  }

  /** Returns the tail in frames: how long the output lasts after the input ends. `Infinity` if it may never end. */
  tail(): number {
    return this.#open.about(SessionNumber.tail);
  }

  /** Returns the number of frames processed so far. */
  position(): number {
    return this.#open.about(SessionNumber.position);
  }

  /**
   * Returns how often an effect produced a non-finite sample, so that the output was muted and all effects were reset.
   */
  faults(): number {
    return this.#open.about(SessionNumber.faults);
  }

  /** Resets all effects to their initial state, and the position to 0. */
  reset(): void {
    this.#open.exports.reset();
  }

  /** Releases the chain. Its memory is reused, so its views must not be used any more. Closing twice does nothing. */
  close(): void {
    const module = this.#module;
    if (module === undefined) return;
    this.#module = undefined;
    this.#views = [];
    this.#release(module);
  }

  /** Calls {@link EffectChain.close}, for `using chain = …`. */
  [dispose](): void {
    this.close();
  }
}
