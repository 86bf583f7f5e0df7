//! Filters as plain loops that a compiler can vectorise: pixels as words, integers, slices of equal length; without
//! vector types and `unsafe`. Frames are opaque, so colours aren't weighted by alpha.

use filmgate_bench_program::Work;

use crate::Contender;
use crate::pictures::Picture;

#[derive(Clone)]
struct Frame {
    /// Red in the lowest byte, as in memory.
    pixels: Vec<u32>,
    width: usize,
    height: usize,
}

type Matrix = [[f32; 3]; 3];

const GRAYSCALE: Matrix = [[0.2126, 0.7152, 0.0722]; 3];
const SEPIA: Matrix = [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]];
const SATURATE: Matrix = [[1.2361, -0.2145, -0.0216], [-0.0639, 1.0855, -0.0216], [-0.0639, -0.2145, 1.2784]];
const HUE_ROTATE: Matrix = [[0.788, -0.262, 0.474], [0.1, 1.032, -0.132], [-0.365, 0.453, 0.912]];

/// 1 in fixed point: the fraction has 14 bits.
const ONE: f32 = 16384.0;

fn fixed(value: f32) -> i32 {
    (value * ONE).round() as i32
}

/// Rounds to the nearest level.
fn level(value: i32) -> i32 {
    ((value + (1 << 13)) >> 14).clamp(0, 255)
}

fn unpack(pixel: u32) -> [i32; 3] {
    [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255].map(|channel| channel as i32)
}

fn pack([r, g, b]: [i32; 3], pixel: u32) -> u32 {
    r as u32 | (g as u32) << 8 | (b as u32) << 16 | (pixel & 0xff00_0000)
}

fn luma(pixel: u32) -> i32 {
    let [r, g, b] = unpack(pixel);
    (4899 * r + 9617 * g + 1868 * b + 8192) >> 14
}

fn invert(frame: &mut Frame) {
    for pixel in &mut frame.pixels {
        *pixel ^= 0x00ff_ffff;
    }
}

fn linear(frame: &mut Frame, factor: f32, offset: f32) {
    let (factor, offset) = (fixed(factor), fixed(offset));
    for pixel in &mut frame.pixels {
        *pixel = pack(unpack(*pixel).map(|channel| level(channel * factor + offset)), *pixel);
    }
}

fn opacity(frame: &mut Frame, amount: f32) {
    let amount = fixed(amount);
    for pixel in &mut frame.pixels {
        let alpha = level((*pixel >> 24) as i32 * amount) as u32;
        *pixel = *pixel & 0x00ff_ffff | alpha << 24;
    }
}

fn threshold(frame: &mut Frame, level: i32) {
    for pixel in &mut frame.pixels {
        let white = if luma(*pixel) >= level { 0x00ff_ffff } else { 0 };
        *pixel = *pixel & 0xff00_0000 | white;
    }
}

fn matrix(frame: &mut Frame, matrix: &Matrix) {
    let matrix = matrix.map(|row| row.map(fixed));
    for pixel in &mut frame.pixels {
        let [r, g, b] = unpack(*pixel);
        *pixel = pack(matrix.map(|[x, y, z]| level(x * r + y * g + z * b)), *pixel);
    }
}

fn flip_horizontal(frame: &mut Frame) {
    for row in frame.pixels.chunks_exact_mut(frame.width) {
        row.reverse();
    }
}

fn flip_vertical(frame: &mut Frame) {
    let (top, bottom) = frame.pixels.split_at_mut(frame.width * (frame.height / 2));
    for (a, b) in top.chunks_exact_mut(frame.width).zip(bottom.rchunks_exact_mut(frame.width)) {
        a.swap_with_slice(b);
    }
}

fn rotate_half(frame: &mut Frame) {
    frame.pixels.reverse();
}

/// Rotates clockwise.
fn rotate_quarter(from: &Frame, to: &mut Frame) {
    (to.width, to.height) = (from.height, from.width);
    for y in 0..to.height {
        for x in 0..to.width {
            to.pixels[y * to.width + x] = from.pixels[(from.height - 1 - x) * from.width + y];
        }
    }
}

/// The rows above, at and below a position; outside the frame, the outermost row.
fn around(y: usize, height: usize) -> [usize; 3] {
    [y.saturating_sub(1), y, (y + 1).min(height - 1)]
}

fn sobel(from: &Frame, to: &mut Frame) {
    let (width, height) = (from.width, from.height);
    // Each row with one more pixel at either end.
    let mut gray = vec![0_i16; (width + 2) * height];
    for (gray, row) in gray.chunks_exact_mut(width + 2).zip(from.pixels.chunks_exact(width)) {
        for (gray, &pixel) in gray[1..].iter_mut().zip(row) {
            *gray = luma(pixel) as i16;
        }
        gray[0] = gray[1];
        gray[width + 1] = gray[width];
    }
    for y in 0..height {
        let rows = around(y, height).map(|y| &gray[y * (width + 2)..][..width + 2]);
        let [[a, b, c], [d, _, e], [f, g, h]] = rows.map(|row| [0, 1, 2].map(|x| &row[x..][..width]));
        let source = &from.pixels[y * width..][..width];
        let result = &mut to.pixels[y * width..][..width];
        for x in 0..width {
            let across = i32::from(c[x] + 2 * e[x] + h[x] - a[x] - 2 * d[x] - f[x]);
            let down = i32::from(f[x] + 2 * g[x] + h[x] - a[x] - 2 * b[x] - c[x]);
            let length = ((across * across + down * down) as f32).sqrt();
            let gray = (length + 0.5).min(255.0) as i32;
            result[x] = pack([gray; 3], source[x]);
        }
    }
}

fn convolve(from: &Frame, to: &mut Frame, kernel: &[i32; 9]) {
    let (width, height) = (from.width, from.height);
    // Three rows, each with one more pixel at either end.
    let mut rows = vec![0_u32; (width + 2) * 3];
    for y in 0..height {
        for (row, y) in rows.chunks_exact_mut(width + 2).zip(around(y, height)) {
            let source = &from.pixels[y * width..][..width];
            row[1..=width].copy_from_slice(source);
            (row[0], row[width + 1]) = (source[0], source[width - 1]);
        }
        let result = &mut to.pixels[y * width..][..width];
        let taps: [&[u32]; 9] = std::array::from_fn(|i| &rows[(i / 3) * (width + 2) + i % 3..][..width]);
        for x in 0..width {
            let mut sums = [0; 3];
            for (tap, weight) in taps.iter().zip(kernel) {
                let channels = unpack(tap[x]);
                for (sum, channel) in sums.iter_mut().zip(channels) {
                    *sum += weight * channel;
                }
            }
            result[x] = pack(sums.map(|sum| sum.clamp(0, 255)), taps[4][x]);
        }
    }
}

/// Sums down the columns, then along the row of sums; truncated at three standard deviations.
fn gaussian(from: &Frame, to: &mut Frame, sigma: f32) {
    let (width, height) = (from.width, from.height);
    let reach = (3.0 * sigma).ceil() as usize;
    let mut weights: Vec<f32> =
        (0..=2 * reach).map(|i| (-(i as f32 - reach as f32).powi(2) / (2.0 * sigma * sigma)).exp()).collect();
    let total: f32 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);

    // One row for each channel, with padding for the taps on both sides.
    let mut lines = [0; 3].map(|_| vec![0.0_f32; width + 2 * reach]);
    let mut sums = [0; 3].map(|_| vec![0.0_f32; width]);
    for y in 0..height {
        for (channel, (line, sums)) in lines.iter_mut().zip(&mut sums).enumerate() {
            let middle = &mut line[reach..][..width];
            middle.fill(0.0);
            for (i, weight) in weights.iter().enumerate() {
                let at = (y + i).saturating_sub(reach).min(height - 1);
                for (sum, pixel) in middle.iter_mut().zip(&from.pixels[at * width..][..width]) {
                    *sum += weight * (pixel >> (8 * channel) & 255) as f32;
                }
            }
            let (first, last) = (middle[0], middle[width - 1]);
            line[..reach].fill(first);
            line[reach + width..].fill(last);

            sums.fill(0.5);
            for (i, weight) in weights.iter().enumerate() {
                for (sum, value) in sums.iter_mut().zip(&line[i..][..width]) {
                    *sum += weight * value;
                }
            }
        }
        let source = &from.pixels[y * width..][..width];
        let result = &mut to.pixels[y * width..][..width];
        let [red, green, blue] = sums.each_ref().map(|sums| &sums[..width]);
        for x in 0..width {
            result[x] = pack([red[x], green[x], blue[x]].map(|sum| sum as i32), source[x]);
        }
    }
}

/// A loop in place, or from the first frame to the second.
#[derive(Clone, Copy)]
enum Loop {
    InPlace(fn(&mut Frame)),
    Into(fn(&Frame, &mut Frame)),
}

struct Looped {
    work: Loop,
    source: Frame,
    frame: Frame,
    output: Frame,
}

fn looped(picture: &Picture, work: Loop) -> Box<dyn Work> {
    let words = picture.pixels.as_chunks::<4>().0.iter().map(|pixel| u32::from_le_bytes(*pixel));
    let source = Frame { pixels: words.collect(), width: picture.width as usize, height: picture.height as usize };
    Box::new(Looped { work, frame: source.clone(), output: source.clone(), source })
}

impl Work for Looped {
    fn restore(&mut self) {
        self.frame.clone_from(&self.source);
    }

    fn run(&mut self) {
        match self.work {
            Loop::InPlace(filter) => filter(&mut self.frame),
            Loop::Into(filter) => filter(&self.frame, &mut self.output),
        }
    }

    fn result(&mut self) -> Vec<u8> {
        let frame = if matches!(self.work, Loop::InPlace(_)) { &self.frame } else { &self.output };
        frame.pixels.iter().flat_map(|pixel| pixel.to_le_bytes()).collect()
    }
}

macro_rules! contenders {
    ($($case:literal $work:expr;)*) => {
        /// The cases are those of the suite `filters`.
        pub static CONTENDERS: &[Contender] = &[$(Contender {
            case: $case,
            name: "native loop",
            version: "one thread",
            prepare: |picture| looped(picture, $work),
        },)*];
    };
}

contenders! {
    "invert" Loop::InPlace(invert);
    "brightness 1.1" Loop::InPlace(|frame| linear(frame, 1.1, 0.0));
    "contrast 1.1" Loop::InPlace(|frame| linear(frame, 1.1, -12.75));
    "opacity 0.999" Loop::InPlace(|frame| opacity(frame, 0.999));
    "threshold" Loop::InPlace(|frame| threshold(frame, 128));
    "flip" Loop::InPlace(flip_horizontal);
    "flip vertical" Loop::InPlace(flip_vertical);
    "rotate 1" Loop::Into(rotate_quarter);
    "rotate 2" Loop::InPlace(rotate_half);
    "grayscale" Loop::InPlace(|frame| matrix(frame, &GRAYSCALE));
    "sepia" Loop::InPlace(|frame| matrix(frame, &SEPIA));
    "saturate 1.3" Loop::InPlace(|frame| matrix(frame, &SATURATE));
    "hueRotate 30" Loop::InPlace(|frame| matrix(frame, &HUE_ROTATE));
    "sobel" Loop::Into(sobel);
    "convolve3x3" Loop::Into(|from, to| convolve(from, to, &[0, -1, 0, -1, 5, -1, 0, -1, 0]));
    "gaussianBlur 2" Loop::Into(|from, to| gaussian(from, to, 2.0));
    "gaussianBlur 5" Loop::Into(|from, to| gaussian(from, to, 5.0));
    "gaussianBlur 15" Loop::Into(|from, to| gaussian(from, to, 15.0));
}
