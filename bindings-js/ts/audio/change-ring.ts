// Changes on their way from one thread to another, without a message: the page writes, the worklet takes. Functions, and no class:
// each side's script has its own one only.
//
// What doesn't fit goes by message. So that changes stay in their order, nothing is written while a message is on its way.

/** Memory that both sides share. */
export interface ChangeRing {
  /** How many words were written and taken in all, and how many messages have arrived. They go round at 2³². */
  readonly counts: Int32Array;
  readonly words: Float64Array;
}

/** Words that a ring has room for: those of a hundred numbers, which the next quantum takes. A power of two, as counts go round. */
const CAPACITY = 1024;

// Each is written by one side.
const WRITTEN = 0;
const TAKEN = 1;
const ARRIVED = 2;

/** Memory for a ring. */
export function shareRing(): ChangeRing {
  return {
    counts: new Int32Array(new SharedArrayBuffer(12)),
    words: new Float64Array(new SharedArrayBuffer(8 * CAPACITY)),
  };
}

/**
 * Puts the words of a change in, behind their number. Says whether that could be.
 *
 * @param sent - how many changes were sent by message so far
 */
export function writeChange({ counts, words }: ChangeRing, change: readonly number[], sent: number): boolean {
  if (Atomics.load(counts, ARRIVED) !== (sent | 0)) return false;
  const written = Atomics.load(counts, WRITTEN);
  const used = (written - Atomics.load(counts, TAKEN)) >>> 0;
  if (change.length + 1 > words.length - used) return false;
  words[(written >>> 0) % words.length] = change.length;
  for (const [index, word] of change.entries()) words[((written + 1 + index) >>> 0) % words.length] = word;
  // What was written before this is there for whoever sees it.
  Atomics.store(counts, WRITTEN, written + 1 + change.length);
  return true;
}

/** Takes the next change out, or nothing if there is none: then nothing is allocated. */
export function takeChange({ counts, words }: ChangeRing): Float64Array | undefined {
  const taken = Atomics.load(counts, TAKEN);
  if (Atomics.load(counts, WRITTEN) === taken) return undefined;
  const word = (index: number) => words[((taken + index) >>> 0) % words.length] as number;
  const change = Float64Array.from({ length: word(0) }, (_, index) => word(index + 1));
  Atomics.store(counts, TAKEN, taken + 1 + change.length);
  return change;
}

/** Says that a message with a change has arrived. */
export function acknowledge({ counts }: ChangeRing): void {
  Atomics.add(counts, ARRIVED, 1);
}
