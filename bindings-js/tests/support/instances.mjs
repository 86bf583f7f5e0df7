// Counts instances of modules and their memory, which `process.memoryUsage()` omits. Runs in Node and in pages.

/** All instances created since this module was imported. @type {WebAssembly.Instance[]} */
export const instances = [];

WebAssembly.Instance = class extends WebAssembly.Instance {
  /** @param {ConstructorParameters<typeof WebAssembly.Instance>} given */
  constructor(...given) {
    super(...given);
    instances.push(this);
  }
};

/** Their linear memory in bytes. */
export const memory = () =>
  instances.reduce(
    (sum, { exports }) => sum + /** @type {WebAssembly.Memory} */ (exports["memory"]).buffer.byteLength,
    0,
  );
