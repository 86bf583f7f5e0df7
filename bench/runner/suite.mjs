// The type of a suite. A suite is data: cases, contenders, a check and the columns of its table. The runner does the
// rest.

/**
 * @typedef {"Node" | "Chromium"} Place
 * @typedef {{ width: number, height: number }} Size
 *
 * @typedef {object} Context what a suite is loaded with
 * @property {Place} place
 * @property {Size} size of pictures; 0 × 0 in suites without sizes
 * @property {(path: string) => string} locate URL of a file, by its path from `bench/`
 * @property {(path: string) => Promise<Uint8Array<ArrayBuffer>>} read bytes of a file, by its path from `bench/`
 * @property {(name: ProgramName, list: string, picture?: Picture) => Promise<Program>} start starts a native program
 *
 * @typedef {"native" | "own" | "own-cpu" | "opencv"} ProgramName
 * @typedef {Size & { pixels: Uint8ClampedArray }} Picture
 *
 * @typedef {object} Program a native program, which measures its own runs
 * @property {readonly ProgramEntry[]} entries
 * @property {(index: number) => Promise<number>} run duration in milliseconds
 * @property {(index: number) => Promise<Uint8Array<ArrayBuffer>>} result bytes of the result
 * @typedef {{ case: string, name: string, version: string }} ProgramEntry
 *
 * @typedef {object} Case
 * @property {string} name unique within the suite
 * @property {readonly Size[]} [sizes] measured at these instead of the suite's
 * @property {number} [seconds] duration of the audio that a run processes, for speeds as multiples of real time
 */

/**
 * A contender in a case. `before` is untimed. `enter`, `run` and `leave` are timed in sequence; with `enter` or
 * `leave`, the time of `run` alone is reported, too. The output is the result of `leave` or `run`, or else of `output`.
 *
 * @typedef {object} Lane
 * @property {string} [name] instead of the contender's
 * @property {string} [version]
 * @property {() => unknown} [before]
 * @property {() => unknown} [enter]
 * @property {() => unknown} [run]
 * @property {() => unknown} [leave]
 * @property {() => Promise<number>} [elsewhere] instead of `run`: runs in another process and returns its milliseconds
 * @property {number} [repeat] runs between two readings of the clock, for runs shorter than its resolution
 * @property {number} [batch] operations of one run: times are those of one operation
 * @property {() => unknown} [output]
 * @property {(timing: typeof import("./timing.mjs")) => Figures | Promise<Figures>} [figures] further measurements,
 *   after the rounds
 * @property {() => void} [close]
 *
 * @typedef {Record<string, number>} Figures
 */

/**
 * @template {Case} [C=any]
 * @typedef {object} Contender
 * @property {string} id for `--contenders`
 * @property {boolean} [own] Filmgate's, or a reference: always takes part, and isn't a peer
 * @property {readonly Place[]} [places] where it exists; everywhere if absent
 * @property {number} [maximumPixels] for larger pictures, which take minutes, it only takes part if `--contenders`
 *   names it
 * @property {(context: Context) => Loaded<C> | Promise<Loaded<C>>} load
 */

/**
 * @template {Case} [C=any]
 * @typedef {object} Loaded
 * @property {string} name
 * @property {string} [version]
 * @property {(of: C) => Lane | readonly Lane[] | undefined | Promise<Lane | readonly Lane[] | undefined>} prepare
 *   `undefined` if it doesn't support the case
 */

/**
 * The result of comparing an output with the expected output. A check throws if the output is plainly wrong.
 *
 * @typedef {object} Verdict
 * @property {number | "exact"} [decibels] signal-to-noise ratio
 * @property {boolean} [ranked] `false` if it computes something else
 * @property {string} [note]
 * @property {Figures} [figures]
 * @property {readonly CurvePoint[]} [curve] by frequency
 * @typedef {{ frequency: number, gain: number, noise: number }} CurvePoint
 *
 * @typedef {(output: unknown, id: string, name: string) => Verdict | undefined | Promise<Verdict | undefined>} Check
 */

/**
 * The measurement of one contender in one case, in milliseconds.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {boolean} [own]
 * @property {string} name
 * @property {string} [version]
 * @property {number} minimum
 * @property {number} median
 * @property {number} [kernel] the minimum without `enter` and `leave`
 * @property {number} rounds
 * @property {number | "exact"} [decibels]
 * @property {boolean} [ranked]
 * @property {string} [note]
 * @property {Figures} [figures]
 * @property {readonly CurvePoint[]} [curve]
 *
 * @typedef {object} Row all entries of a case
 * @property {string} name of the case
 * @property {Size} [size]
 * @property {number} [seconds]
 * @property {readonly Entry[]} entries
 */

/**
 * A column of the table. Values are shown unchanged.
 *
 * @typedef {object} Column
 * @property {string} title
 * @property {(entry: Entry, row: Row) => string} of
 */

/**
 * @template {Case} [C=any]
 * @typedef {object} Suite
 * @property {string} title
 * @property {string} about a sentence or two for the page
 * @property {readonly Place[]} places where it runs by default
 * @property {boolean} [exclusive] it can't run elsewhere
 * @property {number} rounds
 * @property {readonly Size[]} [sizes] of the pictures; absent in suites of audio
 * @property {boolean} [contested] cases without a peer are skipped
 * @property {"case" | "entry"} lines of the table: one for each case, about its first entry, or one for each entry
 * @property {readonly Column[]} columns
 * @property {(row: Row) => string | undefined} [remark] about a case
 * @property {(rows: readonly Row[]) => string} [summary] about all cases at a size
 * @property {(context: Context) => readonly C[] | Promise<readonly C[]>} cases
 * @property {readonly Contender<C>[]} contenders
 * @property {(context: Context, of: C) => Check | Promise<Check>} [check]
 */

export {};
