//! The effects of sound, and the one list of them.
//!
//! Adding one: a file beside the others, and a line in `registry!` below.

pub mod biquad;
pub(crate) mod decibels;
#[cfg(any(feature = "meters", feature = "dynamics"))]
pub(crate) mod interpolation;
#[cfg(any(feature = "analysis", feature = "time"))]
pub(crate) mod listener;
#[cfg(test)]
pub(crate) mod testing;

use alloc::boxed::Box;
use core::any::Any;
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

/// How much of an effect is heard, of all effects.
pub(crate) const MIX: Number = Number::new(1.0, 0.0, 1.0).unit(Unit::Factor).smooth(10.0);

/// How an effect is made ready. This is the part written by hand; [`effect!`](crate::effect) writes the rest.
pub trait Prepare: Send {
    /// What does the work in sound of this format, with the parameters that are fixed.
    ///
    /// # Errors
    /// `out-of-memory` if there is no room for what it keeps; whatever is wrong with fixed parameters in this format.
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>>;
}

/// An effect: parameters that can be set by index, and what does the work.
pub trait Effect: Prepare + Parameters + Any {
    /// The declaration, as data.
    fn spec(&self) -> &'static Spec;

    /// The value of a parameter as one number, if it can be said so.
    fn number(&self, parameter: usize) -> Option<f32>;
}

/// An effect at work. It has all memory that it will need.
pub trait Processor: Send {
    /// Works on a block, in place. The block is no longer than [`GRID`](crate::audio::GRID), and crosses no multiple of it;
    /// its samples are finite. What it comes to must not depend on how the sound is cut into blocks.
    ///
    /// `side` is what a side chain listens to, if there is one.
    fn process(&mut self, block: &mut Block<'_>, side: Option<&Block<'_>>, signals: &Signals<'_>);

    /// Begins anew: nothing of the sound so far is left.
    fn reset(&mut self);

    /// Takes over what can't be said by a number and has changed: points, curves.
    fn update(&mut self, _effect: &dyn Effect) {}

    /// Frames by which its result is behind. It never changes.
    fn latency(&self) -> usize {
        0
    }

    /// Frames that go on sounding after silence has come in, apart from the latency; `usize::MAX` if there may be no end.
    fn tail(&self) -> usize {
        0
    }

    /// What it has measured, in the order of [`Spec::readings`].
    fn readings(&self, _into: &mut [f32]) {}
}

// Names only: what derived ones write would have to be in every module that has an effect, floats and all.
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

/// Makes an effect with all parameters at their defaults.
///
/// # Errors
/// `unknown-effect` if there is none of that name.
pub fn create(name: &str) -> Result<Box<dyn Effect>> {
    find(name).map(|spec| (spec.create)())
}

/// What has died away, as zero: numbers too small to be written normally make processors slow, and WebAssembly has no way to
/// turn them off. Recursive effects do this once a step of the grid, so that blocks don't matter.
pub(crate) fn flush(state: f64) -> f64 {
    if state.abs() < 1e-30 { 0.0 } else { state }
}

/// Refuses a sound that isn't stereo.
///
/// # Errors
/// `unsupported-format` then.
pub(crate) fn need_stereo(format: AudioFormat) -> Result<()> {
    match format.channels() {
        2 => Ok(()),
        channels => Err(Error::new(Code::UnsupportedFormat, "channels", 2.0, channels as f64)),
    }
}

/// The trait that is declared here.
type Declaration = dyn Effect;

crate::declare::registry! {
    /// Every effect of this build, in the order of the list.
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
        gate::Gate,
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
    // The last: modules may leave it out, and still agree about the numbers of the others.
    "analysis" analysis with band_powers {
        pitch_meter::PitchMeter,
        tempo_meter::TempoMeter,
        mfcc_meter::MfccMeter,
        spectrum_meter::SpectrumMeter,
    }
}
