// A worker's script: it has no elements and no audio nodes.

import { load } from "filmgate";
import module from "filmgate/full.wasm";

self.onmessage = async ({ data }: MessageEvent<VideoFrame>) => {
  const gate = await load({ module });
  const frame = await gate.createFrameFrom(data);
  const canvas = new OffscreenCanvas(frame.width, frame.height);
  const context = canvas.getContext("2d");
  if (context !== null) frame.putTo(context);
  const picture: ImageData = frame.imageData;
  frame.copyFrom(canvas).copyFrom(await createImageBitmap(picture));
  self.postMessage(canvas.transferToImageBitmap());
};
