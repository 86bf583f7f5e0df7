import {
  type AudioCodec,
  AudioSample,
  AudioSampleSink,
  AudioSampleSource,
  type AudioSource,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  getFirstEncodableAudioCodec,
  type InputAudioTrack,
  NON_PCM_AUDIO_CODECS,
  type OutputFormat,
  Quality,
} from "mediabunny";
import type { EffectChain } from "../audio/chain.js";
import { failure } from "../shared/errors.js";
import { reading } from "./transcode-input.js";
import { encoding } from "./transcode-output.js";

/** The part of the input that is transcoded, in seconds of the input. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What becomes of the audio track. */
export interface AudioPlan {
  readonly format: OutputFormat;
  readonly range: Range;
  readonly chain: EffectChain | undefined;
  /** In order of preference; default: those of the container. */
  readonly codecs: readonly AudioCodec[] | undefined;
  readonly bitrate: number | undefined;
}

/** An audio track on its way to the output. */
export interface AudioWork {
  readonly source: AudioSource;
  readonly codec: AudioCodec;
  readonly note: string | undefined;
  /** Time in seconds of the output at which the audio ends, so far. */
  readonly end: number;
  /** Passes on audio up to a time in seconds of the output. */
  advance(time: number): Promise<void>;
  /** Ends reading, also in the middle. */
  close(): Promise<void>;
}

/** Runs the generator of a track up to a time. */
class Pump {
  readonly #steps: AsyncGenerator<number, void, undefined>;
  end = 0;
  #isDone = false;

  /** @param steps - passes on audio, and yields the time that it has reached */
  constructor(steps: AsyncGenerator<number, void, undefined>) {
    this.#steps = steps;
  }

  async advance(time: number): Promise<void> {
    while (!this.#isDone && this.end < time) {
      const { done, value } = await this.#steps.next();
      if (done) this.#isDone = true;
      else this.end = Math.max(this.end, value);
    }
  }

  async close(): Promise<void> {
    await this.#steps.return();
  }
}

/** Passes on the packets as they are. */
async function* copied(track: InputAudioTrack, source: EncodedAudioPacketSource, { end }: Range) {
  const decoderConfig = await reading(() => track.getDecoderConfig());
  const meta = decoderConfig === null ? {} : { decoderConfig };
  const packets = new EncodedPacketSink(track).packets();
  try {
    for (;;) {
      const { done, value: packet } = await reading(() => packets.next());
      if (done || packet.timestamp >= end) return;
      await encoding(() => source.add(packet, meta));
      yield packet.timestamp + packet.duration;
    }
  } finally {
    await packets.return();
  }
}

/** Samples that are waiting for their part of the chain's output. */
interface Due {
  readonly timestamp: number;
  readonly frames: number;
}

/** Runs samples through a chain. The output is aligned with the input: the latency of the chain is compensated. */
class ChainStage {
  readonly #chain: EffectChain;
  readonly #emit: (sample: AudioSample) => Promise<void>;
  readonly #due: Due[] = [];
  #skipped: number;
  #data = new Float32Array(0);
  #filled = 0;

  constructor(chain: EffectChain, emit: (sample: AudioSample) => Promise<void>) {
    this.#chain = chain;
    this.#emit = emit;
    this.#skipped = chain.latency;
    chain.reset();
  }

  /** Processes frames of a sample. `timestamp` is that of the result. */
  async process(sample: AudioSample, from: number, to: number, timestamp: number): Promise<void> {
    const { channels } = this.#chain;
    this.#due.push({ timestamp, frames: to - from });
    for (let at = from; at < to; ) {
      const frameCount = Math.min(this.#chain.channel(0).length, to - at);
      for (let planeIndex = 0; planeIndex < channels; planeIndex += 1) {
        const channel = this.#chain.channel(planeIndex).subarray(0, frameCount);
        sample.copyTo(channel, { planeIndex, format: "f32-planar", frameOffset: at, frameCount });
      }
      this.#chain.process(frameCount);
      await this.#collect(frameCount);
      at += frameCount;
    }
  }

  /** Processes silence until all output is there. */
  async flush(): Promise<void> {
    while (this.#due.length > 0) {
      const count = this.#chain.channel(0).length;
      for (let index = 0; index < this.#chain.channels; index += 1) this.#chain.channel(index).fill(0);
      this.#chain.process(count);
      await this.#collect(count);
    }
  }

  /** Copies output of the chain to the samples that are due. */
  async #collect(count: number): Promise<void> {
    const { channels, sampleRate } = this.#chain;
    let at = Math.min(count, this.#skipped);
    this.#skipped -= at;
    while (at < count) {
      const [due] = this.#due;
      if (due === undefined) return;
      const { frames, timestamp } = due;
      if (this.#filled === 0) this.#data = new Float32Array(frames * channels);
      const part = Math.min(count - at, frames - this.#filled);
      for (let index = 0; index < channels; index += 1) {
        const samples = this.#chain.channel(index).subarray(at, at + part);
        this.#data.set(samples, index * frames + this.#filled);
      }
      at += part;
      this.#filled += part;
      if (this.#filled < frames) continue;
      this.#due.shift();
      this.#filled = 0;
      const sample = new AudioSample({
        data: this.#data,
        format: "f32-planar",
        numberOfChannels: channels,
        sampleRate,
        timestamp,
      });
      await this.#emit(sample);
    }
  }
}

/** Decodes the track, runs the chain, and encodes. */
async function* transcoded(
  track: InputAudioTrack,
  source: AudioSampleSource,
  { chain, range }: AudioPlan,
): AsyncGenerator<number, void, undefined> {
  let reached = 0;
  const emit = async (sample: AudioSample) => {
    try {
      await encoding(() => source.add(sample));
      reached = sample.timestamp + sample.duration;
    } finally {
      sample.close();
    }
  };
  const stage = chain && new ChainStage(chain, emit);
  const samples = new AudioSampleSink(track).samples(range.start, range.end);
  try {
    for (;;) {
      const { done, value: sample } = await reading(() => samples.next());
      if (done) break;
      try {
        const { timestamp, sampleRate, numberOfFrames } = sample;
        const frameAt = (time: number) =>
          Math.min(numberOfFrames, Math.max(0, Math.round((time - timestamp) * sampleRate)));
        const [from, to] = [frameAt(range.start), frameAt(range.end)];
        const time = timestamp + from / sampleRate - range.start;
        if (to <= from) continue;
        if (stage !== undefined) await stage.process(sample, from, to, time);
        else {
          const part = sample.trim(from, to);
          part.setTimestamp(time);
          await emit(part);
        }
      } finally {
        sample.close();
      }
      yield reached;
    }
    await stage?.flush();
    yield reached;
  } finally {
    await samples.return();
  }
}

/** Sample rate and channels that every encoder has. */
const USUAL = { sampleRate: 48_000, numberOfChannels: 2 } as const;

/**
 * Plans the audio track. Without a chain, its packets are copied if the container can hold them and all of them are
 * wanted; otherwise it is decoded and encoded.
 *
 * @throws CodecError if it can't be decoded, or no codec of the container can be encoded.
 */
export async function planAudio(track: InputAudioTrack, plan: AudioPlan): Promise<AudioWork> {
  const [codec, numberOfChannels, sampleRate, isDecodable] = await reading(() =>
    Promise.all([track.getCodec(), track.getNumberOfChannels(), track.getSampleRate(), track.canDecode()]),
  );
  const { format, range, chain, codecs, bitrate } = plan;
  const supported = format.getSupportedAudioCodecs();
  const isWanted = codec !== null && supported.includes(codec) && (codecs?.[0] ?? codec) === codec;
  if (chain === undefined && isWanted && bitrate === undefined && range.start === 0) {
    const source = new EncodedAudioPacketSource(codec);
    return workOf(source, codec, undefined, new Pump(copied(track, source, range)));
  }
  if (!isDecodable) {
    throw failure(
      "unsupported",
      "input",
      "a video whose audio this platform decodes (audio: false omits it)",
      `audio in ${codec ?? "an unknown codec"}`,
    );
  }
  const candidates = [...(codecs ?? supported)].filter((codec) => supported.includes(codec));
  const compressed = candidates.filter((codec) =>
    (NON_PCM_AUDIO_CODECS as readonly string[]).includes(codec),
  );
  const quality = new Quality(bitrate === undefined ? "high" : { bitrate });
  const own = { numberOfChannels, sampleRate, quality };
  const chosen =
    (await getFirstEncodableAudioCodec(compressed, own)) ??
    (await getFirstEncodableAudioCodec(compressed, { ...USUAL, quality })) ??
    (await getFirstEncodableAudioCodec(candidates, own));
  if (chosen === null) {
    const received = `none of ${candidates.join(", ") || "the named codecs"} in ${format.mimeType}`;
    throw failure("unsupported", "audioCodec", "a codec that this platform encodes", received);
  }
  const isOwn = (await getFirstEncodableAudioCodec([chosen], own)) !== null;
  const source = new AudioSampleSource({ codec: chosen, quality, ...(isOwn ? {} : { transform: USUAL }) });
  const notes = [
    chosen !== candidates[0] ? `${candidates[0]} can't be encoded here: the audio is ${chosen}` : undefined,
    isOwn ? undefined : "the audio is converted to two channels at 48 kHz, which the encoder needs",
  ].filter((note) => note !== undefined);
  const note = notes.length > 0 ? notes.join("; ") : undefined;
  return workOf(source, chosen, note, new Pump(transcoded(track, source, plan)));
}

function workOf(source: AudioSource, codec: AudioCodec, note: string | undefined, pump: Pump): AudioWork {
  return {
    source,
    codec,
    note,
    get end() {
      return pump.end;
    },
    advance: (time) => pump.advance(time),
    close: () => pump.close(),
  };
}
