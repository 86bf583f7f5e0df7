import {
  AppendOnlyStreamTarget,
  BufferTarget,
  MkvOutputFormat,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  StreamTarget,
  type StreamTargetChunk,
  type Target,
  WebMOutputFormat,
} from "mediabunny";
import { isA, isRecord, optionsOf } from "../shared/arguments.js";
import { describe, FilmgateError, failure, reasonOf } from "../shared/errors.js";
import { nodeModule } from "../shared/node.js";

/** A container format of the output. */
export type ContainerFormat = "mp4" | "mov" | "webm" | "mkv";

/** Where a video file goes. */
export interface TranscodeOutput {
  /** Container. Default `"mp4"`. */
  readonly format?: ContainerFormat | undefined;
  /**
   * A file handle (also of the origin-private file system), a `WritableStream` of bytes, or in Node a path. Default: a
   * `Blob` in memory, as `result.blob`.
   *
   * The contents of a file are replaced at the end: after an error or an abort, the file is as it was. A stream is
   * aborted then. MP4 for a stream is fragmented, because a stream can't be rewound.
   */
  readonly target?: FileSystemFileHandle | WritableStream | string | undefined;
}

/** A file that is being written. */
export interface OpenOutput {
  readonly output: Output;
  /** Discards what was written, so that no half file is left. */
  discard(reason: unknown): Promise<void>;
  /** Completes the target, after the output is finalized. Returns the file, if it is in memory. */
  complete(): Promise<Blob | undefined>;
}

/** How each container is written: in memory, to a file, or to a stream that can't be rewound. */
const FORMATS: Readonly<Record<ContainerFormat, (isStream: boolean, inMemory: boolean) => OutputFormat>> = {
  mp4: (isStream, inMemory) => new Mp4OutputFormat({ fastStart: fastStart(isStream, inMemory) }),
  mov: (isStream, inMemory) => new MovOutputFormat({ fastStart: fastStart(isStream, inMemory) }),
  webm: (isStream) => new WebMOutputFormat({ appendOnly: isStream }),
  mkv: (isStream) => new MkvOutputFormat({ appendOnly: isStream }),
};

/** A file's index is at its end, so that memory stays flat. */
const fastStart = (isStream: boolean, inMemory: boolean) =>
  isStream ? ("fragmented" as const) : inMemory ? ("in-memory" as const) : false;

/** Something to write to, which can be abandoned. */
interface Sink<Chunk> {
  write(chunk: Chunk): Promise<unknown>;
  close(): Promise<unknown>;
  abort(reason: unknown): Promise<unknown>;
}

/**
 * Returns a stream over a sink. An output that is cancelled closes its stream, which would keep the half file: once the
 * stream is discarded, that does nothing, and a write that the sink never ends is no longer waited for.
 */
function discardable<Chunk>(sink: Sink<Chunk>) {
  let isDiscarded = false;
  let release = () => {};
  const discarded = new Promise<void>((resolve) => {
    release = resolve;
  });
  const unlessDiscarded = async (work: () => Promise<unknown>) => {
    if (!isDiscarded) await Promise.race([work(), discarded]);
  };
  const discard = async (reason: unknown) => {
    if (isDiscarded) return;
    isDiscarded = true;
    release();
    // The target may have failed already.
    await sink.abort(reason).catch(() => {});
  };
  const writable = new WritableStream<Chunk>({
    write: (chunk) => unlessDiscarded(() => sink.write(chunk)),
    close: () => unlessDiscarded(() => sink.close()),
    abort: discard,
  });
  return { writable, discard };
}

/** The part of Node's file system that is used. */
interface FileSystem {
  open(path: string, flags: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: boolean }): Promise<void>;
}

interface OpenFile {
  write(data: Uint8Array, offset: number, length: number, position: number): Promise<unknown>;
  close(): Promise<void>;
}

/** Writes a file of Node beside its place, and moves it there at the end. */
async function fileSink(path: string): Promise<Sink<StreamTargetChunk>> {
  const fs = nodeModule<FileSystem>("node:fs/promises");
  if (fs === undefined) {
    throw failure("invalid-argument", "output.target", "a file handle or a WritableStream", describe(path));
  }
  const temporary = `${path}.part`;
  const file = await fs.open(temporary, "w");
  return {
    write: ({ data, position }) => file.write(data, 0, data.byteLength, position),
    close: async () => {
      await file.close();
      await fs.rename(temporary, path);
    },
    abort: async () => {
      await file.close();
      await fs.rm(temporary, { force: true });
    },
  };
}

/** Gathers small writes: each write to a file is a message to another process. */
const FILE_OPTIONS = { chunked: true, chunkSize: 4 * 2 ** 20 } as const;

/** Opens the output. @throws ArgumentError for a wrong one. */
export async function openOutput(given: unknown): Promise<OpenOutput> {
  if (given instanceof Output) return openGiven(given);
  if (given !== undefined && !isRecord(given)) {
    throw failure(
      "invalid-argument",
      "output",
      "{ format, target }, or an Output of mediabunny",
      describe(given),
    );
  }
  const { format = "mp4", target } = optionsOf(given as TranscodeOutput, ["format", "target"], "output");
  if (!Object.hasOwn(FORMATS, format)) {
    throw failure("invalid-argument", "output.format", Object.keys(FORMATS), describe(format));
  }
  const outputOf = (target: Target, isStream: boolean, inMemory: boolean) =>
    new Output({ format: FORMATS[format](isStream, inMemory), target });
  if (target === undefined) {
    const buffer = new BufferTarget();
    const output = outputOf(buffer, false, true);
    return {
      output,
      discard: async () => {},
      complete: async () => new Blob([buffer.buffer ?? ""], { type: await output.getMimeType() }),
    };
  }
  if (isA("WritableStream", "locked", target) && !isFile(target)) {
    const stream = target as WritableStream<Uint8Array>;
    if (stream.locked) {
      throw failure(
        "invalid-argument",
        "output.target",
        "a stream without a writer",
        "a locked WritableStream",
      );
    }
    const writer = stream.getWriter();
    const { writable, discard } = discardable<Uint8Array>(writer);
    const output = outputOf(new AppendOnlyStreamTarget(writable), true, false);
    return { output, discard, complete: async () => undefined };
  }
  const { writable, discard } = discardable<StreamTargetChunk>(await sinkOf(target));
  const output = outputOf(new StreamTarget(writable, FILE_OPTIONS), false, false);
  return { output, discard, complete: async () => undefined };
}

/** Whether a stream is that of a file, which can be written at any position. */
const isFile = (target: unknown) =>
  isA("FileSystemWritableFileStream", "locked", target) || "seek" in Object(target);

async function sinkOf(target: unknown): Promise<Sink<StreamTargetChunk>> {
  if (typeof target === "string") return fileSink(target);
  if (isA("FileSystemFileHandle", "createWritable", target) || isA("FileSystemHandle", "kind", target)) {
    return (await (target as FileSystemFileHandle).createWritable()).getWriter() as Sink<StreamTargetChunk>;
  }
  if (isFile(target)) return (target as WritableStream<StreamTargetChunk>).getWriter();
  throw failure(
    "invalid-argument",
    "output.target",
    "a FileSystemFileHandle, a WritableStream or a path",
    describe(target),
  );
}

/** Opens an output of the caller's: the caller's target decides what a cancelled output leaves. */
function openGiven(output: Output): OpenOutput {
  if (output.state !== "pending" || output.tracks.length > 0) {
    throw failure("invalid-argument", "output", "a new Output", `an Output that is ${output.state}`);
  }
  return { output, discard: async () => {}, complete: async () => undefined };
}

/** Runs an operation of the encoder or the muxer. @throws CodecError that says what failed. */
export async function encoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FilmgateError) throw error;
    const failed = failure("encode", "output", "a file that can be encoded and written", reasonOf(error));
    throw Object.assign(failed, { cause: error });
  }
}
