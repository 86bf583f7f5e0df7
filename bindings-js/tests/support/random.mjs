// Reproducible chance: the same seed, the same choices.

/** @param {number} seed */
export function randomOf(seed) {
  let state = seed >>> 0 || 1;
  /** From 0 to 1, 1 excluded (xorshift, 32 bits). */
  const number = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  /** A whole number below `count`. @param {number} count */
  const below = (count) => Math.floor(number() * count);
  /** One of several. @template T @param {readonly T[]} of @returns {T} */
  const pick = (of) => /** @type {T} */ (of[below(of.length)]);
  /** Whether something with this probability happens. @param {number} probability */
  const chance = (probability) => number() < probability;
  /** Bytes. @param {number} length */
  const bytes = (length) => Uint8Array.from({ length }, () => below(256));
  return { number, below, pick, chance, bytes };
}
