// The exact results for the comparison of results.

export * from "./color.mjs";
export * from "./geometry.mjs";
export * from "./shared.mjs";
export * from "./window.mjs";
