//! WebAssembly modules of the benches. Each feature is built as a module of its own (`bench/setup.sh`), so its size is
//! that of one contender. The native program of the benches runs the same code where that is compared, too.

#[cfg(feature = "biquads")]
pub mod biquads;
#[cfg(feature = "boundary")]
pub mod boundary;
#[cfg(any(feature = "conversions", feature = "conversions-yuv"))]
pub mod conversions;
#[cfg(feature = "fft")]
pub mod fft;
#[cfg(any(
    feature = "resampler",
    feature = "rubato-sinc-32",
    feature = "rubato-sinc-64",
    feature = "rubato-fft-32",
    feature = "rubato-fft-64"
))]
pub mod resampling;
#[cfg(feature = "resize")]
pub mod resize;
#[cfg(any(feature = "vector-layer", feature = "fearless-simd"))]
pub mod vector_layer;

// Conversions aren't public in the crate, so their files are compiled here again, with the paths that they expect.
#[cfg(feature = "conversions")]
extern crate alloc;
#[cfg(feature = "conversions")]
use filmgate::{choice, simd};
#[cfg(feature = "conversions")]
#[path = "../../../../core/src/image/convert/mod.rs"]
mod convert;
#[cfg(feature = "conversions")]
#[path = "../../../../core/src/image/kernels/luma.rs"]
mod luma;
#[cfg(feature = "conversions")]
mod image {
    pub(crate) use crate::convert;
    pub(crate) use filmgate::image::frame;
    pub(crate) mod kernels {
        pub(crate) use crate::luma;
    }
}
