//! The audio effects, and their registry.
//!
//! To add an effect, add a file to its family and a line to `registry!` below.

pub mod biquad;
pub(crate) mod decibels;
#[cfg(any(feature = "meters", feature = "dynamics"))]
pub(crate) mod interpolation;
#[cfg(any(feature = "analysis", feature = "time"))]
pub(crate) mod listener;
#[cfg(test)]
pub(crate) mod testing;

use alloc::boxed::Box;
use core::fmt;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{self, Declared, Number, Parameters, Unit};
use crate::error::{Code, Error, Result};

/// The declaration of an effect.
pub type Spec = declare::Spec<dyn Effect>;

impl Declared for dyn Effect {
    type Domain = ();

    const NOUN: &'static str = "effect";
    const UNKNOWN: Code = Code::UnknownEffect;
}

/// The mix of a step: the share of the effect's output. All effects have it.
pub(crate) const MIX: Number = Number::new(1.0, 0.0, 1.0).unit(Unit::Factor).smooth(0.01);

/// Creates the processor of an effect. This is the part written by hand; [`effect!`](crate::effect) generates the rest.
pub trait Prepare: Send {
    /// Creates the processor for audio of this format, with the current values of the fixed parameters.
    ///
    /// # Errors
    /// `out-of-memory` if allocation fails; other errors if fixed parameters are invalid for this format.
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>>;
}

/// An effect: parameters with an index each, and the factory of its processor.
pub trait Effect: Prepare + Parameters {
    /// The declaration, as data.
    fn spec(&self) -> &'static Spec;

    /// The value of a parameter as a single number, if it has one.
    fn number(&self, parameter: usize) -> Option<f32>;

    /// The numbers of a parameter that is a list or records; empty for any other.
    fn numbers(&self, parameter: usize) -> &[f64];
}

/// The running state of an effect. All its memory is allocated on creation.
pub trait Processor: Send {
    /// Processes a block in place. The block is at most [`GRID`](crate::audio::GRID) frames long and crosses no
    /// multiple of it; its samples are finite. The output must not depend on how the audio is divided into blocks.
    ///
    /// `side` is the side-chain input, if it is connected.
    fn process(&mut self, block: &mut Block<'_>, side: Option<&Block<'_>>, signals: &Signals<'_>);

    /// Resets to the state at the start of a stream.
    fn reset(&mut self);

    /// Applies changed parameters that aren't single numbers, such as lists of points and curves.
    fn update(&mut self, _effect: &dyn Effect) {}

    /// Latency in frames. It never changes.
    fn latency(&self) -> usize {
        0
    }

    /// Number of frames until the output is silent once the input is, without the latency; `usize::MAX` if it may never
    /// be.
    fn tail(&self) -> usize {
        0
    }

    /// Writes the measurements, in the order of [`Spec::readings`].
    fn readings(&self, _into: &mut [f32]) {}
}

// Prints names only: derived implementations would add the formatting of floats to every module that has an effect.
impl fmt::Debug for dyn Effect + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec().name)
    }
}

impl fmt::Debug for dyn Processor + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("processor")
    }
}

/// Creates an effect with all parameters at their defaults.
///
/// # Errors
/// `unknown-effect` if no effect has this name.
pub fn create(name: &str) -> Result<Box<dyn Effect>> {
    find(name).map(|spec| (spec.create)())
}

/// Replaces tiny values by 0: denormals are slow on many processors, and WebAssembly can't disable them. Recursive
/// effects call this once per grid step, so that the result doesn't depend on the block size.
pub(crate) fn flush(state: f64) -> f64 {
    if state.abs() < 1e-30 { 0.0 } else { state }
}

/// Rejects audio that isn't stereo.
///
/// # Errors
/// `unsupported-format` if the number of channels isn't 2.
pub(crate) fn need_stereo(format: AudioFormat) -> Result<()> {
    match format.channels() {
        2 => Ok(()),
        channels => Err(Error::new(Code::UnsupportedFormat, "channels", 2.0, channels as f64)),
    }
}

/// The trait of the declarations in this registry.
type Declaration = dyn Effect;

crate::declare::registry! {
    /// All effects of this build, in the order of the registry.
    "level" level {
        gain::Gain,
        pan::Pan,
        mute::Mute,
        dc_block::DcBlock,
    }
    "equalizer" equalizer {
        biquad::Biquad,
        parametric_eq::ParametricEq,
        graphic_eq::GraphicEq,
        state_variable_filter::StateVariableFilter,
        linkwitz_riley::LinkwitzRiley,
    }
    "time" time with delay_line, oscillator {
        delay::Delay,
        chorus::Chorus,
        flanger::Flanger,
        phaser::Phaser,
        pitch_shift::PitchShift,
        reverb::Reverb,
        convolver::Convolver,
    }
    "dynamics" dynamics with envelope {
        compressor::Compressor,
        expander::Expander,
        noise_gate::NoiseGate,
        limiter::Limiter,
        multiband_compressor::MultibandCompressor,
        de_esser::DeEsser,
    }
    "drive" drive with oversampling {
        bit_crusher::BitCrusher,
        wave_shaper::WaveShaper,
    }
    "voice" voice {
        noise_suppressor::NoiseSuppressor,
    }
    "meters" meters {
        peak_meter::PeakMeter,
        loudness_meter::LoudnessMeter,
    }
    // Must stay last: modules may omit this family without changing the indices of the others.
    "analysis" analysis with band_powers {
        pitch_meter::PitchMeter,
        tempo_meter::TempoMeter,
        mfcc_meter::MfccMeter,
        spectrum_meter::SpectrumMeter,
    }
}
