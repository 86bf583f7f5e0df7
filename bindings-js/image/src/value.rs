//! Reading what JavaScript hands over: steps of a pipeline, values of parameters.
//!
//! The TypeScript layer hands over plain data of its own making, never an object of the caller's, so reading runs no foreign
//! JavaScript. Every string and list is measured before it is copied: a copy that doesn't fit would end the instance.

use filmgate::declare::Value;
use filmgate::image::pipeline::{Description, ExplainedStage, Explanation, MAXIMUM_STEPS, Precision, Preset};
use filmgate::memory::Block;
use filmgate::{Code, Detail, Error, Result};
use js_sys::{Array, ArrayBuffer, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The most numbers that are read of one value: more than any parameter has.
const MAXIMUM_NUMBERS: u32 = 4096;

/// The most UTF-16 units of a name or a word: far more than any has.
const MAXIMUM_NAME: u32 = 256;

/// The most properties of a step: more than any filter has parameters.
const MAXIMUM_PROPERTIES: u32 = 64;

/// Memory that is made sure of at a time while steps are read.
const READING_STEP: usize = 64 << 10;

/// What reading a property takes besides its text and numbers, and what a pipeline keeps for it.
const PROPERTY_BYTES: usize = 256;

/// Memory that reading may take: made sure of piece by piece, before it is taken.
struct Room(usize);

impl Room {
    fn take(&mut self, bytes: usize) -> Result<()> {
        if self.0 < bytes {
            let piece = bytes.max(READING_STEP);
            // Without the black box the compiler sees a block that nobody uses, and asks for none.
            drop(core::hint::black_box(Block::new(piece)?));
            self.0 = piece;
        }
        self.0 -= bytes;
        Ok(())
    }
}

/// A name or a word, `None` if `value` is no string.
fn read_text(value: &JsValue) -> Result<Option<String>> {
    let Some(text) = value.dyn_ref::<JsString>() else { return Ok(None) };
    if text.length() > MAXIMUM_NAME {
        let expected = Detail::Range(0.0, f64::from(MAXIMUM_NAME));
        return Err(Error::new(Code::OutOfRange, "length", expected, f64::from(text.length())));
    }
    Ok(text.as_string())
}

/// A parameter's value.
pub(crate) fn read(value: &JsValue) -> Result<Value> {
    Ok(if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(boolean) = value.as_bool() {
        Value::Boolean(boolean)
    } else if let Some(text) = read_text(value)? {
        Value::Text(text)
    } else if value.is_null() {
        Value::Null
    } else if Array::is_array(value) || ArrayBuffer::is_view(value) {
        numbers(value)?.unwrap_or(Value::Other("an array of something else"))
    } else {
        Value::Other(kind(value))
    })
}

fn numbers(value: &JsValue) -> Result<Option<Value>> {
    let length = Reflect::get(value, &JsValue::from_str("length")).ok().and_then(|length| length.as_f64());
    let Some(length) = length.filter(|length| *length <= f64::from(MAXIMUM_NUMBERS)) else { return Ok(None) };
    let bytes = length as usize * size_of::<f64>();
    let mut numbers = Vec::new();
    numbers.try_reserve_exact(length as usize).map_err(|_| Error::out_of_memory(bytes))?;
    for index in 0..length as u32 {
        let Some(number) = Reflect::get_u32(value, index).ok().and_then(|number| number.as_f64()) else {
            return Ok(None);
        };
        numbers.push(number);
    }
    Ok(Some(Value::Numbers(numbers)))
}

/// One of these words, by its number.
pub(crate) fn read_word(argument: &'static str, words: &'static [&'static str], value: &JsValue) -> Result<usize> {
    // A number would pass as a word's index, and the caller would go on with the number.
    let value = match read_text(value) {
        Ok(Some(text)) => Ok(Value::Text(text)),
        Ok(None) => Ok(Value::Other(kind(value))),
        Err(error) => Err(error),
    };
    value.and_then(|value| filmgate::declare::read_name(words, &value)).map_err(|error| error.within(argument))
}

/// A pipeline as data: an array of steps, or a preset, which has a version besides.
pub(crate) fn read_preset(value: &JsValue) -> Result<Preset> {
    let Some(object) = value.dyn_ref::<Object>().filter(|_| !Array::is_array(value) && !value.is_function()) else {
        return Ok(Preset { steps: read_steps(value)?, ..Preset::default() });
    };
    let property = |name: &str| Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default();
    let mut preset = Preset { steps: read_steps(&property("steps"))?, ..Preset::default() };
    preset.version = property("version").as_f64().unwrap_or(f64::NAN);
    let scale = property("scale");
    if !scale.is_undefined() {
        preset.scale = scale.as_f64().unwrap_or(f64::NAN);
    }
    let precision = property("precision");
    if !precision.is_undefined() {
        preset.precision = Precision::ALL[read_word("precision", Precision::NAMES, &precision)?];
    }
    Ok(preset)
}

/// A plan as an object for JavaScript.
pub(crate) fn explain(plan: &Explanation) -> JsValue {
    let object = |properties: &[(&str, JsValue)]| {
        let object = Object::new();
        for (name, value) in properties {
            // Setting a property of a fresh plain object can't fail.
            let _ = Reflect::set(&object, &JsValue::from_str(name), value);
        }
        object
    };
    let passes: Array = plan
        .passes
        .iter()
        .map(|pass| {
            let stage = |stage: &ExplainedStage| {
                let steps: Array = stage.steps.clone().map(|step| JsValue::from(step as u32)).collect();
                object(&[("kind", stage.kind.into()), ("steps", steps.into())])
            };
            let stages: Array = pass.stages.iter().map(stage).collect();
            let moved = JsValue::from(pass.moved_bytes as f64);
            object(&[("kind", pass.kind.into()), ("stages", stages.into()), ("movedBytes", moved)])
        })
        .collect();
    let [scratch, moved] = [plan.scratch_bytes as f64, plan.moved_bytes as f64].map(JsValue::from);
    object(&[("passes", passes.into()), ("scratchBytes", scratch), ("movedBytes", moved)]).into()
}

/// The steps of a pipeline: an array of objects with a `filter` and its parameters. `id` is the TypeScript layer's.
fn read_steps(steps: &JsValue) -> Result<Vec<Description>> {
    let Some(array) = steps.dyn_ref::<Array>() else {
        return Err(Error::new(Code::InvalidArgument, "steps", "an array of steps", kind(steps)));
    };
    let length = array.length();
    if length as usize > MAXIMUM_STEPS {
        let expected = Detail::Range(0.0, MAXIMUM_STEPS as f64);
        return Err(Error::new(Code::OutOfRange, "steps.length", expected, f64::from(length)));
    }
    let mut room = Room(0);
    room.take(length as usize * size_of::<Description>())?;
    let mut read = Vec::with_capacity(length as usize);
    for index in 0..length {
        let step = read_step(&array.get(index), &mut room);
        read.push(step.map_err(|error| error.within(&format!("steps[{index}]")))?);
    }
    Ok(read)
}

fn read_step(step: &JsValue, room: &mut Room) -> Result<Description> {
    let Some(object) = step.dyn_ref::<Object>().filter(|_| !Array::is_array(step) && !step.is_function()) else {
        return Err(Error::new(Code::InvalidArgument, "", "a step: { filter, … }", kind(step)));
    };
    let entries = Object::entries(object);
    if entries.length() > MAXIMUM_PROPERTIES {
        let expected = Detail::Range(0.0, f64::from(MAXIMUM_PROPERTIES));
        return Err(Error::new(Code::OutOfRange, "", expected, f64::from(entries.length())));
    }
    let mut description = Description::default();
    let mut named = false;
    for entry in entries.iter() {
        let entry = Array::from(&entry);
        let value = entry.get(1);
        room.take(PROPERTY_BYTES + 6 * MAXIMUM_NAME as usize)?;
        let name = read_text(&entry.get(0))?.unwrap_or_default();
        match name.as_str() {
            "id" => {}
            "filter" => {
                let wrong = || Error::new(Code::InvalidArgument, "filter", "the name of a filter", kind(&value));
                description.filter = read_text(&value).map_err(|error| error.within("filter"))?.ok_or_else(wrong)?;
                named = true;
            }
            // A property that is there but undefined is as good as left out.
            _ if value.is_undefined() => {}
            _ => {
                let value = read(&value).map_err(|error| error.within(&name))?;
                if let Value::Numbers(numbers) = &value {
                    // Making the pipeline copies them.
                    room.take(4 * size_of_val(numbers.as_slice()))?;
                }
                description.parameters.push((name, value));
            }
        }
    }
    if named {
        Ok(description)
    } else {
        Err(Error::new(Code::InvalidArgument, "filter", "the name of a filter", "none"))
    }
}

pub(crate) fn kind(value: &JsValue) -> &'static str {
    if value.as_f64().is_some() {
        "a number"
    } else if value.as_bool().is_some() {
        "a Boolean"
    } else if value.is_string() {
        "a string"
    } else if value.is_null() {
        "null"
    } else if value.is_undefined() {
        "undefined"
    } else if Array::is_array(value) || ArrayBuffer::is_view(value) {
        "an array"
    } else if value.is_function() {
        "a function"
    } else {
        "an object"
    }
}
