// A chunk of its own, which shares no code with others: see chunks.ts.

import type { failure } from "../../shared/errors.js";
import type { ingestVideoFrame } from "../video.js";
import type { Player } from "./codec.js";
import type { ImageInfo } from "./info.js";

/** Pictures with fewer milliseconds are shown for a tenth of a second. */
const SHORTEST = 11;

/** Opens an animation by the browser's `ImageDecoder`. */
export async function play(
  bytes: Uint8Array<ArrayBuffer>,
  { type, width, height }: ImageInfo,
  use: { readonly failure: typeof failure; readonly ingest: typeof ingestVideoFrame },
): Promise<Player> {
  if (typeof ImageDecoder === "undefined" || !(await ImageDecoder.isTypeSupported(type))) {
    const expected = "a format of this browser's ImageDecoder; otherwise, use filmgate/full";
    throw use.failure("unsupported", "file", expected, type);
  }
  const data = bytes.slice();
  const decoder = new ImageDecoder({ data, type, preferAnimation: true, colorSpaceConversion: "none" });
  const damaged = (error: unknown) => {
    const failed = use.failure("decode", "file", "an intact animation", String(error));
    throw Object.assign(failed, { cause: error });
  };
  await Promise.all([decoder.tracks.ready, decoder.completed]).catch(damaged);
  const { frameCount = 1, repetitionCount = 0 } = decoder.tracks.selectedTrack ?? {};
  return {
    width,
    height,
    frameCount,
    loops: repetitionCount + 1,
    async draw(frame, index) {
      if (index >= frameCount) return undefined;
      const { image } = await decoder.decode({ frameIndex: index }).catch(damaged);
      try {
        await use.ingest(frame, image);
        const milliseconds = Math.round((image.duration ?? 0) / 1000);
        return (milliseconds < SHORTEST ? 100 : milliseconds) / 1000;
      } finally {
        image.close();
      }
    },
    close: () => decoder.close(),
  };
}
