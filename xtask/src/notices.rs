//! Generates THIRD-PARTY-NOTICES.md: what each file of the npm package contains, under which licences, and the texts.
//! It depends only on the lock file and the crates, so that every machine writes the same file.

mod crates;
mod licence;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use self::crates::{Crate, Id};
use self::licence::Expression;

/// The file that `cargo xtask notices` writes.
const FILE: &str = "THIRD-PARTY-NOTICES.md";
/// The package whose `license` must name the licences of everything that it contains.
const MANIFEST: &str = "bindings-js/package.json";
const OWN_LICENCE: &str = "MIT OR Apache-2.0";

/// Parts of the package that aren't crates of the lock file, with their licences: the standard library, and the model.
const OTHER_LICENCES: [&str; 3] = ["MIT OR Apache-2.0", "MIT", "BSD-3-Clause"];
const MODEL_LICENCE: &str = "core/models/LICENSE";

/// A module of the npm package, and how it is built (`xtask/wasm.sh`).
struct Module {
    /// The file, and the script that contains it.
    files: &'static str,
    package: &'static str,
    features: &'static [&'static str],
}

const MODULES: [Module; 5] = [
    Module { files: "`filmgate.wasm`, `inline.js`", package: "filmgate-image-js", features: &[] },
    Module {
        files: "`core.wasm`",
        package: "filmgate-image-js",
        features: &["--no-default-features", "--features", "core"],
    },
    Module { files: "`full.wasm`", package: "filmgate-image-js", features: &["--features", "full"] },
    Module { files: "`audio.wasm`, `audio-inline.js`", package: "filmgate-audio-js", features: &[] },
    Module { files: "`audio-full.wasm`", package: "filmgate-audio-js", features: &["--features", "full"] },
];

/// Writes the file.
pub(crate) fn write() -> Result<(), String> {
    let (text, licence) = generate()?;
    fs::write(crate::root().join(FILE), text).map_err(|error| format!("{FILE}: {error}"))?;
    check_manifest(&licence)
}

/// Fails if the file, or the licence of the npm package, isn't up to date.
pub(crate) fn check() -> Result<(), String> {
    let (text, licence) = generate()?;
    if fs::read_to_string(crate::root().join(FILE)).ok().as_ref() != Some(&text) {
        return Err(format!("not up to date, run `make gen`: {FILE}"));
    }
    check_manifest(&licence)
}

fn check_manifest(expected: &str) -> Result<(), String> {
    let text = fs::read_to_string(crate::root().join(MANIFEST)).map_err(|error| format!("{MANIFEST}: {error}"))?;
    let manifest: Value = serde_json::from_str(&text).map_err(|error| format!("{MANIFEST}: {error}"))?;
    let actual = manifest["license"].as_str().unwrap_or_default();
    if actual == expected {
        Ok(())
    } else {
        Err(format!("{MANIFEST}: license must be \"{expected}\", got \"{actual}\""))
    }
}

/// Returns the text of the file, and the licence expression of the package.
fn generate() -> Result<(String, String), String> {
    let all = crates::all()?;
    let modules = MODULES
        .iter()
        .map(|module| Ok((module.files, crates::of_module(module.package, module.features)?)))
        .collect::<Result<Vec<_>, String>>()?;
    let used: BTreeSet<&Id> = modules.iter().flat_map(|(_, ids)| ids).collect();
    let used: Vec<(&Id, &Crate)> = used
        .into_iter()
        .map(|id| all.get(id).map(|found| (id, found)).ok_or_else(|| format!("{} isn't in the metadata", id.0)))
        .collect::<Result<_, _>>()?;

    let mut licences = Expression::default();
    for text in used.iter().map(|(_, found)| found.licence.as_str()).chain(OTHER_LICENCES) {
        licences = licences.and(&Expression::parse(text)?);
    }
    let licence = Expression::of_package(&Expression::parse(OWN_LICENCE)?, &licences);
    Ok((document(&modules, &used, &licence)?, licence))
}

fn document(modules: &[(&str, BTreeSet<Id>)], used: &[(&Id, &Crate)], licence: &str) -> Result<String, String> {
    let mut text = format!(
        "# Third-party notices\n\n<!-- Written by `cargo xtask notices` from the lock file. -->\n\n\
         Filmgate is {OWN_LICENCE}. Its npm package also contains the software below, so the package as a whole is\n\
         `{licence}`.\n\n\
         A crate that offers several licences is used under the one whose text is here.\n\n\
         ## Contents of each file\n\n| file in `dist/` | crates |\n|---|---|\n"
    );
    for (files, ids) in modules {
        row(&mut text, &[files, &names(ids.iter())]);
    }
    let glue = used.iter().map(|(id, _)| *id).filter(|(name, _)| name == "wasm-bindgen");
    row(&mut text, &["scripts of the image entries", &format!("JavaScript that {} generates", names(glue))]);
    row(&mut text, &["`noise-suppressor.model`", "none: the weights of RNNoise's network"]);

    text.push_str("\n## Crates\n\n| crate | version | licence | source |\n|---|---|---|---|\n");
    for ((name, version), found) in used {
        row(&mut text, &[&format!("`{name}`"), version, &found.licence, &found.repository]);
    }
    source_of_copyleft(&mut text, used);
    // Section 2 of the licence asks for this sentence.
    if used.iter().any(|(_, found)| found.licence.contains("IJG")) {
        text.push_str("\nThis software is based in part on the work of the Independent JPEG Group.\n");
    }

    text.push_str("\n## Rust's standard library\n\n");
    text.push_str(include_str!("notices/standard-library.md"));

    text.push_str("\n## Noise model\n\n`noise-suppressor.model` is RNNoise's, under the 3-clause BSD licence:\n\n");
    let model = crate::root().join(MODEL_LICENCE);
    fence(&mut text, &fs::read_to_string(model).map_err(|error| format!("{MODEL_LICENCE}: {error}"))?);

    text.push_str("\n## Licence texts of the crates\n");
    for (body, ids) in texts(used)? {
        let _ = write!(text, "\n### {}\n\n", names(ids.into_iter()));
        fence(&mut text, &body);
    }
    Ok(text)
}

/// Writes where the source of the MPL's crates is: section 3.2 of the licence asks for it.
fn source_of_copyleft(text: &mut String, used: &[(&Id, &Crate)]) {
    text.push_str(
        "\n## Source of the crates under MPL-2.0\n\n\
         These crates are compiled into the modules unchanged. Their source code is available under the Mozilla Public\n\
         License 2.0:\n\n| crate | source of this version | repository |\n|---|---|---|\n",
    );
    for ((name, version), found) in used.iter().filter(|(_, found)| found.licence.contains("MPL-2.0")) {
        let source = format!("<https://crates.io/crates/{name}/{version}>");
        row(text, &[&format!("`{name}`"), &source, &format!("<{}>", found.repository)]);
    }
}

/// Returns the distinct licence texts, each with the crates that it applies to, in the order of the first crate.
fn texts<'a>(used: &[(&'a Id, &Crate)]) -> Result<Vec<(String, Vec<&'a Id>)>, String> {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut texts: Vec<(String, Vec<&Id>)> = Vec::new();
    for (id, found) in used {
        let describe = |error: String| format!("{} {}: {error}", id.0, id.1);
        let mut bodies = found.texts().map_err(describe)?;
        bodies.extend(found.notices().map_err(describe)?);
        for body in bodies {
            let index = *known.entry(licence::collapse(&body)).or_insert(texts.len());
            if index == texts.len() {
                texts.push((body, Vec::new()));
            }
            texts[index].1.push(id);
        }
    }
    Ok(texts)
}

fn names<'a>(ids: impl Iterator<Item = &'a Id>) -> String {
    ids.map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ")
}

fn row(text: &mut String, cells: &[&str]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

/// Writes a text as it is: its lines would otherwise be read as Markdown.
fn fence(text: &mut String, body: &str) {
    let lines: Vec<&str> = body.trim_matches(['\n', '\r', '\u{c}', '\u{feff}']).lines().map(str::trim_end).collect();
    let _ = write!(text, "```text\n{}\n```\n", lines.join("\n").trim_end());
}
