// The clips to play: generated music, a voice, and the voice with noise.

import { makeMusic } from "./music.ts";

/** The clips, with their names in the menu. */
export const CLIPS = {
  music: "Music",
  voice: "Voice",
  noisy: "Voice with fan noise",
} as const;

/** Length of the looped fan noise, in seconds. */
const FAN = 4;

/** Creates a clip at the context's sample rate. */
export async function makeClip(name: string, context: BaseAudioContext): Promise<AudioBuffer> {
  if (name !== "voice" && name !== "noisy") return makeMusic(context.sampleRate);
  const response = await fetch(new URL("../assets/voice.mp3", import.meta.url));
  const voice = await context.decodeAudioData(await response.arrayBuffer());
  return name === "voice" ? voice : withFan(voice);
}

/** Adds low-pass noise, like a fan's, to a voice. */
async function withFan(voice: AudioBuffer): Promise<AudioBuffer> {
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
