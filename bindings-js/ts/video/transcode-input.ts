import {
  ALL_FORMATS,
  BlobSource,
  BufferSource,
  FilePathSource,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  type Source,
  UnsupportedInputFormatError,
  UrlSource,
} from "mediabunny";
import { isA, isBlob, isBuffer, plainView } from "../shared/arguments.js";
import { describe, failure, reasonOf } from "../shared/errors.js";
import { nodeModule } from "../shared/node.js";
import type * as platform from "../shared/platform.js";

/**
 * A video file: a `Blob`, its bytes, its URL, in Node also its path; or an `Input` of Mediabunny, which isn't disposed.
 */
export type TranscodeInput = Blob | platform.Bytes | URL | string | Request | Input;

/** An open file. */
export interface OpenInput {
  readonly input: Input;
  /** Whether the caller keeps the input. */
  readonly isGiven: boolean;
}

const INPUTS = "a Blob, bytes, a URL, or an Input of mediabunny";

/** Whether a string is a URL, rather than a path. In browsers, every string is. */
function isUrl(text: string): boolean {
  return typeof process === "undefined" || /^(?:https?|blob|data):/.test(text);
}

/** Node's global, whose existence tells runtimes with paths from browsers. */
declare const process: unknown;

function sourceOf(input: unknown): Source {
  if (isBlob(input)) return new BlobSource(input);
  if (isBuffer(input)) return new BufferSource(input);
  if (ArrayBuffer.isView(input)) return new BufferSource(plainView(input));
  if (isA("URL", "href", input)) {
    const url = input as URL;
    if (url.protocol !== "file:") return new UrlSource(url);
    const path = nodeModule<{ fileURLToPath(url: URL): string }>("node:url")?.fileURLToPath(url);
    if (path !== undefined) return new FilePathSource(path);
  }
  if (isA("Request", "url", input)) return new UrlSource(input as Request);
  if (typeof input === "string") return isUrl(input) ? new UrlSource(input) : new FilePathSource(input);
  throw failure("invalid-argument", "input", INPUTS, describe(input));
}

/** Opens a file. @throws ArgumentError for another value. */
export function openInput(input: unknown): OpenInput {
  if (input instanceof Input) return { input, isGiven: true };
  return { input: new Input({ source: sourceOf(input), formats: ALL_FORMATS }), isGiven: false };
}

/** Runs an operation that reads the file. @throws CodecError that says what is wrong with the file. */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isUnknown = error instanceof UnsupportedInputFormatError;
    const failed = isUnknown
      ? failure(
          "unsupported",
          "input",
          "a media file in a known container",
          "a file in another format, or none",
        )
      : failure("decode", "input", "a complete and undamaged video file", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  }
}

/** High dynamic range has no place in 8 bits. */
const HDR_TRANSFERS: readonly unknown[] = ["pq", "hlg"];

/**
 * Returns the file's video track.
 *
 * @throws CodecError if there is none, its codec is unknown, this platform can't decode it, or it is HDR.
 */
export async function videoTrackOf(input: Input): Promise<InputVideoTrack> {
  const refuse = (expected: string, received: string) => failure("unsupported", "input", expected, received);
  const track = await reading(() => input.getPrimaryVideoTrack());
  if (track === null) {
    const audio = await reading(() => input.getAudioTracks());
    throw refuse(
      "a file with a video track",
      audio.length > 0 ? "a file with audio only" : "a file without tracks",
    );
  }
  const [codec, id, parameters, { transfer }, isDecodable] = await reading(() =>
    Promise.all([
      track.getCodec(),
      track.getInternalCodecId(),
      track.getCodecParameterString(),
      track.getColorSpace(),
      track.canDecode(),
    ]),
  );
  if (codec === null) throw refuse("a video in a known codec", `codec ${describe(id)}`);
  if (HDR_TRANSFERS.includes(transfer)) {
    throw refuse("a video in standard dynamic range", `the transfer function ${transfer}`);
  }
  if (!isDecodable) {
    throw refuse("a video that this platform decodes", `${codec} (${parameters ?? "no parameters"})`);
  }
  return track;
}

/** An audio track, and its shape. */
export interface AudioTrack {
  readonly track: InputAudioTrack;
  readonly channels: number;
  /** In Hz. */
  readonly sampleRate: number;
}

/** Returns the audio track that belongs to a video track; `null` if there is none. */
export async function audioTrackOf(video: InputVideoTrack): Promise<AudioTrack | null> {
  return reading(async () => {
    const track = await video.getPrimaryPairableAudioTrack();
    if (track === null) return null;
    const [channels, sampleRate] = await Promise.all([track.getNumberOfChannels(), track.getSampleRate()]);
    return { track, channels, sampleRate };
  });
}
