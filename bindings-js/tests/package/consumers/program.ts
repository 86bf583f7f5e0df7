// A program that must compile in every project: with the DOM's types, with a worker's, and with Node's.

import {
  ArgumentError,
  type Frame,
  type Gate,
  hammingDistance,
  load,
  perceptualHash,
  type Step,
} from "filmgate";
import {
  type AudioEngine,
  type EffectChain,
  loadAudio,
  type PlanarAudio,
  type Samples,
} from "filmgate/audio";
import { gain, noiseSuppressor, parametricEq } from "filmgate/audio/effects";
import { type DecodedAudio, loadAudio as loadFullAudio } from "filmgate/audio/full";
import { loadAudio as loadInlineAudio } from "filmgate/audio/inline";
import { loadNoiseModel } from "filmgate/audio/noise-model";
import { load as loadCore } from "filmgate/core";
import { brightness, gaussianBlur, lut3d, sepia } from "filmgate/filters";
import { load as loadFull } from "filmgate/full";
import { load as loadInline } from "filmgate/inline";
import { EFFECTS, FILTERS } from "filmgate/spec";

/** Bytes of any array: the memory of `Uint8Array` may be shared. */
export async function thumbnail(file: Uint8Array, cube: string): Promise<Uint8Array<ArrayBuffer>> {
  const gate: Gate = await loadFull({ maximumBytes: 1 << 28 });
  const frame: Frame = await gate.decode(file, { strict: true });
  const steps: Step[] = [brightness({ amount: 1.2 }), { filter: "sepia", amount: 0.5 }];
  const pipeline = gate.createPipeline([
    ...steps,
    gaussianBlur({ sigma: 2 }),
    lut3d({ table: gate.createLut(cube) }),
  ]);
  pipeline.set(0, { amount: 0.8 });
  pipeline.run(frame, { into: gate.createFrame(1, 1) });
  const explained: string = JSON.stringify(pipeline.explain(frame));
  const [pixels, width]: [Uint8ClampedArray, number] = [frame.pixels, frame.width];
  if (explained.length + pixels.length + width === 0) throw new Error();
  return frame.encode({ type: "image/jpeg", quality: 0.8 });
}

export async function isSame(one: ArrayBuffer, other: DataView): Promise<boolean> {
  const gate = await load();
  const frames = await Promise.all([gate.decode(one), gate.decode(other)]);
  const [first, second] = frames.map((frame) => perceptualHash(frame));
  for (const frame of frames) frame.close();
  return first !== undefined && second !== undefined && hammingDistance(first, second) < 6;
}

/** The module's bytes, a response and an address are modules. */
export function sources(bytes: Uint8Array, answer: Promise<Response>): Promise<Gate>[] {
  return [load({ module: bytes }), load({ module: answer }), load({ module: "/filmgate.wasm" })];
}

export async function speech(samples: Float32Array): Promise<PlanarAudio> {
  const audio = await loadAudio();
  const source: Samples = { sampleRate: 48_000, channels: [samples] };
  const model = await loadNoiseModel();
  const rendered = await audio.renderOffline(source, [noiseSuppressor({ model }), gain({ gain: -3 })], {
    signal: new AbortController().signal,
    onProgress: (done: number) => void done,
  });
  return audio.resample(rendered, 44_100, { quality: "best" });
}

export async function wav(file: Uint8Array): Promise<number> {
  const audio = await loadFullAudio();
  const decoded: DecodedAudio = await audio.decodeAudio(file, { worker: true });
  const chain: EffectChain = audio.createChain([
    parametricEq({ bands: [{ type: "peaking", frequency: 1000 }] }),
  ]);
  chain.set(0, { bands: [] });
  chain.close();
  return audio.encodeWav(decoded, { bitDepth: 24 }).clippedSamples;
}

export function nameOf(error: unknown): string {
  return error instanceof ArgumentError ? `${error.code}: ${error.argument}` : String(error);
}

/** Every entry has the same types. */
export const loaders: (() => Promise<Gate>)[] = [load, loadCore, loadFull, loadInline];
export const audioLoaders: (() => Promise<AudioEngine>)[] = [loadAudio, loadFullAudio, loadInlineAudio];

export const names: string[] = [...FILTERS, ...EFFECTS].map(({ name }) => name);
export const step = sepia();
