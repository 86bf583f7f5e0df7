import { failure, numeric } from "../errors.js";
import type { Samples } from "./encode.js";
import { About, Place, type SoundModule } from "./module.js";
import type { PlanarSound } from "./offline.js";

/** What samples are in a WAV file. */
export interface WavOptions {
  /** Bits of a sample: 8, 16, 24 or 32. Default 16, of floats 32. */
  readonly bitDepth?: 8 | 16 | 24 | 32 | undefined;
  /** Whether samples are floats, which stay as they are, of 32 bits. Default false: whole numbers, clipped at ±1. */
  readonly float?: boolean | undefined;
  /** Whether what rounding loses becomes noise, by triangular dither. Default false. */
  readonly dither?: boolean | undefined;
}

/** The bytes of a file, whatever holds them. */
export async function bytesOf(file: Blob | BufferSource): Promise<Uint8Array> {
  if (file instanceof Blob) return new Uint8Array(await file.arrayBuffer());
  if (ArrayBuffer.isView(file)) return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  if (file instanceof ArrayBuffer) return new Uint8Array(file);
  throw failure("invalid-argument", "bytes", "a Blob, an ArrayBuffer or a view of one", typeof file);
}

/** Decodes a file in a module. */
export function decodeIn(module: SoundModule, bytes: Uint8Array): PlanarSound {
  const { exports } = module;
  const address = exports.stage(Math.ceil(bytes.length / 8));
  if (address === 0) throw failure("out-of-memory", "bytes", "memory that the system can give", bytes.length);
  module.bytesAt(address, bytes.length).set(bytes);
  if (exports.decode(bytes.length) !== 0) throw module.failure();
  const frames = module.about(About.Frames);
  const channels = Array.from({ length: module.about(About.Channels) }, (_, index) =>
    module.view(Place.Decoded, index, frames).slice(),
  );
  return { sampleRate: module.about(About.Rate), channels };
}

/** Makes a WAV file in a module. */
export function encodeIn(
  module: SoundModule,
  samples: Samples,
  { float = false, bitDepth = float ? 32 : 16, dither = false }: WavOptions,
): Uint8Array<ArrayBuffer> {
  const number = module.sound(samples);
  const bits = numeric("bitDepth", bitDepth);
  const whole = Number.isInteger(bits) && bits > 0 && bits < 256 ? bits : 0;
  if (module.exports.encode_wav(number, whole, Number(float), Number(dither)) !== 0) throw module.failure();
  return module.bytesAt(module.exports.place(Place.Encoded, 0), module.about(About.Bytes)).slice();
}
