//! The filters, and the one list of them.
//!
//! Adding one: a file beside the others, and a line in `registry!` below.

mod affine;
pub(crate) mod angle;
#[cfg(feature = "detail")]
mod beside_blur;
#[cfg(any(feature = "color", feature = "tone"))]
mod binary;
pub(crate) mod colors;
#[cfg(feature = "effect")]
mod diffusion;
pub mod gaussian;
#[cfg(feature = "edges")]
pub(crate) mod gradient;
#[cfg(feature = "tone")]
mod histogram;
pub mod kernel;
#[cfg(any(feature = "blur", feature = "edges"))]
mod means;
#[cfg(feature = "detail")]
pub(crate) mod neighborhood;
mod operation;
pub(crate) mod overlay;
pub(crate) mod rows;
#[cfg(feature = "scopes")]
pub(crate) mod scope;
#[cfg(any(feature = "color", feature = "scaling", feature = "tone"))]
mod srgb;
#[cfg(feature = "morphology")]
pub mod structuring;
mod table;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod warp;

pub use affine::Affine;
pub use operation::{Channel, Linear, Matrix, Operation};
pub use table::Table;
pub use warp::{Interpolation, Outside};

use alloc::boxed::Box;

use crate::declare::{Spec, Value};
use crate::error::{Code, Detail, Error, Result};
use crate::frame::FrameLayout;

/// What a filter does, given its parameters. This is the part written by hand; [`filter!`](crate::filter) writes the
/// rest.
pub trait Operate: Send {
    /// What to do to a frame of this layout: which kind of operation it is, ready to run.
    ///
    /// # Errors
    /// `out-of-memory` if there is no room for what the operation keeps between rows.
    fn operation(&self, input: &FrameLayout) -> Result<Operation>;
}

/// A filter: parameters that can be set by number, and an operation.
pub trait Filter: Operate {
    /// What it is, as data.
    fn spec(&self) -> &'static Spec;

    /// Sets a parameter. Nothing changes if it fails.
    ///
    /// # Errors
    /// `invalid-argument` or `out-of-range` for a wrong value, `unknown-parameter` if there is no such parameter.
    fn set(&mut self, parameter: usize, value: &Value) -> Result<()>;

    /// The value of a parameter, as it would be written.
    fn get(&self, parameter: usize) -> Option<Value>;
}

/// The specification of the filter called `name`.
///
/// # Errors
/// `unknown-filter` if there is none.
pub fn find(name: &str) -> Result<&'static Spec> {
    REGISTRY.iter().find(|spec| spec.name == name).copied().ok_or_else(|| {
        Error::new(Code::UnknownFilter, "filter", Detail::OneOf(NAMES), alloc::string::String::from(name))
    })
}

/// Makes a filter with all parameters at their defaults.
///
/// # Errors
/// `unknown-filter` if there is none of that name.
pub fn create(name: &str) -> Result<Box<dyn Filter>> {
    find(name).map(|spec| (spec.create)())
}

crate::declare::registry! {
    /// Every filter of this build, in the order of the list.
    "color" color {
        brightness::Brightness,
        contrast::Contrast,
        saturate::Saturate,
        hue_rotate::HueRotate,
        sepia::Sepia,
        grayscale::Grayscale,
        invert::Invert,
        opacity::Opacity,
        color_matrix::ColorMatrix,
        threshold::Threshold,
        vibrance::Vibrance,
        white_balance::WhiteBalance,
        hsl_adjust::HslAdjust,
        channel_mixer::ChannelMixer,
        asc_cdl::AscCdl,
        duotone::Duotone,
        gradient_map::GradientMap,
        chroma_key::ChromaKey,
        srgb_to_linear::SrgbToLinear,
        linear_to_srgb::LinearToSrgb,
        premultiply::Premultiply,
        unpremultiply::Unpremultiply,
    }
    "tone" tone {
        exposure::Exposure,
        gamma::Gamma,
        levels::Levels,
        curves::Curves,
        equalize::Equalize,
        posterize::Posterize,
        solarize::Solarize,
        otsu_threshold::OtsuThreshold,
        adaptive_threshold::AdaptiveThreshold,
        clahe::Clahe,
        auto_levels::AutoLevels,
    }
    "scaling" scaling {
        resize::Resize,
    }
    "lut" lut {
        lut3d::Lut3d,
    }
    "blur" blur {
        gaussian_blur::GaussianBlur,
        box_blur::BoxBlur,
        stack_blur::StackBlur,
        motion_blur::MotionBlur,
        lens_blur::LensBlur,
        tilt_shift::TiltShift,
        zoom_blur::ZoomBlur,
        spin_blur::SpinBlur,
    }
    "detail" detail {
        unsharp_mask::UnsharpMask,
        clarity::Clarity,
        median::Median,
        bilateral::Bilateral,
        fast_bilateral::FastBilateral,
        non_local_means::NonLocalMeans,
    }
    "edges" edges {
        sobel::Sobel,
        scharr::Scharr,
        prewitt::Prewitt,
        laplacian::Laplacian,
        canny::Canny,
        emboss::Emboss,
        convolve3x3::Convolve3x3,
        convolve::Convolve,
        convolve_separable::ConvolveSeparable,
    }
    "morphology" morphology {
        erode::Erode,
        dilate::Dilate,
        open::Open,
        close::Close,
        morphological_gradient::MorphologicalGradient,
        top_hat::TopHat,
        black_hat::BlackHat,
    }
    "effect" effect {
        vignette::Vignette,
        drop_shadow::DropShadow,
        pixelate::Pixelate,
        film_grain::FilmGrain,
        dither::Dither,
        quantize::Quantize,
        halftone::Halftone,
        chromatic_aberration::ChromaticAberration,
    }
    "scopes" scopes {
        waveform::Waveform,
        parade::Parade,
        vectorscope::Vectorscope,
        spectrogram::Spectrogram,
    }
    "compositing" compositing {
        blend::Blend,
        composite::Composite,
        cross_fade::CrossFade,
        mask::Mask,
    }
    "geometry" geometry {
        flip::Flip,
        rotate::Rotate,
        crop::Crop,
        pad::Pad,
        rotate_by_angle::RotateByAngle,
        affine::Affine,
        perspective::Perspective,
        homography::Homography,
        lens_distortion::LensDistortion,
        displacement_map::DisplacementMap,
        remap::Remap,
    }
}
