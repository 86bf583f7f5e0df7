// A reproducible random generator: the same seed gives the same choices.

/** @param {number} seed */
export function randomOf(seed) {
  let state = seed >>> 0 || 1;
  /** A number from 0 to 1, 1 excluded (xorshift, 32 bits). */
  const number = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  /** An integer below `count`. @param {number} count */
  const below = (count) => Math.floor(number() * count);
  /** A random element. @template T @param {readonly T[]} of @returns {T} */
  const pick = (of) => /** @type {T} */ (of[below(of.length)]);
  /** True with this probability. @param {number} probability */
  const chance = (probability) => number() < probability;
  /** Random bytes. @param {number} length */
  const bytes = (length) => Uint8Array.from({ length }, () => below(256));
  return { number, below, pick, chance, bytes };
}
