import { MAXIMUM_RESULTS } from "../generated/image-boundary.js";
import { describe, type FilmgateError, failure, memoryFailure } from "../shared/errors.js";
import { anotherModule, type OwnModule } from "../shared/module.js";
import type * as platform from "../shared/platform.js";
import { plainValue, readFailure, writeValue } from "../shared/steps.js";
import type { Codec, DecodeSettings } from "./codec/codec.js";
import { decodeByRegistered } from "./codec/register.js";
import { type Layout, readLayout } from "./planes.js";
import type { Closer, RawExports } from "./raw.js";
import type { FrameTarget } from "./target.js";

/** A build of the module: where it is, its codec, and its glue. */
export interface Build {
  readonly ownModule: OwnModule;
  /** Creates the codec of image files. */
  readonly codec: (instance: Instance) => Codec;
  /** Creates the glue for one instance: its exports, and the function that connects them to a compiled module. */
  readonly glue: () => RawExports & {
    default(source: {
      module_or_path: platform.WebAssemblyModule;
    }): Promise<{ readonly memory: platform.WebAssemblyMemory }>;
  };
}

/** Data to close an object that was collected without `close()`. */
interface Forgotten {
  readonly closer: Closer;
  readonly handle: number;
  /** A description of the object, for the warning. */
  readonly what: string;
  /** The stack at its creation, in development. */
  readonly stack: string | undefined;
}

/** Whether this is a development build of an app: bundlers replace this expression with a string, Node evaluates it. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV === "development";
  } catch {
    // Neither a bundler nor Node.
    return false;
  }
}

/** The part of Node's `process` that is used, and that bundlers replace. */
declare const process: { readonly env: { readonly NODE_ENV?: string } };

const LOST = "a running instance; load() returns a new one";

/** Maximum size of an error, in 64-bit words. */
const FAILURE_WORDS = 4096;

/** Parameters of analyses are plain values. */
const noReference = (): never => {
  throw failure("invalid-argument", "value", "a plain value", "an object");
};

/** A running module: its exports, its memory, and whether it is lost. Every object it creates refers to it. */
export class Instance {
  readonly raw: RawExports;
  readonly memory: platform.WebAssemblyMemory;
  /** Decodes and encodes image files. */
  readonly codec: Codec;
  /** Starts another instance of the same module, with the same limits. */
  readonly spawn: () => Promise<Instance>;
  /** The compiled module, and the memory limit of all frames together: a worker starts an instance with both. */
  readonly module: platform.WebAssemblyModule;
  readonly maximumBytes: number;
  /** Whether the module converts between formats; found out when it matters. */
  converts: boolean | undefined;
  #results: Float64Array<ArrayBuffer> | undefined;
  #lost = false;
  readonly #state = { broken: false };
  #pins = 0;
  #waiting: (() => void)[] = [];
  #lastWarning = Number.NEGATIVE_INFINITY;
  readonly #forgotten = new FinalizationRegistry<Forgotten>((forgotten) => this.#reclaim(forgotten));

  private constructor(
    raw: RawExports,
    memory: platform.WebAssemblyMemory,
    build: Build,
    module: platform.WebAssemblyModule,
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
  static async start(
    build: Build,
    module: platform.WebAssemblyModule,
    maximumBytes: number,
  ): Promise<Instance> {
    const glue = build.glue();
    const memory = await instantiate(glue, module, maximumBytes);
    return new Instance(glue, memory, build, module, maximumBytes);
  }

  /**
   * Writes words to where the next call reads them.
   *
   * @throws MemoryError or StateError if there is no memory for them.
   */
  stage(words: ArrayLike<number>): void {
    let address: number;
    try {
      address = this.raw.stage_words(words.length);
    } catch (error) {
      throw this.failure(error);
    }
    new Float64Array(this.memory.buffer as ArrayBuffer, address, words.length).set(words);
  }

  /** Decodes `file` into `frame`, with a registered codec or that of the build. */
  async decode(frame: FrameTarget, file: Blob | platform.Bytes, options: DecodeSettings): Promise<void> {
    options.signal?.throwIfAborted();
    if (await decodeByRegistered(frame, file, options.signal)) return;
    await this.codec.decode(frame, file, options);
  }

  /** Returns the size and the planes of a frame. */
  layoutOf(handle: number): Layout {
    let address: number;
    try {
      address = this.raw.frame_layout(handle);
    } catch (error) {
      throw this.failure(error);
    }
    return readLayout(new Float64Array(this.memory.buffer as ArrayBuffer, address));
  }

  /**
   * Analyses one frame, or two. The results are in the module's memory, and valid until the next analysis; their order
   * is declared by the analysis.
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

  /** Returns a statistic about memory, by the module's index; NaN if the instance is lost. */
  statistic(which: number): number {
    return this.lost ? Number.NaN : this.raw.statistic(which);
  }

  /** Returns the address of a frame's bytes. From now on, the module treats them as exposed. */
  addressOf(handle: number): number {
    try {
      return this.raw.frame_address(handle);
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** Whether a call into the module trapped or ran out of stack. */
  get lost(): boolean {
    return this.#lost || this.#state.broken;
  }

  /** Throws if the instance is lost. Called where an object is created; for later calls, the module throws. */
  alive(): this {
    if (this.lost) throw failure("instance-lost", "gate", LOST, "an instance that failed");
    return this;
  }

  /**
   * Converts an exception of a call into the module to the error to throw. The module throws `null` for a typed error.
   * Any other exception loses the instance: after a trap or a stack overflow inside a call, its state can't be trusted.
   */
  failure(error: unknown): FilmgateError {
    if (error === null) {
      const address = this.raw.failure();
      const most = Math.min(FAILURE_WORDS, (this.memory.buffer.byteLength - address) / 8);
      const words = new Float64Array(this.memory.buffer as ArrayBuffer, address, Math.floor(most));
      return explainLacking(readFailure(words));
    }
    const first = !this.#lost;
    // Set first: the code below may fail when the stack is exhausted.
    this.#lost = true;
    const lost = failure("instance-lost", "gate", LOST, describe(error));
    lost.cause = error;
    if (first) console.error("Filmgate failed internally. Please report this error.", error);
    return lost;
  }

  /** Number of frames in use by the platform. While it isn't 0, memory can't grow. */
  get pins(): number {
    return this.#pins;
  }

  /** Pins or unpins a frame: while a frame is pinned, its address is fixed and memory can't grow. */
  pin(handle: number, pinned: boolean): void {
    // A lost instance has nothing to unpin, but callers may wait for the count to reach 0.
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

  /** Resolves when the platform uses no frame, so that memory can grow. */
  unpinned(): Promise<void> {
    if (this.#pins === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Closes the object behind `handle`, with a warning, if `owner` is collected without having been closed. */
  watch(owner: object, closer: Closer, handle: number, what: string): void {
    const stack = isDevelopment() ? new Error("created here").stack : undefined;
    this.#forgotten.register(owner, { closer, handle, what, stack }, owner);
  }

  /** Closes the object behind `handle`, and ends `watch`. A lost instance has nothing to close. */
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
    // At most one warning a second: a leak in a loop would flood the console.
    if (now - this.#lastWarning > 1000) {
      this.#lastWarning = now;
      const hint = stack === undefined ? "" : ` It was created here: ${stack}`;
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

/** Returns the error to throw for a part that only other builds have: it names their entries. */
function explainLacking(error: FilmgateError): FilmgateError {
  const { code, argument, expected, received } = error;
  if (expected !== "in this build") return error;
  return failure(code, argument, `${expected} (filmgate and filmgate/full have them)`, received);
}

/** Wraps the exports to record a call that threw anything but a typed error: a trap, or a stack overflow. */
function guard(raw: RawExports, state: { broken: boolean }): RawExports {
  type Call = (...given: unknown[]) => unknown;
  const guarded = (call: Call): Call => {
    // As many parameters as the longest call has; named, because rest parameters would allocate an array.
    return (a, b, c, d, e, f, g, h, i, j) => {
      if (state.broken) throw new Error("an earlier call into the module failed");
      try {
        return call(a, b, c, d, e, f, g, h, i, j);
      } catch (error) {
        // Calls nothing: the stack may be exhausted.
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

/** Connects the glue to a module, and returns its memory. */
async function instantiate(
  glue: ReturnType<Build["glue"]>,
  module: platform.WebAssemblyModule,
  maximumBytes: number,
): Promise<platform.WebAssemblyMemory> {
  try {
    const { memory } = await glue.default({ module_or_path: module });
    glue.start(maximumBytes);
    return memory;
  } catch (error) {
    if (error instanceof RangeError) {
      throw Object.assign(memoryFailure("module", "another instance"), { cause: error });
    }
    throw anotherModule("the module of this entry", module, error);
  }
}
