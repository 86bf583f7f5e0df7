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
mod fir;
mod lanes;
mod line;
mod pyramid;
mod ring;
mod scale;
mod taps;
#[cfg(test)]
mod tests;

use super::kernel::{OutOfMemory, Window};

/// Standard deviation, in pixels, from which the pyramid takes over: not below `pyramid::LEAST_SIGMA`. At 1024×1024 in
/// Node 20 the times of the two are 4.5 and 3.8 ms at 2.5 for RGBA; for gray 2.2 and 2.5 ms at 4.5, 2.2 and 2.2 at 5.
fn crossover(channels: Channels) -> f64 {
    match channels {
        Channels::Rgba8 => pyramid::LEAST_SIGMA,
        Channels::Gray8 => 5.0,
    }
}

crate::choice! {
    /// What lies outside the frame.
    pub enum EdgeMode {
        /// The nearest pixel of the frame.
        Clamp = "clamp",
        /// Transparent black (gray: black), as CSS `filter: blur()` has it.
        None = "none",
        /// The frame mirrored at the centres of its outermost pixels, `gfedcb|abcdefgh|gfedcba`: OpenCV's default.
        Mirror = "mirror",
        /// The frame again. Every result needs rows of the whole frame, so all of them are kept.
        Wrap = "wrap",
    }
}

impl EdgeMode {
    /// Where the sample at `position` is taken from, of `length`; `None` for transparent black.
    pub(crate) fn inside(self, position: isize, length: usize) -> Option<usize> {
        let last = length.checked_sub(1)? as isize;
        Some(match self {
            _ if (0..=last).contains(&position) => position,
            Self::Clamp => position.clamp(0, last),
            Self::None => return None,
            Self::Mirror if last == 0 => 0,
            Self::Mirror => {
                let in_period = position.rem_euclid(2 * last);
                in_period.min(2 * last - in_period)
            }
            Self::Wrap => position.rem_euclid(last + 1),
        } as usize)
    }

    /// Fills what is left and right of `width` pixels from `pad` on: on the right as much as `line` has room for.
    pub(crate) fn extend<T: Copy + Default>(self, line: &mut [T], pad: usize, width: usize) {
        let end = pad + width;
        if width == 0 || end > line.len() {
            return;
        }
        let period = match self {
            Self::Mirror if width > 1 => 2 * (width - 1),
            Self::Wrap => width,
            _ => {
                let outside = |pixel: T| if self == Self::None { T::default() } else { pixel };
                let (first, last) = (outside(line[pad]), outside(line[end - 1]));
                line[..pad].fill(first);
                line[end..].fill(last);
                return;
            }
        };
        let mirrored = if self == Self::Mirror { width - 1 } else { 0 };
        for k in 1..=pad {
            line[pad - k] = line[if k <= mirrored { pad + k } else { pad + period - k }];
        }
        for i in end..line.len() {
            let k = i - end + 1;
            line[i] = line[if k <= mirrored { end - 1 - k } else { i - period }];
        }
    }
}

/// What a pixel consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Red, green, blue and straight alpha, a byte each.
    Rgba8,
    /// One byte.
    Gray8,
}

impl Channels {
    /// Bytes of a pixel.
    pub fn count(self) -> usize {
        match self {
            Self::Rgba8 => 4,
            Self::Gray8 => 1,
        }
    }
}

/// The blur of a frame of `width` × `height` pixels by a Gaussian with a standard deviation of `sigma` pixels, which is
/// clamped to 0.01…256.
///
/// # Errors
/// There is no memory for the rows it keeps.
pub fn gaussian(
    sigma: f64,
    edge: EdgeMode,
    width: usize,
    height: usize,
    channels: Channels,
) -> Result<Box<dyn Window>, OutOfMemory> {
    let shape = Shape { edge, width, height, channels };
    let sigma = if sigma.is_nan() { 0.01 } else { sigma.clamp(0.01, 256.0) };
    if width.max(height) > MOST_PIXELS {
        return Err(OutOfMemory);
    }
    Ok(if sigma < crossover(channels) {
        Box::new(direct::Direct::new(sigma, shape)?)
    } else {
        Box::new(pyramid::Pyramid::new(sigma, shape)?)
    })
}

/// Width and height up to here leave room to compute with, also where `usize` has 32 bits.
const MOST_PIXELS: usize = 1 << 26;

/// The frames a kernel is for.
#[derive(Clone, Copy, Debug)]
struct Shape {
    edge: EdgeMode,
    width: usize,
    height: usize,
    channels: Channels,
}

impl Shape {
    /// Rows below a result that it needs, of a window with `radius` rows below its centre.
    fn latency(&self, radius: usize) -> usize {
        if self.edge == EdgeMode::Wrap { self.height } else { radius }
    }

    /// Rows to keep, if a window spans `span`.
    fn depth(&self, span: usize) -> usize {
        if self.edge == EdgeMode::Wrap { self.height } else { self.height.min(span + super::kernel::BAND_ROWS) }
    }
}
