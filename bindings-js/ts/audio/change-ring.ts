// A ring buffer in shared memory that carries changes from the page to the worklet without messages. Functions instead
// of a class: each side's script contains only its own.
//
// A change that doesn't fit is sent as a message. To keep changes in order, nothing is written while a message is in
// flight.

/** Memory that both sides share. */
export interface ChangeRing {
  /** Total number of words written and read, and of messages that have arrived. They wrap around at 2³². */
  readonly counts: Int32Array;
  readonly words: Float64Array;
}

/**
 * Capacity in words: about a hundred changes of a number, which the next quantum reads. A power of two, because the
 * counts wrap.
 */
const CAPACITY = 1024;

// Only one side writes each count.
const WRITTEN = 0;
const TAKEN = 1;
const ARRIVED = 2;

/** Allocates a ring. */
export function shareRing(): ChangeRing {
  return {
    counts: new Int32Array(new SharedArrayBuffer(12)),
    words: new Float64Array(new SharedArrayBuffer(8 * CAPACITY)),
  };
}

/**
 * Writes a change, preceded by its number of words.
 *
 * @param sent - number of changes sent as messages so far
 * @returns whether the change was written: false if there is no space, or a message is in flight
 */
export function writeChange({ counts, words }: ChangeRing, change: readonly number[], sent: number): boolean {
  if (Atomics.load(counts, ARRIVED) !== (sent | 0)) return false;
  const written = Atomics.load(counts, WRITTEN);
  const used = (written - Atomics.load(counts, TAKEN)) >>> 0;
  if (change.length + 1 > words.length - used) return false;
  words[(written >>> 0) % words.length] = change.length;
  for (const [index, word] of change.entries()) words[((written + 1 + index) >>> 0) % words.length] = word;
  // Stored last: a reader that loads this count finds the words complete.
  Atomics.store(counts, WRITTEN, written + 1 + change.length);
  return true;
}

/** Removes and returns the next change; `undefined`, without allocating, if there is none. */
export function takeChange({ counts, words }: ChangeRing): Float64Array | undefined {
  const taken = Atomics.load(counts, TAKEN);
  if (Atomics.load(counts, WRITTEN) === taken) return undefined;
  const word = (index: number) => words[((taken + index) >>> 0) % words.length] as number;
  const change = Float64Array.from({ length: word(0) }, (_, index) => word(index + 1));
  Atomics.store(counts, TAKEN, taken + 1 + change.length);
  return change;
}

/** Records that a message with a change has arrived. */
export function acknowledge({ counts }: ChangeRing): void {
  Atomics.add(counts, ARRIVED, 1);
}
