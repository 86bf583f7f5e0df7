// The effects of the desk, the resources they need, and preset chains.

import type { ChainStep } from "filmgate/audio";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { EFFECTS, type ParameterSpec } from "filmgate/spec";
import { createLink, type Link } from "../shared/links.ts";
import { isControllable, type Values } from "../shared/parameters.ts";

/** The mix of every effect, as a parameter with a control. */
const MIX: ParameterSpec = {
  name: "mix",
  description: "Share of the effect's output in the result: 0 is the input, 1 the output alone.",
  kind: "number",
  default: 1,
  minimum: 0,
  maximum: 1,
  typical: [0, 1],
  step: 0.01,
  unit: "",
};

const HALL_SECONDS = 1.6;

/** Creates an artificial impulse response of a hall: decaying noise, uncorrelated between left and right. */
function hall(sampleRate: number) {
  const length = Math.round(HALL_SECONDS * sampleRate);
  const channel = () =>
    Float32Array.from({ length }, (_, i) => (Math.random() - 0.5) * 0.001 ** (i / length));
  return { sampleRate, channels: [channel(), channel()] };
}

/** The resources of effects that have no control. Each is created once. */
const RESOURCES: Readonly<Record<string, (sampleRate: number) => Promise<object>>> = {
  noiseSuppressor: async () => ({ model: await loadNoiseModel() }),
  convolver: async (sampleRate) => ({ response: hall(sampleRate) }),
};
const resources = new Map<string, Promise<object>>();

function resourcesOf(name: string, sampleRate: number): Promise<object> | undefined {
  const made = resources.get(name) ?? RESOURCES[name]?.(sampleRate);
  if (made === undefined) return undefined;
  resources.set(name, made);
  made.catch(() => resources.delete(name));
  return made;
}

/** The effects, except the family `analysis`, which is in `filmgate/audio/full`. */
export const SPECS = EFFECTS.filter(
  (spec) => spec.family !== "analysis" && (isControllable(spec) || spec.name in RESOURCES),
).map((spec) => ({ ...spec, parameters: [...spec.parameters, MIX] }));

/** Returns the enabled links as steps for `createNode` and `renderOffline`. */
export async function stepsOf(links: readonly Link[], sampleRate: number): Promise<ChainStep[]> {
  const steps = links
    .filter(({ enabled }) => enabled)
    .map(async ({ id, spec, values }) => ({
      effect: spec.name,
      id,
      ...values,
      ...(await resourcesOf(spec.name, sampleRate)),
    }));
  return (await Promise.all(steps)) as unknown as ChainStep[];
}

/** Creates a link for an effect. Echoes and reverberation are mixed with the input. */
export function linkOf(name: string, values: Values = {}): Link {
  const isMixed = SPECS.find((spec) => spec.name === name)?.family === "time" && name !== "pitchShift";
  return createLink(name, isMixed ? { mix: 0.4, ...values } : values, SPECS);
}

/** Preset chains, by their names in the menu. */
export const CHAINS: Readonly<Record<string, () => Link[]>> = {
  Mastering: () => [
    linkOf("parametricEq", {
      bands: [
        { type: "highpass", frequency: 60, gain: 0, q: 0 },
        { type: "peaking", frequency: 300, gain: -4, q: 1 },
        { type: "peaking", frequency: 3000, gain: 3, q: 1.2 },
        { type: "highshelf", frequency: 9000, gain: 4, q: 1 },
      ],
    }),
    linkOf("compressor", { threshold: -22, ratio: 3 }),
    { ...linkOf("reverb", { mix: 0.25 }), enabled: false },
    linkOf("limiter"),
    linkOf("loudnessMeter"),
    linkOf("peakMeter"),
  ],
  "Clean voice": () => [
    linkOf("noiseSuppressor"),
    linkOf("parametricEq", {
      bands: [
        { type: "highpass", frequency: 80, gain: 0, q: 0 },
        { type: "peaking", frequency: 250, gain: -3, q: 1 },
        { type: "peaking", frequency: 3500, gain: 3, q: 1 },
      ],
    }),
    linkOf("deEsser"),
    linkOf("compressor", { threshold: -26, ratio: 3 }),
    linkOf("limiter"),
    linkOf("loudnessMeter"),
  ],
  "Large hall": () => [
    linkOf("convolver", { mix: 0.3 }),
    linkOf("delay", { time: 0.375, mix: 0.2 }),
    linkOf("limiter"),
    linkOf("peakMeter"),
  ],
};
