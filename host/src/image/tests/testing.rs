//! Pseudo-random bytes and frames of noise.

use filmgate::image::frame::{Format, Frame, FrameLayout};

/// A generator of reproducible numbers (Marsaglia's xorshift).
pub(crate) struct Random(u32);

impl Random {
    pub(crate) fn new(seed: u32) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9) | 1)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 11) as u8
    }
}

/// A frame of noise, opaque or not, with a high share of extreme values.
pub(crate) fn noise(format: Format, width: u32, height: u32, opaque: bool, seed: u32) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    let mut random = Random::new(seed);
    for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
        let value = random.byte();
        *byte = match value % 8 {
            0 => 0,
            1 => 255,
            _ => random.byte(),
        };
        if opaque && format == Format::Rgba && i % 4 == 3 {
            *byte = 255;
        }
    }
    frame
}
