// Written by `make gen` from the declarations in core: edit those instead.

import type { EffectCode } from "../audio/codes.js";

/** Effects in the order of their indices, with parameters and readings in the order of theirs. */
export const EFFECT_CODES: readonly EffectCode[] = [
  { name: "gain", parameters: [{ name: "gain", automatable: [0, -100, 48] }], readings: [] },
  { name: "pan", parameters: [{ name: "pan", automatable: [0, -1, 1] }], readings: [] },
  { name: "mute", parameters: [{ name: "muted" }, { name: "fade" }], readings: [] },
  { name: "dcBlock", parameters: [{ name: "frequency", fixed: true }], readings: [] },
  { name: "biquad", parameters: [{ name: "type" }, { name: "frequency", automatable: [350, 0, 384000] }, { name: "detune", automatable: [0, -153600, 153600] }, { name: "q", automatable: [1, -770, 770] }, { name: "gain", automatable: [0, -770, 770] }], readings: [] },
  { name: "parametricEq", parameters: [{ name: "bands" }], readings: [] },
  { name: "graphicEq", parameters: [{ name: "band31", automatable: [0, -24, 24] }, { name: "band63", automatable: [0, -24, 24] }, { name: "band125", automatable: [0, -24, 24] }, { name: "band250", automatable: [0, -24, 24] }, { name: "band500", automatable: [0, -24, 24] }, { name: "band1000", automatable: [0, -24, 24] }, { name: "band2000", automatable: [0, -24, 24] }, { name: "band4000", automatable: [0, -24, 24] }, { name: "band8000", automatable: [0, -24, 24] }, { name: "band16000", automatable: [0, -24, 24] }], readings: [] },
  { name: "stateVariableFilter", parameters: [{ name: "response" }, { name: "frequency", automatable: [1000, 5, 192000] }, { name: "q", automatable: [0.7071067811865476, 0.1, 100] }], readings: [] },
  { name: "linkwitzRiley", parameters: [{ name: "side" }, { name: "frequency" }], readings: [] },
  { name: "delay", parameters: [{ name: "time", automatable: [0.3, 0, 10] }, { name: "feedback", automatable: [0.35, 0, 0.99] }, { name: "maximum", fixed: true }], readings: [] },
  { name: "chorus", parameters: [{ name: "rate", automatable: [0.8, 0.01, 20] }, { name: "depth", automatable: [0.003, 0, 0.02] }, { name: "delay", automatable: [0.012, 0.001, 0.06] }, { name: "voices", fixed: true }, { name: "spread", fixed: true }], readings: [] },
  { name: "flanger", parameters: [{ name: "rate", automatable: [0.25, 0.01, 20] }, { name: "depth", automatable: [0.004, 0, 0.015] }, { name: "feedback", automatable: [0.4, -0.95, 0.95] }, { name: "spread", fixed: true }], readings: [] },
  { name: "phaser", parameters: [{ name: "rate", automatable: [0.4, 0.01, 20] }, { name: "frequency", automatable: [800, 20, 10000] }, { name: "octaves", automatable: [3, 0, 8] }, { name: "feedback", automatable: [0.3, -0.95, 0.95] }, { name: "stages", fixed: true }, { name: "spread", fixed: true }], readings: [] },
  { name: "pitchShift", parameters: [{ name: "pitch", automatable: [0, -24, 24] }, { name: "window", fixed: true }], readings: [] },
  { name: "reverb", parameters: [{ name: "decay", automatable: [2, 0.05, 60] }, { name: "damping", automatable: [6000, 200, 20000] }, { name: "preDelay", fixed: true }, { name: "size", fixed: true }, { name: "modulation", automatable: [0.0003, 0, 0.002] }], readings: [] },
  { name: "convolver", parameters: [{ name: "response", fixed: true }, { name: "normalize" }], readings: [] },
  { name: "compressor", parameters: [{ name: "threshold", automatable: [-24, -100, 0] }, { name: "ratio", automatable: [4, 1, 100] }, { name: "knee", automatable: [6, 0, 40] }, { name: "attack" }, { name: "release" }, { name: "makeUp", automatable: [0, -40, 60] }, { name: "autoMakeUp" }, { name: "detector" }, { name: "stereoLink" }, { name: "sideChain" }], readings: ["gainReduction"] },
  { name: "expander", parameters: [{ name: "threshold", automatable: [-40, -100, 0] }, { name: "ratio", automatable: [2, 1, 100] }, { name: "knee", automatable: [6, 0, 40] }, { name: "range", automatable: [40, 0, 100] }, { name: "attack" }, { name: "release" }, { name: "sideChain" }], readings: ["gainReduction"] },
  { name: "noiseGate", parameters: [{ name: "threshold" }, { name: "hysteresis" }, { name: "attack" }, { name: "hold" }, { name: "release" }, { name: "range" }, { name: "sideChain" }], readings: ["gainReduction", "open"] },
  { name: "limiter", parameters: [{ name: "gain", automatable: [0, -40, 40] }, { name: "ceiling", automatable: [-1, -60, 0] }, { name: "release" }, { name: "lookAhead", fixed: true }, { name: "stereoLink" }], readings: ["gainReduction"] },
  { name: "multibandCompressor", parameters: [{ name: "bands", fixed: true }, { name: "crossover1" }, { name: "crossover2" }, { name: "crossover3" }, { name: "knee", automatable: [6, 0, 40] }, { name: "stereoLink" }, { name: "threshold1", automatable: [-24, -100, 0] }, { name: "ratio1", automatable: [3, 1, 100] }, { name: "attack1" }, { name: "release1" }, { name: "makeUp1", automatable: [0, -40, 60] }, { name: "threshold2", automatable: [-24, -100, 0] }, { name: "ratio2", automatable: [3, 1, 100] }, { name: "attack2" }, { name: "release2" }, { name: "makeUp2", automatable: [0, -40, 60] }, { name: "threshold3", automatable: [-24, -100, 0] }, { name: "ratio3", automatable: [3, 1, 100] }, { name: "attack3" }, { name: "release3" }, { name: "makeUp3", automatable: [0, -40, 60] }, { name: "threshold4", automatable: [-24, -100, 0] }, { name: "ratio4", automatable: [3, 1, 100] }, { name: "attack4" }, { name: "release4" }, { name: "makeUp4", automatable: [0, -40, 60] }], readings: ["gainReduction1", "gainReduction2", "gainReduction3", "gainReduction4"] },
  { name: "deEsser", parameters: [{ name: "mode", fixed: true }, { name: "frequency" }, { name: "threshold", automatable: [-30, -100, 0] }, { name: "ratio", automatable: [4, 1, 100] }, { name: "range", automatable: [12, 0, 60] }, { name: "attack" }, { name: "release" }], readings: ["gainReduction"] },
  { name: "bitCrusher", parameters: [{ name: "bits" }, { name: "factor" }, { name: "dither" }], readings: [] },
  { name: "waveShaper", parameters: [{ name: "curve" }, { name: "oversample", fixed: true }, { name: "drive", automatable: [0, -40, 60] }, { name: "makeUp", automatable: [0, -60, 40] }], readings: [] },
  { name: "noiseSuppressor", parameters: [{ name: "model", fixed: true }, { name: "attenuation", automatable: [100, 0, 100] }, { name: "stereoLink" }], readings: ["voiceProbability"] },
  { name: "peakMeter", parameters: [{ name: "hold", fixed: true }, { name: "decay", fixed: true }, { name: "window", fixed: true }], readings: ["peak", "rms", "truePeak", "maximumPeak", "maximumTruePeak", "correlation", "leftPeak", "rightPeak", "leftRms", "rightRms"] },
  { name: "loudnessMeter", parameters: [{ name: "integrate" }], readings: ["momentary", "shortTerm", "integrated", "loudnessRange", "maximumMomentary", "maximumShortTerm"] },
  { name: "pitchMeter", parameters: [{ name: "lowest", fixed: true }, { name: "highest", fixed: true }, { name: "threshold" }], readings: ["frequency", "clarity"] },
  { name: "tempoMeter", parameters: [{ name: "sensitivity" }], readings: ["onsetStrength", "onsets", "tempo", "regularity"] },
  { name: "mfccMeter", parameters: [], readings: ["coefficient0", "coefficient1", "coefficient2", "coefficient3", "coefficient4", "coefficient5", "coefficient6", "coefficient7", "coefficient8", "coefficient9", "coefficient10", "coefficient11", "coefficient12"] },
  { name: "spectrumMeter", parameters: [], readings: ["band20", "band25", "band31", "band40", "band50", "band63", "band80", "band100", "band125", "band160", "band200", "band250", "band315", "band400", "band500", "band630", "band800", "band1000", "band1250", "band1600", "band2000", "band2500", "band3150", "band4000", "band5000", "band6300", "band8000", "band10000", "band12500", "band16000", "band20000"] },
];

/** A module returns one of these hashes: of all names above, or of those before the family `analysis`. */
export const FINGERPRINTS: readonly number[] = [284973845, 564797122];
