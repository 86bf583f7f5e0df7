//! In-place conversion of decoded pixels to RGBA.

use image::ColorType;

/// Number of pixels that are read before the same number is written: enough for whole vectors of any format.
const BLOCK: usize = 16;

/// Returns the number of bytes that a decoder writes for a pixel, if the format can be expanded within the space of
/// RGBA.
pub(super) fn fits(color: ColorType) -> bool {
    color.bytes_per_pixel() <= 4
}

/// Converts pixels of another format, which are at the end of `bytes`, to RGBA; the result fills `bytes`.
pub(super) fn in_place(bytes: &mut [u8], color: ColorType) {
    match color {
        ColorType::L8 => spread(bytes, |[l]: [u8; 1]| [l, l, l, 255]),
        ColorType::La8 => spread(bytes, |[l, a]: [u8; 2]| [l, l, l, a]),
        ColorType::Rgb8 => spread(bytes, |[r, g, b]: [u8; 3]| [r, g, b, 255]),
        ColorType::L16 => spread(bytes, |[a, b]: [u8; 2]| {
            let l = byte([a, b]);
            [l, l, l, 255]
        }),
        ColorType::La16 => spread(bytes, |[a, b, c, d]: [u8; 4]| {
            let l = byte([a, b]);
            [l, l, l, byte([c, d])]
        }),
        _ => {}
    }
}

/// Converts pixels of another format from a separate buffer to RGBA.
pub(super) fn from(source: &[u8], bytes: &mut [u8], color: ColorType) {
    let to = bytes.as_chunks_mut::<4>().0.iter_mut();
    match color {
        ColorType::Rgb16 => {
            for (to, [r0, r1, g0, g1, b0, b1]) in to.zip(source.as_chunks::<6>().0) {
                *to = [byte([*r0, *r1]), byte([*g0, *g1]), byte([*b0, *b1]), 255];
            }
        }
        _ => {
            for (to, [r0, r1, g0, g1, b0, b1, a0, a1]) in to.zip(source.as_chunks::<8>().0) {
                *to = [byte([*r0, *r1]), byte([*g0, *g1]), byte([*b0, *b1]), byte([*a0, *a1])];
            }
        }
    }
}

/// Converts a big-endian 16-bit sample to 8 bits, rounded to nearest: 65535 is 255 · 257.
fn byte(sample: [u8; 2]) -> u8 {
    ((u32::from(u16::from_be_bytes(sample)) + 128) / 257) as u8
}

/// From front to back: writing never reaches pixels that are still to be read. Before the last pixel the reader is
/// ahead, because every remaining pixel takes more bytes written than read; within a block, reading comes first.
fn spread<const BYTES: usize>(bytes: &mut [u8], pixel: impl Fn([u8; BYTES]) -> [u8; 4]) {
    let count = bytes.len() / 4;
    let start = bytes.len() - count * BYTES;
    let mut block = [[0; BYTES]; BLOCK];
    let mut done = 0;
    while done < count {
        let here = BLOCK.min(count - done);
        let from = &bytes[start + done * BYTES..start + (done + here) * BYTES];
        block[..here].copy_from_slice(from.as_chunks().0);
        let to = bytes[done * 4..(done + here) * 4].as_chunks_mut::<4>().0;
        for (to, from) in to.iter_mut().zip(&block) {
            *to = pixel(*from);
        }
        done += here;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expands_every_format_in_place() {
        for count in [0, 1, 2, 15, 16, 17, 33, 100] {
            for color in [ColorType::L8, ColorType::La8, ColorType::Rgb8, ColorType::L16, ColorType::La16] {
                let size = usize::from(color.bytes_per_pixel());
                let source: Vec<u8> = (0..count * size).map(|i| (i * 37 + 11) as u8).collect();
                let mut bytes = vec![0; count * 4];
                let start = bytes.len() - source.len();
                bytes[start..].copy_from_slice(&source);
                in_place(&mut bytes, color);
                let wide = |i: usize| (f64::from(u16::from_be_bytes([source[i], source[i + 1]])) / 257.0).round() as u8;
                for (i, pixel) in bytes.as_chunks::<4>().0.iter().enumerate() {
                    let s = |k: usize| source[i * size + k];
                    let expected = match color {
                        ColorType::L8 => [s(0), s(0), s(0), 255],
                        ColorType::La8 => [s(0), s(0), s(0), s(1)],
                        ColorType::Rgb8 => [s(0), s(1), s(2), 255],
                        ColorType::L16 => [wide(2 * i), wide(2 * i), wide(2 * i), 255],
                        _ => [wide(4 * i), wide(4 * i), wide(4 * i), wide(4 * i + 2)],
                    };
                    assert_eq!(*pixel, expected, "{color:?}, pixel {i} of {count}");
                }
            }
        }
    }

    #[test]
    fn rounds_16_bit_samples_to_nearest() {
        for sample in 0..=u16::MAX {
            let expected = (f64::from(sample) / 65535.0 * 255.0).round() as u8;
            assert_eq!(byte(sample.to_be_bytes()), expected, "{sample}");
        }
    }
}
