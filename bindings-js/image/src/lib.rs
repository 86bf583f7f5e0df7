//! The exports of the image modules.
//!
//! Exports receive handles and numbers, never addresses; they return addresses, from which JavaScript creates views.
//! Steps, values, texts and errors are staged as words: an export that fails throws `null`, and `failure` returns the
//! address of the words of its error. New filters and analyses need no new exports. Only the TypeScript layer calls
//! these exports.

use core::cell::RefCell;

use filmgate::Result;
use filmgate::image::pipeline::Region;
use filmgate::memory::Handle;
use filmgate_host::image::{Arrangement, Moved, Session, Statistic, Work, color_space, layout, whole};
use wasm_bindgen::prelude::*;

/// An allocator that doesn't grow memory while the platform writes to it, with a reserve for small allocations.
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

/// The value that a failed export throws: the error itself is staged.
#[derive(Debug)]
pub struct Thrown;

impl From<Thrown> for JsValue {
    fn from(_: Thrown) -> Self {
        Self::NULL
    }
}

/// Makes a call with exclusive access to the session. Calls don't run JavaScript, so they can't be nested.
fn enter<T>(call: impl FnOnce(&mut Session) -> Result<T>) -> Result<T, Thrown> {
    SESSION.with_borrow_mut(|session| session.call(call)).map_err(|_| Thrown)
}

fn handle(bits: u32) -> Handle {
    Handle::from_bits(bits)
}

fn has_moved(moved: Moved) -> bool {
    moved == Moved::Yes
}

/// Sets the memory limit of all frames, in bytes. Called once, before all other exports.
#[wasm_bindgen]
pub fn start(maximum_bytes: f64) {
    std::panic::set_hook(Box::new(|panic| report(&panic.to_string())));
    // The cast saturates: a limit beyond the address space has no effect.
    SESSION.set(Session::new(maximum_bytes as usize));
}

/// Returns the address of the words of the last error.
#[wasm_bindgen]
pub fn failure() -> u32 {
    SESSION.with_borrow_mut(|session| session.failure_address() as u32)
}

/// Allocates memory for the words of the next call, and returns the address.
#[wasm_bindgen]
pub fn stage_words(words: u32) -> Result<u32, Thrown> {
    SESSION.with_borrow_mut(|session| session.stage_words(words as usize)).map_or(Err(Thrown), |at| Ok(at as u32))
}

/// Reserves memory in advance.
#[wasm_bindgen]
pub fn reserve(bytes: f64) -> Result<(), Thrown> {
    enter(|session| session.gate().reserve(whole("bytes", bytes)? as usize))
}

/// Returns a number about memory, by the index of its name.
#[wasm_bindgen]
pub fn statistic(which: u32) -> f64 {
    SESSION.with_borrow_mut(|session| Statistic::of(which).map_or(f64::NAN, |which| session.statistic(which)))
}

/// Creates a transparent black frame.
#[wasm_bindgen]
pub fn create_frame(format: u32, width: f64, height: f64) -> Result<u32, Thrown> {
    enter(|session| session.gate().create_frame(layout(format, width, height)?).map(Handle::to_bits))
}

/// Creates a copy of a frame.
#[wasm_bindgen]
pub fn clone_frame(frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.gate().clone_frame(handle(frame)).map(Handle::to_bits))
}

/// Copies the contents and the size of a frame to another frame; returns whether the target moved.
#[wasm_bindgen]
pub fn copy_frame(target: u32, source: u32) -> Result<bool, Thrown> {
    enter(|session| session.gate().copy(handle(source), handle(target)).map(has_moved))
}

/// Arranges the bytes of a frame that the platform has copied; returns whether it moved. See `Arrangement`.
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

/// Closes a pipeline, and cancels its run.
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

/// Returns the address of a frame's bytes, and marks the frame as exposed.
#[wasm_bindgen]
pub fn frame_address(frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.gate().expose(handle(frame)).map(|address| address as u32))
}

/// Stages the layout of a frame: its size and its planes; returns the address of its words.
#[wasm_bindgen]
pub fn frame_layout(frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.frame_layout(handle(frame)).map(|address| address as u32))
}

/// Sets the colour space of a frame, by the indices of names.
#[wasm_bindgen]
pub fn set_color_space(
    frame: u32,
    primaries: u32,
    transfer: u32,
    matrix: u32,
    full_range: bool,
    siting: u32,
) -> Result<(), Thrown> {
    let space = color_space([primaries, transfer, matrix, siting], full_range);
    enter(|session| session.gate().set_color_space(handle(frame), space))
}

/// Analyses a frame, or a pair of frames if `other` isn't 0, with staged parameters if the analysis has any; returns the
/// address of the results.
#[wasm_bindgen]
pub fn analyze(which: u32, frame: u32, other: u32) -> Result<u32, Thrown> {
    let other = (other != 0).then(|| handle(other));
    enter(|session| session.analyze(which as usize, handle(frame), other).map(|address| address as u32))
}

/// Creates a detector of cuts between scenes.
#[wasm_bindgen]
pub fn create_scene_cuts(threshold: f64) -> Result<u32, Thrown> {
    enter(|session| session.gate().create_scene_cuts(threshold).map(Handle::to_bits))
}

/// Returns whether a frame is the first of a new scene.
#[wasm_bindgen]
pub fn observe_scene(detector: u32, frame: u32) -> Result<bool, Thrown> {
    enter(|session| session.gate().observe_scene(handle(detector), handle(frame)))
}

/// Makes a detector of cuts forget the frames before.
#[wasm_bindgen]
pub fn reset_scene_cuts(detector: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().reset_scene_cuts(handle(detector)))
}

/// Closes a detector of cuts.
#[wasm_bindgen]
pub fn close_scene_cuts(detector: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().close_scene_cuts(handle(detector)))
}

/// Changes the layout of a frame; returns whether it moved.
#[wasm_bindgen]
pub fn reshape_frame(frame: u32, format: u32, width: f64, height: f64) -> Result<bool, Thrown> {
    enter(|session| session.gate().reshape(handle(frame), layout(format, width, height)?).map(has_moved))
}

/// Pins a frame: it doesn't move while the platform uses it.
#[wasm_bindgen]
pub fn pin_frame(frame: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().pin(handle(frame)))
}

/// Ends a pin.
#[wasm_bindgen]
pub fn unpin_frame(frame: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().unpin(handle(frame)))
}

/// Creates the staged pipeline.
#[wasm_bindgen]
pub fn create_pipeline() -> Result<u32, Thrown> {
    enter(|session| session.create_pipeline().map(Handle::to_bits))
}

/// Sets a parameter of a step to a number.
#[wasm_bindgen]
pub fn set_number(pipeline: u32, step: u32, parameter: u32, number: f64) -> Result<(), Thrown> {
    enter(|session| session.set_number(handle(pipeline), step as usize, parameter as usize, number))
}

/// Sets the staged parameters of a step: all of them, or none.
#[wasm_bindgen]
pub fn set_staged(pipeline: u32, step: u32) -> Result<(), Thrown> {
    enter(|session| session.set_staged(handle(pipeline), step as usize))
}

/// The frames of a run. `into` 0 runs in place, `mask` 0 covers the whole frame.
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

/// Runs a pipeline on a whole frame; returns whether the output frame moved.
#[wasm_bindgen]
pub fn run(pipeline: u32, frame: u32, into: u32, mask: u32) -> Result<bool, Thrown> {
    enter(|session| session.gate().run(handle(pipeline), work(frame, into, mask, None)).map(has_moved))
}

/// Runs a pipeline on a region of a frame; returns whether the output frame moved.
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

/// Starts a run that [`advance`] continues; returns whether the output frame moved.
#[wasm_bindgen]
pub fn begin(pipeline: u32, frame: u32, into: u32, mask: u32) -> Result<bool, Thrown> {
    enter(|session| session.gate().begin(handle(pipeline), work(frame, into, mask, None)).map(has_moved))
}

/// Starts a run on a region of a frame that [`advance`] continues; returns whether the output frame moved.
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

/// Continues a run for about `rows` rows; returns the completed part, from 0 to 1.
#[wasm_bindgen]
pub fn advance(pipeline: u32, rows: u32) -> Result<f64, Thrown> {
    enter(|session| session.gate().advance(handle(pipeline), rows as usize))
}

/// Cancels a run.
#[wasm_bindgen]
pub fn cancel(pipeline: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().cancel(handle(pipeline)))
}

/// Makes the steps of a pipeline forget the frames before.
#[wasm_bindgen]
pub fn reset_pipeline(pipeline: u32) -> Result<(), Thrown> {
    enter(|session| session.gate().reset_pipeline(handle(pipeline)))
}

/// Stages the plan of a pipeline for a frame; returns the address of its words.
#[wasm_bindgen]
pub fn explain(pipeline: u32, frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.explain(handle(pipeline), handle(frame)).map(|address| address as u32))
}

/// Returns the address for a file of `bytes` bytes, or of the staged file of that size: see `Gate::stage`.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn stage_file(bytes: f64) -> Result<u32, Thrown> {
    enter(|session| session.gate().stage(whole("bytes", bytes)? as usize).map(|address| address as u32))
}

/// Decodes the staged file into a frame. Returns 1 if the frame moved, plus 2 if the file ends early (an error with
/// `strict`).
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn decode(frame: u32, strict: bool) -> Result<u32, Thrown> {
    use filmgate::image::files::Decoded;
    let (moved, decoded) = enter(|session| session.gate().decode(handle(frame), strict))?;
    Ok(u32::from(moved == Moved::Yes) | u32::from(decoded == Decoded::Truncated) << 1)
}

/// Encodes a frame as the media type of this index, and stages the file; returns its size in bytes. `chroma` is 0 for the
/// default of the quality, or the index of a chroma subsampling plus 1; `background` is red · 2¹⁶ + green · 2⁸ + blue.
#[cfg(feature = "full")]
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "plain numbers cross the boundary without making an object")]
pub fn encode(
    frame: u32,
    media_type: u32,
    quality: f64,
    chroma: u32,
    progressive: bool,
    optimized: bool,
    background: u32,
    effort: f64,
    palette: bool,
) -> Result<u32, Thrown> {
    use filmgate::image::files::{ChromaSubsampling, Encoding, PngOptions};
    use filmgate::{Code, Detail, Error};
    let types = Encoding::MEDIA_TYPES;
    enter(|session| {
        let name = types.get(media_type as usize).copied();
        let unknown = || Error::new(Code::InvalidArgument, "type", Detail::OneOf(types), f64::from(media_type));
        let encoding = match Encoding::from_media_type(name.ok_or_else(unknown)?, quality)? {
            Encoding::Jpeg(mut options) => {
                if let Some(chroma) = chroma.checked_sub(1).and_then(ChromaSubsampling::of) {
                    options.chroma = chroma;
                }
                let [_, r, g, b] = background.to_be_bytes();
                Encoding::Jpeg(filmgate::image::files::JpegOptions {
                    progressive,
                    optimized,
                    background: [r, g, b],
                    ..options
                })
            }
            Encoding::Png(_) => {
                let effort = u8::try_from(whole("effort", effort)?).unwrap_or(u8::MAX);
                if !PngOptions::EFFORTS.contains(&effort) {
                    return Err(Error::new(Code::OutOfRange, "effort", Detail::Range(1.0, 9.0), f64::from(effort)));
                }
                Encoding::Png(PngOptions { effort, palette })
            }
            Encoding::WebP => Encoding::WebP,
        };
        session.gate().encode(handle(frame), encoding).map(|length| length as u32)
    })
}

/// Opens the staged file as an animation, whose canvas is `frame`; returns the number of pictures.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn open_animation(frame: u32) -> Result<u32, Thrown> {
    enter(|session| session.gate().open_animation(handle(frame)).map(|(_, pictures)| pictures as u32))
}

/// Returns how often the animation is to be shown, 0 for no end; negative, minus 1, if its file ends early.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn animation_plays() -> Result<f64, Thrown> {
    enter(|session| {
        let (plays, truncated) = session.gate().animation_plays();
        Ok(if truncated { -1.0 - f64::from(plays) } else { f64::from(plays) })
    })
}

/// Draws the next picture of the animation, or the first one, on its canvas; returns the duration in seconds, -1 after
/// the last picture.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn draw_picture(frame: u32, first: bool) -> Result<f64, Thrown> {
    enter(|session| session.gate().draw_picture(handle(frame), first).map(|seconds| seconds.unwrap_or(-1.0)))
}
