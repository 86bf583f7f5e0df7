export * from "./generated/effects.js";
