//! The Gaussian blur of premultiplied colour, by the method that is fastest for its width.
//!
//! - `direct`: below the crossover, σ 2.5 (gray: 5). Both passes in 16-bit fixed point, all taps.
//! - `pyramid`: above. The rows are decimated by a B-spline that removes what would alias, blurred there, decimated
//!   vertically by the blur itself, and interpolated by the same B-spline; the weights of the blur are designed so that
//!   the whole chain is the Gaussian asked for. The time does not grow with σ.
//!
//! Below the crossover the pyramid would let frequencies through that decimation folds onto others; above it, it is
//! faster. Measured against the exact result before rounding: at least 58.5 dB on a photo-like frame (rounding the exact
//! result gives 58.9), at worst 0.66 levels off there and 0.88 on black and white stripes of periods from 4 pixels on.
//!
//! Rows stream through either: what they keep is a ring of rows of fixed-point lanes, set aside once: 2 MiB at most for
//! 3840×2160, but for [`EdgeMode::Wrap`], which keeps the frame.

mod direct;
mod edge;
mod fir;
mod lanes;
mod line;
mod pyramid;
mod ring;
mod scale;
mod shape;
mod taps;
#[cfg(test)]
mod tests;

pub use edge::EdgeMode;

use shape::Shape;

use crate::error::{Error, Result};
use crate::image::frame::Format;
use crate::image::kernels::Window;

/// Standard deviation, in pixels, from which the pyramid takes over: not below `pyramid::LEAST_SIGMA`. At 1024×1024 in
/// Node 20 the times of the two are 4.5 and 3.8 ms at 2.5 for RGBA; for gray 2.2 and 2.5 ms at 4.5, 2.2 and 2.2 at 5.
fn crossover(format: Format) -> f64 {
    match format {
        Format::Rgba8 => pyramid::LEAST_SIGMA,
        Format::Gray8 => 5.0,
    }
}

/// The blur of a frame of `width` × `height` pixels by a Gaussian with a standard deviation of `sigma` pixels, which is
/// clamped to 0.01…256.
///
/// # Errors
/// There is no memory for the rows it keeps.
pub fn gaussian(sigma: f64, edge: EdgeMode, width: usize, height: usize, format: Format) -> Result<Box<dyn Window>> {
    let shape = Shape { edge, width, height, format };
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

/// Width and height up to here leave room to compute with, also where `usize` has 32 bits.
const MOST_PIXELS: usize = 1 << 26;
