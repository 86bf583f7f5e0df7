//! Each kind of parameter in TypeScript, as data and as a description. The matches are exhaustive, so a new kind fails to
//! compile until all three are added.

use filmgate::declare::{Kind, Number, Order, Parameter, Value, wire_name};

use super::text::{doc, numbers, quoted, strings};

/// The type in TypeScript.
pub(super) fn type_of(kind: &Kind) -> String {
    match kind {
        Kind::Number(_) | Kind::Integer(_) => "number".into(),
        Kind::Frame => "Frame | null".into(),
        Kind::Resource("lut") => "Lut | null".into(),
        Kind::Resource("audio") => "Samples | null".into(),
        Kind::Resource("model") => "NoiseModel | null".into(),
        // The generated file has no such type, so an unknown resource fails the type check.
        Kind::Resource(other) => format!("UnknownResource<\"{other}\"> | null"),
        Kind::Boolean(_) => "boolean".into(),
        Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => {
            names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(" | ")
        }
        Kind::Color(_) | Kind::Point(_) | Kind::Table { .. } | Kind::Matrix { .. } | Kind::Kernel { .. } => {
            "readonly number[]".into()
        }
        Kind::Records { record, .. } => format!("readonly {}[]", record.name),
    }
}

pub(super) fn default_of(kind: &Kind) -> String {
    match kind {
        Kind::Number(number) | Kind::Integer(number) => number.default.to_string(),
        Kind::Boolean(value) => value.to_string(),
        Kind::Enum { names, default } | Kind::FixedEnum { names, default } => format!("\"{}\"", names[*default]),
        Kind::Color(color) => numbers(color),
        Kind::Point(point) => numbers(point),
        Kind::Matrix { default, .. } | Kind::Kernel { default, .. } | Kind::Table { default, .. } => numbers(default),
        Kind::Records { record, default } => literal(&Value::records(record, default)),
        Kind::Resource(_) | Kind::Frame => "null".into(),
    }
}

/// Formats a value as a TypeScript literal.
fn literal(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("\"{text}\""),
        Value::Numbers(list) => numbers(list),
        Value::Records(records) => {
            let object = |fields: &Vec<(String, Value)>| {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{name}: {}", literal(value))).collect();
                format!("{{ {} }}", fields.join(", "))
            };
            format!("[{}]", records.iter().map(object).collect::<Vec<_>>().join(", "))
        }
        // Fields don't have such values. The output isn't valid TypeScript, so the type check would report it.
        other => format!("{other:?}"),
    }
}

/// Describes the range of a field of a record.
fn range_of_field(kind: &Kind) -> String {
    let range = range_of(kind);
    range.split(", default").next().unwrap_or_default().into()
}

/// Describes the range and the default of a parameter.
pub(super) fn range_of(kind: &Kind) -> String {
    let default = default_of(kind);
    match kind {
        Kind::Number(number) | Kind::Integer(number) => {
            let Number { range: (min, max), unit, .. } = number;
            let unit = unit.symbol();
            let whole = if matches!(kind, Kind::Integer(_)) { "whole number " } else { "" };
            format!("{whole}from {min} to {max}{unit}, default {default}{unit}")
        }
        Kind::Matrix { default: values, range: (min, max), .. } => {
            format!("{} numbers from {min} to {max}, default {default}", values.len())
        }
        Kind::Color(_) => format!("red, green, blue and alpha from 0 to 1, default {default}"),
        Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => {
            format!("one of {}, default {default}", strings(names))
        }
        Kind::Table { range: (min, max), .. } => {
            format!("2 to 65536 numbers from {min} to {max}, default {default}")
        }
        Kind::Kernel { rank: 2, .. } => {
            format!(
                "a square with an odd side of up to 15, row by row, of numbers from -65536 to 65536, default {default}"
            )
        }
        Kind::Kernel { .. } => format!("an odd number of up to 31 numbers from -65536 to 65536, default {default}"),
        Kind::Records { record, .. } => {
            let (least, most) = record.count;
            let fields: Vec<String> = record
                .fields
                .iter()
                .map(|field| format!("`{}` {}", wire_name(field.name), range_of_field(&field.kind)))
                .collect();
            let order = match record.order {
                Order::Any => String::new(),
                Order::NotFalling => format!(", with `{}` not decreasing", wire_name(record.fields[0].name)),
                Order::Rising => format!(", with increasing `{}`", wire_name(record.fields[0].name)),
            };
            format!("{least} to {most} objects: {}{order}; default `{default}`", fields.join(", "))
        }
        Kind::Resource(_) => format!("`{}`, default {default}", type_of(kind).trim_end_matches(" | null")),
        Kind::Boolean(_) | Kind::Point(_) | Kind::Frame => format!("default {default}"),
    }
}

/// Generates the properties of a parameter's specification.
pub(super) fn specification_of(parameter: &Parameter) -> String {
    let details = match &parameter.kind {
        Kind::Number(number) | Kind::Integer(number) => {
            let kind = if matches!(parameter.kind, Kind::Integer(_)) { "integer" } else { "number" };
            let Number { range: (min, max), typical: (low, high), step, unit, .. } = number;
            let unit = unit.symbol();
            format!(
                "kind: \"{kind}\", minimum: {min}, maximum: {max}, typical: [{low}, {high}], step: {step}, unit: \"{unit}\""
            )
        }
        Kind::Boolean(_) => "kind: \"boolean\"".into(),
        Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => {
            format!("kind: \"enum\", values: [{}]", strings(names))
        }
        Kind::Matrix { columns, range: (min, max), .. } => {
            format!("kind: \"matrix\", columns: {columns}, minimum: {min}, maximum: {max}")
        }
        Kind::Table { range: (min, max), .. } => format!("kind: \"table\", minimum: {min}, maximum: {max}"),
        Kind::Color(_) => "kind: \"color\"".into(),
        Kind::Point(_) => "kind: \"point\"".into(),
        Kind::Kernel { rank, .. } => format!("kind: \"kernel\", rank: {rank}"),
        Kind::Records { record, .. } => {
            let fields: Vec<String> =
                record.fields.iter().map(|field| format!("{{ {} }}", specification_of(field))).collect();
            let (least, most) = record.count;
            format!("kind: \"records\", minimum: {least}, maximum: {most}, fields: [{}]", fields.join(", "))
        }
        Kind::Resource(_) => "kind: \"resource\"".into(),
        Kind::Frame => "kind: \"frame\"".into(),
    };
    let (name, description) = (wire_name(parameter.name), quoted(&doc(parameter.docs)));
    let default = default_of(&parameter.kind);
    format!("name: \"{name}\", description: {description}, {details}, default: {default}")
}
