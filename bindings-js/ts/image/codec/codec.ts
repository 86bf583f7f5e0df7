import type { ChromaSubsampling, MediaType } from "../../generated/image-boundary.js";
import type * as platform from "../../shared/platform.js";
import type { FrameTarget } from "../target.js";
import type { VideoTarget } from "../video.js";
import type { ImageInfo } from "./info.js";

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
   * What to do with the colours of a file with an ICC profile. `"ignore"`, the default, treats them as sRGB.
   * `"convert"` converts them to sRGB: in `filmgate/full` for RGB and gray profiles with curves and a matrix (Display
   * P3, Adobe RGB, camera profiles), otherwise as the browser does.
   */
  readonly colorProfile?: "ignore" | "convert" | undefined;
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
  /**
   * JPEG: the colour under transparent pixels, red, green and blue from 0 to 1. Default `[0, 0, 0]`. This option and
   * the next five are options of `filmgate/full`; they have no effect on other formats.
   */
  readonly background?: readonly number[] | undefined;
  /**
   * JPEG: the resolution of the chroma planes. Default `"4:4:4"` if `quality` is at least 0.9, else `"4:2:0"`, which
   * makes smaller files.
   */
  readonly chromaSubsampling?: ChromaSubsampling | undefined;
  /** JPEG: whether a part of the file shows the whole picture, coarsely. Takes 9 bytes a pixel. Default false. */
  readonly progressive?: boolean | undefined;
  /** JPEG: whether to optimise the Huffman tables for the picture. Takes 9 bytes a pixel. Default false. */
  readonly optimizeCoding?: boolean | undefined;
  /** PNG: an integer from 1, the fastest, to 9, the smallest file. From 2 on, the level of zlib. Default 1. */
  readonly effort?: number | undefined;
  /**
   * PNG: whether to store a palette: a smaller file without loss. A frame of more than 256 colours is a
   * {@link CodecError}; the filter `quantize` reduces the colours. Default false.
   */
  readonly palette?: boolean | undefined;
  /**
   * EXIF data to store, as {@link readMetadata} returns them. The orientation in them becomes 1, because frames are
   * upright. For JPEG, PNG and WebP. Default: none.
   */
  readonly exif?: Uint8Array | undefined;
  /** An ICC profile to store, which the pixels are in. For JPEG, PNG and WebP. Default: none, which means sRGB. */
  readonly icc?: Uint8Array | undefined;
}

/** The options of encoding that depend on the build. */
export type EncodeSettings = Omit<EncodeOptions, "type" | "quality" | "codecOptions" | "exif" | "icc">;

/** An open animation of a build. */
export interface Player {
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
  /** Number of times that the animation is to be shown. */
  readonly loops: number;
  /** Puts the next picture, or the first one, into a frame; returns its duration, or `undefined` at the end. */
  draw(frame: VideoTarget, index: number): Promise<number | undefined>;
  close(): void;
}

/** Decodes and encodes image files, for a build. */
export interface Codec {
  /** Decodes `file` into `frame`, which takes the picture's size. */
  decode(frame: FrameTarget, file: Blob | platform.Bytes, options: DecodeSettings): Promise<void>;
  /** Encodes `frame` into a new array. */
  encode(
    frame: FrameTarget,
    type: string,
    quality: number,
    settings: EncodeSettings,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Opens an animation. */
  animate(file: Blob | platform.Bytes, info: ImageInfo): Promise<Player>;
}
