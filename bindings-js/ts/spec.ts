export { EFFECTS, type EffectSpec, type ReadingSpec } from "./generated/effect-spec.js";
export {
  FILTERS,
  type FilterSpec,
  type ParameterSpec,
} from "./generated/spec.js";
