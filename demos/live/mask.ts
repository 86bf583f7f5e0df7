// A stand-in for a segmenter: an ellipse, still or moving. 255 is the background.

import type { VideoMask } from "filmgate/video";

const [WIDTH, HEIGHT] = [128, 72];

/** Returns the mask at a time in seconds. */
export function ellipse(seconds: number, isMoving: boolean): VideoMask {
  const data = new Uint8Array(WIDTH * HEIGHT);
  const centre = isMoving ? 0.5 + 0.25 * Math.sin(seconds) : 0.5;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const distance = Math.hypot((x / WIDTH - centre) / 0.22, (y / HEIGHT - 0.55) / 0.5);
      // A soft edge, as segmenters give.
      data[y * WIDTH + x] = 255 * Math.min(1, Math.max(0, (distance - 0.95) / 0.1));
    }
  }
  return { data, width: WIDTH, height: HEIGHT };
}
