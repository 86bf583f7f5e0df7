import { EFFECT_CODES } from "../generated/effect-codes.js";
import type { ChainStep, EffectName } from "../generated/effects.js";
import { isBytes, isRecord } from "../shared/arguments.js";
import { describe, FilmgateError, failure } from "../shared/errors.js";
import { type PlainStep, type Reference, readSteps, writeStep } from "../shared/steps.js";
import type { ParameterCode } from "./codes.js";
import { isSamples, type NoiseModel, type Samples } from "./samples.js";

/** A step, resolved: the number of its effect, and what the parameters of it are. */
export interface Resolved {
  readonly id: string;
  readonly effect: number;
  readonly name: EffectName;
  readonly step: ChainStep;
  /** The object that the caller gave: it names the step in `set`. */
  readonly given: unknown;
}

// Pure, so that scripts without chains leave it out.
const NUMBERS = /* @__PURE__ */ new Map<string, number>(
  /* @__PURE__ */ EFFECT_CODES.map(({ name }, number) => [name, number]),
);

/** The parameters of an effect. */
export function parametersOf({ effect }: Resolved): readonly ParameterCode[] {
  return EFFECT_CODES[effect]?.parameters ?? [];
}

/** Whether a value of a parameter is samples or a model: they are read where they are used. */
export function isHeld(value: object): boolean {
  return isSamples(value) || isBytes(value);
}

/** A chain as data that outlives a release. */
export interface ChainPreset {
  /** Version of the format. */
  readonly version: number;
  readonly steps: readonly ChainStep[];
}

/** The version of {@link ChainPreset} that this release writes. */
const PRESET_VERSION = 1;

/** Steps as data to store, without samples and models. */
export function presetOf(steps: readonly ChainStep[]): ChainPreset {
  const isStored = ([, value]: [string, unknown]) =>
    !(typeof value === "object" && value !== null && isHeld(value));
  const stored = steps.map((step) => Object.fromEntries(Object.entries(step).filter(isStored)));
  return { version: PRESET_VERSION, steps: stored as unknown as ChainStep[] };
}

/** The steps of a preset, or those that were given as they are. @throws ArgumentError for an unknown version. */
function stepsOf(source: unknown): unknown {
  if (!isRecord(source)) return source;
  const { version, steps } = source;
  if (version === PRESET_VERSION) return steps;
  throw failure(
    "out-of-range",
    "version",
    PRESET_VERSION,
    typeof version === "number" ? version : describe(version),
  );
}

/** Finds the effects, and gives a name to those that have none: the effect's, and a number from the second one on. */
export function resolve(source: readonly ChainStep[] | ChainPreset): Resolved[] {
  const read = readSteps(stepsOf(source), "effect", isHeld);
  const plain = read.map((step) => step.plain as unknown as ChainStep);
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
    return { id, effect, name: step.effect, step, given: read[index]?.given };
  });
}

/** The number of a parameter, where the one after the last is the mix. */
export function parameterNumber(resolved: Resolved, place: string, name: string): number {
  const parameters = parametersOf(resolved);
  const number = name === "mix" ? parameters.length : parameters.findIndex((code) => code.name === name);
  if (number >= 0) return number;
  const names = [...parameters.map((code) => code.name), "mix", "bypass"];
  throw failure("unknown-parameter", `${place}.${name.slice(0, 60)}`, names, describe(name));
}

/** Takes what a step refers to, and gives its number. */
export interface Resources {
  sound(samples: Samples): number;
  model(bytes: NoiseModel): number;
}

/** Samples and models as the module names them. */
function referenceOf(resources: Resources): Reference {
  return (value) => {
    try {
      return [4, isSamples(value) ? resources.sound(value) : resources.model(value as NoiseModel)];
    } catch (error) {
      if (!(error instanceof FilmgateError)) throw error;
      // The step names the parameter.
      const { code, argument, expected, received } = error;
      throw failure(code, argument.replace(/^(sound|model)(\.|$)/, ""), expected, received);
    }
  };
}

/** The properties of a step that are no parameters. */
const APART: ReadonlySet<string> = new Set(["id", "mix", "bypass"]);

/** A chain as words. */
export function encodeChain(
  chain: readonly Resolved[],
  lanes: readonly (readonly [step: number, parameter: number])[],
  smoothing: boolean,
  resources: Resources,
): number[] {
  const words = [chain.length];
  for (const [index, resolved] of chain.entries()) {
    const { step } = resolved;
    const { mix = 1, bypass = false } = step;
    if (typeof mix !== "number") {
      throw failure("invalid-argument", `steps[${index}].mix`, "a number from 0 to 1", describe(mix));
    }
    writeStep(
      words,
      step as unknown as PlainStep,
      "effect",
      APART,
      `steps[${index}]`,
      referenceOf(resources),
    );
    words.push(mix, Number(Boolean(bypass)));
  }
  words.push(Number(smoothing), lanes.length, ...lanes.flat());
  return words;
}
