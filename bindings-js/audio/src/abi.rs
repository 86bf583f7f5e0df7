//! The exports of the audio modules. Each calls [`Session`], which checks all arguments.

#![expect(unsafe_code, reason = "unmangled names require an unsafe attribute; nothing else is unsafe")]

use std::cell::RefCell;

use filmgate::Result;

use filmgate_host::audio::{Number, Place, Session};

thread_local! {
    // Constant, because code that initialises it later is 0.7 KB of the module.
    static SESSION: RefCell<Session> = const { RefCell::new(Session::new()) };
}

fn with<T>(work: impl FnOnce(&mut Session) -> T) -> T {
    SESSION.with_borrow_mut(work)
}

/// Returns 0, or 1 if there is an error, which `failure` stages.
fn status(result: Result<()>) -> u32 {
    match result {
        Ok(()) => 0,
        Err(error) => with(|session| {
            session.fail(error);
            1
        }),
    }
}

/// Returns an index, or -1 if there is an error, which `failure` stages.
fn number_of(result: Result<usize>) -> i32 {
    match result {
        Ok(number) => number as i32,
        Err(error) => {
            with(|session| session.fail(error));
            -1
        }
    }
}

/// A hash that must be the same in this module and in the script that uses it.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint() -> u32 {
    filmgate::audio::effects::FINGERPRINT
}

/// Allocates memory for this number of words, and returns the address; 0 if allocation fails.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn stage(words: u32) -> u32 {
    with(|session| session.stage(words as usize).unwrap_or_default() as u32)
}

/// Allocates an audio buffer that steps can refer to, such as an impulse response; returns its index, or -1.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn audio(sample_rate: f64, channels: u32, frames: u32) -> i32 {
    number_of(with(|session| session.audio(sample_rate, channels as usize, frames as usize)))
}

/// Reads the staged model of this many bytes, for steps to refer to; returns its index, or -1.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn model(bytes: u32) -> i32 {
    number_of(with(|session| session.model(bytes as usize)))
}

/// Creates the staged chain, which replaces the previous one.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn create(sample_rate: f64, channels: u32, frames: u32) -> u32 {
    status(with(|session| session.create(sample_rate, channels as usize, frames as usize)))
}

/// Returns the address of shared memory, see [`Place`]; 0 if it doesn't exist.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn place(what: u32, index: u32) -> u32 {
    let address = |place| with(|session| session.place(place, index as usize));
    Place::of(what).and_then(address).unwrap_or_default() as u32
}

/// Returns a number about the session, see [`Session::number`]; NaN if it isn't available.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn number(what: u32) -> f64 {
    Number::of(what).map_or(f64::NAN, |which| with(|session| session.number(which)))
}

/// Processes this many frames of the chain's channels. Side-chain channels from `side` on are silent.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn process(frames: u32, side: u32) -> u32 {
    u32::from(!with(|session| session.process(frames as usize, side as usize)))
}

/// Applies the staged change: step, frame or NaN, number of changes, and for each the parameter and the value.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn change() -> u32 {
    status(with(Session::change))
}

/// Reads the measurements of all steps, in the order of steps.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn read() {
    with(Session::read);
}

/// Creates a resampler, which replaces the previous converter.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn create_resampler(
    from: f64,
    to: f64,
    channels: u32,
    quality: u32,
    variation: f64,
    frames: u32,
) -> u32 {
    status(with(|session| {
        session.create_resampler((from, to), channels as usize, quality as usize, variation, frames as usize)
    }))
}

/// Creates a stretcher, which replaces the previous converter.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn create_stretcher(sample_rate: f64, channels: u32, tempo: f64, frames: u32) -> u32 {
    status(with(|session| session.create_stretcher(sample_rate, channels as usize, tempo, frames as usize)))
}

/// Converts this many input frames, and returns the number of output frames; -1 if there is no converter or too many
/// frames.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn convert(frames: u32) -> i32 {
    with(|session| session.convert(frames as usize).map_or(-1, |written| written as i32))
}

/// Writes the remaining output frames at the end of a stream, and returns their number; -1 if there is no converter.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn flush() -> i32 {
    with(|session| session.flush().map_or(-1, |written| written as i32))
}

/// Changes the ratio of the resampler.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn set_ratio(ratio: f64, over: u32) -> u32 {
    status(with(|session| session.set_ratio(ratio, over)))
}

/// Changes the tempo of the stretcher.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn set_tempo(tempo: f64) -> u32 {
    status(with(|session| session.set_tempo(tempo)))
}

/// Starts to decode the staged file of this many bytes. Staged memory must not change until the last part.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn decode(length: u32) -> u32 {
    status(with(|session| session.decode(length as usize)))
}

/// Decodes the next part of the file: returns 1 if more parts follow, 0 if it is the last one, -1 if there is an error.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn decode_part() -> i32 {
    number_of(with(|session| session.decode_part().map(usize::from)))
}

/// Encodes an audio buffer as a WAV file with this many bits per sample.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn encode_wav(audio: u32, bits: u32, float: u32, dither: u32) -> u32 {
    status(with(|session| session.encode_wav(audio as usize, bits, float != 0, dither != 0)))
}

/// Resets the chain and the converter.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn reset() {
    with(Session::reset);
}

/// Frees the chain, the audio buffers, the models and the converter.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn close() {
    with(Session::close);
}

/// Stages the last error, and returns the address; 0 if there is none.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn failure() -> u32 {
    with(|session| session.stage_failure().unwrap_or_default() as u32)
}
