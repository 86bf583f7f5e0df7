// Calls that must not compile, in any project.

import { type AudioEngine, type EffectChain, loadAudio } from "filmgate/audio";
import { biquad, compressor, gain } from "filmgate/audio/effects";
import type { FullAudioEngine } from "filmgate/audio/full";

declare const audio: AudioEngine;
declare const full: FullAudioEngine;
declare const chain: EffectChain;
const samples = { sampleRate: 48_000, channels: [new Float32Array(4)] };

// @ts-expect-error: a misspelt option
loadAudio({ modul: "audio.wasm" });
// @ts-expect-error: not a type of the filter
biquad({ type: "lowpas" });
// @ts-expect-error: a value of another type
compressor({ threshold: "-20" });
// @ts-expect-error: an effect that doesn't exist
audio.createChain([{ effect: "gian" }]);
// @ts-expect-error: samples of double precision
audio.renderOffline({ sampleRate: 48_000, channels: [new Float64Array(4)] }, []);
// @ts-expect-error: not a quality
audio.resample(samples, 44_100, { quality: "perfect" });
// @ts-expect-error: audio.wasm has no files
audio.decodeAudio(new Uint8Array());
// @ts-expect-error: not a bit depth
full.encodeWav(samples, { bitDepth: 12 });
// @ts-expect-error: times are an option
chain.set(gain(), { gain: -3 }, 2);
// @ts-expect-error: an interleaved array
chain.copyFrom(new Float32Array(8));
