export * from "./generated/filters.js";
