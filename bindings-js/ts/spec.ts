export {
  FILTERS,
  type FilterSpec,
  type ParameterSpec,
} from "./generated/spec.js";
