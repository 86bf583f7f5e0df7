// Modules with a memory limit: like on a phone, or in a tab that has exhausted its memory.

/** @param {Uint8Array} bytes @param {number} at @returns {[value: number, next: number]} An unsigned LEB128 number. */
function readNumber(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

/** @param {number} value */
function writeNumber(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}

/** The id of a module's memory section. */
const MEMORY_SECTION = 5;

/**
 * Returns the module with a maximum for its memory.
 *
 * @param {Uint8Array} module
 * @param {number} pages pages of 64 KiB beyond the initial size
 */
export function limitMemory(module, pages) {
  for (let at = 8; at < module.length; ) {
    const section = module[at];
    const [length, start] = readNumber(module, at + 1);
    if (section === MEMORY_SECTION) {
      const [count, flagsAt] = readNumber(module, start);
      const [initial, end] = readNumber(module, flagsAt + 1);
      if (count !== 1 || module[flagsAt] !== 0 || end !== start + length) {
        throw new Error("the module must have one memory without a maximum");
      }
      const content = [1, 1, ...writeNumber(initial), ...writeNumber(initial + pages)];
      const limited = [MEMORY_SECTION, ...writeNumber(content.length), ...content];
      return new Uint8Array([...module.subarray(0, at), ...limited, ...module.subarray(end)]);
    }
    at = start + length;
  }
  throw new Error("the module has no memory");
}
