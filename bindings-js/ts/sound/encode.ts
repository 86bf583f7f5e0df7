import { describe, FilmgateError, failure } from "../errors.js";
import { type ChainStep, EFFECT_CODES, type EffectName, type ParameterCode } from "../generated/effects.js";

/** Planar samples: what goes into a chain, and what an impulse response is. An `AudioBuffer` is one, too. */
export type Samples =
  | { readonly sampleRate: number; readonly channels: readonly Float32Array[] }
  | Pick<AudioBuffer, "sampleRate" | "numberOfChannels" | "length" | "getChannelData">;

/** The weights of a noise suppressor's network, as `loadNoiseModel` has them. */
export type NoiseModel = Uint8Array;

/** The channels of samples. */
export function channelsOf(argument: string, samples: Samples): readonly Float32Array[] {
  if (typeof samples === "object" && samples !== null) {
    if ("channels" in samples && Array.isArray(samples.channels)) {
      const [first] = samples.channels;
      if (
        samples.channels.every(
          (channel) => channel instanceof Float32Array && channel.length === first?.length,
        )
      ) {
        return samples.channels;
      }
    } else if ("getChannelData" in samples) {
      return Array.from({ length: samples.numberOfChannels }, (_, channel) =>
        samples.getChannelData(channel),
      );
    }
  }
  const expected = "an AudioBuffer, or { sampleRate, channels } with a Float32Array of the same length each";
  throw failure("invalid-argument", argument, expected, describe(samples));
}

/** A step, resolved: the number of its effect, and what the parameters of it are. */
export interface Resolved {
  readonly id: string;
  readonly effect: number;
  readonly name: EffectName;
  readonly step: ChainStep;
}

const NUMBERS = new Map<string, number>(EFFECT_CODES.map(({ name }, number) => [name, number]));

/** The parameters of an effect. */
export function parametersOf({ effect }: Resolved): readonly ParameterCode[] {
  return EFFECT_CODES[effect]?.parameters ?? [];
}

/** Finds the effects, and gives a name to those that have none: the effect's, and a number from the second one on. */
export function resolve(steps: readonly ChainStep[]): Resolved[] {
  if (!Array.isArray(steps)) throw failure("invalid-argument", "steps", "an array of steps", describe(steps));
  const taken = new Set<string>();
  for (const step of steps) if (typeof step?.id === "string") taken.add(step.id);
  const used = new Set<string>();
  return steps.map((step: ChainStep, index) => {
    if (typeof step !== "object" || step === null) {
      throw failure("invalid-argument", `steps[${index}]`, "a step, { effect, … }", describe(step));
    }
    const effect = NUMBERS.get(step.effect);
    if (effect === undefined) {
      throw failure("unknown-effect", `steps[${index}].effect`, [...NUMBERS.keys()], describe(step.effect));
    }
    let id: string = step.id ?? step.effect;
    for (let number = 2; step.id === undefined && (used.has(id) || taken.has(id)); number += 1) {
      id = `${step.effect}${number}`;
    }
    if (used.has(id))
      throw failure("invalid-argument", `steps[${index}].id`, "a name of its own", describe(id));
    used.add(id);
    return { id, effect, name: step.effect, step };
  });
}

/** The number of a parameter, where the one after the last is the mix. */
export function parameterNumber(resolved: Resolved, name: string): number {
  const parameters = parametersOf(resolved);
  const number = name === "mix" ? parameters.length : parameters.findIndex((code) => code.name === name);
  if (number >= 0) return number;
  const names = [...parameters.map((code) => code.name), "mix", "bypass"];
  throw failure("unknown-parameter", `${resolved.id}.${name}`, names, describe(name));
}

/** Takes what a step refers to, and gives its number. */
export interface Resources {
  sound(samples: Samples): number;
  model(bytes: NoiseModel): number;
}

/** A value as words, see the module's `program.rs`. */
export function encodeValue(words: number[], value: unknown, resources: Resources): void {
  if (typeof value === "number") words.push(0, value);
  else if (typeof value === "boolean") words.push(1, Number(value));
  else if (typeof value === "string") {
    const characters = Array.from(value, (character) => character.codePointAt(0) ?? 0);
    words.push(3, characters.length, ...characters);
  } else if (value === null) words.push(5);
  else if (Array.isArray(value) && value.every((number) => typeof number === "number")) {
    words.push(2, value.length);
    // One by one: a table may have more numbers than a call can have arguments.
    for (const number of value) words.push(number);
  } else if (typeof value === "object" && ("channels" in value || "getChannelData" in value)) {
    words.push(4, resources.sound(value as Samples));
  } else if (value instanceof Uint8Array) {
    words.push(7, resources.model(value));
  } else words.push(6);
}

const OPTIONS = new Set(["effect", "id", "mix", "bypass"]);

/** A chain as words. */
export function encodeChain(
  chain: readonly Resolved[],
  lanes: readonly (readonly [step: number, parameter: number])[],
  smoothing: boolean,
  resources: Resources,
): number[] {
  const words = [chain.length];
  for (const [index, resolved] of chain.entries()) {
    const { effect, step } = resolved;
    const { mix = 1, bypass = false } = step;
    if (typeof mix !== "number") {
      throw failure("invalid-argument", `steps[${index}].mix`, "a number from 0 to 1", describe(mix));
    }
    const set = Object.entries(step).filter(([name, value]) => !OPTIONS.has(name) && value !== undefined);
    words.push(effect, mix, Number(Boolean(bypass)), set.length);
    for (const [name, value] of set) {
      words.push(parameterNumber(resolved, name));
      try {
        encodeValue(words, value, resources);
      } catch (error) {
        if (!(error instanceof FilmgateError)) throw error;
        const { code, argument, expected, received } = error;
        const rest = argument.replace(/^(sound|model)(\.|$)/, "");
        throw failure(code, `steps[${index}].${name}${rest && `.${rest}`}`, expected, received);
      }
    }
  }
  words.push(Number(smoothing), lanes.length, ...lanes.flat());
  return words;
}
