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
import type * as platform from "../../shared/platform.js";
import type { FrameTarget } from "../target.js";
import { headers, loading } from "./chunks.js";
import type { EncodeRequest, ImageCodec, Tools } from "./custom.js";

/** Removes a codec when it is called, or at the end of the block of `using`. */
export interface CodecRegistration {
  [dispose](): void;
  (): void;
}

/** The registered codecs, the latest first. */
let codecs: readonly ImageCodec[] = [];

/** Types with a signature (signatures.ts). */
const RECOGNISED =
  /^image\/(png|jpeg|gif|webp|bmp|tiff|avif|heic|jxl|vnd\.adobe\.photoshop|x-icon|svg\+xml)$/;

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
  const added: ImageCodec = { type, matches, decode, encode };
  codecs = [added, ...codecs];
  const remove = () => {
    codecs = codecs.filter((other) => other !== added);
  };
  return Object.assign(remove, { [dispose]: remove }) as CodecRegistration;
}

const registered = () => loading(import("./registered.js"));

const TOOLS: Tools = { bytesOfFile, describe, failure, headers, isBlob, isBytes, isRecord, plainView, whole };

/** Decodes `file` into `frame` with a registered codec; returns false if none decodes it. */
export async function decodeByRegistered(
  frame: FrameTarget,
  file: Blob | platform.Bytes,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (codecs.length === 0) return false;
  return (await registered()).decode(TOOLS, codecs, frame, file, signal);
}

/** Encodes `frame` with the codec that is registered for `type`; returns `undefined` if there is none. */
export function encodeByRegistered(
  frame: FrameTarget,
  type: unknown,
  options: EncodeRequest,
): Promise<Uint8Array<ArrayBuffer>> | undefined {
  const codec = codecs.find((codec) => codec.type === type && codec.encode);
  return codec && registered().then(({ encode }) => encode(TOOLS, codec, frame, options));
}
