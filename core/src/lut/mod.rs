//! Colour look-up tables: what a `.cube` file comes to.

mod cube;
#[cfg(test)]
#[cfg(feature = "lut")]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;

use core::fmt;

use crate::error::{Error, Result};

/// A colour look-up table, one-dimensional or three-dimensional.
///
/// ```
/// use filmgate::lut::Lut;
///
/// let text = "TITLE \"inverted\"\nLUT_1D_SIZE 2\n1 1 1\n0 0 0\n";
/// let lut = Lut::from_cube(text)?;
/// assert_eq!((lut.title(), lut.size(), lut.is_3d()), ("inverted", 2, false));
/// # Ok::<(), filmgate::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Lut {
    title: String,
    /// The smallest and the largest red, green and blue that the table covers; what lies outside is clamped.
    domain: [(f64, f64); 3],
    entries: Entries,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Entries {
    /// What each channel becomes, evenly spaced over the domain.
    Curves(Vec<[f32; 3]>),
    Lattice(Lattice),
}

/// The colours of a three-dimensional table, red changing fastest, in fixed point.
#[derive(Clone, PartialEq)]
pub(crate) struct Lattice {
    /// Points along a side.
    pub(crate) size: usize,
    /// A colour each, in levels with `fraction` bits of fraction; the fourth lane is 0.
    pub(crate) colors: Vec<[i16; 4]>,
    pub(crate) fraction: u32,
}

impl Lut {
    /// The most entries of a one-dimensional table, as in the specification.
    pub const MAXIMUM_1D_SIZE: usize = 65_536;
    /// The most points along a side of a three-dimensional table. The specification allows 256, which is 134 MB of
    /// lattice; what colour grading software writes is 17, 33 or 65.
    pub const MAXIMUM_3D_SIZE: usize = 65;

    /// Reads a `.cube` file (Adobe Cube LUT Specification 1.0, with DaVinci Resolve's `LUT_1D_INPUT_RANGE` and
    /// `LUT_3D_INPUT_RANGE`).
    ///
    /// Colours of three-dimensional tables are kept to 1/128 of a level, or to 1/8 of a level if one of them is below -2
    /// or above 2; they end at -32 and 32.
    ///
    /// # Errors
    /// `decode`, with the line as the argument ("line 12"); `out-of-memory`.
    pub fn from_cube(text: &str) -> Result<Self> {
        cube::read(text)
    }

    /// The title that the file gives, or nothing.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Entries of a one-dimensional table, or points along a side of a three-dimensional one.
    pub fn size(&self) -> usize {
        match &self.entries {
            Entries::Curves(curves) => curves.len(),
            Entries::Lattice(lattice) => lattice.size,
        }
    }

    /// Whether the table is three-dimensional.
    pub fn is_3d(&self) -> bool {
        matches!(self.entries, Entries::Lattice(_))
    }

    /// Bytes that the entries take.
    pub fn byte_length(&self) -> usize {
        match &self.entries {
            Entries::Curves(curves) => size_of_val(curves.as_slice()),
            Entries::Lattice(lattice) => size_of_val(lattice.colors.as_slice()),
        }
    }

    #[cfg(feature = "lut")]
    pub(crate) fn domain(&self) -> &[(f64, f64); 3] {
        &self.domain
    }

    #[cfg(feature = "lut")]
    pub(crate) fn entries(&self) -> &Entries {
        &self.entries
    }
}

impl fmt::Debug for Lut {
    /// Title and size: not a million numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        f.write_str(if self.is_3d() { " (3D, " } else { " (1D, " })?;
        fmt::Display::fmt(&self.size(), f)?;
        f.write_str(")")
    }
}

/// Fixed point of the lattice: 6 bits of fraction hold colours between -2 and 2, 2 bits the others.
const FRACTIONS: [u32; 2] = [6, 2];

impl Lattice {
    fn new(size: usize) -> Result<Self> {
        Ok(Self { size, colors: with_room(size * size * size)?, fraction: FRACTIONS[0] })
    }

    fn push(&mut self, color: [f64; 3]) {
        let fixed = |fraction: u32| color.map(|c| c * 255.0 * f64::from(1 << fraction));
        let fits = |color: [f64; 3]| color.iter().all(|c| c.abs() <= f64::from(i16::MAX));
        if self.fraction == FRACTIONS[0] && !fits(fixed(self.fraction)) {
            self.fraction = FRACTIONS[1];
            let halvings = FRACTIONS[0] - FRACTIONS[1];
            let coarser = |c: &mut i16| *c = ((*c >> (halvings - 1)) + 1) >> 1;
            self.colors.as_flattened_mut().iter_mut().for_each(coarser);
        }
        let [r, g, b] = fixed(self.fraction).map(|c| c.round() as i16);
        self.colors.push([r, g, b, 0]);
    }
}

/// An empty vector that takes `length` entries without asking for memory, or an error if there is none.
fn with_room<T>(length: usize) -> Result<Vec<T>> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(length).map_err(|_| Error::out_of_memory(length * size_of::<T>()))?;
    Ok(vector)
}
