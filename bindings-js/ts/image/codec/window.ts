// Reads ranges of files: of a `Blob`, only the bytes around them.

import { textOf } from "./signatures.js";

/** Number of bytes of a `Blob` that are read at once. */
const WINDOW = 4096;

/** A file whose ranges are read. */
export class FileWindow {
  readonly size: number;
  readonly #blob: Blob | undefined;
  #bytes: Uint8Array<ArrayBuffer>;
  /** Position of `#bytes` in the file. */
  #start = 0;

  constructor(file: Blob | Uint8Array<ArrayBuffer>) {
    this.#blob = file instanceof Uint8Array ? undefined : file;
    this.#bytes = file instanceof Uint8Array ? file : new Uint8Array();
    this.size = file instanceof Uint8Array ? file.byteLength : file.size;
  }

  /** Returns up to `length` bytes at a position: fewer at the end of the file. They are valid until the next call. */
  async bytes(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#blob !== undefined) {
      const end = Math.min(at + length, this.size);
      if (at < this.#start || end > this.#start + this.#bytes.byteLength) {
        const part = this.#blob.slice(at, at + Math.max(length, WINDOW));
        this.#bytes = new Uint8Array(await part.arrayBuffer());
        this.#start = at;
      }
    }
    const from = at - this.#start;
    return this.#bytes.subarray(Math.max(from, 0), Math.max(from + length, 0));
  }

  /** Returns a view of `length` bytes at a position, or `undefined` if the file ends before. */
  async view(at: number, length: number): Promise<DataView<ArrayBuffer> | undefined> {
    const bytes = await this.bytes(at, length);
    return bytes.byteLength < length
      ? undefined
      : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Returns up to `length` bytes at a position as text. */
  async text(at: number, length: number): Promise<string> {
    return textOf(await this.bytes(at, length));
  }
}
