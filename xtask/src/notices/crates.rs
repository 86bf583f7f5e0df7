//! The crates that each module is built from, as Cargo resolves them from the lock file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::licence::{Expression, is_text_of};

const TARGET: &str = "wasm32-unknown-unknown";

/// Crates of the dependency graph without code in a module, with the reason.
const NOT_IN_MODULES: [(&str, &str); 1] = [("unicode-ident", "only wasm-bindgen's macros call it, during compilation")];

/// Name and version.
pub(super) type Id = (String, String);

/// A crate of the lock file.
pub(super) struct Crate {
    /// The licence as the crate's manifest writes it.
    pub(super) licence: String,
    pub(super) repository: String,
    folder: PathBuf,
}

impl Crate {
    /// Returns the texts of the licences under which the crate is used. Where it offers a choice, that is the first one,
    /// in our order of preference, that its folder has a text of.
    pub(super) fn texts(&self) -> Result<Vec<String>, String> {
        let files = self.files(&["LICENSE", "LICENCE", "COPYING", "UNLICENSE"])?;
        let text_of = |licence: &str| files.iter().find(|text| is_text_of(licence, text)).cloned();
        let expression = Expression::parse(&self.licence)?;
        expression
            .choices()
            .map(|choice| choice.iter().find_map(|licence| text_of(licence)))
            .collect::<Option<_>>()
            .ok_or_else(|| format!("its folder lacks a licence text for {}", self.licence))
    }

    /// Returns the attribution notices that the Apache licence asks to pass on.
    pub(super) fn notices(&self) -> Result<Vec<String>, String> {
        self.files(&["NOTICE"])
    }

    /// Returns the texts of the files whose names begin with one of `beginnings`, sorted by name.
    fn files(&self, beginnings: &[&str]) -> Result<Vec<String>, String> {
        let entries = fs::read_dir(&self.folder).map_err(|error| error.to_string())?;
        let mut paths: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        paths.sort();
        let named = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            beginnings.iter().any(|beginning| name.starts_with(beginning))
        };
        let chosen = paths.into_iter().filter(|path| named(path));
        chosen.map(|path| fs::read_to_string(path).map_err(|error| error.to_string())).collect()
    }
}

/// Runs Cargo, and returns its output.
fn cargo(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .current_dir(crate::root())
        .args(arguments)
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// Returns all crates of registries that can be part of a module.
pub(super) fn all() -> Result<BTreeMap<Id, Crate>, String> {
    let arguments = ["metadata", "--locked", "--all-features", "--filter-platform", TARGET, "--format-version", "1"];
    let metadata: Value = serde_json::from_str(&cargo(&arguments)?).map_err(|error| error.to_string())?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    packages
        .iter()
        // Crates of this workspace have no source.
        .filter(|package| package["source"].is_string())
        .map(|package| {
            let id = (text(&package["name"]), text(&package["version"]));
            let folder = Path::new(&text(&package["manifest_path"])).parent().unwrap_or(Path::new("")).into();
            Ok((id, Crate { licence: text(&package["license"]), repository: text(&package["repository"]), folder }))
        })
        .collect()
}

/// Returns the crates that a binding is built from, without those of this workspace.
pub(super) fn of_module(package: &str, features: &[&str]) -> Result<BTreeSet<Id>, String> {
    let edges = "normal,no-proc-macro";
    let arguments = ["tree", "--locked", "--package", package, "--target", TARGET, "--edges", edges];
    let output = cargo(&[&arguments[..], features, &["--prefix", "none", "--format", "{p}"]].concat())?;
    let left_out = |name: &str| name.starts_with("filmgate") || NOT_IN_MODULES.iter().any(|(known, _)| *known == name);
    Ok(output
        .lines()
        .filter_map(|line| line.trim_end_matches(" (*)").split_once(" v"))
        .filter(|(name, _)| !left_out(name))
        .map(|(name, version)| (name.into(), version.split(' ').next().unwrap_or_default().into()))
        .collect())
}
