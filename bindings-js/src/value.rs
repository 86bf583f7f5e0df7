//! Reading what JavaScript hands over: steps of a pipeline, values of parameters.

use filmgate::declare::Value;
use filmgate::pipeline::{Description, ExplainedStage, Explanation, MAXIMUM_STEPS, Precision, Preset};
use filmgate::{Code, Error, Result};
use js_sys::{Array, ArrayBuffer, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The most numbers that are read of one value: more than any parameter has.
const MAXIMUM_NUMBERS: u32 = 4096;

/// A parameter's value.
pub(crate) fn read(value: &JsValue) -> Value {
    if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(boolean) = value.as_bool() {
        Value::Boolean(boolean)
    } else if let Some(text) = value.as_string() {
        Value::Text(text)
    } else if value.is_null() {
        Value::Null
    } else if value.is_undefined() {
        Value::Other("undefined")
    } else if Array::is_array(value) || ArrayBuffer::is_view(value) {
        numbers(value).unwrap_or(Value::Other("an array of something else"))
    } else {
        Value::Other(if value.is_function() { "a function" } else { "an object" })
    }
}

fn numbers(value: &JsValue) -> Option<Value> {
    let length = Reflect::get(value, &JsValue::from_str("length")).ok()?.as_f64()?;
    if length > f64::from(MAXIMUM_NUMBERS) {
        return None;
    }
    let mut numbers = Vec::new();
    for index in 0..length as u32 {
        numbers.push(Reflect::get_u32(value, index).ok()?.as_f64()?);
    }
    Some(Value::Numbers(numbers))
}

/// One of these words, by its number.
pub(crate) fn read_word(argument: &'static str, words: &'static [&'static str], value: &JsValue) -> Result<usize> {
    // A number would pass as a word's index, and the caller would go on with the number.
    let value = match read(value) {
        Value::Number(_) => Value::Other("a number"),
        value => value,
    };
    filmgate::declare::read_name(words, &value).map_err(|error| error.within(argument))
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
    if !Array::is_array(steps) {
        return Err(Error::new(Code::InvalidArgument, "steps", "an array of steps", kind(steps)));
    }
    let steps = Array::from(steps);
    if steps.length() as usize > MAXIMUM_STEPS {
        return Err(Error::new(Code::OutOfRange, "steps.length", MAXIMUM_STEPS as f64, f64::from(steps.length())));
    }
    let read =
        |(index, step): (usize, JsValue)| read_step(&step).map_err(|error| error.within(&format!("steps[{index}]")));
    steps.iter().enumerate().map(read).collect()
}

fn read_step(step: &JsValue) -> Result<Description> {
    let Some(object) = step.dyn_ref::<Object>().filter(|_| !Array::is_array(step) && !step.is_function()) else {
        return Err(Error::new(Code::InvalidArgument, "", "a step: { filter, … }", kind(step)));
    };
    let mut description = Description::default();
    let mut named = false;
    for entry in Object::entries(object).iter() {
        let entry = Array::from(&entry);
        let (name, value) = (entry.get(0).as_string().unwrap_or_default(), entry.get(1));
        match name.as_str() {
            "id" => {}
            "filter" => {
                description.filter = value
                    .as_string()
                    .ok_or_else(|| Error::new(Code::InvalidArgument, "filter", "the name of a filter", kind(&value)))?;
                named = true;
            }
            // A property that is there but undefined is as good as left out.
            _ if value.is_undefined() => {}
            _ => description.parameters.push((name, read(&value))),
        }
    }
    if named {
        Ok(description)
    } else {
        Err(Error::new(Code::InvalidArgument, "filter", "the name of a filter", "none"))
    }
}

pub(crate) fn kind(value: &JsValue) -> &'static str {
    match read(value) {
        Value::Number(_) => "a number",
        Value::Boolean(_) => "a Boolean",
        Value::Text(_) => "a string",
        Value::Numbers(_) => "an array",
        Value::Null => "null",
        Value::Other(what) => what,
        _ => "something else",
    }
}
