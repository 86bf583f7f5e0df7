//! The exports of the picture modules.
//!
//! Handles and numbers come in, never an address; addresses go out, and JavaScript makes the views. Steps, values and texts are
//! staged as words, and so are errors: an export that fails throws `null`, and `failure` returns where the words of its error
//! lie. Adding a filter or an analysis adds nothing here. Only the TypeScript layer calls these exports.

use core::cell::RefCell;

use filmgate::Result;
use filmgate::image::pipeline::Region;
use filmgate::memory::Handle;
use filmgate_host::image::{Arrangement, Moved, Session, Statistic, Work, layout, whole};
use wasm_bindgen::prelude::*;

/// Memory that stays where it is while the platform writes to it, with room for small allocations when the rest is used up.
#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: filmgate::memory::Allocator = filmgate::memory::Allocator::new();

thread_local! {
    static SESSION: RefCell<Session> = RefCell::new(Session::new(usize::MAX));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn report(message: &str);
}

/// What a failed export throws: the error itself is staged.
#[derive(Debug)]
pub struct Thrown;

impl From<Thrown> for JsValue {
    fn from(_: Thrown) -> Self {
        Self::NULL
    }
}

/// Makes a call, which has the session for itself: no call runs JavaScript, so none can come in between.
fn enter<T>(call: impl FnOnce(&mut Session) -> Result<T>) -> Result<T, Thrown> {
    SESSION.with_borrow_mut(|session| session.call(call)).map_err(|_| Thrown)
}

fn handle(bits: u32) -> Handle {
    Handle::from_bits(bits)
}

fn has_moved(moved: Moved) -> bool {
    moved == Moved::Yes
}

/// Sets the limit of all frames together, in bytes. Called once, before anything else.
#[wasm_bindgen]
pub fn start(maximum_bytes: f64) {
    std::panic::set_hook(Box::new(|panic| report(&panic.to_string())));
    // The cast clamps: a limit beyond the address space is no limit.
    SESSION.set(Session::new(maximum_bytes as usize));
}

/// The address of the last error's words.
#[wasm_bindgen]
pub fn failure() -> u32 {
    SESSION.with_borrow_mut(|session| session.failure_address() as u32)
}

/// Makes room for words that the next call reads; the address.
#[wasm_bindgen]
pub fn stage_words(words: u32) -> Result<u32, Thrown> {
    SESSION.with_borrow_mut(|session| session.stage_words(words as usize)).map_or(Err(Thrown), |at| Ok(at as u32))
}

/// Commits memory ahead.
#[wasm_bindgen]
pub fn reserve(bytes: f64) -> Result<(), Thrown> {
    enter(|session| session.gate().reserve(whole("bytes", bytes)? as usize))
}

/// A number about memory, by the index of its name.
#[wasm_bindgen]
pub fn statistic(which: u32) -> f64 {
    SESSION.with_borrow_mut(|session| Statistic::of(which).map_or(f64::NAN, |which| session.statistic(which)))
}

/// Creates a frame of transparent black.
#[wasm_bindgen]
pub fn create_frame(format: u32, width: f64, height: f64) -> Result<u32, Thrown> {
    enter(|session| session.gate().create_frame(layout(format, width, height)?).map(Handle::to_bits))
}

/// Creates a copy of a frame.
#[wasm_bindgen]
pub fn clone_frame(frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.gate().clone_frame(handle(frame)).map(Handle::to_bits))
}

/// Makes a frame a copy of another one, with its size; whether it moved.
#[wasm_bindgen]
pub fn copy_frame(target: u32, source: u32) -> Result<bool, Thrown> {
    enter(|session| session.gate().copy(handle(source), handle(target)).map(has_moved))
}

/// Arranges the bytes of a frame that the platform has copied; whether it moved. See `Arrangement`.
#[wasm_bindgen]
pub fn arrange_frame(
    frame: u32,
    swapped: bool,
    opaque: bool,
    quarter_turns: u32,
    flipped: bool,
) -> Result<bool, Thrown> {
    let arrangement = Arrangement { swapped, opaque, quarter_turns, flipped };
    enter(|session| session.gate().arrange(handle(frame), arrangement).map(has_moved))
}

/// Closes a frame, and revokes its views.
#[wasm_bindgen]
pub fn close_frame(frame: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().close_frame(handle(frame)))
}

/// Closes a pipeline, and ends its run.
#[wasm_bindgen]
pub fn close_pipeline(pipeline: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().close_pipeline(handle(pipeline)))
}

/// Closes a resource. Pipelines that use it keep it.
#[wasm_bindgen]
pub fn close_resource(resource: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().close_resource(handle(resource)))
}

/// Creates a look-up table from the staged text of a `.cube` file.
#[wasm_bindgen]
pub fn create_lut(bytes: u32) -> Result<u32, Thrown> {
    enter(|session| session.create_lut(bytes as usize).map(Handle::to_bits))
}

/// The address of a frame's bytes, which count as exposed from here on.
#[wasm_bindgen]
pub fn frame_address(frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.gate().expose(handle(frame)).map(|address| address as u32))
}

/// The size of a frame: width · 2¹⁶ + height, each of which takes 15 bits at most.
#[wasm_bindgen]
pub fn frame_size(frame: u32) -> Result<u32, Thrown> {
    enter(|session| {
        let layout = *session.gate().frame(handle(frame))?.layout();
        Ok(layout.width() << 16 | layout.height())
    })
}

/// Analyses a frame, or (with another one that isn't 0) two; the address of the results. See `Gate::analyze`.
#[wasm_bindgen]
pub fn analyze(which: u32, frame: u32, other: u32, count: f64) -> Result<u32, Thrown> {
    let other = (other != 0).then(|| handle(other));
    enter(|session| {
        let count = whole("count", count)? as usize;
        let results = session.gate().analyze(which as usize, handle(frame), other, count)?;
        Ok(results.as_ptr().addr() as u32)
    })
}

/// Gives a frame another size; whether it moved.
#[wasm_bindgen]
pub fn reshape_frame(frame: u32, format: u32, width: f64, height: f64) -> Result<bool, Thrown> {
    enter(|session| session.gate().reshape(handle(frame), layout(format, width, height)?).map(has_moved))
}

/// Holds a frame where it is while the platform uses it.
#[wasm_bindgen]
pub fn pin_frame(frame: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().pin(handle(frame)))
}

/// Ends a pin.
#[wasm_bindgen]
pub fn unpin_frame(frame: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().unpin(handle(frame)))
}

/// Creates the pipeline that is staged.
#[wasm_bindgen]
pub fn create_pipeline() -> Result<u32, Thrown> {
    enter(|session| session.create_pipeline().map(Handle::to_bits))
}

/// Sets a parameter of a step to a number.
#[wasm_bindgen]
pub fn set_number(pipeline: u32, step: u32, parameter: u32, number: f64) -> Result<(), Thrown> {
    enter(|session| session.set_number(handle(pipeline), step as usize, parameter as usize, number))
}

/// Sets the parameters of a step that are staged: all of them, or none.
#[wasm_bindgen]
pub fn set_staged(pipeline: u32, step: u32) -> Result<(), Thrown> {
    enter(|session| session.set_staged(handle(pipeline), step as usize))
}

/// The frames of a run: no `into` (0) is in place, no mask (0) is the whole frame.
fn work(frame: u32, into: u32, mask: u32, region: Option<Region>) -> Work {
    let optional = |bits: u32| (bits != 0).then(|| handle(bits));
    Work { frame: handle(frame), into: optional(into), region, mask: optional(mask) }
}

fn region(x: f64, y: f64, width: f64, height: f64) -> Result<Region> {
    Ok(Region {
        x: whole("region.x", x)?,
        y: whole("region.y", y)?,
        width: whole("region.width", width)?,
        height: whole("region.height", height)?,
    })
}

/// Runs a pipeline on a whole frame; whether the frame with the result moved.
#[wasm_bindgen]
pub fn run(pipeline: u32, frame: u32, into: u32, mask: u32) -> Result<bool, Thrown> {
    enter(|session| session.gate().run(handle(pipeline), work(frame, into, mask, None)).map(has_moved))
}

/// Runs a pipeline on a part of a frame; whether the frame with the result moved.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "plain numbers cross the boundary without making an object")]
pub fn run_region(
    pipeline: u32,
    frame: u32,
    into: u32,
    mask: u32,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
) -> Result<bool, Thrown> {
    enter(|session| {
        let work = work(frame, into, mask, Some(region(x, y, width, height)?));
        session.gate().run(handle(pipeline), work).map(has_moved)
    })
}

/// Begins a run that [`advance`] continues; whether the frame with the result moved.
#[wasm_bindgen]
pub fn begin(pipeline: u32, frame: u32, into: u32, mask: u32) -> Result<bool, Thrown> {
    enter(|session| session.gate().begin(handle(pipeline), work(frame, into, mask, None)).map(has_moved))
}

/// Begins a run on a part of a frame that [`advance`] continues; whether the frame with the result moved.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "plain numbers cross the boundary without making an object")]
pub fn begin_region(
    pipeline: u32,
    frame: u32,
    into: u32,
    mask: u32,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
) -> Result<bool, Thrown> {
    enter(|session| {
        let work = work(frame, into, mask, Some(region(x, y, width, height)?));
        session.gate().begin(handle(pipeline), work).map(has_moved)
    })
}

/// Continues a run for about `rows` rows; the part that is done, from 0 to 1.
#[wasm_bindgen]
pub fn advance(pipeline: u32, rows: u32) -> Result<f64, Thrown> {
    enter(|session| session.gate().advance(handle(pipeline), rows as usize))
}

/// Ends a run where it is.
#[wasm_bindgen]
pub fn cancel(pipeline: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().cancel(handle(pipeline)))
}

/// The plan of a pipeline for a frame; the address of its words.
#[wasm_bindgen]
pub fn explain(pipeline: u32, frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.explain(handle(pipeline), handle(frame)).map(|address| address as u32))
}

/// The address at which a file of `bytes` bytes goes, or lies: see `Gate::stage`.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn stage_file(bytes: f64) -> Result<u32, Thrown> {
    enter(|session| session.gate().stage(whole("bytes", bytes)? as usize).map(|address| address as u32))
}

/// Decodes the staged file into a frame: 1 if that moved, plus 2 if the file ends early (an error with `strict`).
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn decode(frame: u32, strict: bool) -> Result<u32, Thrown> {
    use filmgate::image::files::Decoded;
    let (moved, decoded) = enter(|session| session.gate().decode(handle(frame), strict))?;
    Ok(u32::from(moved == Moved::Yes) | u32::from(decoded == Decoded::Truncated) << 1)
}

/// Encodes a frame as the media type of this index, and stages the file; its bytes.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn encode(frame: u32, media_type: u32, quality: f64) -> Result<u32, Thrown> {
    use filmgate::image::files::Encoding;
    use filmgate::{Code, Detail, Error};
    let types = Encoding::MEDIA_TYPES;
    enter(|session| {
        let name = types.get(media_type as usize).copied();
        let unknown = || Error::new(Code::InvalidArgument, "type", Detail::OneOf(types), f64::from(media_type));
        let encoding = Encoding::from_media_type(name.ok_or_else(unknown)?, quality)?;
        session.gate().encode(handle(frame), encoding).map(|length| length as u32)
    })
}
