use core::fmt::Debug;

use super::Shape;
use crate::image::filters::Filter;
use crate::image::filters::morphology::*;
use crate::image::testing::{SIDES, compare, golden, noise, run};
use crate::image::frame::{Format, Frame, FrameLayout};

const CASES: [(i32, i32, Shape); 12] = [
    (1, 1, Shape::Rectangle),
    (2, 0, Shape::Rectangle),
    (0, 3, Shape::Rectangle),
    (3, 5, Shape::Rectangle),
    (7, 4, Shape::Rectangle),
    (40, 100, Shape::Rectangle),
    (1, 1, Shape::Ellipse),
    (2, 3, Shape::Ellipse),
    (9, 5, Shape::Ellipse),
    (4, 11, Shape::Ellipse),
    (5, 0, Shape::Ellipse),
    (30, 20, Shape::Ellipse),
];

/// Pixels with colours weighted by alpha.
fn weighed(source: &Frame) -> Vec<u8> {
    let color = source.layout().format() == Format::Rgba;
    let level = |(i, &byte): (usize, &u8)| {
        let alpha = if color && i % 4 != 3 { source.bytes()[i | 3] } else { 255 };
        (f64::from(byte) * f64::from(alpha) / 255.0).round() as u8
    };
    source.bytes().iter().enumerate().map(level).collect()
}

/// The largest or smallest value under the element, over all its positions.
fn extreme(bytes: &[u8], layout: &FrameLayout, (x, y, shape): (i32, i32, Shape), largest: bool) -> Vec<u8> {
    let (w, h, p) = (layout.width() as i32, layout.height() as i32, layout.rows().unwrap().pixel_bytes() as i32);
    let is_inside = |dx: i32, dy: i32| match shape {
        Shape::Rectangle => true,
        Shape::Ellipse if y == 0 => dx == 0,
        Shape::Ellipse => {
            let reach = f64::from(x) * (1.0 - (f64::from(dy) / f64::from(y)).powi(2)).sqrt();
            f64::from(dx.abs()) <= reach.round_ties_even()
        }
    };
    let element: Vec<_> = (-y..=y).flat_map(|dy| (-x..=x).map(move |dx| (dx, dy))).collect();
    let element: Vec<_> = element.into_iter().filter(|&(dx, dy)| is_inside(dx, dy)).collect();
    let at = |i: i32| {
        let (column, row, c) = (i / p % w, i / p / w, i % p);
        let places = element.iter().map(|&(dx, dy)| (column + dx, row + dy));
        let inside = places.filter(|&(x, y)| (0..w).contains(&x) && (0..h).contains(&y));
        let values = inside.map(|(x, y)| bytes[((y * w + x) * p + c) as usize]);
        if largest { values.max() } else { values.min() }.unwrap()
    };
    (0..bytes.len() as i32).map(at).collect()
}

/// The result of the filter, with colours weighted by alpha, before the division by alpha.
fn reference(name: &str, source: &Frame, case: (i32, i32, Shape)) -> Vec<u8> {
    let (layout, bytes) = (source.layout(), weighed(source));
    let dilate = |bytes: &[u8]| extreme(bytes, layout, case, true);
    let erode = |bytes: &[u8]| extreme(bytes, layout, case, false);
    let less = |a: &[u8], b: &[u8]| -> Vec<u8> {
        let alpha = |i: usize| layout.rows().unwrap().pixel_bytes() == 4 && i % 4 == 3;
        (0..a.len()).map(|i| if alpha(i) { source.bytes()[i] } else { a[i] - b[i] }).collect()
    };
    match name {
        "erode" => erode(&bytes),
        "dilate" => dilate(&bytes),
        "morphologyOpen" => dilate(&erode(&bytes)),
        "morphologyClose" => erode(&dilate(&bytes)),
        "morphologicalGradient" => less(&dilate(&bytes), &erode(&bytes)),
        "topHat" => less(&bytes, &dilate(&erode(&bytes))),
        _ => less(&erode(&dilate(&bytes)), &bytes),
    }
}

/// Colours divided by alpha, rounded half up; where alpha is 0, colours are 0.
fn divided(weighed: &[u8], color: bool) -> Vec<u8> {
    let level = |(i, &byte): (usize, &u8)| {
        if !color || i % 4 == 3 {
            return byte;
        }
        let alpha = f64::from(weighed[i | 3]);
        if alpha == 0.0 { 0 } else { (f64::from(byte) * 255.0 / alpha + 0.5).floor().min(255.0) as u8 }
    };
    weighed.iter().enumerate().map(level).collect()
}

fn check<F: Filter + Clone + Debug + 'static>(filter: impl Fn(i32, i32, Shape) -> F) {
    for (seed, (width, height)) in SIDES.into_iter().chain([(3, 40)]).enumerate() {
        for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
            let mut source = noise(format, width, height, opaque, seed as u32 + 7);
            // A few translucent rows among opaque ones.
            if !opaque && seed % 2 == 0 {
                let bytes = source.bytes_mut().as_chunks_mut::<4>().0;
                bytes.iter_mut().skip(width as usize * 2).for_each(|pixel| pixel[3] = 255);
            }
            for case in CASES {
                let filter = filter(case.0, case.1, case.2);
                let expected = divided(&reference(filter.spec().name, &source, case), format == Format::Rgba);
                let what = format!("{filter:?} {format:?} opaque {opaque} {width}×{height}");
                compare(&what, run(&filter, &source).bytes(), &expected, 0);
            }
        }
    }
}

#[test]
fn all_agree_exactly_with_the_definition() {
    check(|radius_x, radius_y, shape| Erode { radius_x, radius_y, shape });
    check(|radius_x, radius_y, shape| Dilate { radius_x, radius_y, shape });
    check(|radius_x, radius_y, shape| MorphologyOpen { radius_x, radius_y, shape });
    check(|radius_x, radius_y, shape| MorphologyClose { radius_x, radius_y, shape });
    check(|radius_x, radius_y, shape| MorphologicalGradient { radius_x, radius_y, shape });
    check(|radius_x, radius_y, shape| TopHat { radius_x, radius_y, shape });
    check(|radius_x, radius_y, shape| BlackHat { radius_x, radius_y, shape });
}

#[test]
fn all_agree_exactly_with_opencv() {
    let vectors = golden(include_str!("../../../../../tests/golden/morphology.txt"));
    let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
    let layout = FrameLayout::new(Format::Gray8, size[0] as u32, size[1] as u32).unwrap();
    let mut frame = Frame::new(layout).unwrap();
    frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
    for [(_, parameters), results @ ..] in cases.as_chunks::<8>().0 {
        let [x, y, ellipse] = parameters[..] else { panic!("three parameters") };
        let (radius_x, radius_y, shape) = (x as i32, y as i32, Shape::ALL[ellipse as usize]);
        let ours = [
            run(&Erode { radius_x, radius_y, shape }, &frame),
            run(&Dilate { radius_x, radius_y, shape }, &frame),
            run(&MorphologyOpen { radius_x, radius_y, shape }, &frame),
            run(&MorphologyClose { radius_x, radius_y, shape }, &frame),
            run(&MorphologicalGradient { radius_x, radius_y, shape }, &frame),
            run(&TopHat { radius_x, radius_y, shape }, &frame),
            run(&BlackHat { radius_x, radius_y, shape }, &frame),
        ];
        for ((name, expected), ours) in results.iter().zip(ours) {
            let expected: Vec<u8> = expected.iter().map(|&level| level as u8).collect();
            compare(&format!("{name} {parameters:?}"), ours.bytes(), &expected, 0);
        }
    }
    assert_eq!(cases.len(), 8 * 4, "number of golden cases");
}
