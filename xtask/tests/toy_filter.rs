//! CONTRIBUTING.md promises that a filter is one new file, one line in the registry, and `make gen`. Here a toy filter is
//! added to a copy of the sources in just that way.

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::{env, fs};

    const TOY: &str = r#"//! `toy`: adds to the red channel.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::FrameLayout;
use crate::image::kernels::{Matrix, Operation};

crate::filter! {
    /// Makes the frame redder.
    pub struct Toy: "toy" in "color" version 1 on [Rgba8] {
        /// What is added to red.
        amount: f64 = Kind::Number(Number::new(0.5, 0.0, 1.0).unit(Unit::Factor)),
    }
}

impl Operate for Toy {
    fn operation(&self, _: &FrameLayout) -> Result<Operation> {
        let keep = |i: usize, offset: f64| {
            core::array::from_fn(|k| if k == i { 1.0 } else if k == 4 { offset } else { 0.0 })
        };
        Ok(Operation::Matrix(Matrix::new(&[keep(0, self.amount), keep(1, 0.0), keep(2, 0.0), keep(3, 0.0)])))
    }
}
"#;

    /// What the copy needs: the crate, the generator, and the files that are generated.
    const PARTS: [&str; 11] = [
        ".cargo",
        "Cargo.toml",
        "Cargo.lock",
        "core",
        "xtask/Cargo.toml",
        "xtask/src",
        "bindings-js/image",
        "bindings-js/audio",
        "host",
        "docs/filters.md",
        "docs/effects.md",
    ];

    fn copy(from: &Path, to: &Path) {
        if from.is_dir() {
            fs::create_dir_all(to).unwrap();
            for entry in fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                copy(&entry.path(), &to.join(entry.file_name()));
            }
        } else {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(from, to).unwrap();
        }
    }

    fn contents(folder: &Path, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                contents(&path, into);
            } else {
                into.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }

    fn generate(copy: &Path, target: &Path) {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap());
        cargo.args(["run", "--quiet", "--locked", "--package", "xtask", "--", "gen"]).current_dir(copy);
        let output = cargo.env("CARGO_TARGET_DIR", target).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    #[test]
    fn a_filter_is_one_file_one_line_and_generated_files() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("toy");
        let _ = fs::remove_dir_all(&place);
        for part in PARTS {
            copy(&root.join(part), &place.join(part));
        }
        copy(&root.join("bindings-js/ts/generated"), &place.join("bindings-js/ts/generated"));
        let mut before = BTreeMap::new();
        contents(&place, &mut before);

        fs::write(place.join("core/src/image/filters/color/toy.rs"), TOY).unwrap();
        let registry = place.join("core/src/image/filters/mod.rs");
        let text = fs::read_to_string(&registry).unwrap();
        let line = "        invert::Invert,\n";
        fs::write(&registry, text.replace(line, &format!("{line}        toy::Toy,\n"))).unwrap();
        generate(&place, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("toy-target"));

        let mut after = BTreeMap::new();
        contents(&place, &mut after);
        let name = |path: &Path| path.strip_prefix(&place).unwrap().to_str().unwrap().to_owned();
        let changed: Vec<String> =
            after.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| name(path)).collect();
        assert_eq!(
            changed,
            [
                "bindings-js/ts/generated/filter-codes.ts",
                "bindings-js/ts/generated/filters.ts",
                "bindings-js/ts/generated/specification.ts",
                "core/src/image/filters/color/toy.rs",
                "core/src/image/filters/mod.rs",
                "docs/filters.md",
            ],
            "nothing else is touched"
        );
        let factory = str::from_utf8(&after[&place.join("bindings-js/ts/generated/filters.ts")]).unwrap();
        assert!(factory.contains("export function toy(options: ToyOptions = {}): ToyStep"), "the factory is there");
    }
}
