// Changes on their way from one thread to another, without a message: the page writes, the worklet takes. Functions, and no class:
// each side's script has its own one only.

/** Memory that both sides share: how many words were written and taken in all, and the words. */
export interface ChangeRing {
  /** They only grow, and go round at 2³²; each is written by one side. */
  readonly counts: Int32Array;
  readonly words: Float64Array;
}

/** Words that a ring has room for: some hundred changes, which the next quantum takes. A power of two, as counts go round. */
const CAPACITY = 1024;

const WRITTEN = 0;
const TAKEN = 1;

/** Memory for a ring. */
export function shareRing(): ChangeRing {
  return {
    counts: new Int32Array(new SharedArrayBuffer(8)),
    words: new Float64Array(new SharedArrayBuffer(8 * CAPACITY)),
  };
}

/** Puts the words of a change in, behind their number. Says whether there was room. */
export function writeChange({ counts, words }: ChangeRing, change: readonly number[]): boolean {
  const written = Atomics.load(counts, WRITTEN);
  const used = (written - Atomics.load(counts, TAKEN)) >>> 0;
  if (change.length + 1 > words.length - used) return false;
  for (const [index, word] of [change.length, ...change].entries()) {
    words[((written + index) >>> 0) % words.length] = word;
  }
  // What was written before this is there for whoever sees it.
  Atomics.store(counts, WRITTEN, written + change.length + 1);
  return true;
}

/** Takes the next change out, or nothing if there is none: then nothing is allocated. */
export function takeChange({ counts, words }: ChangeRing): Float64Array | undefined {
  const taken = Atomics.load(counts, TAKEN);
  if (Atomics.load(counts, WRITTEN) === taken) return undefined;
  const word = (index: number) => words[((taken + index) >>> 0) % words.length] as number;
  const change = Float64Array.from({ length: word(0) }, (_, index) => word(index + 1));
  Atomics.store(counts, TAKEN, taken + change.length + 1);
  return change;
}
