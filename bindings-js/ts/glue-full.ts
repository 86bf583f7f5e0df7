import start from "../pkg/full/filmgate.js";
import type { Glue } from "./glue.js";

/** The full build. */
export const glue: Glue = {
  start: (source) => start({ module_or_path: source }),
  location: () => new URL("./full.wasm", import.meta.url),
};
