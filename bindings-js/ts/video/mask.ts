import type { Frame } from "../image/frame.js";
import type { Gate } from "../image/gate.js";
import type { Pipeline } from "../image/pipeline.js";

/** A mask: where a chain applies. */
export interface MaskData {
  /** Rows of `width` bytes: 255 is the filtered picture, 0 the unfiltered one. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** A mask of any size, which is scaled to that of the frames. */
export class Mask {
  #given: Frame | undefined;
  #scaled: Frame | undefined;
  #resize: Pipeline | undefined;
  #isCurrent = false;

  /** Replaces the mask. */
  set(gate: Gate, { data, width, height }: MaskData): void {
    this.#given ??= gate.createFrame(width, height, { format: "GRAY8" });
    this.#given.resize(width, height);
    this.#given.bytes.set(data);
    this.#isCurrent = false;
  }

  /** Returns the mask in the size of a frame. */
  fit(gate: Gate, width: number, height: number): Frame | undefined {
    const given = this.#given;
    if (given === undefined || (given.width === width && given.height === height)) return given;
    const scaled = this.#scaled;
    if (this.#isCurrent && scaled?.width === width && scaled.height === height) return scaled;
    if (scaled?.width !== width || scaled.height !== height) {
      this.#resize?.close();
      this.#resize = gate.createPipeline([{ filter: "resize", width, height, kernel: "bilinear" }]);
    }
    this.#scaled ??= gate.createFrame(width, height, { format: "GRAY8" });
    this.#resize?.run(given, { into: this.#scaled });
    this.#isCurrent = true;
    return this.#scaled;
  }

  close(): void {
    this.#resize?.close();
    for (const frame of [this.#given, this.#scaled]) frame?.close();
  }
}
