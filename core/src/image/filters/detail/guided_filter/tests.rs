use super::*;
use crate::image::frame::{Format, Frame, FrameLayout};
use crate::image::pipeline::{Inputs, Options, Pipeline};
use crate::image::testing::{SIDES, noise, run};

/// Levels of BT.601, as the filter computes them.
fn luma(pixel: &[u8]) -> f64 {
    match *pixel {
        [r, g, b, _] => ((4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14).into(),
        _ => pixel[0].into(),
    }
}

/// A soft picture with edges, and some noise.
fn picture(format: Format, width: u32, height: u32) -> Frame {
    let mut frame = noise(format, width, height, true, 3);
    let channels = frame.bytes().len() / (width * height) as usize;
    for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
        let (x, y) = (i / channels % width as usize, i / channels / width as usize);
        let base = if (x + 2 * y) % 30 < 15 { 40 } else { 170 } + 3 * (i % channels);
        if channels == 1 || i % channels < 3 {
            *byte = (base + x % 20 + usize::from(*byte) / 16) as u8;
        }
    }
    frame
}

/// The formula in real numbers, by direct sums over all cells of all squares.
fn expected(source: &Frame, guide: &Frame, radius: usize, epsilon: f64, channel: usize) -> Vec<f64> {
    let (width, height) = (source.layout().width() as usize, source.layout().height() as usize);
    let [own, others] = [source, guide].map(|frame| frame.bytes().len() / (width * height));
    let pixel = |x: usize, y: usize| f64::from(source.bytes()[(y * width + x) * own + channel]);
    let level = |x: usize, y: usize| luma(&guide.bytes()[(y * width + x) * others..][..others]);
    let cell = (2 * (radius / 4)).max(1);
    let reach = (radius + cell / 2) / cell;
    let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
    let around = |at: usize, count: usize| at.saturating_sub(reach)..(at + reach + 1).min(count);
    let mut lines = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let [mut i, mut ii, mut p, mut ip, mut count] = [0.0; 5];
            for y in around(row, rows).start * cell..(around(row, rows).end * cell).min(height) {
                for x in around(column, columns).start * cell..(around(column, columns).end * cell).min(width) {
                    let (guide, value) = (level(x, y), pixel(x, y));
                    i += guide;
                    ii += guide * guide;
                    p += value;
                    ip += guide * value;
                    count += 1.0;
                }
            }
            let a = (ip / count - i * p / count / count) / (ii / count - i * i / count / count + epsilon * 255.0 * 255.0);
            lines.push([a, p / count - a * i / count]);
        }
    }
    let mean = |column: usize, row: usize| {
        let mut sum = [0.0; 3];
        for y in around(row, rows) {
            for x in around(column, columns) {
                let [a, b] = lines[y * columns + x];
                sum = [sum[0] + a, sum[1] + b, sum[2] + 1.0];
            }
        }
        [sum[0] / sum[2], sum[1] / sum[2]]
    };
    let place = |at: usize, count: usize| {
        let centre = ((at as f64 + 0.5) / cell as f64 - 0.5).clamp(0.0, (count - 1) as f64);
        let before = centre.floor() as usize;
        (before, (before + 1).min(count - 1), centre - before as f64)
    };
    let mut result = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let ((left, right, across), (above, below, down)) = (place(x, columns), place(y, rows));
            let corners = [mean(left, above), mean(right, above), mean(left, below), mean(right, below)];
            let number = |i: usize| {
                let [a, b, c, d] = corners.map(|corner| corner[i]);
                (a + (b - a) * across) * (1.0 - down) + (c + (d - c) * across) * down
            };
            result.push((number(0) * level(x, y) + number(1)).clamp(0.0, 255.0));
        }
    }
    result
}

fn guided(source: &Frame, guide: &Frame, radius: i32, epsilon: f64) -> Frame {
    let frames = [(Input(4), guide)];
    let filter = GuidedFilter { frame: Some(Input(4)), radius, epsilon };
    let mut result = Frame::new(*source.layout()).unwrap();
    let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
    Pipeline::new(vec![Box::new(filter)]).apply_into_with(source, &mut result, options).unwrap();
    result
}

#[test]
fn agrees_with_the_formula() {
    for (width, height) in SIDES.into_iter().chain([(53, 40), (64, 33)]) {
        for format in [Format::Rgba, Format::Gray8] {
            let source = noise(format, width, height, true, 5);
            for other in [Format::Rgba, Format::Gray8] {
                let guide = picture(other, width, height);
                for (radius, epsilon) in [(1, 0.001), (5, 0.1), (8, 0.0001), (17, 0.01), (40, 0.01)] {
                    let result = guided(&source, &guide, radius, epsilon);
                    let channels = if format == Format::Rgba { 4 } else { 1 };
                    for channel in 0..channels.min(3) {
                        let wanted = expected(&source, &guide, radius as usize, epsilon, channel);
                        let got = result.bytes().iter().skip(channel).step_by(channels);
                        for (i, (&got, wanted)) in got.zip(&wanted).enumerate() {
                            let error = (f64::from(got) - wanted).abs();
                            let place = format!("{width}×{height} {format:?} {other:?} {radius} {epsilon}: {channel}, {i}");
                            assert!(error <= 0.55, "{place}: {got}, not {wanted}");
                        }
                    }
                    let alpha = |frame: &Frame| frame.bytes().iter().skip(3).step_by(4).copied().collect::<Vec<_>>();
                    assert!(channels == 1 || alpha(&result) == alpha(&source), "alpha");
                }
            }
        }
    }
}

/// Sums are largest in white frames, and coefficients where the guide hardly differs and the frame does.
#[test]
fn the_widest_squares_and_the_steepest_lines_fit_in_their_integers() {
    let gray = |width, height, level: fn(usize) -> u8| {
        let mut frame = Frame::new(FrameLayout::new(Format::Gray8, width, height).unwrap()).unwrap();
        frame.bytes_mut().iter_mut().enumerate().for_each(|(i, byte)| *byte = level(i));
        frame
    };
    let white = |_| 255;
    for radius in [99, 100] {
        let (source, guide) = (gray(260, 255, white), gray(260, 255, white));
        let result = guided(&source, &guide, radius, 0.000_001);
        assert!(result.bytes().iter().all(|&level| level == 255), "white stays white");
    }
    for radius in [1, 3, 7] {
        // One level of the guide where the frame has all of them.
        let (source, guide) = (gray(40, 30, |i| [0, 255][usize::from(i % 5 == 0)]), gray(40, 30, |i| 254 + u8::from(i % 5 == 0)));
        let result = guided(&source, &guide, radius, 0.000_001);
        let wanted = expected(&source, &guide, radius as usize, 0.000_001, 0);
        for (i, (&got, wanted)) in result.bytes().iter().zip(&wanted).enumerate() {
            assert!((f64::from(got) - wanted).abs() <= 0.55, "{radius}: {i}: {got}, not {wanted}");
        }
    }
}

#[test]
fn a_frame_guides_itself_and_keeps_its_edges() {
    let mut source = Frame::new(FrameLayout::new(Format::Gray8, 64, 32).unwrap()).unwrap();
    let mut random = crate::image::testing::Random::new(1);
    for (i, byte) in source.bytes_mut().iter_mut().enumerate() {
        *byte = if i % 64 < 32 { 60 } else { 200 } + random.byte() % 16;
    }
    let result = run(&GuidedFilter { frame: None, radius: 6, epsilon: 0.01 }, &source);
    let spread = |frame: &Frame| {
        let inner = frame.bytes().iter().enumerate().filter(|(i, _)| i % 64 < 26).map(|(_, &level)| f64::from(level));
        let (sum, squares, count) = inner.fold((0.0, 0.0, 0.0), |(a, b, n), v| (a + v, b + v * v, n + 1.0));
        squares / count - sum * sum / count / count
    };
    assert!(spread(&result) < 0.1 * spread(&source), "noise: {} of {}", spread(&result), spread(&source));
    let row = &result.bytes()[64 * 16..64 * 17];
    assert!(row[33] - row[30] > 110, "the edge: {row:?}");
}

#[test]
fn a_coarse_mask_gets_the_outlines_of_the_guide() {
    let (width, height) = (96, 64);
    let inside = |x: f64, y: f64| (x - 50.0).hypot(y - 30.0) < 22.0;
    let layout = |format| FrameLayout::new(format, width, height).unwrap();
    let mut guide = Frame::new(layout(Format::I420)).unwrap();
    let mut truth = Frame::new(layout(Format::Gray8)).unwrap();
    let mut coarse = Frame::new(layout(Format::Gray8)).unwrap();
    for y in 0..height {
        for x in 0..width {
            let at = (y * width + x) as usize;
            let is_inside = inside(x.into(), y.into());
            truth.bytes_mut()[at] = if is_inside { 255 } else { 0 };
            guide.bytes_mut()[at] = if is_inside { 150 } else { 70 } + ((x * 7 + y * 3) % 5) as u8;
            // Blocks of 8 pixels, off by two.
            let block = |v: u32| f64::from(v / 8 * 8) + 6.0;
            coarse.bytes_mut()[at] = if inside(block(x), block(y)) { 255 } else { 0 };
        }
    }
    // The line between mask and background is that of the guide.
    let wrong = |frame: &Frame| {
        let pairs = frame.bytes().iter().zip(truth.bytes());
        pairs.filter(|&(&a, &b)| (a < 128) != (b < 128)).count()
    };
    let refined = guided(&coarse, &guide, 8, 0.0001);
    assert!(5 * wrong(&refined) < wrong(&coarse), "{} of {}", wrong(&refined), wrong(&coarse));
}

#[test]
fn guides_of_other_sizes_and_formats_are_refused() {
    let source = noise(Format::Gray8, 20, 10, true, 1);
    for (format, width) in [(Format::Gray8, 21), (Format::I420P10, 20), (Format::Bgra, 20), (Format::RgbaF32, 20)] {
        let guide = Frame::new(FrameLayout::new(format, width, 10).unwrap()).unwrap();
        let frames = [(Input(4), &guide)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let filter = GuidedFilter { frame: Some(Input(4)), ..GuidedFilter::default() };
        let mut result = Frame::new(*source.layout()).unwrap();
        let error = Pipeline::new(vec![Box::new(filter)]).apply_into_with(&source, &mut result, options).unwrap_err();
        assert_eq!(error.argument, "steps[0].frame", "{format:?}: {error}");
    }
}
