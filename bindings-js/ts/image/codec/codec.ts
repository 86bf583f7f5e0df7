import type { MediaType } from "../../generated/image-boundary.js";
import type { FrameTarget } from "../target.js";

/** Options of decoding. */
export interface DecodeSettings {
  /**
   * Whether to decode in a separate instance of the module, which is replaced if the file crashes it, and copy the
   * pixels. Default: true for all files but PNG and BMP. The copy takes about 1 ms a megapixel (WebP: 5 ms); `false`
   * saves it. The default build ignores this option: the browser isolates its decoders itself.
   */
  readonly isolated?: boolean | undefined;
  /**
   * Whether to reject a file that ends early. Default false: such a PNG, JPEG or GIF yields the part it has, the rest
   * is transparent, and `frame.truncated` is true. The default build ignores this option: browsers reject truncated
   * JPEG and PNG files.
   */
  readonly strict?: boolean | undefined;
  /**
   * Whether to decode in a worker, so that the page stays responsive, and `signal` stops the work immediately. Costs
   * the transfer of the picture, and another instance of the module. The default build ignores this option: browsers
   * decode off the page's thread. Default false.
   */
  readonly worker?: boolean | undefined;
  /**
   * Cancels: the promise rejects with the signal's reason. With `worker`, at any time; without, before the decoder
   * starts and after it has ended, because the decoder is synchronous.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `frame.encode()`, as in `OffscreenCanvas.convertToBlob`. */
export interface EncodeOptions {
  /**
   * The format: a type of the build, or of a codec that was registered by `registerCodec`. Default PNG. WebP is
   * lossless in `filmgate/full`; in the default build it is the browser's.
   */
  readonly type?: MediaType | (string & {}) | undefined;
  /**
   * Quality from 0 to 1, for JPEG (and the browser's WebP). Default 0.92. A registered codec receives the number
   * unchanged, or none.
   */
  readonly quality?: number | undefined;
  /** Further options for a registered codec. An error for the types of the build. */
  readonly codecOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** Decodes and encodes image files, for a build. */
export interface Codec {
  /** Decodes `file` into `frame`, which takes the picture's size. */
  decode(frame: FrameTarget, file: Blob | BufferSource, options: DecodeSettings): Promise<void>;
  /** Encodes `frame` into a new array. */
  encode(frame: FrameTarget, type: string, quality: number): Promise<Uint8Array<ArrayBuffer>>;
}
