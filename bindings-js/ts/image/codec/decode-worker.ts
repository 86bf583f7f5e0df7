// The worker script for `gate.decode(file, { worker: true })`: a module of its own beside full.js.

import { type Gate, load } from "../../full.js";
import { SPARE_BYTES } from "../../shared/spare.js";
import { serve } from "../../shared/worker-scope.js";
import { brokenPicture, type PictureRequest, type PictureStart, type WorkerPicture } from "./worker.js";

let running: Promise<Gate> | undefined;

serve<PictureStart, PictureRequest, WorkerPicture>(brokenPicture, async (start, { file, strict }) => {
  running ??= load({ module: start.module, maximumBytes: start.maximumBytes });
  try {
    const gate = await running;
    const frame = await gate.decode(file, { strict, isolated: false });
    const { width, height, truncated } = frame;
    const pixels = frame.bytes.slice();
    frame.close();
    if (gate.stats().reserved > SPARE_BYTES) running = undefined;
    return { result: { width, height, pixels, truncated }, transfer: [pixels.buffer] };
  } catch (error) {
    running = undefined;
    throw error;
  }
});
