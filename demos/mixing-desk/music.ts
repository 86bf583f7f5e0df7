// Generates a few bars of music, so that the demo needs no licence for it.

const BEAT = 0.5;
const CHORDS = [
  [57, 60, 64],
  [53, 57, 60],
  [48, 52, 55],
  [55, 59, 62],
];

const hertz = (note: number) => 440 * 2 ** ((note - 69) / 12);

/** Renders sixteen beats that can be looped. */
export async function makeMusic(sampleRate: number): Promise<AudioBuffer> {
  const length = CHORDS.length * 4 * BEAT;
  const context = new OfflineAudioContext(2, length * sampleRate, sampleRate);

  const tone = (
    type: OscillatorType,
    note: number,
    at: number,
    duration: number,
    loudness: number,
    pan: number,
  ) => {
    const oscillator = new OscillatorNode(context, { type, frequency: hertz(note) });
    const envelope = new GainNode(context, { gain: 0 });
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(loudness, at + 0.01);
    envelope.gain.exponentialRampToValueAtTime(0.001, at + duration);
    oscillator.connect(envelope).connect(new StereoPannerNode(context, { pan })).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + duration);
  };
  const noise = new AudioBuffer({ length: sampleRate / 10, sampleRate });
  noise.copyToChannel(
    Float32Array.from(
      { length: noise.length },
      (_, i) => Math.sin(i * i * 12.9898) * (1 - i / noise.length) ** 4,
    ),
    0,
  );
  const hit = (at: number, loudness: number) => {
    const source = new AudioBufferSourceNode(context, { buffer: noise });
    source.connect(new GainNode(context, { gain: loudness })).connect(context.destination);
    source.start(at);
  };

  for (const [bar, chord] of CHORDS.entries()) {
    const start = bar * 4 * BEAT;
    tone("triangle", (chord[0] ?? 48) - 12, start, 3.8 * BEAT, 0.3, 0);
    for (let eighth = 0; eighth < 8; eighth += 1) {
      const note = (chord[eighth % chord.length] ?? 60) + (eighth > 4 ? 12 : 0);
      tone("sawtooth", note, start + (eighth * BEAT) / 2, 0.45, 0.09, eighth % 2 === 0 ? -0.5 : 0.5);
      hit(start + (eighth * BEAT) / 2, eighth % 4 === 2 ? 0.3 : 0.06);
    }
  }
  return context.startRendering();
}
