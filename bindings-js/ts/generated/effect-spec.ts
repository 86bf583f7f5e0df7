// Written by `make gen` from the declarations in core: change those instead.

import type { EffectName } from "./effects.js";
import type { ParameterSpec } from "./spec.js";

/** Something that an effect measures. */
export interface ReadingSpec {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
}

/** What an effect is, as data: enough to build an interface from. */
export interface EffectSpec {
  readonly name: EffectName;
  readonly family: string;
  /** Version of the parameters. */
  readonly version: number;
  readonly description: string;
  readonly parameters: readonly (ParameterSpec & {
    /** Whether it is set once, when the chain is made. */
    readonly fixed: boolean;
    /** Whether it can be given frame by frame: whether a node has it as an `AudioParam`. */
    readonly automatable: boolean;
  })[];
  readonly readings: readonly ReadingSpec[];
}

/** Every effect, in the order in which they are documented. */
export const EFFECTS: readonly EffectSpec[] = [
  {
    name: "gain",
    family: "level",
    version: 1,
    description: "Makes the sound louder or quieter: every sample times 10^(gain/20).",
    parameters: [{ name: "gain", description: "By how much; -100 dB is silence.", kind: "number", minimum: -100, maximum: 48, typical: [-48, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "pan",
    family: "level",
    version: 1,
    description: "Moves a stereo sound left or right at equal power, as Web Audio's `StereoPannerNode` does.\n\nSource: Web Audio API, \"StereoPanner Algorithm\" (stereo input). The sound has two channels.",
    parameters: [{ name: "pan", description: "Where to: -1 is left, 1 is right.", kind: "number", minimum: -1, maximum: 1, typical: [-1, 1], step: 0.01, unit: "", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "mute",
    family: "level",
    version: 1,
    description: "Turns the sound off and on again, by a fade: the gain goes in a straight line from the one to the other.\n\nA change of `muted` can be given a time, so this also fades sound in and out.",
    parameters: [{ name: "muted", description: "Whether it is off.", kind: "boolean", default: false, fixed: false, automatable: false }, { name: "fade", description: "How long it takes from on to off.", kind: "number", minimum: 0, maximum: 60000, typical: [0, 2000], step: 1, unit: " ms", default: 20, fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "dcBlock",
    family: "level",
    version: 1,
    description: "Removes a constant offset: a high-pass of first order.\n\nSource: y[n] = x[n] - x[n-1] + R·y[n-1], R = 1 - 2π·frequency/rate (J. O. Smith, \"Introduction to Digital Filters\", DC\nblocker), in double precision.",
    parameters: [{ name: "frequency", description: "Where it has 3 dB less.", kind: "number", minimum: 1, maximum: 100, typical: [1, 100], step: 1, unit: " Hz", default: 10, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "biquad",
    family: "equalizer",
    version: 1,
    description: "A filter of second order, as Web Audio's `BiquadFilterNode` is: same types, same coefficients, same meaning of Q.\n\nSource: Web Audio API, \"Filters Characteristics\". In double precision, direct form I. All its numbers can move frame by\nframe; while they do, coefficients are made for every frame.",
    parameters: [{ name: "kind", description: "What it does.", kind: "enum", values: ["lowpass", "highpass", "bandpass", "lowshelf", "highshelf", "peaking", "notch", "allpass"], default: "lowpass", fixed: false, automatable: false }, { name: "frequency", description: "Where it does it.", kind: "number", minimum: 0, maximum: 384000, typical: [20, 20000], step: 1, unit: " Hz", default: 350, fixed: false, automatable: true }, { name: "detune", description: "Moves the frequency: 1200 cents are an octave.", kind: "number", minimum: -153600, maximum: 153600, typical: [-2400, 2400], step: 1, unit: " cents", default: 0, fixed: false, automatable: true }, { name: "q", description: "How narrow it is; the resonance in dB for lowpass and highpass. Shelves have none.", kind: "number", minimum: -770, maximum: 770, typical: [0.1, 20], step: 0.1, unit: "", default: 1, fixed: false, automatable: true }, { name: "gain", description: "By how much, for peaking filters and shelves.", kind: "number", minimum: -770, maximum: 770, typical: [-24, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "parametricEq",
    family: "equalizer",
    version: 1,
    description: "An equaliser with up to 16 bands, each a filter of second order as `biquad` is.\n\nA band is four numbers: its type, 0 to 7 for lowpass, highpass, bandpass, lowshelf, highshelf, peaking, notch and\nallpass; frequency in Hz; gain in dB; Q. All are set at once, at any time. Frequency, gain and Q then move in steps of 128\nframes, and 1/e of the way is left after 10 ms; a type changes at once.",
    parameters: [{ name: "bands", description: "The bands.", kind: "bands", default: [3, 100, 0, 1, 5, 500, 0, 1, 5, 2500, 0, 1, 4, 8000, 0, 1], fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "graphicEq",
    family: "equalizer",
    version: 1,
    description: "An equaliser with ten bands, an octave each: the preferred frequencies of ISO 266.\n\nEach band is a peaking filter (as of `biquad`) with Q = √2, whose width is an octave. What neighbours add to each other is\nleft as it is. Sliders move in steps of 128 frames, and 1/e of the way is left after 10 ms.",
    parameters: [{ name: "band31", description: "At 31.5 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band63", description: "At 63 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band125", description: "At 125 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band250", description: "At 250 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band500", description: "At 500 Hz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band1000", description: "At 1 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band2000", description: "At 2 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band4000", description: "At 4 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band8000", description: "At 8 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "band16000", description: "At 16 kHz.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "stateVariableFilter",
    family: "equalizer",
    version: 1,
    description: "A filter of second order that can be moved as fast as one likes: a state variable filter of trapezoidal integrators.\n\nWhat it keeps are states of the circuit, which mean the same before and after a change, where a biquad's are past samples:\nsweeps neither click nor ring. Source: V. Zavalishin, \"The Art of VA Filter Design\", 4.4 (the zero-delay form).",
    parameters: [{ name: "response", description: "What it lets through.", kind: "enum", values: ["lowpass", "highpass", "bandpass", "notch", "allpass"], default: "lowpass", fixed: false, automatable: false }, { name: "frequency", description: "Where; from half the rate on it is as close to it as can be.", kind: "number", minimum: 5, maximum: 192000, typical: [20, 20000], step: 1, unit: " Hz", default: 1000, fixed: false, automatable: true }, { name: "q", description: "How narrow it is, or how much it resonates; 0.707 is flat.", kind: "number", minimum: 0.1, maximum: 100, typical: [0.1, 20], step: 0.01, unit: "", default: 0.7071067811865476, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "linkwitzRiley",
    family: "equalizer",
    version: 1,
    description: "One side of a Linkwitz–Riley crossover of fourth order: 24 dB an octave, -6 dB at the frequency, and the two sides add up\nto an all-pass, so nothing is louder or quieter when they are put together again.\n\nSource: S. Linkwitz, \"Active Crossover Networks for Noncoincident Drivers\" (1976): two Butterworth filters in a row.",
    parameters: [{ name: "side", description: "Which side is heard.", kind: "enum", values: ["low", "high", "both"], default: "low", fixed: false, automatable: false }, { name: "frequency", description: "Where they meet.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 1000, fixed: false, automatable: false }],
    readings: [],
  },
];
