import { type ChainStep, EFFECT_CODES, type EffectName, type ParameterCode } from "../generated/effects.js";
import { isBytes, isFloats, isList, isRecord, lengthOf, plainName } from "../shared/arguments.js";
import { describe, FilmgateError, failure } from "../shared/errors.js";
import { isSamples, type NoiseModel, type Samples } from "./samples.js";

/** A step, resolved: the number of its effect, and what the parameters of it are. */
export interface Resolved {
  readonly id: string;
  readonly effect: number;
  readonly name: EffectName;
  readonly step: ChainStep;
}

// Pure, so that scripts without chains leave it out.
const NUMBERS = /* @__PURE__ */ new Map<string, number>(
  /* @__PURE__ */ EFFECT_CODES.map(({ name }, number) => [name, number]),
);

/** The parameters of an effect. */
export function parametersOf({ effect }: Resolved): readonly ParameterCode[] {
  return EFFECT_CODES[effect]?.parameters ?? [];
}

/** The most steps that are copied: one more than a chain may have, so that the module reports it. */
const STEPS = 65;

/** The most properties that are copied of a step. */
const PROPERTIES = 257;

/** The most numbers of a list that are copied: as many as fit into what a module stages without trouble. */
const NUMBERS_OF_A_LIST = 2 ** 20;

/** A parameter's value as data of ours; samples and models are looked at where they are used. */
export function plainParameter(value: unknown): unknown {
  if (isSamples(value) || isBytes(value)) return value;
  if (!isList(value)) return plainName(value);
  const length = Math.min(lengthOf("value", value), NUMBERS_OF_A_LIST);
  return Array.from({ length }, (_, index) => (typeof value[index] === "number" ? value[index] : undefined));
}

/** The steps of a chain as data of ours: read once, by index, whatever the list does. */
function plainChain(steps: unknown): ChainStep[] {
  if (!isList(steps)) throw failure("invalid-argument", "steps", "an array of steps", describe(steps));
  return Array.from({ length: Math.min(lengthOf("steps", steps), STEPS) }, (_, index) => {
    const step: unknown = steps[index];
    if (!isRecord(step)) {
      throw failure("invalid-argument", `steps[${index}]`, "a step, { effect, … }", describe(step));
    }
    const names = Object.keys(step).slice(0, PROPERTIES);
    return Object.fromEntries(
      names.map((name) => [name, plainParameter(step[name])]),
    ) as unknown as ChainStep;
  });
}

/** Finds the effects, and gives a name to those that have none: the effect's, and a number from the second one on. */
export function resolve(steps: readonly ChainStep[]): Resolved[] {
  const plain = plainChain(steps);
  const taken = new Set<string>();
  for (const { id } of plain) if (typeof id === "string") taken.add(id);
  const used = new Set<string>();
  return plain.map((step: ChainStep, index) => {
    const effect = NUMBERS.get(step.effect);
    if (effect === undefined) {
      throw failure("unknown-effect", `steps[${index}].effect`, [...NUMBERS.keys()], describe(step.effect));
    }
    let id: string = step.id ?? step.effect;
    for (let number = 2; step.id === undefined && (used.has(id) || taken.has(id)); number += 1) {
      id = `${step.effect}${number}`;
    }
    if (typeof id !== "string" || used.has(id))
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
  throw failure("unknown-parameter", `${resolved.id}.${name.slice(0, 60)}`, names, describe(name));
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
  else if (isList(value) && value.every((number) => typeof number === "number")) {
    words.push(2, value.length);
    // One by one: a table may have more numbers than a call can have arguments.
    for (const number of value) words.push(number);
  } else if (isSamples(value)) {
    words.push(4, resources.sound(value));
  } else if (isBytes(value)) {
    words.push(7, resources.model(value as NoiseModel));
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
