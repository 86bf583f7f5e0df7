import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  type EncodedPacket,
  Input,
  MkvOutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  type VideoCodec,
  type VideoEncodingConfig,
  VideoSample,
  VideoSampleSink,
  VideoSampleSource,
} from "mediabunny";
import type { ColorSpace } from "../image/color-space.js";
import { failure, reasonOf } from "../shared/errors.js";
import { colorError, testPicture, type YuvCoding } from "./transcode-colors.js";

/** An encoder that works, and how its frames must encode colours. */
export interface ChosenEncoder {
  readonly codec: VideoCodec;
  readonly coding: YuvCoding;
  /** The settings, with a callback that tags the packets. */
  readonly config: VideoEncodingConfig;
  /** What the trial found out, if the result isn't the usual one. */
  readonly note: string | undefined;
}

/** What the encoder is chosen for. */
export interface EncoderWish {
  /** In order of preference. */
  readonly codecs: readonly VideoCodec[];
  readonly format: OutputFormat;
  readonly width: number;
  readonly height: number;
  /** Colour space of the frames. */
  readonly colorSpace: ColorSpace;
  readonly settings: Omit<VideoEncodingConfig, "codec">;
}

/** Largest error of a channel that quantization explains. A wrong matrix or range makes an error of 20 or more. */
const COLOR_TOLERANCE = 16;

const BT709: YuvCoding = { matrix: "bt709", fullRange: false };
const BT601: YuvCoding = { matrix: "smpte170m", fullRange: false };

/** The codes of `color_space` in the header of a VP9 frame: VP9 Bitstream Specification, section 7.2.2. */
const VP9_MATRICES: Readonly<Record<string, number>> = {
  bt470bg: 1,
  bt709: 2,
  smpte170m: 3,
  "bt2020-ncl": 5,
};

/**
 * Writes the matrix into a key frame of VP9. Browsers always write BT.709, or none; in WebM, the muxer corrects that.
 */
function tagVp9(data: Uint8Array, { matrix }: YuvCoding): void {
  // Profile 0 (8 bits, 4:2:0): marker, profile, show_existing_frame, frame_type, show_frame and error_res in the first
  // byte, then the sync code, then 3 bits of color_space.
  const isKeyOfProfile0 = ((data[0] ?? 0) & 0b1111_1100) === 0b1000_0000;
  const hasSync = data[1] === 0x49 && data[2] === 0x83 && data[3] === 0x42;
  if (!isKeyOfProfile0 || !hasSync) return;
  data[4] = ((data[4] ?? 0) & 0b0001_1111) | ((VP9_MATRICES[matrix] ?? 0) << 5);
}

/**
 * Returns the settings of an encoder, with a callback that writes the frames' colour space into the container (and into
 * VP9). Encoders report their own idea of it: Chromium's forgets primaries and transfer, Firefox' always says BT.709.
 */
function taggedConfig(codec: VideoCodec, coding: YuvCoding, wish: EncoderWish): VideoEncodingConfig {
  const { primaries, transfer } = wish.colorSpace;
  const colorSpace = { primaries, transfer, ...coding };
  const onEncodedPacket = (packet: EncodedPacket, meta: EncodedVideoChunkMetadata | undefined) => {
    const { decoderConfig } = meta ?? {};
    if (decoderConfig) decoderConfig.colorSpace = colorSpace as VideoColorSpaceInit;
    if (codec === "vp9" && packet.type === "key") tagVp9(packet.data, coding);
  };
  return { ...wish.settings, codec, onEncodedPacket };
}

/** Returns the ways to encode colours to try, the best first. */
function codingsOf(codec: VideoCodec, { matrix }: ColorSpace): readonly YuvCoding[] {
  // VP8 has no tag for the matrix: decoders that don't read the container's assume BT.601.
  if (codec === "vp8") return [BT601];
  const own: YuvCoding = { matrix: matrix === "rgb" ? "bt709" : matrix, fullRange: false };
  return [own, BT709, BT601].filter(
    (coding, index, all) => all.findIndex((other) => other.matrix === coding.matrix) === index,
  );
}

/** Encodes and decodes the test picture; returns the error of its colours, `undefined` if it can't be decoded. */
async function errorOf(coding: YuvCoding, config: VideoEncodingConfig, wish: EncoderWish) {
  const { width, height, colorSpace, format } = wish;
  const isMatroska = /webm|matroska/.test(format.mimeType);
  const target = new BufferTarget();
  const output = new Output({
    format: isMatroska ? new MkvOutputFormat() : new Mp4OutputFormat({ fastStart: "in-memory" }),
    target,
  });
  const source = new VideoSampleSource(config);
  output.addVideoTrack(source);
  const { primaries, transfer } = colorSpace;
  const picture = new VideoSample(testPicture(width, height, coding), {
    format: "I420",
    codedWidth: width,
    codedHeight: height,
    timestamp: 0,
    duration: 1 / 30,
    colorSpace: { primaries, transfer, ...coding } as VideoColorSpaceInit,
  });
  try {
    await output.start();
    await source.add(picture);
    await output.finalize();
  } catch (error) {
    await output.cancel().catch(() => {});
    throw error;
  } finally {
    picture.close();
  }
  const input = new Input({
    source: new BufferSource(target.buffer ?? new ArrayBuffer(0)),
    formats: ALL_FORMATS,
  });
  try {
    const track = await input.getPrimaryVideoTrack();
    const decoded = track && (await new VideoSampleSink(track).getSample(0));
    if (!decoded) return undefined;
    try {
      return await colorError(decoded);
    } finally {
      decoded.close();
    }
  } catch {
    return undefined;
  } finally {
    input.dispose();
  }
}

/**
 * Finds an encoder by encoding one frame of each codec in turn: what browsers say that they support isn't reliable. The
 * frame is decoded again, to find out how its colours must be encoded so that they are shown right.
 *
 * @throws CodecError if no codec of the wish works.
 */
export async function chooseEncoder(wish: EncoderWish): Promise<ChosenEncoder> {
  const reasons: string[] = [];
  for (const codec of wish.codecs) {
    const found: { readonly coding: YuvCoding; readonly error: number | undefined }[] = [];
    for (const coding of codingsOf(codec, wish.colorSpace)) {
      try {
        const error = await errorOf(coding, taggedConfig(codec, coding, wish), wish);
        found.push({ coding, error });
        if (error === undefined || error <= COLOR_TOLERANCE) break;
      } catch (error) {
        reasons.push(`${codec}: ${reasonOf(error)}`);
        break;
      }
    }
    const [best] = [...found].sort((a, b) => (a.error ?? 0) - (b.error ?? 0));
    if (best === undefined) continue;
    return {
      codec,
      coding: best.coding,
      config: taggedConfig(codec, best.coding, wish),
      note: noteOf(codec, best.coding, best.error, wish, reasons),
    };
  }
  const { width, height, codecs } = wish;
  const received = reasons.length > 0 ? reasons.join("; ") : `none for ${wish.format.mimeType}`;
  throw failure(
    "unsupported",
    "videoCodec",
    `an encoder for ${width} × ${height} (${codecs.join(", ")})`,
    received,
  );
}

function noteOf(
  codec: VideoCodec,
  coding: YuvCoding,
  error: number | undefined,
  { colorSpace }: EncoderWish,
  reasons: readonly string[],
): string | undefined {
  const notes = reasons.map((reason) => `can't encode ${reason}`);
  if (error === undefined) notes.push(`${codec} can't be decoded here: its colours weren't checked`);
  else if (error > COLOR_TOLERANCE) notes.push(`${codec} changes colours here, by up to ${error} levels`);
  else if (colorSpace.matrix !== coding.matrix && colorSpace.matrix !== "rgb") {
    notes.push(`${codec} is encoded by the matrix ${coding.matrix}, which this encoder keeps`);
  }
  return notes.length > 0 ? notes.join("; ") : undefined;
}
