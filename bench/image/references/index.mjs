// The exact results that results are compared with.

export * from "./color.mjs";
export * from "./geometry.mjs";
export * from "./shared.mjs";
export * from "./window.mjs";
