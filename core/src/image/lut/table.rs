//! A colour look-up table in memory.

use alloc::string::String;
use alloc::vec::Vec;

use core::fmt;

use crate::declare::Resource;
use crate::error::{Error, Result};

/// A colour look-up table, one-dimensional or three-dimensional.
///
/// ```
/// use filmgate::image::lut::Lut;
///
/// let text = "TITLE \"inverted\"\nLUT_1D_SIZE 2\n1 1 1\n0 0 0\n";
/// let lut = Lut::from_cube(text)?;
/// assert_eq!((lut.title(), lut.size(), lut.is_3d()), ("inverted", 2, false));
/// # Ok::<(), filmgate::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Lut {
    pub(super) title: String,
    /// The smallest and the largest red, green and blue that the table covers; colours outside are clamped.
    pub(super) domain: [(f64, f64); 3],
    pub(super) entries: Entries,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Entries {
    /// The results of each channel, evenly spaced over the domain.
    Curves(Vec<[f32; 3]>),
    Lattice(Lattice),
}

/// The colours of a three-dimensional table, red changing fastest, in fixed point.
#[derive(Clone, PartialEq)]
pub(crate) struct Lattice {
    /// Number of points along a side.
    pub(crate) size: usize,
    /// The colours, in levels with `fraction` fraction bits; the fourth lane is 0.
    pub(crate) colors: Vec<[i16; 4]>,
    pub(crate) fraction: u32,
}

impl Lut {
    /// The maximum number of entries of a one-dimensional table, as in the specification.
    pub const MAXIMUM_1D_SIZE: usize = 65_536;
    /// The maximum number of points along a side of a three-dimensional table. The specification allows 256, a lattice
    /// of 134 MB; colour grading software writes 17, 33 or 65.
    pub const MAXIMUM_3D_SIZE: usize = 65;

    /// Returns the title in the file, or an empty string.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the number of entries of a one-dimensional table, or of points along a side of a three-dimensional
    /// table.
    pub fn size(&self) -> usize {
        match &self.entries {
            Entries::Curves(curves) => curves.len(),
            Entries::Lattice(lattice) => lattice.size,
        }
    }

    /// Returns whether the table is three-dimensional.
    pub fn is_3d(&self) -> bool {
        matches!(self.entries, Entries::Lattice(_))
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

impl Resource for Lut {
    fn kind(&self) -> &'static str {
        "lut"
    }

    fn byte_length(&self) -> usize {
        match &self.entries {
            Entries::Curves(curves) => size_of_val(curves.as_slice()),
            Entries::Lattice(lattice) => size_of_val(lattice.colors.as_slice()),
        }
    }

    fn expected() -> &'static str {
        "a look-up table, or null"
    }
}

impl fmt::Debug for Lut {
    /// Formats title and size, without the entries.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        f.write_str(if self.is_3d() { " (3D, " } else { " (1D, " })?;
        fmt::Display::fmt(&self.size(), f)?;
        f.write_str(")")
    }
}

/// Fixed point of the lattice: with 6 fraction bits for colours between -2 and 2, with 2 bits for others.
const FRACTIONS: [u32; 2] = [6, 2];

impl Lattice {
    pub(super) fn new(size: usize) -> Result<Self> {
        Ok(Self { size, colors: with_room(size * size * size)?, fraction: FRACTIONS[0] })
    }

    pub(super) fn push(&mut self, color: [f64; 3]) {
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

/// Returns an empty vector with capacity for `length` entries, or an error if memory is exhausted.
pub(super) fn with_room<T>(length: usize) -> Result<Vec<T>> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(length).map_err(|_| Error::out_of_memory(length * size_of::<T>()))?;
    Ok(vector)
}
