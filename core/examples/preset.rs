//! Filters a picture by a preset: steps and parameters as JSON, as an application stores them.
//!
//! ```sh
//! cargo run --example preset --features image-files,json -- [PRESET.json [INPUT [OUTPUT.png]]]
//! ```
//!
//! Without `PRESET.json`, the example uses the preset below; without `INPUT`, it draws a picture. The result is a PNG
//! file, without `OUTPUT.png` in the directory for temporary files.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use filmgate::image::files::{Encoding, decode, encode};
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::Preset;

const PRESET: &str = r#"{
    "version": 1,
    "steps": [
        { "filter": "rotate", "quarterTurns": 1 },
        { "filter": "unsharpMask", "sigma": 1.5, "amount": 0.8 },
        { "filter": "duotone", "shadows": [0.1, 0, 0.3, 1], "highlights": [1, 0.9, 0.7, 1] }
    ]
}"#;

#[expect(clippy::print_stdout, reason = "the program prints the path of its output")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = env::args_os().skip(1).map(PathBuf::from);
    let json = match paths.next() {
        Some(preset) => fs::read_to_string(preset)?,
        None => PRESET.into(),
    };
    // An error names the step and the parameter: `steps[1].sigma`.
    let mut pipeline = Preset::from_json(&json)?.build()?;

    let mut frame = match paths.next() {
        Some(input) => decode(&fs::read(input)?)?,
        None => rings()?,
    };
    let output = paths.next().unwrap_or_else(|| env::temp_dir().join("filmgate-preset.png"));
    pipeline.apply(&mut frame)?;

    // The plan: the steps that are fused, and the passes over the frame.
    for pass in pipeline.explain()?.passes {
        let stages: Vec<String> =
            pass.stages.iter().map(|stage| format!("{} (steps {:?})", stage.kind, stage.steps)).collect();
        println!("{}: {}", pass.kind, stages.join(", "));
    }
    let mut file = Vec::new();
    encode(&frame, Encoding::PNG, &mut file)?;
    fs::write(&output, file)?;
    println!("{}×{} pixels: {}", frame.layout().width(), frame.layout().height(), output.display());
    Ok(())
}

/// Draws gray rings.
fn rings() -> Result<Frame, filmgate::Error> {
    let (width, height) = (400, 300);
    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, width, height)?)?;
    for (y, row) in frame.plane_mut(0).into_rows().enumerate() {
        for (x, pixel) in row.as_chunks_mut().0.iter_mut().enumerate() {
            let distance = (x as f64 - 200.0).hypot(y as f64 - 150.0);
            let level = (128.0 + 120.0 * (distance / 8.0).cos()) as u8;
            *pixel = [level, level, level, 255];
        }
    }
    Ok(frame)
}
