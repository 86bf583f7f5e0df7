import { plainName } from "../arguments.js";
import { failure, isRawError, numeric } from "../errors.js";
import type { Frame } from "../frame.js";
import type { Instance } from "../instance.js";
import { Kind, type RawExports, type RawFull } from "../raw.js";
import { isBlob } from "../sources.js";
import type { Codec } from "./codec.js";

/** A spare instance that has grown past this is let go: memory never shrinks. */
const SPARE_BYTES = 64 * 2 ** 20;

const rawOf = (instance: Instance) => instance.raw as RawExports & RawFull;

async function bytesOf(file: Blob | BufferSource, memory: WebAssembly.Memory): Promise<Uint8Array> {
  if (isBlob(file)) return new Uint8Array(await file.arrayBuffer());
  // A buffer or a view whose memory is gone has no length, and nothing can be made over it.
  if (file.byteLength === 0) return new Uint8Array();
  if (!ArrayBuffer.isView(file)) return new Uint8Array(file);
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  // Making room for the file may take views of our own memory away, this one too.
  return file.buffer === memory.buffer ? bytes.slice() : bytes;
}

/** Puts a file where the module reads it. */
function stage(instance: Instance, bytes: Uint8Array): void {
  const address = rawOf(instance).stage(bytes.byteLength);
  if (bytes.byteLength > 0) new Uint8Array(instance.memory.buffer, address, bytes.byteLength).set(bytes);
}

/** The full build's codec: the module's own. */
export function moduleCodec(instance: Instance): Codec {
  const raw = rawOf(instance);
  /** Where isolated files are decoded. It's kept for the next one unless something went wrong in it. */
  let spare: Promise<Instance> | undefined;

  function decodeHere(frame: Frame, bytes: Uint8Array): void {
    const handle = frame.handleFor(instance, "frame");
    try {
      stage(instance, bytes);
      if (raw.decode(handle)) frame.moved();
    } catch (error) {
      throw instance.failureOf(error);
    }
  }

  async function decodeElsewhere(frame: Frame, bytes: Uint8Array): Promise<void> {
    spare ??= instance.spawn();
    const mine = spare;
    let other: Instance;
    try {
      other = await mine;
    } catch (error) {
      if (spare === mine) spare = undefined;
      throw Object.assign(failure("out-of-memory", "isolated", "memory for another instance", "none"), {
        cause: error,
      });
    }
    // While this call waited, another one may have lost the instance. From here on nothing waits.
    if (spare !== mine) return decodeElsewhere(frame, bytes);
    const handle = other.raw.create_frame("rgba8", 1, 1);
    try {
      stage(other, bytes);
      rawOf(other).decode(handle);
      const [width, height] = other.sizeOf(handle);
      frame.resize(width, height);
      const address = other.raw.look_up_frame(handle, true);
      frame.bytes.set(new Uint8Array(other.memory.buffer, address, width * height * 4));
    } catch (error) {
      if (isRawError(error)) throw other.failure(error);
      // An error of the frame that the picture was meant for.
      if (error instanceof Error && "code" in error) throw error;
      spare = undefined;
      const lost = failure("decode", "source", "an intact image file", "one that brings its decoder down");
      throw Object.assign(lost, { cause: error });
    } finally {
      if (spare === mine) {
        other.raw.close(Kind.Frame, handle);
        if (other.memory.buffer.byteLength > SPARE_BYTES) spare = undefined;
      }
    }
  }

  return {
    async decode(frame, file, isolated) {
      const bytes = await bytesOf(file, instance.memory);
      if (frame.format !== "rgba8") throw failure("unsupported-format", "frame", "rgba8", frame.format);
      return isolated ? decodeElsewhere(frame, bytes) : decodeHere(frame, bytes);
    },

    async encode(frame, type, quality) {
      const handle = frame.handleFor(instance, "frame");
      try {
        const length = raw.encode(handle, plainName(type), numeric("quality", quality));
        const address = raw.stage(length);
        try {
          return new Uint8Array(instance.memory.buffer as ArrayBuffer, address, length).slice();
        } finally {
          raw.stage(0);
        }
      } catch (error) {
        throw instance.failureOf(error);
      }
    },
  };
}
