//! Parameters from JSON.

use filmgate::declare::Value;
use serde_json::Value as Json;

/// Returns the parameters of a step, without `name_field`. The only frame, the second input, is the word "other".
pub fn parameters(step: &Json, name_field: &str) -> (String, Vec<(String, Value)>) {
    let fields = step.as_object().expect("a step");
    let name = fields[name_field].as_str().expect("a name").to_owned();
    let others = fields.iter().filter(|(field, _)| *field != name_field);
    (name, others.map(|(field, json)| (field.clone(), value(field, json))).collect())
}

fn value(field: &str, json: &Json) -> Value {
    match json {
        Json::String(_) if field == "frame" => Value::Frame(1),
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => Value::Number(number.as_f64().expect("a number")),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) if items.iter().all(Json::is_object) => {
            let record = |item: &Json| {
                let fields = item.as_object().expect("a record");
                fields.iter().map(|(field, json)| (field.clone(), value(field, json))).collect()
            };
            Value::Records(items.iter().map(record).collect())
        }
        Json::Array(items) => Value::Numbers(items.iter().map(|item| item.as_f64().expect("a number")).collect()),
        other => panic!("no parameter is {other}"),
    }
}
