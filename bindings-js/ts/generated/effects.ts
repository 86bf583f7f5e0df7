// Written by `make gen` from the declarations in core: edit those instead.

import type { NoiseModel, Samples } from "../audio/samples.js";
import type { EffectStepOptions } from "../shared/steps.js";

/** A band of an equaliser. */
export interface Band {
  /**
   * Type of the filter, as in `biquad`.
   * One of "lowpass", "highpass", "bandpass", "lowshelf", "highshelf", "peaking", "notch", "allpass".
   */
  readonly type: "lowpass" | "highpass" | "bandpass" | "lowshelf" | "highshelf" | "peaking" | "notch" | "allpass";
  /**
   * Frequency of the filter.
   * From 10 to 24000 Hz.
   */
  readonly frequency: number;
  /**
   * Gain of a shelf or a peak; the other types ignore it.
   * From -40 to 40 dB, default 0 dB.
   */
  readonly gain?: number | undefined;
  /**
   * Q, in dB for `lowpass` and `highpass`; the shelves ignore it.
   * From -40 to 1000, default 1.
   */
  readonly q?: number | undefined;
}

/** Parameters of {@link gain}. */
export interface GainOptions extends EffectStepOptions {
  /**
   * The gain; -100 dB is silence.
   * From -100 to 48 dB, default 0 dB.
   */
  readonly gain?: number | undefined;
}

/** A step of {@link gain}, as plain data. */
export interface GainStep extends GainOptions {
  readonly effect: "gain";
}

/** Amplifies or attenuates: multiplies every sample by 10^(gain/20). */
export function gain(options: GainOptions = {}): GainStep {
  return { effect: "gain", ...options };
}

/** Parameters of {@link pan}. */
export interface PanOptions extends EffectStepOptions {
  /**
   * Position: -1 is left, 1 is right.
   * From -1 to 1, default 0.
   */
  readonly pan?: number | undefined;
}

/** A step of {@link pan}, as plain data. */
export interface PanStep extends PanOptions {
  readonly effect: "pan";
}

/**
 * Pans stereo audio left or right at equal power, like Web Audio's `StereoPannerNode`.
 *
 * Source: Web Audio API, "StereoPanner Algorithm" (stereo input). Requires two channels.
 */
export function pan(options: PanOptions = {}): PanStep {
  return { effect: "pan", ...options };
}

/** Parameters of {@link mute}. */
export interface MuteOptions extends EffectStepOptions {
  /**
   * Whether the audio is muted.
   * Default false.
   */
  readonly muted?: boolean | undefined;
  /**
   * Duration of a full fade.
   * From 0 to 60 s, default 0.02 s.
   */
  readonly fade?: number | undefined;
}

/** A step of {@link mute}, as plain data. */
export interface MuteStep extends MuteOptions {
  readonly effect: "mute";
}

/**
 * Mutes and unmutes with a linear fade.
 *
 * A change of `muted` can be scheduled, so this effect also fades in and out.
 */
export function mute(options: MuteOptions = {}): MuteStep {
  return { effect: "mute", ...options };
}

/** Parameters of {@link dcBlock}. */
export interface DcBlockOptions extends EffectStepOptions {
  /**
   * Cutoff frequency (-3 dB).
   * From 1 to 100 Hz, default 10 Hz.
   */
  readonly frequency?: number | undefined;
}

/** A step of {@link dcBlock}, as plain data. */
export interface DcBlockStep extends DcBlockOptions {
  readonly effect: "dcBlock";
}

/**
 * Removes a constant offset: a first-order high-pass.
 *
 * Source: `y[n] = x[n] - x[n-1] + R·y[n-1]`, `R = 1 - 2π·frequency/rate` (J. O. Smith, "Introduction to Digital
 * Filters", DC blocker), in double precision.
 */
export function dcBlock(options: DcBlockOptions = {}): DcBlockStep {
  return { effect: "dcBlock", ...options };
}

/** Parameters of {@link biquad}. */
export interface BiquadOptions extends EffectStepOptions {
  /**
   * Type of the filter.
   * One of "lowpass", "highpass", "bandpass", "lowshelf", "highshelf", "peaking", "notch", "allpass", default "lowpass".
   */
  readonly type?: "lowpass" | "highpass" | "bandpass" | "lowshelf" | "highshelf" | "peaking" | "notch" | "allpass" | undefined;
  /**
   * Frequency of the filter.
   * From 0 to 384000 Hz, default 350 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * Offset of the frequency; 1200 cents are an octave.
   * From -153600 to 153600 cents, default 0 cents.
   */
  readonly detune?: number | undefined;
  /**
   * Quality factor; for `lowpass` and `highpass`, the resonance in dB. Shelves ignore it.
   * From -770 to 770, default 1.
   */
  readonly q?: number | undefined;
  /**
   * Gain of `peaking` filters and shelves.
   * From -770 to 770 dB, default 0 dB.
   */
  readonly gain?: number | undefined;
}

/** A step of {@link biquad}, as plain data. */
export interface BiquadStep extends BiquadOptions {
  readonly effect: "biquad";
}

/**
 * A second-order filter, like Web Audio's `BiquadFilterNode`: same types, same coefficients, same meaning of Q.
 *
 * Source: Web Audio API, "Filters Characteristics". In double precision, direct form I. All numeric parameters can
 * change frame by frame; while they do, coefficients are computed for every frame.
 */
export function biquad(options: BiquadOptions = {}): BiquadStep {
  return { effect: "biquad", ...options };
}

/** Parameters of {@link parametricEq}. */
export interface ParametricEqOptions extends EffectStepOptions {
  /**
   * The bands.
   * 0 to 16 objects: `type` one of "lowpass", "highpass", "bandpass", "lowshelf", "highshelf", "peaking", "notch", "allpass", `frequency` from 10 to 24000 Hz, `gain` from -40 to 40 dB, `q` from -40 to 1000; default `[{ type: "lowshelf", frequency: 100, gain: 0, q: 1 }, { type: "peaking", frequency: 500, gain: 0, q: 1 }, { type: "peaking", frequency: 2500, gain: 0, q: 1 }, { type: "highshelf", frequency: 8000, gain: 0, q: 1 }]`.
   */
  readonly bands?: readonly Band[] | undefined;
}

/** A step of {@link parametricEq}, as plain data. */
export interface ParametricEqStep extends ParametricEqOptions {
  readonly effect: "parametricEq";
}

/**
 * An equaliser with up to 16 bands, each a second-order filter like `biquad`.
 *
 * All bands are replaced at once, at any time. Frequency, gain and Q then change in steps of 128 frames, with a time
 * constant of 10 ms (to 1/e); a type changes immediately.
 */
export function parametricEq(options: ParametricEqOptions = {}): ParametricEqStep {
  return { effect: "parametricEq", ...options };
}

/** Parameters of {@link graphicEq}. */
export interface GraphicEqOptions extends EffectStepOptions {
  /**
   * Gain at 31.5 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band31?: number | undefined;
  /**
   * Gain at 63 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band63?: number | undefined;
  /**
   * Gain at 125 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band125?: number | undefined;
  /**
   * Gain at 250 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band250?: number | undefined;
  /**
   * Gain at 500 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band500?: number | undefined;
  /**
   * Gain at 1 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band1000?: number | undefined;
  /**
   * Gain at 2 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band2000?: number | undefined;
  /**
   * Gain at 4 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band4000?: number | undefined;
  /**
   * Gain at 8 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band8000?: number | undefined;
  /**
   * Gain at 16 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band16000?: number | undefined;
}

/** A step of {@link graphicEq}, as plain data. */
export interface GraphicEqStep extends GraphicEqOptions {
  readonly effect: "graphicEq";
}

/**
 * An equaliser with ten bands, an octave each: the preferred frequencies of ISO 266.
 *
 * Each band is a peaking filter (see `biquad`) with Q = √2, which has a width of an octave. The responses of
 * neighbouring bands overlap, and aren't compensated. Gains change in steps of 128 frames, with a time constant of
 * 10 ms (to 1/e).
 */
export function graphicEq(options: GraphicEqOptions = {}): GraphicEqStep {
  return { effect: "graphicEq", ...options };
}

/** Parameters of {@link stateVariableFilter}. */
export interface StateVariableFilterOptions extends EffectStepOptions {
  /**
   * Type of the response.
   * One of "lowpass", "highpass", "bandpass", "notch", "allpass", default "lowpass".
   */
  readonly response?: "lowpass" | "highpass" | "bandpass" | "notch" | "allpass" | undefined;
  /**
   * Frequency of the filter, limited to just below half the sample rate.
   * From 5 to 192000 Hz, default 1000 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * Quality factor: the resonance, or the narrowness of a band; 0.707 is flat.
   * From 0.1 to 100, default 0.7071067811865476.
   */
  readonly q?: number | undefined;
}

/** A step of {@link stateVariableFilter}, as plain data. */
export interface StateVariableFilterStep extends StateVariableFilterOptions {
  readonly effect: "stateVariableFilter";
}

/**
 * A second-order filter for fast modulation: a state variable filter with trapezoidal integrators.
 *
 * Its state is that of a circuit, which stays valid when parameters change, whereas a biquad stores past samples.
 * Sweeps therefore neither click nor ring. Source: V. Zavalishin, "The Art of VA Filter Design", 4.4 (the
 * zero-delay form).
 */
export function stateVariableFilter(options: StateVariableFilterOptions = {}): StateVariableFilterStep {
  return { effect: "stateVariableFilter", ...options };
}

/** Parameters of {@link linkwitzRiley}. */
export interface LinkwitzRileyOptions extends EffectStepOptions {
  /**
   * The side to output.
   * One of "low", "high", "both", default "low".
   */
  readonly side?: "low" | "high" | "both" | undefined;
  /**
   * Crossover frequency.
   * From 20 to 20000 Hz, default 1000 Hz.
   */
  readonly frequency?: number | undefined;
}

/** A step of {@link linkwitzRiley}, as plain data. */
export interface LinkwitzRileyStep extends LinkwitzRileyOptions {
  readonly effect: "linkwitzRiley";
}

/**
 * One side of a fourth-order Linkwitz–Riley crossover: 24 dB per octave, -6 dB at the frequency. The sum of both
 * sides is an all-pass, so levels are unchanged if they are mixed again.
 *
 * Source: S. Linkwitz, "Active Crossover Networks for Noncoincident Drivers" (1976): two Butterworth filters in
 * series.
 */
export function linkwitzRiley(options: LinkwitzRileyOptions = {}): LinkwitzRileyStep {
  return { effect: "linkwitzRiley", ...options };
}

/** Parameters of {@link delay}. */
export interface DelayOptions extends EffectStepOptions {
  /**
   * Delay time.
   * From 0 to 10 s, default 0.3 s.
   */
  readonly time?: number | undefined;
  /**
   * Share of the output that is fed back to the input.
   * From 0 to 0.99, default 0.35.
   */
  readonly feedback?: number | undefined;
  /**
   * The largest delay time that can be set, if it is longer than `time`. Memory is allocated for it.
   * From 0.001 to 10 s, default 2 s.
   */
  readonly maximum?: number | undefined;
}

/** A step of {@link delay}, as plain data. */
export interface DelayStep extends DelayOptions {
  readonly effect: "delay";
}

/**
 * Delays audio, with repeated echoes if there is feedback. The output is the delayed audio only; `mix` adds the
 * input.
 *
 * Values between samples are interpolated linearly, like in Web Audio's `DelayNode`. The time can therefore change
 * continuously, which shifts the pitch like a tape machine. With feedback, the shortest delay is one frame.
 */
export function delay(options: DelayOptions = {}): DelayStep {
  return { effect: "delay", ...options };
}

/** Parameters of {@link chorus}. */
export interface ChorusOptions extends EffectStepOptions {
  /**
   * Modulation frequency of the delay.
   * From 0.01 to 20 Hz, default 0.8 Hz.
   */
  readonly rate?: number | undefined;
  /**
   * Modulation depth of the delay, in both directions.
   * From 0 to 0.02 s, default 0.003 s.
   */
  readonly depth?: number | undefined;
  /**
   * Mean delay of the voices.
   * From 0.001 to 0.06 s, default 0.012 s.
   */
  readonly delay?: number | undefined;
  /**
   * Number of voices.
   * Whole number from 1 to 8, default 2.
   */
  readonly voices?: number | undefined;
  /**
   * Phase shift of the sine from each channel to the next, in turns.
   * From 0 to 1, default 0.25.
   */
  readonly spread?: number | undefined;
}

/** A step of {@link chorus}, as plain data. */
export interface ChorusStep extends ChorusOptions {
  readonly effect: "chorus";
}

/**
 * Turns one instrument into several: outputs voices with short delays that a slow sine modulates.
 *
 * The voices of a channel are evenly spaced over the period of the sine; those of each further channel are shifted
 * by `spread`. Each voice has a gain of √(1/voices), so the sum is as loud as a single voice. The output has the
 * voices only; `mix: 0.5` adds the input. Source: J. Dattorro, "Effect Design, Part 2" (1997).
 */
export function chorus(options: ChorusOptions = {}): ChorusStep {
  return { effect: "chorus", ...options };
}

/** Parameters of {@link flanger}. */
export interface FlangerOptions extends EffectStepOptions {
  /**
   * Modulation frequency of the delay.
   * From 0.01 to 20 Hz, default 0.25 Hz.
   */
  readonly rate?: number | undefined;
  /**
   * The longest delay.
   * From 0 to 0.015 s, default 0.004 s.
   */
  readonly depth?: number | undefined;
  /**
   * Share of the delayed audio that is fed back.
   * From -0.95 to 0.95, default 0.4.
   */
  readonly feedback?: number | undefined;
  /**
   * Phase shift of the sine from each channel to the next, in turns.
   * From 0 to 1, default 0.25.
   */
  readonly spread?: number | undefined;
}

/** A step of {@link flanger}, as plain data. */
export interface FlangerStep extends FlangerOptions {
  readonly effect: "flanger";
}

/**
 * Adds audio to itself with a delay that a slow sine moves between 0 and `depth`: a moving comb filter. Feedback,
 * positive or negative, sharpens its peaks.
 *
 * The output is (input + delayed) / 2. Source: J. Dattorro, "Effect Design, Part 2" (1997).
 */
export function flanger(options: FlangerOptions = {}): FlangerStep {
  return { effect: "flanger", ...options };
}

/** Parameters of {@link phaser}. */
export interface PhaserOptions extends EffectStepOptions {
  /**
   * Modulation frequency.
   * From 0.01 to 20 Hz, default 0.4 Hz.
   */
  readonly rate?: number | undefined;
  /**
   * Centre of the range over which the frequency moves.
   * From 20 to 10000 Hz, default 800 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * Number of octaves between the lowest and the highest frequency.
   * From 0 to 8, default 3.
   */
  readonly octaves?: number | undefined;
  /**
   * Share of the all-pass output that is fed back.
   * From -0.95 to 0.95, default 0.3.
   */
  readonly feedback?: number | undefined;
  /**
   * Number of all-pass filters: two for each notch.
   * Whole number from 2 to 24, default 6.
   */
  readonly stages?: number | undefined;
  /**
   * Phase shift of the sine from each channel to the next, in turns.
   * From 0 to 1, default 0.25.
   */
  readonly spread?: number | undefined;
}

/** A step of {@link phaser}, as plain data. */
export interface PhaserStep extends PhaserOptions {
  readonly effect: "phaser";
}

/**
 * Adds audio to itself through all-pass filters whose frequency a slow sine modulates: each pair of them makes a
 * moving notch.
 *
 * The stages are `y[n] = a·x[n] + x[n-1] - a·y[n-1]` with `a = (tan(π·f/rate) - 1) / (tan(π·f/rate) + 1)`, all at
 * the same frequency, which moves over a range of `octaves`. The output is (input + all-pass) / 2. Source: J. O.
 * Smith, "An All-Pass Approach to Digital Phasing and Flanging" (1984).
 */
export function phaser(options: PhaserOptions = {}): PhaserStep {
  return { effect: "phaser", ...options };
}

/** Parameters of {@link pitchShift}. */
export interface PitchShiftOptions extends EffectStepOptions {
  /**
   * Change of the pitch; positive values raise it.
   * From -24 to 24 semitones, default 0 semitones.
   */
  readonly pitch?: number | undefined;
  /**
   * Duration of the analysis window.
   * One of "short", "medium", "long", default "medium".
   */
  readonly window?: "short" | "medium" | "long" | undefined;
}

/** A step of {@link pitchShift}, as plain data. */
export interface PitchShiftStep extends PitchShiftOptions {
  readonly effect: "pitchShift";
}

/**
 * Changes the pitch of audio without changing its duration.
 *
 * Source: J. Laroche, M. Dolson, "New Phase-Vocoder Techniques for Pitch-Shifting, Harmonizing and Other Exotic
 * Effects" (1999). The peaks of the spectrum are moved together with their surroundings, by whole bins, and
 * rotated so that their phases are continuous at their new frequencies. Frequencies are measured from the phase
 * difference of two frames. All channels are moved alike, so that differences between them are kept. Hann windows
 * are applied before and after, and advance by a quarter of their length. The latency is the length of the window:
 * 1024, 2048 or 4096 frames at 48 kHz; at other rates, the power of two nearest in duration, at least 512.
 */
export function pitchShift(options: PitchShiftOptions = {}): PitchShiftStep {
  return { effect: "pitchShift", ...options };
}

/** Parameters of {@link reverb}. */
export interface ReverbOptions extends EffectStepOptions {
  /**
   * Time in which the reverberation decays by 60 dB.
   * From 0.05 to 60 s, default 2 s.
   */
  readonly decay?: number | undefined;
  /**
   * Cutoff frequency above which the reverberation decays faster.
   * From 200 to 20000 Hz, default 6000 Hz.
   */
  readonly damping?: number | undefined;
  /**
   * Delay before the reverberation starts.
   * From 0 to 0.25 s, default 0.01 s.
   */
  readonly preDelay?: number | undefined;
  /**
   * Size of the room: a factor of the delays, which are 29 to 73 ms at 1.
   * From 0.2 to 2, default 1.
   */
  readonly size?: number | undefined;
  /**
   * Modulation depth of two of the delays.
   * From 0 to 0.002 s, default 0.0003 s.
   */
  readonly modulation?: number | undefined;
}

/** A step of {@link reverb}, as plain data. */
export interface ReverbStep extends ReverbOptions {
  readonly effect: "reverb";
}

/**
 * Reverberation by a feedback delay network: eight delay lines that are mixed with each other and fed back, like
 * reflections between walls.
 *
 * `decay` is RT60, the time in which the level falls by 60 dB: a line of d frames is multiplied by
 * `10^(-3·d/(decay·rate))`. `damping` makes high frequencies decay faster, like air and curtains do. Two all-pass
 * filters before the network make the echoes dense from the start. Slow sines modulate two of the delays, which
 * prevents ringing. The output is the reverberation only; `mix` adds the input. Sources: J.-M. Jot, "Digital Delay
 * Networks for Designing Artificial Reverberators" (1991); mixing by the Householder matrix, J. O. Smith,
 * "Physical Audio Signal Processing".
 */
export function reverb(options: ReverbOptions = {}): ReverbStep {
  return { effect: "reverb", ...options };
}

/** Parameters of {@link convolver}. */
export interface ConvolverOptions extends EffectStepOptions {
  /**
   * The impulse response, at the sample rate of the audio, of at most one minute.
   * `Samples`, default null.
   */
  readonly response?: Samples | null | undefined;
  /**
   * Whether to scale responses to about equal loudness.
   * Default true.
   */
  readonly normalize?: boolean | undefined;
}

/** A step of {@link convolver}, as plain data. */
export interface ConvolverStep extends ConvolverOptions {
  readonly effect: "convolver";
}

/**
 * Convolves audio with an impulse response: the reverberation of a room, a loudspeaker, any linear filter.
 *
 * There is no latency. The first 128 samples of the response are applied directly, the rest by Fourier transforms
 * of blocks whose lengths grow with the distance: 128, 1024, 8192. The work of the long blocks is spread over
 * time, so that all quanta take similar time (non-uniform partitions: W. Gardner, "Efficient Convolution without
 * Input-Output Delay", 1995).
 *
 * A response has one channel for all channels of the audio, or one for each channel, or, for stereo audio, four:
 * left to left, left to right, right to left, right to right. `normalize` scales the response like Web Audio's
 * `ConvolverNode`. Without a response, the output is silent.
 */
export function convolver(options: ConvolverOptions = {}): ConvolverStep {
  return { effect: "convolver", ...options };
}

/** Parameters of {@link compressor}. */
export interface CompressorOptions extends EffectStepOptions {
  /**
   * Level from which the gain is reduced.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * Compression ratio: `ratio` dB above the threshold become 1 dB.
   * From 1 to 100:1, default 4:1.
   */
  readonly ratio?: number | undefined;
  /**
   * Width of the knee around the threshold.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly knee?: number | undefined;
  /**
   * Time constant of increasing gain reduction: 1/e of the change remains after this time.
   * From 0 to 1 s, default 0.01 s.
   */
  readonly attack?: number | undefined;
  /**
   * Time constant of decreasing gain reduction.
   * From 0 to 5 s, default 0.1 s.
   */
  readonly release?: number | undefined;
  /**
   * Gain after compression.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp?: number | undefined;
  /**
   * Whether to add make-up gain of half the reduction at full scale.
   * Default false.
   */
  readonly autoMakeUp?: boolean | undefined;
  /**
   * Level detector.
   * One of "peak", "rms", default "peak".
   */
  readonly detector?: "peak" | "rms" | undefined;
  /**
   * Whether all channels share the gain of the loudest one.
   * Default true.
   */
  readonly stereoLink?: boolean | undefined;
  /**
   * Whether the level is measured on the side-chain input, if it is connected.
   * Default false.
   */
  readonly sideChain?: boolean | undefined;
}

/** A step of {@link compressor}, as plain data. */
export interface CompressorStep extends CompressorOptions {
  readonly effect: "compressor";
}

/**
 * Reduces levels above a threshold: `ratio` dB above it become 1 dB.
 *
 * Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design" (2012): feed-forward, in
 * decibels, with a quadratic knee and a smooth branching detector after the gain computer. There is no latency.
 *
 * Measures `gainReduction` (dB): Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
 */
export function compressor(options: CompressorOptions = {}): CompressorStep {
  return { effect: "compressor", ...options };
}

/** Parameters of {@link expander}. */
export interface ExpanderOptions extends EffectStepOptions {
  /**
   * Level below which the gain is reduced.
   * From -100 to 0 dB, default -40 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * Expansion ratio: 1 dB below the threshold becomes `ratio` dB.
   * From 1 to 100:1, default 2:1.
   */
  readonly ratio?: number | undefined;
  /**
   * Width of the knee around the threshold.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly knee?: number | undefined;
  /**
   * Maximum gain reduction.
   * From 0 to 100 dB, default 40 dB.
   */
  readonly range?: number | undefined;
  /**
   * Time constant of decreasing gain reduction, when the level rises: 1/e of the change remains after this time.
   * From 0 to 1 s, default 0.002 s.
   */
  readonly attack?: number | undefined;
  /**
   * Time constant of increasing gain reduction.
   * From 0 to 5 s, default 0.1 s.
   */
  readonly release?: number | undefined;
  /**
   * Whether the level is measured on the side-chain input, if it is connected.
   * Default false.
   */
  readonly sideChain?: boolean | undefined;
}

/** A step of {@link expander}, as plain data. */
export interface ExpanderStep extends ExpanderOptions {
  readonly effect: "expander";
}

/**
 * Reduces levels below a threshold (downward expander): 1 dB below it becomes `ratio` dB, with a gain reduction of
 * at most `range`.
 *
 * Source: the curve of the compressor, mirrored (U. Zölzer, "DAFX", 2011, section 4.2), with the same detector:
 * peaks in decibels, with a smooth branching detector after the gain computer. There is no latency.
 *
 * Measures `gainReduction` (dB): Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
 */
export function expander(options: ExpanderOptions = {}): ExpanderStep {
  return { effect: "expander", ...options };
}

/** Parameters of {@link noiseGate}. */
export interface NoiseGateOptions extends EffectStepOptions {
  /**
   * Level at which the gate opens.
   * From -100 to 0 dB, default -40 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * Distance below the threshold at which the gate starts to close.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly hysteresis?: number | undefined;
  /**
   * Time constant of opening: 1/e of the change remains after this time.
   * From 0 to 1 s, default 0.001 s.
   */
  readonly attack?: number | undefined;
  /**
   * Time for which the gate stays open after the level has fallen.
   * From 0 to 5 s, default 0.05 s.
   */
  readonly hold?: number | undefined;
  /**
   * Time constant of closing.
   * From 0 to 5 s, default 0.1 s.
   */
  readonly release?: number | undefined;
  /**
   * Attenuation while the gate is closed; 100 dB is silence.
   * From 0 to 100 dB, default 80 dB.
   */
  readonly range?: number | undefined;
  /**
   * Whether the level is measured on the side-chain input, if it is connected.
   * Default false.
   */
  readonly sideChain?: boolean | undefined;
}

/** A step of {@link noiseGate}, as plain data. */
export interface NoiseGateStep extends NoiseGateOptions {
  readonly effect: "noiseGate";
}

/**
 * Passes audio above a threshold, and closes after the level has been below it for a while.
 *
 * The level is the peak of all channels, with a decay time of 20 ms (to 1/e). The gate opens at the threshold. It
 * closes when the level has been below the threshold by more than `hysteresis` for the time `hold`, which prevents
 * chatter (U. Zölzer, "DAFX", 2011, section 4.2.3). The gain changes exponentially. There is no latency.
 *
 * Measures `gainReduction` (dB): Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
 *
 * Measures `open`: 1 if the gate is open, otherwise 0.
 */
export function noiseGate(options: NoiseGateOptions = {}): NoiseGateStep {
  return { effect: "noiseGate", ...options };
}

/** Parameters of {@link limiter}. */
export interface LimiterOptions extends EffectStepOptions {
  /**
   * Gain before the limiter.
   * From -40 to 40 dB, default 0 dB.
   */
  readonly gain?: number | undefined;
  /**
   * Upper limit of true peaks, in dBTP.
   * From -60 to 0 dB, default -1 dB.
   */
  readonly ceiling?: number | undefined;
  /**
   * Time constant of the release after a peak: 1/e of the gain reduction remains after this time.
   * From 0 to 5 s, default 0.1 s.
   */
  readonly release?: number | undefined;
  /**
   * Time before a peak at which the gain reduction starts.
   * From 0.0005 to 0.02 s, default 0.005 s.
   */
  readonly lookAhead?: number | undefined;
  /**
   * Whether all channels share the gain of the loudest one.
   * Default true.
   */
  readonly stereoLink?: boolean | undefined;
}

/** A step of {@link limiter}, as plain data. */
export interface LimiterStep extends LimiterOptions {
  readonly effect: "limiter";
}

/**
 * Keeps true peaks below a ceiling. The gain changes before a peak, so nothing is clipped.
 *
 * Peaks are measured between samples: at four positions per sample, as in ITU-R BS.1770-5, Annex 2, and at the
 * vertex of a parabola through each of them and its neighbours. The output exceeds the ceiling by at most 0.1 dB
 * if it has no frequencies above 0.42 of the sample rate (20 kHz at 48 kHz). White noise, which has, can exceed it
 * by 2 dB. The gain reduction is the smallest that the upcoming peaks require, in decibels, smoothed by two moving
 * averages that together span the look-ahead. Audio below the ceiling passes bit-exact. The latency is the
 * look-ahead (at least 20 frames) plus 10 frames.
 *
 * Measures `gainReduction` (dB): Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
 */
export function limiter(options: LimiterOptions = {}): LimiterStep {
  return { effect: "limiter", ...options };
}

/** Parameters of {@link multibandCompressor}. */
export interface MultibandCompressorOptions extends EffectStepOptions {
  /**
   * Number of bands. Parameters of unused bands are ignored.
   * Whole number from 2 to 4, default 4.
   */
  readonly bands?: number | undefined;
  /**
   * Upper end of the lowest band.
   * From 20 to 20000 Hz, default 120 Hz.
   */
  readonly crossover1?: number | undefined;
  /**
   * Upper end of the second band.
   * From 20 to 20000 Hz, default 1000 Hz.
   */
  readonly crossover2?: number | undefined;
  /**
   * Upper end of the third band.
   * From 20 to 20000 Hz, default 6000 Hz.
   */
  readonly crossover3?: number | undefined;
  /**
   * Width of the knee around each threshold.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly knee?: number | undefined;
  /**
   * Whether all channels share the gain of the loudest one.
   * Default true.
   */
  readonly stereoLink?: boolean | undefined;
  /**
   * Level from which the gain of the lowest band is reduced.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold1?: number | undefined;
  /**
   * Compression ratio of the lowest band.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio1?: number | undefined;
  /**
   * Time constant of increasing gain reduction in the lowest band: 1/e of the change remains after this time.
   * From 0 to 1 s, default 0.03 s.
   */
  readonly attack1?: number | undefined;
  /**
   * Time constant of decreasing gain reduction in the lowest band.
   * From 0 to 5 s, default 0.2 s.
   */
  readonly release1?: number | undefined;
  /**
   * Gain of the lowest band after compression.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp1?: number | undefined;
  /**
   * Level from which the gain of the second band is reduced.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold2?: number | undefined;
  /**
   * Compression ratio of the second band.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio2?: number | undefined;
  /**
   * Time constant of increasing gain reduction in the second band: 1/e of the change remains after this time.
   * From 0 to 1 s, default 0.015 s.
   */
  readonly attack2?: number | undefined;
  /**
   * Time constant of decreasing gain reduction in the second band.
   * From 0 to 5 s, default 0.15 s.
   */
  readonly release2?: number | undefined;
  /**
   * Gain of the second band after compression.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp2?: number | undefined;
  /**
   * Level from which the gain of the third band is reduced.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold3?: number | undefined;
  /**
   * Compression ratio of the third band.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio3?: number | undefined;
  /**
   * Time constant of increasing gain reduction in the third band: 1/e of the change remains after this time.
   * From 0 to 1 s, default 0.008 s.
   */
  readonly attack3?: number | undefined;
  /**
   * Time constant of decreasing gain reduction in the third band.
   * From 0 to 5 s, default 0.1 s.
   */
  readonly release3?: number | undefined;
  /**
   * Gain of the third band after compression.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp3?: number | undefined;
  /**
   * Level from which the gain of the fourth band is reduced.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold4?: number | undefined;
  /**
   * Compression ratio of the fourth band.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio4?: number | undefined;
  /**
   * Time constant of increasing gain reduction in the fourth band: 1/e of the change remains after this time.
   * From 0 to 1 s, default 0.003 s.
   */
  readonly attack4?: number | undefined;
  /**
   * Time constant of decreasing gain reduction in the fourth band.
   * From 0 to 5 s, default 0.06 s.
   */
  readonly release4?: number | undefined;
  /**
   * Gain of the fourth band after compression.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp4?: number | undefined;
}

/** A step of {@link multibandCompressor}, as plain data. */
export interface MultibandCompressorStep extends MultibandCompressorOptions {
  readonly effect: "multibandCompressor";
}

/**
 * Splits the audio into bands, and compresses each band above its threshold, like `compressor`.
 *
 * Bands are split from the lowest up by fourth-order Linkwitz–Riley crossovers (see `linkwitzRiley`). The lower
 * bands pass through all-passes with the phase responses of the later crossovers, so that without gain reduction,
 * the sum is an all-pass (J. D'Appolito, "Active Realization of Multiway All-Pass Crossover Systems", 1987). There
 * is no latency.
 *
 * Measures `gainReduction1` (dB): Largest gain reduction of the lowest band in the last 128 frames, as a gain of 0 dB or less.
 *
 * Measures `gainReduction2` (dB): Largest gain reduction of the second band in the last 128 frames, as a gain of 0 dB or less.
 *
 * Measures `gainReduction3` (dB): Largest gain reduction of the third band, if it is used, in the last 128 frames, as a gain of 0 dB or less.
 *
 * Measures `gainReduction4` (dB): Largest gain reduction of the fourth band, if it is used, in the last 128 frames, as a gain of 0 dB or less.
 */
export function multibandCompressor(options: MultibandCompressorOptions = {}): MultibandCompressorStep {
  return { effect: "multibandCompressor", ...options };
}

/** Parameters of {@link deEsser}. */
export interface DeEsserOptions extends EffectStepOptions {
  /**
   * Whether the gain of the band above the frequency or of the whole audio is reduced.
   * One of "split", "wide", default "split".
   */
  readonly mode?: "split" | "wide" | undefined;
  /**
   * Crossover frequency: the level above it is measured.
   * From 1000 to 16000 Hz, default 5500 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * Level from which the gain is reduced.
   * From -100 to 0 dB, default -30 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * Compression ratio: `ratio` dB above the threshold become 1 dB.
   * From 1 to 100:1, default 4:1.
   */
  readonly ratio?: number | undefined;
  /**
   * Maximum gain reduction.
   * From 0 to 60 dB, default 12 dB.
   */
  readonly range?: number | undefined;
  /**
   * Time constant of increasing gain reduction: 1/e of the change remains after this time.
   * From 0 to 0.1 s, default 0.001 s.
   */
  readonly attack?: number | undefined;
  /**
   * Time constant of decreasing gain reduction.
   * From 0 to 1 s, default 0.05 s.
   */
  readonly release?: number | undefined;
}

/** A step of {@link deEsser}, as plain data. */
export interface DeEsserStep extends DeEsserOptions {
  readonly effect: "deEsser";
}

/**
 * Reduces the sibilance of a voice: if the band above a frequency is louder than a threshold, `ratio` dB above it
 * become 1 dB, with a gain reduction of at most `range`.
 *
 * The band is the upper side of a Linkwitz–Riley crossover (see `linkwitzRiley`). Its level is the peak of all
 * channels, with a knee of 6 dB and the detector of `compressor`. In the mode `split`, the sides of the crossover
 * are summed, which is an all-pass without gain reduction; in the mode `wide`, the audio is unchanged without gain
 * reduction. There is no latency.
 *
 * Measures `gainReduction` (dB): Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
 */
export function deEsser(options: DeEsserOptions = {}): DeEsserStep {
  return { effect: "deEsser", ...options };
}

/** Parameters of {@link bitCrusher}. */
export interface BitCrusherOptions extends EffectStepOptions {
  /**
   * Bits per sample.
   * Whole number from 1 to 24 bits, default 8 bits.
   */
  readonly bits?: number | undefined;
  /**
   * Number of frames for which a sample is held; 1 leaves the sample rate unchanged.
   * Whole number from 1 to 128, default 1.
   */
  readonly factor?: number | undefined;
  /**
   * Whether triangular noise of ±1 level is added before rounding (TPDF dither), which turns distortion into
   * noise.
   * Default false.
   */
  readonly dither?: boolean | undefined;
}

/** A step of {@link bitCrusher}, as plain data. */
export interface BitCrusherStep extends BitCrusherOptions {
  readonly effect: "bitCrusher";
}

/**
 * Rounds samples to fewer bits, and holds every `factor`-th sample.
 *
 * There are `2^bits` levels from -1 to 1, including zero; samples beyond the last level are clamped to it. Held
 * samples are counted from the start of the audio. There is no latency.
 */
export function bitCrusher(options: BitCrusherOptions = {}): BitCrusherStep {
  return { effect: "bitCrusher", ...options };
}

/** Parameters of {@link waveShaper}. */
export interface WaveShaperOptions extends EffectStepOptions {
  /**
   * Output values for inputs evenly spaced from -1 to 1.
   * 2 to 65536 numbers from -16 to 16, default [-1, 0, 1].
   */
  readonly curve?: readonly number[] | undefined;
  /**
   * Oversampling factor.
   * One of "none", "2x", "4x", "8x", default "none".
   */
  readonly oversample?: "none" | "2x" | "4x" | "8x" | undefined;
  /**
   * Gain before the curve.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly drive?: number | undefined;
  /**
   * Gain after the curve.
   * From -60 to 40 dB, default 0 dB.
   */
  readonly makeUp?: number | undefined;
}

/** A step of {@link waveShaper}, as plain data. */
export interface WaveShaperStep extends WaveShaperOptions {
  readonly effect: "waveShaper";
}

/**
 * Maps each sample through a curve, like Web Audio's `WaveShaperNode`: distortion, saturation, clipping.
 *
 * The values of the curve are evenly spaced from -1 to 1, with linear interpolation between them. Samples beyond
 * that range take the first or last value. The default curve is a straight line, which clips at full scale.
 *
 * With oversampling, the frequencies that the curve adds between half the sample rate and half the higher rate are
 * removed, instead of aliasing: by linear-phase half-band filters with an attenuation of 100 dB and a pass band of
 * 0.455 of the sample rate (20 kHz at 44.1 kHz). The latency is 0, 80, 88 or 92 frames.
 */
export function waveShaper(options: WaveShaperOptions = {}): WaveShaperStep {
  return { effect: "waveShaper", ...options };
}

/** Parameters of {@link noiseSuppressor}. */
export interface NoiseSuppressorOptions extends EffectStepOptions {
  /**
   * The weights of the network; required.
   * `NoiseModel`, default null.
   */
  readonly model?: NoiseModel | null | undefined;
  /**
   * Maximum attenuation.
   * From 0 to 100 dB, default 100 dB.
   */
  readonly attenuation?: number | undefined;
  /**
   * Whether all channels share gains computed from their sum, which keeps the stereo image and takes less time.
   * Default false.
   */
  readonly stereoLink?: boolean | undefined;
}

/** A step of {@link noiseSuppressor}, as plain data. */
export interface NoiseSuppressorStep extends NoiseSuppressorOptions {
  readonly effect: "noiseSuppressor";
}

/**
 * Removes background noise from speech: fans, traffic, keyboards and anything else that isn't speech.
 *
 * This is RNNoise (J.-M. Valin, "A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement",
 * 2018). Every 10 ms, a small recurrent network receives the spectrum and outputs a gain for each of 22 bands;
 * noise between the harmonics of a voice is filtered out. Frequencies above 20 kHz are removed, too. The network
 * runs at 48 kHz and adds 20 ms of latency. Audio of other sample rates is resampled to 48 kHz and back, which
 * adds 3.7 ms of latency at 44.1 kHz and 10 ms at 16 kHz, and limits the bandwidth to 0.92 of half the lower rate.
 *
 * The model is a separate file that must be loaded first, with `loadNoiseModel()`.
 *
 * Measures `voiceProbability`: Probability of voice in the last 10 ms, in the channel with the highest probability.
 */
export function noiseSuppressor(options: NoiseSuppressorOptions = {}): NoiseSuppressorStep {
  return { effect: "noiseSuppressor", ...options };
}

/** Parameters of {@link peakMeter}. */
export interface PeakMeterOptions extends EffectStepOptions {
  /**
   * Time for which a peak is held.
   * From 0 to 10 s, default 0.5 s.
   */
  readonly hold?: number | undefined;
  /**
   * Decay per second after the hold time. IEC 60268-10 specifies 20 dB in 1.7 s.
   * From 0 to 1000 dB, default 11.8 dB.
   */
  readonly decay?: number | undefined;
  /**
   * Duration over which RMS and correlation are measured, in whole steps of 128 frames.
   * From 0.01 to 3 s, default 0.3 s.
   */
  readonly window?: number | undefined;
}

/** A step of {@link peakMeter}, as plain data. */
export interface PeakMeterStep extends PeakMeterOptions {
  readonly effect: "peakMeter";
}

/**
 * Measures peaks, RMS, true peaks and correlation; the audio passes through unchanged.
 *
 * All values are updated every 128 frames. Peaks are held for a while and then decay, like the bar of a level
 * meter. RMS is the root mean square (a sine at full scale has -3.01 dB). The true peak is the highest value
 * between samples, by ITU-R BS.1770-5, Annex 2: oversampling by four with the recommendation's filter. From 96
 * kHz, oversampling is by two; from 192 kHz, the samples themselves are measured. Silence is -144 dB.
 *
 * Measures `peak` (dB): Highest sample of all channels.
 *
 * Measures `rms` (dB): RMS level of the loudest channel.
 *
 * Measures `truePeak` (dB): Highest value including those between samples, in dBTP.
 *
 * Measures `maximumPeak` (dB): Highest sample since the start.
 *
 * Measures `maximumTruePeak` (dB): Highest true peak since the start.
 *
 * Measures `correlation`: Correlation of the first two channels: 1 if they are equal, 0 if they are uncorrelated or silent, -1 if one
 * is the inverse of the other.
 *
 * Measures `leftPeak` (dB): Highest sample of the first channel.
 *
 * Measures `rightPeak` (dB): Highest sample of the second channel.
 *
 * Measures `leftRms` (dB): RMS level of the first channel.
 *
 * Measures `rightRms` (dB): RMS level of the second channel.
 */
export function peakMeter(options: PeakMeterOptions = {}): PeakMeterStep {
  return { effect: "peakMeter", ...options };
}

/** Parameters of {@link loudnessMeter}. */
export interface LoudnessMeterOptions extends EffectStepOptions {
  /**
   * Whether the audio counts towards the values measured since the start: integrated loudness, range and maxima.
   * Default true.
   */
  readonly integrate?: boolean | undefined;
}

/** A step of {@link loudnessMeter}, as plain data. */
export interface LoudnessMeterStep extends LoudnessMeterOptions {
  readonly effect: "loudnessMeter";
}

/**
 * Measures loudness by ITU-R BS.1770-5 and EBU R 128; the audio passes through unchanged.
 *
 * Momentary loudness covers 400 ms and short-term loudness 3 s; both are updated every 10 ms. Integrated loudness
 * uses both gates (-70 LUFS, and 10 LU below the mean above that gate), with blocks of 400 ms every 100 ms. The
 * loudness range follows EBU Tech 3342 (gates at -70 LUFS and 20 LU below the mean, from the 10th to the 95th
 * percentile), with short-term values every 100 ms.
 *
 * For both, a histogram with bins of 0.05 LU stores counts and sums of energies. Memory use is therefore constant.
 * The result is exact, except for blocks within 0.05 LU of a relative gate. The K-weighting is computed for the
 * sample rate. Five channels are L R C Ls Rs, six are L R C LFE Ls Rs: surround channels have a weight of 1.41 and
 * the LFE is ignored. With other channel counts, all channels have equal weights. Until a value is available, it
 * is -144. Samples above +60 dBFS and non-finite samples count as silence.
 *
 * Measures `momentary` (LUFS): Loudness of the last 400 ms.
 *
 * Measures `shortTerm` (LUFS): Loudness of the last 3 s.
 *
 * Measures `integrated` (LUFS): Gated loudness since the start.
 *
 * Measures `loudnessRange` (dB): Loudness range since the start, in LU.
 *
 * Measures `maximumMomentary` (LUFS): Highest momentary loudness.
 *
 * Measures `maximumShortTerm` (LUFS): Highest short-term loudness.
 */
export function loudnessMeter(options: LoudnessMeterOptions = {}): LoudnessMeterStep {
  return { effect: "loudnessMeter", ...options };
}

/** Parameters of {@link pitchMeter}. */
export interface PitchMeterOptions extends EffectStepOptions {
  /**
   * The lowest frequency that can be detected.
   * From 20 to 1000 Hz, default 60 Hz.
   */
  readonly lowest?: number | undefined;
  /**
   * The highest frequency that can be detected, limited to a quarter of the sample rate.
   * From 100 to 10000 Hz, default 2000 Hz.
   */
  readonly highest?: number | undefined;
  /**
   * The largest difference between two periods: 0 if they are equal, 1 if they have nothing in common.
   * From 0.01 to 1, default 0.15.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link pitchMeter}, as plain data. */
export interface PitchMeterStep extends PitchMeterOptions {
  readonly effect: "pitchMeter";
}

/**
 * Measures the fundamental frequency of a voice or an instrument; the audio passes through unchanged.
 *
 * Source: A. de Cheveigné, H. Kawahara, "YIN, a fundamental frequency estimator for speech and music" (2002). The
 * period is the first lag whose cumulative mean normalised difference is below the threshold, refined to a
 * fraction of a sample by a parabola. Differences are computed by a Fourier transform. The input is the mean of
 * all channels, over at least two periods of the lowest frequency; measurements follow about every 10 ms.
 *
 * JavaScript exports it from `filmgate/audio/full`.
 *
 * Measures `frequency` (Hz): The fundamental frequency; 0 if none is detected.
 *
 * Measures `clarity`: Similarity of the periods: 1 if they are equal, 0 if they have nothing in common.
 */
export function pitchMeter(options: PitchMeterOptions = {}): PitchMeterStep {
  return { effect: "pitchMeter", ...options };
}

/** Parameters of {@link tempoMeter}. */
export interface TempoMeterOptions extends EffectStepOptions {
  /**
   * Average increase of a band's level from which a peak is an onset.
   * From 0.1 to 20 dB, default 1.5 dB.
   */
  readonly sensitivity?: number | undefined;
}

/** A step of {@link tempoMeter}, as plain data. */
export interface TempoMeterStep extends TempoMeterOptions {
  readonly effect: "tempoMeter";
}

/**
 * Detects onsets (the beginnings of notes and beats) and the tempo; the audio passes through unchanged.
 *
 * Onsets follow J. Bello et al., "A Tutorial on Onset Detection in Music Signals" (2005), spectral flux: the
 * increase of the levels of 40 bands on the mel scale, of the mean of all channels, measured about every 10 ms. An
 * onset is a peak of the flux that is `sensitivity` above the mean of the previous 100 ms, and at least 50 ms
 * after the previous onset. Onsets are reported with a latency of about 25 ms.
 *
 * The tempo follows D. Ellis, "Beat Tracking by Dynamic Programming" (2007): the lag with the highest
 * autocorrelation of the flux over the last 6 s or so, from 30 to 240 beats per minute. The autocorrelation is
 * weighted by a Gaussian around 120 beats per minute on a logarithmic scale, so of two equally likely octaves of a
 * tempo, the one nearer to 120 is chosen.
 *
 * JavaScript exports it from `filmgate/audio/full`.
 *
 * Measures `onsetStrength` (dB): The current average increase of the levels of all bands.
 *
 * Measures `onsets`: Number of onsets since the start.
 *
 * Measures `tempo`: Beats per minute; 0 until a tempo is detected.
 *
 * Measures `regularity`: Autocorrelation of the flux at the period of a beat: 1 if the beats are equal.
 */
export function tempoMeter(options: TempoMeterOptions = {}): TempoMeterStep {
  return { effect: "tempoMeter", ...options };
}

/** Parameters of {@link mfccMeter}. */
export interface MfccMeterOptions extends EffectStepOptions {
}

/** A step of {@link mfccMeter}, as plain data. */
export interface MfccMeterStep extends MfccMeterOptions {
  readonly effect: "mfccMeter";
}

/**
 * Measures mel-frequency cepstral coefficients, features for recognising speech and instruments; the audio passes
 * through unchanged.
 *
 * Source: S. Davis, P. Mermelstein, "Comparison of Parametric Representations for Monosyllabic Word Recognition"
 * (1980). The coefficients are the cosine transform (type II, orthonormal) of the levels of 40 triangular bands,
 * evenly spaced on the mel scale from 0 to 8000 Hz or half the sample rate. Levels are in decibels of power,
 * clamped to at least -100 dB and at most 80 dB below the loudest band. Input is the mean of all channels, under a
 * Hann window of about 43 ms that advances by a quarter of its length. The result agrees with librosa's
 * `feature.mfcc` with `htk=True, norm=None, n_mels=40`.
 *
 * JavaScript exports it from `filmgate/audio/full`.
 *
 * Measures `coefficient0`: The mean level of the bands, times √40.
 *
 * Measures `coefficient1`: The tilt of the spectrum.
 *
 * Measures `coefficient2`: The curvature of the spectrum.
 *
 * Measures `coefficient3`: The coefficient of three half waves over the bands.
 *
 * Measures `coefficient4`: The coefficient of four half waves over the bands.
 *
 * Measures `coefficient5`: The coefficient of five half waves over the bands.
 *
 * Measures `coefficient6`: The coefficient of six half waves over the bands.
 *
 * Measures `coefficient7`: The coefficient of seven half waves over the bands.
 *
 * Measures `coefficient8`: The coefficient of eight half waves over the bands.
 *
 * Measures `coefficient9`: The coefficient of nine half waves over the bands.
 *
 * Measures `coefficient10`: The coefficient of ten half waves over the bands.
 *
 * Measures `coefficient11`: The coefficient of eleven half waves over the bands.
 *
 * Measures `coefficient12`: The coefficient of twelve half waves over the bands.
 */
export function mfccMeter(options: MfccMeterOptions = {}): MfccMeterStep {
  return { effect: "mfccMeter", ...options };
}

/** Parameters of {@link spectrumMeter}. */
export interface SpectrumMeterOptions extends EffectStepOptions {
}

/** A step of {@link spectrumMeter}, as plain data. */
export interface SpectrumMeterStep extends SpectrumMeterOptions {
  readonly effect: "spectrumMeter";
}

/**
 * Measures the spectrum in bands of a third of an octave, like a real-time analyser; the audio passes through
 * unchanged.
 *
 * Bands are those of IEC 61260-1 (base ten: their centres are 10^(n/10) Hz), but with sharp edges. They are sums
 * of bins of a Fourier transform of the mean of all channels, under a Hann window that advances by a quarter of
 * its length. The window has 8192 frames at 48 kHz; at other rates, it has the power of two nearest in duration,
 * up to 65536. Below 100 Hz, the window's main lobe is wider than a band. Levels are those of the mean square: a
 * sine at full scale has -3.01 dB, silence -144. Bands above half the sample rate are silent.
 *
 * JavaScript exports it from `filmgate/audio/full`.
 *
 * Measures `band20` (dB): Level of the band around 20 Hz.
 *
 * Measures `band25` (dB): Level of the band around 25 Hz.
 *
 * Measures `band31` (dB): Level of the band around 31.5 Hz.
 *
 * Measures `band40` (dB): Level of the band around 40 Hz.
 *
 * Measures `band50` (dB): Level of the band around 50 Hz.
 *
 * Measures `band63` (dB): Level of the band around 63 Hz.
 *
 * Measures `band80` (dB): Level of the band around 80 Hz.
 *
 * Measures `band100` (dB): Level of the band around 100 Hz.
 *
 * Measures `band125` (dB): Level of the band around 125 Hz.
 *
 * Measures `band160` (dB): Level of the band around 160 Hz.
 *
 * Measures `band200` (dB): Level of the band around 200 Hz.
 *
 * Measures `band250` (dB): Level of the band around 250 Hz.
 *
 * Measures `band315` (dB): Level of the band around 315 Hz.
 *
 * Measures `band400` (dB): Level of the band around 400 Hz.
 *
 * Measures `band500` (dB): Level of the band around 500 Hz.
 *
 * Measures `band630` (dB): Level of the band around 630 Hz.
 *
 * Measures `band800` (dB): Level of the band around 800 Hz.
 *
 * Measures `band1000` (dB): Level of the band around 1000 Hz.
 *
 * Measures `band1250` (dB): Level of the band around 1250 Hz.
 *
 * Measures `band1600` (dB): Level of the band around 1600 Hz.
 *
 * Measures `band2000` (dB): Level of the band around 2000 Hz.
 *
 * Measures `band2500` (dB): Level of the band around 2500 Hz.
 *
 * Measures `band3150` (dB): Level of the band around 3150 Hz.
 *
 * Measures `band4000` (dB): Level of the band around 4000 Hz.
 *
 * Measures `band5000` (dB): Level of the band around 5000 Hz.
 *
 * Measures `band6300` (dB): Level of the band around 6300 Hz.
 *
 * Measures `band8000` (dB): Level of the band around 8000 Hz.
 *
 * Measures `band10000` (dB): Level of the band around 10 000 Hz.
 *
 * Measures `band12500` (dB): Level of the band around 12 500 Hz.
 *
 * Measures `band16000` (dB): Level of the band around 16 000 Hz.
 *
 * Measures `band20000` (dB): Level of the band around 20 000 Hz.
 */
export function spectrumMeter(options: SpectrumMeterOptions = {}): SpectrumMeterStep {
  return { effect: "spectrumMeter", ...options };
}

/** A step of a chain, as plain data. */
export type ChainStep =
  | GainStep
  | PanStep
  | MuteStep
  | DcBlockStep
  | BiquadStep
  | ParametricEqStep
  | GraphicEqStep
  | StateVariableFilterStep
  | LinkwitzRileyStep
  | DelayStep
  | ChorusStep
  | FlangerStep
  | PhaserStep
  | PitchShiftStep
  | ReverbStep
  | ConvolverStep
  | CompressorStep
  | ExpanderStep
  | NoiseGateStep
  | LimiterStep
  | MultibandCompressorStep
  | DeEsserStep
  | BitCrusherStep
  | WaveShaperStep
  | NoiseSuppressorStep
  | PeakMeterStep
  | LoudnessMeterStep
  | PitchMeterStep
  | TempoMeterStep
  | MfccMeterStep
  | SpectrumMeterStep;

/** The name of an effect. */
export type EffectName = ChainStep["effect"];
