/** The effects that a voice goes through in the benches of sound, in their order. */
export const voiceChain = [
  "gate",
  "noiseSuppressor",
  "parametricEq",
  "compressor",
  "limiter",
  "loudnessMeter",
  "peakMeter",
];
