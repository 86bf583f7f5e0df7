import { MAXIMUM_RESULTS } from "../generated/image-boundary.js";
import { describe, type FilmgateError, failure, reasonOf } from "../shared/errors.js";
import { plainValue, readFailure, writeValue } from "../shared/steps.js";
import type { Codec } from "./codec/codec.js";
import type { Closer, RawExports } from "./raw.js";

/** A build of the module: where it lies, and a fresh copy of the glue for every instance. */
export interface Build {
  /** Where the module lies: beside this file. A function, because not every runtime has `import.meta.url`. */
  readonly location: () => URL;
  /** How it reads and writes image files. */
  readonly codec: (instance: Instance) => Codec;
  /** Makes the glue for one instance: its exports, and the function that connects them to a compiled module. */
  readonly glue: () => RawExports & {
    default(source: { module_or_path: WebAssembly.Module }): Promise<{ readonly memory: WebAssembly.Memory }>;
  };
}

/** What a finaliser needs to close what was forgotten. */
interface Forgotten {
  readonly closer: Closer;
  readonly handle: number;
  /** What it was, in words. */
  readonly what: string;
  /** Where it was made, in development. */
  readonly stack: string | undefined;
}

/** Whether this is a development build of an app: bundlers put a string in the place of this expression, Node has it. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV === "development";
  } catch {
    // No bundler, and no Node.
    return false;
  }
}

/** What is used of Node's `process`, and what bundlers replace. */
declare const process: { readonly env: { readonly NODE_ENV?: string } };

const DEVELOPMENT = isDevelopment();

const LOST = "a running instance; load() gives a fresh one";

/** The most words of an error. */
const FAILURE_WORDS = 4096;

/** Parameters of analyses are plain values. */
const noReference = (): never => {
  throw failure("invalid-argument", "value", "a plain value", "an object");
};

/** One running module: its exports, its memory, and whether it still lives. Everything made by it carries it along. */
export class Instance {
  readonly raw: RawExports;
  readonly memory: WebAssembly.Memory;
  /** How image files are read and written. */
  readonly codec: Codec;
  /** Starts another instance of the same module, with the same limits. */
  readonly spawn: () => Promise<Instance>;
  /** The compiled module, and the limit of all frames together: a worker starts an instance of them. */
  readonly module: WebAssembly.Module;
  readonly maximumBytes: number;
  #results: Float64Array<ArrayBuffer> | undefined;
  #lost = false;
  readonly #state = { broken: false };
  #pins = 0;
  #waiting: (() => void)[] = [];
  #lastWarning = Number.NEGATIVE_INFINITY;
  readonly #forgotten = new FinalizationRegistry<Forgotten>((forgotten) => this.#reclaim(forgotten));

  private constructor(
    raw: RawExports,
    memory: WebAssembly.Memory,
    build: Build,
    module: WebAssembly.Module,
    maximumBytes: number,
  ) {
    this.module = module;
    this.maximumBytes = maximumBytes;
    this.raw = guard(raw, this.#state);
    this.memory = memory;
    this.spawn = () => Instance.start(build, module, maximumBytes);
    this.codec = build.codec(this);
  }

  /** Starts an instance. */
  static async start(build: Build, module: WebAssembly.Module, maximumBytes: number): Promise<Instance> {
    const glue = build.glue();
    const memory = await instantiate(glue, module, maximumBytes);
    return new Instance(glue, memory, build, module, maximumBytes);
  }

  /** Puts words where the next call reads them. @throws MemoryError or StateError if there is no memory for them. */
  stage(words: ArrayLike<number>): void {
    let address: number;
    try {
      address = this.raw.stage_words(words.length);
    } catch (error) {
      throw this.failure(error);
    }
    new Float64Array(this.memory.buffer as ArrayBuffer, address, words.length).set(words);
  }

  /** Width and height of the frame behind a handle. */
  sizeOf(handle: number): [width: number, height: number] {
    let size: number;
    try {
      size = this.raw.frame_size(handle);
    } catch (error) {
      throw this.failure(error);
    }
    return [size >>> 16, size & 0xffff];
  }

  /**
   * Makes an analysis of a frame, or of two. The numbers are in the module's memory, valid until the next analysis; their
   * order is declared by the analysis.
   */
  analyze(
    which: number,
    frame: number,
    other: number,
    values: readonly unknown[],
  ): Float64Array<ArrayBuffer> {
    if (values.length > 0) {
      const words: number[] = [];
      for (const value of values)
        writeValue(
          words,
          plainValue(value, () => false),
          noReference,
        );
      this.stage(words);
    }
    let address: number;
    try {
      address = this.raw.analyze(which, frame, other);
    } catch (error) {
      throw this.failure(error);
    }
    if (this.#results?.byteOffset !== address || this.#results.byteLength === 0) {
      this.#results = new Float64Array(this.memory.buffer as ArrayBuffer, address, MAXIMUM_RESULTS);
    }
    return this.#results;
  }

  /** A number about memory, by the module's own numbers; NaN if the instance is lost. */
  statistic(which: number): number {
    return this.lost ? Number.NaN : this.raw.statistic(which);
  }

  /** Where a frame's bytes lie; they count as shown from here on. */
  addressOf(handle: number): number {
    try {
      return this.raw.frame_address(handle);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Whether the module failed in a way that must not happen. */
  get lost(): boolean {
    return this.#lost || this.#state.broken;
  }

  /** Throws if the instance is lost. Called where an object is made; later calls learn it from the module. */
  alive(): this {
    if (this.lost) throw failure("instance-lost", "gate", LOST, "one that failed");
    return this;
  }

  /**
   * The error to throw for what a call into the module threw. Anything but an error of ours is the end of the instance: after a
   * trap, or a stack that ran out in the middle of a call, nothing in it can be relied on.
   */
  failure(error: unknown): FilmgateError {
    if (error === null) {
      const address = this.raw.failure();
      const most = Math.min(FAILURE_WORDS, (this.memory.buffer.byteLength - address) / 8);
      return readFailure(new Float64Array(this.memory.buffer as ArrayBuffer, address, Math.floor(most)));
    }
    const first = !this.#lost;
    // First of all: what comes next may fail where the stack has run out.
    this.#lost = true;
    const lost = failure("instance-lost", "gate", LOST, describe(error));
    lost.cause = error;
    if (first) console.error("Filmgate failed in a way that must not happen; please report it.", error);
    return lost;
  }

  /** Frames that the platform is using. While there are any, memory can't grow. */
  get pins(): number {
    return this.#pins;
  }

  /** Holds a frame where it is, and memory at its size, or ends that. */
  pin(handle: number, pinned: boolean): void {
    // A lost instance has nothing to let go of, but calls may wait for that.
    if (pinned || !this.lost) {
      try {
        if (pinned) this.raw.pin_frame(handle);
        else this.raw.unpin_frame(handle);
      } catch (error) {
        throw this.failure(error);
      }
    }
    this.#pins += pinned ? 1 : -1;
    if (this.#pins > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const goOn of waiting) goOn();
  }

  /** Waits until the platform uses no frame any more, so that memory can grow. */
  unpinned(): Promise<void> {
    if (this.#pins === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Closes what `owner` stands for, with a warning, when it was collected without having been closed. */
  watch(owner: object, closer: Closer, handle: number, what: string): void {
    const stack = DEVELOPMENT ? new Error("made here").stack : undefined;
    this.#forgotten.register(owner, { closer, handle, what, stack }, owner);
  }

  /** Closes what `owner` stands for, and ends `watch`. A lost instance has nothing to close. */
  close(owner: object, closer: Closer, handle: number): void {
    if (!this.lost) {
      try {
        this.raw[closer](handle);
      } catch (error) {
        throw this.failure(error);
      }
    }
    this.#forgotten.unregister(owner);
  }

  #reclaim({ closer, handle, what, stack }: Forgotten): void {
    if (this.lost) return;
    const now = Date.now();
    // Once a second at most: a leak in a loop would drown everything else.
    if (now - this.#lastWarning > 1000) {
      this.#lastWarning = now;
      const hint = stack === undefined ? "" : ` It was made here: ${stack}`;
      console.warn(
        `Filmgate: ${what} was collected without close(). Call close(), or declare it with \`using\`.${hint}`,
      );
    }
    try {
      this.raw[closer](handle);
    } catch (error) {
      this.failure(error);
    }
  }
}

/** The exports, with a note of a call that has thrown anything but an error of ours: a trap, or a stack that ran out. */
function guard(raw: RawExports, state: { broken: boolean }): RawExports {
  type Call = (...given: unknown[]) => unknown;
  const guarded = (call: Call): Call => {
    // As many as the call with the most arguments has; by name, so that none of them makes an array.
    return (a, b, c, d, e, f, g, h, i, j) => {
      if (state.broken) throw new Error("an earlier call didn't come to its end");
      try {
        return call(a, b, c, d, e, f, g, h, i, j);
      } catch (error) {
        // Nothing is called here: the stack may have run out.
        state.broken = error !== null;
        throw error;
      }
    };
  };
  const calls = Object.entries(raw).filter(([, call]) => typeof call === "function");
  return Object.fromEntries(
    calls.map(([name, call]) => [name, guarded(call as Call)]),
  ) as unknown as RawExports;
}

/** Connects the glue to a module; its memory. */
async function instantiate(
  glue: ReturnType<Build["glue"]>,
  module: WebAssembly.Module,
  maximumBytes: number,
): Promise<WebAssembly.Memory> {
  try {
    const { memory } = await glue.default({ module_or_path: module });
    glue.start(maximumBytes);
    return memory;
  } catch (error) {
    const failed =
      error instanceof RangeError
        ? failure("out-of-memory", "module", "memory for another instance", "none")
        : failure("invalid-argument", "module", "the module of this version of Filmgate", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  }
}
