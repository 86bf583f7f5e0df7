//! White or black, by luma: shared by `threshold` and `otsuThreshold`.

use crate::image::frame::RowFormat;
use crate::image::kernels::luma::{HALF, weighted};
use crate::simd::{I32x4, Pixels, U8x16, map_pixels};

/// Makes pixels white if their luma is at least `level`, from 0 to 255, and black otherwise; alpha is unchanged.
pub(crate) fn white_from(level: i32, format: RowFormat, rows: Pixels<'_>) {
    match format {
        RowFormat::Rgba8 => color(level, rows),
        RowFormat::Gray8 => {
            let level = U8x16::splat(level.clamp(0, 255) as u8);
            map_pixels(rows, |v| v.at_least(level));
        }
    }
}

fn color(level: i32, rows: Pixels<'_>) {
    // luma >= level, without the shift: sum + HALF >= level << 14.
    let limit = I32x4::splat((level << 14) - HALF - 1);
    let color = U8x16::splat_pixel([255, 255, 255, 0]);
    map_pixels(rows, |v| weighted(v).greater_than(limit).to_bytes().select(v, color));
}
