//! The filters and their registry.
//!
//! To add a filter: write a file beside the others and add a line to `registry!` below.

use alloc::boxed::Box;

use crate::declare::{self, Declared, Parameters};
use crate::error::{Code, Result};
use crate::image::frame::{ColorSpace, Format, FrameLayout, RowFormat, RowLayout};
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::kernels::{Channel, Operation};

/// The behaviour of a filter for given parameters. It is written by hand; [`filter!`](crate::filter) generates the
/// rest.
pub trait Operate: Send {
    /// Returns the operation for a frame of this layout, ready to run.
    ///
    /// # Errors
    /// `out-of-memory` if the rows that the operation stores can't be allocated.
    fn operation(&self, input: &RowLayout) -> Result<Operation>;

    /// Returns the operation for rows of floats of this size; `None` if there is none. A filter whose operation is linear
    /// has one in any case: the same lines or matrix.
    ///
    /// # Errors
    /// As [`Operate::operation`].
    #[cfg(feature = "float")]
    fn float(&self, _input: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(None)
    }

    /// Returns whether a filter of planes, with these parameters, can't process the planes of such a frame by themselves.
    /// By default, it can unless planes have different proportions, or one is alpha, by which colours are to be weighted.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        across != down || input.has_alpha_plane()
    }

    /// Returns n if the filter reads only rows 0, n, 2n… of the frame: after a conversion, others are unspecified.
    fn reads_every(&self) -> usize {
        1
    }

    /// Returns whether the filter, with these parameters, has an operation of its own for each plane of a YUV frame without
    /// alpha, see [`Operate::on_plane`]. Its parameters in pixels are those of the frame.
    fn has_planes(&self) -> bool {
        false
    }

    /// Returns the operation for a plane of a YUV frame, if [`Operate::has_planes`].
    ///
    /// # Errors
    /// As [`Operate::operation`].
    fn on_plane(&self, rows: &RowLayout, _plane: &YuvPlane) -> Result<Operation> {
        self.operation(rows)
    }

    /// Returns the effect of a filter of the domain [`Domain::Luma`] on chroma; by default, none.
    fn chroma(&self) -> Channel {
        Channel::IDENTITY
    }
}

/// A plane of a YUV frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YuvPlane {
    /// 0 for luma, 1 for blue difference, 2 for red difference.
    pub index: usize,
    /// The layout of the frame.
    pub frame: FrameLayout,
    /// The colour space of the frame.
    pub color_space: ColorSpace,
}

/// A filter: parameters that can be set by index, and an operation.
pub trait Filter: Operate + Parameters {
    /// Returns the declaration as data.
    fn spec(&self) -> &'static Spec;

    /// Returns whether the result depends on the frames before.
    fn is_temporal(&self) -> bool {
        false
    }
}

/// What a filter works on. It decides how frames of other formats than RGBA are processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Any plane by itself: those of YUV frames are processed as they are.
    Planes,
    /// Colours, and gray. Of YUV frames, the luma plane is processed as a gray frame, and [`Operate::chroma`] is what
    /// happens to chroma.
    Luma,
    /// Every colour channel by itself, and gray. YUV frames are converted to RGBA rows in the stream.
    Channels,
    /// Colours, and gray. YUV frames are converted to RGBA rows in the stream.
    ColorAndGray,
    /// Colours only; a gray frame has none. YUV frames are converted to RGBA rows in the stream.
    Color,
}

impl Domain {
    /// Returns whether the filter processes rows of this format.
    pub const fn has(self, rows: RowFormat) -> bool {
        !matches!((self, rows), (Self::Color, RowFormat::Gray8))
    }

    /// Returns the name in bindings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planes => "planes",
            Self::Luma => "luma",
            Self::Channels => "channels",
            Self::ColorAndGray | Self::Color => "color",
        }
    }

    /// Returns the frame formats whose rows the filter processes as they are.
    pub const fn plain_formats(self) -> &'static [Format] {
        match self {
            Self::Color => &[Format::Rgba],
            Self::Planes | Self::Luma | Self::Channels | Self::ColorAndGray => &[Format::Rgba, Format::Gray8],
        }
    }
}

/// The declaration of a filter.
pub type Spec = declare::Spec<dyn Filter>;

impl Declared for dyn Filter {
    type Domain = Domain;

    const NOUN: &'static str = "filter";
    const UNKNOWN: Code = Code::UnknownFilter;
}

/// Creates a filter with all parameters at their defaults.
///
/// # Errors
/// `unknown-filter` if no filter has that name.
pub fn create(name: &str) -> Result<Box<dyn Filter>> {
    find(name).map(|spec| (spec.create)())
}

/// The trait that is declared here.
type Declaration = dyn Filter;

crate::declare::registry! {
    /// Returns every filter of this build, in the order of the registry.
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
        posterize::Posterize,
        solarize::Solarize,
    }
    "adaptive" adaptive with histogram {
        equalize::Equalize,
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
    }
    "lens" lens {
        motion_blur::MotionBlur,
        lens_blur::LensBlur,
        tilt_shift::TiltShift,
        zoom_blur::ZoomBlur,
        spin_blur::SpinBlur,
    }
    "detail" detail with beside_blur, neighborhood {
        unsharp_mask::UnsharpMask,
        clarity::Clarity,
        median::Median,
        bilateral::Bilateral,
        fast_bilateral::FastBilateral,
        guided_filter::GuidedFilter,
        non_local_means::NonLocalMeans,
    }
    "edges" edges with gradient {
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
    "morphology" morphology with structuring {
        erode::Erode,
        dilate::Dilate,
        morphology_open::MorphologyOpen,
        morphology_close::MorphologyClose,
        morphological_gradient::MorphologicalGradient,
        top_hat::TopHat,
        black_hat::BlackHat,
    }
    "effect" effect with diffusion {
        vignette::Vignette,
        drop_shadow::DropShadow,
        pixelate::Pixelate,
        film_grain::FilmGrain,
        dither::Dither,
        quantize::Quantize,
        halftone::Halftone,
        chromatic_aberration::ChromaticAberration,
    }
    "temporal" temporal with rows {
        temporal_denoise::TemporalDenoise,
        deflicker::Deflicker,
        background_model::BackgroundModel,
        frame_difference::FrameDifference,
        echo::Echo,
    }
    "scopes" scopes with scope {
        waveform::Waveform,
        parade::Parade,
        vectorscope::Vectorscope,
        spectrogram::Spectrogram,
    }
    "compositing" compositing with overlay {
        blend::Blend,
        composite::Composite,
        cross_fade::CrossFade,
        mask::Mask,
    }
    "geometry" geometry with float {
        flip::Flip,
        rotate::Rotate,
        crop::Crop,
        pad::Pad,
    }
    "warp" warp {
        rotate_by_angle::RotateByAngle,
        affine::Affine,
        perspective::Perspective,
        homography::Homography,
        lens_distortion::LensDistortion,
        displacement_map::DisplacementMap,
        remap::Remap,
    }
}
