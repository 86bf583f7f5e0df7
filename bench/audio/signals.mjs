// Signals and chains shared by several audio suites.

export const RATE = 48_000;
/** Frames of a render quantum. */
export const QUANTUM = 128;

/** The effects of a voice chain, in processing order. */
export const voiceChain = [
  "noiseGate",
  "noiseSuppressor",
  "parametricEq",
  "compressor",
  "limiter",
  "loudnessMeter",
  "peakMeter",
];

/** Two channels of noise with a rising and falling level, so that level detectors have work. @param {number} frames */
export const swellingNoise = (frames) =>
  [0, 1].map((channel) =>
    Float32Array.from({ length: frames }, (_, frame) => {
      const noise = Math.sin(frame * (12.9898 + channel)) * 43758.5453;
      return (noise - Math.floor(noise) - 0.5) * (0.05 + Math.sin(frame / 9000) ** 2);
    }),
  );

/** Two channels of a decaying impulse response. @param {number} length in frames */
export const decay = (length) =>
  [0, 1].map(() => Float32Array.from({ length }, (_, i) => Math.sin(i * i) * Math.exp((-7 * i) / length)));

/** Returns the phase of a sine at a frame. Whole turns are dropped before the multiplication, to keep precision. @param {number} frequency @param {number} rate @param {number} frame */
export const phaseAt = (frequency, rate, frame) => 2 * Math.PI * (((frequency * frame) / rate) % 1);

/**
 * Fits a sine to samples by least squares: the energies of the samples, of the sine in them, and of the rest.
 *
 * @param {Float32Array} samples
 * @param {number} frequency
 * @param {number} rate
 */
export function fitSine(samples, frequency, rate) {
  let [ss, sc, cc, xs, xc, xx] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < samples.length; i += 1) {
    const angle = phaseAt(frequency, rate, i);
    const [x, sin, cos] = [samples[i] ?? 0, Math.sin(angle), Math.cos(angle)];
    ss += sin * sin;
    sc += sin * cos;
    cc += cos * cos;
    xs += x * sin;
    xc += x * cos;
    xx += x * x;
  }
  const determinant = ss * cc - sc * sc;
  const [a, b] = [(xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant];
  // Summed separately: `xx` minus the sine's energy would lose all precision below -150 dB.
  let rest = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const angle = phaseAt(frequency, rate, i);
    rest += ((samples[i] ?? 0) - a * Math.sin(angle) - b * Math.cos(angle)) ** 2;
  }
  return { power: a * a + b * b, rest: (2 * rest) / samples.length, energy: xx };
}

/** @param {number} ratio of powers */
export const toDecibels = (ratio) => 10 * Math.log10(ratio);
