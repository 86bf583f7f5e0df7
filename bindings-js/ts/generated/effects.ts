// Written by `make gen` from the declarations in core: change those instead.

import type { NoiseModel, Samples } from "../audio/samples.js";
import type { EffectStepOptions } from "../shared/steps.js";

/** A band of an equalizer. */
export interface Band {
  /**
   * Type of the filter, as of `biquad`.
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
   * By how much; -100 dB is silence.
   * From -100 to 48 dB, default 0 dB.
   */
  readonly gain?: number | undefined;
}

/** A step of {@link gain}, as plain data. */
export interface GainStep extends GainOptions {
  readonly effect: "gain";
}

/** Makes the sound louder or quieter: every sample times 10^(gain/20). */
export function gain(options: GainOptions = {}): GainStep {
  return { effect: "gain", ...options };
}

/** Parameters of {@link pan}. */
export interface PanOptions extends EffectStepOptions {
  /**
   * Where to: -1 is left, 1 is right.
   * From -1 to 1, default 0.
   */
  readonly pan?: number | undefined;
}

/** A step of {@link pan}, as plain data. */
export interface PanStep extends PanOptions {
  readonly effect: "pan";
}

/**
 * Moves a stereo sound left or right at equal power, as Web Audio's `StereoPannerNode` does.
 *
 * Source: Web Audio API, "StereoPanner Algorithm" (stereo input). The sound has two channels.
 */
export function pan(options: PanOptions = {}): PanStep {
  return { effect: "pan", ...options };
}

/** Parameters of {@link mute}. */
export interface MuteOptions extends EffectStepOptions {
  /**
   * Whether it is off.
   * Default false.
   */
  readonly muted?: boolean | undefined;
  /**
   * How long it takes from on to off.
   * From 0 to 60000 ms, default 20 ms.
   */
  readonly fade?: number | undefined;
}

/** A step of {@link mute}, as plain data. */
export interface MuteStep extends MuteOptions {
  readonly effect: "mute";
}

/**
 * Turns the sound off and on again, by a fade: the gain goes in a straight line from the one to the other.
 *
 * A change of `muted` can be given a time, so this also fades sound in and out.
 */
export function mute(options: MuteOptions = {}): MuteStep {
  return { effect: "mute", ...options };
}

/** Parameters of {@link dcBlock}. */
export interface DcBlockOptions extends EffectStepOptions {
  /**
   * Where it has 3 dB less.
   * From 1 to 100 Hz, default 10 Hz.
   */
  readonly frequency?: number | undefined;
}

/** A step of {@link dcBlock}, as plain data. */
export interface DcBlockStep extends DcBlockOptions {
  readonly effect: "dcBlock";
}

/**
 * Removes a constant offset: a high-pass of first order.
 *
 * Source: y\[n\] = x\[n\] - x\[n-1\] + R·y\[n-1\], R = 1 - 2π·frequency/rate (J. O. Smith, "Introduction to Digital Filters", DC
 * blocker), in double precision.
 */
export function dcBlock(options: DcBlockOptions = {}): DcBlockStep {
  return { effect: "dcBlock", ...options };
}

/** Parameters of {@link biquad}. */
export interface BiquadOptions extends EffectStepOptions {
  /**
   * What it does.
   * One of "lowpass", "highpass", "bandpass", "lowshelf", "highshelf", "peaking", "notch", "allpass", default "lowpass".
   */
  readonly kind?: "lowpass" | "highpass" | "bandpass" | "lowshelf" | "highshelf" | "peaking" | "notch" | "allpass" | undefined;
  /**
   * Where it does it.
   * From 0 to 384000 Hz, default 350 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * Moves the frequency: 1200 cents are an octave.
   * From -153600 to 153600 cents, default 0 cents.
   */
  readonly detune?: number | undefined;
  /**
   * How narrow it is; the resonance in dB for lowpass and highpass. Shelves have none.
   * From -770 to 770, default 1.
   */
  readonly q?: number | undefined;
  /**
   * By how much, for peaking filters and shelves.
   * From -770 to 770 dB, default 0 dB.
   */
  readonly gain?: number | undefined;
}

/** A step of {@link biquad}, as plain data. */
export interface BiquadStep extends BiquadOptions {
  readonly effect: "biquad";
}

/**
 * A filter of second order, as Web Audio's `BiquadFilterNode` is: same types, same coefficients, same meaning of Q.
 *
 * Source: Web Audio API, "Filters Characteristics". In double precision, direct form I. All its numbers can move frame by
 * frame; while they do, coefficients are made for every frame.
 */
export function biquad(options: BiquadOptions = {}): BiquadStep {
  return { effect: "biquad", ...options };
}

/** Parameters of {@link parametricEq}. */
export interface ParametricEqOptions extends EffectStepOptions {
  /**
   * The bands.
   * From 0 to 16 objects: `type` one of "lowpass", "highpass", "bandpass", "lowshelf", "highshelf", "peaking", "notch", "allpass", `frequency` from 10 to 24000 Hz, `gain` from -40 to 40 dB, `q` from -40 to 1000; default `[{ type: "lowshelf", frequency: 100, gain: 0, q: 1 }, { type: "peaking", frequency: 500, gain: 0, q: 1 }, { type: "peaking", frequency: 2500, gain: 0, q: 1 }, { type: "highshelf", frequency: 8000, gain: 0, q: 1 }]`.
   */
  readonly bands?: readonly Band[] | undefined;
}

/** A step of {@link parametricEq}, as plain data. */
export interface ParametricEqStep extends ParametricEqOptions {
  readonly effect: "parametricEq";
}

/**
 * An equaliser with up to 16 bands, each a filter of second order as `biquad` is.
 *
 * All bands are set at once, at any time. Frequency, gain and Q then approach their new values in steps of 128 frames
 * with a time constant of 10 ms; a type changes at once.
 */
export function parametricEq(options: ParametricEqOptions = {}): ParametricEqStep {
  return { effect: "parametricEq", ...options };
}

/** Parameters of {@link graphicEq}. */
export interface GraphicEqOptions extends EffectStepOptions {
  /**
   * At 31.5 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band31?: number | undefined;
  /**
   * At 63 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band63?: number | undefined;
  /**
   * At 125 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band125?: number | undefined;
  /**
   * At 250 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band250?: number | undefined;
  /**
   * At 500 Hz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band500?: number | undefined;
  /**
   * At 1 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band1000?: number | undefined;
  /**
   * At 2 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band2000?: number | undefined;
  /**
   * At 4 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band4000?: number | undefined;
  /**
   * At 8 kHz.
   * From -24 to 24 dB, default 0 dB.
   */
  readonly band8000?: number | undefined;
  /**
   * At 16 kHz.
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
 * Each band is a peaking filter (as of `biquad`) with Q = √2, whose width is an octave. What neighbours add to each other is
 * left as it is. Sliders move in steps of 128 frames, and 1/e of the way is left after 10 ms.
 */
export function graphicEq(options: GraphicEqOptions = {}): GraphicEqStep {
  return { effect: "graphicEq", ...options };
}

/** Parameters of {@link stateVariableFilter}. */
export interface StateVariableFilterOptions extends EffectStepOptions {
  /**
   * What it lets through.
   * One of "lowpass", "highpass", "bandpass", "notch", "allpass", default "lowpass".
   */
  readonly response?: "lowpass" | "highpass" | "bandpass" | "notch" | "allpass" | undefined;
  /**
   * Where; from half the rate on it is as close to it as can be.
   * From 5 to 192000 Hz, default 1000 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * How narrow it is, or how much it resonates; 0.707 is flat.
   * From 0.1 to 100, default 0.7071067811865476.
   */
  readonly q?: number | undefined;
}

/** A step of {@link stateVariableFilter}, as plain data. */
export interface StateVariableFilterStep extends StateVariableFilterOptions {
  readonly effect: "stateVariableFilter";
}

/**
 * A filter of second order that can be moved as fast as one likes: a state variable filter of trapezoidal integrators.
 *
 * What it keeps are states of the circuit, which mean the same before and after a change, where a biquad's are past samples:
 * sweeps neither click nor ring. Source: V. Zavalishin, "The Art of VA Filter Design", 4.4 (the zero-delay form).
 */
export function stateVariableFilter(options: StateVariableFilterOptions = {}): StateVariableFilterStep {
  return { effect: "stateVariableFilter", ...options };
}

/** Parameters of {@link linkwitzRiley}. */
export interface LinkwitzRileyOptions extends EffectStepOptions {
  /**
   * Which side is heard.
   * One of "low", "high", "both", default "low".
   */
  readonly side?: "low" | "high" | "both" | undefined;
  /**
   * Where they meet.
   * From 20 to 20000 Hz, default 1000 Hz.
   */
  readonly frequency?: number | undefined;
}

/** A step of {@link linkwitzRiley}, as plain data. */
export interface LinkwitzRileyStep extends LinkwitzRileyOptions {
  readonly effect: "linkwitzRiley";
}

/**
 * One side of a Linkwitz–Riley crossover of fourth order: 24 dB an octave, -6 dB at the frequency, and the two sides add up
 * to an all-pass, so nothing is louder or quieter when they are put together again.
 *
 * Source: S. Linkwitz, "Active Crossover Networks for Noncoincident Drivers" (1976): two Butterworth filters in a row.
 */
export function linkwitzRiley(options: LinkwitzRileyOptions = {}): LinkwitzRileyStep {
  return { effect: "linkwitzRiley", ...options };
}

/** Parameters of {@link delay}. */
export interface DelayOptions extends EffectStepOptions {
  /**
   * How much later.
   * From 0 to 10000 ms, default 300 ms.
   */
  readonly time?: number | undefined;
  /**
   * How much of what comes out goes in again.
   * From 0 to 0.99, default 0.35.
   */
  readonly feedback?: number | undefined;
  /**
   * The longest time that there will be, if it is longer than `time`: it takes memory.
   * From 1 to 10000 ms, default 2000 ms.
   */
  readonly maximum?: number | undefined;
}

/** A step of {@link delay}, as plain data. */
export interface DelayStep extends DelayOptions {
  readonly effect: "delay";
}

/**
 * The sound, later, and again and again if there is feedback. It is the late sound only: `mix` adds the one that came in.
 *
 * Between samples it takes the straight line, as Web Audio's `DelayNode` does; so it can be moved while it sounds, which
 * changes the pitch as a tape would. The shortest delay is one frame if there is feedback.
 */
export function delay(options: DelayOptions = {}): DelayStep {
  return { effect: "delay", ...options };
}

/** Parameters of {@link chorus}. */
export interface ChorusOptions extends EffectStepOptions {
  /**
   * How often the delay comes and goes.
   * From 0.01 to 20 Hz, default 0.8 Hz.
   */
  readonly rate?: number | undefined;
  /**
   * How far it goes, either way.
   * From 0 to 20 ms, default 3 ms.
   */
  readonly depth?: number | undefined;
  /**
   * Around how much the voices are late.
   * From 1 to 60 ms, default 12 ms.
   */
  readonly delay?: number | undefined;
  /**
   * How many voices.
   * Whole, from 1 to 8, default 2.
   */
  readonly voices?: number | undefined;
  /**
   * How far the sine of a channel is ahead of that of the channel before, in turns.
   * From 0 to 1, default 0.25.
   */
  readonly spread?: number | undefined;
}

/** A step of {@link chorus}, as plain data. */
export interface ChorusStep extends ChorusOptions {
  readonly effect: "chorus";
}

/**
 * Adds voices that are a little late, by a time that a slow sine moves: several instruments instead of one.
 *
 * The voices of a channel are evenly spread over the sine, and those of the next channel shifted by `spread`. Their sum is as
 * loud as one voice, √(1/voices) each; half is mixed in by default with `mix: 0.5`. Source: J. Dattorro, "Effect Design,
 * Part 2" (1997).
 */
export function chorus(options: ChorusOptions = {}): ChorusStep {
  return { effect: "chorus", ...options };
}

/** Parameters of {@link flanger}. */
export interface FlangerOptions extends EffectStepOptions {
  /**
   * How often the delay comes and goes.
   * From 0.01 to 20 Hz, default 0.25 Hz.
   */
  readonly rate?: number | undefined;
  /**
   * The longest delay.
   * From 0 to 15 ms, default 4 ms.
   */
  readonly depth?: number | undefined;
  /**
   * How much of the late sound goes in again.
   * From -0.95 to 0.95, default 0.4.
   */
  readonly feedback?: number | undefined;
  /**
   * How far the sine of a channel is ahead of that of the channel before, in turns.
   * From 0 to 1, default 0.25.
   */
  readonly spread?: number | undefined;
}

/** A step of {@link flanger}, as plain data. */
export interface FlangerStep extends FlangerOptions {
  readonly effect: "flanger";
}

/**
 * Adds the sound to itself a few milliseconds later, by a time that a slow sine moves from 0 to `depth`: a comb filter
 * whose teeth wander. Feedback, of either sign, sharpens them.
 *
 * The result is (sound + late) / 2. Source: J. Dattorro, "Effect Design, Part 2" (1997).
 */
export function flanger(options: FlangerOptions = {}): FlangerStep {
  return { effect: "flanger", ...options };
}

/** Parameters of {@link phaser}. */
export interface PhaserOptions extends EffectStepOptions {
  /**
   * How often it goes up and down.
   * From 0.01 to 20 Hz, default 0.4 Hz.
   */
  readonly rate?: number | undefined;
  /**
   * The middle of where it goes.
   * From 20 to 10000 Hz, default 800 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * How many octaves lie between the lowest and the highest.
   * From 0 to 8, default 3.
   */
  readonly octaves?: number | undefined;
  /**
   * How much of the all-pass filters' result goes in again.
   * From -0.95 to 0.95, default 0.3.
   */
  readonly feedback?: number | undefined;
  /**
   * How many filters: two for each notch.
   * Whole, from 2 to 24, default 6.
   */
  readonly stages?: number | undefined;
  /**
   * How far the sine of a channel is ahead of that of the channel before, in turns.
   * From 0 to 1, default 0.25.
   */
  readonly spread?: number | undefined;
}

/** A step of {@link phaser}, as plain data. */
export interface PhaserStep extends PhaserOptions {
  readonly effect: "phaser";
}

/**
 * Adds the sound to itself through all-pass filters, whose frequency a slow sine moves: pairs of them make notches that
 * wander.
 *
 * The stages are y\[n\] = a·x\[n\] + x\[n-1\] - a·y\[n-1\] with a = (tan(π·f/rate) - 1) / (tan(π·f/rate) + 1), all at one frequency,
 * which goes up and down by `octaves` in all. The result is (sound + all-pass) / 2. Source: J. O. Smith, "An All-Pass
 * Approach to Digital Phasing and Flanging" (1984).
 */
export function phaser(options: PhaserOptions = {}): PhaserStep {
  return { effect: "phaser", ...options };
}

/** Parameters of {@link pitchShift}. */
export interface PitchShiftOptions extends EffectStepOptions {
  /**
   * By how much it becomes higher.
   * From -24 to 24 semitones, default 0 semitones.
   */
  readonly pitch?: number | undefined;
  /**
   * How much sound is looked at at once.
   * One of "short", "medium", "long", default "medium".
   */
  readonly window?: "short" | "medium" | "long" | undefined;
}

/** A step of {@link pitchShift}, as plain data. */
export interface PitchShiftStep extends PitchShiftOptions {
  readonly effect: "pitchShift";
}

/**
 * Makes a sound higher or lower without making it shorter or longer.
 *
 * Source: J. Laroche, M. Dolson, "New Phase-Vocoder Techniques for Pitch-Shifting, Harmonizing and Other Exotic Effects"
 * (1999). The peaks of the spectrum are moved with what surrounds them, by whole bins, and turned so that their phases go on at
 * their new frequencies; frequencies are found by the phases of two frames. All channels are moved alike, so that what
 * was between them stays. Windows are Hann's, before and after, every quarter of their length. The latency is a
 * window: 1024, 2048 or 4096 frames at 48 kHz, at other rates the power of two nearest to as long, 512 at least.
 */
export function pitchShift(options: PitchShiftOptions = {}): PitchShiftStep {
  return { effect: "pitchShift", ...options };
}

/** Parameters of {@link reverb}. */
export interface ReverbOptions extends EffectStepOptions {
  /**
   * The time in which it falls by 60 dB.
   * From 50 to 60000 ms, default 2000 ms.
   */
  readonly decay?: number | undefined;
  /**
   * From where on high frequencies fall faster.
   * From 200 to 20000 Hz, default 6000 Hz.
   */
  readonly damping?: number | undefined;
  /**
   * How long it takes until it begins.
   * From 0 to 250 ms, default 10 ms.
   */
  readonly preDelay?: number | undefined;
  /**
   * How large the room is: 1 has delays from 29 to 73 ms.
   * From 0.2 to 2, default 1.
   */
  readonly size?: number | undefined;
  /**
   * How far two of the delays move.
   * From 0 to 2 ms, default 0.3 ms.
   */
  readonly modulation?: number | undefined;
}

/** A step of {@link reverb}, as plain data. */
export interface ReverbStep extends ReverbOptions {
  readonly effect: "reverb";
}

/**
 * Reverberation by a feedback delay network: eight delays, mixed with one another and fed back, as sound is by walls.
 *
 * `decay` is RT60, the time in which the sound falls by 60 dB: a delay of d frames is multiplied by 10^(-3·d/(decay·rate)).
 * `damping` makes high frequencies fall faster, as air and curtains do. Two all-pass filters before the network make the
 * echoes dense from the start, and slow sines move two of the delays, so that nothing rings. It is the reverberation only:
 * `mix` adds the sound that came in. Sources: J.-M. Jot, "Digital Delay Networks for Designing Artificial Reverberators"
 * (1991); mixing by Householder's matrix, J. O. Smith, "Physical Audio Signal Processing".
 */
export function reverb(options: ReverbOptions = {}): ReverbStep {
  return { effect: "reverb", ...options };
}

/** Parameters of {@link convolver}. */
export interface ConvolverOptions extends EffectStepOptions {
  /**
   * The impulse response, at the rate of the sound, no longer than a minute.
   * A `sound`, default null.
   */
  readonly response?: Samples | null | undefined;
  /**
   * Whether to make responses about equally loud.
   * Default true.
   */
  readonly normalize?: boolean | undefined;
}

/** A step of {@link convolver}, as plain data. */
export interface ConvolverStep extends ConvolverOptions {
  readonly effect: "convolver";
}

/**
 * Convolves the sound with an impulse response: the reverberation of a room, a loudspeaker, any linear filter.
 *
 * There is no latency: the first 128 samples of the response are applied directly, the rest by Fourier transforms of blocks
 * whose lengths grow with the distance (128, 1024, 8192), the long ones a little at a time, so that no quantum has much
 * more to do than another (non-uniform partitions: W. Gardner, "Efficient Convolution without Input-Output Delay", 1995).
 *
 * A response has one channel for all of the sound's, or one for each of them; or four for a stereo sound: left to left,
 * left to right, right to left, right to right. `normalize` is the loudness of Web Audio's `ConvolverNode`. Without a
 * response there is silence.
 */
export function convolver(options: ConvolverOptions = {}): ConvolverStep {
  return { effect: "convolver", ...options };
}

/** Parameters of {@link compressor}. */
export interface CompressorOptions extends EffectStepOptions {
  /**
   * Where it begins.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * How many decibels above the threshold become one.
   * From 1 to 100:1, default 4:1.
   */
  readonly ratio?: number | undefined;
  /**
   * How wide the bend around the threshold is.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly knee?: number | undefined;
  /**
   * How fast it turns down: 1/e of the way is left after this time.
   * From 0 to 1000 ms, default 10 ms.
   */
  readonly attack?: number | undefined;
  /**
   * How fast it comes back.
   * From 0 to 5000 ms, default 100 ms.
   */
  readonly release?: number | undefined;
  /**
   * How much louder everything is made afterwards.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp?: number | undefined;
  /**
   * Whether half of what full scale is turned down by is made up for besides.
   * Default false.
   */
  readonly autoMakeUp?: boolean | undefined;
  /**
   * What a level is.
   * One of "peak", "rms", default "peak".
   */
  readonly detector?: "peak" | "rms" | undefined;
  /**
   * Whether all channels are turned down together, by the loudest of them.
   * Default true.
   */
  readonly stereoLink?: boolean | undefined;
  /**
   * Whether the level is that of the second input, if there is one.
   * Default false.
   */
  readonly sideChain?: boolean | undefined;
}

/** A step of {@link compressor}, as plain data. */
export interface CompressorStep extends CompressorOptions {
  readonly effect: "compressor";
}

/**
 * Makes what is louder than a threshold quieter: of `ratio` dB above it, one is left.
 *
 * Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design" (2012): feed-forward, in decibels,
 * with a quadratic knee and the smooth branching detector behind the curve. There is no latency.
 *
 * Measures `gainReduction` (dB): By how much it turns down at most, in the last 128 frames: 0 or less.
 */
export function compressor(options: CompressorOptions = {}): CompressorStep {
  return { effect: "compressor", ...options };
}

/** Parameters of {@link expander}. */
export interface ExpanderOptions extends EffectStepOptions {
  /**
   * Where it ends.
   * From -100 to 0 dB, default -40 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * How many decibels one below the threshold becomes.
   * From 1 to 100:1, default 2:1.
   */
  readonly ratio?: number | undefined;
  /**
   * How wide the bend around the threshold is.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly knee?: number | undefined;
  /**
   * The most that is taken away.
   * From 0 to 100 dB, default 40 dB.
   */
  readonly range?: number | undefined;
  /**
   * How fast it comes back when the sound gets louder: 1/e of the way is left after this time.
   * From 0 to 1000 ms, default 2 ms.
   */
  readonly attack?: number | undefined;
  /**
   * How fast it turns down.
   * From 0 to 5000 ms, default 100 ms.
   */
  readonly release?: number | undefined;
  /**
   * Whether the level is that of the second input, if there is one.
   * Default false.
   */
  readonly sideChain?: boolean | undefined;
}

/** A step of {@link expander}, as plain data. */
export interface ExpanderStep extends ExpanderOptions {
  readonly effect: "expander";
}

/**
 * Makes what is quieter than a threshold quieter still (a downward expander): one decibel below it becomes `ratio`, but never
 * more than `range` is taken away.
 *
 * Source: the compressor's curve, the other way round (U. Zölzer, "DAFX", 2011, section 4.2), with the same detector: peaks,
 * in decibels, smooth and branching behind the curve. There is no latency.
 *
 * Measures `gainReduction` (dB): By how much it turns down at most, in the last 128 frames: 0 or less.
 */
export function expander(options: ExpanderOptions = {}): ExpanderStep {
  return { effect: "expander", ...options };
}

/** Parameters of {@link gate}. */
export interface GateOptions extends EffectStepOptions {
  /**
   * At which level it opens.
   * From -100 to 0 dB, default -40 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * How far below the threshold it begins to close.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly hysteresis?: number | undefined;
  /**
   * How fast it opens: 1/e of the way is left after this time.
   * From 0 to 1000 ms, default 1 ms.
   */
  readonly attack?: number | undefined;
  /**
   * How long it stays open when the sound is too quiet.
   * From 0 to 5000 ms, default 50 ms.
   */
  readonly hold?: number | undefined;
  /**
   * How fast it closes.
   * From 0 to 5000 ms, default 100 ms.
   */
  readonly release?: number | undefined;
  /**
   * How much quieter the sound is when it is closed; 100 dB are silence.
   * From 0 to 100 dB, default 80 dB.
   */
  readonly range?: number | undefined;
  /**
   * Whether the level is that of the second input, if there is one.
   * Default false.
   */
  readonly sideChain?: boolean | undefined;
}

/** A step of {@link gate}, as plain data. */
export interface GateStep extends GateOptions {
  readonly effect: "gate";
}

/**
 * Lets through what is loud enough, and closes when it has been too quiet for a while.
 *
 * It opens at the threshold, and closes when the level (the peaks of all channels, of which 1/e is left after 20 ms) has been
 * more than the hysteresis below it for the time of `hold`: so it doesn't chatter (U. Zölzer, "DAFX", 2011, section 4.2.3).
 * The gain then moves exponentially. There is no latency.
 *
 * Measures `gainReduction` (dB): By how much it turns down at most, in the last 128 frames: 0 or less.
 *
 * Measures `open`: Whether it is open: 1, or 0.
 */
export function gate(options: GateOptions = {}): GateStep {
  return { effect: "gate", ...options };
}

/** Parameters of {@link limiter}. */
export interface LimiterOptions extends EffectStepOptions {
  /**
   * How much louder everything is made before.
   * From -40 to 40 dB, default 0 dB.
   */
  readonly gain?: number | undefined;
  /**
   * What no peak exceeds: dBTP.
   * From -60 to 0 dB, default -1 dB.
   */
  readonly ceiling?: number | undefined;
  /**
   * How fast it comes back after a peak: 1/e of the way is left after this time.
   * From 0 to 5000 ms, default 100 ms.
   */
  readonly release?: number | undefined;
  /**
   * How long before a peak it begins to turn down.
   * From 0.5 to 20 ms, default 5 ms.
   */
  readonly lookAhead?: number | undefined;
  /**
   * Whether all channels are turned down together, by the loudest of them.
   * Default true.
   */
  readonly stereoLink?: boolean | undefined;
}

/** A step of {@link limiter}, as plain data. */
export interface LimiterStep extends LimiterOptions {
  readonly effect: "limiter";
}

/**
 * Keeps true peaks below a ceiling, with a gain that moves before they come: nothing is clipped.
 *
 * Peaks are sought between samples: at four places a sample (as ITU-R BS.1770-5, Annex 2, does), and at the top of a parabola
 * through each of them and its neighbours. What comes out stays below the ceiling to 0.1 dB if it has no frequencies above
 * 0.42 of the sample rate (20 kHz at 48 kHz); white noise, which has, can exceed it by 2 dB. The gain is the least that the
 * coming peaks need, in decibels; two moving averages, together as long as the look-ahead, make it smooth. Below the ceiling
 * every sample stays as it is, to the bit. The latency is the look-ahead, no less than 20 frames, and 10 frames more.
 *
 * Measures `gainReduction` (dB): By how much it turns down at most, in the last 128 frames: 0 or less.
 */
export function limiter(options: LimiterOptions = {}): LimiterStep {
  return { effect: "limiter", ...options };
}

/** Parameters of {@link multibandCompressor}. */
export interface MultibandCompressorOptions extends EffectStepOptions {
  /**
   * How many bands there are. What belongs to others is of no use then.
   * Whole, from 2 to 4, default 4.
   */
  readonly bands?: number | undefined;
  /**
   * Where the lowest band ends.
   * From 20 to 20000 Hz, default 120 Hz.
   */
  readonly crossover1?: number | undefined;
  /**
   * Where the second band ends.
   * From 20 to 20000 Hz, default 1000 Hz.
   */
  readonly crossover2?: number | undefined;
  /**
   * Where the third band ends.
   * From 20 to 20000 Hz, default 6000 Hz.
   */
  readonly crossover3?: number | undefined;
  /**
   * How wide the bend around each threshold is.
   * From 0 to 40 dB, default 6 dB.
   */
  readonly knee?: number | undefined;
  /**
   * Whether all channels are turned down together, by the loudest of them.
   * Default true.
   */
  readonly stereoLink?: boolean | undefined;
  /**
   * Where the lowest band begins to be turned down.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold1?: number | undefined;
  /**
   * How many decibels above that become one.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio1?: number | undefined;
  /**
   * How fast the lowest band is turned down: 1/e of the way is left after this time.
   * From 0 to 1000 ms, default 30 ms.
   */
  readonly attack1?: number | undefined;
  /**
   * How fast it comes back.
   * From 0 to 5000 ms, default 200 ms.
   */
  readonly release1?: number | undefined;
  /**
   * How much louder the lowest band is made afterwards.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp1?: number | undefined;
  /**
   * Where the second band begins to be turned down.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold2?: number | undefined;
  /**
   * How many decibels above that become one.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio2?: number | undefined;
  /**
   * How fast the second band is turned down: 1/e of the way is left after this time.
   * From 0 to 1000 ms, default 15 ms.
   */
  readonly attack2?: number | undefined;
  /**
   * How fast it comes back.
   * From 0 to 5000 ms, default 150 ms.
   */
  readonly release2?: number | undefined;
  /**
   * How much louder the second band is made afterwards.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp2?: number | undefined;
  /**
   * Where the third band begins to be turned down.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold3?: number | undefined;
  /**
   * How many decibels above that become one.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio3?: number | undefined;
  /**
   * How fast the third band is turned down: 1/e of the way is left after this time.
   * From 0 to 1000 ms, default 8 ms.
   */
  readonly attack3?: number | undefined;
  /**
   * How fast it comes back.
   * From 0 to 5000 ms, default 100 ms.
   */
  readonly release3?: number | undefined;
  /**
   * How much louder the third band is made afterwards.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp3?: number | undefined;
  /**
   * Where the fourth band begins to be turned down.
   * From -100 to 0 dB, default -24 dB.
   */
  readonly threshold4?: number | undefined;
  /**
   * How many decibels above that become one.
   * From 1 to 100:1, default 3:1.
   */
  readonly ratio4?: number | undefined;
  /**
   * How fast the fourth band is turned down: 1/e of the way is left after this time.
   * From 0 to 1000 ms, default 3 ms.
   */
  readonly attack4?: number | undefined;
  /**
   * How fast it comes back.
   * From 0 to 5000 ms, default 60 ms.
   */
  readonly release4?: number | undefined;
  /**
   * How much louder the fourth band is made afterwards.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly makeUp4?: number | undefined;
}

/** A step of {@link multibandCompressor}, as plain data. */
export interface MultibandCompressorStep extends MultibandCompressorOptions {
  readonly effect: "multibandCompressor";
}

/**
 * Splits the sound into bands, and makes each quieter where it is louder than its threshold, as `compressor` does.
 *
 * Bands are split by Linkwitz–Riley crossovers of fourth order (see `linkwitzRiley`), one after the other from below, and the
 * lower bands have their phases changed as the later crossovers change those above: where nothing is turned down, the sum is
 * an all-pass (J. D'Appolito, "Active Realization of Multiway All-Pass Crossover Systems", 1987). There is no latency.
 *
 * Measures `gainReduction1` (dB): By how much the lowest band is turned down at most, in the last 128 frames: 0 or less.
 *
 * Measures `gainReduction2` (dB): By how much the second band is turned down at most, in the last 128 frames: 0 or less.
 *
 * Measures `gainReduction3` (dB): By how much the third band, if there is one, is turned down at most, in the last 128 frames: 0 or less.
 *
 * Measures `gainReduction4` (dB): By how much the fourth band, if there is one, is turned down at most, in the last 128 frames: 0 or less.
 */
export function multibandCompressor(options: MultibandCompressorOptions = {}): MultibandCompressorStep {
  return { effect: "multibandCompressor", ...options };
}

/** Parameters of {@link deEsser}. */
export interface DeEsserOptions extends EffectStepOptions {
  /**
   * Whether only what is above the frequency is turned down, or all.
   * One of "split", "wide", default "split".
   */
  readonly mode?: "split" | "wide" | undefined;
  /**
   * Above which frequency it listens.
   * From 1000 to 16000 Hz, default 5500 Hz.
   */
  readonly frequency?: number | undefined;
  /**
   * Where it begins.
   * From -100 to 0 dB, default -30 dB.
   */
  readonly threshold?: number | undefined;
  /**
   * How many decibels above the threshold become one.
   * From 1 to 100:1, default 4:1.
   */
  readonly ratio?: number | undefined;
  /**
   * The most that is taken away.
   * From 0 to 60 dB, default 12 dB.
   */
  readonly range?: number | undefined;
  /**
   * How fast it turns down: 1/e of the way is left after this time.
   * From 0 to 100 ms, default 1 ms.
   */
  readonly attack?: number | undefined;
  /**
   * How fast it comes back.
   * From 0 to 1000 ms, default 50 ms.
   */
  readonly release?: number | undefined;
}

/** A step of {@link deEsser}, as plain data. */
export interface DeEsserStep extends DeEsserOptions {
  readonly effect: "deEsser";
}

/**
 * Turns down what hisses in a voice: when the part above a frequency is louder than a threshold, of `ratio` dB above it one is
 * left, but never more than `range` is taken away.
 *
 * The part is that of a Linkwitz–Riley crossover (see `linkwitzRiley`), its level that of its peaks in all channels, with a
 * knee of 6 dB and the detector of `compressor`. In the mode `split` the crossover's two sides are put together again, which
 * is an all-pass where nothing is turned down; in the mode `wide` nothing is changed then. There is no latency.
 *
 * Measures `gainReduction` (dB): By how much it turns down at most, in the last 128 frames: 0 or less.
 */
export function deEsser(options: DeEsserOptions = {}): DeEsserStep {
  return { effect: "deEsser", ...options };
}

/** Parameters of {@link bitCrusher}. */
export interface BitCrusherOptions extends EffectStepOptions {
  /**
   * Bits of a sample.
   * Whole, from 1 to 24 bits, default 8 bits.
   */
  readonly bits?: number | undefined;
  /**
   * For how many frames a sample is held: 1 is no change.
   * Whole, from 1 to 128, default 1.
   */
  readonly factor?: number | undefined;
  /**
   * Whether triangular noise of a step either way is added before (TPDF dither): hiss in place of distortion.
   * Default false.
   */
  readonly dither?: boolean | undefined;
}

/** A step of {@link bitCrusher}, as plain data. */
export interface BitCrusherStep extends BitCrusherOptions {
  readonly effect: "bitCrusher";
}

/**
 * Rounds samples to fewer bits, and holds every so many-th of them.
 *
 * There are 2^bits steps from -1 to 1, and zero is one of them: what is beyond the last one is it. Samples to hold are
 * counted from the beginning of the sound. There is no latency.
 */
export function bitCrusher(options: BitCrusherOptions = {}): BitCrusherStep {
  return { effect: "bitCrusher", ...options };
}

/** Parameters of {@link waveShaper}. */
export interface WaveShaperOptions extends EffectStepOptions {
  /**
   * What -1, 1 and the values between become.
   * From 2 to 65536 numbers, each from -16 to 16, default [-1, 0, 1].
   */
  readonly curve?: readonly number[] | undefined;
  /**
   * How many times as many samples are shaped.
   * One of "none", "2x", "4x", "8x", default "none".
   */
  readonly oversample?: "none" | "2x" | "4x" | "8x" | undefined;
  /**
   * How much louder the sound is made before.
   * From -40 to 60 dB, default 0 dB.
   */
  readonly drive?: number | undefined;
  /**
   * How much louder it is made afterwards.
   * From -60 to 40 dB, default 0 dB.
   */
  readonly makeUp?: number | undefined;
}

/** A step of {@link waveShaper}, as plain data. */
export interface WaveShaperStep extends WaveShaperOptions {
  readonly effect: "waveShaper";
}

/**
 * Makes each sample another by a curve, as Web Audio's `WaveShaperNode` does: distortion, saturation, clipping.
 *
 * The curve's values are evenly spread from -1 to 1, with straight lines between them, and what is beyond the ends is as the
 * ends are. By default it is a straight line, which clips at full scale.
 *
 * Oversampling takes away what the curve makes above the higher rate's half, by half-band filters of linear phase that stop
 * 100 dB and let through 0.455 of the rate (20 kHz at 44.1 kHz). The latency is 0, 80, 88 or 92 frames.
 */
export function waveShaper(options: WaveShaperOptions = {}): WaveShaperStep {
  return { effect: "waveShaper", ...options };
}

/** Parameters of {@link noiseSuppressor}. */
export interface NoiseSuppressorOptions extends EffectStepOptions {
  /**
   * The weights of the network. There is no chain without them.
   * A `model`, default null.
   */
  readonly model?: NoiseModel | null | undefined;
  /**
   * How much is taken away at most.
   * From 0 to 100 dB, default 100 dB.
   */
  readonly attenuation?: number | undefined;
  /**
   * Whether all channels get the gains that suit their sum, so that the image stays where it is, in less time.
   * Default false.
   */
  readonly stereoLink?: boolean | undefined;
}

/** A step of {@link noiseSuppressor}, as plain data. */
export interface NoiseSuppressorStep extends NoiseSuppressorOptions {
  readonly effect: "noiseSuppressor";
}

/**
 * Takes the noise away around a voice: fans, traffic, keyboards, whatever isn't speech.
 *
 * It is RNNoise (J.-M. Valin, "A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement", 2018): a small
 * recurrent network hears the spectrum every 10 ms and gives a gain for each of 22 bands, and what is between the harmonics of
 * a voice is filtered away. What is above 20 kHz goes, too. The latency is 20 ms, and the network's rate is 48 kHz: sound of
 * another rate is brought there and back, by which it is 3.7 ms later at 44.1 kHz, 10 ms at 16 kHz, and ends at 0.92 of half the
 * lower rate.
 *
 * The model is a file of its own, which has to be loaded before: `loadNoiseModel()`.
 *
 * Measures `voiceProbability`: How likely it is that there is voice in the last 10 ms, in the channel where it is the likeliest.
 */
export function noiseSuppressor(options: NoiseSuppressorOptions = {}): NoiseSuppressorStep {
  return { effect: "noiseSuppressor", ...options };
}

/** Parameters of {@link peakMeter}. */
export interface PeakMeterOptions extends EffectStepOptions {
  /**
   * For how long a peak is held.
   * From 0 to 10000 ms, default 500 ms.
   */
  readonly hold?: number | undefined;
  /**
   * By how much a peak falls in a second, when it was held. IEC 60268-10 has 20 dB in 1.7 s.
   * From 0 to 1000 dB, default 11.8 dB.
   */
  readonly decay?: number | undefined;
  /**
   * How much of the sound RMS and correlation are of, in whole steps.
   * From 10 to 3000 ms, default 300 ms.
   */
  readonly window?: number | undefined;
}

/** A step of {@link peakMeter}, as plain data. */
export interface PeakMeterStep extends PeakMeterOptions {
  readonly effect: "peakMeter";
}

/**
 * Measures peaks, RMS, true peaks and correlation; the sound stays as it is.
 *
 * Everything is measured in steps of 128 frames. A peak is held for a while and then falls, as a meter's bar does. RMS is the
 * square root of the mean square (a sine at full scale has -3.01 dB). The true peak is what the sound reaches between its
 * samples, by ITU-R BS.1770-5, Annex 2: four times as many samples, by the recommendation's filter; twice as many from
 * 96 kHz, and the samples themselves from 192 kHz on. Silence is -144 dB.
 *
 * Measures `peak` (dB): The highest sample of all channels.
 *
 * Measures `rms` (dB): The mean level, of the loudest channel.
 *
 * Measures `truePeak` (dB): The highest value between samples, too: dBTP.
 *
 * Measures `maximumPeak` (dB): The highest sample since the beginning.
 *
 * Measures `maximumTruePeak` (dB): The highest true peak since the beginning.
 *
 * Measures `correlation`: How alike the first two channels are: 1 is the same, 0 is nothing in common (or silence), -1 is one upside down.
 *
 * Measures `leftPeak` (dB): The highest sample of the first channel.
 *
 * Measures `rightPeak` (dB): The highest sample of the second channel.
 *
 * Measures `leftRms` (dB): The mean level of the first channel.
 *
 * Measures `rightRms` (dB): The mean level of the second channel.
 */
export function peakMeter(options: PeakMeterOptions = {}): PeakMeterStep {
  return { effect: "peakMeter", ...options };
}

/** Parameters of {@link loudnessMeter}. */
export interface LoudnessMeterOptions extends EffectStepOptions {
  /**
   * Whether what goes by counts for what is measured since the beginning: integrated loudness, range and maxima.
   * Default true.
   */
  readonly integrate?: boolean | undefined;
}

/** A step of {@link loudnessMeter}, as plain data. */
export interface LoudnessMeterStep extends LoudnessMeterOptions {
  readonly effect: "loudnessMeter";
}

/**
 * Measures loudness by ITU-R BS.1770-5 and EBU R 128; the sound stays as it is.
 *
 * Momentary is of 400 ms and short-term of 3 s, both anew every 10 ms. Integrated loudness has both gates (-70 LUFS, and 10 LU
 * below what is left), of blocks of 400 ms every 100 ms; the loudness range is by EBU Tech 3342 (gates at -70 LUFS and 20 LU
 * below; from the 10th to the 95th percentile), of short-term values every 100 ms. For both, blocks are counted in classes of
 * 0.05 LU with the sums of their energies: memory doesn't grow, and the result is exact but for blocks that are less than
 * 0.05 LU from a relative gate. K-weighting is made for the rate. Five channels are L R C Ls Rs, six are L R C LFE Ls Rs, with
 * 1.41 for the surrounds and without the LFE; otherwise all count the same. Before there is anything to say, it is -144.
 * Samples above +60 dBFS, and those that aren't finite, are damaged and count as silence.
 *
 * Measures `momentary` (LUFS): The loudness of the last 400 ms.
 *
 * Measures `shortTerm` (LUFS): The loudness of the last 3 s.
 *
 * Measures `integrated` (LUFS): The loudness since the beginning, gated.
 *
 * Measures `loudnessRange` (dB): The loudness range since the beginning, in LU.
 *
 * Measures `maximumMomentary` (LUFS): The highest momentary loudness.
 *
 * Measures `maximumShortTerm` (LUFS): The highest short-term loudness.
 */
export function loudnessMeter(options: LoudnessMeterOptions = {}): LoudnessMeterStep {
  return { effect: "loudnessMeter", ...options };
}

/** Parameters of {@link pitchMeter}. */
export interface PitchMeterOptions extends EffectStepOptions {
  /**
   * The lowest frequency that is looked for.
   * From 20 to 1000 Hz, default 60 Hz.
   */
  readonly lowest?: number | undefined;
  /**
   * The highest. A quarter of the rate is the most that can be told.
   * From 100 to 10000 Hz, default 2000 Hz.
   */
  readonly highest?: number | undefined;
  /**
   * How unlike two periods may be: 0 is the same, 1 is nothing in common.
   * From 0.01 to 1, default 0.15.
   */
  readonly threshold?: number | undefined;
}

/** A step of {@link pitchMeter}, as plain data. */
export interface PitchMeterStep extends PitchMeterOptions {
  readonly effect: "pitchMeter";
}

/**
 * Measures the fundamental frequency of a voice or an instrument; the sound stays as it is.
 *
 * Source: A. de Cheveigné, H. Kawahara, "YIN, a fundamental frequency estimator for speech and music" (2002): the first lag whose
 * cumulative mean normalised difference is below the threshold, to a fraction of a sample by a parabola. Differences are found
 * by a Fourier transform. The mean of all channels is measured, anew about every 10 ms, over two periods of the lowest frequency
 * at least.
 *
 * In JavaScript it is in `filmgate/sound/full`.
 *
 * Measures `frequency` (Hz): The frequency; 0 if there is none.
 *
 * Measures `clarity`: How alike the periods are: 1 is the same, 0 is nothing in common.
 */
export function pitchMeter(options: PitchMeterOptions = {}): PitchMeterStep {
  return { effect: "pitchMeter", ...options };
}

/** Parameters of {@link tempoMeter}. */
export interface TempoMeterOptions extends EffectStepOptions {
  /**
   * By how much a band's level must rise on an average to be an onset.
   * From 0.1 to 20 dB, default 1.5 dB.
   */
  readonly sensitivity?: number | undefined;
}

/** A step of {@link tempoMeter}, as plain data. */
export interface TempoMeterStep extends TempoMeterOptions {
  readonly effect: "tempoMeter";
}

/**
 * Finds onsets, the beginnings of notes and beats, and the tempo; the sound stays as it is.
 *
 * Sources: J. Bello et al., "A Tutorial on Onset Detection in Music Signals" (2005), spectral flux: what the levels of 40 bands
 * on the mel scale rise by, of the mean of all channels, anew about every 10 ms; an onset is a peak that is `sensitivity` above
 * the mean of the last 100 ms and 50 ms after the last one at least. D. Ellis, "Beat Tracking by Dynamic Programming"
 * (2007): the tempo is the lag at which the flux of the last 6 s (or so) is most like itself, weighed by a bell on a logarithmic
 * scale around 120 beats a minute; from 30 to 240. Where twice or half as fast is as likely, what is nearer to 120 wins. An onset is told about 25 ms after it was heard.
 *
 * In JavaScript it is in `filmgate/sound/full`.
 *
 * Measures `onsetStrength` (dB): What the levels rise by now, on an average of all bands.
 *
 * Measures `onsets`: Onsets since the beginning.
 *
 * Measures `tempo`: Beats a minute; 0 until there is something to say.
 *
 * Measures `regularity`: How much the flux is like itself a beat later: 1 is the same.
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
 * Measures mel-frequency cepstral coefficients, by which speech is told apart, and instruments; the sound stays as it is.
 *
 * Source: S. Davis, P. Mermelstein, "Comparison of Parametric Representations for Monosyllabic Word Recognition" (1980): the cosine
 * transform (type II, orthonormal) of the levels in 40 triangular bands from 0 to 8000 Hz (or half the rate) on the mel
 * scale, in decibels of power, not below -100 and 80 below the loudest; of the mean of all channels, under a Hann window of about 43 ms, every quarter of
 * it. This is what librosa's `feature.mfcc` with `htk=True, norm=None, n_mels=40` gives.
 *
 * In JavaScript it is in `filmgate/sound/full`.
 *
 * Measures `coefficient0`: The mean level of the bands, times √40.
 *
 * Measures `coefficient1`: The tilt of the spectrum.
 *
 * Measures `coefficient2`: The bend of the spectrum.
 *
 * Measures `coefficient3`: Three half waves over the bands, and so on.
 *
 * Measures `coefficient4`: The coefficient of four half waves.
 *
 * Measures `coefficient5`: The coefficient of five half waves.
 *
 * Measures `coefficient6`: The coefficient of six half waves.
 *
 * Measures `coefficient7`: The coefficient of seven half waves.
 *
 * Measures `coefficient8`: The coefficient of eight half waves.
 *
 * Measures `coefficient9`: The coefficient of nine half waves.
 *
 * Measures `coefficient10`: The coefficient of ten half waves.
 *
 * Measures `coefficient11`: The coefficient of eleven half waves.
 *
 * Measures `coefficient12`: The coefficient of twelve half waves.
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
 * Measures the spectrum in thirds of an octave, as a real-time analyser shows it; the sound stays as it is.
 *
 * Bands are those of IEC 61260-1 (base ten: their middles are 10^(n/10) Hz), but have sharp edges: they are put together of a
 * Fourier transform under a Hann window, every quarter of it, of the mean of all channels: of 8192 frames at 48 kHz, at other
 * rates of the power of two nearest to as long, 65536 at most. Below 100 Hz what the window blurs is more than a band. Levels are those of the mean square: a sine at full scale has -3.01 dB, silence -144.
 * What lies above half the rate is silent.
 *
 * In JavaScript it is in `filmgate/sound/full`.
 *
 * Measures `band20` (dB): The level of the third of an octave around 20 Hz.
 *
 * Measures `band25` (dB): The level of the third of an octave around 25 Hz.
 *
 * Measures `band31` (dB): The level of the third of an octave around 31.5 Hz.
 *
 * Measures `band40` (dB): The level of the third of an octave around 40 Hz.
 *
 * Measures `band50` (dB): The level of the third of an octave around 50 Hz.
 *
 * Measures `band63` (dB): The level of the third of an octave around 63 Hz.
 *
 * Measures `band80` (dB): The level of the third of an octave around 80 Hz.
 *
 * Measures `band100` (dB): The level of the third of an octave around 100 Hz.
 *
 * Measures `band125` (dB): The level of the third of an octave around 125 Hz.
 *
 * Measures `band160` (dB): The level of the third of an octave around 160 Hz.
 *
 * Measures `band200` (dB): The level of the third of an octave around 200 Hz.
 *
 * Measures `band250` (dB): The level of the third of an octave around 250 Hz.
 *
 * Measures `band315` (dB): The level of the third of an octave around 315 Hz.
 *
 * Measures `band400` (dB): The level of the third of an octave around 400 Hz.
 *
 * Measures `band500` (dB): The level of the third of an octave around 500 Hz.
 *
 * Measures `band630` (dB): The level of the third of an octave around 630 Hz.
 *
 * Measures `band800` (dB): The level of the third of an octave around 800 Hz.
 *
 * Measures `band1000` (dB): The level of the third of an octave around 1000 Hz.
 *
 * Measures `band1250` (dB): The level of the third of an octave around 1250 Hz.
 *
 * Measures `band1600` (dB): The level of the third of an octave around 1600 Hz.
 *
 * Measures `band2000` (dB): The level of the third of an octave around 2000 Hz.
 *
 * Measures `band2500` (dB): The level of the third of an octave around 2500 Hz.
 *
 * Measures `band3150` (dB): The level of the third of an octave around 3150 Hz.
 *
 * Measures `band4000` (dB): The level of the third of an octave around 4000 Hz.
 *
 * Measures `band5000` (dB): The level of the third of an octave around 5000 Hz.
 *
 * Measures `band6300` (dB): The level of the third of an octave around 6300 Hz.
 *
 * Measures `band8000` (dB): The level of the third of an octave around 8000 Hz.
 *
 * Measures `band10000` (dB): The level of the third of an octave around 10 000 Hz.
 *
 * Measures `band12500` (dB): The level of the third of an octave around 12 500 Hz.
 *
 * Measures `band16000` (dB): The level of the third of an octave around 16 000 Hz.
 *
 * Measures `band20000` (dB): The level of the third of an octave around 20 000 Hz.
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
  | GateStep
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
