// An entry of its own: some bundlers copy the model into every app that imports this file.
export { loadNoiseModel } from "./audio/noise-model.js";
export type { NoiseModel } from "./audio/samples.js";
