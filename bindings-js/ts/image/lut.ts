import { dispose } from "../shared/dispose.js";
import { between, closedFailure, describe, failure } from "../shared/errors.js";
import type { Instance } from "./instance.js";

/** Maximum length of a text, in characters: a table of 65³ colours with all digits of floats takes 16 MB. */
const MAXIMUM_TEXT = 2 ** 25;

/**
 * A colour look-up table in the module's memory, for `lut3d({ table: lut })`. A stored preset doesn't contain it: load
 * the table again, and set the parameter.
 */
export class Lut {
  static readonly name: string = "Lut";
  readonly #instance: Instance;
  readonly #cube: string;
  #handle: number;

  /** Whether `value` is a look-up table, of any gate. @internal */
  static is(value: unknown): value is Lut {
    return typeof value === "object" && value !== null && #handle in value;
  }

  /** @internal */
  constructor(instance: Instance, cube: unknown) {
    this.#instance = instance.alive();
    if (typeof cube !== "string") throw failure("invalid-argument", "text", "a string", describe(cube));
    if (cube.length > MAXIMUM_TEXT) {
      throw failure("out-of-range", "text.length", between(0, MAXIMUM_TEXT), cube.length);
    }
    const bytes = new TextEncoder().encode(cube);
    try {
      const address = instance.raw.stage_words(Math.ceil(bytes.length / 8));
      new Uint8Array(instance.memory.buffer, address, bytes.length).set(bytes);
      this.#handle = instance.raw.create_lut(bytes.length);
    } catch (error) {
      throw instance.failure(error);
    }
    this.#cube = cube;
    instance.watch(this, "close_resource", this.#handle, "a look-up table");
  }

  /**
   * Returns the handle, for calls into the module of `instance`. @internal
   * @throws {@link StateError} after `close()`, or for a table of another instance.
   */
  handleFor(instance: Instance): number {
    if (instance !== this.#instance)
      throw failure("closed", "", "a table of the same gate", "a table of another gate");
    if (this.#handle === 0) throw closedFailure("", "table");
    return this.#handle;
  }

  /** The text of the table, from which another gate makes the same one. @internal */
  get cube(): string {
    return this.#cube;
  }

  /** Releases the table. Pipelines that use it keep its data alive. Closing twice does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, "close_resource", this.#handle);
    this.#handle = 0;
  }

  /** Calls {@link Lut.close}, for `using lut = …`. */
  [dispose](): void {
    this.close();
  }
}
