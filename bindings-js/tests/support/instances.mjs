// Counts the instances of modules and their memory, which `process.memoryUsage()` leaves out. Runs in Node and in pages.

/** Every instance that has been made since this was imported. @type {WebAssembly.Instance[]} */
export const instances = [];

WebAssembly.Instance = class extends WebAssembly.Instance {
  /** @param {ConstructorParameters<typeof WebAssembly.Instance>} given */
  constructor(...given) {
    super(...given);
    instances.push(this);
  }
};

/** Bytes of linear memory of all of them. */
export const memory = () =>
  instances.reduce(
    (sum, { exports }) => sum + /** @type {WebAssembly.Memory} */ (exports["memory"]).buffer.byteLength,
    0,
  );
