//! The functions that analyse frames.

use std::fmt::Write as _;

use filmgate::declare::{Kind, Parameter, RecordSpec, wire_name};
use filmgate::image::analysis::{REGISTRY, Shape, Spec};

use super::NOTICE;
use super::kinds::{default_of, range_of, type_of};
use super::text::{comment, doc};

/// Generates the functions, and the types of their results. The functions that they call are written by hand.
pub(super) fn analyses() -> String {
    let mut out = format!(
        "// {NOTICE}\n\nimport {{ analyze, type Channels, channelsOf, hashOf, type Histogram, levelsOf, recordsOf }} from \
         \"../image/analysis.js\";\nimport type {{ Frame }} from \"../image/frame.js\";\n"
    );
    for spec in REGISTRY {
        match spec.domain.1 {
            Shape::Record(record) | Shape::Channels(record) | Shape::Records(record) => result_type(&mut out, record),
            Shape::Number | Shape::Hash | Shape::Levels => {}
        }
    }
    REGISTRY.iter().enumerate().for_each(|(index, spec)| function(&mut out, index, spec));
    out
}

/// The type of a field of a result.
fn type_of_field(kind: &Kind) -> String {
    match kind {
        Kind::Matrix { default, .. } => format!("readonly [{}]", vec!["number"; default.len()].join(", ")),
        other => type_of(other),
    }
}

/// Writes the type of a record, and the function that reads one from the numbers.
fn result_type(out: &mut String, record: &RecordSpec) {
    out.push('\n');
    out.push_str(&comment("", &doc(record.docs)));
    let _ = writeln!(out, "export interface {} {{", record.name);
    for Parameter { name, docs, kind } in record.fields {
        out.push_str(&comment("  ", &doc(docs)));
        let _ = writeln!(out, "  readonly {}: {};", wire_name(name), type_of_field(kind));
    }
    let name = record.name;
    let _ = write!(out, "}}\n\nfunction read{name}(numbers: Float64Array, at: number): {name} {{\n  return {{\n");
    let mut offset = 0;
    let mut number = || {
        offset += 1;
        format!("numbers[at + {}] ?? 0", offset - 1)
    };
    for Parameter { name, kind, .. } in record.fields {
        let value = match kind {
            Kind::Matrix { default, .. } => {
                format!("[{}]", default.iter().map(|_| number()).collect::<Vec<_>>().join(", "))
            }
            _ => number(),
        };
        let _ = writeln!(out, "    {}: {value},", wire_name(name));
    }
    out.push_str("  };\n}\n");
}

/// Writes the function of an analysis.
fn function(out: &mut String, index: usize, spec: &Spec) {
    let (frames, shape) = spec.domain;
    let mut parameters = vec!["frame: Frame".to_owned()];
    let mut passed = vec![index.to_string(), "frame".to_owned()];
    let mut text = doc(spec.docs) + "\n";
    if frames == 2 {
        parameters.push("other: Frame".into());
        passed.push("other ?? null".into());
    } else if !spec.parameters.is_empty() {
        passed.push("undefined".into());
    }
    for Parameter { name, docs, kind } in spec.parameters {
        let name = wire_name(name);
        parameters.push(format!("{name}: {} = {}", type_of(kind), default_of(kind)));
        let _ = write!(text, "\n@param {name} - {} Range: {}.", doc(docs), range_of(kind));
        passed.push(name);
    }
    let numbers = format!("analyze({})", passed.join(", "));
    let (result, body) = match shape {
        Shape::Number => ("number".into(), format!("return {numbers}[0] ?? 0;")),
        Shape::Hash => ("bigint".into(), format!("return hashOf({numbers});")),
        Shape::Levels => {
            parameters.push("into?: Histogram".into());
            text += "\n@param into - A histogram to overwrite, so that a live view allocates none.\n@returns `into`, or a \
                     new histogram.";
            ("Histogram".into(), format!("return levelsOf(() => {numbers}, into);"))
        }
        Shape::Record(record) => (record.name.to_owned(), format!("return read{}({numbers}, 0);", record.name)),
        Shape::Channels(record) => {
            let (name, width) = (record.name, record.width());
            (format!("Channels<{name}>"), format!("return channelsOf({numbers}, {width}, read{name});"))
        }
        Shape::Records(record) => {
            let (name, width) = (record.name, record.width());
            (format!("{name}[]"), format!("return recordsOf({numbers}, {width}, read{name});"))
        }
    };
    text += "\n@throws {@link StateError} if a frame is closed or busy.\n@throws {@link ArgumentError} for an invalid argument";
    text += if frames == 2 { ", or for frames that differ in size or format." } else { "." };
    out.push('\n');
    out.push_str(&comment("", text.trim()));
    let _ = write!(out, "export function {}({}): {result} {{\n  {body}\n}}\n", spec.name, parameters.join(", "));
}
