// Written by `make gen` from the declarations in core: edit those instead.

import type { EffectName } from "./effects.js";
import type { ParameterSpec } from "./spec.js";

/** A measurement of an effect. */
export interface ReadingSpec {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}

/** The specification of an effect as data, for building user interfaces. */
export interface EffectSpec {
  readonly name: EffectName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  readonly parameters: readonly (ParameterSpec & {
    /** Whether it can only be set when the chain is created. */
    readonly fixed: boolean;
    /** Whether it can be automated frame by frame: a node has an `AudioParam` for it. */
    readonly automatable: boolean;
  })[];
  readonly readings: readonly ReadingSpec[];
}

/** All effects, in the order of the documentation. */
export const EFFECTS: readonly EffectSpec[] = [
  {
    name: "gain",
    family: "level",
    version: 1,
    description: "Amplifies or attenuates: multiplies every sample by 10^(gain/20).",
    parameters: [{ name: "gain", description: "The gain; -100 dB is silence.", kind: "number", minimum: -100, maximum: 48, typical: [-48, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "pan",
    family: "level",
    version: 1,
    description: "Pans stereo audio left or right at equal power, like Web Audio's `StereoPannerNode`.\n\nSource: Web Audio API, \"StereoPanner Algorithm\" (stereo input). Requires two channels.",
    parameters: [{ name: "pan", description: "Position: -1 is left, 1 is right.", kind: "number", minimum: -1, maximum: 1, typical: [-1, 1], step: 0.01, unit: "", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "mute",
    family: "level",
    version: 1,
    description: "Mutes and unmutes with a linear fade.\n\nA change of `muted` can be scheduled, so this effect also fades in and out.",
    parameters: [{ name: "muted", description: "Whether the audio is muted.", kind: "boolean", default: false, fixed: false, automatable: false }, { name: "fade", description: "Duration of a full fade.", kind: "number", minimum: 0, maximum: 60000, typical: [0, 2000], step: 1, unit: " ms", default: 20, fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "dcBlock",
    family: "level",
    version: 1,
    description: "Removes a constant offset: a first-order high-pass.\n\nSource: `y[n] = x[n] - x[n-1] + R·y[n-1]`, `R = 1 - 2π·frequency/rate` (J. O. Smith, \"Introduction to Digital\nFilters\", DC blocker), in double precision.",
    parameters: [{ name: "frequency", description: "Cutoff frequency (-3 dB).", kind: "number", minimum: 1, maximum: 100, typical: [1, 100], step: 1, unit: " Hz", default: 10, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "biquad",
    family: "equalizer",
    version: 1,
    description: "A second-order filter, like Web Audio's `BiquadFilterNode`: same types, same coefficients, same meaning of Q.\n\nSource: Web Audio API, \"Filters Characteristics\". In double precision, direct form I. All numeric parameters can\nchange frame by frame; while they do, coefficients are computed for every frame.",
    parameters: [{ name: "kind", description: "Type of the filter.", kind: "enum", values: ["lowpass", "highpass", "bandpass", "lowshelf", "highshelf", "peaking", "notch", "allpass"], default: "lowpass", fixed: false, automatable: false }, { name: "frequency", description: "Frequency of the filter.", kind: "number", minimum: 0, maximum: 384000, typical: [20, 20000], step: 1, unit: " Hz", default: 350, fixed: false, automatable: true }, { name: "detune", description: "Offset of the frequency; 1200 cents are an octave.", kind: "number", minimum: -153600, maximum: 153600, typical: [-2400, 2400], step: 1, unit: " cents", default: 0, fixed: false, automatable: true }, { name: "q", description: "Quality factor; for `lowpass` and `highpass`, the resonance in dB. Shelves ignore it.", kind: "number", minimum: -770, maximum: 770, typical: [0.1, 20], step: 0.1, unit: "", default: 1, fixed: false, automatable: true }, { name: "gain", description: "Gain of `peaking` filters and shelves.", kind: "number", minimum: -770, maximum: 770, typical: [-24, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "parametricEq",
    family: "equalizer",
    version: 1,
    description: "An equaliser with up to 16 bands, each a second-order filter like `biquad`.\n\nA band is four numbers: type (0 to 7 for lowpass, highpass, bandpass, lowshelf, highshelf, peaking, notch and\nallpass), frequency in Hz, gain in dB, and Q. The whole list can be replaced at any time. Frequency, gain and Q\nthen change in steps of 128 frames, with a time constant of 10 ms (to 1/e); a type changes immediately.",
    parameters: [{ name: "bands", description: "The bands, four numbers each: type, frequency, gain and Q.", kind: "bands", default: [3, 100, 0, 1, 5, 500, 0, 1, 5, 2500, 0, 1, 4, 8000, 0, 1], fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "graphicEq",
    family: "equalizer",
    version: 1,
    description: "An equaliser with ten bands, an octave each: the preferred frequencies of ISO 266.\n\nEach band is a peaking filter (see `biquad`) with Q = √2, which has a width of an octave. The responses of\nneighbouring bands overlap, and aren't compensated. Gains change in steps of 128 frames, with a time constant of\n10 ms (to 1/e).",
    parameters: [{ name: "band31", description: "Gain at 31.5 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band63", description: "Gain at 63 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band125", description: "Gain at 125 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band250", description: "Gain at 250 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band500", description: "Gain at 500 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band1000", description: "Gain at 1 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band2000", description: "Gain at 2 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band4000", description: "Gain at 4 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band8000", description: "Gain at 8 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band16000", description: "Gain at 16 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "stateVariableFilter",
    family: "equalizer",
    version: 1,
    description: "A second-order filter for fast modulation: a state variable filter with trapezoidal integrators.\n\nIts state is that of a circuit, which stays valid when parameters change, whereas a biquad stores past samples.\nSweeps therefore neither click nor ring. Source: V. Zavalishin, \"The Art of VA Filter Design\", 4.4 (the\nzero-delay form).",
    parameters: [{ name: "response", description: "Type of the response.", kind: "enum", values: ["lowpass", "highpass", "bandpass", "notch", "allpass"], default: "lowpass", fixed: false, automatable: false }, { name: "frequency", description: "Frequency of the filter, limited to just below half the sample rate.", kind: "number", minimum: 5, maximum: 192000, typical: [20, 20000], step: 1, unit: " Hz", default: 1000, fixed: false, automatable: true }, { name: "q", description: "Quality factor: the resonance, or the narrowness of a band; 0.707 is flat.", kind: "number", minimum: 0.1, maximum: 100, typical: [0.1, 20], step: 0.01, unit: "", default: 0.7071067811865476, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "linkwitzRiley",
    family: "equalizer",
    version: 1,
    description: "One side of a fourth-order Linkwitz–Riley crossover: 24 dB per octave, -6 dB at the frequency. The sum of both\nsides is an all-pass, so levels are unchanged if they are mixed again.\n\nSource: S. Linkwitz, \"Active Crossover Networks for Noncoincident Drivers\" (1976): two Butterworth filters in\nseries.",
    parameters: [{ name: "side", description: "The side to output.", kind: "enum", values: ["low", "high", "both"], default: "low", fixed: false, automatable: false }, { name: "frequency", description: "Crossover frequency.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 1000, fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "delay",
    family: "time",
    version: 1,
    description: "Delays audio, with repeated echoes if there is feedback. The output is the delayed audio only; `mix` adds the\ninput.\n\nValues between samples are interpolated linearly, like in Web Audio's `DelayNode`. The time can therefore change\ncontinuously, which shifts the pitch like a tape machine. With feedback, the shortest delay is one frame.",
    parameters: [{ name: "time", description: "Delay time.", kind: "number", minimum: 0, maximum: 10000, typical: [1, 2000], step: 1, unit: " ms", default: 300, fixed: false, automatable: true }, { name: "feedback", description: "Share of the output that is fed back to the input.", kind: "number", minimum: 0, maximum: 0.99, typical: [0, 0.99], step: 0.01, unit: "", default: 0.35, fixed: false, automatable: true }, { name: "maximum", description: "The largest delay time that can be set, if it is longer than `time`. Memory is allocated for it.", kind: "number", minimum: 1, maximum: 10000, typical: [1, 10000], step: 1, unit: " ms", default: 2000, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "chorus",
    family: "time",
    version: 1,
    description: "Turns one instrument into several: outputs voices with short delays that a slow sine modulates.\n\nThe voices of a channel are evenly spaced over the period of the sine; those of each further channel are shifted\nby `spread`. Each voice has a gain of √(1/voices), so the sum is as loud as a single voice. The output has the\nvoices only; `mix: 0.5` adds the input. Source: J. Dattorro, \"Effect Design, Part 2\" (1997).",
    parameters: [{ name: "rate", description: "Modulation frequency of the delay.", kind: "number", minimum: 0.01, maximum: 20, typical: [0.1, 5], step: 0.01, unit: " Hz", default: 0.8, fixed: false, automatable: true }, { name: "depth", description: "Modulation depth of the delay, in both directions.", kind: "number", minimum: 0, maximum: 20, typical: [0, 10], step: 0.01, unit: " ms", default: 3, fixed: false, automatable: true }, { name: "delay", description: "Mean delay of the voices.", kind: "number", minimum: 1, maximum: 60, typical: [5, 40], step: 0.1, unit: " ms", default: 12, fixed: false, automatable: true }, { name: "voices", description: "Number of voices.", kind: "integer", minimum: 1, maximum: 8, typical: [1, 8], step: 1, unit: "", default: 2, fixed: true, automatable: false }, { name: "spread", description: "Phase shift of the sine from each channel to the next, in turns.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 0.25, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "flanger",
    family: "time",
    version: 1,
    description: "Adds audio to itself with a delay that a slow sine moves between 0 and `depth`: a moving comb filter. Feedback,\npositive or negative, sharpens its peaks.\n\nThe output is (input + delayed) / 2. Source: J. Dattorro, \"Effect Design, Part 2\" (1997).",
    parameters: [{ name: "rate", description: "Modulation frequency of the delay.", kind: "number", minimum: 0.01, maximum: 20, typical: [0.05, 5], step: 0.01, unit: " Hz", default: 0.25, fixed: false, automatable: true }, { name: "depth", description: "The longest delay.", kind: "number", minimum: 0, maximum: 15, typical: [0.5, 10], step: 0.01, unit: " ms", default: 4, fixed: false, automatable: true }, { name: "feedback", description: "Share of the delayed audio that is fed back.", kind: "number", minimum: -0.95, maximum: 0.95, typical: [-0.95, 0.95], step: 0.01, unit: "", default: 0.4, fixed: false, automatable: true }, { name: "spread", description: "Phase shift of the sine from each channel to the next, in turns.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 0.25, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "phaser",
    family: "time",
    version: 1,
    description: "Adds audio to itself through all-pass filters whose frequency a slow sine modulates: each pair of them makes a\nmoving notch.\n\nThe stages are `y[n] = a·x[n] + x[n-1] - a·y[n-1]` with `a = (tan(π·f/rate) - 1) / (tan(π·f/rate) + 1)`, all at\nthe same frequency, which moves over a range of `octaves`. The output is (input + all-pass) / 2. Source: J. O.\nSmith, \"An All-Pass Approach to Digital Phasing and Flanging\" (1984).",
    parameters: [{ name: "rate", description: "Modulation frequency.", kind: "number", minimum: 0.01, maximum: 20, typical: [0.05, 5], step: 0.01, unit: " Hz", default: 0.4, fixed: false, automatable: true }, { name: "frequency", description: "Centre of the range over which the frequency moves.", kind: "number", minimum: 20, maximum: 10000, typical: [100, 4000], step: 1, unit: " Hz", default: 800, fixed: false, automatable: true }, { name: "octaves", description: "Number of octaves between the lowest and the highest frequency.", kind: "number", minimum: 0, maximum: 8, typical: [0, 6], step: 0.01, unit: "", default: 3, fixed: false, automatable: true }, { name: "feedback", description: "Share of the all-pass output that is fed back.", kind: "number", minimum: -0.95, maximum: 0.95, typical: [-0.95, 0.95], step: 0.01, unit: "", default: 0.3, fixed: false, automatable: true }, { name: "stages", description: "Number of all-pass filters: two for each notch.", kind: "integer", minimum: 2, maximum: 24, typical: [2, 12], step: 2, unit: "", default: 6, fixed: true, automatable: false }, { name: "spread", description: "Phase shift of the sine from each channel to the next, in turns.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 0.25, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "pitchShift",
    family: "time",
    version: 1,
    description: "Changes the pitch of audio without changing its duration.\n\nSource: J. Laroche, M. Dolson, \"New Phase-Vocoder Techniques for Pitch-Shifting, Harmonizing and Other Exotic\nEffects\" (1999). The peaks of the spectrum are moved together with their surroundings, by whole bins, and\nrotated so that their phases are continuous at their new frequencies. Frequencies are measured from the phase\ndifference of two frames. All channels are moved alike, so that differences between them are kept. Hann windows\nare applied before and after, and advance by a quarter of their length. The latency is the length of the window:\n1024, 2048 or 4096 frames at 48 kHz; at other rates, the power of two nearest in duration, at least 512.",
    parameters: [{ name: "pitch", description: "Change of the pitch; positive values raise it.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.01, unit: " semitones", default: 0, fixed: false, automatable: true }, { name: "window", description: "Duration of the analysis window.", kind: "enum", values: ["short", "medium", "long"], default: "medium", fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "reverb",
    family: "time",
    version: 1,
    description: "Reverberation by a feedback delay network: eight delay lines that are mixed with each other and fed back, like\nreflections between walls.\n\n`decay` is RT60, the time in which the level falls by 60 dB: a line of d frames is multiplied by\n`10^(-3·d/(decay·rate))`. `damping` makes high frequencies decay faster, like air and curtains do. Two all-pass\nfilters before the network make the echoes dense from the start. Slow sines modulate two of the delays, which\nprevents ringing. The output is the reverberation only; `mix` adds the input. Sources: J.-M. Jot, \"Digital Delay\nNetworks for Designing Artificial Reverberators\" (1991); mixing by the Householder matrix, J. O. Smith,\n\"Physical Audio Signal Processing\".",
    parameters: [{ name: "decay", description: "Time in which the reverberation decays by 60 dB.", kind: "number", minimum: 50, maximum: 60000, typical: [200, 10000], step: 10, unit: " ms", default: 2000, fixed: false, automatable: true }, { name: "damping", description: "Cutoff frequency above which the reverberation decays faster.", kind: "number", minimum: 200, maximum: 20000, typical: [200, 20000], step: 10, unit: " Hz", default: 6000, fixed: false, automatable: true }, { name: "preDelay", description: "Delay before the reverberation starts.", kind: "number", minimum: 0, maximum: 250, typical: [0, 250], step: 1, unit: " ms", default: 10, fixed: true, automatable: false }, { name: "size", description: "Size of the room: a factor of the delays, which are 29 to 73 ms at 1.", kind: "number", minimum: 0.2, maximum: 2, typical: [0.2, 2], step: 0.01, unit: "", default: 1, fixed: true, automatable: false }, { name: "modulation", description: "Modulation depth of two of the delays.", kind: "number", minimum: 0, maximum: 2, typical: [0, 2], step: 0.01, unit: " ms", default: 0.3, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "convolver",
    family: "time",
    version: 1,
    description: "Convolves audio with an impulse response: the reverberation of a room, a loudspeaker, any linear filter.\n\nThere is no latency. The first 128 samples of the response are applied directly, the rest by Fourier transforms\nof blocks whose lengths grow with the distance: 128, 1024, 8192. The work of the long blocks is spread over\ntime, so that all quanta take similar time (non-uniform partitions: W. Gardner, \"Efficient Convolution without\nInput-Output Delay\", 1995).\n\nA response has one channel for all channels of the audio, or one for each channel, or, for stereo audio, four:\nleft to left, left to right, right to left, right to right. `normalize` scales the response like Web Audio's\n`ConvolverNode`. Without a response, the output is silent.",
    parameters: [{ name: "response", description: "The impulse response, at the sample rate of the audio, of at most one minute.", kind: "resource", default: null, fixed: true, automatable: false }, { name: "normalize", description: "Whether to scale responses to about equal loudness.", kind: "boolean", default: true, fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "compressor",
    family: "dynamics",
    version: 1,
    description: "Reduces levels above a threshold: `ratio` dB above it become 1 dB.\n\nSource: D. Giannoulis, M. Massberg, J. Reiss, \"Digital Dynamic Range Compressor Design\" (2012): feed-forward, in\ndecibels, with a quadratic knee and a smooth branching detector after the gain computer. There is no latency.",
    parameters: [{ name: "threshold", description: "Level from which the gain is reduced.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio", description: "Compression ratio: `ratio` dB above the threshold become 1 dB.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 4, fixed: false, automatable: true }, { name: "knee", description: "Width of the knee around the threshold.", kind: "number", minimum: 0, maximum: 40, typical: [0, 30], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: true }, { name: "attack", description: "Time constant of increasing gain reduction: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 10, fixed: false, automatable: false }, { name: "release", description: "Time constant of decreasing gain reduction.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "makeUp", description: "Gain after compression.", kind: "number", minimum: -40, maximum: 60, typical: [0, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "autoMakeUp", description: "Whether to add make-up gain of half the reduction at full scale.", kind: "boolean", default: false, fixed: false, automatable: false }, { name: "detector", description: "Level detector.", kind: "enum", values: ["peak", "rms"], default: "peak", fixed: false, automatable: false }, { name: "stereoLink", description: "Whether all channels share the gain of the loudest one.", kind: "boolean", default: true, fixed: false, automatable: false }, { name: "sideChain", description: "Whether the level is measured on the side-chain input, if it is connected.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }],
  },
  {
    name: "expander",
    family: "dynamics",
    version: 1,
    description: "Reduces levels below a threshold (downward expander): 1 dB below it becomes `ratio` dB, with a gain reduction of\nat most `range`.\n\nSource: the curve of the compressor, mirrored (U. Zölzer, \"DAFX\", 2011, section 4.2), with the same detector:\npeaks in decibels, with a smooth branching detector after the gain computer. There is no latency.",
    parameters: [{ name: "threshold", description: "Level below which the gain is reduced.", kind: "number", minimum: -100, maximum: 0, typical: [-80, 0], step: 0.1, unit: " dB", default: -40, fixed: false, automatable: true }, { name: "ratio", description: "Expansion ratio: 1 dB below the threshold becomes `ratio` dB.", kind: "number", minimum: 1, maximum: 100, typical: [1, 10], step: 0.1, unit: ":1", default: 2, fixed: false, automatable: true }, { name: "knee", description: "Width of the knee around the threshold.", kind: "number", minimum: 0, maximum: 40, typical: [0, 30], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: true }, { name: "range", description: "Maximum gain reduction.", kind: "number", minimum: 0, maximum: 100, typical: [0, 80], step: 0.1, unit: " dB", default: 40, fixed: false, automatable: true }, { name: "attack", description: "Time constant of decreasing gain reduction, when the level rises: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 2, fixed: false, automatable: false }, { name: "release", description: "Time constant of increasing gain reduction.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "sideChain", description: "Whether the level is measured on the side-chain input, if it is connected.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }],
  },
  {
    name: "gate",
    family: "dynamics",
    version: 1,
    description: "Passes audio above a threshold, and closes after the level has been below it for a while.\n\nThe level is the peak of all channels, with a decay time of 20 ms (to 1/e). The gate opens at the threshold. It\ncloses when the level has been below the threshold by more than `hysteresis` for the time `hold`, which prevents\nchatter (U. Zölzer, \"DAFX\", 2011, section 4.2.3). The gain changes exponentially. There is no latency.",
    parameters: [{ name: "threshold", description: "Level at which the gate opens.", kind: "number", minimum: -100, maximum: 0, typical: [-80, 0], step: 0.1, unit: " dB", default: -40, fixed: false, automatable: false }, { name: "hysteresis", description: "Distance below the threshold at which the gate starts to close.", kind: "number", minimum: 0, maximum: 40, typical: [0, 20], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: false }, { name: "attack", description: "Time constant of opening: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 50], step: 0.1, unit: " ms", default: 1, fixed: false, automatable: false }, { name: "hold", description: "Time for which the gate stays open after the level has fallen.", kind: "number", minimum: 0, maximum: 5000, typical: [0, 500], step: 1, unit: " ms", default: 50, fixed: false, automatable: false }, { name: "release", description: "Time constant of closing.", kind: "number", minimum: 0, maximum: 5000, typical: [5, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "range", description: "Attenuation while the gate is closed; 100 dB is silence.", kind: "number", minimum: 0, maximum: 100, typical: [0, 100], step: 0.1, unit: " dB", default: 80, fixed: false, automatable: false }, { name: "sideChain", description: "Whether the level is measured on the side-chain input, if it is connected.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }, { name: "open", description: "1 if the gate is open, otherwise 0.", unit: "" }],
  },
  {
    name: "limiter",
    family: "dynamics",
    version: 1,
    description: "Keeps true peaks below a ceiling. The gain changes before a peak, so nothing is clipped.\n\nPeaks are measured between samples: at four positions per sample, as in ITU-R BS.1770-5, Annex 2, and at the\nvertex of a parabola through each of them and its neighbours. The output exceeds the ceiling by at most 0.1 dB\nif it has no frequencies above 0.42 of the sample rate (20 kHz at 48 kHz). White noise, which has, can exceed it\nby 2 dB. The gain reduction is the smallest that the upcoming peaks require, in decibels, smoothed by two moving\naverages that together span the look-ahead. Audio below the ceiling passes bit-exact. The latency is the\nlook-ahead (at least 20 frames) plus 10 frames.",
    parameters: [{ name: "gain", description: "Gain before the limiter.", kind: "number", minimum: -40, maximum: 40, typical: [0, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "ceiling", description: "Upper limit of true peaks, in dBTP.", kind: "number", minimum: -60, maximum: 0, typical: [-12, 0], step: 0.1, unit: " dB", default: -1, fixed: false, automatable: true }, { name: "release", description: "Time constant of the release after a peak: 1/e of the gain reduction remains after this time.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "lookAhead", description: "Time before a peak at which the gain reduction starts.", kind: "number", minimum: 0.5, maximum: 20, typical: [1.5, 10], step: 0.1, unit: " ms", default: 5, fixed: true, automatable: false }, { name: "stereoLink", description: "Whether all channels share the gain of the loudest one.", kind: "boolean", default: true, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }],
  },
  {
    name: "multibandCompressor",
    family: "dynamics",
    version: 1,
    description: "Splits the audio into bands, and compresses each band above its threshold, like `compressor`.\n\nBands are split from the lowest up by fourth-order Linkwitz–Riley crossovers (see `linkwitzRiley`). The lower\nbands pass through all-passes with the phase responses of the later crossovers, so that without gain reduction,\nthe sum is an all-pass (J. D'Appolito, \"Active Realization of Multiway All-Pass Crossover Systems\", 1987). There\nis no latency.",
    parameters: [{ name: "bands", description: "Number of bands. Parameters of unused bands are ignored.", kind: "integer", minimum: 2, maximum: 4, typical: [2, 4], step: 1, unit: "", default: 4, fixed: true, automatable: false }, { name: "crossover1", description: "Upper end of the lowest band.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 120, fixed: false, automatable: false }, { name: "crossover2", description: "Upper end of the second band.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 1000, fixed: false, automatable: false }, { name: "crossover3", description: "Upper end of the third band.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 6000, fixed: false, automatable: false }, { name: "knee", description: "Width of the knee around each threshold.", kind: "number", minimum: 0, maximum: 40, typical: [0, 30], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: true }, { name: "stereoLink", description: "Whether all channels share the gain of the loudest one.", kind: "boolean", default: true, fixed: false, automatable: false }, { name: "threshold1", description: "Level from which the gain of the lowest band is reduced.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio1", description: "Compression ratio of the lowest band.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack1", description: "Time constant of increasing gain reduction in the lowest band: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 30, fixed: false, automatable: false }, { name: "release1", description: "Time constant of decreasing gain reduction in the lowest band.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 200, fixed: false, automatable: false }, { name: "makeUp1", description: "Gain of the lowest band after compression.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "threshold2", description: "Level from which the gain of the second band is reduced.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio2", description: "Compression ratio of the second band.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack2", description: "Time constant of increasing gain reduction in the second band: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 15, fixed: false, automatable: false }, { name: "release2", description: "Time constant of decreasing gain reduction in the second band.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 150, fixed: false, automatable: false }, { name: "makeUp2", description: "Gain of the second band after compression.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "threshold3", description: "Level from which the gain of the third band is reduced.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio3", description: "Compression ratio of the third band.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack3", description: "Time constant of increasing gain reduction in the third band: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 8, fixed: false, automatable: false }, { name: "release3", description: "Time constant of decreasing gain reduction in the third band.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "makeUp3", description: "Gain of the third band after compression.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "threshold4", description: "Level from which the gain of the fourth band is reduced.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio4", description: "Compression ratio of the fourth band.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack4", description: "Time constant of increasing gain reduction in the fourth band: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 3, fixed: false, automatable: false }, { name: "release4", description: "Time constant of decreasing gain reduction in the fourth band.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 60, fixed: false, automatable: false }, { name: "makeUp4", description: "Gain of the fourth band after compression.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [{ name: "gainReduction1", description: "Largest gain reduction of the lowest band in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }, { name: "gainReduction2", description: "Largest gain reduction of the second band in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }, { name: "gainReduction3", description: "Largest gain reduction of the third band, if it is used, in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }, { name: "gainReduction4", description: "Largest gain reduction of the fourth band, if it is used, in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }],
  },
  {
    name: "deEsser",
    family: "dynamics",
    version: 1,
    description: "Reduces the sibilance of a voice: if the band above a frequency is louder than a threshold, `ratio` dB above it\nbecome 1 dB, with a gain reduction of at most `range`.\n\nThe band is the upper side of a Linkwitz–Riley crossover (see `linkwitzRiley`). Its level is the peak of all\nchannels, with a knee of 6 dB and the detector of `compressor`. In the mode `split`, the sides of the crossover\nare summed, which is an all-pass without gain reduction; in the mode `wide`, the audio is unchanged without gain\nreduction. There is no latency.",
    parameters: [{ name: "mode", description: "Whether the gain of the band above the frequency or of the whole audio is reduced.", kind: "enum", values: ["split", "wide"], default: "split", fixed: true, automatable: false }, { name: "frequency", description: "Crossover frequency: the level above it is measured.", kind: "number", minimum: 1000, maximum: 16000, typical: [3000, 10000], step: 10, unit: " Hz", default: 5500, fixed: false, automatable: false }, { name: "threshold", description: "Level from which the gain is reduced.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -30, fixed: false, automatable: true }, { name: "ratio", description: "Compression ratio: `ratio` dB above the threshold become 1 dB.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 4, fixed: false, automatable: true }, { name: "range", description: "Maximum gain reduction.", kind: "number", minimum: 0, maximum: 60, typical: [0, 24], step: 0.1, unit: " dB", default: 12, fixed: false, automatable: true }, { name: "attack", description: "Time constant of increasing gain reduction: 1/e of the change remains after this time.", kind: "number", minimum: 0, maximum: 100, typical: [0.1, 20], step: 0.1, unit: " ms", default: 1, fixed: false, automatable: false }, { name: "release", description: "Time constant of decreasing gain reduction.", kind: "number", minimum: 0, maximum: 1000, typical: [10, 300], step: 1, unit: " ms", default: 50, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.", unit: "dB" }],
  },
  {
    name: "bitCrusher",
    family: "drive",
    version: 1,
    description: "Rounds samples to fewer bits, and holds every `factor`-th sample.\n\nThere are `2^bits` levels from -1 to 1, including zero; samples beyond the last level are clamped to it. Held\nsamples are counted from the start of the audio. There is no latency.",
    parameters: [{ name: "bits", description: "Bits per sample.", kind: "integer", minimum: 1, maximum: 24, typical: [1, 16], step: 1, unit: " bits", default: 8, fixed: false, automatable: false }, { name: "factor", description: "Number of frames for which a sample is held; 1 leaves the sample rate unchanged.", kind: "integer", minimum: 1, maximum: 128, typical: [1, 32], step: 1, unit: "", default: 1, fixed: false, automatable: false }, { name: "dither", description: "Whether triangular noise of ±1 level is added before rounding (TPDF dither), which turns distortion into\nnoise.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "waveShaper",
    family: "drive",
    version: 1,
    description: "Maps each sample through a curve, like Web Audio's `WaveShaperNode`: distortion, saturation, clipping.\n\nThe values of the curve are evenly spaced from -1 to 1, with linear interpolation between them. Samples beyond\nthat range take the first or last value. The default curve is a straight line, which clips at full scale.\n\nWith oversampling, the frequencies that the curve adds between half the sample rate and half the higher rate are\nremoved, instead of aliasing: by linear-phase half-band filters with an attenuation of 100 dB and a pass band of\n0.455 of the sample rate (20 kHz at 44.1 kHz). The latency is 0, 80, 88 or 92 frames.",
    parameters: [{ name: "curve", description: "Output values for inputs evenly spaced from -1 to 1.", kind: "table", minimum: -16, maximum: 16, default: [-1, 0, 1], fixed: false, automatable: false }, { name: "oversample", description: "Oversampling factor.", kind: "enum", values: ["none", "2x", "4x", "8x"], default: "none", fixed: true, automatable: false }, { name: "drive", description: "Gain before the curve.", kind: "number", minimum: -40, maximum: 60, typical: [0, 40], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "makeUp", description: "Gain after the curve.", kind: "number", minimum: -60, maximum: 40, typical: [-24, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "noiseSuppressor",
    family: "voice",
    version: 1,
    description: "Removes background noise from speech: fans, traffic, keyboards and anything else that isn't speech.\n\nThis is RNNoise (J.-M. Valin, \"A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement\",\n2018). Every 10 ms, a small recurrent network receives the spectrum and outputs a gain for each of 22 bands;\nnoise between the harmonics of a voice is filtered out. Frequencies above 20 kHz are removed, too. The network\nruns at 48 kHz and adds 20 ms of latency. Audio of other sample rates is resampled to 48 kHz and back, which\nadds 3.7 ms of latency at 44.1 kHz and 10 ms at 16 kHz, and limits the bandwidth to 0.92 of half the lower rate.\n\nThe model is a separate file that must be loaded first, with `loadNoiseModel()`.",
    parameters: [{ name: "model", description: "The weights of the network; required.", kind: "resource", default: null, fixed: true, automatable: false }, { name: "attenuation", description: "Maximum attenuation.", kind: "number", minimum: 0, maximum: 100, typical: [0, 100], step: 0.1, unit: " dB", default: 100, fixed: false, automatable: true }, { name: "stereoLink", description: "Whether all channels share gains computed from their sum, which keeps the stereo image and takes less time.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "voiceProbability", description: "Probability of voice in the last 10 ms, in the channel with the highest probability.", unit: "" }],
  },
  {
    name: "peakMeter",
    family: "meters",
    version: 1,
    description: "Measures peaks, RMS, true peaks and correlation; the audio passes through unchanged.\n\nAll values are updated every 128 frames. Peaks are held for a while and then decay, like the bar of a level\nmeter. RMS is the root mean square (a sine at full scale has -3.01 dB). The true peak is the highest value\nbetween samples, by ITU-R BS.1770-5, Annex 2: oversampling by four with the recommendation's filter. From 96\nkHz, oversampling is by two; from 192 kHz, the samples themselves are measured. Silence is -144 dB.",
    parameters: [{ name: "hold", description: "Time for which a peak is held.", kind: "number", minimum: 0, maximum: 10000, typical: [0, 3000], step: 10, unit: " ms", default: 500, fixed: true, automatable: false }, { name: "decay", description: "Decay per second after the hold time. IEC 60268-10 specifies 20 dB in 1.7 s.", kind: "number", minimum: 0, maximum: 1000, typical: [5, 60], step: 0.1, unit: " dB", default: 11.8, fixed: true, automatable: false }, { name: "window", description: "Duration over which RMS and correlation are measured, in whole steps of 128 frames.", kind: "number", minimum: 10, maximum: 3000, typical: [10, 3000], step: 10, unit: " ms", default: 300, fixed: true, automatable: false }],
    readings: [{ name: "peak", description: "Highest sample of all channels.", unit: "dB" }, { name: "rms", description: "RMS level of the loudest channel.", unit: "dB" }, { name: "truePeak", description: "Highest value including those between samples, in dBTP.", unit: "dB" }, { name: "maximumPeak", description: "Highest sample since the start.", unit: "dB" }, { name: "maximumTruePeak", description: "Highest true peak since the start.", unit: "dB" }, { name: "correlation", description: "Correlation of the first two channels: 1 if they are equal, 0 if they are uncorrelated or silent, -1 if one\nis the inverse of the other.", unit: "" }, { name: "leftPeak", description: "Highest sample of the first channel.", unit: "dB" }, { name: "rightPeak", description: "Highest sample of the second channel.", unit: "dB" }, { name: "leftRms", description: "RMS level of the first channel.", unit: "dB" }, { name: "rightRms", description: "RMS level of the second channel.", unit: "dB" }],
  },
  {
    name: "loudnessMeter",
    family: "meters",
    version: 1,
    description: "Measures loudness by ITU-R BS.1770-5 and EBU R 128; the audio passes through unchanged.\n\nMomentary loudness covers 400 ms and short-term loudness 3 s; both are updated every 10 ms. Integrated loudness\nuses both gates (-70 LUFS, and 10 LU below the mean above that gate), with blocks of 400 ms every 100 ms. The\nloudness range follows EBU Tech 3342 (gates at -70 LUFS and 20 LU below the mean, from the 10th to the 95th\npercentile), with short-term values every 100 ms.\n\nFor both, a histogram with bins of 0.05 LU stores counts and sums of energies. Memory use is therefore constant.\nThe result is exact, except for blocks within 0.05 LU of a relative gate. The K-weighting is computed for the\nsample rate. Five channels are L R C Ls Rs, six are L R C LFE Ls Rs: surround channels have a weight of 1.41 and\nthe LFE is ignored. With other channel counts, all channels have equal weights. Until a value is available, it\nis -144. Samples above +60 dBFS and non-finite samples count as silence.",
    parameters: [{ name: "integrate", description: "Whether the audio counts towards the values measured since the start: integrated loudness, range and maxima.", kind: "boolean", default: true, fixed: false, automatable: false }],
    readings: [{ name: "momentary", description: "Loudness of the last 400 ms.", unit: "LUFS" }, { name: "shortTerm", description: "Loudness of the last 3 s.", unit: "LUFS" }, { name: "integrated", description: "Gated loudness since the start.", unit: "LUFS" }, { name: "loudnessRange", description: "Loudness range since the start, in LU.", unit: "dB" }, { name: "maximumMomentary", description: "Highest momentary loudness.", unit: "LUFS" }, { name: "maximumShortTerm", description: "Highest short-term loudness.", unit: "LUFS" }],
  },
  {
    name: "pitchMeter",
    family: "analysis",
    version: 1,
    description: "Measures the fundamental frequency of a voice or an instrument; the audio passes through unchanged.\n\nSource: A. de Cheveigné, H. Kawahara, \"YIN, a fundamental frequency estimator for speech and music\" (2002). The\nperiod is the first lag whose cumulative mean normalised difference is below the threshold, refined to a\nfraction of a sample by a parabola. Differences are computed by a Fourier transform. The input is the mean of\nall channels, over at least two periods of the lowest frequency; measurements follow about every 10 ms.\n\nJavaScript exports it from `filmgate/audio/full`.",
    parameters: [{ name: "lowest", description: "The lowest frequency that can be detected.", kind: "number", minimum: 20, maximum: 1000, typical: [30, 300], step: 1, unit: " Hz", default: 60, fixed: true, automatable: false }, { name: "highest", description: "The highest frequency that can be detected, limited to a quarter of the sample rate.", kind: "number", minimum: 100, maximum: 10000, typical: [500, 5000], step: 1, unit: " Hz", default: 2000, fixed: true, automatable: false }, { name: "threshold", description: "The largest difference between two periods: 0 if they are equal, 1 if they have nothing in common.", kind: "number", minimum: 0.01, maximum: 1, typical: [0.05, 0.5], step: 0.01, unit: "", default: 0.15, fixed: false, automatable: false }],
    readings: [{ name: "frequency", description: "The fundamental frequency; 0 if none is detected.", unit: "Hz" }, { name: "clarity", description: "Similarity of the periods: 1 if they are equal, 0 if they have nothing in common.", unit: "" }],
  },
  {
    name: "tempoMeter",
    family: "analysis",
    version: 1,
    description: "Detects onsets (the beginnings of notes and beats) and the tempo; the audio passes through unchanged.\n\nOnsets follow J. Bello et al., \"A Tutorial on Onset Detection in Music Signals\" (2005), spectral flux: the\nincrease of the levels of 40 bands on the mel scale, of the mean of all channels, measured about every 10 ms. An\nonset is a peak of the flux that is `sensitivity` above the mean of the previous 100 ms, and at least 50 ms\nafter the previous onset. Onsets are reported with a latency of about 25 ms.\n\nThe tempo follows D. Ellis, \"Beat Tracking by Dynamic Programming\" (2007): the lag with the highest\nautocorrelation of the flux over the last 6 s or so, from 30 to 240 beats per minute. The autocorrelation is\nweighted by a Gaussian around 120 beats per minute on a logarithmic scale, so of two equally likely octaves of a\ntempo, the one nearer to 120 is chosen.\n\nJavaScript exports it from `filmgate/audio/full`.",
    parameters: [{ name: "sensitivity", description: "Average increase of a band's level from which a peak is an onset.", kind: "number", minimum: 0.1, maximum: 20, typical: [0.5, 6], step: 0.1, unit: " dB", default: 1.5, fixed: false, automatable: false }],
    readings: [{ name: "onsetStrength", description: "The current average increase of the levels of all bands.", unit: "dB" }, { name: "onsets", description: "Number of onsets since the start.", unit: "" }, { name: "tempo", description: "Beats per minute; 0 until a tempo is detected.", unit: "" }, { name: "regularity", description: "Autocorrelation of the flux at the period of a beat: 1 if the beats are equal.", unit: "" }],
  },
  {
    name: "mfccMeter",
    family: "analysis",
    version: 1,
    description: "Measures mel-frequency cepstral coefficients, features for recognising speech and instruments; the audio passes\nthrough unchanged.\n\nSource: S. Davis, P. Mermelstein, \"Comparison of Parametric Representations for Monosyllabic Word Recognition\"\n(1980). The coefficients are the cosine transform (type II, orthonormal) of the levels of 40 triangular bands,\nevenly spaced on the mel scale from 0 to 8000 Hz or half the sample rate. Levels are in decibels of power,\nclamped to at least -100 dB and at most 80 dB below the loudest band. Input is the mean of all channels, under a\nHann window of about 43 ms that advances by a quarter of its length. The result agrees with librosa's\n`feature.mfcc` with `htk=True, norm=None, n_mels=40`.\n\nJavaScript exports it from `filmgate/audio/full`.",
    parameters: [],
    readings: [{ name: "coefficient0", description: "The mean level of the bands, times √40.", unit: "" }, { name: "coefficient1", description: "The tilt of the spectrum.", unit: "" }, { name: "coefficient2", description: "The curvature of the spectrum.", unit: "" }, { name: "coefficient3", description: "The coefficient of three half waves over the bands.", unit: "" }, { name: "coefficient4", description: "The coefficient of four half waves over the bands.", unit: "" }, { name: "coefficient5", description: "The coefficient of five half waves over the bands.", unit: "" }, { name: "coefficient6", description: "The coefficient of six half waves over the bands.", unit: "" }, { name: "coefficient7", description: "The coefficient of seven half waves over the bands.", unit: "" }, { name: "coefficient8", description: "The coefficient of eight half waves over the bands.", unit: "" }, { name: "coefficient9", description: "The coefficient of nine half waves over the bands.", unit: "" }, { name: "coefficient10", description: "The coefficient of ten half waves over the bands.", unit: "" }, { name: "coefficient11", description: "The coefficient of eleven half waves over the bands.", unit: "" }, { name: "coefficient12", description: "The coefficient of twelve half waves over the bands.", unit: "" }],
  },
  {
    name: "spectrumMeter",
    family: "analysis",
    version: 1,
    description: "Measures the spectrum in bands of a third of an octave, like a real-time analyser; the audio passes through\nunchanged.\n\nBands are those of IEC 61260-1 (base ten: their centres are 10^(n/10) Hz), but with sharp edges. They are sums\nof bins of a Fourier transform of the mean of all channels, under a Hann window that advances by a quarter of\nits length. The window has 8192 frames at 48 kHz; at other rates, it has the power of two nearest in duration,\nup to 65536. Below 100 Hz, the window's main lobe is wider than a band. Levels are those of the mean square: a\nsine at full scale has -3.01 dB, silence -144. Bands above half the sample rate are silent.\n\nJavaScript exports it from `filmgate/audio/full`.",
    parameters: [],
    readings: [{ name: "band20", description: "Level of the band around 20 Hz.", unit: "dB" }, { name: "band25", description: "Level of the band around 25 Hz.", unit: "dB" }, { name: "band31", description: "Level of the band around 31.5 Hz.", unit: "dB" }, { name: "band40", description: "Level of the band around 40 Hz.", unit: "dB" }, { name: "band50", description: "Level of the band around 50 Hz.", unit: "dB" }, { name: "band63", description: "Level of the band around 63 Hz.", unit: "dB" }, { name: "band80", description: "Level of the band around 80 Hz.", unit: "dB" }, { name: "band100", description: "Level of the band around 100 Hz.", unit: "dB" }, { name: "band125", description: "Level of the band around 125 Hz.", unit: "dB" }, { name: "band160", description: "Level of the band around 160 Hz.", unit: "dB" }, { name: "band200", description: "Level of the band around 200 Hz.", unit: "dB" }, { name: "band250", description: "Level of the band around 250 Hz.", unit: "dB" }, { name: "band315", description: "Level of the band around 315 Hz.", unit: "dB" }, { name: "band400", description: "Level of the band around 400 Hz.", unit: "dB" }, { name: "band500", description: "Level of the band around 500 Hz.", unit: "dB" }, { name: "band630", description: "Level of the band around 630 Hz.", unit: "dB" }, { name: "band800", description: "Level of the band around 800 Hz.", unit: "dB" }, { name: "band1000", description: "Level of the band around 1000 Hz.", unit: "dB" }, { name: "band1250", description: "Level of the band around 1250 Hz.", unit: "dB" }, { name: "band1600", description: "Level of the band around 1600 Hz.", unit: "dB" }, { name: "band2000", description: "Level of the band around 2000 Hz.", unit: "dB" }, { name: "band2500", description: "Level of the band around 2500 Hz.", unit: "dB" }, { name: "band3150", description: "Level of the band around 3150 Hz.", unit: "dB" }, { name: "band4000", description: "Level of the band around 4000 Hz.", unit: "dB" }, { name: "band5000", description: "Level of the band around 5000 Hz.", unit: "dB" }, { name: "band6300", description: "Level of the band around 6300 Hz.", unit: "dB" }, { name: "band8000", description: "Level of the band around 8000 Hz.", unit: "dB" }, { name: "band10000", description: "Level of the band around 10 000 Hz.", unit: "dB" }, { name: "band12500", description: "Level of the band around 12 500 Hz.", unit: "dB" }, { name: "band16000", description: "Level of the band around 16 000 Hz.", unit: "dB" }, { name: "band20000", description: "Level of the band around 20 000 Hz.", unit: "dB" }],
  },
];
