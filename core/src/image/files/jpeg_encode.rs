//! JPEG encoding, by the `jpeg-encoder` crate, which reads the frame row by row.

use alloc::string::String;
use alloc::vec::Vec;
use std::io::{Error, ErrorKind, Result, Write};

use jpeg_encoder::{
    ChromaSubsamplingMethod, Encoder, EncodingError, ImageBuffer, JfifWrite, JpegColorType, SamplingFactor,
    rgb_to_ycbcr,
};

use super::options::{ChromaSubsampling, JpegOptions};
use super::sum;
use crate::image::frame::{Format, Frame, FrameLayout, Plane};

/// Number of bytes that are collected before they are written: the encoder writes single bytes.
const CHUNK: usize = 8 << 10;

/// Returns the number of bytes that the encoder allocates.
pub(super) fn bytes(layout: &FrameLayout, options: &JpegOptions) -> usize {
    // Rows and blocks are padded to 16 pixels.
    let side = |length: u32| (length as usize).next_multiple_of(16);
    let channels = if layout.format() == Format::Gray8 { 1 } else { 3 };
    let rows = if options.progressive || options.optimized {
        // The planes of the whole picture, and their coefficients in 16 bits.
        side(layout.width()).saturating_mul(side(layout.height())).saturating_mul(channels * 3)
    } else {
        side(layout.width()) * 16 * channels
    };
    sum([rows, CHUNK, 32 << 10])
}

/// Writes `frame` as a JPEG file.
pub(super) fn encode(frame: &Frame, options: &JpegOptions, output: &mut dyn Write) -> Result<()> {
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(CHUNK).map_err(|_| ErrorKind::OutOfMemory)?;
    let mut writer = Writer { output, buffer, result: Ok(()) };
    let mut encoder = Encoder::new(&mut writer, options.quality);
    encoder.set_sampling_factor(match options.chroma {
        ChromaSubsampling::None => SamplingFactor::F_1_1,
        ChromaSubsampling::Horizontal => SamplingFactor::F_2_1,
        ChromaSubsampling::Both => SamplingFactor::F_2_2,
    });
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.set_progressive(options.progressive);
    encoder.set_optimized_huffman_tables(options.progressive || options.optimized);
    let layout = frame.layout();
    let picture = Picture {
        plane: frame.plane(0),
        gray: layout.format() == Format::Gray8,
        width: layout.width() as u16,
        height: layout.height() as u16,
        background: options.background,
    };
    let encoded = encoder.encode_image(picture);
    writer.write_buffer();
    writer.result?;
    encoded.map_err(|_| Error::from(ErrorKind::InvalidInput))
}

/// A frame as the encoder reads it.
struct Picture<'a> {
    plane: Plane<'a>,
    gray: bool,
    width: u16,
    height: u16,
    background: [u8; 3],
}

impl ImageBuffer for Picture<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        if self.gray { JpegColorType::Luma } else { JpegColorType::Ycbcr }
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let row = self.plane.row(usize::from(y));
        let [luma, blue, red, _] = buffers;
        if self.gray {
            luma.extend_from_slice(row);
            return;
        }
        for &[r, g, b, alpha] in row.as_chunks::<4>().0 {
            let [r, g, b] = if alpha == 255 { [r, g, b] } else { over([r, g, b], alpha, self.background) };
            let (y, cb, cr) = rgb_to_ycbcr(r, g, b);
            luma.push(y);
            blue.push(cb);
            red.push(cr);
        }
    }
}

/// Composites a colour over the background.
fn over(color: [u8; 3], alpha: u8, background: [u8; 3]) -> [u8; 3] {
    let alpha = u32::from(alpha);
    let mix = |(top, under): (u8, u8)| ((u32::from(top) * alpha + u32::from(under) * (255 - alpha) + 127) / 255) as u8;
    [mix((color[0], background[0])), mix((color[1], background[1])), mix((color[2], background[2]))]
}

/// Collects bytes. The output's error is stored, and nothing more is written to the output.
struct Writer<'a> {
    output: &'a mut dyn Write,
    buffer: Vec<u8>,
    result: Result<()>,
}

impl Writer<'_> {
    fn write_buffer(&mut self) {
        if self.result.is_ok() {
            self.result = self.output.write_all(&self.buffer);
        }
        self.buffer.clear();
    }
}

impl JfifWrite for Writer<'_> {
    fn write_all(&mut self, mut bytes: &[u8]) -> core::result::Result<(), EncodingError> {
        // The capacity never grows.
        while bytes.len() > CHUNK - self.buffer.len() {
            let (first, rest) = bytes.split_at(CHUNK - self.buffer.len());
            self.buffer.extend_from_slice(first);
            self.write_buffer();
            bytes = rest;
        }
        self.buffer.extend_from_slice(bytes);
        if self.result.is_ok() { Ok(()) } else { Err(EncodingError::Write(String::new())) }
    }
}
