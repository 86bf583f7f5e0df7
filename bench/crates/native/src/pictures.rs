//! The input of image contenders, and kernels that several contenders share.

/// An opaque RGBA picture.
#[derive(Default)]
pub struct Picture {
    pub pixels: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// Reads a file of raw bytes.
    pub fn read(file: &str, width: &str, height: &str) -> Self {
        let number = |text: &str| text.parse::<u32>().expect("a width and a height in pixels");
        let pixels = std::fs::read(file).expect("the file of pixels");
        Self { pixels, width: number(width), height: number(height) }
    }
}

pub const SHARPEN: [f32; 9] = [0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0];
pub const CONE: [f32; 25] = {
    let (whole, mut kernel, mut i) =
        ([0, 1, 2, 1, 0, 1, 3, 5, 3, 1, 2, 5, 16, 5, 2, 1, 3, 5, 3, 1, 0, 1, 2, 1, 0], [0.0; 25], 0);
    while i < 25 {
        kernel[i] = whole[i] as f32 / 64.0;
        i += 1;
    }
    kernel
};
