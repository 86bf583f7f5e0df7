//! CONTRIBUTING.md promises that a filter, an effect or an analysis is one new file, one line in a registry, and `make gen`.
//! This test adds a toy of each to a copy of the sources in this way.

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::{env, fs};

    const FILTER: &str = r#"//! `toy`: adds to the red channel.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;
use crate::image::kernels::{Matrix, Operation};

crate::filter! {
    /// Makes the frame redder.
    pub struct Toy: "toy" in "color" version 1 on color {
        /// The value added to red.
        amount: f64 = Kind::Number(Number::new(0.5, 0.0, 1.0).unit(Unit::Factor)),
    }
}

impl Operate for Toy {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        let keep = |i: usize, offset: f64| {
            core::array::from_fn(|k| if k == i { 1.0 } else if k == 4 { offset } else { 0.0 })
        };
        Ok(Operation::Matrix(Matrix::new(&[keep(0, self.amount), keep(1, 0.0), keep(2, 0.0), keep(3, 0.0)])))
    }
}
"#;

    const EFFECT: &str = r#"//! `toyGain`: doubles the level.

use alloc::boxed::Box;

use crate::audio::effects::{Prepare, Processor};
use crate::audio::{AudioFormat, Block, Signals};
use crate::error::Result;

crate::effect! {
    /// Doubles every sample.
    pub struct ToyGain: "toyGain" in "level" version 1 {}
}

impl Prepare for ToyGain {
    fn processor(&self, _: AudioFormat) -> Result<Box<dyn Processor>> {
        Ok(Box::new(Doubler))
    }
}

#[derive(Debug)]
struct Doubler;

impl Processor for Doubler {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, _: &Signals<'_>) {
        for channel in 0..block.channels() {
            block.channel_mut(channel).iter_mut().for_each(|sample| *sample *= 2.0);
        }
    }

    fn reset(&mut self) {}
}
"#;

    const ANALYSIS: &str = r#"//! The first pixel of a frame.

use super::{Analyze, Input, Memory, Results};
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;

crate::record! {
    /// Levels of a pixel.
    pub struct Levels {
        /// The first channel.
        first: f64 = Kind::Number(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
    }
}

crate::analysis! {
    /// Returns the first level of a frame, times a factor.
    pub struct ToyAnalysis: "toyLevels" of 1 frame as Record of Levels {
        /// The factor.
        factor: f64 = Kind::Number(Number::new(1.0, 0.0, 2.0).unit(Unit::Factor)),
    }
}

impl Analyze for ToyAnalysis {
    fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        results.put_record(&Levels { first: self.factor * f64::from(input.frame.bytes()[0]) });
        Ok(())
    }
}
"#;

    /// Each toy: its file, its text, the registry, and the line there that the toy's line follows.
    const TOYS: [(&str, &str, &str, &str, &str); 3] = [
        (
            "core/src/image/filters/color/toy.rs",
            FILTER,
            "core/src/image/filters/mod.rs",
            "        invert::Invert,\n",
            "        toy::Toy,\n",
        ),
        (
            "core/src/audio/effects/level/toy_gain.rs",
            EFFECT,
            "core/src/audio/effects/mod.rs",
            "        mute::Mute,\n",
            "        toy_gain::ToyGain,\n",
        ),
        (
            "core/src/image/analysis/toy.rs",
            ANALYSIS,
            "core/src/image/analysis/mod.rs",
            "    sharpness::SharpnessAnalysis,\n",
            "    toy::ToyAnalysis,\n",
        ),
    ];

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
    fn a_filter_an_effect_and_an_analysis_are_a_file_and_a_line_each() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("toy");
        let _ = fs::remove_dir_all(&place);
        for part in PARTS {
            copy(&root.join(part), &place.join(part));
        }
        copy(&root.join("bindings-js/ts/generated"), &place.join("bindings-js/ts/generated"));
        let mut before = BTreeMap::new();
        contents(&place, &mut before);

        for (file, text, registry, neighbor, line) in TOYS {
            fs::write(place.join(file), text).unwrap();
            let registry = place.join(registry);
            let text = fs::read_to_string(&registry).unwrap();
            assert_eq!(text.matches(neighbor).count(), 1, "{neighbor}");
            fs::write(&registry, text.replace(neighbor, &format!("{neighbor}{line}"))).unwrap();
        }
        generate(&place, &Path::new(env!("CARGO_TARGET_TMPDIR")).join("toy-target"));

        let mut after = BTreeMap::new();
        contents(&place, &mut after);
        let name = |path: &Path| path.strip_prefix(&place).unwrap().to_str().unwrap().to_owned();
        let changed: Vec<String> =
            after.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| name(path)).collect();
        assert_eq!(
            changed,
            [
                "bindings-js/ts/generated/analyses.ts",
                "bindings-js/ts/generated/effect-codes.ts",
                "bindings-js/ts/generated/effects.ts",
                "bindings-js/ts/generated/filter-codes.ts",
                "bindings-js/ts/generated/filters.ts",
                "bindings-js/ts/generated/specification.ts",
                "core/src/audio/effects/level/toy_gain.rs",
                "core/src/audio/effects/mod.rs",
                "core/src/image/analysis/mod.rs",
                "core/src/image/analysis/toy.rs",
                "core/src/image/filters/color/toy.rs",
                "core/src/image/filters/mod.rs",
                "docs/effects.md",
                "docs/filters.md",
            ],
            "no other file is touched"
        );
        for (file, function) in [
            ("filters.ts", "export function toy(options: ToyOptions = {}): ToyStep"),
            ("effects.ts", "export function toyGain(options: ToyGainOptions = {}): ToyGainStep"),
            ("analyses.ts", "export function toyLevels(frame: Frame, factor: number = 1): Levels"),
        ] {
            let text = str::from_utf8(&after[&place.join("bindings-js/ts/generated").join(file)]).unwrap();
            assert!(text.contains(function), "{file}: {function}");
        }
    }
}
