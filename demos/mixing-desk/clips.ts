// What there is to hear: music made by the page, a voice, and the voice in noise.

import { makeMusic } from "./music.ts";

/** The names of the clips, and what a person reads. */
export const CLIPS = {
  music: "Music",
  voice: "A voice",
  noisy: "The voice, beside a fan",
} as const;

/** Seconds of the fan's noise before it begins again. */
const FAN = 4;

/** A clip at the context's rate. */
export async function makeClip(name: string, context: BaseAudioContext): Promise<AudioBuffer> {
  if (name !== "voice" && name !== "noisy") return makeMusic(context.sampleRate);
  const response = await fetch(new URL("../assets/voice.mp3", import.meta.url));
  const voice = await context.decodeAudioData(await response.arrayBuffer());
  return name === "voice" ? voice : besideFan(voice);
}

/** Noise that is stronger the lower it is, as of a fan, added to a voice. */
async function besideFan(voice: AudioBuffer): Promise<AudioBuffer> {
  const { length, sampleRate } = voice;
  const context = new OfflineAudioContext(1, length, sampleRate);
  const noise = new AudioBuffer({ length: FAN * sampleRate, sampleRate });
  noise.copyToChannel(
    Float32Array.from({ length: noise.length }, () => Math.random() - 0.5),
    0,
  );
  const fan = new AudioBufferSourceNode(context, { buffer: noise, loop: true });
  fan
    .connect(new BiquadFilterNode(context, { type: "lowpass", frequency: 400, Q: 0 }))
    .connect(new GainNode(context, { gain: 0.4 }))
    .connect(context.destination);
  fan
    .connect(new BiquadFilterNode(context, { type: "lowpass", frequency: 5000, Q: 0 }))
    .connect(new GainNode(context, { gain: 0.03 }))
    .connect(context.destination);
  const speaker = new AudioBufferSourceNode(context, { buffer: voice });
  speaker.connect(context.destination);
  fan.start();
  speaker.start();
  return context.startRendering();
}
