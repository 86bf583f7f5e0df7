import type { MediaType } from "../../generated/image-boundary.js";
import type { FrameTarget } from "../target.js";

/** How a file is decoded. */
export interface DecodeSettings {
  /**
   * Decode in another instance of the module, which is replaced if the file brings it down, and copy the pixels over.
   * By default all files but PNG and BMP are decoded so. It costs the copy, about 1 ms a megapixel (WebP: 5); `false` saves
   * it. The default build always leaves decoding to the browser, which isolates it by itself.
   */
  readonly isolated?: boolean | undefined;
  /**
   * Refuse a file that ends early. By default such a PNG, JPEG or GIF gives what it has of the picture, the rest is
   * transparent, and `frame.truncated` is true. (A browser decides for itself in the default build: it refuses JPEG and PNG.)
   */
  readonly strict?: boolean | undefined;
  /**
   * Decode in a worker, so that the page isn't held up, and `signal` ends the work at once. It costs the transfer, and another
   * instance of the module. The default build ignores it: browsers decode beside the page.
   */
  readonly worker?: boolean | undefined;
  /**
   * Cancels: the promise rejects with the signal's reason. With `worker` at any time; else before the decoder starts and after
   * it has ended, because nothing can come in between.
   */
  readonly signal?: AbortSignal | undefined;
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
  decode(frame: FrameTarget, file: Blob | BufferSource, options: DecodeSettings): Promise<void>;
  /** Encodes `frame` into bytes of their own. */
  encode(frame: FrameTarget, type: MediaType, quality: number): Promise<Uint8Array<ArrayBuffer>>;
}
