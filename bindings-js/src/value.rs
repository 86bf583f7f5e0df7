//! Reading what JavaScript hands over: steps of a pipeline, values of parameters.

use filmgate::declare::Value;
use filmgate::pipeline::{Description, MAXIMUM_STEPS};
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
        Value::Other("null")
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

/// The steps of a pipeline: an array of objects with a `filter` and its parameters. `id` is the TypeScript layer's.
pub(crate) fn read_steps(steps: &JsValue) -> Result<Vec<Description>> {
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

fn kind(value: &JsValue) -> &'static str {
    match read(value) {
        Value::Number(_) => "a number",
        Value::Boolean(_) => "a Boolean",
        Value::Text(_) => "a string",
        Value::Numbers(_) => "an array",
        Value::Other(what) => what,
        _ => "something else",
    }
}
