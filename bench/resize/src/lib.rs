//! `fast_image_resize` for RGBA and Lanczos, behind three functions that JavaScript can call.

use std::cell::RefCell;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

thread_local! {
    static STATE: RefCell<Option<(Image<'static>, Image<'static>, Resizer)>> = const { RefCell::new(None) };
}

/// Makes a source and a target; where the source's bytes are.
#[unsafe(no_mangle)]
pub extern "C" fn make(width: u32, height: u32, to_width: u32, to_height: u32) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        let image = |width, height| Image::new(width, height, PixelType::U8x4);
        let (source, ..) = state.insert((image(width, height), image(to_width, to_height), Resizer::new()));
        source.buffer_mut().as_mut_ptr()
    })
}

/// Resizes, with colours weighed by alpha or not.
#[unsafe(no_mangle)]
pub extern "C" fn run(alpha: u32) {
    STATE.with_borrow_mut(|state| {
        let (source, target, resizer) = state.as_mut().unwrap();
        let lanczos = ResizeAlg::Convolution(FilterType::Lanczos3);
        resizer.resize(&*source, target, &ResizeOptions::new().resize_alg(lanczos).use_alpha(alpha != 0)).unwrap();
    });
}
