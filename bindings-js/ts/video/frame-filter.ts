import { FORMATS, type Format, YUV } from "../generated/image-boundary.js";
import type { Frame } from "../image/frame.js";
import type { Pipeline } from "../image/pipeline.js";
import type * as platform from "../shared/platform.js";
import type { YuvCoding } from "./transcode-colors.js";

/** Filters the frames of a video, one after another. An implementation may do so in a worker. */
export interface FrameFilter {
  /**
   * Filters a frame, and closes it, also after an error.
   *
   * @param frame - the frame, in any format
   * @param coding - how the result must encode colours. Default: by the frame's matrix, in limited range
   * @returns the result, in I420 or NV12, with the frame's time
   */
  filter(frame: platform.VideoFrame, coding?: YuvCoding): Promise<platform.VideoFrame>;
  /** Releases what the filter holds. */
  close(): void;
}

/** The formats that encoders read unconverted. */
const isEncodable = (format: Format) => format === "I420" || format === "NV12";

/** Whether two codings are the same: both names of the matrix of BT.601 are. */
function isSame(a: YuvCoding, b: YuvCoding): boolean {
  const matrixOf = ({ matrix }: YuvCoding) => (matrix === "bt470bg" ? "smpte170m" : matrix);
  return a.fullRange === b.fullRange && matrixOf(a) === matrixOf(b);
}

/** Returns the format of frames to copy a picture into: its own, if frames have it. */
export const workingFormat = (format: string | null): Format =>
  FORMATS.find((known) => known === format) ?? "I420";

/**
 * Runs a pipeline on frames in their own format, and gives the results the format and the coding of an encoder. Frames
 * are reused.
 */
export class Processor {
  readonly pipeline: Pipeline;
  readonly #idle: Frame[] = [];
  readonly #all = new Set<Frame>();

  constructor(pipeline: Pipeline) {
    this.pipeline = pipeline;
  }

  /** Returns an idle frame of a format. The caller gives it back. */
  take(format: Format): Frame {
    const index = this.#idle.findIndex((frame) => frame.format === format);
    if (index >= 0) return this.#idle.splice(index, 1)[0] as Frame;
    const frame = this.pipeline.createFrame(format);
    this.#all.add(frame);
    return frame;
  }

  give(frame: Frame): void {
    if (frame.closed || this.#idle.includes(frame)) return;
    this.#idle.push(frame);
  }

  /** Filters a frame. Returns the same frame, or another one and gives this back. */
  run(source: Frame, wanted: YuvCoding | undefined): Frame {
    const { format, colorSpace } = source;
    const isYuv = YUV.includes(format);
    const { matrix } = colorSpace;
    const coding = wanted ?? { matrix: isYuv && matrix !== "rgb" ? matrix : "bt709", fullRange: false };
    const isCoded = isYuv && isSame(colorSpace, coding);
    if (isCoded && isEncodable(format)) return this.pipeline.run(source);
    const result = this.take("I420");
    try {
      if (isCoded) this.pipeline.run(source, { into: result });
      else {
        if (!isSame(result.colorSpace, coding)) result.colorSpace = coding;
        if (isYuv) {
          // From one coding to another, by way of RGB.
          const between = this.take("RGBA");
          try {
            result.copyFrom(this.pipeline.run(source, { into: between }));
          } finally {
            this.give(between);
          }
        } else this.pipeline.run(source, { into: result });
      }
    } catch (error) {
      this.give(result);
      throw error;
    }
    this.give(source);
    return result;
  }

  close(): void {
    for (const frame of this.#all) frame.close();
    this.#all.clear();
    this.#idle.length = 0;
  }
}

/** Returns a filter that runs a pipeline on this thread. It doesn't close the pipeline. */
export function pipelineFilter(pipeline: Pipeline): FrameFilter {
  const processor = new Processor(pipeline);
  return {
    async filter(frame, coding) {
      const working = processor.take(workingFormat(frame.format));
      let result = working;
      try {
        try {
          await working.copyFrom(frame);
        } finally {
          frame.close();
        }
        result = processor.run(working, coding);
        const { timestamp = 0, duration } = result;
        // The orientation is a property of the track.
        result.rotation = 0;
        result.flip = false;
        return result.toVideoFrame({ timestamp, duration, format: result.format as "I420" });
      } finally {
        processor.give(result);
      }
    },
    close: () => processor.close(),
  };
}
