export { EFFECTS, FILTERS } from "./generated/specification.js";
export type * from "./shared/specification.js";
