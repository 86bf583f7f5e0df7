//! A function of one channel as a table: 256 results for 256 values.

use crate::frame::Format;
use crate::simd::Pixels;

/// A table for each channel. A step whose curve is no straight line comes to this, and so do several steps in a row that
/// look at one channel at a time: a table of a table is a table again, to the bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    channels: [[u8; 256]; 4],
}

impl Table {
    /// Every value stays what it is.
    pub fn identity() -> Self {
        Self { channels: [core::array::from_fn(|value| value as u8); 4] }
    }

    /// The same function for the colour channels, from 0…1 to 0…1 (what lies outside is clamped, NaN is 0), rounded to
    /// nearest; alpha stays. Gray frames have one channel, which is a colour.
    pub fn of_colors(format: Format, function: impl Fn(f64) -> f64) -> Self {
        let table = sample(function);
        let mut all = Self { channels: [table; 4] };
        if format == Format::Rgba8 {
            all.channels[3] = Self::identity().channels[3];
        }
        all
    }

    /// A function for red, green, blue and alpha each, as [`Table::of_colors`].
    pub fn of_channels(function: impl Fn(usize, f64) -> f64) -> Self {
        Self { channels: core::array::from_fn(|channel| sample(|value| function(channel, value))) }
    }

    /// From 256 results for each channel.
    pub fn from_bytes(channels: [[u8; 256]; 4]) -> Self {
        Self { channels }
    }

    /// The results for a channel.
    pub fn channel(&self, channel: usize) -> &[u8; 256] {
        &self.channels[channel & 3]
    }

    /// Whether nothing changes.
    pub fn is_identity(&self) -> bool {
        *self == Self::identity()
    }

    /// First this table, then `next`: one table, the same bits.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self { channels: core::array::from_fn(|c| self.channels[c].map(|value| next.channels[c][usize::from(value)])) }
    }

    /// Looks up whole pixels, or the bytes of a gray frame (all channels are the same then).
    ///
    /// One load a byte: a vector can be looked up in sixteen vectors of sixteen bytes each, but those are four
    /// instructions each in engines, and took 1.3 times as long.
    pub fn apply(&self, pixels: Pixels<'_>) {
        let [red, green, blue, alpha] = &self.channels;
        let pixel = |[r, g, b, a]: [u8; 4]| {
            [red[usize::from(r)], green[usize::from(g)], blue[usize::from(b)], alpha[usize::from(a)]]
        };
        match pixels {
            Pixels::InPlace(bytes) => {
                let (body, tail) = bytes.as_chunks_mut::<4>();
                body.iter_mut().for_each(|chunk| *chunk = pixel(*chunk));
                tail.iter_mut().for_each(|byte| *byte = red[usize::from(*byte)]);
            }
            Pixels::Into { source, target } => {
                let length = source.len().min(target.len());
                let (body, tail) = source[..length].as_chunks::<4>();
                let (to, to_tail) = target[..length].as_chunks_mut::<4>();
                body.iter().zip(to).for_each(|(chunk, to)| *to = pixel(*chunk));
                tail.iter().zip(to_tail).for_each(|(byte, to)| *to = red[usize::from(*byte)]);
            }
        }
    }
}

fn sample(function: impl Fn(f64) -> f64) -> [u8; 256] {
    // `as` clamps, and makes 0 of NaN.
    core::array::from_fn(|value| (function(value as f64 / 255.0) * 255.0).round() as u8)
}
