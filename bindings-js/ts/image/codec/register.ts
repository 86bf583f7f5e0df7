// Codecs of the application: formats that the builds don't have, by packages that others maintain.

import {
  bytesOfFile,
  callbackOf,
  isBlob,
  isBytes,
  isRecord,
  optionsOf,
  plainView,
} from "../../shared/arguments.js";
import { dispose } from "../../shared/dispose.js";
import { describe, failure, whole } from "../../shared/errors.js";
import type { FrameTarget } from "../target.js";
import { headers } from "./metadata.js";

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

/** Removes a codec when it is called, or at the end of the block of `using`. */
export interface CodecRegistration extends Disposable {
  (): void;
}

/** The registered codecs, the latest first. */
let codecs: readonly ImageCodec[] = [];

/** Types with a signature (signatures.ts). */
const RECOGNISED =
  /^image\/(png|jpeg|gif|webp|bmp|tiff|avif|heic|jxl|vnd\.adobe\.photoshop|x-icon|svg\+xml)$/;

/** Number of bytes that `matches` receives. */
const HEAD_BYTES = 64;

const CODEC_PROPERTIES = ["type", "matches", "decode", "encode"] as const;

/**
 * Registers a codec for all gates of this thread. `gate.decode` uses it for files that it matches, `frame.encode` for
 * its type; in both, it takes precedence over the codec of the build and over codecs that were registered before.
 *
 * Decoded pixels are copied into the frame once. `encode` receives a copy of the frame's pixels, and the file that it
 * returns isn't copied if it has a buffer of its own. An exception of the codec reaches the caller unchanged.
 *
 * @param codec - the media type, and the functions that decode and encode
 * @returns a function that removes the codec; calling it twice does nothing
 * @throws {@link ArgumentError} for a wrong or unknown property, a codec without `decode` and `encode`, or a `decode`
 *   without `matches` for a type whose files can't be recognised.
 */
export function registerCodec(codec: ImageCodec): CodecRegistration {
  const { type, ...calls } = optionsOf(codec, CODEC_PROPERTIES, "codec");
  if (typeof type !== "string" || !/^\w+\/[\w.+-]+$/.test(type)) {
    throw failure("invalid-argument", "codec.type", "a media type", describe(type));
  }
  const matches = callbackOf("codec.matches", calls.matches);
  const decode = callbackOf("codec.decode", calls.decode);
  const encode = callbackOf("codec.encode", calls.encode);
  if (!(decode || encode)) {
    throw failure("invalid-argument", "codec", "an object with decode or encode", "neither");
  }
  if (decode && !matches && !RECOGNISED.test(type)) {
    throw failure("invalid-argument", "codec.matches", `a function that recognises ${type}`, "undefined");
  }
  const registered: ImageCodec = { type, matches, decode, encode };
  codecs = [registered, ...codecs];
  const remove = () => {
    codecs = codecs.filter((other) => other !== registered);
  };
  return Object.assign(remove, { [dispose]: remove }) as CodecRegistration;
}

/** Returns the bytes of a file as a buffer, which is copied only if the file is a part of a buffer. */
async function bufferOf(file: Blob | BufferSource): Promise<ArrayBuffer> {
  const bytes = await bytesOfFile("file", file);
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
    ? buffer
    : bytes.slice().buffer;
}

/** Returns the first bytes of a file. */
async function headOf(file: Blob | BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  const part = isBlob(file) ? file.slice(0, HEAD_BYTES) : file;
  return (await bytesOfFile("file", part)).slice(0, HEAD_BYTES);
}

/** Decodes `file` into `frame` with a registered codec; returns false if none decodes it. */
export async function decodeByRegistered(
  frame: FrameTarget,
  file: Blob | BufferSource,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (codecs.length === 0) return false;
  const head = await headOf(file);
  const known = (await (await headers()).sniff(head))?.type;
  const found = codecs.find(
    ({ type, matches, decode }) => decode && (matches ? matches(head.slice()) : known === type),
  );
  if (found?.decode === undefined) return false;
  signal?.throwIfAborted();
  if (frame.format !== "rgba8") throw failure("unsupported-format", "frame", "rgba8", frame.format);
  const image = await found.decode(await bufferOf(file), signal ? { signal } : {});
  signal?.throwIfAborted();
  if (image === null) throw failure("decode", "file", `an intact file of the type ${found.type}`, "null");
  if (!isRecord(image)) {
    throw failure("invalid-argument", "codec.decode()", "an ImageData", describe(image));
  }
  const { width, height, data } = image as DecodedImage;
  whole("codec.decode().width", width, 1, 32_767);
  whole("codec.decode().height", height, 1, 32_767);
  if (!isBytes(data)) {
    const expected = "a Uint8ClampedArray or a Uint8Array";
    throw failure("invalid-argument", "codec.decode().data", expected, describe(data));
  }
  const view = plainView(data);
  if (view.byteLength !== width * height * 4) {
    const expected = `${width * height * 4} bytes`;
    throw failure("size-mismatch", "codec.decode().data", expected, `${view.byteLength} bytes`);
  }
  // A change of size may detach a view of the gate's own memory.
  const pixels = frame.ownsMemoryOf(view) ? view.slice() : view;
  const room = frame.resizeInTime(width, height);
  if (room !== undefined) await room;
  frame.bytes.set(pixels);
  frame.decoded(false);
  return true;
}

/** Returns the pixels of a frame as RGBA, in memory of their own. */
function imageOf({ width, height, format, bytes }: FrameTarget): ImageToEncode {
  const data = new Uint8ClampedArray(width * height * 4);
  if (format === "rgba8") data.set(bytes);
  else {
    bytes.forEach((luminance, index) => {
      data.fill(luminance, index * 4, index * 4 + 3);
      data[index * 4 + 3] = 255;
    });
  }
  return { width, height, data, colorSpace: "srgb" };
}

/** Encodes `frame` with the codec that is registered for `type`; returns `undefined` if there is none. */
export function encodeByRegistered(
  frame: FrameTarget,
  type: unknown,
  options: EncodeRequest,
): Promise<Uint8Array<ArrayBuffer>> | undefined {
  const encode = codecs.find((codec) => codec.type === type && codec.encode)?.encode;
  if (encode === undefined) return undefined;
  const result = async () => {
    const bytes = await bytesOfFile("codec.encode()", await encode(imageOf(frame), options));
    const isWhole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
    return isWhole ? bytes : bytes.slice();
  };
  return result();
}
