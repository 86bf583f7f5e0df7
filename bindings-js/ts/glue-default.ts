import start from "../pkg/default/filmgate.js";
import type { Glue } from "./glue.js";

/** The default build. */
export const glue: Glue = {
  start: (source) => start({ module_or_path: source }),
  location: () => new URL("./filmgate.wasm", import.meta.url),
};
