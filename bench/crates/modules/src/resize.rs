//! `fast_image_resize` for RGBA with a Lanczos kernel, behind three exports.

use std::cell::RefCell;

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

struct State {
    source: Image<'static>,
    target: Image<'static>,
    resizer: Resizer,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// Creates a source and a target, and returns the address of the source's bytes.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn prepare(width: u32, height: u32, to_width: u32, to_height: u32) -> *mut u8 {
    STATE.with_borrow_mut(|state| {
        let image = |width, height| Image::new(width, height, PixelType::U8x4);
        let made = State { source: image(width, height), target: image(to_width, to_height), resizer: Resizer::new() };
        state.insert(made).source.buffer_mut().as_mut_ptr()
    })
}

/// Resizes, with or without weighting colours by alpha, and returns the address of the result's bytes.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn run(alpha: u32) -> *const u8 {
    STATE.with_borrow_mut(|state| {
        let State { source, target, resizer } = state.as_mut().expect("`prepare` was called");
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        resizer.resize(&*source, target, &options.use_alpha(alpha != 0)).expect("images of the same type");
        target.buffer().as_ptr()
    })
}
