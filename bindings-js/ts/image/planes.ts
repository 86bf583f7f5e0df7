/** What a plane uses of its frame. */
interface Owner {
  readonly bytes: Uint8Array<ArrayBuffer>;
  owned<T extends object>(view: T): T;
}

/** The location of a plane in the bytes of its frame. */
export interface PlaneLayout {
  readonly offset: number;
  readonly stride: number;
  readonly rowBytes: number;
  readonly width: number;
  readonly height: number;
}

/** The size of a frame, and where its planes are. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly byteLength: number;
  readonly planes: readonly PlaneLayout[];
}

/** Reads a layout from the words of the module. */
export function readLayout(words: Float64Array): Layout {
  const word = (index: number) => words[index] as number;
  const planes = Array.from({ length: word(3) }, (_, plane) => {
    const at = 4 + 5 * plane;
    return {
      offset: word(at),
      stride: word(at + 1),
      rowBytes: word(at + 2),
      width: word(at + 3),
      height: word(at + 4),
    };
  });
  return { width: word(0), height: word(1), byteLength: word(2), planes };
}

/** The samples of a plane: bytes, 10 bits in 16, or floats. */
export type Samples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** A plane of a frame: rows of samples, `stride` bytes apart. It lasts until the frame changes its size. */
export class Plane {
  static readonly name: string = "Plane";
  readonly #frame: Owner;
  readonly #layout: PlaneLayout;
  readonly #sampleBytes: number;
  #samples: Samples | undefined;

  /** @internal */
  constructor(frame: Owner, layout: PlaneLayout, sampleBytes: number) {
    this.#frame = frame;
    this.#layout = layout;
    this.#sampleBytes = sampleBytes;
  }

  /** Offset of the first byte in the frame's bytes. */
  get offset(): number {
    return this.#layout.offset;
  }

  /** Number of bytes from the start of a row to the start of the next. */
  get stride(): number {
    return this.#layout.stride;
  }

  /** Number of pixels of a row: fewer than the frame has where pixels share chroma. */
  get width(): number {
    return this.#layout.width;
  }

  /** Number of rows. */
  get height(): number {
    return this.#layout.height;
  }

  /**
   * The samples, as a view of linear memory: filters and the view read and write the same samples. A `Uint16Array` for
   * 10 bits, a `Float32Array` for floats, else a `Uint8Array`. The getter always returns a valid view, as
   * `Frame.bytes`.
   *
   * @throws {@link StateError} after `close()`.
   */
  get samples(): Samples {
    const samples = this.#samples;
    if (samples !== undefined && samples.byteLength !== 0) return samples;
    const { bytes } = this.#frame;
    const { offset, stride, height, rowBytes } = this.#layout;
    const length = (stride * (height - 1) + rowBytes) / this.#sampleBytes;
    const Samples =
      this.#sampleBytes === 1 ? Uint8Array : this.#sampleBytes === 2 ? Uint16Array : Float32Array;
    const view = new Samples(bytes.buffer, bytes.byteOffset + offset, length);
    this.#samples = this.#frame.owned(view);
    return view;
  }
}
