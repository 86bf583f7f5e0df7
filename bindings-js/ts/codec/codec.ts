import type { Frame } from "../frame.js";

/** A format that frames can be encoded in. */
export type MediaType = "image/png" | "image/jpeg" | "image/webp";

/** Options of `gate.decode()`. */
export interface DecodeOptions {
  /** The frame for the picture: it takes the picture's size. A fresh one by default. */
  readonly into?: Frame;
  /**
   * Decode in another instance of the module, which is thrown away if the file brings it down, and copy the pixels over:
   * for files that nobody vouches for. It costs one copy. The default build always leaves decoding to the browser, which
   * isolates it by itself.
   */
  readonly isolated?: boolean;
}

/** Options of `frame.encode()`, as `OffscreenCanvas.convertToBlob` has them. */
export interface EncodeOptions {
  /** The format; PNG by default. WebP is lossless in `filmgate/full`; in the default build it is what the browser makes. */
  readonly type?: MediaType;
  /** From 0 to 1, for JPEG (and the browser's WebP); 0.92 by default. */
  readonly quality?: number;
}

/** How a build reads and writes image files. */
export interface Codec {
  /** Decodes `file` into `frame`, which takes its size. */
  decode(frame: Frame, file: Blob | BufferSource, isolated: boolean): Promise<void>;
  /** Encodes `frame` into bytes of their own. */
  encode(frame: Frame, type: MediaType, quality: number): Promise<Uint8Array<ArrayBuffer>>;
}
