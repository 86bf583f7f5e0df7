import { VideoSample, VideoSampleColorSpace, VideoSampleResource } from "mediabunny";
import type { ColorSpace } from "../image/color-space.js";
import type { Frame } from "../image/frame.js";
import type { Pipeline } from "../image/pipeline.js";
import { failure } from "../shared/errors.js";
import { type FrameFilter, Processor, workingFormat } from "./frame-filter.js";
import type { YuvCoding } from "./transcode-colors.js";

/** A filter of samples: the results have no time yet. It closes the samples that it receives. */
export interface SampleFilter {
  filter(sample: VideoSample, coding?: YuvCoding): Promise<VideoSample>;
  close(): void;
}

/** Returns a filter of samples that passes their video frames through a filter of frames. */
export function frameSampleFilter(filter: FrameFilter): SampleFilter {
  return {
    async filter(sample, coding) {
      const { timestamp, duration } = sample;
      let frame: VideoFrame;
      try {
        frame = sample.toVideoFrame();
      } finally {
        sample.close();
      }
      return new VideoSample((await filter.filter(frame, coding)) as VideoFrame, { timestamp, duration });
    },
    close: () => filter.close(),
  };
}

/** A sample's pixels in a frame, which is given back when the last sample with it is closed. */
class FrameResource extends VideoSampleResource {
  readonly #frame: Frame;
  readonly #processor: Processor;

  constructor(frame: Frame, processor: Processor) {
    super();
    this.#frame = frame;
    this.#processor = processor;
  }

  getFormat() {
    return this.#frame.format as "I420" | "NV12" | "RGBA";
  }

  getCodedWidth() {
    return this.#frame.width;
  }

  getCodedHeight() {
    return this.#frame.height;
  }

  getSquarePixelWidth() {
    return this.#frame.width;
  }

  getSquarePixelHeight() {
    return this.#frame.height;
  }

  getColorSpace() {
    const { siting: _, ...space } = this.#frame.colorSpace;
    return new VideoSampleColorSpace(space as VideoColorSpaceInit);
  }

  /** Views of the planes in linear memory. */
  getDataPlanes() {
    const { planes } = this.#frame;
    return planes.map(({ samples, stride }) => ({ data: samples as Uint8Array, stride }));
  }

  toRgbSample(init: { timestamp: number }) {
    const rgb = this.#processor.take("RGBA");
    rgb.copyFrom(this.#frame);
    return new VideoSample(new FrameResource(rgb, this.#processor), init);
  }

  close() {
    this.#processor.give(this.#frame);
  }
}

/** Returns a filter of samples for runtimes without video frames: it copies planes to frames, and encoders read these. */
export function planeSampleFilter(pipeline: Pipeline): SampleFilter {
  const processor = new Processor(pipeline);
  return {
    async filter(sample, coding) {
      const { timestamp, duration, format } = sample;
      let frame: Frame | undefined;
      try {
        const known = workingFormat(format);
        if (known !== format) {
          throw failure("unsupported", "input", "a video in a format that frames have", String(format));
        }
        frame = processor.take(known);
        frame.resize(sample.codedWidth, sample.codedHeight);
        const { colorSpace } = sample;
        for (const name of ["primaries", "transfer", "matrix", "fullRange"] as const) {
          if ((colorSpace[name] ?? frame.colorSpace[name]) !== frame.colorSpace[name]) {
            frame.colorSpace = colorSpace as Partial<ColorSpace>;
          }
        }
        const source = frame;
        const layout = source.planes.map(({ offset, stride }) => ({ offset, stride }));
        await source.pinned(() => sample.copyTo(source.bytes, { layout }));
        frame = processor.run(source, coding);
        return new VideoSample(new FrameResource(frame, processor), { timestamp, duration });
      } catch (error) {
        if (frame !== undefined) processor.give(frame);
        throw error;
      } finally {
        sample.close();
      }
    },
    close: () => processor.close(),
  };
}
