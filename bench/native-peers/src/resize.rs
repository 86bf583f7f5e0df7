//! `fast_image_resize`: to half the width and height.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::{Contender, Picture, Work};

const fn by(operation: &'static str, prepare: fn(&Picture) -> Box<dyn Work>) -> Contender {
    Contender { operation, name: "fast_image_resize", version: "6.1.0", prepare }
}

pub static CONTENDERS: [Contender; 2] = [
    by("resize to a half, Lanczos", |picture| halved(picture, FilterType::Lanczos3)),
    by("resize to a half, bilinear", |picture| halved(picture, FilterType::Bilinear)),
];

struct Resize {
    resizer: Resizer,
    options: ResizeOptions,
    target: Image<'static>,
}

fn halved(picture: &Picture, filter: FilterType) -> Box<dyn Work> {
    // The picture is opaque: colours needn't be weighed by alpha, which would cost it a third more.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    let target = Image::new(picture.width / 2, picture.height / 2, PixelType::U8x4);
    Box::new(Resize { resizer: Resizer::new(), options, target })
}

impl Work for Resize {
    fn run(&mut self, picture: &Picture) {
        let source = ImageRef::new(picture.width, picture.height, &picture.pixels, PixelType::U8x4);
        let source = source.expect("as many bytes as pixels need");
        self.resizer.resize(&source, &mut self.target, &self.options).expect("two images of the same kind");
    }

    fn pixels(&self) -> &[u8] {
        self.target.buffer()
    }
}
