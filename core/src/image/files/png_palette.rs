//! The palette of a frame with at most 256 colours, for PNG.

use alloc::vec::Vec;

use crate::error::{Code, Error, Result};
use crate::image::frame::{Format, Frame};
use crate::memory::zeroed;

/// Number of slots of the hash table: a power of two, so that it is at most a quarter full.
const SLOTS: usize = 1024;

/// Maximum number of colours.
const MAXIMUM: usize = 256;

/// The colours of a frame.
pub(super) struct Palette {
    /// Red, green, blue and alpha; translucent colours first, because trailing opaque ones need no entry of `tRNS`.
    colors: Vec<[u8; 4]>,
    /// For each slot, a colour's index plus one, or 0.
    slots: Vec<u16>,
    gray: bool,
}

/// Returns the first slot of a colour (Fibonacci hashing).
fn slot_of(color: [u8; 4]) -> usize {
    (u32::from_le_bytes(color).wrapping_mul(0x9e37_79b9) >> 22) as usize % SLOTS
}

impl Palette {
    /// Number of bytes that a palette allocates.
    pub(super) const BYTES: usize = SLOTS * 2 + MAXIMUM * 4;

    /// Finds the colours of a frame.
    ///
    /// # Errors
    /// `encode` if there are more than 256; `out-of-memory`.
    pub(super) fn of(frame: &Frame) -> Result<Self> {
        let mut colors = Vec::new();
        colors.try_reserve_exact(MAXIMUM).map_err(|_| Error::out_of_memory(MAXIMUM * 4))?;
        let gray = frame.layout().format() == Format::Gray8;
        let mut palette = Self { colors, slots: zeroed(SLOTS)?, gray };
        let bytes = frame.bytes();
        if gray {
            bytes.iter().try_for_each(|&luminance| palette.add([luminance, luminance, luminance, 255]))?;
        } else {
            let mut last = None;
            for &color in bytes.as_chunks::<4>().0 {
                if last != Some(color) {
                    palette.add(color)?;
                    last = Some(color);
                }
            }
        }
        palette.colors.sort_unstable_by_key(|&[r, g, b, alpha]| [alpha, r, g, b]);
        palette.slots.fill(0);
        for index in 0..palette.colors.len() {
            let slot = palette.find(palette.colors[index]);
            palette.slots[slot] = index as u16 + 1;
        }
        Ok(palette)
    }

    fn add(&mut self, color: [u8; 4]) -> Result<()> {
        let slot = self.find(color);
        if self.slots[slot] == 0 {
            if self.colors.len() == MAXIMUM {
                let expected = "a frame of at most 256 colours for a palette (the filter quantize reduces them)";
                return Err(Error::new(Code::Encode, "frame", expected, "a frame of more colours"));
            }
            self.colors.push(color);
            self.slots[slot] = self.colors.len() as u16;
        }
        Ok(())
    }

    /// Returns the slot of a colour, which is empty if the colour is missing.
    fn find(&self, color: [u8; 4]) -> usize {
        let mut slot = slot_of(color);
        // The table is never full.
        while self.slots[slot] != 0 && self.colors[usize::from(self.slots[slot]) - 1] != color {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    /// Returns the number of bits of an index: 1, 2, 4 or 8.
    pub(super) fn bits(&self) -> usize {
        match self.colors.len() {
            0..=2 => 1,
            3..=4 => 2,
            5..=16 => 4,
            _ => 8,
        }
    }

    /// Returns red, green and blue of every colour: the contents of `PLTE`.
    pub(super) fn entries(&self) -> Vec<u8> {
        self.colors.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect()
    }

    /// Returns the alpha of every colour up to the last that isn't opaque: the contents of `tRNS`.
    pub(super) fn alphas(&self) -> Vec<u8> {
        self.colors.iter().map(|color| color[3]).take_while(|&alpha| alpha < 255).collect()
    }

    /// Writes the indices of a row, the leftmost pixel in the highest bits.
    pub(super) fn pack(&self, row: &[u8], to: &mut [u8]) {
        let bits = self.bits();
        let in_a_byte = 8 / bits;
        let index = |color| self.slots[self.find(color)].saturating_sub(1) as u8;
        if self.gray {
            for (to, pixels) in to.iter_mut().zip(row.chunks(in_a_byte)) {
                *to = packed(pixels.iter().map(|&l| index([l, l, l, 255])), bits);
            }
        } else {
            for (to, pixels) in to.iter_mut().zip(row.as_chunks::<4>().0.chunks(in_a_byte)) {
                *to = packed(pixels.iter().map(|&color| index(color)), bits);
            }
        }
    }
}

/// Packs the indices of a byte.
fn packed(indices: impl Iterator<Item = u8>, bits: usize) -> u8 {
    indices.enumerate().fold(0, |byte, (position, index)| byte | index << (8 - bits * (position + 1)))
}
