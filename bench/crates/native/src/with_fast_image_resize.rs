//! `fast_image_resize`: resizes to half the width and height.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use filmgate_bench_program::Work;

use crate::Contender;
use crate::pictures::Picture;

const fn by(case: &'static str, prepare: fn(&'static Picture) -> Box<dyn Work>) -> Contender {
    Contender { case, name: "fast_image_resize", version: "6.1.0", prepare }
}

pub static CONTENDERS: [Contender; 2] = [
    by("resize to a half, Lanczos", |picture| halved(picture, FilterType::Lanczos3)),
    by("resize to a half, bilinear", |picture| halved(picture, FilterType::Bilinear)),
];

struct Resize {
    resizer: Resizer,
    options: ResizeOptions,
    picture: &'static Picture,
    target: Image<'static>,
}

fn halved(picture: &'static Picture, filter: FilterType) -> Box<dyn Work> {
    // The picture is opaque. Weighting colours by alpha would take a third more time.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    let target = Image::new(picture.width / 2, picture.height / 2, PixelType::U8x4);
    Box::new(Resize { resizer: Resizer::new(), options, picture, target })
}

impl Work for Resize {
    fn run(&mut self) {
        let Picture { pixels, width, height } = self.picture;
        let source = ImageRef::new(*width, *height, pixels, PixelType::U8x4).expect("as many bytes as pixels need");
        self.resizer.resize(&source, &mut self.target, &self.options).expect("two images of the same type");
    }

    fn result(&mut self) -> Vec<u8> {
        self.target.buffer().to_vec()
    }
}
