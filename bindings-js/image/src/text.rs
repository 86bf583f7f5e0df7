//! Texts of which resources are made.

use filmgate::{Code, Detail, Error, Result};
use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};

use crate::value::kind;

/// The most characters of a text: a table of 65³ colours with all digits of floats takes 16 MB.
const MAXIMUM_TEXT: u32 = 32 << 20;

/// Bytes that a text takes at most when it is read.
pub(crate) fn bytes(argument: &'static str, value: &JsValue) -> Result<usize> {
    let Some(text) = value.dyn_ref::<JsString>() else {
        return Err(Error::new(Code::InvalidArgument, argument, "a string", kind(value)));
    };
    let length = text.length();
    if length > MAXIMUM_TEXT {
        let expected = Detail::Range(0.0, f64::from(MAXIMUM_TEXT));
        return Err(Error::new(Code::OutOfRange, "text.length", expected, f64::from(length)));
    }
    // A copy grows once: first as long as the text, then three bytes a character.
    Ok(length as usize * 4)
}
