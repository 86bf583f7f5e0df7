//! Two Fourier transforms of real samples in one module, behind the same signatures: ours, and realfft's over rustfft's kernels
//! for WebAssembly.

use std::cell::RefCell;
use std::sync::Arc;

use filmgate::audio::RealFft;
use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

struct State {
    samples: Vec<f32>,
    ours: RealFft,
    real: Vec<f32>,
    imaginary: Vec<f32>,
    theirs: Arc<dyn RealToComplex<f32>>,
    /// It uses its input as room to work in, so the samples are copied, as they have to be.
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

/// Makes both transforms of so many samples, and says where those go; 0 if ours doesn't do that length.
#[no_mangle]
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

/// Transforms the samples so many times, in our way.
#[no_mangle]
pub extern "C" fn ours(times: u32) {
    with(|state| {
        for _ in 0..times {
            state.ours.forward(&state.samples, &mut state.real, &mut state.imaginary);
        }
    });
}

/// The same in theirs. What goes wrong shows in the spectrum.
#[no_mangle]
pub extern "C" fn theirs(times: u32) {
    with(|state| {
        for _ in 0..times {
            state.input.copy_from_slice(&state.samples);
            let State { input, spectrum, scratch, .. } = state;
            let _ = state.theirs.process_with_scratch(input, spectrum, scratch);
        }
    });
}

/// How far both spectra are from each other, as a part of their power.
#[no_mangle]
pub extern "C" fn difference() -> f64 {
    with(|state| {
        let (mut apart, mut power) = (0.0, 0.0);
        for (theirs, (re, im)) in state.spectrum.iter().zip(state.real.iter().zip(&state.imaginary)) {
            let (re, im) = (f64::from(*re), f64::from(*im));
            power += re * re + im * im;
            apart += (f64::from(theirs.re) - re).powi(2) + (f64::from(theirs.im) - im).powi(2);
        }
        apart / power
    })
}
