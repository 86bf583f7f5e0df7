// Frames for the suites of Filmgate's own filters.

import { load } from "filmgate";
import { fillWithNoise } from "./pictures.mjs";

/**
 * Creates a source with opaque noise, a frame that is restored from it, and a second input.
 *
 * @param {{ width: number, height: number }} size
 */
export async function makeFrames({ width, height }) {
  const gate = await load({ reserve: 5 * width * height * 4 });
  const [source, frame, second] = [0, 1, 2].map(() => gate.createFrame(width, height));
  if (!source || !frame || !second) throw new Error("unreachable: three frames were made");
  fillWithNoise(source.bytes);
  const copy = gate.createPipeline([]);
  copy.run(source, { into: second });
  const restore = () => {
    copy.run(source, { into: frame });
  };
  return { gate, source, frame, second, restore };
}
