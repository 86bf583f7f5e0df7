import { CHROMA_SUBSAMPLINGS, MEDIA_TYPES, type MediaType } from "../../generated/image-boundary.js";
import { bytesOfFile, flagOf, isBlob, lengthOf, numberAt } from "../../shared/arguments.js";
import {
  between,
  describe,
  type FilmgateError,
  failure,
  memoryFailure,
  numeric,
  whole,
} from "../../shared/errors.js";
import type * as platform from "../../shared/platform.js";
import { SPARE_BYTES } from "../../shared/spare.js";
import { movableCopy } from "../../shared/worker.js";
import type { Frame } from "../frame.js";
import type { Instance } from "../instance.js";
import type { RawExports, RawFull } from "../raw.js";
import { indexOfFormat } from "../target.js";
import type { Codec } from "./codec.js";
import { converterOf } from "./metadata.js";
import { workerDecoder } from "./worker.js";

/** Bits of the result of `decode`. */
const MOVED = 1;
const TRUNCATED = 2;

const rawOf = (instance: Instance) => instance.raw as RawExports & RawFull;

/** Returns the bytes of a file. Views of the gate's own memory are copied: staging the file may detach them. */
async function bytesOf(
  file: Blob | platform.Bytes,
  memory: WebAssembly.Memory,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await bytesOfFile("file", file);
  return bytes.buffer === memory.buffer ? bytes.slice() : bytes;
}

/**
 * Whether a file is decoded in this instance by default: PNG and BMP. Their decoders have the fewest assertions, and
 * screenshots and sprites are the largest files that are decoded by the dozen.
 */
function isPlain(bytes: Uint8Array): boolean {
  const starts = (...magic: number[]) => magic.every((byte, index) => bytes[index] === byte);
  return starts(0x89, 0x50, 0x4e, 0x47) || starts(0x42, 0x4d);
}

/** The error for a file that has brought down its decoder. */
function crashed(cause: unknown): FilmgateError {
  const lost = failure("decode", "bytes", "an intact image file", "a file that crashes the decoder");
  return Object.assign(lost, { cause });
}

/** Copies a file to where the module reads it. */
function stage(instance: Instance, bytes: Uint8Array): void {
  const address = rawOf(instance).stage_file(bytes.byteLength);
  if (bytes.byteLength > 0) new Uint8Array(instance.memory.buffer, address, bytes.byteLength).set(bytes);
}

/** Calls into an instance that decodes. */
function calling<T>(instance: Instance, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error === null ? instance.failure(error) : crashed(error);
  }
}

/** Returns a colour of numbers from 0 to 1 as red · 2¹⁶ + green · 2⁸ + blue. */
function colorOf(background: unknown): number {
  const length = lengthOf("background", background);
  if (length !== 3) throw failure("size-mismatch", "background", "3 numbers", `${length} numbers`);
  return [0, 1, 2].reduce((color, index) => {
    const level = numberAt(background as ArrayLike<unknown>, index);
    if (level >= 0 && level <= 1) return color * 256 + Math.round(level * 255);
    throw failure("out-of-range", `background[${index}]`, between(0, 1), level);
  }, 0);
}

/** The full build's codec: the module's decoders and encoders. */
export function moduleCodec(instance: Instance): Codec {
  const raw = rawOf(instance);
  /** The instance that decodes isolated files. It is reused until a file crashes it. */
  let spare: Promise<Instance> | undefined;

  const decodeInWorker = workerDecoder(instance);

  function decodeHere(frame: Frame, bytes: Uint8Array, strict: boolean): boolean {
    const handle = frame.handleFor(instance, "frame");
    let result: number;
    try {
      stage(instance, bytes);
      result = raw.decode(handle, strict);
    } catch (error) {
      throw instance.failure(error);
    }
    if (result & MOVED) frame.moved();
    return (result & TRUNCATED) !== 0;
  }

  async function decodeElsewhere(frame: Frame, bytes: Uint8Array, strict: boolean): Promise<boolean> {
    spare ??= instance.spawn();
    const mine = spare;
    let other: Instance;
    try {
      other = await mine;
    } catch (error) {
      if (spare === mine) spare = undefined;
      throw Object.assign(memoryFailure("isolated", "another instance"), {
        cause: error,
      });
    }
    // While this call waited, another call may have lost the instance.
    if (spare !== mine) return decodeElsewhere(frame, bytes, strict);
    let handle = 0;
    try {
      handle = other.raw.create_frame(indexOfFormat("RGBA"), 1, 1);
      stage(other, bytes);
      const result = rawOf(other).decode(handle, strict);
      const { width, height } = other.layoutOf(handle);
      const room = frame.resizeInTime(width, height);
      if (room !== undefined) await room;
      const address = other.raw.frame_address(handle);
      frame.bytes.set(new Uint8Array(other.memory.buffer, address, width * height * 4));
      return (result & TRUNCATED) !== 0;
    } catch (error) {
      if (error === null) throw other.failure(error);
      // A typed error of the target frame.
      if (error instanceof Error && "code" in error) throw error;
      spare = undefined;
      throw crashed(error);
    } finally {
      if (spare === mine) {
        if (handle !== 0) other.raw.close_frame(handle);
        if (other.memory.buffer.byteLength > SPARE_BYTES) spare = undefined;
      }
    }
  }

  return {
    async decode(frame: Frame, file, { isolated, strict = false, worker = false, signal, colorProfile }) {
      signal?.throwIfAborted();
      const bytes = await bytesOf(file, instance.memory);
      signal?.throwIfAborted();
      if (frame.format !== "RGBA") throw failure("unsupported-format", "frame", "RGBA", frame.format);
      // Read first: the bytes may be transferred to the worker.
      const convert = colorProfile === "convert" ? await converterOf(bytes) : undefined;
      let truncated: boolean;
      if (worker) {
        frame.handleFor(instance, "frame");
        // The bytes of a Blob are a copy made for this call; other bytes belong to the caller.
        const picture = await decodeInWorker(isBlob(file) ? bytes : movableCopy(bytes), strict, signal);
        await frame.resizeInTime(picture.width, picture.height);
        frame.bytes.set(picture.pixels);
        truncated = picture.truncated;
      } else if (isolated ?? (instance.pins > 0 || !isPlain(bytes))) {
        // While the platform uses a frame, memory can't grow, and decoders couldn't allocate here.
        truncated = await decodeElsewhere(frame, bytes, strict);
      } else {
        truncated = decodeHere(frame, bytes, strict);
      }
      convert?.(frame.bytes);
      frame.decoded(truncated);
      signal?.throwIfAborted();
    },

    async encode(frame: Frame, type, quality, settings) {
      const handle = frame.handleFor(instance, "frame");
      numeric("quality", quality);
      const index = MEDIA_TYPES.indexOf(type as MediaType);
      if (index < 0) throw failure("invalid-argument", "type", MEDIA_TYPES, describe(type));
      const { background, chromaSubsampling, progressive, optimizeCoding, effort = 1, palette } = settings;
      const chroma = chromaSubsampling === undefined ? 0 : CHROMA_SUBSAMPLINGS.indexOf(chromaSubsampling) + 1;
      if (chroma === 0 && chromaSubsampling !== undefined) {
        const received = describe(chromaSubsampling);
        throw failure("invalid-argument", "chromaSubsampling", CHROMA_SUBSAMPLINGS, received);
      }
      const flags = [
        flagOf("progressive", progressive) ?? false,
        flagOf("optimizeCoding", optimizeCoding) ?? false,
        flagOf("palette", palette) ?? false,
      ] as const;
      const color = background === undefined ? 0 : colorOf(background);
      whole("effort", effort, 1, 9);
      let length: number;
      let address: number;
      try {
        length = raw.encode(handle, index, quality, chroma, flags[0], flags[1], color, effort, flags[2]);
        address = raw.stage_file(length);
      } catch (error) {
        throw instance.failure(error);
      }
      try {
        return new Uint8Array(instance.memory.buffer as ArrayBuffer, address, length).slice();
      } catch (error) {
        const failed = memoryFailure("bytes", length);
        throw Object.assign(failed, { cause: error });
      } finally {
        raw.stage_file(0);
      }
    },

    async animate(file, { width, height }) {
      const bytes = await bytesOf(file, instance.memory);
      // Each animation has an instance of its own, because it keeps the canvas between the pictures. The pixels are
      // copied from there: a copy is needed anyway, because callers change their frame.
      const other = await instance.spawn();
      const [canvas, frameCount, plays] = calling(other, () => {
        const handle = other.raw.create_frame(indexOfFormat("RGBA"), 1, 1);
        stage(other, bytes);
        return [handle, rawOf(other).open_animation(handle), rawOf(other).animation_plays()];
      });
      const count = plays < 0 ? -1 - plays : plays;
      return {
        width,
        height,
        frameCount,
        loops: count === 0 ? Number.POSITIVE_INFINITY : count,
        async draw(frame, index) {
          const seconds = calling(other, () => rawOf(other).draw_picture(canvas, index === 0));
          if (seconds < 0) return undefined;
          const { width, height } = other.layoutOf(canvas);
          const room = frame.resizeInTime(width, height);
          if (room !== undefined) await room;
          const address = other.raw.frame_address(canvas);
          frame.bytes.set(new Uint8Array(other.memory.buffer, address, width * height * 4));
          frame.decoded(plays < 0 && index + 1 === frameCount);
          return seconds;
        },
        close() {},
      };
    },
  };
}
