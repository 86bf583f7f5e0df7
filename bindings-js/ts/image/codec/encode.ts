import { isBytes, isRecord, optionsOf } from "../../shared/arguments.js";
import { describe, failure, numeric } from "../../shared/errors.js";
import type { FrameTarget } from "../target.js";
import type { Codec, EncodeOptions } from "./codec.js";
import { embed } from "./metadata.js";
import { encodeByRegistered } from "./register.js";

/** Options of encoders that depend on the build. */
const BUILD_OPTIONS = [
  "background",
  "chromaSubsampling",
  "progressive",
  "optimizeCoding",
  "effort",
  "palette",
] as const;
const ENCODE_OPTIONS = ["type", "quality", "codecOptions", "exif", "icc", ...BUILD_OPTIONS] as const;

/** Encodes `frame` with a registered codec, or with that of the build. */
export async function encodeFrame(
  codec: Codec,
  frame: FrameTarget,
  options: EncodeOptions | null | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const {
    type = "image/png",
    quality,
    codecOptions,
    exif,
    icc,
    ...settings
  } = optionsOf(options, ENCODE_OPTIONS);
  if (quality !== undefined) numeric("quality", quality);
  if (codecOptions !== undefined && !isRecord(codecOptions)) {
    throw failure("invalid-argument", "codecOptions", "an object", describe(codecOptions));
  }
  for (const [name, block] of Object.entries({ exif, icc })) {
    if (block !== undefined && !isBytes(block)) {
      throw failure("invalid-argument", name, "a Uint8Array", describe(block));
    }
  }
  const given = quality === undefined ? codecOptions : { ...codecOptions, quality };
  const registered = encodeByRegistered(frame, type, given ?? {});
  const wrong = BUILD_OPTIONS.find((name) => settings[name] !== undefined);
  if (registered !== undefined && wrong !== undefined) {
    throw failure("invalid-argument", wrong, "can't be used with a registered codec: see codecOptions", "");
  }
  if (registered === undefined && codecOptions !== undefined) {
    throw failure("invalid-argument", "type", "the type of a registered codec", describe(type));
  }
  const file = await (registered ?? codec.encode(frame, type, quality ?? 0.92, settings));
  return exif === undefined && icc === undefined ? file : embed(file, type, exif, icc);
}
