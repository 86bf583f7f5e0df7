// The types of codecs of the application.

import type { bytesOfFile, isBlob, isBytes, isRecord, plainView } from "../../shared/arguments.js";
import type { describe, failure, whole } from "../../shared/errors.js";
import type { headers } from "./chunks.js";

/** A decoded picture, such as an `ImageData`: red, green, blue and alpha, a byte each, not premultiplied. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** `width` × `height` × 4 bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A picture to encode, with the properties of an `ImageData`. The bytes are a copy, which the codec may keep. */
export interface ImageToEncode {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly colorSpace: "srgb";
}

/** What a codec's `encode` receives besides the picture: `quality`, if it was given, and the `codecOptions`. */
export interface EncodeRequest {
  readonly quality?: number;
  // biome-ignore lint/suspicious/noExplicitAny: the options of a codec have the types that its author documents
  readonly [option: string]: any;
}

/** A codec for {@link registerCodec}: `decode`, `encode`, or both. */
export interface ImageCodec {
  /** The media type, such as `image/avif`. */
  readonly type: string;
  /**
   * Returns whether a file has this format, by its first bytes (at most 64). Default: the signature of the type, for
   * PNG, JPEG, GIF, WebP, BMP, TIFF, AVIF, HEIC, JPEG XL, PSD, ICO and SVG. Required for `decode` of any other type.
   */
  readonly matches?: ((head: Uint8Array<ArrayBuffer>) => boolean) | undefined;
  /** Decodes a file. `null` means that the file can't be decoded. */
  readonly decode?:
    | ((
        file: ArrayBuffer,
        options: { readonly signal?: AbortSignal },
      ) => DecodedImage | null | Promise<DecodedImage | null>)
    | undefined;
  /** Encodes a picture. */
  readonly encode?:
    | ((image: ImageToEncode, options: EncodeRequest) => EncodedFile | Promise<EncodedFile>)
    | undefined;
}

/** A file as a codec returns it. */
export type EncodedFile = ArrayBuffer | ArrayBufferView | Blob;

/** What the chunk that calls codecs uses of the others. */
export interface Tools {
  readonly bytesOfFile: typeof bytesOfFile;
  readonly describe: typeof describe;
  readonly failure: typeof failure;
  readonly headers: typeof headers;
  readonly isBlob: typeof isBlob;
  readonly isBytes: typeof isBytes;
  readonly isRecord: typeof isRecord;
  readonly plainView: typeof plainView;
  readonly whole: typeof whole;
}
