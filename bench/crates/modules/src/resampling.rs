//! Resamplers of two channels behind one trait: ours, and rubato's sinc and Fourier resamplers in 32 and 64 bits.

use std::cell::RefCell;

#[cfg(feature = "resampler")]
mod ours;
#[cfg(any(
    feature = "rubato-sinc-32",
    feature = "rubato-sinc-64",
    feature = "rubato-fft-32",
    feature = "rubato-fft-64"
))]
mod rubato;

pub const CHANNELS: usize = 2;
/// Number of frames of a call.
pub const BLOCK: usize = 2048;
/// 44.1 to 48 kHz.
pub const RATES: (usize, usize) = (44_100, 48_000);

/// Samples by channel.
pub type Samples = [Vec<f32>; CHANNELS];

pub trait Resample {
    fn reset(&mut self);
    /// Consumes `BLOCK` frames of `input` and returns the number of frames written to the beginning of `output`, which
    /// has space for twice as many frames.
    fn process(&mut self, input: &Samples, output: &mut Samples) -> usize;
}

/// A resampler by name; the names that the features of this build have are in [`NAMES`].
pub fn make(name: &str) -> Option<Box<dyn Resample>> {
    match name {
        #[cfg(feature = "resampler")]
        "filmgate, fast" => ours::make(ours::Quality::Fast),
        #[cfg(feature = "resampler")]
        "filmgate, good" => ours::make(ours::Quality::Good),
        #[cfg(feature = "resampler")]
        "filmgate, best" => ours::make(ours::Quality::Best),
        #[cfg(feature = "rubato-sinc-32")]
        "rubato, sinc, 32 bits" => rubato::sinc::<f32>(),
        #[cfg(feature = "rubato-sinc-64")]
        "rubato, sinc, 64 bits" => rubato::sinc::<f64>(),
        #[cfg(feature = "rubato-fft-32")]
        "rubato, FFT, 32 bits" => rubato::fft::<f32>(),
        #[cfg(feature = "rubato-fft-64")]
        "rubato, FFT, 64 bits" => rubato::fft::<f64>(),
        _ => None,
    }
}

/// The names that [`make`] accepts in this build, in the order of `prepare`'s indices.
pub const NAMES: &[&str] = &[
    #[cfg(feature = "resampler")]
    "filmgate, fast",
    #[cfg(feature = "resampler")]
    "filmgate, good",
    #[cfg(feature = "resampler")]
    "filmgate, best",
    #[cfg(feature = "rubato-sinc-32")]
    "rubato, sinc, 32 bits",
    #[cfg(feature = "rubato-sinc-64")]
    "rubato, sinc, 64 bits",
    #[cfg(feature = "rubato-fft-32")]
    "rubato, FFT, 32 bits",
    #[cfg(feature = "rubato-fft-64")]
    "rubato, FFT, 64 bits",
];

struct State {
    resampler: Box<dyn Resample>,
    input: Samples,
    output: Samples,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

fn with<T: Default>(work: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(|state| state.as_mut().map(work).unwrap_or_default())
}

/// Creates a resampler by its index in [`NAMES`]; returns 0 if the index is invalid.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn prepare(index: usize) -> u32 {
    let Some(resampler) = NAMES.get(index).and_then(|name| make(name)) else { return 0 };
    let samples = |frames| [(); CHANNELS].map(|()| vec![0.0; frames]);
    let state = State { resampler, input: samples(BLOCK), output: samples(2 * BLOCK) };
    STATE.with_borrow_mut(|slot| *slot = Some(state));
    1
}

/// Address of an input channel.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn input(channel: usize) -> usize {
    with(|state| state.input[channel].as_ptr().addr())
}

/// Address of an output channel.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn output(channel: usize) -> usize {
    with(|state| state.output[channel].as_ptr().addr())
}

#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn reset() {
    with(|state| state.resampler.reset());
}

/// Consumes a block of input and returns the number of frames in the output.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn process() -> usize {
    with(|state| state.resampler.process(&state.input, &mut state.output))
}
