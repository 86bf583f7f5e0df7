//! Filters a picture.
//!
//! ```sh
//! cargo run --example picture --features image-files -- [INPUT [OUTPUT.png]]
//! ```
//!
//! `INPUT` is a PNG, JPEG, WebP, GIF or BMP file; without it, the example draws a picture. The result is a PNG file,
//! without `OUTPUT.png` in the directory for temporary files.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use filmgate::image::files::{Encoding, decode, encode};
use filmgate::image::filters::blur::GaussianBlur;
use filmgate::image::filters::color::Sepia;
use filmgate::image::filters::effect::Vignette;
use filmgate::image::filters::scaling::Resize;
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::Pipeline;

#[expect(clippy::print_stdout, reason = "the program prints the path of its output")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = env::args_os().skip(1).map(PathBuf::from);
    let mut frame = match paths.next() {
        Some(input) => decode(&fs::read(input)?)?,
        None => gradient()?,
    };
    let output = paths.next().unwrap_or_else(|| env::temp_dir().join("filmgate-picture.png"));

    // The height follows from the width. A pipeline can be run on any number of frames.
    let mut pipeline = Pipeline::new(vec![
        Box::new(Resize { width: 320, ..Resize::default() }),
        Box::new(GaussianBlur { sigma: 1.5, ..GaussianBlur::default() }),
        Box::new(Sepia { amount: 0.7 }),
        Box::new(Vignette::default()),
    ]);
    pipeline.apply(&mut frame)?;

    let mut file = Vec::new();
    encode(&frame, Encoding::PNG, &mut file)?;
    fs::write(&output, file)?;
    println!("{}×{} pixels: {}", frame.layout().width(), frame.layout().height(), output.display());
    Ok(())
}

/// Draws red from left to right and green from top to bottom.
fn gradient() -> Result<Frame, filmgate::Error> {
    let (width, height) = (640, 480);
    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, width, height)?)?;
    for (y, row) in frame.plane_mut(0).into_rows().enumerate() {
        for (x, pixel) in row.as_chunks_mut().0.iter_mut().enumerate() {
            *pixel = [(x * 255 / width as usize) as u8, (y * 255 / height as usize) as u8, 128, 255];
        }
    }
    Ok(frame)
}
