//! The exports. Each is a call of [`Session`], where everything that comes in is checked.

#![expect(unsafe_code, reason = "a name that isn't mangled has to be called unsafe; nothing here is")]

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

/// 0, or 1 if there is an error to be had by `failure`.
fn status(result: Result<()>) -> u32 {
    match result {
        Ok(()) => 0,
        Err(error) => with(|session| {
            session.fail(error);
            1
        }),
    }
}

/// The number of a resource, or -1 if there is an error to be had by `failure`.
fn number_of(result: Result<usize>) -> i32 {
    match result {
        Ok(number) => number as i32,
        Err(error) => {
            with(|session| session.fail(error));
            -1
        }
    }
}

/// What this module and the script that uses it must agree about.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint() -> u32 {
    filmgate::audio::effects::FINGERPRINT
}

/// Makes room for so many words, and says where; 0 if there is no room.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn stage(words: u32) -> u32 {
    with(|session| session.stage(words as usize).unwrap_or_default() as u32)
}

/// Makes room for a sound that steps can refer to, an impulse response: its number, or -1.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn sound(sample_rate: f64, channels: u32, frames: u32) -> i32 {
    number_of(with(|session| session.sound(sample_rate, channels as usize, frames as usize)))
}

/// Reads the model of so many bytes that is staged, for steps to refer to: its number, or -1.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn model(bytes: u32) -> i32 {
    number_of(with(|session| session.model(bytes as usize)))
}

/// Makes the chain that is staged, in place of the one before.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn create(sample_rate: f64, channels: u32, frames: u32) -> u32 {
    status(with(|session| session.create(sample_rate, channels as usize, frames as usize)))
}

/// Where something lies, see [`Place`]; 0 if there is no such thing.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn place(what: u32, index: u32) -> u32 {
    let address = |place| with(|session| session.place(place, index as usize));
    Place::of(what).and_then(address).unwrap_or_default() as u32
}

/// A number about the chain or what converts, see [`Session::number`]; NaN if there is no such number.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn number(what: u32) -> f64 {
    Number::of(what).map_or(f64::NAN, |which| with(|session| session.number(which)))
}

/// Lets the chain work on so many frames of its channels. Channels of the side chain from the `side`-th on are silent.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn process(frames: u32, side: u32) -> u32 {
    u32::from(!with(|session| session.process(frames as usize, side as usize)))
}

/// Makes the change that is staged: step, what, time or NaN, value.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn change() -> u32 {
    status(with(Session::change))
}

/// Takes the readings of all steps, in the order of steps.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn read() {
    with(Session::read);
}

/// Makes a resampler, in place of the one before.
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

/// Makes a stretcher, in place of what was there.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn create_stretcher(sample_rate: f64, channels: u32, tempo: f64, frames: u32) -> u32 {
    status(with(|session| session.create_stretcher(sample_rate, channels as usize, tempo, frames as usize)))
}

/// Converts so many frames, and says how many came of them; -1 if there aren't as many.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn convert(frames: u32) -> i32 {
    with(|session| session.convert(frames as usize).map_or(-1, |written| written as i32))
}

/// Makes what is left at the end of a sound, and says how many frames that are; -1 if there is nothing that converts.
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

/// Begins to decode the staged file of this many bytes. What is staged has to stay as it is until the last part.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn decode(length: u32) -> u32 {
    status(with(|session| session.decode(length as usize)))
}

/// Decodes the next part of the file: 1 if more parts follow, 0 if it is the last one, -1 if there is an error.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn decode_part() -> i32 {
    number_of(with(|session| session.decode_part().map(usize::from)))
}

/// Makes a WAV file of a sound, with samples of so many bits.
#[cfg(feature = "full")]
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn encode_wav(sound: u32, bits: u32, float: u32, dither: u32) -> u32 {
    status(with(|session| session.encode_wav(sound as usize, bits, float != 0, dither != 0)))
}

/// Begins anew.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn reset() {
    with(Session::reset);
}

/// Frees the chain, the sounds, the models and what converts.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn close() {
    with(Session::close);
}

/// Stages the last error, and says where; 0 if there was none.
// SAFETY: no other symbol of the program has this name.
#[unsafe(no_mangle)]
pub extern "C" fn failure() -> u32 {
    with(|session| session.stage_failure().unwrap_or_default() as u32)
}
