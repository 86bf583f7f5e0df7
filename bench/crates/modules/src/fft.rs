//! Two Fourier transforms of real samples in one module, behind the same signatures: ours, and realfft's over rustfft's
//! kernels for WebAssembly.

use std::cell::RefCell;
use std::sync::Arc;

use filmgate::math::RealFft;
use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

struct State {
    samples: Vec<f32>,
    ours: RealFft,
    real: Vec<f32>,
    imaginary: Vec<f32>,
    theirs: Arc<dyn RealToComplex<f32>>,
    /// The input of realfft, which overwrites it: the samples are copied here before each transform.
    input: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

fn with<T: Default>(work: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(|state| state.as_mut().map(work).unwrap_or_default())
}

/// Creates both transforms for `length` samples and returns the address of the samples; 0 if ours doesn't support the
/// length.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn prepare(length: usize) -> usize {
    let Ok(ours) = RealFft::new(length) else { return 0 };
    let theirs = RealFftPlanner::new().plan_fft_forward(length);
    let state = State {
        samples: vec![0.0; length],
        real: vec![0.0; ours.bins()],
        imaginary: vec![0.0; ours.bins()],
        ours,
        input: theirs.make_input_vec(),
        spectrum: theirs.make_output_vec(),
        scratch: theirs.make_scratch_vec(),
        theirs,
    };
    STATE.with_borrow_mut(|slot| slot.insert(state).samples.as_ptr().addr())
}

/// Runs our transform `count` times.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn ours(count: u32) {
    with(|state| {
        for _ in 0..count {
            state.ours.forward(&state.samples, &mut state.real, &mut state.imaginary);
        }
    });
}

/// Runs realfft's transform `count` times. `difference` reveals an error.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn theirs(count: u32) {
    with(|state| {
        for _ in 0..count {
            state.input.copy_from_slice(&state.samples);
            let State { input, spectrum, scratch, .. } = state;
            let _ = state.theirs.process_with_scratch(input, spectrum, scratch);
        }
    });
}

/// Power of the difference of both spectra over the power of ours.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn difference() -> f64 {
    with(|state| {
        let (mut difference, mut power) = (0.0, 0.0);
        for (theirs, (re, im)) in state.spectrum.iter().zip(state.real.iter().zip(&state.imaginary)) {
            let (re, im) = (f64::from(*re), f64::from(*im));
            power += re * re + im * im;
            difference += (f64::from(theirs.re) - re).powi(2) + (f64::from(theirs.im) - im).powi(2);
        }
        difference / power
    })
}
