// Opens the files that filters use: look-up tables, pictures, displacement maps, audio. They stay open as long as the
// page, because a removed filter may be added again.

import type { Frame, Gate, Lut } from "filmgate";
import { resize } from "filmgate/filters";
import type { FileKind, Files } from "../shared/controls.ts";
import { showMessage } from "../shared/dom.ts";

/** Maximum displacement of a pixel by a map, as a fraction of the width. */
const REACH = 0.1;
/** Samples in a row of the frame that holds audio. */
const SAMPLES = 1024;
/** Sample rate at which audio is decoded, and maximum duration in seconds. */
const RATE = 48_000;
const SECONDS = 300;

/** Opens files for filters. */
export class FilterFiles implements Files {
  readonly #gate: Gate;
  readonly #photo: () => Frame | undefined;
  readonly #kept: (Lut | Frame)[] = [];

  constructor(gate: Gate, photo: () => Frame | undefined) {
    this.#gate = gate;
    this.#photo = photo;
  }

  accept(filter: string, kind: FileKind): string {
    if (kind === "resource") return ".cube";
    return filter === "spectrogram" ? "audio/*" : "image/*";
  }

  async open(filter: string, kind: FileKind, file: File): Promise<Lut | Frame> {
    const made = await this.#make(filter, kind, file);
    this.#kept.push(made);
    return made;
  }

  async #make(filter: string, kind: FileKind, file: File): Promise<Lut | Frame> {
    if (kind === "resource") return this.#gate.createLut(await file.text());
    if (filter === "spectrogram") return this.#audio(file);
    const picture = await this.#picture(file);
    return filter === "remap" ? this.#map(picture) : picture;
  }

  /** Decodes a picture and resizes it to the size of the photo. */
  async #picture(file: File): Promise<Frame> {
    const picture = await this.#gate.createFrameFrom(file);
    const photo = this.#photo();
    if (photo !== undefined) {
      const fitting = this.#gate.createPipeline([resize({ width: photo.width, height: photo.height })]);
      fitting.run(picture);
      fitting.close();
    }
    return picture;
  }

  /** Converts a picture to a displacement map: red is the horizontal, green the vertical displacement; gray is none. */
  #map(picture: Frame): Frame {
    const { width, height } = picture;
    const { pixels } = picture;
    const reach = (channel: number) => ((channel - 127.5) / 127.5) * REACH * width;
    const places = new Float32Array(2 * width * height);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const at = y * width + x;
        places[2 * at] = x + reach(pixels[4 * at] ?? 0);
        places[2 * at + 1] = y + reach(pixels[4 * at + 1] ?? 0);
      }
    }
    picture.close();
    showMessage("Red moves pixels horizontally, green vertically; gray doesn't move them.");
    return this.#frameOf(places, 2 * width);
  }

  /** Decodes an audio file, and returns the samples of its first channel. */
  async #audio(file: File): Promise<Frame> {
    const context = new OfflineAudioContext(1, 1, RATE);
    const audio = await context.decodeAudioData(await file.arrayBuffer());
    return this.#frameOf(audio.getChannelData(0).subarray(0, RATE * SECONDS), SAMPLES);
  }

  /** Creates a frame whose bytes are those of the numbers. */
  #frameOf(numbers: Float32Array, columns: number): Frame {
    const frame = this.#gate.createFrame(columns, Math.max(1, Math.ceil(numbers.length / columns)));
    frame.pixels.set(new Uint8ClampedArray(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return frame;
  }
}
