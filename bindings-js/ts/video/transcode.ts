import { AUDIO_CODECS, type AudioCodec, type Output, VIDEO_CODECS, type VideoCodec } from "mediabunny";
import { EffectChain } from "../audio/chain.js";
import type { ChainPreset } from "../audio/encode.js";
import type { ChainStep } from "../generated/effects.js";
import type { Step } from "../generated/filters.js";
import { Pipeline, type Preset } from "../image/pipeline.js";
import { flagOf, isList, isRecord, optionsOf } from "../shared/arguments.js";
import { describe, failure, numeric } from "../shared/errors.js";
import { type FrameFilter, pipelineFilter } from "./frame-filter.js";
import { frameSampleFilter, planeSampleFilter, type SampleFilter } from "./transcode-filter.js";
import {
  type AudioTrack,
  audioTrackOf,
  type OpenInput,
  openInput,
  type TranscodeInput,
  videoTrackOf,
} from "./transcode-input.js";
import { Job, type JobOptions } from "./transcode-job.js";
import { type OpenOutput, openOutput, type TranscodeOutput } from "./transcode-output.js";
import { run, type Settings, type Transcoded } from "./transcode-run.js";
import { isUnavailable, workerFilter } from "./worker-filter.js";

/** Options of {@link transcode}. */
export interface TranscodeOptions extends JobOptions {
  /**
   * The filters of the frames: steps, a preset, a pipeline, or a filter of frames. A pipeline isn't closed. Default: none;
   * the video is encoded all the same.
   *
   * Filters process pictures as they are stored: a video that is to be shown rotated keeps its pixels and that property.
   */
  readonly video?: readonly Step[] | Preset | Pipeline | FrameFilter | undefined;
  /**
   * Whether steps and presets run in a worker, which has copies of their frames and tables. Default: on a page, if the
   * worker can be loaded; with `true`, an error says that it can't. Pipelines and filters of frames run on the calling
   * thread.
   */
  readonly worker?: boolean | undefined;
  /**
   * The effects of the audio: steps, a preset, or a chain with the channels and the sample rate of the file. A chain is
   * reset, and isn't closed. `false` omits the audio. Default: none; packets are copied if the container allows.
   */
  readonly audio?: readonly ChainStep[] | ChainPreset | EffectChain | false | undefined;
  /** The part to transcode, in seconds of the input. Default: all of it. */
  readonly trim?: { readonly start?: number | undefined; readonly end?: number | undefined } | undefined;
  /** The video codec, or several in order of preference. Default: those of the container that can be encoded. */
  readonly videoCodec?: VideoCodec | readonly VideoCodec[] | undefined;
  /** The audio codec, or several in order of preference. Default: those of the container that can be encoded. */
  readonly audioCodec?: AudioCodec | readonly AudioCodec[] | undefined;
  /** Bits per second. Default: by the size of the picture, for a high quality. */
  readonly videoBitrate?: number | undefined;
  /** Bits per second. Default: a high quality. */
  readonly audioBitrate?: number | undefined;
  /** Time between key frames in seconds. Default 2. */
  readonly keyFrameInterval?: number | undefined;
}

const OPTIONS = [
  "video",
  "worker",
  "audio",
  "trim",
  "videoCodec",
  "audioCodec",
  "videoBitrate",
  "audioBitrate",
  "keyFrameInterval",
  "onProgress",
  "signal",
  "pause",
] as const;

/**
 * Transcodes a video file: decodes it, filters its frames and its audio, and encodes them again. WebCodecs decodes and
 * encodes; in Node, register `@mediabunny/server` first.
 *
 * Frame count, timestamps, duration, orientation and metadata tags are kept. Frames are filtered in the format that the
 * decoder has, without a canvas in between. Memory doesn't depend on the length of the video, if the output has a target.
 * On a page, filters run in a worker. The container, and reading and writing, are left to the calling thread.
 *
 * @param input - the video file
 * @param output - container and target; default: MP4 in memory. Or a new `Output` of Mediabunny
 * @param options - filters, effects, range, codecs, progress and cancellation
 * @returns a description of the new file, and the file if it is in memory
 * @throws {@link ArgumentError} that names the argument; {@link CodecError} if the file is damaged (`decode`), or the
 *   platform can't decode or encode it (`unsupported`, `encode`); errors of the filters; the reason of `signal`. No frame is
 *   open then, and no half file is left.
 *
 * @example `const { blob } = await transcode(file, { format: "mp4" }, { video: [sepia()] })`
 */
export async function transcode(
  input: TranscodeInput,
  output?: TranscodeOutput | Output | null,
  options?: TranscodeOptions | null,
): Promise<Transcoded> {
  const given = optionsOf(options, OPTIONS);
  const settings = readSettings(given);
  const inWorker = flagOf("worker", given.worker) ?? (typeof document === "undefined" ? false : "preferably");
  const job = new Job(given);
  const cleaning: (() => unknown)[] = [() => job.end()];
  const clean = async () => {
    for (const close of cleaning.splice(0).reverse()) await close();
  };
  let target: OpenOutput | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let opened: OpenInput | undefined;
  try {
    opened = openInput(input);
    const track = await racing(job, videoTrackOf(opened.input));
    const filter = await sampleFilterOf(given.video, cleaning, { inWorker, signal: job.signal });
    target = await openOutput(output ?? undefined);
    const audioTrack = given.audio === false ? null : await audioTrackOf(track);
    const chain = audioTrack && (await chainOf(given.audio, audioTrack, cleaning));
    const convert = () => sampleFilterOf(undefined, cleaning);
    const work = run({
      job,
      track,
      filter,
      convert,
      target,
      settings,
      audioTrack,
      chain: chain ?? undefined,
    });
    running = work;
    return await racing(job, work);
  } catch (error) {
    // The work stops at its next step, and closes its frames. A read or a write that never ends can't hold up the error.
    if (opened?.isGiven === false) opened.input.dispose();
    const ending = [target?.discard(error), target?.output.cancel(), running];
    await unlessStalled(Promise.allSettled(ending));
    throw error;
  } finally {
    if (opened?.isGiven === false) opened.input.dispose();
    await unlessStalled(running.catch(() => {}).then(clean));
  }
}

/** How long the end of a transcoding waits for reads and writes that may never end, in milliseconds. */
const STALLED_MS = 2000;

/** Waits for the end of the work, but not for long. */
async function unlessStalled(work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STALLED_MS);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves with the work; rejects at once if the job is aborted. */
function racing<T>(job: Job, work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return Promise.race([work, job.aborted()]);
}

/** Checks the options that are plain values. */
function readSettings(given: Partial<TranscodeOptions>): Settings {
  const positive = (name: "videoBitrate" | "audioBitrate" | "keyFrameInterval") => {
    const value = given[name];
    if (value === undefined) return undefined;
    if (numeric(name, value) > 0 && value < Number.POSITIVE_INFINITY) return value;
    throw failure("out-of-range", name, "a positive number", value);
  };
  const codecs = <T extends string>(name: "videoCodec" | "audioCodec", known: readonly T[]) => {
    const value: unknown = given[name];
    if (value === undefined) return undefined;
    const list = isList(value) && value.length > 0 ? [...value] : [value];
    for (const codec of list) {
      if (!(known as readonly unknown[]).includes(codec)) {
        throw failure("invalid-argument", name, known, describe(codec));
      }
    }
    return list as T[];
  };
  const trim = optionsOf(given.trim, ["start", "end"], "trim");
  const time = (name: "start" | "end") => {
    const value = trim[name];
    if (value === undefined || numeric(`trim.${name}`, value) >= 0) return value;
    throw failure("out-of-range", `trim.${name}`, "a number of at least 0", value);
  };
  const [start, end] = [time("start"), time("end")];
  if (end !== undefined && !(end > (start ?? 0))) {
    throw failure("out-of-range", "trim.end", "a time after trim.start", end);
  }
  return {
    trim: { start, end },
    videoCodecs: codecs("videoCodec", VIDEO_CODECS),
    audioCodecs: codecs("audioCodec", AUDIO_CODECS),
    videoBitrate: positive("videoBitrate"),
    audioBitrate: positive("audioBitrate"),
    keyFrameInterval: positive("keyFrameInterval") ?? 2,
  };
}

/** Returns the filter of samples for the option `video`. */
async function sampleFilterOf(
  video: unknown,
  cleaning: (() => unknown)[],
  worker?: { readonly inWorker: boolean | "preferably"; readonly signal: AbortSignal },
): Promise<SampleFilter> {
  let pipeline: Pipeline;
  if (video instanceof Pipeline) pipeline = video;
  else if (isRecord(video) && typeof video["filter"] === "function") {
    return frameSampleFilter(video as unknown as FrameFilter);
  } else if (video === undefined || isList(video) || isRecord(video)) {
    if (worker !== undefined && worker.inWorker !== false && video !== undefined) {
      try {
        const remote = await workerFilter(video as Preset, worker.signal);
        cleaning.push(() => remote.close());
        return frameSampleFilter(remote);
      } catch (error) {
        if (worker.inWorker === true || !isUnavailable(error)) throw error;
      }
    }
    const { load } = await import("../index.js");
    pipeline = (await load()).createPipeline((video as readonly Step[] | Preset | undefined) ?? []);
    cleaning.push(() => pipeline.close());
  } else {
    throw failure(
      "invalid-argument",
      "video",
      "steps, a preset, a Pipeline or a FrameFilter",
      describe(video),
    );
  }
  const hasFrames = typeof VideoFrame !== "undefined";
  const filter = hasFrames ? frameSampleFilter(pipelineFilter(pipeline)) : planeSampleFilter(pipeline);
  cleaning.push(() => filter.close());
  return filter;
}

/** Returns the chain for the option `audio`. */
async function chainOf(
  audio: TranscodeOptions["audio"],
  { channels, sampleRate }: AudioTrack,
  cleaning: (() => unknown)[],
): Promise<EffectChain | undefined> {
  if (audio === undefined || audio === false) return undefined;
  if (audio instanceof EffectChain) {
    if (audio.channels === channels && audio.sampleRate === sampleRate) return audio;
    const expected = `a chain of ${channels} channels at ${sampleRate} Hz, as the input`;
    throw failure("unsupported-format", "audio", expected, `${audio.channels} at ${audio.sampleRate} Hz`);
  }
  if (!isList(audio) && !isRecord(audio)) {
    throw failure("invalid-argument", "audio", "steps, a preset, an EffectChain or false", describe(audio));
  }
  const { loadAudio } = await import("../audio.js");
  const chain = (await loadAudio()).createChain(audio as readonly ChainStep[] | ChainPreset, {
    channels,
    sampleRate,
  });
  cleaning.push(() => chain.close());
  return chain;
}
