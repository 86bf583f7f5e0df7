/** What a build's WebAssembly module can be loaded from. */
export type ModuleSource = BufferSource | WebAssembly.Module | Response | URL;

/** A build of the WebAssembly module, with the glue that wasm-bindgen made for it. */
export interface Glue {
  /** Loads the module, compiles and starts it. */
  start(source: ModuleSource): Promise<{ readonly memory: WebAssembly.Memory }>;
  /** Where the module lies: beside this file. A function, because not every runtime has `import.meta.url`. */
  location(): URL;
}
