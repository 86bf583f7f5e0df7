/** Number of durations that are kept: 17 seconds of 30 frames each. */
const KEPT = 512;

/** The most recent durations of a repeated operation, in memory that is allocated once. */
export class Durations {
  readonly #values = new Float64Array(KEPT);
  #count = 0;

  add(milliseconds: number): void {
    this.#values[this.#count % KEPT] = milliseconds;
    this.#count += 1;
  }

  /** Returns the duration that the given share of operations doesn't exceed; 0 if there was no operation. */
  quantile(share: number): number {
    const sorted = this.#values.slice(0, Math.min(this.#count, KEPT)).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  }
}
