import { EFFECT_CODES } from "../generated/effect-codes.js";
import type { ChainStep, EffectName } from "../generated/effects.js";
import { isBytes, isRecord } from "../shared/arguments.js";
import { describe, FilmgateError, failure } from "../shared/errors.js";
import { type PlainStep, type Reference, readSteps, writeStep } from "../shared/steps.js";
import type { ParameterCode } from "./codes.js";
import { isSamples, type NoiseModel, type Samples } from "./samples.js";

/** A validated step: its id, the index and name of its effect, and its parameters. */
export interface Resolved {
  readonly id: string;
  readonly effect: number;
  readonly name: EffectName;
  readonly step: ChainStep;
  /** The caller's step object: `set` accepts it as a reference. */
  readonly given: unknown;
}

// Marked as pure, so that bundlers drop it from scripts without chains.
const EFFECT_INDICES = /* @__PURE__ */ new Map<string, number>(
  /* @__PURE__ */ EFFECT_CODES.map(({ name }, index) => [name, index]),
);

/** Returns the parameters of an effect. */
export function parametersOf({ effect }: Resolved): readonly ParameterCode[] {
  return EFFECT_CODES[effect]?.parameters ?? [];
}

/** Whether a parameter's value is samples or a model, which are copied when the chain is encoded. */
export function isHeld(value: object): boolean {
  return isSamples(value) || isBytes(value);
}

/** A chain as data to store: later releases read it, too. */
export interface ChainPreset {
  /** Version of the format. */
  readonly version: number;
  readonly steps: readonly ChainStep[];
}

/** The version of {@link ChainPreset} that this release writes. */
const PRESET_VERSION = 1;

/** Returns steps as data to store, without samples and models. */
export function presetOf(steps: readonly ChainStep[]): ChainPreset {
  const isStored = ([, value]: [string, unknown]) =>
    !(typeof value === "object" && value !== null && isHeld(value));
  const stored = steps.map((step) => Object.fromEntries(Object.entries(step).filter(isStored)));
  return { version: PRESET_VERSION, steps: stored as unknown as ChainStep[] };
}

/**
 * Returns the steps of a preset, or `source` itself if it isn't a preset.
 *
 * @throws ArgumentError for an unknown version.
 */
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

/**
 * Finds the effects, and gives each step without an id the name of its effect, with a number from the second step on.
 */
export function resolve(source: readonly ChainStep[] | ChainPreset): Resolved[] {
  const read = readSteps(stepsOf(source), "effect", isHeld);
  const plain = read.map((step) => step.plain as unknown as ChainStep);
  const taken = new Set<string>();
  for (const { id } of plain) if (typeof id === "string") taken.add(id);
  const used = new Set<string>();
  return plain.map((step: ChainStep, index) => {
    const effect = EFFECT_INDICES.get(step.effect);
    if (effect === undefined) {
      throw failure(
        "unknown-effect",
        `steps[${index}].effect`,
        [...EFFECT_INDICES.keys()],
        describe(step.effect),
      );
    }
    let id: string = step.id ?? step.effect;
    for (let number = 2; step.id === undefined && (used.has(id) || taken.has(id)); number += 1) {
      id = `${step.effect}${number}`;
    }
    used.add(id);
    return { id, effect, name: step.effect, step, given: read[index]?.given };
  });
}

/** Returns the index of a parameter. The index after the last parameter is the mix. */
export function parameterIndex(resolved: Resolved, place: string, name: string): number {
  const parameters = parametersOf(resolved);
  const number = name === "mix" ? parameters.length : parameters.findIndex((code) => code.name === name);
  if (number >= 0) return number;
  const names = [...parameters.map((code) => code.name), "mix", "bypass"];
  throw failure("unknown-parameter", `${place}.${name.slice(0, 60)}`, names, describe(name));
}

/** Stores the samples and models of steps, and returns their indices. */
export interface Resources {
  samples(samples: Samples): number;
  model(bytes: NoiseModel): number;
}

/** Returns the function that writes samples and models as indices. */
function referenceOf(resources: Resources): Reference {
  return (value) => {
    try {
      return [4, isSamples(value) ? resources.samples(value) : resources.model(value as NoiseModel)];
    } catch (error) {
      if (!(error instanceof FilmgateError)) throw error;
      // The step's path replaces the resource's name.
      const { code, argument, expected, received } = error;
      throw failure(code, argument.replace(/^(samples|model)(\.|$)/, ""), expected, received);
    }
  };
}

/** Properties of a step that aren't parameters of its effect. */
const APART: ReadonlySet<string> = new Set(["id", "mix", "bypass"]);

/** Encodes a chain as the words that the module reads. */
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
