//! A function of a channel as a table: 256 results for 256 values.

use crate::image::frame::RowFormat;
use crate::simd::Pixels;

/// A table for each channel. Steps with a non-linear curve produce tables, and so do several fused steps that process
/// channels separately: a table of a table is a table again, to the bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    channels: [[u8; 256]; 4],
}

impl Table {
    /// Creates the identity.
    // Not inlined, because the compiler writes 256 constants at each call.
    #[inline(never)]
    pub fn identity() -> Self {
        Self { channels: [core::array::from_fn(|value| value as u8); 4] }
    }

    /// Applies the same function to the colour channels, from 0…1 to 0…1 (values outside are clamped, NaN becomes 0),
    /// rounded to nearest, half up; alpha is unchanged. The only channel of gray frames is a colour.
    pub fn of_colors(format: RowFormat, function: impl Fn(f64) -> f64) -> Self {
        Self::of_color(format, &sample(&function))
    }

    #[inline(never)]
    fn of_color(format: RowFormat, color: &[u8; 256]) -> Self {
        let mut all = Self { channels: [*color; 4] };
        if format == RowFormat::Rgba8 {
            all.channels[3] = Self::identity().channels[3];
        }
        all
    }

    /// Applies a function to each of red, green, blue and alpha, as [`Table::of_colors`].
    pub fn of_channels(function: impl Fn(usize, f64) -> f64) -> Self {
        Self { channels: core::array::from_fn(|channel| sample(&|value| function(channel, value))) }
    }

    /// Creates a table from 256 results for each channel.
    pub fn from_bytes(channels: [[u8; 256]; 4]) -> Self {
        Self { channels }
    }

    /// Returns the results of a channel.
    pub fn channel(&self, channel: usize) -> &[u8; 256] {
        &self.channels[channel & 3]
    }

    /// Returns whether the table is the identity.
    #[inline(never)]
    pub fn is_identity(&self) -> bool {
        *self == Self::identity()
    }

    /// Returns this table followed by `next` as a single table with the same bits.
    #[must_use]
    #[inline(never)]
    pub fn then(&self, next: &Self) -> Self {
        let mut both = self.clone();
        for (values, next) in both.channels.iter_mut().zip(&next.channels) {
            values.iter_mut().for_each(|value| *value = next[usize::from(*value)]);
        }
        both
    }

    /// Looks up whole pixels, or the bytes of a gray frame (whose channels are all the same).
    ///
    /// One load per byte, four pixels at a time, and none for unchanged alpha: 1.1 ms at 1024×1024 in Node 20; one
    /// pixel at a time takes 2.0. Vectors can be looked up in sixteen vectors of sixteen bytes each, but engines
    /// compile a swizzle to two instructions. Together with a difference and a union, these are 64 instructions for
    /// sixteen bytes: 1.4 ms.
    pub fn apply(&self, pixels: Pixels<'_>) {
        if self.keeps_alpha() { self.look_up::<3>(pixels) } else { self.look_up::<4>(pixels) }
    }

    fn keeps_alpha(&self) -> bool {
        self.channels[3].iter().zip(0..=u8::MAX).all(|(&result, value)| result == value)
    }

    /// Looks up the first `CHANNELS` channels of each pixel; the others are unchanged.
    fn look_up<const CHANNELS: usize>(&self, pixels: Pixels<'_>) {
        let entry = |channel: usize, value: u8| self.channels[channel & 3][usize::from(value)];
        match pixels {
            Pixels::InPlace(bytes) => {
                let (body, tail) = bytes.as_chunks_mut::<16>();
                for four in body {
                    for pixel in four.as_chunks_mut::<4>().0 {
                        (0..CHANNELS).for_each(|c| pixel[c] = entry(c, pixel[c]));
                    }
                }
                tail.iter_mut().enumerate().for_each(|(i, byte)| *byte = entry(i, *byte));
            }
            Pixels::Into { source, target } => {
                let length = source.len().min(target.len());
                let (body, tail) = source[..length].as_chunks::<16>();
                let (to, to_tail) = target[..length].as_chunks_mut::<16>();
                for (four, to) in body.iter().zip(to) {
                    for (pixel, to) in four.as_chunks::<4>().0.iter().zip(to.as_chunks_mut::<4>().0) {
                        (0..4).for_each(|c| to[c] = if c < CHANNELS { entry(c, pixel[c]) } else { pixel[c] });
                    }
                }
                tail.iter().zip(to_tail).enumerate().for_each(|(i, (byte, to))| *to = entry(i, *byte));
            }
        }
    }
}

/// A half in real numbers is rounded up, although its floating-point value may be slightly less: how much less depends
/// on the platform's powers.
const NUDGE: f64 = 1e-9;

// Neither generic nor inlined: it runs once for a layout, and there are many functions, four times each.
#[inline(never)]
fn sample(function: &dyn Fn(f64) -> f64) -> [u8; 256] {
    // `as` clamps, and converts NaN to 0.
    core::array::from_fn(|value| (function(value as f64 / 255.0) * 255.0 + 0.5 + NUDGE).floor() as u8)
}
