//! Filters, compared with the results of NumPy, SciPy, OpenCV, Pillow and scikit-image for the same frames:
//! `golden/filters.py`.

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use filmgate::declare::{Value, wire_name};
    use filmgate::image::filters::create;
    use filmgate::image::frame::{Format, Frame, FrameLayout};
    use filmgate::image::pipeline::Pipeline;

    fn numbers(text: &str) -> Vec<f64> {
        text.split(' ').map(|number| number.parse().unwrap()).collect()
    }

    /// Returns the result of a filter for a frame, if this build has the filter.
    fn run(filter: &str, parameters: &str, source: &Frame) -> Option<Frame> {
        let mut filter = create(filter).ok()?;
        let declared = filter.spec().parameters;
        for (name, value) in parameters.split(',').filter_map(|parameter| parameter.split_once('=')) {
            let index = declared.iter().position(|parameter| wire_name(parameter.name) == name).unwrap();
            filter.set(index, &Value::Number(value.parse().unwrap())).unwrap();
        }
        let mut frame = Frame::new(*source.layout()).unwrap();
        frame.bytes_mut().copy_from_slice(source.bytes());
        Pipeline::new(vec![filter]).apply(&mut frame).unwrap();
        Some(frame)
    }

    #[test]
    fn filters_agree_with_other_libraries() {
        let mut frames = HashMap::new();
        let mut cases = 0;
        for line in include_str!("golden/filters.txt").lines().filter(|line| !line.starts_with('#')) {
            let (label, values) = line.split_once(": ").unwrap();
            let values = numbers(values);
            match *label.split(' ').collect::<Vec<_>>() {
                ["frame", name, width, height] => {
                    let format = if name == "gray8" { Format::Gray8 } else { Format::Rgba };
                    let layout = FrameLayout::new(format, width.parse().unwrap(), height.parse().unwrap()).unwrap();
                    let mut frame = Frame::new(layout).unwrap();
                    frame.bytes_mut().iter_mut().zip(&values).for_each(|(to, &from)| *to = from as u8);
                    frames.insert(name, frame);
                }
                ["case", filter, frame, tolerance, parameters] => {
                    let Some(result) = run(filter, parameters, &frames[frame]) else { continue };
                    assert_eq!(result.bytes().len(), values.len(), "{label}");
                    let tolerance: f64 = tolerance.parse().unwrap();
                    for (i, (&ours, theirs)) in result.bytes().iter().zip(&values).enumerate() {
                        let apart = (f64::from(ours) - theirs).abs();
                        assert!(apart <= tolerance, "{label}: byte {i}: got {ours}, expected {theirs}");
                    }
                    cases += 1;
                }
                // The largest mean squared error of the colours.
                ["error", filter, frame, _, parameters] => {
                    let Some(result) = run(filter, parameters, &frames[frame]) else { continue };
                    let pixels = result.bytes().iter().zip(frames[frame].bytes()).enumerate();
                    let squares =
                        pixels.filter(|(i, _)| i % 4 < 3).map(|(_, (&a, &b))| f64::from(a.abs_diff(b)).powi(2));
                    let error = squares.sum::<f64>() / (result.bytes().len() / 4 * 3) as f64;
                    assert!(error <= values[0], "{label}: error {error}, at most {}", values[0]);
                    cases += 1;
                }
                _ => panic!("{label}"),
            }
        }
        if cfg!(all(feature = "blur", feature = "detail", feature = "edges", feature = "effect", feature = "scopes")) {
            assert_eq!(cases, 36, "number of cases");
        }
    }
}
