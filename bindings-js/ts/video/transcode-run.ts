import {
  type AudioCodec,
  type InputVideoTrack,
  type OutputFormat,
  Quality,
  type VideoCodec,
  type VideoSample,
  VideoSampleSink,
  VideoSampleSource,
} from "mediabunny";
import type { EffectChain } from "../audio/chain.js";
import { type ColorSpace, colorSpaceOf, defaultColorSpace } from "../image/color-space.js";
import { failure } from "../shared/errors.js";
import { type AudioWork, planAudio } from "./transcode-audio.js";
import { type ChosenEncoder, chooseEncoder } from "./transcode-encoder.js";
import type { SampleFilter } from "./transcode-filter.js";
import { type AudioTrack, reading } from "./transcode-input.js";
import type { Job } from "./transcode-job.js";
import { encoding, type OpenOutput } from "./transcode-output.js";

/** The settings that are plain values. */
export interface Settings {
  readonly trim: { readonly start?: number | undefined; readonly end?: number | undefined };
  readonly videoCodecs: readonly VideoCodec[] | undefined;
  readonly audioCodecs: readonly AudioCodec[] | undefined;
  readonly videoBitrate: number | undefined;
  readonly audioBitrate: number | undefined;
  readonly keyFrameInterval: number;
}

/** The result of {@link transcode}. */
export interface Transcoded {
  /** The file, unless the output has a target. */
  readonly blob: Blob | undefined;
  /** Duration in seconds. */
  readonly duration: number;
  /** Number of video frames. */
  readonly frames: number;
  /** Width of the frames in pixels, before rotation. */
  readonly width: number;
  /** Height of the frames in pixels, before rotation. */
  readonly height: number;
  readonly videoCodec: VideoCodec;
  /** `undefined` if there is no audio. */
  readonly audioCodec: AudioCodec | undefined;
  /** What isn't as one would expect, such as another codec, in words. */
  readonly notes: readonly string[];
}

/** What a run needs. */
export interface Run {
  readonly job: Job;
  readonly track: InputVideoTrack;
  readonly filter: SampleFilter;
  /** Returns a filter that only converts. */
  readonly convert: () => Promise<SampleFilter>;
  readonly target: OpenOutput;
  readonly settings: Settings;
  readonly audioTrack: AudioTrack | null;
  readonly chain: EffectChain | undefined;
}

/** The part of the input to transcode, in seconds. */
interface Part {
  readonly start: number;
  readonly end: number;
  /** Duration of the track. */
  readonly duration: number;
}

async function partOf(track: InputVideoTrack, { start = 0, end }: Settings["trim"]): Promise<Part> {
  const duration = await reading(
    async () => (await track.getDurationFromMetadata()) ?? (await track.computeDuration()),
  );
  if (start >= duration) throw failure("out-of-range", "trim.start", `a time before ${duration}`, start);
  return { start, end: end ?? Number.POSITIVE_INFINITY, duration };
}

/** Returns the colour space of a sample, with defaults where it is unknown. */
function spaceOf({ colorSpace }: VideoSample): ColorSpace {
  const { primaries, transfer, matrix, fullRange } = colorSpace;
  try {
    return colorSpaceOf({ primaries, transfer, matrix, fullRange }, defaultColorSpace("I420"));
  } catch {
    // A colour space that frames don't have.
    return defaultColorSpace("I420");
  }
}

/** Finds an encoder for frames like `first`. */
async function encoderFor(
  first: VideoSample,
  format: OutputFormat,
  settings: Settings,
): Promise<ChosenEncoder> {
  const { videoCodecs, videoBitrate, keyFrameInterval } = settings;
  const supported = format.getSupportedVideoCodecs();
  const quality = new Quality(videoBitrate === undefined ? "high" : { bitrate: videoBitrate });
  return chooseEncoder({
    codecs: (videoCodecs ?? supported.filter((codec) => codec !== "prores")).filter((codec) =>
      supported.includes(codec),
    ),
    format,
    width: first.codedWidth,
    height: first.codedHeight,
    colorSpace: spaceOf(first),
    settings: { quality, keyFrameInterval },
  });
}

/** Adds the tracks, copies the metadata, and starts the output. */
async function startOutput(
  { track, target: { output } }: Run,
  source: VideoSampleSource,
  audio: AudioWork | undefined,
): Promise<string | undefined> {
  const [rotation, flip, languageCode, name, tags, format] = await reading(() =>
    Promise.all([
      track.getRotation(),
      track.getFlip(),
      track.getLanguageCode(),
      track.getName(),
      track.input.getMetadataTags(),
      track.input.getFormat(),
    ]),
  );
  // Tags in the words of one container mean nothing in another.
  if (format.mimeType !== output.format.mimeType) delete tags.raw;
  const isKept = output.format.supportsVideoTransformationMetadata;
  await encoding(async () => {
    output.addVideoTrack(source, {
      languageCode,
      ...(isKept ? { rotation, flip } : {}),
      ...(name === null ? {} : { name }),
    });
    if (audio !== undefined) output.addAudioTrack(audio.source);
    output.setMetadataTags(tags);
    await output.start();
  });
  const isTurned = rotation !== 0 || flip;
  return isTurned && !isKept ? "the container can't store the video's rotation" : undefined;
}

/** Transcodes: decodes, filters and encodes frame by frame, and passes on the audio in between. */
export async function run(given: Run): Promise<Transcoded> {
  const { job, track, filter, target, settings } = given;
  const { output } = target;
  const part = await partOf(track, settings.trim);
  const { audioTrack, chain } = given;
  const audio =
    audioTrack === null
      ? undefined
      : await planAudio(audioTrack.track, {
          format: output.format,
          range: part,
          chain,
          codecs: settings.audioCodecs,
          bitrate: settings.audioBitrate,
        });
  const samples = new VideoSampleSink(track).samples(part.start, part.end);
  const next = async () => {
    await job.checkpoint();
    const { done, value } = await reading(() => samples.next());
    return done ? undefined : value;
  };
  /** The filtered frame that isn't encoded yet. */
  let pending: VideoSample | undefined;
  try {
    const first = await next();
    if (first === undefined)
      throw failure("decode", "input", "a video with frames", "a track without frames");
    pending = await filter.filter(first);
    const encoder = await encoderFor(pending, output.format, settings);
    const { codedWidth: width, codedHeight: height } = pending;
    const { coding } = encoder;
    const isCoded =
      pending.colorSpace.matrix === coding.matrix && pending.colorSpace.fullRange === coding.fullRange;
    if (!isCoded) pending = await (await given.convert()).filter(pending, coding);
    const source = new VideoSampleSource(encoder.config);
    const rotationNote = await startOutput(given, source, audio);

    let [frames, end, reached] = [0, 0, 0];
    const length = Math.min(part.end, part.duration) - part.start;
    while (pending !== undefined) {
      const sample = pending;
      // The first frame of a range may begin before it.
      reached = sample.timestamp + sample.duration;
      const timestamp = Math.max(sample.timestamp, part.start) - part.start;
      end = Math.min(reached, part.end) - part.start;
      sample.setTimestamp(timestamp);
      sample.setDuration(Math.max(0, end - timestamp));
      await audio?.advance(timestamp);
      await encoding(() => source.add(sample));
      pending = undefined;
      sample.close();
      frames += 1;
      job.report(Math.min(0.999, end / length), frames);
      const decoded = await next();
      pending = decoded && (await filter.filter(decoded, coding));
    }
    checkEnd(reached, part);
    await audio?.advance(Number.POSITIVE_INFINITY);
    job.signal.throwIfAborted();
    await encoding(() => output.finalize());
    const blob = await target.complete();
    // The file is complete: from now on, it is too late to cancel.
    job.end();
    job.report(1, frames);
    return {
      blob,
      duration: Math.max(end, audio?.end ?? 0),
      frames,
      width,
      height,
      videoCodec: encoder.codec,
      audioCodec: audio?.codec,
      notes: [encoder.note, audio?.note, rotationNote].filter((note) => note !== undefined),
    };
  } finally {
    pending?.close();
    await samples.return();
    await audio?.close();
  }
}

/** How much shorter than stated a video may be, in seconds: the last frame's duration is often a guess. */
const SHORT_SECONDS = 1;

/** @throws CodecError if the frames end before the end that the file states: it is truncated. */
function checkEnd(reached: number, { end, duration }: Part): void {
  const stated = Math.min(end, duration);
  if (reached >= stated - SHORT_SECONDS) return;
  const expected = `a complete video of ${stated.toFixed(2)} s`;
  throw failure("decode", "input", expected, `frames up to ${reached.toFixed(2)} s`);
}
