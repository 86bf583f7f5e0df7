//! `imageproc`: its operations on RGBA, and Sobel, which it supports for gray only.

use filmgate_bench_program::Work;
use image::{GrayImage, Rgba, RgbaImage};
use imageproc::filter::bilateral::GaussianEuclideanColorDistance;
use imageproc::kernel::Kernel;

use crate::Contender;
use crate::pictures::Picture;

macro_rules! contenders {
    ($count:literal: $($case:literal $name:literal $work:expr;)*) => {
        pub static CONTENDERS: [Contender; $count] = [$(Contender {
            case: $case,
            name: concat!("imageproc ", $name),
            version: "0.27.0",
            prepare: |picture| into(picture, $work),
        },)*];
    };
}

contenders! { 10:
    "Gaussian, σ 2" "gaussian_blur_f32" |image| imageproc::filter::gaussian_blur_f32(image, 2.0);
    "Gaussian, σ 5" "gaussian_blur_f32" |image| imageproc::filter::gaussian_blur_f32(image, 5.0);
    "Gaussian, σ 15" "gaussian_blur_f32" |image| imageproc::filter::gaussian_blur_f32(image, 15.0);
    "median 3 × 3" "median_filter" |image| imageproc::filter::median_filter(image, 1, 1);
    "median 7 × 7" "median_filter" |image| imageproc::filter::median_filter(image, 3, 3);
    "median 15 × 15" "median_filter" |image| imageproc::filter::median_filter(image, 7, 7);
    "convolve 3 × 3" "filter_clamped" |image| {
        imageproc::filter::filter_clamped(image, Kernel::new(&crate::pictures::SHARPEN, 3, 3))
    };
    "convolve 5 × 5" "filter_clamped" |image| {
        imageproc::filter::filter_clamped(image, Kernel::new(&crate::pictures::CONE, 5, 5))
    };
    "bilateral, 9 × 9" "bilateral_filter" |image| {
        imageproc::filter::bilateral_filter(image, 4, 3.0, GaussianEuclideanColorDistance::new(50.0))
    };
    "Sobel" "sobel_gradients" sobel;
}

/// Converts to gray and back, with the luma of the bench: rounded to whole levels.
fn sobel(image: &RgbaImage) -> RgbaImage {
    let gray = GrayImage::from_fn(image.width(), image.height(), |x, y| {
        let [r, g, b, _] = image.get_pixel(x, y).0.map(u32::from);
        image::Luma([((4899 * r + 9617 * g + 1868 * b + 8192) >> 14) as u8])
    });
    let lengths = imageproc::gradients::sobel_gradients(&gray);
    RgbaImage::from_fn(image.width(), image.height(), |x, y| {
        let level = lengths.get_pixel(x, y).0[0].min(255) as u8;
        Rgba([level, level, level, 255])
    })
}

/// Every function of imageproc allocates a new image.
struct Into {
    work: fn(&RgbaImage) -> RgbaImage,
    source: RgbaImage,
    result: RgbaImage,
}

fn into(picture: &'static Picture, work: fn(&RgbaImage) -> RgbaImage) -> Box<dyn Work> {
    let source = RgbaImage::from_raw(picture.width, picture.height, picture.pixels.clone());
    Box::new(Into { work, source: source.expect("as many bytes as pixels need"), result: RgbaImage::new(1, 1) })
}

impl Work for Into {
    fn run(&mut self) {
        self.result = (self.work)(&self.source);
    }

    fn result(&mut self) -> Vec<u8> {
        self.result.as_raw().clone()
    }
}
