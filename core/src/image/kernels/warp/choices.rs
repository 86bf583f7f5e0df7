//! The choices that all warps offer.

use crate::declare::Kind;
use crate::image::kernels::BorderMode;

crate::choice! {
    /// How colours between pixels are interpolated.
    pub enum Interpolation {
        /// Linearly, between four pixels.
        Bilinear = "bilinear",
        /// Cubic curves (Catmull-Rom) through sixteen pixels: sharper.
        Bicubic = "bicubic",
        /// The nearest pixel, unchanged.
        Nearest = "nearest",
    }
}

/// The parameter for the interpolation of colours between pixels.
pub(crate) const INTERPOLATION: Kind = Kind::Enum { names: Interpolation::NAMES, default: 0 };

/// The parameter for the border mode.
pub(crate) const BORDER: Kind = Kind::Enum { names: BorderMode::NAMES, default: BorderMode::Transparent as usize };
