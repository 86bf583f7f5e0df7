// Changes the tempo of clips, and keeps their pitch.

/** Tempo factors, with their names in the menu. */
export const SPEEDS = [
  [0.5, "Half speed"],
  [0.75, "¾ speed"],
  [1, "Normal speed"],
  [1.25, "1¼ times as fast"],
  [1.5, "1½ times as fast"],
  [2, "Twice as fast"],
] as const;

/** Returns a clip at another tempo: a voice by WSOLA, other audio by the phase vocoder. */
export async function atTempo(
  clip: AudioBuffer,
  tempo: number,
  isVoice: boolean,
  options: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<AudioBuffer> {
  if (tempo === 1) return clip;
  // Loaded on demand: most visitors of this page don't need this larger module.
  const { loadAudio } = await import("filmgate/audio/full");
  const audio = await loadAudio();
  const { sampleRate } = clip;
  const channels = Array.from({ length: clip.numberOfChannels }, (_, index) => clip.getChannelData(index));
  const method = isVoice ? "wsola" : "phase-vocoder";
  const stretched = await audio.stretch({ sampleRate, channels }, { tempo, method, ...options });
  const length = stretched.channels[0]?.length ?? 0;
  const result = new AudioBuffer({ length, sampleRate, numberOfChannels: channels.length });
  for (const [index, channel] of stretched.channels.entries()) result.copyToChannel(channel, index);
  return result;
}
