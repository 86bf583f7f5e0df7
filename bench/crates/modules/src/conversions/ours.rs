//! Our row kernels over whole frames.

use super::{Conversion, Data, HEIGHT, WIDTH};
use crate::image::convert::{ChromaRow, ChromaRowMut, RgbaToYuv, Upsampling, YuvToRgba};
use filmgate::image::frame::ColorSpace;

use Upsampling::{Bilinear, Nearest};

pub const CONVERSIONS: &[Conversion] = &[
    ("I420 to RGBA, bilinear", "filmgate", |data| planar(data, [1, 1], Bilinear)),
    ("I420 to RGBA, nearest", "filmgate", |data| planar(data, [1, 1], Nearest)),
    ("I422 to RGBA, bilinear", "filmgate", |data| planar(data, [1, 0], Bilinear)),
    ("NV12 to RGBA, bilinear", "filmgate", |data| interleaved(data, Bilinear)),
    ("NV12 to RGBA, nearest", "filmgate", |data| interleaved(data, Nearest)),
    ("I444 to RGBA", "filmgate", |data| planar(data, [0, 0], Bilinear)),
    ("I420P10 to RGBA, bilinear", "filmgate", |data| wide(data, Bilinear)),
    ("I420P10 to RGBA, nearest", "filmgate", |data| wide(data, Nearest)),
    ("RGBA to I420", "filmgate", |data| to_planar(data, [1, 1])),
    ("RGBA to I444", "filmgate", |data| to_planar(data, [0, 0])),
    ("RGBA to NV12", "filmgate", to_interleaved),
];

/// A row of a plane of `width` bytes, at most the last one of `rows`.
fn row(plane: &[u8], width: usize, y: usize, rows: usize) -> &[u8] {
    let y = y.min(rows - 1);
    &plane[width * y..][..width]
}

fn each_row<'a>(
    converter: &YuvToRgba,
    to_rgba: &mut [u8],
    vertical: u32,
    luma: impl Fn(usize) -> &'a [u8],
    chroma: impl Fn(usize) -> ChromaRow<'a>,
) {
    for (y, rgba) in to_rgba.chunks_exact_mut(4 * WIDTH).enumerate() {
        let near = y >> vertical;
        let far = match (vertical, y % 2) {
            (0, _) => near,
            (_, 0) => near.saturating_sub(1),
            _ => near + 1,
        };
        converter.row(luma(y), chroma(near), chroma(far), None, rgba);
    }
}

#[inline(never)]
fn planar(data: &mut Data, halvings: [u32; 2], upsampling: Upsampling) {
    let converter = YuvToRgba::new(&ColorSpace::BT709, 8, halvings, upsampling);
    let (width, rows) = (WIDTH >> halvings[0], HEIGHT >> halvings[1]);
    let Data { luma, chroma: [u, v], to_rgba, .. } = data;
    let chroma = |y| ChromaRow::Planar { u: row(u, width, y, rows), v: row(v, width, y, rows) };
    each_row(&converter, to_rgba, halvings[1], |y| row(luma, WIDTH, y, HEIGHT), chroma);
}

#[inline(never)]
fn interleaved(data: &mut Data, upsampling: Upsampling) {
    let converter = YuvToRgba::new(&ColorSpace::BT709, 8, [1, 1], upsampling);
    let Data { luma, interleaved, to_rgba, .. } = data;
    let chroma = |y| ChromaRow::Interleaved(row(interleaved, WIDTH, y, HEIGHT / 2));
    each_row(&converter, to_rgba, 1, |y| row(luma, WIDTH, y, HEIGHT), chroma);
}

#[inline(never)]
fn wide(data: &mut Data, upsampling: Upsampling) {
    let converter = YuvToRgba::new(&ColorSpace::BT709, 10, [1, 1], upsampling);
    let Data { wide, to_rgba, .. } = data;
    let [luma, u, v] = wide.each_ref().map(|plane| bytemuck::cast_slice::<u16, u8>(plane));
    let chroma = |y| ChromaRow::Planar { u: row(u, WIDTH, y, HEIGHT / 2), v: row(v, WIDTH, y, HEIGHT / 2) };
    each_row(&converter, to_rgba, 1, |y| row(luma, 2 * WIDTH, y, HEIGHT), chroma);
}

#[inline(never)]
fn to_planar(data: &mut Data, halvings: [u32; 2]) {
    let converter = RgbaToYuv::new(&ColorSpace::BT709, 8, halvings);
    let Data { rgba, to_luma, to_chroma: [u, v], .. } = data;
    let width = WIDTH >> halvings[0];
    for (y, (u, v)) in u.chunks_exact_mut(width).zip(v.chunks_exact_mut(width)).take(HEIGHT >> halvings[1]).enumerate()
    {
        let rows = [y << halvings[1], (y << halvings[1]) + halvings[1] as usize];
        for &y in &rows[..=halvings[1] as usize] {
            converter.luma(row(rgba, 4 * WIDTH, y, HEIGHT), &mut to_luma[WIDTH * y..][..WIDTH]);
        }
        converter.chroma(rows.map(|y| row(rgba, 4 * WIDTH, y, HEIGHT)), ChromaRowMut::Planar { u, v });
    }
}

#[inline(never)]
fn to_interleaved(data: &mut Data) {
    let converter = RgbaToYuv::new(&ColorSpace::BT709, 8, [1, 1]);
    let Data { rgba, to_luma, to_interleaved, .. } = data;
    for (y, chroma) in to_interleaved.chunks_exact_mut(WIDTH).take(HEIGHT / 2).enumerate() {
        let rows = [2 * y, 2 * y + 1];
        for y in rows {
            converter.luma(row(rgba, 4 * WIDTH, y, HEIGHT), &mut to_luma[WIDTH * y..][..WIDTH]);
        }
        converter.chroma(rows.map(|y| row(rgba, 4 * WIDTH, y, HEIGHT)), ChromaRowMut::Interleaved(chroma));
    }
}
