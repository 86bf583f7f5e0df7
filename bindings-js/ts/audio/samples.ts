import { isFloats, isList, isRecord, lengthOf } from "../shared/arguments.js";
import { describe, failure, memoryFailure } from "../shared/errors.js";
import type * as platform from "../shared/platform.js";

/**
 * Planar samples, the input of all audio functions: an `AudioBuffer`, or a sample rate in Hz with an array per channel.
 */
export type Samples =
  | { readonly sampleRate: number; readonly channels: readonly Float32Array[] }
  | Pick<platform.AudioBuffer, "sampleRate" | "numberOfChannels" | "length" | "getChannelData">;

/** The weights of a noise suppressor's network, as returned by `loadNoiseModel` of `filmgate/audio/noise-model`. */
export type NoiseModel = Uint8Array;

/** Maximum number of channels. */
const MAXIMUM_CHANNELS = 32;

/** Whether `value` has the properties of samples. `channelsOf` validates them. */
export function isSamples(value: unknown): value is Samples {
  return isRecord(value) && ("channels" in value || "getChannelData" in value);
}

/** Returns the channels of samples, unvalidated and read only once: at most one more than allowed. */
function listChannels(samples: Samples): unknown[] {
  if ("channels" in samples) {
    const { channels } = samples;
    if (!isList(channels)) return [];
    const length = Math.min(lengthOf("channels", channels), MAXIMUM_CHANNELS + 1);
    return Array.from({ length }, (_, i) => channels[i]);
  }
  const { numberOfChannels } = samples;
  if (typeof samples.getChannelData !== "function" || !Number.isInteger(numberOfChannels)) return [];
  const length = Math.min(Math.max(numberOfChannels, 0), MAXIMUM_CHANNELS + 1);
  return Array.from({ length }, (_, channel) => samples.getChannelData(channel));
}

/** Validates samples, and returns their channels. */
export function channelsOf(argument: string, samples: Samples): readonly Float32Array[] {
  const channels = isSamples(samples) ? listChannels(samples) : [];
  const [first] = channels;
  const isPlanar = channels.every(
    (channel) => isFloats(channel) && channel.length === (first as Float32Array).length,
  );
  const isThere =
    channels.length > 0 || (isSamples(samples) && "channels" in samples && isList(samples.channels));
  if (isPlanar && isThere && channels.length <= MAXIMUM_CHANNELS) {
    return channels as Float32Array[];
  }
  const expected = "an AudioBuffer, or { sampleRate, channels } with Float32Arrays of the same length";
  throw failure("invalid-argument", argument, expected, describe(samples));
}

/** Allocates samples. @throws MemoryError if the engine can't. */
export function floats(length: number): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(length);
  } catch (error) {
    const failed = memoryFailure("samples", 4 * length);
    throw Object.assign(failed, { cause: error });
  }
}

/**
 * Returns frames of a validated channel. Between the parts of a long operation, the caller may detach its memory.
 *
 * @throws StateError if the channel has become shorter.
 */
export function framesOf(argument: string, channel: Float32Array, start: number, end: number): Float32Array {
  if (lengthOf(argument, channel) < end) {
    throw failure("closed", argument, "samples that stay attached during the operation", "detached samples");
  }
  // Not the array's own method: the caller may have replaced it.
  return Float32Array.prototype.subarray.call(channel, start, end);
}
