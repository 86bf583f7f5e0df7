//! Linear light instead of sRGB values, in the units of a resampled row.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::array::from_fn;

use crate::error::Result;
use crate::image::kernels::alpha::is_opaque;
use crate::memory::zeroed;
use crate::math::srgb::decode;

/// Two pixels, channel by channel: a dot product weights both.
pub(super) type Pair = [i16; 8];

/// Number of fraction bits of levels between the passes: 255 plus a quarter still fits into a lane.
pub(super) const LEVEL: u32 = 6;

/// Full light, in units.
const ALL: usize = 255 << LEVEL;

/// The conversion in both directions.
#[derive(Debug)]
pub(super) struct Light {
    /// The units of each value.
    units: Box<[i16; 256]>,
    /// The nearest value for each number of units: as in sRGB, halves are between values, not between their lights.
    values: Vec<u8>,
}

impl Light {
    pub(super) fn new() -> Result<Self> {
        let mut values = zeroed(ALL + 1)?;
        let units = |value: f64| decode(value / 255.0) * ALL as f64;
        for value in 1..=255_u8 {
            let first = units(f64::from(value) - 0.5).ceil() as usize;
            values.get_mut(first..).unwrap_or_default().fill(value);
        }
        Ok(Self { units: Box::new(from_fn(|value| units(value as f64).round() as i16)), values })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.units.as_ref()) + self.values.len()
    }

    /// Reads a row, behind `lead` empty positions, colours times alpha; returns whether it is opaque. Gray is stored as
    /// red.
    pub(super) fn load(&self, row: &[u8], is_gray: bool, lead: usize, line: &mut [Pair]) -> bool {
        let opaque = is_gray || is_opaque(row);
        let units = |value: u8| i32::from(self.units[usize::from(value)]);
        let mut put = |i: usize, pixel: [i32; 4]| {
            let Some(pair) = line.get_mut((i + lead) / 2) else { return };
            let lanes = pair.iter_mut().skip((i + lead) % 2).step_by(2);
            lanes.zip(pixel).for_each(|(lane, number)| *lane = number as i16);
        };
        if is_gray {
            row.iter().enumerate().for_each(|(i, &gray)| put(i, [units(gray), 0, 0, 0]));
            return opaque;
        }
        for (i, &[r, g, b, a]) in row.as_chunks::<4>().0.iter().enumerate() {
            let alpha = i32::from(a);
            let colors = [r, g, b].map(units);
            let [r, g, b] = if opaque { colors } else { colors.map(|light| (light * alpha + 127) / 255) };
            put(i, [r, g, b, alpha << LEVEL]);
        }
        opaque
    }

    /// The channels of four pixels in units, alpha in levels.
    #[inline(always)]
    pub(super) fn value(&self, units: i32) -> u8 {
        self.values.get(units.max(0) as usize).copied().unwrap_or(255)
    }
}
