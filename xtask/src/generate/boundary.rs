//! The names that cross the boundary as indices.

use std::fmt::Write as _;

use filmgate::image::analysis::{Results, SceneCuts};
use filmgate::image::files::{ChromaSubsampling, Encoding};
use filmgate::image::frame::{ChromaSiting, ColorModel, Format, Primaries, Transfer, YuvMatrix};
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
        "How pixels are stored: with the names of WebCodecs, or `GRAY8`, `GRAYF32` and `RGBAF32`. Alpha isn't premultiplied.",
        ["Format", "FORMATS"],
        &formats,
    );
    let yuv: Vec<&str> = Format::ALL
        .iter()
        .filter(|format| format.spec().model == ColorModel::Yuv)
        .map(|format| format.name())
        .collect();
    let _ = writeln!(
        out,
        "\n/** The formats with luma and chroma. */\nexport const YUV: readonly Format[] = [{}];",
        strings(&yuv)
    );
    let bytes = Format::ALL.iter().map(|format| format.spec().sample.bytes().to_string()).collect::<Vec<_>>();
    let _ = writeln!(
        out,
        "\n/** The number of bytes of a sample of each format. */\nexport const SAMPLE_BYTES: readonly number[] = [{}];",
        bytes.join(", ")
    );
    for (about, names, list_of) in [
        ("Which colours red, green and blue are.", ["Primaries", "PRIMARIES"], Primaries::NAMES),
        ("The transfer function from light to values.", ["Transfer", "TRANSFERS"], Transfer::NAMES),
        ("The matrix between RGB and YUV.", ["YuvMatrix", "YUV_MATRICES"], YuvMatrix::NAMES),
        (
            "The position of a chroma sample that the pixels of a row share.",
            ["ChromaSiting", "CHROMA_SITINGS"],
            ChromaSiting::NAMES,
        ),
    ] {
        list(&mut out, about, names, list_of);
    }
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
    let _ = writeln!(
        out,
        "\n/** Correlation below which the scene has changed, by default. */\nexport const SCENE_CUT_THRESHOLD = {};",
        SceneCuts::THRESHOLD.default
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
