//! Two kernels, each written for our vector layer and for `fearless_simd`: a colour matrix over RGBA, and the
//! horizontal pass of a Gaussian in fixed point.

#[cfg(feature = "fearless-simd")]
mod fearless;
#[cfg(feature = "vector-layer")]
mod ours;

pub const SIZE: usize = 1024;
/// Number of pairs of taps: a Gaussian with a standard deviation of 2 pixels.
pub const PAIRS: usize = 7;

/// For each output channel, the weights of (red, blue) and of (green, alpha) and an offset. 4096 is 1.
pub type Matrix = [([i16; 2], [i16; 2], i32); 4];

/// Similar to a hue rotation.
pub const MATRIX: Matrix = [
    ([3000, -700], [1796, 0], 2048),
    ([-500, 900], [3696, 0], 2048 - (9 << 12)),
    ([1200, 3200], [-304, 0], 2048 + (7 << 12)),
    ([0, 0], [0, 4096], 2048),
];

/// Taps -6 to 6 and a zero. 16384 is 1.
pub const WEIGHTS: [[i16; 2]; PAIRS] =
    [[36, 144], [442, 1061], [1984, 2884], [3282, 2884], [1984, 1061], [442, 144], [36, 0]];

/// The frame, and a line of fixed-point pixels with padding for the taps.
#[derive(Debug)]
pub struct Data {
    pub source: Vec<u8>,
    pub target: Vec<u8>,
    pub line: Vec<i16>,
    pub paired: Vec<i16>,
    pub out: Vec<i16>,
}

impl Data {
    pub fn new() -> Self {
        let source: Vec<u8> = (0..SIZE * SIZE * 4).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let pixels = SIZE + 16;
        let line = source.iter().take(pixels * 4 + 8).map(|&v| i16::from(v) << 7).collect();
        Self { target: vec![0; source.len()], source, line, paired: vec![0; pixels * 8], out: vec![0; SIZE * 4] }
    }

    /// A checksum of the kernel's output.
    pub fn sum(&self) -> u32 {
        let bytes = self.target.iter().map(|&v| u32::from(v));
        let words = self.out.iter().map(|&v| v as u32);
        bytes.chain(words).fold(0, |sum: u32, v| sum.wrapping_mul(31).wrapping_add(v))
    }
}

impl Default for Data {
    fn default() -> Self {
        Self::new()
    }
}

/// A kernel, and the names of its case and of its contender.
pub type Kernel = (&'static str, &'static str, fn(&mut Data));

/// The kernels of this build. Row kernels run once for each row of the frame.
pub const KERNELS: &[Kernel] = &[
    #[cfg(feature = "vector-layer")]
    ("colour matrix", "filmgate", |d| ours::matrix(&d.source, &mut d.target, &MATRIX)),
    #[cfg(feature = "vector-layer")]
    ("Gaussian rows", "filmgate", |d| (0..SIZE).for_each(|_| ours::row(&d.line, &mut d.paired, &mut d.out, &WEIGHTS))),
    #[cfg(feature = "vector-layer")]
    ("Gaussian rows, Q15", "filmgate", |d| (0..SIZE).for_each(|_| ours::row_q15(&d.line, &mut d.out, &WEIGHTS))),
    #[cfg(feature = "fearless-simd")]
    ("colour matrix", "fearless_simd", |d| fearless::matrix(&d.source, &mut d.target, &MATRIX)),
    #[cfg(feature = "fearless-simd")]
    ("Gaussian rows", "fearless_simd", |d| {
        (0..SIZE).for_each(|_| fearless::row(&d.line, &mut d.paired, &mut d.out, &WEIGHTS));
    }),
];

thread_local! {
    static DATA: std::cell::RefCell<Data> = std::cell::RefCell::default();
}

/// Runs a kernel by its index in [`KERNELS`].
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn run(kernel: usize) {
    DATA.with_borrow_mut(|data| KERNELS[kernel].2(data));
}

/// Clears the kernels' output.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn clear() {
    DATA.with_borrow_mut(|data| {
        data.target.fill(0);
        data.out.fill(0);
    });
}

/// A checksum of the kernels' output.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn sum() -> u32 {
    DATA.with_borrow(Data::sum)
}
