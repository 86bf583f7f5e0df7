//! Errors on their way to JavaScript: plain objects, of which the TypeScript layer makes classes.

use filmgate::{Detail, Error};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// An error that an export throws.
#[derive(Debug)]
pub struct Thrown(pub Error);

impl From<Thrown> for JsValue {
    fn from(Thrown(error): Thrown) -> Self {
        let object = Object::new();
        let set = |name: &str, value: &Self| {
            // Setting a property of a fresh plain object can't fail.
            let _ = Reflect::set(&object, &Self::from_str(name), value);
        };
        set("code", &Self::from_str(error.code.name()));
        set("argument", &Self::from_str(&error.argument));
        set("expected", &detail(error.expected));
        set("received", &detail(error.received));
        object.into()
    }
}

/// Numbers cross as numbers, a range or a size as an object with both: JavaScript writes them out, so that the module needs no
/// formatting.
fn detail(detail: Detail) -> JsValue {
    let pair = |name: &str, a: f64, b: f64| {
        let object = Object::new();
        let _ = Reflect::set(&object, &JsValue::from_str(name), &Array::of2(&a.into(), &b.into()));
        object.into()
    };
    match detail {
        Detail::Text(text) => JsValue::from_str(&text),
        Detail::Number(number) => number.into(),
        Detail::Range(min, max) => pair("range", min, max),
        Detail::Size(width, height) => pair("size", width.into(), height.into()),
        Detail::OneOf(names) => names.iter().map(|name| JsValue::from_str(name)).collect::<Array>().into(),
        _ => JsValue::UNDEFINED,
    }
}
