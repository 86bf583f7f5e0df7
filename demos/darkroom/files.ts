// What filters take besides numbers: tables of colours, other pictures, maps of places, sounds. It lives as long as the page, for
// a step may come back.

import type { Frame, Gate, Lut } from "filmgate";
import { resize } from "filmgate/filters";
import type { FileKind, Files } from "../shared/controls.ts";
import { say } from "../shared/dom.ts";

/** How far a map's colours move a pixel at most, as a part of the width. */
const REACH = 0.1;
/** Samples in a row of the frame that holds a sound. */
const SAMPLES = 1024;
/** The rate at which sounds are decoded, and how many seconds of them are looked at. */
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
    if (filter === "spectrogram") return this.#sound(file);
    const picture = await this.#picture(file);
    return filter === "remap" ? this.#map(picture) : picture;
  }

  /** Another picture at the size of the photo. */
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

  /** A picture as a map of places: red says how far across a pixel comes from, green how far down; gray leaves it where it is. */
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
    say("Red moves pixels across, green down; gray leaves them where they are.");
    return this.#frameOf(places, 2 * width);
  }

  /** The samples of a sound, of its first channel. */
  async #sound(file: File): Promise<Frame> {
    const context = new OfflineAudioContext(1, 1, RATE);
    const sound = await context.decodeAudioData(await file.arrayBuffer());
    return this.#frameOf(sound.getChannelData(0).subarray(0, RATE * SECONDS), SAMPLES);
  }

  /** A frame whose bytes are these numbers. */
  #frameOf(numbers: Float32Array, columns: number): Frame {
    const frame = this.#gate.createFrame(columns, Math.max(1, Math.ceil(numbers.length / columns)));
    frame.pixels.set(new Uint8ClampedArray(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    return frame;
  }
}
