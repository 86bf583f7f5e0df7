//! The fixed boundary between the Filmgate core and JavaScript.
//!
//! Handles, numbers, strings and plain objects come in, never an address; addresses go out as numbers, and JavaScript
//! makes the views. Adding a filter adds nothing here. The names are those of the raw module, which only the TypeScript
//! layer beside this crate sees.

mod error;
mod text;
mod value;

use core::cell::{Cell, RefCell};

use filmgate::image::frame::{Format, FrameLayout};
use filmgate::image::pipeline::Region;
use filmgate::memory::Handle;
use filmgate::{Code, Error, Result};
use filmgate_host::image::{Arrangement, Gate, Moved, Work};
use wasm_bindgen::prelude::*;

use error::Thrown;

/// Memory that stays where it is while the platform writes to it, with room for small things when the rest is used up.
#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: filmgate::memory::Allocator = filmgate::memory::Allocator::new();

thread_local! {
    static GATE: RefCell<Gate> = RefCell::new(Gate::default());
    static CROSSINGS: Cell<f64> = const { Cell::new(0.0) };
}

/// Every call from JavaScript goes through here: it is counted, and has the gate for itself. No call runs JavaScript
/// while it has the gate, so none can come in between; if one did all the same, it would be told.
fn enter<T>(call: impl FnOnce(&mut Gate) -> Result<T>) -> Result<T, Thrown> {
    CROSSINGS.set(CROSSINGS.get() + 1.0);
    let result = GATE.with(|gate| match gate.try_borrow_mut() {
        Ok(mut gate) => call(&mut gate).map_err(|error| gate.refusal(error)),
        Err(_) => Err(Error::new(Code::Busy, "gate", "one call at a time", "a call during another")),
    });
    result.map_err(Thrown)
}

/// A whole number from JavaScript, which may be anything.
fn whole(argument: &'static str, value: f64) -> Result<u32> {
    if value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0 {
        return Ok(value as u32);
    }
    Err(Error::new(Code::OutOfRange, argument, "a whole number of at least 0", value))
}

fn layout(format: &JsValue, width: f64, height: f64) -> Result<FrameLayout> {
    const NAMES: &[&str] = &[Format::ALL[0].name(), Format::ALL[1].name()];
    let format = Format::ALL[value::read_word("format", NAMES, format)?];
    FrameLayout::new(format, whole("width", width)?, whole("height", height)?)
}

/// Sets the limit of all frames together, in bytes. Called once, before anything else.
#[wasm_bindgen]
pub fn start(maximum_bytes: f64) {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
    }));
    // The cast clamps: what is larger than memory can be is no limit.
    GATE.with(|gate| gate.replace(Gate::new(maximum_bytes as usize)));
}

/// Commits memory ahead.
#[wasm_bindgen]
pub fn reserve(bytes: f64) -> Result<(), Thrown> {
    enter(|gate| gate.reserve(whole("bytes", bytes)? as usize))
}

/// A number about memory; which one is the position in `STATISTICS` of the TypeScript layer.
#[wasm_bindgen]
pub fn statistic(which: u32) -> f64 {
    GATE.with(|gate| {
        let Ok(mut gate) = gate.try_borrow_mut() else { return f64::NAN };
        gate.note_growth();
        let statistics = gate.statistics();
        let count = match which {
            0 => statistics.live,
            1 => statistics.pooled,
            2 => statistics.peak,
            3 => filmgate::memory::system::linear_memory_size(),
            4 => statistics.allocations,
            5 => statistics.reuses,
            6 => statistics.grows,
            7 => gate.revocations(),
            8 => gate.open_frames(),
            9 => gate.open_pipelines(),
            11 => gate.open_resources(),
            _ => return CROSSINGS.get(),
        };
        count as f64
    })
}

/// Makes a frame of transparent black.
#[wasm_bindgen]
pub fn create_frame(format: &JsValue, width: f64, height: f64) -> Result<u32, Thrown> {
    enter(|gate| gate.create_frame(layout(format, width, height)?).map(Handle::to_bits))
}

/// Makes a copy of a frame.
#[wasm_bindgen]
pub fn clone_frame(frame: u32) -> Result<u32, Thrown> {
    enter(|gate| gate.clone_frame(Handle::from_bits(frame)).map(Handle::to_bits))
}

/// Makes a frame a copy of another one, with its size; whether it moved.
#[wasm_bindgen]
pub fn copy_frame(target: u32, source: u32) -> Result<bool, Thrown> {
    enter(|gate| gate.copy(Handle::from_bits(source), Handle::from_bits(target)).map(|moved| moved == Moved::Yes))
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
    enter(|gate| gate.arrange(Handle::from_bits(frame), arrangement).map(|moved| moved == Moved::Yes))
}

/// Closes a frame (0), and takes its views away, a pipeline (1), and ends its run, or a resource (2).
#[wasm_bindgen]
pub fn close(kind: u32, handle: u32) -> Result<(), Thrown> {
    let handle = Handle::from_bits(handle);
    enter(|gate| match kind {
        0 => gate.close_frame(handle),
        1 => gate.close_pipeline(handle),
        _ => gate.close_resource(handle),
    })
}

/// Makes a resource of a text: of kind `lut`, from a `.cube` file.
#[wasm_bindgen]
pub fn create_resource(kind: &JsValue, text: &JsValue) -> Result<u32, Thrown> {
    let kind = value::read_word("kind", &["lut"], kind);
    enter(|gate| {
        kind?;
        // Taking a string over can't fail, or it ends the instance: so its memory is made sure of first.
        gate.make_room_for_text(text::bytes("text", text)?)
    })?;
    let text = text.as_string().unwrap_or_default();
    enter(|gate| gate.create_lut(&text).map(Handle::to_bits))
}

/// Where the bytes of a frame lie in linear memory (they count as shown from here on), or its size: width · 2¹⁶ + height,
/// each of which takes 15 bits at most.
#[wasm_bindgen]
pub fn look_up_frame(frame: u32, address: bool) -> Result<u32, Thrown> {
    let frame = Handle::from_bits(frame);
    enter(|gate| {
        if address {
            return gate.expose(frame).map(|address| address as u32);
        }
        gate.frame(frame).map(|frame| frame.layout().width() << 16 | frame.layout().height())
    })
}

/// Makes an analysis of a frame, or (with another one that isn't 0) of two; where its results are: `f64`s, see `Gate::analyze`.
#[wasm_bindgen]
pub fn analyze(which: &JsValue, frame: u32, other: u32, count: f64) -> Result<u32, Thrown> {
    let which = value::read_word("analysis", filmgate_host::image::ANALYSES, which);
    let other = (other != 0).then(|| Handle::from_bits(other));
    enter(|gate| {
        let results = gate.analyze(which?, Handle::from_bits(frame), other, whole("count", count)? as usize)?;
        Ok(results.as_ptr().addr() as u32)
    })
}

/// Gives a frame another size; whether it moved.
#[wasm_bindgen]
pub fn reshape_frame(frame: u32, format: &JsValue, width: f64, height: f64) -> Result<bool, Thrown> {
    enter(|gate| {
        gate.reshape(Handle::from_bits(frame), layout(format, width, height)?).map(|moved| moved == Moved::Yes)
    })
}

/// Holds a frame still while the platform uses it, or ends that.
#[wasm_bindgen]
pub fn pin_frame(frame: u32, pinned: bool) -> Result<(), Thrown> {
    let frame = Handle::from_bits(frame);
    enter(|gate| if pinned { gate.pin(frame) } else { gate.unpin(frame) })
}

/// Makes a pipeline from an array of plain objects, or a preset.
#[wasm_bindgen]
pub fn create_pipeline(steps: &JsValue) -> Result<u32, Thrown> {
    // The objects are read before the gate is entered: reading may run JavaScript (getters, proxies).
    let preset = value::read_preset(steps);
    enter(|gate| gate.create_pipeline(preset?).map(Handle::to_bits))
}

/// Sets a parameter of a step.
#[wasm_bindgen]
pub fn set(pipeline: u32, step: u32, parameter: u32, value: &JsValue) -> Result<(), Thrown> {
    let value = value::read(value);
    enter(|gate| gate.set_parameter(Handle::from_bits(pipeline), step as usize, parameter as usize, &value?))
}

/// Runs a pipeline on a frame, or (`whole` is false) only begins to, for [`advance`]; whether the frame with the result
/// moved. No `into` (0) is in place, no mask (0) is all of it, and so is a region of no size.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "plain numbers cross the boundary without making an object")]
pub fn run(
    pipeline: u32,
    frame: u32,
    into: u32,
    mask: u32,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    has_region: bool,
    whole_run: bool,
) -> Result<bool, Thrown> {
    let handle = |bits: u32| (bits != 0).then(|| Handle::from_bits(bits));
    let pipeline = Handle::from_bits(pipeline);
    enter(|gate| {
        let region = if has_region {
            Some(Region {
                x: whole("region.x", x)?,
                y: whole("region.y", y)?,
                width: whole("region.width", width)?,
                height: whole("region.height", height)?,
            })
        } else {
            None
        };
        let work = Work { frame: Handle::from_bits(frame), into: handle(into), region, mask: handle(mask) };
        let moved = if whole_run { gate.run(pipeline, work) } else { gate.begin(pipeline, work) };
        moved.map(|moved| moved == Moved::Yes)
    })
}

/// Goes on with a run that was begun, for about `rows` rows; how much is done, from 0 to 1. 0 rows end it as it is.
#[wasm_bindgen]
pub fn advance(pipeline: u32, rows: u32) -> Result<f64, Thrown> {
    let pipeline = Handle::from_bits(pipeline);
    enter(|gate| if rows == 0 { gate.cancel(pipeline).map(|()| 1.0) } else { gate.advance(pipeline, rows as usize) })
}

/// The plan of a pipeline for a frame, as an object.
#[wasm_bindgen]
pub fn explain(pipeline: u32, frame: u32) -> Result<JsValue, Thrown> {
    enter(|gate| gate.explain(Handle::from_bits(pipeline), Handle::from_bits(frame))).map(|plan| value::explain(&plan))
}

/// Where a file of `bytes` bytes goes, or lies: see `Gate::stage`.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn stage(bytes: f64) -> Result<u32, Thrown> {
    enter(|gate| gate.stage(whole("bytes", bytes)? as usize).map(|address| address as u32))
}

/// Decodes the staged file into a frame: 1 if that moved, and 2 more if the file ends early (an error with `strict`).
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn decode(frame: u32, strict: bool) -> Result<u32, Thrown> {
    use filmgate::image::files::Decoded;
    let (moved, decoded) = enter(|gate| gate.decode(Handle::from_bits(frame), strict))?;
    Ok(u32::from(moved == Moved::Yes) | u32::from(decoded == Decoded::Truncated) << 1)
}

/// Encodes a frame; how many bytes it came to. They are staged.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn encode(frame: u32, media_type: &JsValue, quality: f64) -> Result<u32, Thrown> {
    use filmgate::image::files::Encoding;
    let types = Encoding::MEDIA_TYPES;
    let encoding =
        value::read_word("type", types, media_type).and_then(|index| Encoding::from_media_type(types[index], quality));
    enter(|gate| gate.encode(Handle::from_bits(frame), encoding?).map(|length| length as u32))
}
