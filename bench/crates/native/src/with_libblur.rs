//! `libblur`. Its `sobel` is omitted: it computes the derivative along x instead of the length of the gradient. Its
//! `filter_2d` clamps weights to 1, so the result of the 3 × 3 kernel is wrong and is marked.

use filmgate_bench_program::Work;
use libblur::{
    AnisotropicRadius, BilateralBlurParams, BlurImage, BlurImageMut, BoxBlurParameters, BufferStore, ConvolutionMode,
    EdgeMode, EdgeMode2D, FastBlurChannels, GaussianBlurParams, KernelShape, Scalar, ThreadingPolicy,
};

use crate::Contender;
use crate::pictures::Picture;

const CLAMP: EdgeMode2D = EdgeMode2D::new(EdgeMode::Clamp);
const ONE_THREAD: ThreadingPolicy = ThreadingPolicy::Single;

type Source<'a> = BlurImage<'a, u8>;
type Target = BlurImageMut<'static, u8>;

const fn by(case: &'static str, name: &'static str, prepare: fn(&'static Picture) -> Box<dyn Work>) -> Contender {
    Contender { case, name, version: "0.24.0", prepare }
}

macro_rules! gaussians {
    ($($case:literal $sigma:literal)*) => {
        [$(
            by($case, "libblur gaussian_blur, exact", |picture| {
                into(picture, |from, to| gaussian(from, to, $sigma, ConvolutionMode::Exact))
            }),
            by($case, "libblur gaussian_blur, fixed point", |picture| {
                into(picture, |from, to| gaussian(from, to, $sigma, ConvolutionMode::FixedPoint))
            }),
            // Radii from the variance: (r² + 2r) / 6 for a triangle, (r² - 1) / 4 for three boxes.
            by($case, "libblur stack_blur", |picture| {
                in_place(picture, |image| {
                    libblur::stack_blur(image, radius((6.0_f64 * $sigma * $sigma + 1.0).sqrt() - 1.0), ONE_THREAD)
                })
            }),
            by($case, "libblur fast_gaussian", |picture| {
                in_place(picture, |image| {
                    libblur::fast_gaussian(image, radius((6.0_f64 * $sigma * $sigma + 1.0).sqrt()), ONE_THREAD, CLAMP)
                })
            }),
            by($case, "libblur fast_gaussian_next", |picture| {
                in_place(picture, |image| {
                    let radius = radius((4.0_f64 * $sigma * $sigma + 1.0).sqrt());
                    libblur::fast_gaussian_next(image, radius, ONE_THREAD, CLAMP)
                })
            }),
        )*]
    };
}

macro_rules! others {
    ($($case:literal $name:literal $work:expr;)*) => {
        [$(by($case, concat!("libblur ", $name), |picture| into(picture, $work)),)*]
    };
}

static GAUSSIANS: [Contender; 15] = gaussians! { "Gaussian, σ 2" 2.0 "Gaussian, σ 5" 5.0 "Gaussian, σ 15" 15.0 };

static OTHERS: [Contender; 8] = others! {
    "box blur, radius 5" "box_blur" |from, to| libblur::box_blur(from, to, BoxBlurParameters::new(11), ONE_THREAD);
    "box blur, radius 30" "box_blur" |from, to| libblur::box_blur(from, to, BoxBlurParameters::new(61), ONE_THREAD);
    "median 3 × 3" "median_blur" |from, to| libblur::median_blur(from, to, 1, ONE_THREAD);
    "median 7 × 7" "median_blur" |from, to| libblur::median_blur(from, to, 3, ONE_THREAD);
    "median 15 × 15" "median_blur" |from, to| libblur::median_blur(from, to, 7, ONE_THREAD);
    "convolve 3 × 3" "filter_2d_rgba" |from, to| convolve(from, to, &crate::pictures::SHARPEN, 3);
    "convolve 5 × 5" "filter_2d_rgba" |from, to| convolve(from, to, &crate::pictures::CONE, 5);
    "bilateral, 9 × 9" "bilateral_filter" |from, to| {
        // Its colour distance differs from OpenCV's, like imageproc's.
        let params = BilateralBlurParams { kernel_size: 9, spatial_sigma: 3.0, range_sigma: 50.0 };
        libblur::bilateral_filter(from, to, params, CLAMP, Scalar::default(), ONE_THREAD)
    };
};

pub fn contenders() -> impl Iterator<Item = &'static Contender> {
    GAUSSIANS.iter().chain(&OTHERS)
}

fn radius(value: f64) -> AnisotropicRadius {
    AnisotropicRadius::new(value.round() as u32)
}

type Outcome = Result<(), libblur::BlurError>;

fn gaussian(from: &Source<'_>, to: &mut Target, sigma: f64, mode: ConvolutionMode) -> Outcome {
    libblur::gaussian_blur(from, to, GaussianBlurParams::new_from_sigma(sigma), CLAMP, ONE_THREAD, mode)
}

fn convolve(from: &Source<'_>, to: &mut Target, kernel: &[f32], side: usize) -> Outcome {
    let shape = KernelShape::new(side, side);
    libblur::filter_2d_rgba::<u8, f32>(from, to, kernel, shape, CLAMP, Scalar::default(), ONE_THREAD)
}

struct Into {
    work: fn(&Source<'_>, &mut Target) -> Outcome,
    picture: &'static Picture,
    target: Target,
}

fn into(picture: &'static Picture, work: fn(&Source<'_>, &mut Target) -> Outcome) -> Box<dyn Work> {
    let target = Target::alloc(picture.width, picture.height, FastBlurChannels::Channels4);
    Box::new(Into { work, picture, target })
}

impl Work for Into {
    fn run(&mut self) {
        let Picture { pixels, width, height } = self.picture;
        let source = Source::borrow(pixels, *width, *height, FastBlurChannels::Channels4);
        (self.work)(&source, &mut self.target).expect("images of the same size");
    }

    fn result(&mut self) -> Vec<u8> {
        bytes(&self.target)
    }
}

struct InPlace {
    work: fn(&mut Target) -> Outcome,
    picture: &'static Picture,
    image: Target,
}

fn in_place(picture: &'static Picture, work: fn(&mut Target) -> Outcome) -> Box<dyn Work> {
    let image = Target::alloc(picture.width, picture.height, FastBlurChannels::Channels4);
    Box::new(InPlace { work, picture, image })
}

impl Work for InPlace {
    fn restore(&mut self) {
        self.image.data.borrow_mut().copy_from_slice(&self.picture.pixels);
    }

    fn run(&mut self) {
        (self.work)(&mut self.image).expect("an image with pixels");
    }

    fn result(&mut self) -> Vec<u8> {
        bytes(&self.image)
    }
}

fn bytes(image: &Target) -> Vec<u8> {
    match &image.data {
        BufferStore::Owned(data) => data.to_vec(),
        BufferStore::Borrowed(data) => data.to_vec(),
    }
}
