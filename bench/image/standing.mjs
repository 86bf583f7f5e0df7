// Comparisons of entries: the fastest, the best native library, and a summary of a field.

/** @typedef {import("../runner/suite.mjs").Entry} Entry @typedef {import("../runner/suite.mjs").Row} Row */

/**
 * Returns the fastest entry that does the same work. The frame in place isn't a candidate: its pixels aren't copied in
 * and out.
 *
 * @param {readonly Entry[]} entries
 */
export function fastest(entries) {
  const able = entries.filter(({ id, ranked }) => ranked && id !== "in-place");
  return able.sort((a, b) => a.minimum - b.minimum)[0];
}

/**
 * Compares Filmgate's frame in place with native libraries: the best ranked library, and the best library that is at
 * least as exact or only loses rounding (50 dB).
 *
 * @param {readonly Entry[]} entries
 */
export function besideNative(entries) {
  const level = (/** @type {Entry} */ { decibels }) =>
    typeof decibels === "number" ? decibels : Number.POSITIVE_INFINITY;
  const own = entries.find(({ id }) => id === "in-place");
  const natives = entries.filter(({ own, ranked }) => !own && ranked).sort((a, b) => a.minimum - b.minimum);
  const best = natives[0];
  const exact = natives.find((entry) => own && level(entry) >= Math.min(level(own), 50));
  const ratio = (/** @type {Entry | undefined} */ other) => own && other && own.minimum / other.minimum;
  return { best, ratio: ratio(best), exact, exactRatio: ratio(exact) };
}

/**
 * Summarises the field in a sentence or two: operations that others win, and contenders within a tenth of Filmgate.
 * Operations without peers don't count.
 *
 * @param {readonly Row[]} rows
 */
export function standing(rows) {
  /** @type {string[]} */
  const losses = [];
  /** @type {string[]} */
  const close = [];
  let contested = 0;
  for (const { name, entries } of rows) {
    const peers = entries.filter(({ own, ranked }) => ranked && !own);
    const [best, next] = [fastest(entries), fastest(peers)];
    if (!best || !next) continue;
    contested++;
    if (best.id !== "copies") losses.push(`${name} (${best.name})`);
    else if (next.minimum < 1.1 * best.minimum) close.push(`${name} (${next.name})`);
  }
  const sentence = `With both copies counted, Filmgate is the fastest in ${contested - losses.length} of ${contested} operations`;
  const lost = losses.length > 0 ? `; others win: ${losses.join(", ")}` : "";
  return `${sentence}${lost}.${close.length > 0 ? ` Within a tenth of it: ${close.join(", ")}.` : ""}`;
}
