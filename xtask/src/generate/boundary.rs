//! The names that cross the boundary as indices.

use std::fmt::Write as _;

use filmgate::image::analysis::Results;
use filmgate::image::files::{ChromaSubsampling, Encoding};
use filmgate::image::frame::Format;
use filmgate_host::{audio, image};

use super::NOTICE;
use super::text::{comment, strings};

/// Writes an object with the index of each name.
fn indices(out: &mut String, about: &str, name: &str, names: &[&str]) {
    out.push('\n');
    out.push_str(&comment("", about));
    let _ = writeln!(out, "export const {name} = {{");
    for (index, name) in names.iter().enumerate() {
        let _ = writeln!(out, "  {name}: {index},");
    }
    out.push_str("} as const;\n");
}

/// Writes a type whose values are names, and a list of them in the order of their indices.
fn list(out: &mut String, about: &str, [ty, constant]: [&str; 2], names: &[&str]) {
    out.push('\n');
    out.push_str(&comment("", about));
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let _ = writeln!(out, "export type {ty} = {};\n", quoted.join(" | "));
    let _ = writeln!(out, "export const {constant}: readonly {ty}[] = [{}];", strings(names));
}

/// Generates the names that TypeScript and the image modules address by index.
pub(super) fn image() -> String {
    let mut out = format!("// {NOTICE}\n");
    let formats: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    list(
        &mut out,
        "How a pixel is stored: red, green, blue and alpha (not premultiplied), or luminance; a byte each.",
        ["Format", "FORMATS"],
        &formats,
    );
    list(&mut out, "A format that frames can be encoded in.", ["MediaType", "MEDIA_TYPES"], Encoding::MEDIA_TYPES);
    list(
        &mut out,
        "The resolution of the chroma planes of a JPEG: full, half the width, or half the width and height.",
        ["ChromaSubsampling", "CHROMA_SUBSAMPLINGS"],
        ChromaSubsampling::NAMES,
    );
    let _ = writeln!(
        out,
        "\n/** The maximum count of numbers that an analysis returns. */\nexport const MAXIMUM_RESULTS = {};",
        Results::MAXIMUM
    );
    indices(&mut out, "Numbers about the memory of frames, by index.", "Statistic", image::Statistic::NAMES);
    out
}

/// Generates the names that TypeScript and the audio modules address by index.
pub(super) fn audio() -> String {
    let mut out = format!("// {NOTICE}\n");
    indices(&mut out, "Memory that an audio module shares, by index.", "Place", audio::Place::NAMES);
    indices(&mut out, "Numbers about the session of an audio module, by index.", "SessionNumber", audio::Number::NAMES);
    out
}
