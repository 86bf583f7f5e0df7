// Calls codecs of the application. A chunk of its own, which shares no code with others: see chunks.ts.

import type * as platform from "../../shared/platform.js";
import type { FrameTarget } from "../target.js";
import type { DecodedImage, EncodeRequest, ImageCodec, ImageToEncode, Tools } from "./custom.js";

/** Number of bytes that `matches` receives. */
const HEAD_BYTES = 64;

/** Returns the bytes of a file as a buffer, which is copied only if the file is a part of a buffer. */
async function bufferOf({ bytesOfFile }: Tools, file: Blob | platform.Bytes): Promise<ArrayBuffer> {
  const bytes = await bytesOfFile("file", file);
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
    ? buffer
    : bytes.slice().buffer;
}

/** Returns the first bytes of a file. */
async function headOf(
  { bytesOfFile, isBlob }: Tools,
  file: Blob | platform.Bytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const part = isBlob(file) ? file.slice(0, HEAD_BYTES) : file;
  return (await bytesOfFile("file", part)).slice(0, HEAD_BYTES);
}

/** Decodes `file` into `frame` with the first of the codecs that decodes it; returns false if none does. */
export async function decode(
  tools: Tools,
  codecs: readonly ImageCodec[],
  frame: FrameTarget,
  file: Blob | platform.Bytes,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { describe, failure, headers, isBytes, isRecord, plainView, whole } = tools;
  const head = await headOf(tools, file);
  const known = (await (await headers()).sniff(head))?.type;
  const found = codecs.find(
    ({ type, matches, decode }) => decode && (matches ? matches(head.slice()) : known === type),
  );
  if (found?.decode === undefined) return false;
  signal?.throwIfAborted();
  if (frame.format !== "RGBA") throw failure("unsupported-format", "frame", "RGBA", frame.format);
  const image = await found.decode(await bufferOf(tools, file), signal ? { signal } : {});
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
  if (format === "RGBA") data.set(bytes);
  else {
    bytes.forEach((luminance, index) => {
      data.fill(luminance, index * 4, index * 4 + 3);
      data[index * 4 + 3] = 255;
    });
  }
  return { width, height, data, colorSpace: "srgb" };
}

/** Encodes `frame` with a codec. */
export async function encode(
  { bytesOfFile, failure }: Tools,
  codec: ImageCodec,
  frame: FrameTarget,
  options: EncodeRequest,
): Promise<Uint8Array<ArrayBuffer>> {
  if (frame.format !== "RGBA" && frame.format !== "GRAY8") {
    throw failure("unsupported-format", "frame", "RGBA or GRAY8", frame.format);
  }
  const bytes = await bytesOfFile("codec.encode()", await codec.encode?.(imageOf(frame), options));
  const isWhole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return isWhole ? bytes : bytes.slice();
}
