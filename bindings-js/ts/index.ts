import type { ModuleSource } from "./glue.js";
import { glue } from "./glue-default.js";

export type { ModuleSource };

/** Starts the default build; gives its memory. */
export async function start(source: ModuleSource = glue.location()): Promise<WebAssembly.Memory> {
  return (await glue.start(source)).memory;
}
