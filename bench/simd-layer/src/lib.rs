//! Two kernels, each written for the own vector layer and for `fearless_simd`.

#[cfg(feature = "ours")]
pub mod ours;
#[cfg(feature = "theirs")]
pub mod theirs;

pub const SIZE: usize = 1024;
/// Pairs of taps: a Gaussian with a standard deviation of 2 pixels.
pub const PAIRS: usize = 7;

/// Weights of (red, blue) and of (green, alpha) and what is added, for each output channel, 4096 to 1.
pub type Matrix = [([i16; 2], [i16; 2], i32); 4];

/// Something like a hue rotation.
pub const MATRIX: Matrix = [
    ([3000, -700], [1796, 0], 2048),
    ([-500, 900], [3696, 0], 2048 - (9 << 12)),
    ([1200, 3200], [-304, 0], 2048 + (7 << 12)),
    ([0, 0], [0, 4096], 2048),
];

/// Taps -6 to 6 and one that is 0, 16384 to 1.
pub const WEIGHTS: [[i16; 2]; PAIRS] =
    [[36, 144], [442, 1061], [1984, 2884], [3282, 2884], [1984, 1061], [442, 144], [36, 0]];

/// The frame, and a line of fixed-point pixels with what lies left and right of it.
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

    /// What the kernel wrote, as a number to compare.
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

/// A kernel under its name.
pub type Kernel = (&'static str, fn(&mut Data));

/// All kernels. The row kernels run once for each row of the frame.
pub const KERNELS: &[Kernel] = &[
    #[cfg(feature = "ours")]
    ("matrix ours", |d| ours::matrix(&d.source, &mut d.target, &MATRIX)),
    #[cfg(feature = "theirs")]
    ("matrix theirs", |d| theirs::matrix(&d.source, &mut d.target, &MATRIX)),
    #[cfg(feature = "ours")]
    ("row ours", |d| (0..SIZE).for_each(|_| ours::row(&d.line, &mut d.paired, &mut d.out, &WEIGHTS))),
    #[cfg(feature = "theirs")]
    ("row theirs", |d| (0..SIZE).for_each(|_| theirs::row(&d.line, &mut d.paired, &mut d.out, &WEIGHTS))),
    #[cfg(feature = "ours")]
    ("row ours, Q15", |d| (0..SIZE).for_each(|_| ours::row_q15(&d.line, &mut d.out, &WEIGHTS))),
];

#[unsafe(no_mangle)]
pub extern "C" fn make() -> *mut Data {
    Box::into_raw(Box::default())
}

/// # Safety
/// `data` is what `make` returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn run(data: *mut Data, kernel: usize) {
    // SAFETY: `make` leaked it, and nothing else refers to it.
    KERNELS[kernel].1(unsafe { &mut *data });
}

/// # Safety
/// `data` is what `make` returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sum(data: *const Data) -> u32 {
    // SAFETY: as above.
    unsafe { &*data }.sum()
}
