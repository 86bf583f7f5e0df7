import { plainName } from "../shared/arguments.js";
import { dispose } from "../shared/dispose.js";
import type { Instance } from "./instance.js";
import { Kind } from "./raw.js";

/**
 * A colour look-up table in the module's memory. Steps name it by its `id`: `lut3d({ table: lut.id })`. It isn't part of
 * a stored preset: load it again, and give the step its new `id`.
 */
export class Lut implements Disposable {
  readonly #instance: Instance;
  #handle: number;

  /** @internal */
  constructor(instance: Instance, cube: unknown) {
    this.#instance = instance.alive();
    try {
      this.#handle = instance.raw.create_resource("lut", typeof cube === "string" ? cube : plainName(cube));
    } catch (error) {
      throw instance.failure(error);
    }
    instance.watch(this, Kind.Resource, this.#handle, "a look-up table");
  }

  /** What a step names it by; 0 after `close()`. */
  get id(): number {
    return this.#instance.idOf(this.#handle);
  }

  /** Frees it. Pipelines that use it keep it alive for themselves. Closing twice does nothing. */
  close(): void {
    if (this.#handle === 0) return;
    this.#instance.close(this, Kind.Resource, this.#handle);
    this.#handle = 0;
  }

  /** As {@link Lut.close}: `using lut = …` calls it. */
  [dispose](): void {
    this.close();
  }
}
