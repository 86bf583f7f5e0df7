// Writes WAV files of 32-bit floats: a header of 44 bytes, and interleaved samples.

/** Encodes planar samples as a WAV file. */
export function wavOf(channels: readonly Float32Array[], sampleRate: number): Blob {
  const frames = channels[0]?.length ?? 0;
  const bytes = 4 * frames * channels.length;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i += 1) view.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 3, true); // IEEE floats
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 4 * channels.length, true);
  view.setUint16(32, 4 * channels.length, true);
  view.setUint16(34, 32, true);
  text(36, "data");
  view.setUint32(40, bytes, true);
  for (const [index, channel] of channels.entries()) {
    for (const [frame, sample] of channel.entries()) {
      view.setFloat32(44 + 4 * (frame * channels.length + index), sample, true);
    }
  }
  return new Blob([view], { type: "audio/wav" });
}
