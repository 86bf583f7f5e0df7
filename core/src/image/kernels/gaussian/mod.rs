//! The Gaussian blur of premultiplied colour, by the method that is fastest for its width.
//!
//! - `direct`: below the crossover, σ 2.5 (gray: 5). Both passes in 16-bit fixed point, with all taps.
//! - `pyramid`: above. The rows are decimated by a B-spline that removes frequencies that would alias, blurred at that
//!   scale, decimated vertically by the blur itself, and interpolated by the same B-spline. The weights of the blur are
//!   designed so that the whole chain is the requested Gaussian. The time doesn't grow with σ.
//!
//! Below the crossover, the pyramid would pass frequencies that decimation folds onto others; above it, the pyramid is
//! faster. Measured against the exact result before rounding: at least 58.5 dB on a photo-like frame (rounding the
//! exact result gives 58.9), at worst 0.66 levels off there and 0.88 on black and white stripes of periods from 4
//! pixels on.
//!
//! Rows stream through either kernel. Its memory is a ring of rows of fixed-point lanes, allocated once: 2 MiB at most
//! for 3840×2160, except for [`BorderMode::Wrap`], which stores the whole frame.

mod direct;
mod fir;
mod lanes;
mod line;
mod pyramid;
mod ring;
mod scale;
mod shape;
pub(crate) mod taps;
#[cfg(test)]
mod tests;

use shape::Shape;

use crate::error::{Error, Result};
use crate::image::frame::RowFormat;
use crate::image::kernels::BorderMode;
use crate::image::kernels::Window;

/// Standard deviation, in pixels, from which the pyramid is used: at least `pyramid::LEAST_SIGMA`. At 1024×1024 in Node
/// 20, the times of the two methods are 4.5 and 3.8 ms at 2.5 for RGBA; for gray 2.2 and 2.5 ms at 4.5, 2.2 and
/// 2.2 at 5.
fn crossover(format: RowFormat) -> f64 {
    match format {
        RowFormat::Rgba8 => pyramid::LEAST_SIGMA,
        RowFormat::Gray8 => 5.0,
    }
}

/// Creates the blur of a frame of `width` × `height` pixels by a Gaussian with a standard deviation of `sigma` pixels,
/// which is clamped to 0.01…256.
///
/// # Errors
/// `out-of-memory` if the stored rows can't be allocated.
pub fn gaussian(
    sigma: f64,
    border: BorderMode,
    width: usize,
    height: usize,
    format: RowFormat,
) -> Result<Box<dyn Window>> {
    let shape = Shape { border, width, height, format };
    let sigma = if sigma.is_nan() { 0.01 } else { sigma.clamp(0.01, 256.0) };
    if width.max(height) > MOST_PIXELS {
        return Err(Error::out_of_memory(width.saturating_mul(height)));
    }
    Ok(if sigma < crossover(format) {
        Box::new(direct::Direct::new(sigma, shape)?)
    } else {
        Box::new(pyramid::Pyramid::new(sigma, shape)?)
    })
}

/// Up to this width and height, sizes can be computed without overflow, also where `usize` has 32 bits.
const MOST_PIXELS: usize = 1 << 26;
