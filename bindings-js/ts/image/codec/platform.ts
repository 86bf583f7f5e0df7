import type { Step } from "../../generated/filters.js";
import { bytesOfFile, isBlob } from "../../shared/arguments.js";
import { between, describe, failure, numeric } from "../../shared/errors.js";
import type { Frame } from "../frame.js";
import type { Instance } from "../instance.js";
import { Pipeline } from "../pipeline.js";
import { draw } from "../sources.js";
import { ingestVideoFrame } from "../video.js";
import { headers, loading } from "./chunks.js";
import type { Codec } from "./codec.js";

function unsupported(argument: string, received: string) {
  return failure("unsupported", argument, "a browser or a worker; elsewhere, filmgate/full", received);
}

const OPTIONS: ImageBitmapOptions = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
const CONVERTED: ImageBitmapOptions = { premultiplyAlpha: "none", colorSpaceConversion: "default" };

/** A WebP file of two pixels side by side, whose EXIF orientation stacks them. */
const TURNED =
  "UklGRk4AAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA4AAAAvAQAAAAcQEf0PRET/A0VYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=";

/** Whether this browser applies the orientation of WebP files. Chromium doesn't; others do. */
let turnsWebP: Promise<boolean> | undefined;

async function findOut(): Promise<boolean> {
  const file = Uint8Array.from(atob(TURNED), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([file]), OPTIONS);
  const upright = bitmap.height === 2;
  bitmap.close();
  return upright;
}

/** The filters that turn a picture upright, by EXIF orientation. */
const UPRIGHT: Readonly<Record<number, readonly Step[]>> = {
  2: [{ filter: "flip", axis: "horizontal" }],
  3: [{ filter: "rotate", quarterTurns: 2 }],
  4: [{ filter: "flip", axis: "vertical" }],
  5: [
    { filter: "rotate", quarterTurns: 1 },
    { filter: "flip", axis: "horizontal" },
  ],
  6: [{ filter: "rotate", quarterTurns: 1 }],
  7: [
    { filter: "rotate", quarterTurns: 3 },
    { filter: "flip", axis: "horizontal" },
  ],
  8: [{ filter: "rotate", quarterTurns: 3 }],
};

/** Turns a picture upright where the browser has ignored its orientation. */
async function turn(instance: Instance, frame: Frame, file: Blob): Promise<void> {
  // Browsers turn files of all other formats.
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 21).arrayBuffer()));
  if (!head.startsWith("RIFF") || !head.startsWith("WEBPVP8X", 8) || (head.charCodeAt(20) & 8) === 0) return;
  const info = await (await headers()).read(file);
  const steps = "orientation" in info ? UPRIGHT[info.orientation] : undefined;
  if (steps === undefined) return;
  turnsWebP ??= findOut();
  if (await turnsWebP) return;
  const pipeline = new Pipeline(instance, steps);
  try {
    pipeline.run(frame);
  } finally {
    pipeline.close();
  }
}

/** Formats that every browser decodes: a file that can't be decoded is damaged. */
const COMMON = /png|jpeg|gif|bmp|webp/;

/** The default build's codec: the browser's decoders and encoders. */
export const platformCodec = (instance: Instance): Codec => ({
  async decode(frame: Frame, file, { signal, colorProfile }) {
    signal?.throwIfAborted();
    if (typeof createImageBitmap === "undefined") {
      throw unsupported("source", "a runtime that can't decode images");
    }
    // A blob can't hold shared memory: its bytes are copied.
    const bytes = isBlob(file) ? undefined : await bytesOfFile("file", file);
    const blob = isBlob(file)
      ? file
      : new Blob([bytes?.buffer instanceof ArrayBuffer ? bytes : Uint8Array.from(bytes ?? [])]);
    const options = colorProfile === "convert" ? CONVERTED : OPTIONS;
    const bitmap = await createImageBitmap(blob, options).catch(async (error: unknown) => {
      const found = await (await headers()).sniff(blob);
      const other = found && !COMMON.test(found.type) ? found.name : undefined;
      const failed =
        other === undefined
          ? failure("decode", "source", "an image that the platform can decode", describe(error))
          : failure("unsupported", "source", "an image that the platform can decode", other);
      throw Object.assign(failed, { cause: error });
    });
    try {
      signal?.throwIfAborted();
      draw(frame, bitmap);
    } finally {
      bitmap.close();
    }
    await turn(instance, frame, blob);
    frame.decoded(false);
    signal?.throwIfAborted();
  },

  async encode(frame: Frame, type, quality, settings) {
    const given = Object.entries(settings).find(([, value]) => value !== undefined);
    if (given !== undefined)
      throw failure("unsupported", given[0], "can only be used with filmgate/full", "");
    if (typeof OffscreenCanvas === "undefined") throw unsupported("encode", "a runtime without a canvas");
    if (!(numeric("quality", quality) >= 0 && quality <= 1)) {
      throw failure("out-of-range", "quality", between(0, 1), quality);
    }
    if (typeof type !== "string") throw failure("invalid-argument", "type", "a media type", describe(type));
    const canvas = new OffscreenCanvas(frame.width, frame.height);
    const context = canvas.getContext("2d");
    if (context === null) throw failure("unsupported", "encode", "a canvas to encode with", "none");
    frame.putTo(context);
    const blob = await canvas.convertToBlob({ type, quality });
    // A browser that doesn't support the format encodes PNG instead.
    if (blob.type !== type) throw failure("unsupported", "type", "a format of this browser", describe(type));
    return new Uint8Array(await blob.arrayBuffer());
  },

  async animate(file, info) {
    const { play } = await loading(import("./platform-animation.js"));
    return play(await bytesOfFile("file", file), info, { failure, ingest: ingestVideoFrame });
  },
});
