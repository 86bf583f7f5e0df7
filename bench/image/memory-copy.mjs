// The reference for filters and analyses: `memory.copy` of a frame, the limit set by memory.

/** A module with one export, `copy(to, from, length)`, which copies within its 64 MiB of memory. */
const copyModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 3, 127, 127, 127, 0, 3, 2, 1, 0, 5, 4, 1, 0, 128, 8, 7, 8, 1, 4,
  99, 111, 112, 121, 0, 0, 10, 14, 1, 12, 0, 32, 0, 32, 1, 32, 2, 252, 10, 0, 0, 11,
]);

/** Maximum number of bytes of which the module's memory holds two copies. */
const maximumBytes = 32 * 2 ** 20;

/** @type {import("../runner/suite.mjs").Contender} */
export const memoryCopy = {
  id: "memory.copy",
  own: true,
  async load({ size }) {
    const { instance } = await WebAssembly.instantiate(copyModule);
    const { copy } = /** @type {any} */ (instance.exports);
    const bytes = Math.min(size.width * size.height * 4, maximumBytes);
    return {
      name: "memory.copy",
      version: "of a frame",
      prepare: () => ({
        // The clock's resolution is the duration of a copy of some ten kilobytes.
        repeat: Math.max(1, Math.round(2 ** 20 / bytes)),
        // The bytes are then as warm in cache as those of a frame that was just restored.
        before: () => copy(bytes, 0, bytes),
        run: () => copy(bytes, 0, bytes),
      }),
    };
  },
};
