import { isFloats, isList, isRecord, lengthOf } from "../shared/arguments.js";
import { describe, failure } from "../shared/errors.js";

/** Planar samples: what goes into a chain, and what an impulse response is. An `AudioBuffer` is one, too. */
export type Samples =
  | { readonly sampleRate: number; readonly channels: readonly Float32Array[] }
  | Pick<AudioBuffer, "sampleRate" | "numberOfChannels" | "length" | "getChannelData">;

/** The weights of a noise suppressor's network, as `loadNoiseModel` has them. */
export type NoiseModel = Uint8Array;

/** The most channels of a sound. */
const MAXIMUM_CHANNELS = 32;

/** Whether `value` looks like samples: that it is, `channelsOf` says. */
export function isSamples(value: unknown): value is Samples {
  return isRecord(value) && ("channels" in value || "getChannelData" in value);
}

/** What should be the channels of samples, read once. One more than there may be is enough to be refused. */
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

/** The channels of samples. */
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
  const expected = "an AudioBuffer, or { sampleRate, channels } with a Float32Array of the same length each";
  throw failure("invalid-argument", argument, expected, describe(samples));
}

/** Memory for samples. @throws MemoryError if the engine refuses. */
export function floats(length: number): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(length);
  } catch (error) {
    const failed = failure("out-of-memory", "samples", "memory that the system can give", 4 * length);
    throw Object.assign(failed, { cause: error });
  }
}

/**
 * Frames of a channel that was checked before. While work goes on in parts, the caller may take its memory away.
 *
 * @throws StateError if there are fewer frames than there were.
 */
export function framesOf(argument: string, channel: Float32Array, start: number, end: number): Float32Array {
  if (lengthOf(argument, channel) < end) {
    throw failure(
      "closed",
      argument,
      "samples that stay until the work is done",
      "samples that were taken away",
    );
  }
  // The array may have a `subarray` of its own.
  return Float32Array.prototype.subarray.call(channel, start, end);
}
