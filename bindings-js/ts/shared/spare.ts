/** Size of memory, in bytes, above which an instance isn't kept for the next use: memory never shrinks. */
export const SPARE_BYTES = 64 * 2 ** 20;
