// A project whose type library has `Symbol.dispose` can write `using`.

import type { Gate } from "filmgate";
import type { AudioEngine } from "filmgate/audio";

export function work(gate: Gate, audio: AudioEngine): number {
  using frame = gate.createFrame(4, 4);
  using chain = audio.createChain([]);
  return frame.width + chain.latency;
}
