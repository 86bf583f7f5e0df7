//! White or black, by luma: what `threshold` and `otsuThreshold` share.

use super::rows::LUMA;
use crate::frame::Format;
use crate::simd::{I16x8, I32x4, Pixels, U8x16, map_pixels};

/// Makes pixels white whose luma is at least `level`, from 0 to 255, and the others black; alpha stays.
pub(crate) fn white_from(level: i32, format: Format, rows: Pixels<'_>) {
    match format {
        Format::Rgba8 => color(level, rows),
        Format::Gray8 => {
            let level = U8x16::splat(level.clamp(0, 255) as u8);
            map_pixels(rows, |v| v.at_least(level));
        }
    }
}

fn color(level: i32, rows: Pixels<'_>) {
    let [r, g, b] = LUMA;
    let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
    let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
    // luma >= level, without the shift: sum + 8192 >= level << 14.
    let limit = I32x4::splat((level << 14) - 8192 - 1);
    let color = U8x16::splat_pixel([255, 255, 255, 0]);
    map_pixels(rows, |v| {
        let luma = v.even().dot(red_blue) + v.odd().dot(green);
        luma.greater_than(limit).to_bytes().select(v, color)
    });
}
