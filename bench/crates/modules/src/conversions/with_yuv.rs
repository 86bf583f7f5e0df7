//! The crate `yuv`. It has no bilinear conversion of NV12 and of 10 bits to RGBA of 8 bits. In WebAssembly, its
//! `i010_to_rgba` wraps colours brighter than white.

use yuv::{
    BufferStoreMut, YuvBiPlanarImage, YuvBiPlanarImageMut, YuvConversionMode, YuvError, YuvPlanarImage,
    YuvPlanarImageMut, YuvRange, YuvStandardMatrix,
};

use super::{Conversion, Data, HEIGHT, WIDTH};

pub const CONVERSIONS: &[Conversion] = &[
    ("I420 to RGBA, bilinear", "yuv", |data| planar(data, [1, 1], yuv::yuv420_to_rgba_bilinear)),
    ("I420 to RGBA, nearest", "yuv", |data| planar(data, [1, 1], yuv::yuv420_to_rgba)),
    ("I422 to RGBA, bilinear", "yuv", |data| planar(data, [1, 0], yuv::yuv422_to_rgba_bilinear)),
    ("NV12 to RGBA, nearest", "yuv", interleaved),
    ("I444 to RGBA", "yuv", |data| planar(data, [0, 0], yuv::yuv444_to_rgba)),
    ("I420P10 to RGBA, nearest", "yuv", wide),
    ("RGBA to I420", "yuv", |data| to_planar(data, [1, 1], yuv::rgba_to_yuv420)),
    ("RGBA to I444", "yuv", |data| to_planar(data, [0, 0], yuv::rgba_to_yuv444)),
    ("RGBA to NV12", "yuv", to_interleaved),
];

const SIZE: [u32; 2] = [WIDTH as u32, HEIGHT as u32];
const STRIDE: u32 = 4 * WIDTH as u32;
const SPACE: (YuvRange, YuvStandardMatrix) = (YuvRange::Limited, YuvStandardMatrix::Bt709);

type ToRgba = fn(&YuvPlanarImage<u8>, &mut [u8], u32, YuvRange, YuvStandardMatrix) -> Result<(), YuvError>;
type FromRgba =
    fn(&mut YuvPlanarImageMut<u8>, &[u8], u32, YuvRange, YuvStandardMatrix, YuvConversionMode) -> Result<(), YuvError>;

fn planar_image<'a, T: Copy + std::fmt::Debug>(
    [y_plane, u_plane, v_plane]: [&'a [T]; 3],
    [horizontal, vertical]: [u32; 2],
) -> YuvPlanarImage<'a, T> {
    let [width, height] = SIZE;
    let stride = width >> horizontal;
    let length = (stride * (height >> vertical)) as usize;
    YuvPlanarImage {
        y_plane,
        y_stride: width,
        u_plane: &u_plane[..length],
        u_stride: stride,
        v_plane: &v_plane[..length],
        v_stride: stride,
        width,
        height,
    }
}

#[inline(never)]
fn planar(data: &mut Data, halvings: [u32; 2], convert: ToRgba) {
    let Data { luma, chroma: [u, v], to_rgba, .. } = data;
    convert(&planar_image([luma, u, v], halvings), to_rgba, STRIDE, SPACE.0, SPACE.1)
        .expect("planes of the right size");
}

#[inline(never)]
fn interleaved(data: &mut Data) {
    let [width, height] = SIZE;
    let image = YuvBiPlanarImage {
        y_plane: &data.luma,
        y_stride: width,
        uv_plane: &data.interleaved[..WIDTH * HEIGHT / 2],
        uv_stride: width,
        width,
        height,
    };
    yuv::yuv_nv12_to_rgba(&image, &mut data.to_rgba, STRIDE, SPACE.0, SPACE.1, YuvConversionMode::Balanced)
        .expect("planes of the right size");
}

#[inline(never)]
fn wide(data: &mut Data) {
    let Data { wide: [luma, u, v], to_rgba, .. } = data;
    yuv::i010_to_rgba(&planar_image([luma, u, v], [1, 1]), to_rgba, STRIDE, SPACE.0, SPACE.1)
        .expect("planes of the right size");
}

#[inline(never)]
fn to_planar(data: &mut Data, [horizontal, vertical]: [u32; 2], convert: FromRgba) {
    let [width, height] = SIZE;
    let stride = width >> horizontal;
    let length = (stride * (height >> vertical)) as usize;
    let Data { rgba, to_luma, to_chroma: [u, v], .. } = data;
    let mut image = YuvPlanarImageMut {
        y_plane: BufferStoreMut::Borrowed(to_luma),
        y_stride: width,
        u_plane: BufferStoreMut::Borrowed(&mut u[..length]),
        u_stride: stride,
        v_plane: BufferStoreMut::Borrowed(&mut v[..length]),
        v_stride: stride,
        width,
        height,
    };
    convert(&mut image, rgba, STRIDE, SPACE.0, SPACE.1, YuvConversionMode::Balanced).expect("planes of the right size");
}

#[inline(never)]
fn to_interleaved(data: &mut Data) {
    let [width, height] = SIZE;
    let mut image = YuvBiPlanarImageMut {
        y_plane: BufferStoreMut::Borrowed(&mut data.to_luma),
        y_stride: width,
        uv_plane: BufferStoreMut::Borrowed(&mut data.to_interleaved[..WIDTH * HEIGHT / 2]),
        uv_stride: width,
        width,
        height,
    };
    yuv::rgba_to_yuv_nv12(&mut image, &data.rgba, STRIDE, SPACE.0, SPACE.1, YuvConversionMode::Balanced)
        .expect("planes of the right size");
}
