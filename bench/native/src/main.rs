//! The time of each filter as a plain loop, on one thread, as JSON: `{"invert": {"minimum": …, "median": …}, …}`, in
//! milliseconds. Arguments: width, height, rounds.

mod filters;

use std::time::Instant;

use filters::Frame;

/// A name as the bench of the filters has it, and the loop: in place, or from the first frame to the second.
enum Work {
    InPlace(fn(&mut Frame)),
    Into(fn(&Frame, &mut Frame)),
}

const WORK: &[(&str, Work)] = &[
    ("invert", Work::InPlace(filters::invert)),
    ("brightness 1.1", Work::InPlace(|frame| filters::linear(frame, 1.1, 0.0))),
    ("contrast 1.1", Work::InPlace(|frame| filters::linear(frame, 1.1, -12.75))),
    ("opacity 0.999", Work::InPlace(|frame| filters::opacity(frame, 0.999))),
    ("threshold", Work::InPlace(|frame| filters::threshold(frame, 128))),
    ("flip", Work::InPlace(filters::flip_horizontal)),
    ("flip vertical", Work::InPlace(filters::flip_vertical)),
    ("rotate 1", Work::Into(filters::rotate_quarter)),
    ("rotate 2", Work::InPlace(filters::rotate_half)),
    ("grayscale", Work::InPlace(|frame| filters::matrix(frame, &filters::GRAYSCALE))),
    ("sepia", Work::InPlace(|frame| filters::matrix(frame, &filters::SEPIA))),
    ("saturate 1.3", Work::InPlace(|frame| filters::matrix(frame, &filters::SATURATE))),
    ("hueRotate 30", Work::InPlace(|frame| filters::matrix(frame, &filters::HUE_ROTATE))),
    ("sobel", Work::Into(filters::sobel)),
    ("convolve3x3", Work::Into(|from, to| filters::convolve(from, to, &[0, -1, 0, -1, 5, -1, 0, -1, 0]))),
    ("gaussianBlur 2", Work::Into(|from, to| filters::gaussian(from, to, 2.0))),
    ("gaussianBlur 5", Work::Into(|from, to| filters::gaussian(from, to, 5.0))),
    ("gaussianBlur 15", Work::Into(|from, to| filters::gaussian(from, to, 15.0))),
];

fn main() {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("width, height and rounds"));
    let mut next = |default| numbers.next().unwrap_or(default);
    let (width, height, rounds) = (next(1024), next(1024), next(25));
    // The same opaque noise as the module's filters get.
    let noise = (0..width * height).map(|i| (i as u32 + 1).wrapping_mul(2_654_435_761) | 0xff00_0000);
    let source = Frame { pixels: noise.collect(), width, height };
    let (mut frame, mut result) = (source.clone(), source.clone());

    let mut times = vec![Vec::new(); WORK.len()];
    for _ in 0..rounds {
        for ((_, work), times) in WORK.iter().zip(&mut times) {
            frame.clone_from(&source);
            let start = Instant::now();
            match work {
                Work::InPlace(filter) => filter(&mut frame),
                Work::Into(filter) => filter(&frame, &mut result),
            }
            times.push(start.elapsed().as_secs_f64() * 1e3);
            std::hint::black_box((&frame, &result));
        }
    }
    let lines = WORK.iter().zip(&mut times).map(|((name, _), times)| {
        times.sort_by(f64::total_cmp);
        format!("  \"{name}\": {{ \"minimum\": {:.5}, \"median\": {:.5} }}", times[0], times[rounds / 2])
    });
    println!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"));
}
