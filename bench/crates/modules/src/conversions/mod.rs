//! Conversions between YUV and RGBA at full HD, BT.709 in limited range: ours and those of the crate `yuv`.

#[cfg(feature = "conversions")]
pub mod ours;
#[cfg(feature = "conversions-yuv")]
pub mod with_yuv;

pub const WIDTH: usize = 1920;
pub const HEIGHT: usize = 1080;

/// The frames that conversions read and write. Planes have the size for 4:4:4, samples of 10 bits included.
#[derive(Debug)]
pub struct Data {
    pub rgba: Vec<u8>,
    pub luma: Vec<u8>,
    pub chroma: [Vec<u8>; 2],
    pub interleaved: Vec<u8>,
    pub wide: [Vec<u16>; 3],
    pub to_rgba: Vec<u8>,
    pub to_luma: Vec<u8>,
    pub to_chroma: [Vec<u8>; 2],
    pub to_interleaved: Vec<u8>,
}

impl Default for Data {
    fn default() -> Self {
        let size = WIDTH * HEIGHT;
        // Smooth shapes with a little noise, so that differences between definitions of upsampling are small.
        let pattern = |seed: usize| {
            move |i: usize| {
                let (x, y) = (i % WIDTH, i / WIDTH);
                let noise = (i.wrapping_mul(2_654_435_761 + 2 * seed) >> 20) & 3;
                let wave = (((x + 40 * seed) as f64 / 50.0).sin() * ((y + 9 * seed) as f64 / 40.0).cos() * 80.0) as i32;
                (120 + wave + noise as i32) as u8
            }
        };
        let plane = |seed: usize| (0..size).map(pattern(seed)).collect::<Vec<u8>>();
        let (luma, chroma) = (plane(1), [plane(2), plane(3)]);
        let wide = |plane: &Vec<u8>| plane.iter().map(|&v| u16::from(v) << 2 | u16::from(v & 3)).collect();
        Self {
            rgba: (0..4 * size).map(|i| pattern(i % 4)(i / 4)).collect(),
            interleaved: chroma[0].iter().zip(&chroma[1]).flat_map(|(&u, &v)| [u, v]).collect(),
            wide: [wide(&luma), wide(&chroma[0]), wide(&chroma[1])],
            luma,
            chroma,
            to_rgba: vec![0; 4 * size],
            to_luma: vec![0; size],
            to_chroma: [vec![0; size], vec![0; size]],
            to_interleaved: vec![0; 2 * size],
        }
    }
}

impl Data {
    fn clear(&mut self) {
        let [u, v] = &mut self.to_chroma;
        for plane in [&mut self.to_rgba, &mut self.to_luma, u, v, &mut self.to_interleaved] {
            plane.fill(0);
        }
    }

    /// Everything that conversions write.
    pub fn result(&self) -> Vec<u8> {
        let [u, v] = &self.to_chroma;
        [&self.to_rgba[..], &self.to_luma, u, v, &self.to_interleaved].concat()
    }
}

/// A conversion, and the names of its case and of its contender.
pub type Conversion = (&'static str, &'static str, fn(&mut Data));

/// The conversions of this build.
pub const CONVERSIONS: &[&[Conversion]] = &[
    #[cfg(feature = "conversions")]
    ours::CONVERSIONS,
    #[cfg(feature = "conversions-yuv")]
    with_yuv::CONVERSIONS,
];

pub fn conversions() -> impl Iterator<Item = &'static Conversion> {
    CONVERSIONS.iter().copied().flatten()
}

thread_local! {
    static DATA: std::cell::RefCell<Data> = std::cell::RefCell::default();
    static RESULT: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Runs a conversion by its index.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn run(index: usize) {
    if let Some((.., convert)) = conversions().nth(index) {
        DATA.with_borrow_mut(convert);
    }
}

/// Copies the RGBA frame.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn copy() {
    DATA.with_borrow_mut(|data| data.to_rgba.copy_from_slice(&data.rgba));
}

/// Clears the results of conversions.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn clear() {
    DATA.with_borrow_mut(Data::clear);
}

/// Returns the address of the results of conversions, `result_length` bytes.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn result() -> *const u8 {
    RESULT.with_borrow_mut(|result| {
        *result = DATA.with_borrow(Data::result);
        result.as_ptr()
    })
}

/// Returns the number of bytes of the result.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn result_length() -> usize {
    RESULT.with_borrow(Vec::len)
}

/// Returns the name of a case, byte by byte, and 0 at the end.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn name(index: usize, at: usize) -> u8 {
    conversions().nth(index).and_then(|(name, ..)| name.as_bytes().get(at).copied()).unwrap_or_default()
}
