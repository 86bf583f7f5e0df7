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
  {
    name: "delay",
    family: "time",
    version: 1,
    description: "The sound, later, and again and again if there is feedback. It is the late sound only: `mix` adds the one that came in.\n\nBetween samples it takes the straight line, as Web Audio's `DelayNode` does; so it can be moved while it sounds, which\nchanges the pitch as a tape would. The shortest delay is one frame if there is feedback.",
    parameters: [{ name: "time", description: "How much later.", kind: "number", minimum: 0, maximum: 10000, typical: [1, 2000], step: 1, unit: " ms", default: 300, fixed: false, automatable: true }, { name: "feedback", description: "How much of what comes out goes in again.", kind: "number", minimum: 0, maximum: 0.99, typical: [0, 0.99], step: 0.01, unit: "", default: 0.35, fixed: false, automatable: true }, { name: "maximum", description: "The longest time that there will be, if it is longer than `time`: it takes memory.", kind: "number", minimum: 1, maximum: 10000, typical: [1, 10000], step: 1, unit: " ms", default: 2000, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "chorus",
    family: "time",
    version: 1,
    description: "Adds voices that are a little late, by a time that a slow sine moves: several instruments instead of one.\n\nThe voices of a channel are evenly spread over the sine, and those of the next channel shifted by `spread`. Their sum is as\nloud as one voice, √(1/voices) each; half is mixed in by default with `mix: 0.5`. Source: J. Dattorro, \"Effect Design,\nPart 2\" (1997).",
    parameters: [{ name: "rate", description: "How often the delay comes and goes.", kind: "number", minimum: 0.01, maximum: 20, typical: [0.1, 5], step: 0.01, unit: " Hz", default: 0.8, fixed: false, automatable: true }, { name: "depth", description: "How far it goes, either way.", kind: "number", minimum: 0, maximum: 20, typical: [0, 10], step: 0.01, unit: " ms", default: 3, fixed: false, automatable: true }, { name: "delay", description: "Around how much the voices are late.", kind: "number", minimum: 1, maximum: 60, typical: [5, 40], step: 0.1, unit: " ms", default: 12, fixed: false, automatable: true }, { name: "voices", description: "How many voices.", kind: "integer", minimum: 1, maximum: 8, typical: [1, 8], step: 1, unit: "", default: 2, fixed: true, automatable: false }, { name: "spread", description: "How far the sine of a channel is ahead of that of the channel before, in turns.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 0.25, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "flanger",
    family: "time",
    version: 1,
    description: "Adds the sound to itself a few milliseconds later, by a time that a slow sine moves from 0 to `depth`: a comb filter\nwhose teeth wander. Feedback, of either sign, sharpens them.\n\nThe result is (sound + late) / 2. Source: J. Dattorro, \"Effect Design, Part 2\" (1997).",
    parameters: [{ name: "rate", description: "How often the delay comes and goes.", kind: "number", minimum: 0.01, maximum: 20, typical: [0.05, 5], step: 0.01, unit: " Hz", default: 0.25, fixed: false, automatable: true }, { name: "depth", description: "The longest delay.", kind: "number", minimum: 0, maximum: 15, typical: [0.5, 10], step: 0.01, unit: " ms", default: 4, fixed: false, automatable: true }, { name: "feedback", description: "How much of the late sound goes in again.", kind: "number", minimum: -0.95, maximum: 0.95, typical: [-0.95, 0.95], step: 0.01, unit: "", default: 0.4, fixed: false, automatable: true }, { name: "spread", description: "How far the sine of a channel is ahead of that of the channel before, in turns.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 0.25, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "phaser",
    family: "time",
    version: 1,
    description: "Adds the sound to itself through all-pass filters, whose frequency a slow sine moves: pairs of them make notches that\nwander.\n\nThe stages are y[n] = a·x[n] + x[n-1] - a·y[n-1] with a = (tan(π·f/rate) - 1) / (tan(π·f/rate) + 1), all at one frequency,\nwhich goes up and down by `octaves` in all. The result is (sound + all-pass) / 2. Source: J. O. Smith, \"An All-Pass\nApproach to Digital Phasing and Flanging\" (1984).",
    parameters: [{ name: "rate", description: "How often it goes up and down.", kind: "number", minimum: 0.01, maximum: 20, typical: [0.05, 5], step: 0.01, unit: " Hz", default: 0.4, fixed: false, automatable: true }, { name: "frequency", description: "The middle of where it goes.", kind: "number", minimum: 20, maximum: 10000, typical: [100, 4000], step: 1, unit: " Hz", default: 800, fixed: false, automatable: true }, { name: "octaves", description: "How many octaves lie between the lowest and the highest.", kind: "number", minimum: 0, maximum: 8, typical: [0, 6], step: 0.01, unit: "", default: 3, fixed: false, automatable: true }, { name: "feedback", description: "How much of the all-pass filters' result goes in again.", kind: "number", minimum: -0.95, maximum: 0.95, typical: [-0.95, 0.95], step: 0.01, unit: "", default: 0.3, fixed: false, automatable: true }, { name: "stages", description: "How many filters: two for each notch.", kind: "integer", minimum: 2, maximum: 24, typical: [2, 12], step: 2, unit: "", default: 6, fixed: true, automatable: false }, { name: "spread", description: "How far the sine of a channel is ahead of that of the channel before, in turns.", kind: "number", minimum: 0, maximum: 1, typical: [0, 1], step: 0.01, unit: "", default: 0.25, fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "pitchShift",
    family: "time",
    version: 1,
    description: "Makes a sound higher or lower without making it shorter or longer.\n\nSource: J. Laroche, M. Dolson, \"New Phase-Vocoder Techniques for Pitch-Shifting, Harmonizing and Other Exotic Effects\"\n(1999). The peaks of the spectrum are moved with what surrounds them, by whole bins, and turned so that their phases go on at\ntheir new frequencies; frequencies are found by the phases of two frames. All channels are moved alike, so that what\nwas between them stays. Windows are Hann's, before and after, every quarter of their length. The latency is a\nwindow: 1024, 2048 or 4096 frames at 48 kHz, at other rates the power of two nearest to as long, 512 at least.",
    parameters: [{ name: "pitch", description: "By how much it becomes higher.", kind: "number", minimum: -24, maximum: 24, typical: [-12, 12], step: 0.01, unit: " semitones", default: 0, fixed: false, automatable: true }, { name: "window", description: "How much sound is looked at at once.", kind: "enum", values: ["short", "medium", "long"], default: "medium", fixed: true, automatable: false }],
    readings: [],
  },
  {
    name: "reverb",
    family: "time",
    version: 1,
    description: "Reverberation by a feedback delay network: eight delays, mixed with one another and fed back, as sound is by walls.\n\n`decay` is RT60, the time in which the sound falls by 60 dB: a delay of d frames is multiplied by 10^(-3·d/(decay·rate)).\n`damping` makes high frequencies fall faster, as air and curtains do. Two all-pass filters before the network make the\nechoes dense from the start, and slow sines move two of the delays, so that nothing rings. It is the reverberation only:\n`mix` adds the sound that came in. Sources: J.-M. Jot, \"Digital Delay Networks for Designing Artificial Reverberators\"\n(1991); mixing by Householder's matrix, J. O. Smith, \"Physical Audio Signal Processing\".",
    parameters: [{ name: "decay", description: "The time in which it falls by 60 dB.", kind: "number", minimum: 50, maximum: 60000, typical: [200, 10000], step: 10, unit: " ms", default: 2000, fixed: false, automatable: true }, { name: "damping", description: "From where on high frequencies fall faster.", kind: "number", minimum: 200, maximum: 20000, typical: [200, 20000], step: 10, unit: " Hz", default: 6000, fixed: false, automatable: true }, { name: "preDelay", description: "How long it takes until it begins.", kind: "number", minimum: 0, maximum: 250, typical: [0, 250], step: 1, unit: " ms", default: 10, fixed: true, automatable: false }, { name: "size", description: "How large the room is: 1 has delays from 29 to 73 ms.", kind: "number", minimum: 0.2, maximum: 2, typical: [0.2, 2], step: 0.01, unit: "", default: 1, fixed: true, automatable: false }, { name: "modulation", description: "How far two of the delays move.", kind: "number", minimum: 0, maximum: 2, typical: [0, 2], step: 0.01, unit: " ms", default: 0.3, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "convolver",
    family: "time",
    version: 1,
    description: "Convolves the sound with an impulse response: the reverberation of a room, a loudspeaker, any linear filter.\n\nThere is no latency: the first 128 samples of the response are applied directly, the rest by Fourier transforms of blocks\nwhose lengths grow with the distance (128, 1024, 8192), the long ones a little at a time, so that no quantum has much\nmore to do than another (non-uniform partitions: W. Gardner, \"Efficient Convolution without Input-Output Delay\", 1995).\n\nA response has one channel for all of the sound's, or one for each of them; or four for a stereo sound: left to left,\nleft to right, right to left, right to right. `normalize` is the loudness of Web Audio's `ConvolverNode`. Without a\nresponse there is silence.",
    parameters: [{ name: "response", description: "The impulse response, at the rate of the sound, no longer than a minute.", kind: "resource", default: null, fixed: true, automatable: false }, { name: "normalize", description: "Whether to make responses about equally loud.", kind: "boolean", default: true, fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "compressor",
    family: "dynamics",
    version: 1,
    description: "Makes what is louder than a threshold quieter: of `ratio` dB above it, one is left.\n\nSource: D. Giannoulis, M. Massberg, J. Reiss, \"Digital Dynamic Range Compressor Design\" (2012): feed-forward, in decibels,\nwith a quadratic knee and the smooth branching detector behind the curve. There is no latency.",
    parameters: [{ name: "threshold", description: "Where it begins.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio", description: "How many decibels above the threshold become one.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 4, fixed: false, automatable: true }, { name: "knee", description: "How wide the bend around the threshold is.", kind: "number", minimum: 0, maximum: 40, typical: [0, 30], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: true }, { name: "attack", description: "How fast it turns down: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 10, fixed: false, automatable: false }, { name: "release", description: "How fast it comes back.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "makeUp", description: "How much louder everything is made afterwards.", kind: "number", minimum: -40, maximum: 60, typical: [0, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "autoMakeUp", description: "Whether half of what full scale is turned down by is made up for besides.", kind: "boolean", default: false, fixed: false, automatable: false }, { name: "detector", description: "What a level is.", kind: "enum", values: ["peak", "rms"], default: "peak", fixed: false, automatable: false }, { name: "stereoLink", description: "Whether all channels are turned down together, by the loudest of them.", kind: "boolean", default: true, fixed: false, automatable: false }, { name: "sideChain", description: "Whether the level is that of the second input, if there is one.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "By how much it turns down at most, in the last 128 frames: 0 or less.", unit: "dB" }],
  },
  {
    name: "expander",
    family: "dynamics",
    version: 1,
    description: "Makes what is quieter than a threshold quieter still (a downward expander): one decibel below it becomes `ratio`, but never\nmore than `range` is taken away.\n\nSource: the compressor's curve, the other way round (U. Zölzer, \"DAFX\", 2011, section 4.2), with the same detector: peaks,\nin decibels, smooth and branching behind the curve. There is no latency.",
    parameters: [{ name: "threshold", description: "Where it ends.", kind: "number", minimum: -100, maximum: 0, typical: [-80, 0], step: 0.1, unit: " dB", default: -40, fixed: false, automatable: true }, { name: "ratio", description: "How many decibels one below the threshold becomes.", kind: "number", minimum: 1, maximum: 100, typical: [1, 10], step: 0.1, unit: ":1", default: 2, fixed: false, automatable: true }, { name: "knee", description: "How wide the bend around the threshold is.", kind: "number", minimum: 0, maximum: 40, typical: [0, 30], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: true }, { name: "range", description: "The most that is taken away.", kind: "number", minimum: 0, maximum: 100, typical: [0, 80], step: 0.1, unit: " dB", default: 40, fixed: false, automatable: true }, { name: "attack", description: "How fast it comes back when the sound gets louder: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 2, fixed: false, automatable: false }, { name: "release", description: "How fast it turns down.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "sideChain", description: "Whether the level is that of the second input, if there is one.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "By how much it turns down at most, in the last 128 frames: 0 or less.", unit: "dB" }],
  },
  {
    name: "gate",
    family: "dynamics",
    version: 1,
    description: "Lets through what is loud enough, and closes when it has been too quiet for a while.\n\nIt opens at the threshold, and closes when the level (the peaks of all channels, of which 1/e is left after 20 ms) has been\nmore than the hysteresis below it for the time of `hold`: so it doesn't chatter (U. Zölzer, \"DAFX\", 2011, section 4.2.3).\nThe gain then moves exponentially. There is no latency.",
    parameters: [{ name: "threshold", description: "At which level it opens.", kind: "number", minimum: -100, maximum: 0, typical: [-80, 0], step: 0.1, unit: " dB", default: -40, fixed: false, automatable: false }, { name: "hysteresis", description: "How far below the threshold it begins to close.", kind: "number", minimum: 0, maximum: 40, typical: [0, 20], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: false }, { name: "attack", description: "How fast it opens: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 50], step: 0.1, unit: " ms", default: 1, fixed: false, automatable: false }, { name: "hold", description: "How long it stays open when the sound is too quiet.", kind: "number", minimum: 0, maximum: 5000, typical: [0, 500], step: 1, unit: " ms", default: 50, fixed: false, automatable: false }, { name: "release", description: "How fast it closes.", kind: "number", minimum: 0, maximum: 5000, typical: [5, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "range", description: "How much quieter the sound is when it is closed; 100 dB are silence.", kind: "number", minimum: 0, maximum: 100, typical: [0, 100], step: 0.1, unit: " dB", default: 80, fixed: false, automatable: false }, { name: "sideChain", description: "Whether the level is that of the second input, if there is one.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "By how much it turns down at most, in the last 128 frames: 0 or less.", unit: "dB" }, { name: "open", description: "Whether it is open: 1, or 0.", unit: "" }],
  },
  {
    name: "limiter",
    family: "dynamics",
    version: 1,
    description: "Keeps true peaks below a ceiling, with a gain that moves before they come: nothing is clipped.\n\nPeaks are sought between samples: at four places a sample (as ITU-R BS.1770-5, Annex 2, does), and at the top of a parabola\nthrough each of them and its neighbours. What comes out stays below the ceiling to 0.1 dB if it has no frequencies above\n0.42 of the sample rate (20 kHz at 48 kHz); white noise, which has, can exceed it by 2 dB. The gain is the least that the\ncoming peaks need, in decibels; two moving averages, together as long as the look-ahead, make it smooth. Below the ceiling\nevery sample stays as it is, to the bit. The latency is the look-ahead, no less than 20 frames, and 10 frames more.",
    parameters: [{ name: "gain", description: "How much louder everything is made before.", kind: "number", minimum: -40, maximum: 40, typical: [0, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "ceiling", description: "What no peak exceeds: dBTP.", kind: "number", minimum: -60, maximum: 0, typical: [-12, 0], step: 0.1, unit: " dB", default: -1, fixed: false, automatable: true }, { name: "release", description: "How fast it comes back after a peak: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "lookAhead", description: "How long before a peak it begins to turn down.", kind: "number", minimum: 0.5, maximum: 20, typical: [1.5, 10], step: 0.1, unit: " ms", default: 5, fixed: true, automatable: false }, { name: "stereoLink", description: "Whether all channels are turned down together, by the loudest of them.", kind: "boolean", default: true, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "By how much it turns down at most, in the last 128 frames: 0 or less.", unit: "dB" }],
  },
  {
    name: "multibandCompressor",
    family: "dynamics",
    version: 1,
    description: "Splits the sound into bands, and makes each quieter where it is louder than its threshold, as `compressor` does.\n\nBands are split by Linkwitz–Riley crossovers of fourth order (see `linkwitzRiley`), one after the other from below, and the\nlower bands have their phases changed as the later crossovers change those above: where nothing is turned down, the sum is\nan all-pass (J. D'Appolito, \"Active Realization of Multiway All-Pass Crossover Systems\", 1987). There is no latency.",
    parameters: [{ name: "bands", description: "How many bands there are. What belongs to others is of no use then.", kind: "integer", minimum: 2, maximum: 4, typical: [2, 4], step: 1, unit: "", default: 4, fixed: true, automatable: false }, { name: "crossover1", description: "Where the lowest band ends.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 120, fixed: false, automatable: false }, { name: "crossover2", description: "Where the second band ends.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 1000, fixed: false, automatable: false }, { name: "crossover3", description: "Where the third band ends.", kind: "number", minimum: 20, maximum: 20000, typical: [60, 12000], step: 1, unit: " Hz", default: 6000, fixed: false, automatable: false }, { name: "knee", description: "How wide the bend around each threshold is.", kind: "number", minimum: 0, maximum: 40, typical: [0, 30], step: 0.1, unit: " dB", default: 6, fixed: false, automatable: true }, { name: "stereoLink", description: "Whether all channels are turned down together, by the loudest of them.", kind: "boolean", default: true, fixed: false, automatable: false }, { name: "threshold1", description: "Where the lowest band begins to be turned down.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio1", description: "How many decibels above that become one.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack1", description: "How fast the lowest band is turned down: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 30, fixed: false, automatable: false }, { name: "release1", description: "How fast it comes back.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 200, fixed: false, automatable: false }, { name: "makeUp1", description: "How much louder the lowest band is made afterwards.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "threshold2", description: "Where the second band begins to be turned down.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio2", description: "How many decibels above that become one.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack2", description: "How fast the second band is turned down: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 15, fixed: false, automatable: false }, { name: "release2", description: "How fast it comes back.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 150, fixed: false, automatable: false }, { name: "makeUp2", description: "How much louder the second band is made afterwards.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "threshold3", description: "Where the third band begins to be turned down.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio3", description: "How many decibels above that become one.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack3", description: "How fast the third band is turned down: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 8, fixed: false, automatable: false }, { name: "release3", description: "How fast it comes back.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 100, fixed: false, automatable: false }, { name: "makeUp3", description: "How much louder the third band is made afterwards.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "threshold4", description: "Where the fourth band begins to be turned down.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -24, fixed: false, automatable: true }, { name: "ratio4", description: "How many decibels above that become one.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 3, fixed: false, automatable: true }, { name: "attack4", description: "How fast the fourth band is turned down: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 1000, typical: [0.1, 100], step: 0.1, unit: " ms", default: 3, fixed: false, automatable: false }, { name: "release4", description: "How fast it comes back.", kind: "number", minimum: 0, maximum: 5000, typical: [10, 1000], step: 1, unit: " ms", default: 60, fixed: false, automatable: false }, { name: "makeUp4", description: "How much louder the fourth band is made afterwards.", kind: "number", minimum: -40, maximum: 60, typical: [-12, 24], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [{ name: "gainReduction1", description: "By how much the lowest band is turned down at most, in the last 128 frames: 0 or less.", unit: "dB" }, { name: "gainReduction2", description: "By how much the second band is turned down at most, in the last 128 frames: 0 or less.", unit: "dB" }, { name: "gainReduction3", description: "By how much the third band, if there is one, is turned down at most, in the last 128 frames: 0 or less.", unit: "dB" }, { name: "gainReduction4", description: "By how much the fourth band, if there is one, is turned down at most, in the last 128 frames: 0 or less.", unit: "dB" }],
  },
  {
    name: "deEsser",
    family: "dynamics",
    version: 1,
    description: "Turns down what hisses in a voice: when the part above a frequency is louder than a threshold, of `ratio` dB above it one is\nleft, but never more than `range` is taken away.\n\nThe part is that of a Linkwitz–Riley crossover (see `linkwitzRiley`), its level that of its peaks in all channels, with a\nknee of 6 dB and the detector of `compressor`. In the mode `split` the crossover's two sides are put together again, which\nis an all-pass where nothing is turned down; in the mode `wide` nothing is changed then. There is no latency.",
    parameters: [{ name: "mode", description: "Whether only what is above the frequency is turned down, or all.", kind: "enum", values: ["split", "wide"], default: "split", fixed: true, automatable: false }, { name: "frequency", description: "Above which frequency it listens.", kind: "number", minimum: 1000, maximum: 16000, typical: [3000, 10000], step: 10, unit: " Hz", default: 5500, fixed: false, automatable: false }, { name: "threshold", description: "Where it begins.", kind: "number", minimum: -100, maximum: 0, typical: [-60, 0], step: 0.1, unit: " dB", default: -30, fixed: false, automatable: true }, { name: "ratio", description: "How many decibels above the threshold become one.", kind: "number", minimum: 1, maximum: 100, typical: [1, 20], step: 0.1, unit: ":1", default: 4, fixed: false, automatable: true }, { name: "range", description: "The most that is taken away.", kind: "number", minimum: 0, maximum: 60, typical: [0, 24], step: 0.1, unit: " dB", default: 12, fixed: false, automatable: true }, { name: "attack", description: "How fast it turns down: 1/e of the way is left after this time.", kind: "number", minimum: 0, maximum: 100, typical: [0.1, 20], step: 0.1, unit: " ms", default: 1, fixed: false, automatable: false }, { name: "release", description: "How fast it comes back.", kind: "number", minimum: 0, maximum: 1000, typical: [10, 300], step: 1, unit: " ms", default: 50, fixed: false, automatable: false }],
    readings: [{ name: "gainReduction", description: "By how much it turns down at most, in the last 128 frames: 0 or less.", unit: "dB" }],
  },
  {
    name: "bitCrusher",
    family: "drive",
    version: 1,
    description: "Rounds samples to fewer bits, and holds every so many-th of them.\n\nThere are 2^bits steps from -1 to 1, and zero is one of them: what is beyond the last one is it. Samples to hold are\ncounted from the beginning of the sound. There is no latency.",
    parameters: [{ name: "bits", description: "Bits of a sample.", kind: "integer", minimum: 1, maximum: 24, typical: [1, 16], step: 1, unit: " bits", default: 8, fixed: false, automatable: false }, { name: "factor", description: "For how many frames a sample is held: 1 is no change.", kind: "integer", minimum: 1, maximum: 128, typical: [1, 32], step: 1, unit: "", default: 1, fixed: false, automatable: false }, { name: "dither", description: "Whether triangular noise of a step either way is added before (TPDF dither): hiss in place of distortion.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [],
  },
  {
    name: "waveShaper",
    family: "drive",
    version: 1,
    description: "Makes each sample another by a curve, as Web Audio's `WaveShaperNode` does: distortion, saturation, clipping.\n\nThe curve's values are evenly spread from -1 to 1, with straight lines between them, and what is beyond the ends is as the\nends are. By default it is a straight line, which clips at full scale.\n\nOversampling takes away what the curve makes above the higher rate's half, by half-band filters of linear phase that stop\n100 dB and let through 0.455 of the rate (20 kHz at 44.1 kHz). The latency is 0, 80, 88 or 92 frames.",
    parameters: [{ name: "curve", description: "What -1, 1 and the values between become.", kind: "table", minimum: -16, maximum: 16, default: [-1, 0, 1], fixed: false, automatable: false }, { name: "oversample", description: "How many times as many samples are shaped.", kind: "enum", values: ["none", "2x", "4x", "8x"], default: "none", fixed: true, automatable: false }, { name: "drive", description: "How much louder the sound is made before.", kind: "number", minimum: -40, maximum: 60, typical: [0, 40], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }, { name: "makeUp", description: "How much louder it is made afterwards.", kind: "number", minimum: -60, maximum: 40, typical: [-24, 12], step: 0.1, unit: " dB", default: 0, fixed: false, automatable: true }],
    readings: [],
  },
  {
    name: "noiseSuppressor",
    family: "voice",
    version: 1,
    description: "Takes the noise away around a voice: fans, traffic, keyboards, whatever isn't speech.\n\nIt is RNNoise (J.-M. Valin, \"A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement\", 2018): a small\nrecurrent network hears the spectrum every 10 ms and gives a gain for each of 22 bands, and what is between the harmonics of\na voice is filtered away. What is above 20 kHz goes, too. The latency is 20 ms, and the network's rate is 48 kHz: sound of\nanother rate is brought there and back, by which it is 3.7 ms later at 44.1 kHz, 10 ms at 16 kHz, and ends at 0.92 of half the\nlower rate.\n\nThe model is a file of its own, which has to be loaded before: `loadNoiseModel()`.",
    parameters: [{ name: "model", description: "The weights of the network. There is no chain without them.", kind: "resource", default: null, fixed: true, automatable: false }, { name: "attenuation", description: "How much is taken away at most.", kind: "number", minimum: 0, maximum: 100, typical: [0, 100], step: 0.1, unit: " dB", default: 100, fixed: false, automatable: true }, { name: "stereoLink", description: "Whether all channels get the gains that suit their sum, so that the image stays where it is, in less time.", kind: "boolean", default: false, fixed: false, automatable: false }],
    readings: [{ name: "voiceProbability", description: "How likely it is that there is voice in the last 10 ms, in the channel where it is the likeliest.", unit: "" }],
  },
  {
    name: "peakMeter",
    family: "meters",
    version: 1,
    description: "Measures peaks, RMS, true peaks and correlation; the sound stays as it is.\n\nEverything is measured in steps of 128 frames. A peak is held for a while and then falls, as a meter's bar does. RMS is the\nsquare root of the mean square (a sine at full scale has -3.01 dB). The true peak is what the sound reaches between its\nsamples, by ITU-R BS.1770-5, Annex 2: four times as many samples, by the recommendation's filter; twice as many from\n96 kHz, and the samples themselves from 192 kHz on. Silence is -144 dB.",
    parameters: [{ name: "hold", description: "For how long a peak is held.", kind: "number", minimum: 0, maximum: 10000, typical: [0, 3000], step: 10, unit: " ms", default: 500, fixed: true, automatable: false }, { name: "decay", description: "By how much a peak falls in a second, when it was held. IEC 60268-10 has 20 dB in 1.7 s.", kind: "number", minimum: 0, maximum: 1000, typical: [5, 60], step: 0.1, unit: " dB", default: 11.8, fixed: true, automatable: false }, { name: "window", description: "How much of the sound RMS and correlation are of, in whole steps.", kind: "number", minimum: 10, maximum: 3000, typical: [10, 3000], step: 10, unit: " ms", default: 300, fixed: true, automatable: false }],
    readings: [{ name: "peak", description: "The highest sample of all channels.", unit: "dB" }, { name: "rms", description: "The mean level, of the loudest channel.", unit: "dB" }, { name: "truePeak", description: "The highest value between samples, too: dBTP.", unit: "dB" }, { name: "maximumPeak", description: "The highest sample since the beginning.", unit: "dB" }, { name: "maximumTruePeak", description: "The highest true peak since the beginning.", unit: "dB" }, { name: "correlation", description: "How alike the first two channels are: 1 is the same, 0 is nothing in common (or silence), -1 is one upside down.", unit: "" }, { name: "leftPeak", description: "The highest sample of the first channel.", unit: "dB" }, { name: "rightPeak", description: "The highest sample of the second channel.", unit: "dB" }, { name: "leftRms", description: "The mean level of the first channel.", unit: "dB" }, { name: "rightRms", description: "The mean level of the second channel.", unit: "dB" }],
  },
  {
    name: "loudnessMeter",
    family: "meters",
    version: 1,
    description: "Measures loudness by ITU-R BS.1770-5 and EBU R 128; the sound stays as it is.\n\nMomentary is of 400 ms and short-term of 3 s, both anew every 10 ms. Integrated loudness has both gates (-70 LUFS, and 10 LU\nbelow what is left), of blocks of 400 ms every 100 ms; the loudness range is by EBU Tech 3342 (gates at -70 LUFS and 20 LU\nbelow; from the 10th to the 95th percentile), of short-term values every 100 ms. For both, blocks are counted in classes of\n0.05 LU with the sums of their energies: memory doesn't grow, and the result is exact but for blocks that are less than\n0.05 LU from a relative gate. K-weighting is made for the rate. Five channels are L R C Ls Rs, six are L R C LFE Ls Rs, with\n1.41 for the surrounds and without the LFE; otherwise all count the same. Before there is anything to say, it is -144.\nSamples above +60 dBFS, and those that aren't finite, are damaged and count as silence.",
    parameters: [{ name: "integrate", description: "Whether what goes by counts for what is measured since the beginning: integrated loudness, range and maxima.", kind: "boolean", default: true, fixed: false, automatable: false }],
    readings: [{ name: "momentary", description: "The loudness of the last 400 ms.", unit: "LUFS" }, { name: "shortTerm", description: "The loudness of the last 3 s.", unit: "LUFS" }, { name: "integrated", description: "The loudness since the beginning, gated.", unit: "LUFS" }, { name: "loudnessRange", description: "The loudness range since the beginning, in LU.", unit: "dB" }, { name: "maximumMomentary", description: "The highest momentary loudness.", unit: "LUFS" }, { name: "maximumShortTerm", description: "The highest short-term loudness.", unit: "LUFS" }],
  },
  {
    name: "pitchMeter",
    family: "analysis",
    version: 1,
    description: "Measures the fundamental frequency of a voice or an instrument; the sound stays as it is.\n\nSource: A. de Cheveigné, H. Kawahara, \"YIN, a fundamental frequency estimator for speech and music\" (2002): the first lag whose\ncumulative mean normalised difference is below the threshold, to a fraction of a sample by a parabola. Differences are found\nby a Fourier transform. The mean of all channels is measured, anew about every 10 ms, over two periods of the lowest frequency\nat least.\n\nIn JavaScript it is in `filmgate/sound/full`.",
    parameters: [{ name: "lowest", description: "The lowest frequency that is looked for.", kind: "number", minimum: 20, maximum: 1000, typical: [30, 300], step: 1, unit: " Hz", default: 60, fixed: true, automatable: false }, { name: "highest", description: "The highest. A quarter of the rate is the most that can be told.", kind: "number", minimum: 100, maximum: 10000, typical: [500, 5000], step: 1, unit: " Hz", default: 2000, fixed: true, automatable: false }, { name: "threshold", description: "How unlike two periods may be: 0 is the same, 1 is nothing in common.", kind: "number", minimum: 0.01, maximum: 1, typical: [0.05, 0.5], step: 0.01, unit: "", default: 0.15, fixed: false, automatable: false }],
    readings: [{ name: "frequency", description: "The frequency; 0 if there is none.", unit: "Hz" }, { name: "clarity", description: "How alike the periods are: 1 is the same, 0 is nothing in common.", unit: "" }],
  },
  {
    name: "tempoMeter",
    family: "analysis",
    version: 1,
    description: "Finds onsets, the beginnings of notes and beats, and the tempo; the sound stays as it is.\n\nSources: J. Bello et al., \"A Tutorial on Onset Detection in Music Signals\" (2005), spectral flux: what the levels of 40 bands\non the mel scale rise by, of the mean of all channels, anew about every 10 ms; an onset is a peak that is `sensitivity` above\nthe mean of the last 100 ms and 50 ms after the last one at least. D. Ellis, \"Beat Tracking by Dynamic Programming\"\n(2007): the tempo is the lag at which the flux of the last 6 s (or so) is most like itself, weighed by a bell on a logarithmic\nscale around 120 beats a minute; from 30 to 240. Where twice or half as fast is as likely, what is nearer to 120 wins. An onset is told about 25 ms after it was heard.\n\nIn JavaScript it is in `filmgate/sound/full`.",
    parameters: [{ name: "sensitivity", description: "By how much a band's level must rise on an average to be an onset.", kind: "number", minimum: 0.1, maximum: 20, typical: [0.5, 6], step: 0.1, unit: " dB", default: 1.5, fixed: false, automatable: false }],
    readings: [{ name: "onsetStrength", description: "What the levels rise by now, on an average of all bands.", unit: "dB" }, { name: "onsets", description: "Onsets since the beginning.", unit: "" }, { name: "tempo", description: "Beats a minute; 0 until there is something to say.", unit: "" }, { name: "regularity", description: "How much the flux is like itself a beat later: 1 is the same.", unit: "" }],
  },
  {
    name: "mfccMeter",
    family: "analysis",
    version: 1,
    description: "Measures mel-frequency cepstral coefficients, by which speech is told apart, and instruments; the sound stays as it is.\n\nSource: S. Davis, P. Mermelstein, \"Comparison of Parametric Representations for Monosyllabic Word Recognition\" (1980): the cosine\ntransform (type II, orthonormal) of the levels in 40 triangular bands from 0 to 8000 Hz (or half the rate) on the mel\nscale, in decibels of power, not below -100 and 80 below the loudest; of the mean of all channels, under a Hann window of about 43 ms, every quarter of\nit. This is what librosa's `feature.mfcc` with `htk=True, norm=None, n_mels=40` gives.\n\nIn JavaScript it is in `filmgate/sound/full`.",
    parameters: [],
    readings: [{ name: "coefficient0", description: "The mean level of the bands, times √40.", unit: "" }, { name: "coefficient1", description: "The tilt of the spectrum.", unit: "" }, { name: "coefficient2", description: "The bend of the spectrum.", unit: "" }, { name: "coefficient3", description: "Three half waves over the bands, and so on.", unit: "" }, { name: "coefficient4", description: "The coefficient of four half waves.", unit: "" }, { name: "coefficient5", description: "The coefficient of five half waves.", unit: "" }, { name: "coefficient6", description: "The coefficient of six half waves.", unit: "" }, { name: "coefficient7", description: "The coefficient of seven half waves.", unit: "" }, { name: "coefficient8", description: "The coefficient of eight half waves.", unit: "" }, { name: "coefficient9", description: "The coefficient of nine half waves.", unit: "" }, { name: "coefficient10", description: "The coefficient of ten half waves.", unit: "" }, { name: "coefficient11", description: "The coefficient of eleven half waves.", unit: "" }, { name: "coefficient12", description: "The coefficient of twelve half waves.", unit: "" }],
  },
  {
    name: "spectrumMeter",
    family: "analysis",
    version: 1,
    description: "Measures the spectrum in thirds of an octave, as a real-time analyser shows it; the sound stays as it is.\n\nBands are those of IEC 61260-1 (base ten: their middles are 10^(n/10) Hz), but have sharp edges: they are put together of a\nFourier transform under a Hann window, every quarter of it, of the mean of all channels: of 8192 frames at 48 kHz, at other\nrates of the power of two nearest to as long, 65536 at most. Below 100 Hz what the window blurs is more than a band. Levels are those of the mean square: a sine at full scale has -3.01 dB, silence -144.\nWhat lies above half the rate is silent.\n\nIn JavaScript it is in `filmgate/sound/full`.",
    parameters: [],
    readings: [{ name: "band20", description: "The level of the third of an octave around 20 Hz.", unit: "dB" }, { name: "band25", description: "The level of the third of an octave around 25 Hz.", unit: "dB" }, { name: "band31", description: "The level of the third of an octave around 31.5 Hz.", unit: "dB" }, { name: "band40", description: "The level of the third of an octave around 40 Hz.", unit: "dB" }, { name: "band50", description: "The level of the third of an octave around 50 Hz.", unit: "dB" }, { name: "band63", description: "The level of the third of an octave around 63 Hz.", unit: "dB" }, { name: "band80", description: "The level of the third of an octave around 80 Hz.", unit: "dB" }, { name: "band100", description: "The level of the third of an octave around 100 Hz.", unit: "dB" }, { name: "band125", description: "The level of the third of an octave around 125 Hz.", unit: "dB" }, { name: "band160", description: "The level of the third of an octave around 160 Hz.", unit: "dB" }, { name: "band200", description: "The level of the third of an octave around 200 Hz.", unit: "dB" }, { name: "band250", description: "The level of the third of an octave around 250 Hz.", unit: "dB" }, { name: "band315", description: "The level of the third of an octave around 315 Hz.", unit: "dB" }, { name: "band400", description: "The level of the third of an octave around 400 Hz.", unit: "dB" }, { name: "band500", description: "The level of the third of an octave around 500 Hz.", unit: "dB" }, { name: "band630", description: "The level of the third of an octave around 630 Hz.", unit: "dB" }, { name: "band800", description: "The level of the third of an octave around 800 Hz.", unit: "dB" }, { name: "band1000", description: "The level of the third of an octave around 1000 Hz.", unit: "dB" }, { name: "band1250", description: "The level of the third of an octave around 1250 Hz.", unit: "dB" }, { name: "band1600", description: "The level of the third of an octave around 1600 Hz.", unit: "dB" }, { name: "band2000", description: "The level of the third of an octave around 2000 Hz.", unit: "dB" }, { name: "band2500", description: "The level of the third of an octave around 2500 Hz.", unit: "dB" }, { name: "band3150", description: "The level of the third of an octave around 3150 Hz.", unit: "dB" }, { name: "band4000", description: "The level of the third of an octave around 4000 Hz.", unit: "dB" }, { name: "band5000", description: "The level of the third of an octave around 5000 Hz.", unit: "dB" }, { name: "band6300", description: "The level of the third of an octave around 6300 Hz.", unit: "dB" }, { name: "band8000", description: "The level of the third of an octave around 8000 Hz.", unit: "dB" }, { name: "band10000", description: "The level of the third of an octave around 10 000 Hz.", unit: "dB" }, { name: "band12500", description: "The level of the third of an octave around 12 500 Hz.", unit: "dB" }, { name: "band16000", description: "The level of the third of an octave around 16 000 Hz.", unit: "dB" }, { name: "band20000", description: "The level of the third of an octave around 20 000 Hz.", unit: "dB" }],
  },
];
