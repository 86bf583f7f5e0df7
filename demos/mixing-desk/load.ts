// Measures the duration of a quantum, in a worker because a worklet has no clock, with the current chain and the same
// module.

import { type ChainStep, loadAudio } from "filmgate/audio";

/** A chain to measure. */
export interface LoadRequest {
  readonly steps: readonly ChainStep[];
  readonly sampleRate: number;
}

/** Duration of a quantum and resolution of the clock, in microseconds. */
export interface Load {
  readonly mean: number;
  readonly p99: number;
  readonly worst: number;
  readonly resolution: number;
}

const QUANTUM = 128;
const WARM_UP = 500;
const QUANTA = 2000;

/** Measures the smallest step of the clock, in milliseconds. */
function resolutionOf(): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    least = Math.min(least, now - start);
  }
  return least;
}

async function measure({ steps, sampleRate }: LoadRequest): Promise<Load> {
  const audio = await loadAudio();
  const chain = audio.createChain(steps, { sampleRate, maximumFrames: QUANTUM });
  const source = [1, 2].map(() => Float32Array.from({ length: QUANTUM }, () => Math.random() - 0.5));
  const result = source.map((channel) => channel.slice());
  // Includes both copies, as in an AudioWorklet.
  const quantum = () => {
    for (const [index, channel] of source.entries()) chain.channel(index).set(channel);
    chain.process(QUANTUM);
    for (const [index, channel] of result.entries()) channel.set(chain.channel(index));
  };
  for (let warm = 0; warm < WARM_UP; warm += 1) quantum();
  const times = new Float64Array(QUANTA);
  const start = performance.now();
  for (let index = 0; index < QUANTA; index += 1) {
    const begun = performance.now();
    quantum();
    times[index] = performance.now() - begun;
  }
  const mean = (performance.now() - start) / QUANTA;
  chain.close();
  times.sort();
  const at = (part: number) => 1000 * (times[Math.floor(part * (QUANTA - 1))] ?? 0);
  return { mean: 1000 * mean, p99: at(0.99), worst: at(1), resolution: 1000 * resolutionOf() };
}

addEventListener("message", async ({ data }: MessageEvent<LoadRequest>) => {
  // The page has already shown the error of an invalid chain.
  const load = await measure(data).catch(() => undefined);
  postMessage(load);
});
