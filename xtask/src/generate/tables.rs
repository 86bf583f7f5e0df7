//! The tables of the documentation.

use std::fmt::Write as _;

use filmgate::declare::{Parameter, wire_name};
use filmgate::image::filters::Domain;

use super::kinds::range_of;
use super::text::{cell, doc};
use super::{Declaration, NOTICE, Registry};

/// Generates the table of filters.
pub(super) fn filters(registry: &Registry) -> String {
    let mut out = format!(
        "<!-- {NOTICE} -->\n\n# Filters\n\n| filter | family | works on | parameters | description \
         |\n|---|---|---|---|---|\n"
    );
    for Declaration { name, family, domain, temporal, parameters, docs, .. } in &registry.declarations {
        let parameters: Vec<String> = parameters.iter().map(|it| row(it, "")).collect();
        let (parameters, about) = (parameters.join("<br>"), cell(&doc(docs)));
        let domain = domain.map_or("", |domain| match domain {
            Domain::Planes => "planes",
            Domain::Luma => "luma, colour",
            Domain::Channels => "channels",
            Domain::ColorAndGray => "colour, gray",
            Domain::Color => "colour",
        });
        let across = if *temporal { ", across frames" } else { "" };
        let _ = writeln!(out, "| `{name}` | {family} | {domain}{across} | {parameters} | {about} |");
    }
    out
}

/// Generates the table of effects.
pub(super) fn effects(registry: &Registry) -> String {
    let mut out = format!(
        "<!-- {NOTICE} -->\n\n# Effects\n\n~ marks parameters that can be automated frame by frame: a node has an `AudioParam` for \
         each. = marks parameters that can only be set when the chain is created.\n\n| effect | family | parameters | \
         measures | description |\n|---|---|---|---|---|\n"
    );
    for Declaration { name, family, parameters, readings, docs, .. } in &registry.declarations {
        let parameters: Vec<String> = parameters.iter().map(|it| row(it, mark(it))).collect();
        let readings: Vec<String> = readings.iter().map(|reading| format!("`{}`", wire_name(reading.name))).collect();
        let (parameters, readings) = (parameters.join("<br>"), readings.join("<br>"));
        let about = cell(&doc(docs));
        let _ = writeln!(out, "| `{name}` | {family} | {parameters} | {readings} | {about} |");
    }
    out
}

fn mark(parameter: &Parameter) -> &'static str {
    match &parameter.kind {
        kind if kind.is_automatable() => " ~",
        kind if kind.is_fixed() => " =",
        _ => "",
    }
}

fn row(parameter: &Parameter, mark: &str) -> String {
    format!("`{}`{mark}: {}", wire_name(parameter.name), range_of(&parameter.kind))
}
