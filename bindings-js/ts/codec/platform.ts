import { between, describe, failure, numeric } from "../errors.js";
import { draw } from "../sources.js";
import type { Codec } from "./codec.js";

function unsupported(argument: string, received: string) {
  return failure("unsupported", argument, "a browser or a worker; elsewhere, filmgate/full", received);
}

/** The default build's codec: the browser's own. */
export const platformCodec: Codec = {
  async decode(frame, file) {
    if (typeof createImageBitmap === "undefined") {
      throw unsupported("source", "a runtime that can't decode images");
    }
    const options: ImageBitmapOptions = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
    const blob = file instanceof Blob ? file : new Blob([file as BufferSource & BlobPart]);
    const bitmap = await createImageBitmap(blob, options).catch((error: unknown) => {
      const failed = failure("decode", "source", "an image that the platform can decode", describe(error));
      throw Object.assign(failed, { cause: error });
    });
    try {
      draw(frame, bitmap);
    } finally {
      bitmap.close();
    }
  },

  async encode(frame, type, quality) {
    if (typeof OffscreenCanvas === "undefined") throw unsupported("encode", "a runtime without a canvas");
    if (!(numeric("quality", quality) >= 0 && quality <= 1)) {
      throw failure("out-of-range", "quality", between(0, 1), quality);
    }
    const canvas = new OffscreenCanvas(frame.width, frame.height);
    const context = canvas.getContext("2d");
    if (context === null) throw failure("unsupported", "encode", "a canvas to encode with", "none");
    frame.putTo(context);
    const blob = await canvas.convertToBlob({ type, quality });
    // A browser that doesn't know the format makes PNG of it.
    if (blob.type !== type) throw failure("unsupported", "type", "a format of this browser", type);
    return new Uint8Array(await blob.arrayBuffer());
  },
};
