//! Checks of the sources that lints can't express.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use filmgate::image::frame::Format;

    fn rust_files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
            .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
            .collect()
    }

    /// Whether a line of code, without its comment, has an unsafe item or block.
    fn is_unsafe(line: &str) -> bool {
        let code = line.split("//").next().unwrap_or_default();
        ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait", "unsafe("].iter().any(|form| code.contains(form))
    }

    #[test]
    fn unsafe_code_is_limited_to_memory_and_vectors() {
        let root = crate::root();
        let allowed =
            [root.join("core/src/memory"), root.join("core/src/simd"), root.join("bindings-js/audio/src/abi.rs")];
        let mut found = 0;
        let folders = ["core/src", "host/src", "bindings-js/image/src", "bindings-js/audio/src"];
        for file in folders.iter().flat_map(|folder| rust_files(&root.join(folder))) {
            let lines = fs::read_to_string(&file).unwrap().lines().filter(|line| is_unsafe(line)).count();
            let at_home = allowed.iter().any(|folder| file.starts_with(folder));
            assert!(lines == 0 || at_home, "{}: {lines} lines with unsafe", file.display());
            found += lines;
        }
        assert!(found > 0, "the search finds unsafe code");
    }

    /// Returns the lines of code that distinguish formats by patterns: arms of a `match`, `matches!`, `if let`.
    fn format_patterns(source: &str, variants: &[String]) -> Vec<String> {
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let is_pattern = |line: &&str| {
            let code = line.split("//").next().unwrap_or_default();
            let named = variants.iter().filter_map(|variant| {
                let at = code.find(&format!("Format::{variant}"))?;
                // Not `RowFormat`, and not a longer name.
                let before = code[..at].chars().next_back().is_some_and(char::is_alphanumeric);
                let after =
                    code[at + "Format::".len() + variant.len()..].chars().next().is_some_and(char::is_alphanumeric);
                (!before && !after).then_some(at)
            });
            named.min().is_some_and(|at| {
                let (before, after) = code.split_at(at);
                let is_bound = before.contains("let ") && after.contains(" = ") && !before.contains(" = ");
                after.contains("=>") || before.contains("matches!(") || is_bound || code.trim_start().starts_with("| ")
            }) || code.contains(" Format::{")
                || code.contains("::Format::{")
                || code.contains("::Format::*")
        };
        code.lines().filter(is_pattern).map(str::to_owned).collect()
    }

    #[test]
    fn formats_are_distinguished_only_by_their_table() {
        let root = crate::root();
        let variants: Vec<String> = Format::ALL.iter().map(|format| format!("{format:?}")).collect();
        for folder in ["core/src", "host/src", "bindings-js/image/src", "xtask/src/generate"] {
            for file in rust_files(&root.join(folder)) {
                let name = file.strip_prefix(&root).unwrap().to_str().unwrap();
                let is_test =
                    ["tests.rs", "testing.rs"].iter().any(|end| name.ends_with(end)) || name.contains("/tests/");
                if is_test || name == "core/src/image/frame/format.rs" || name.starts_with("core/src/image/convert/") {
                    continue;
                }
                let found = format_patterns(&fs::read_to_string(&file).unwrap(), &variants);
                assert!(found.is_empty(), "{name}: use `Format::spec`, `rows` or `is_plain` instead of {found:?}");
            }
        }
        for (line, count) in [
            ("            Format::Nv12 => 2,", 1),
            ("    (Format::Rgba, other) if other == format => 2,", 1),
            ("            | Format::I420A", 1),
            ("let planar = matches!(format, Format::I420 | Format::I444);", 1),
            ("if let (Format::I420, true) = (format, wide) {", 1),
            ("use crate::image::frame::Format::*;", 1),
            ("            RowFormat::Rgba8 => Format::Rgba,", 0),
            ("let is_gray = format == Format::Gray8; // Format::Rgba =>", 0),
            ("let format = Format::Rgba;", 0),
            ("            Self::Color => &[Format::Rgba],", 0),
        ] {
            assert_eq!(format_patterns(line, &variants).len(), count, "{line}");
        }
    }

    #[test]
    fn files_are_short() {
        for folder in ["core/src", "host/src", "bindings-js/image/src", "bindings-js/audio/src", "xtask/src"] {
            for file in rust_files(&crate::root().join(folder)) {
                let lines = fs::read_to_string(&file).unwrap().lines().count();
                assert!(lines <= 600, "{}: {lines} lines", file.display());
            }
        }
    }
}
