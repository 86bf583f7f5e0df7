// Written by `make gen` from the declarations in core: edit those instead.

/** Memory that an audio module shares, by index. */
export const Place = {
  channel: 0,
  side: 1,
  lane: 2,
  lengths: 3,
  readings: 4,
  audio: 5,
  input: 6,
  output: 7,
  decoded: 8,
  encoded: 9,
} as const;

/** Numbers about the session of an audio module, by index. */
export const SessionNumber = {
  latency: 0,
  tail: 1,
  position: 2,
  faults: 3,
  readings: 4,
  resamplerLatency: 5,
  ratio: 6,
  lookAhead: 7,
  tempo: 8,
  maximumOutput: 9,
  fileSampleRate: 10,
  fileChannels: 11,
  fileFrames: 12,
  progress: 13,
  encodedBytes: 14,
  clippedSamples: 15,
  truncated: 16,
  primingFrames: 17,
  paddingFrames: 18,
  damagedPackets: 19,
  remixedFrames: 20,
  otherFormatFrames: 21,
  otherTracks: 22,
  spectralBandReplication: 23,
  parametricStereo: 24,
} as const;
