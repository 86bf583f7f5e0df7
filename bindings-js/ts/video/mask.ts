import type { Format } from "../generated/image-boundary.js";
import type { Frame } from "../image/frame.js";
import type { Gate } from "../image/gate.js";
import type { Pipeline } from "../image/pipeline.js";
import { type FilmgateError, failure } from "../shared/errors.js";

/** A mask: where a chain applies. */
export interface MaskData {
  /** Rows of `width` bytes: 255 is the filtered picture, 0 the unfiltered one. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** How the mask gets the outlines of each frame: parameters of `guidedFilter`. Without, it keeps its own. */
  readonly refine?: { readonly radius?: number; readonly epsilon?: number } | undefined;
}

/** The formats of frames that `guidedFilter` takes as a guide. */
const GUIDES: readonly Format[] = ["RGBA", "GRAY8", "I420", "I420A", "I422", "I444", "NV12"];

/** @throws with the names of the mask's properties. */
function refinement(gate: Gate, values: NonNullable<MaskData["refine"]>): Pipeline {
  try {
    return gate.createPipeline([{ filter: "guidedFilter", ...values }]);
  } catch (error) {
    const { code, argument, expected, received } = error as FilmgateError;
    throw failure(code, argument.replace("steps[0]", "mask.refine"), expected, received);
  }
}

/** A mask of any size, which is scaled to the frames and refined by them. */
export class Mask {
  #given: Frame | undefined;
  #scaled: Frame | undefined;
  #refined: Frame | undefined;
  /** The guide, for frames of other formats than {@link GUIDES}. */
  #gray: Frame | undefined;
  #resize: Pipeline | undefined;
  #refine: Pipeline | undefined;
  /** The parameters of the refinement. */
  #values: MaskData["refine"];
  #guide: Frame | undefined;
  #isCurrent = false;

  /**
   * Replaces the mask.
   *
   * @throws if the parameters of the refinement are wrong, or the module has no `guidedFilter`; the mask is as before then.
   */
  set(gate: Gate, { data, width, height, refine }: MaskData): void {
    this.#setRefinement(gate, refine);
    this.#given ??= gate.createFrame(width, height, { format: "GRAY8" });
    this.#given.resize(width, height);
    this.#given.bytes.set(data);
    this.#isCurrent = false;
  }

  /** Keeps the pipeline from mask to mask: making one allocates. */
  #setRefinement(gate: Gate, values: MaskData["refine"]): void {
    const { radius, epsilon } = values ?? {};
    const isSame = radius === this.#values?.radius && epsilon === this.#values?.epsilon;
    if (isSame && (values === undefined) === (this.#refine === undefined)) return;
    const pipeline = values === undefined ? undefined : refinement(gate, values);
    this.#refine?.close();
    this.#refine = pipeline;
    this.#values = values;
    this.#guide = undefined;
  }

  /** Returns the mask in the size of a frame, with the frame's outlines if it is refined. */
  fit(gate: Gate, frame: Frame): Frame | undefined {
    const scaled = this.#fit(gate, frame);
    if (this.#refine === undefined || scaled === undefined) return scaled;
    let guide = frame;
    if (!GUIDES.includes(frame.format)) {
      this.#gray ??= gate.createFrame(1, 1, { format: "GRAY8" });
      guide = this.#gray.copyFrom(frame);
    }
    if (this.#guide !== guide) {
      this.#refine.set(0, { frame: guide });
      this.#guide = guide;
    }
    this.#refined ??= gate.createFrame(1, 1, { format: "GRAY8" });
    return this.#refine.run(scaled, { into: this.#refined });
  }

  #fit(gate: Gate, { width, height }: Frame): Frame | undefined {
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
    const frames = [this.#given, this.#scaled, this.#refined, this.#gray];
    for (const owned of [this.#resize, this.#refine, ...frames]) owned?.close();
  }
}
