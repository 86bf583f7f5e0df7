//! Pipelines: errors, parameters, presets, and runs in parts. `tests/registry/chains.rs` compares random chains with
//! their steps.

use super::*;
use crate::image::filters::REGISTRY;
use crate::image::frame::{Format, Frame, FrameMut, Target};
use crate::image::testing::noise;
use crate::memory::Pool;

fn step(filter: &str, parameters: &[(&str, Value)]) -> StepSpec {
    let parameters = parameters.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
    StepSpec { filter: filter.into(), parameters }
}

#[test]
fn errors_name_step_and_parameter() {
    let cases = [
        (step("sharpn", &[]), Code::UnknownFilter, "steps[1].filter"),
        (step("sepia", &[("amout", Value::Number(1.0))]), Code::UnknownParameter, "steps[1].amout"),
        (step("sepia", &[("amount", Value::Number(f64::NAN))]), Code::OutOfRange, "steps[1].amount"),
        (step("sepia", &[("amount", Value::Number(1.1))]), Code::OutOfRange, "steps[1].amount"),
        (step("sepia", &[("amount", Value::Text("1".into()))]), Code::InvalidArgument, "steps[1].amount"),
        (step("rotate", &[("quarterTurns", Value::Number(0.5))]), Code::InvalidArgument, "steps[1].quarterTurns"),
        (step("flip", &[("axis", Value::Text("up".into()))]), Code::InvalidArgument, "steps[1].axis"),
    ];
    for (bad, code, argument) in cases {
        let error = Pipeline::from_steps(&[step("invert", &[]), bad]).unwrap_err();
        assert_eq!((error.code, &*error.argument), (code, argument), "{error}");
    }
}

#[test]
fn every_filter_accepts_its_own_defaults_and_runs() {
    for spec in REGISTRY {
        let mut filter = (spec.create)();
        for index in 0..spec.parameters.len() {
            let value = filter.get(index).unwrap();
            filter.set(index, &value).unwrap();
            assert!(filter.set(index, &Value::Other("an object".into())).is_err(), "{}: accepts an object", spec.name);
        }
        for &format in spec.domain.plain_formats() {
            let mut frame = noise(format, 13, 7, false, 1);
            Pipeline::new(vec![(spec.create)()]).apply(&mut frame).unwrap();
        }
    }
}

#[test]
fn the_result_does_not_depend_on_bands_fusing_or_target() {
    let chain = [
        step("brightness", &[("amount", Value::Number(1.2))]),
        step("sobel", &[]),
        step("invert", &[]),
        step("convolve3x3", &[("kernel", Value::Numbers(vec![1.0 / 9.0; 9]))]),
        step("rotate", &[]),
        step("sepia", &[]),
        step("convolve3x3", &[("kernel", Value::Numbers(vec![0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0]))]),
    ];
    let source = noise(Format::Rgba, 37, 29, false, 9);
    let mut expected = noise(Format::Rgba, 37, 29, false, 9);
    for step_spec in &chain {
        Pipeline::from_steps(core::slice::from_ref(step_spec)).unwrap().apply(&mut expected).unwrap();
    }
    for band_bytes in [1, 37 * 4, 500, 1 << 20] {
        let mut pipeline = Pipeline::from_steps(&chain).unwrap();
        pipeline.set_band_bytes(band_bytes);
        let mut frame = noise(Format::Rgba, 37, 29, false, 9);
        pipeline.apply(&mut frame).unwrap();
        assert_eq!(frame.layout().width(), 29, "a quarter turn");
        assert!(frame.bytes() == expected.bytes(), "in place, bands of {band_bytes} bytes");
        let mut target = Frame::new(*frame.layout()).unwrap();
        pipeline.apply_into(&source, &mut target).unwrap();
        assert!(target.bytes() == expected.bytes(), "to another frame, bands of {band_bytes} bytes");
    }
    let mut wrong = noise(Format::Rgba, 37, 29, false, 9);
    let error = Pipeline::from_steps(&chain).unwrap().apply_into(&source, &mut wrong).unwrap_err();
    assert_eq!(error.code, Code::SizeMismatch, "{error}");
}

#[test]
fn a_parameter_can_be_set_between_runs() {
    let mut pipeline = Pipeline::from_steps(&[step("brightness", &[]), step("rotate", &[])]).unwrap();
    let mut frame = noise(Format::Rgba, 8, 4, true, 2);
    pipeline.apply(&mut frame).unwrap();
    pipeline.set(0, 0, &Value::Number(0.0)).unwrap();
    assert_eq!(pipeline.set(0, 0, &Value::Number(-1.0)).unwrap_err().code, Code::OutOfRange, "out of range");
    assert_eq!(pipeline.set(2, 0, &Value::Number(1.0)).unwrap_err().code, Code::UnknownParameter, "no such step");
    assert_eq!(pipeline.set(1, 1, &Value::Number(1.0)).unwrap_err().code, Code::UnknownParameter, "no such parameter");
    pipeline.set(1, 0, &Value::Number(2.0)).unwrap();
    let mut frame = noise(Format::Rgba, 8, 4, true, 2);
    pipeline.apply(&mut frame).unwrap();
    assert_eq!(frame.layout().width(), 8, "half a turn keeps the width");
    assert!(frame.bytes().chunks(4).all(|pixel| pixel == [0, 0, 0, 255]), "black");
}

#[test]
fn several_parameters_change_together_or_not_at_all() {
    let steps = [step("levels", &[]), step("gaussianBlur", &[])];
    let mut pipeline = Preset { steps: steps.to_vec(), scale: 0.5, ..Preset::default() }.build().unwrap();
    let values = |pipeline: &Pipeline| -> Vec<Value> {
        let filter = &pipeline.steps[0].filter;
        (0..filter.spec().parameters.len()).map(|index| filter.get(index).unwrap()).collect()
    };
    let before = values(&pipeline);
    let number = |index: usize, number: f64| Ok((index, Value::Number(number)));
    let wrong = pipeline.set_all(0, [number(0, 0.2), number(1, 0.9), number(2, f64::NAN)]).unwrap_err();
    assert_eq!(wrong.code, Code::OutOfRange, "{wrong}");
    assert_eq!(values(&pipeline), before, "no parameter has changed");
    pipeline.set_all(0, [number(0, 0.2), number(1, 0.9)]).unwrap();
    assert_eq!(values(&pipeline)[..2], [Value::Number(0.2), Value::Number(0.9)], "both have changed");
    assert!(pipeline.set_all(7, [number(0, 0.2)]).is_err(), "no such step");
    let sigma = |pipeline: &Pipeline| pipeline.steps[1].filter.get(0);
    let scaled = sigma(&pipeline);
    assert!(pipeline.set_all(1, [number(0, 8.0), number(0, -1.0)]).is_err(), "a negative deviation");
    assert_eq!(sigma(&pipeline), scaled, "a preview's value is not scaled twice");
}

#[test]
fn regions_and_masks_that_do_not_fit_are_errors() {
    let mut frame = noise(Format::Rgba, 8, 8, true, 1);
    let mut invert = Pipeline::from_steps(&[step("invert", &[])]).unwrap();
    let region = |x, y, width, height| Some(Region { x, y, width, height });
    for outside in [region(0, 0, 9, 1), region(8, 0, 1, 1), region(0, 0, 0, 1), region(u32::MAX, 0, 2, 1)] {
        let error = invert.apply_with(&mut frame, Options { region: outside, ..Options::default() }).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::OutOfRange, "region"), "{error}");
    }
    let (small, colored) = (noise(Format::Gray8, 7, 8, true, 1), noise(Format::Rgba, 8, 8, true, 1));
    for (mask, code) in [(&small, Code::SizeMismatch), (&colored, Code::UnsupportedFormat)] {
        let error =
            invert.apply_with(&mut frame, Options { mask: Some(mask.view()), ..Options::default() }).unwrap_err();
        assert_eq!((error.code, &*error.argument), (code, "mask"), "{error}");
    }
    let mut turn = Pipeline::from_steps(&[step("rotate", &[])]).unwrap();
    let error = turn.apply_with(&mut frame, Options { region: region(0, 0, 4, 4), ..Options::default() }).unwrap_err();
    assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "region"), "{error}");
}

#[test]
fn a_preview_scales_parameters_in_pixels() {
    let preview = Preset {
        steps: vec![step("gaussianBlur", &[("sigma", Value::Number(8.0))])],
        scale: 0.25,
        ..Preset::default()
    };
    let mut preview = preview.build().unwrap();
    let mut expected = Pipeline::from_steps(&[step("gaussianBlur", &[("sigma", Value::Number(2.0))])]).unwrap();
    for (set, sigma) in [(None, 2.0), (Some(12.0), 3.0)] {
        if let Some(set) = set {
            preview.set(0, 0, &Value::Number(set)).unwrap();
        }
        expected.set(0, 0, &Value::Number(sigma)).unwrap();
        let (mut a, mut b) = (noise(Format::Rgba, 40, 30, true, 1), noise(Format::Rgba, 40, 30, true, 1));
        preview.apply(&mut a).unwrap();
        expected.apply(&mut b).unwrap();
        assert!(a.bytes() == b.bytes(), "σ {sigma}");
    }
}

/// Steps that are geometry passes.
fn geometry_steps() -> Vec<StepSpec> {
    let text = |text: &str| Value::Text(text.into());
    let number = Value::Number;
    let resize = |kernel: &str, width: f64, height: f64| {
        step("resize", &[("width", number(width)), ("height", number(height)), ("kernel", text(kernel))])
    };
    let mut steps = vec![
        resize("nearest", 31.0, 800.0),
        resize("bilinear", 150.0, 300.0),
        resize("lanczos3", 150.0, 333.0),
        resize("catmullRom", 601.0, 700.0),
        step("rotate", &[("quarterTurns", number(1.0))]),
        step("rotate", &[("quarterTurns", number(3.0))]),
        step("affine", &[("width", number(400.0)), ("height", number(500.0)), ("interpolation", text("bicubic"))]),
        step("rotateByAngle", &[("expand", Value::Boolean(true))]),
        step("crop", &[("x", number(3.0)), ("y", number(5.0))]),
        step("quantize", &[("dither", Value::Boolean(true))]),
    ];
    let others = [
        "zoomBlur",
        "spinBlur",
        "canny",
        "pad",
        "pixelate",
        "chromaticAberration",
        "waveform",
        "parade",
        "vectorscope",
    ];
    steps.extend(others.map(|filter| step(filter, &[])));
    steps
}

/// Geometry passes of large frames take seconds, so they run in parts. The result doesn't depend on the parts.
#[test]
fn geometry_runs_in_parts() {
    for step_spec in geometry_steps() {
        for format in [Format::Rgba, Format::Gray8] {
            let source = noise(format, 300, 600, false, 3);
            let mut pipeline = Pipeline::from_steps(core::slice::from_ref(&step_spec)).unwrap();
            if pipeline.steps[0].filter.spec().domain.plain_formats().iter().all(|&known| known != format) {
                continue;
            }
            let output = pipeline.prepare(source.layout()).unwrap();
            let mut expected = Frame::new(output).unwrap();
            pipeline.apply_into(&source, &mut expected).unwrap();
            for (rows, in_place) in [(1, true), (7, true), (113, true), (1, false), (113, false)] {
                let mut pool = Pool::default();
                let mut replaced = None;
                let mut frame = if in_place { noise(format, 300, 600, false, 3) } else { Frame::new(output).unwrap() };
                let mut parts = 1;
                let from = (!in_place).then_some(source.view());
                let options = Options::default();
                while !pipeline
                    .advance(from, Target::Owned(&mut frame), &mut pool, &mut replaced, options, rows)
                    .unwrap()
                {
                    parts += 1;
                }
                assert_eq!(*frame.layout(), output, "{step_spec:?}");
                assert!(frame.bytes() == expected.bytes(), "{step_spec:?} {format:?}, {rows} rows, {in_place}");
                // The smallest part of a kernel is a row of squares, or an area of 256 columns.
                assert!(parts > 1 || rows > 100, "{step_spec:?}: {parts} part");
            }
        }
    }
}

#[test]
fn a_cancelled_geometry_pass_returns_its_memory() {
    for step_spec in geometry_steps() {
        let mut pipeline =
            Pipeline::from_steps(&[step("invert", &[]), step_spec.clone(), step("invert", &[])]).unwrap();
        let mut pool = Pool::default();
        let mut replaced = None;
        let mut frame = noise(Format::Rgba, 300, 600, false, 3);
        for rows in [1, 601, 700] {
            let options = Options::default();
            let target = Target::Owned(&mut frame);
            pipeline.advance(None, target, &mut pool, &mut replaced, options, rows).unwrap();
            pipeline.cancel(&mut pool);
            if let Some(block) = replaced.take() {
                pool.give(block);
            }
            let output = pipeline.prepare(frame.layout()).unwrap();
            assert!(output.byte_length() > 0, "{step_spec:?} can be prepared again");
        }
        // The run has returned its memory; the frame's own block may be one of the pool.
        assert!(pool.statistics().live <= frame.bytes().len() + (1 << 20), "{step_spec:?}");
    }
}

/// Borrowed pixels are never replaced, with any passes, and with and without parts.
#[test]
fn borrowed_pixels_stay_where_they_are() {
    let number = Value::Number;
    let turn = |turns: f64| step("rotate", &[("quarterTurns", number(turns))]);
    let size = |width: f64| step("resize", &[("width", number(width)), ("height", number(19.0))]);
    let chains = [
        vec![step("zoomBlur", &[])],
        vec![step("invert", &[]), step("zoomBlur", &[]), step("gaussianBlur", &[])],
        vec![turn(1.0), step("equalize", &[]), turn(3.0)],
        vec![step("flip", &[]), step("zoomBlur", &[]), step("flip", &[])],
        vec![size(90.0), step("flip", &[]), size(23.0), step("sepia", &[]), turn(2.0)],
        vec![turn(1.0), turn(1.0), turn(1.0), turn(1.0)],
    ];
    for chain in chains {
        let mut pipeline = Pipeline::from_steps(&chain).unwrap();
        let mut expected = noise(Format::Rgba, 23, 19, false, 4);
        pipeline.apply(&mut expected).unwrap();
        for rows in [1, 7, usize::MAX] {
            let mut pool = Pool::default();
            let mut bytes = noise(Format::Rgba, 23, 19, false, 4).bytes().to_vec();
            let mut replaced = None;
            let options = Options::default();
            loop {
                let frame = FrameMut::packed(*expected.layout(), &mut bytes).unwrap();
                let target = Target::Borrowed(frame);
                if pipeline.advance(None, target, &mut pool, &mut replaced, options, rows).unwrap() {
                    break;
                }
            }
            assert!(bytes == expected.bytes(), "{chain:?}, {rows} rows at a time");
            assert!(replaced.is_none(), "{chain:?}: the block of a borrowed frame");
            assert_eq!(pool.statistics().live, 0, "{chain:?}: nothing is lost");
        }
    }
}

/// A selection isn't copied, and what moves pixels in the order of rows hands them to the steps behind it.
#[test]
fn rows_stream_behind_a_step_that_moves_them() {
    let step = |name: &str, values: &[(&str, f64)]| StepSpec {
        filter: name.into(),
        parameters: values.iter().map(|&(name, value)| (name.into(), Value::Number(value))).collect(),
    };
    let steps = [
        step("crop", &[("x", 5.0), ("y", 3.0), ("width", 90.0), ("height", 70.0)]),
        step("crop", &[("x", 1.0)]),
        step("resize", &[("width", 40.0), ("height", 30.0)]),
        step("unsharpMask", &[]),
        step("invert", &[]),
        step("pad", &[]),
        step("boxBlur", &[]),
        step("equalize", &[]),
        step("crop", &[("x", 2.0)]),
        step("gaussianBlur", &[]),
    ];
    for format in [Format::Rgba, Format::Gray8] {
        let source = noise(format, 110, 80, false, 4);
        let mut pipeline = Pipeline::from_steps(&steps).unwrap();
        let output = pipeline.prepare(source.layout()).unwrap();
        let plan = pipeline.explain().unwrap();
        let passes: Vec<_> = plan.passes.iter().map(|pass| (pass.kind, pass.stages.len())).collect();
        assert_eq!(passes, [("geometry", 5), ("geometry", 2), ("stream", 1), ("geometry", 2)], "{format:?}");
        let mut expected = Frame::new(*source.layout()).unwrap();
        expected.bytes_mut().copy_from_slice(source.bytes());
        for step in &steps {
            Pipeline::from_steps(core::slice::from_ref(step)).unwrap().apply(&mut expected).unwrap();
        }
        let mut into = Frame::new(output).unwrap();
        pipeline.apply_into(&source, &mut into).unwrap();
        assert!(into.bytes() == expected.bytes(), "{format:?}");
        for (band_bytes, rows) in [(1, 1), (1000, 7), (1 << 20, 1000)] {
            let mut frame = Frame::new(*source.layout()).unwrap();
            frame.bytes_mut().copy_from_slice(source.bytes());
            pipeline.set_band_bytes(band_bytes);
            let (pool, replaced) = (&mut Pool::default(), &mut None);
            while !pipeline.advance(None, (&mut frame).into(), pool, replaced, Options::default(), rows).unwrap() {}
            assert!(frame.bytes() == expected.bytes(), "{format:?} in parts of {rows} rows");
        }
    }
}
