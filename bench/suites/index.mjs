// The suites, in the order of their runs. Each is loaded on demand: audio suites load the audio module.

/** @typedef {import("../runner/suite.mjs").Suite} Suite */

/** @param {string} file @param {() => Promise<{ default: Suite }>} load */
const suite = (file, load) => ({ file, load: async () => (await load()).default });

/** @type {Readonly<Record<string, { file: string, load: () => Promise<Suite> }>>} */
export const suites = {
  filters: suite("filters.mjs", () => import("./filters.mjs")),
  analyses: suite("analyses.mjs", () => import("./analyses.mjs")),
  chains: suite("chains.mjs", () => import("./chains.mjs")),
  boundary: suite("boundary.mjs", () => import("./boundary.mjs")),
  decode: suite("decode.mjs", () => import("./decode.mjs")),
  resize: suite("resize.mjs", () => import("./resize.mjs")),
  "vector-layer": suite("vector-layer.mjs", () => import("./vector-layer.mjs")),
  peers: suite("peers.mjs", () => import("./peers.mjs")),
  native: suite("native.mjs", () => import("./native.mjs")),
  "native-effects": suite("native-effects.mjs", () => import("./native-effects.mjs")),
  threads: suite("threads.mjs", () => import("./threads.mjs")),
  "native-peers": suite("native-peers.mjs", () => import("./native-peers.mjs")),
  effects: suite("effects.mjs", () => import("./effects.mjs")),
  graph: suite("graph.mjs", () => import("./graph.mjs")),
  resampling: suite("resampling.mjs", () => import("./resampling.mjs")),
  stretching: suite("stretching.mjs", () => import("./stretching.mjs")),
  noise: suite("noise.mjs", () => import("./noise.mjs")),
  fft: suite("fft.mjs", () => import("./fft.mjs")),
};
