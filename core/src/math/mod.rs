//! Arithmetic shared by images and audio: angles, the sRGB curve, Fourier transforms.

mod fft;
pub(crate) mod srgb;
pub(crate) mod trigonometry;

pub use fft::RealFft;
