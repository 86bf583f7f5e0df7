import type { Codec } from "./codec/codec.js";
import { describe, type FilmgateError, failure, isRawError } from "./errors.js";
import type { Build, Kind, RawExports } from "./raw.js";

/** What a finaliser needs to close what was forgotten. */
interface Forgotten {
  readonly kind: Kind;
  readonly handle: number;
}

/** Numbers that an analysis results in at most: the counts of a histogram. */
const RESULTS = 5 * 256;

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
    this.raw = raw;
    this.memory = memory;
    this.spawn = () => Instance.start(build, module, maximumBytes);
    this.codec = build.codec(this);
  }

  /** Starts an instance. */
  static async start(build: Build, module: WebAssembly.Module, maximumBytes: number): Promise<Instance> {
    const glue = build.glue();
    const { memory } = await glue.default({ module_or_path: module });
    glue.start(maximumBytes);
    return new Instance(glue, memory, build, module, maximumBytes);
  }

  /** Width and height of the frame behind a handle. */
  sizeOf(handle: number): [width: number, height: number] {
    const size = this.raw.look_up_frame(handle, false);
    return [size >>> 16, size & 0xffff];
  }

  /**
   * Makes an analysis of a frame, or of two. The numbers are in the module's memory, and good until the next one; which they
   * are says the core's `Gate::analyze`.
   */
  analyze(which: string, frame: number, other = 0, count = 0): Float64Array<ArrayBuffer> {
    let address: number;
    try {
      address = this.raw.analyze(which, frame, other, count);
    } catch (error) {
      throw this.failure(error);
    }
    if (this.#results?.byteOffset !== address || this.#results.byteLength === 0) {
      this.#results = new Float64Array(this.memory.buffer as ArrayBuffer, address, RESULTS);
    }
    return this.#results;
  }

  /** Whether the module failed in a way that must not happen. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Throws if the instance is lost. Called where an object is made; later calls learn it from the module. */
  alive(): this {
    if (this.#lost)
      throw failure(
        "instance-lost",
        "gate",
        "a running instance; load() gives a fresh one",
        "one that failed",
      );
    return this;
  }

  /** The error to throw for what the module threw. Anything but an error of ours is the end of the instance. */
  failure(error: unknown): FilmgateError {
    if (isRawError(error)) return failure(error.code, error.argument, error.expected, error.received);
    const first = !this.#lost;
    this.#lost = true;
    const lost = failure(
      "instance-lost",
      "gate",
      "a running instance; load() gives a fresh one",
      describe(error),
    );
    lost.cause = error;
    if (first) console.error("Filmgate failed in a way that must not happen; please report it.", error);
    return lost;
  }

  /** As {@link Instance.failure}, but an error that has nothing to do with the module, of a callback say, stays what it is. */
  failureOf(error: unknown): unknown {
    return isRawError(error) || error instanceof WebAssembly.RuntimeError ? this.failure(error) : error;
  }

  /** Closes what `owner` stands for, with a warning, when it was collected without having been closed. */
  watch(owner: object, kind: Kind, handle: number): void {
    this.#forgotten.register(owner, { kind, handle }, owner);
  }

  /** Closes what `owner` stands for, and ends `watch`. A lost instance has nothing to close. */
  close(owner: object, kind: Kind, handle: number): void {
    if (!this.#lost) {
      try {
        this.raw.close(kind, handle);
      } catch (error) {
        throw this.failure(error);
      }
    }
    this.#forgotten.unregister(owner);
  }

  #reclaim({ kind, handle }: Forgotten): void {
    if (this.#lost) return;
    const now = Date.now();
    // Once a second at most: a leak in a loop would drown everything else.
    if (now - this.#lastWarning > 1000) {
      this.#lastWarning = now;
      console.warn(
        "A Filmgate frame or pipeline was collected without close(); call close(), or declare it with `using`.",
      );
    }
    try {
      this.raw.close(kind, handle);
    } catch (error) {
      this.failure(error);
    }
  }
}

/** `Symbol.dispose`, also where the engine doesn't have it yet. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");
