//! CONTRIBUTING.md promises that a filter, an effect or an analysis is one new file, one line in a registry, and `make gen`,
//! and that a format of pixels is a row of a table. These tests add toys to copies of the sources in this way.

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::sync::{Mutex, MutexGuard, PoisonError};
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

    /// 4:4:0: the row of the table that it follows, and its own row.
    const FORMAT: [&str; 2] = [
        "    I444 = \"I444\", U8, Yuv, false, [{ 1 of each } { 1 of each } { 1 of each }];\n",
        "    /// Luma, and a plane of each chroma channel with a byte for 2 pixels of a column.
    I440 = \"I440\", U8, Yuv, false, [{ 1 of each } { 1 of 1 x 2 } { 1 of 1 x 2 }];\n",
    ];

    /// A program that uses the format.
    const FORMAT_USER: &str = r#"//! Converts a frame to I440 and back, and runs filters on it.

use filmgate::image::filters;
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::Pipeline;

fn frame(format: Format, width: u32, height: u32) -> Frame {
    Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap()
}

fn pipeline(names: &[&str]) -> Pipeline {
    Pipeline::new(names.iter().map(|name| filters::create(name).unwrap()).collect())
}

fn converted(source: &Frame, format: Format) -> Frame {
    let mut target = frame(format, source.layout().width(), source.layout().height());
    pipeline(&[]).apply_into(source, &mut target).unwrap();
    target
}

fn main() {
    let sizes: Vec<_> =
        frame(Format::I440, 5, 3).layout().planes().map(|plane| (plane.row_bytes, plane.rows)).collect();
    assert_eq!(sizes, [(5, 3), (5, 2), (5, 2)], "planes");

    // Colours that change from column to column. Chroma keeps them, because only rows share it.
    let (width, height) = (24, 14);
    let mut source = frame(Format::Rgba, width, height);
    for (i, pixel) in source.bytes_mut().chunks_mut(4).enumerate() {
        let x = (i % width as usize) as u8;
        pixel.copy_from_slice(&[if x % 2 == 0 { 200 } else { 60 }, 40 + 7 * x, 220 - 5 * x, 255]);
    }
    let native = converted(&source, Format::I440);
    for (i, (a, b)) in source.bytes().iter().zip(converted(&native, Format::Rgba).bytes()).enumerate() {
        assert!(a.abs_diff(*b) <= 3, "byte {i}: {a} became {b}");
    }

    // A filter of planes works on the planes.
    let mut flipped = converted(&native, Format::I440);
    let mut flip = pipeline(&["flip"]);
    flip.apply(&mut flipped).unwrap();
    let domains: Vec<_> = flip.explain().unwrap().passes.iter().map(|pass| pass.domain).collect();
    assert_eq!(domains, ["planes"; 3], "flip");
    for plane in 0..3 {
        for (row, before) in flipped.plane(plane).rows().zip(native.plane(plane).rows()) {
            assert!(row.iter().eq(before.iter().rev()), "flip: plane {plane}");
        }
    }

    // A filter of colours works on converted rows.
    let mut toned = converted(&native, Format::I440);
    pipeline(&["sepia"]).apply(&mut toned).unwrap();
    let mut expected = converted(&native, Format::Rgba);
    pipeline(&["sepia"]).apply(&mut expected).unwrap();
    assert!(toned.bytes() == converted(&expected, Format::I440).bytes(), "sepia");
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

    /// A copy of the sources, and its files before a toy is added.
    ///
    /// There is one copy at a time. The copies share their target folder, where the dependencies are built once, and Cargo
    /// tells them apart by nothing but the times of their files: those of a copy must be newer than the build of another.
    struct Copy {
        place: PathBuf,
        before: BTreeMap<PathBuf, Vec<u8>>,
        _one: MutexGuard<'static, ()>,
    }

    static ONE: Mutex<()> = Mutex::new(());

    impl Copy {
        fn new(name: &str) -> Self {
            let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
            let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let _ = fs::remove_dir_all(&place);
            for part in PARTS {
                copy(&root.join(part), &place.join(part));
            }
            copy(&root.join("bindings-js/ts/generated"), &place.join("bindings-js/ts/generated"));
            let mut before = BTreeMap::new();
            contents(&place, &mut before);
            Self { place, before, _one: one }
        }

        /// Inserts text after the only occurrence of `neighbor` in a file.
        fn insert(&self, file: &str, neighbor: &str, text: &str) {
            let file = self.place.join(file);
            let old = fs::read_to_string(&file).unwrap();
            assert_eq!(old.matches(neighbor).count(), 1, "{neighbor}");
            fs::write(&file, old.replace(neighbor, &format!("{neighbor}{text}"))).unwrap();
        }

        /// Runs a binary of `xtask`.
        fn run(&self, arguments: &[&str]) {
            let mut cargo = Command::new(env::var_os("CARGO").unwrap());
            cargo.args(["run", "--quiet", "--locked", "--package", "xtask"]).args(arguments).current_dir(&self.place);
            let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("toy-target");
            let output = cargo.env("CARGO_TARGET_DIR", target).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }

        /// Returns the files that were added or changed since, and all files.
        fn changes(&self) -> (Vec<String>, BTreeMap<PathBuf, Vec<u8>>) {
            let mut after = BTreeMap::new();
            contents(&self.place, &mut after);
            let name = |path: &Path| path.strip_prefix(&self.place).unwrap().to_str().unwrap().to_owned();
            let changed = after.iter().filter(|(path, text)| self.before.get(*path) != Some(text));
            (changed.map(|(path, _)| name(path)).collect(), after)
        }
    }

    #[test]
    fn a_format_is_a_row_of_the_table() {
        let copy = Copy::new("toy-format");
        let [neighbor, row] = FORMAT;
        copy.insert("core/src/image/frame/format.rs", neighbor, row);
        copy.run(&["--", "gen"]);
        let (changed, after) = copy.changes();
        let generated = "bindings-js/ts/generated/image-boundary.ts";
        assert_eq!(changed, [generated, "core/src/image/frame/format.rs"], "no other file is touched");
        let text = str::from_utf8(&after[&copy.place.join(generated)]).unwrap();
        let yuv = text.lines().find(|line| line.starts_with("export const YUV")).unwrap();
        assert!(yuv.contains("\"I440\""), "{yuv}");

        fs::create_dir(copy.place.join("xtask/src/bin")).unwrap();
        fs::write(copy.place.join("xtask/src/bin/toy.rs"), FORMAT_USER).unwrap();
        copy.run(&["--bin", "toy"]);
    }

    #[test]
    fn a_filter_an_effect_and_an_analysis_are_a_file_and_a_line_each() {
        let copy = Copy::new("toy");
        for (file, text, registry, neighbor, line) in TOYS {
            fs::write(copy.place.join(file), text).unwrap();
            copy.insert(registry, neighbor, line);
        }
        copy.run(&["--", "gen"]);
        let (changed, after) = copy.changes();
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
            let text = str::from_utf8(&after[&copy.place.join("bindings-js/ts/generated").join(file)]).unwrap();
            assert!(text.contains(function), "{file}: {function}");
        }
    }
}
