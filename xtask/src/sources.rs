//! Checks of the sources that lints can't express.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

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
