//! A warm pipeline allocates nothing, counted at the allocator: no filter, no chain, and no change of a parameter. The
//! same holds for effects, resamplers and stretchers.

#[cfg(test)]
mod tests {
    use std::alloc::System;

    use filmgate::audio::effects;
    use filmgate::audio::{AudioBuffer, AudioFormat, Chain, Change, Quality, Resampler, Step, Stretcher};
    use filmgate::declare::{Kind, Value, wire_name};
    use filmgate::image::filters::REGISTRY;
    use filmgate::image::frame::{Format, Frame, FrameLayout};
    use filmgate::image::kernels::Operation;
    use filmgate::image::pipeline::StepSpec;
    use filmgate::memory::Handle;
    use filmgate_host::image::{Gate, Moved, Work};
    use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

    #[global_allocator]
    static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

    /// Returns the number of allocations of `work`: the smallest of three runs. The counter is global, and the thread
    /// of the test harness sometimes allocates on a busy machine.
    fn count(mut work: impl FnMut()) -> usize {
        let mut once = || {
            let region = Region::new(ALLOCATOR);
            work();
            let change = region.change();
            change.allocations + change.reallocations
        };
        once().min(once()).min(once())
    }

    fn step(filter: &str) -> StepSpec {
        StepSpec { filter: filter.into(), parameters: Vec::new() }
    }

    fn layout() -> FrameLayout {
        FrameLayout::new(Format::Rgba, 61, 47).unwrap()
    }

    fn frame(gate: &mut Gate, format: Format) -> Handle {
        wide_frame(gate, format, 1)
    }

    fn wide_frame(gate: &mut Gate, format: Format, across: u32) -> Handle {
        let frame = gate.create_frame(FrameLayout::new(format, 61 * across, 47).unwrap()).unwrap();
        let bytes = gate.frame_mut(frame).unwrap().bytes_mut();
        bytes.iter_mut().enumerate().for_each(|(i, byte)| *byte = (i * 31) as u8);
        frame
    }

    fn every_filter(gate: &mut Gate) {
        for spec in REGISTRY {
            for &format in spec.domain.plain_formats() {
                // A map lists eight bytes for each pixel.
                let across = match (spec.name, format) {
                    ("remap", Format::Gray8) => 8,
                    ("remap", _) => 2,
                    _ => 1,
                };
                let other = wide_frame(gate, format, across);
                let mut described = step(spec.name);
                // The further frame that the filter may read.
                let input = spec.parameters.iter().find(|parameter| matches!(parameter.kind, Kind::Frame));
                described.parameters.extend(input.map(|input| (wire_name(input.name), Value::Frame(other.to_bits()))));
                let pipeline = gate.create_pipeline(vec![described]).unwrap();
                let source = frame(gate, format);
                let target = gate.create_frame(FrameLayout::new(format, 1, 1).unwrap()).unwrap();
                let into = Work::on(source).into(target);
                gate.run(pipeline, into).unwrap();
                let into_target = count(|| {
                    gate.run(pipeline, into).unwrap();
                });
                assert_eq!(into_target, 0, "{} into another frame", spec.name);
                // A change of size in place alternates between two blocks of the pool.
                if gate.run(pipeline, Work::on(source)) == Ok(Moved::No) {
                    let in_place = count(|| {
                        gate.run(pipeline, Work::on(source)).unwrap();
                    });
                    assert_eq!(in_place, 0, "{} in place", spec.name);
                }
                gate.close_pipeline(pipeline).unwrap();
                gate.close_frame(source).unwrap();
                gate.close_frame(target).unwrap();
                gate.close_frame(other).unwrap();
            }
        }
    }

    fn a_chain(gate: &mut Gate) {
        let names = ["brightness", "contrast", "gaussianBlur", "saturate", "sobel", "convolve3x3", "invert"];
        let chain = gate.create_pipeline(names.map(step).to_vec()).unwrap();
        let source = frame(gate, Format::Rgba);
        gate.run(chain, Work::on(source)).unwrap();
        assert_eq!(
            count(|| {
                gate.run(chain, Work::on(source)).unwrap();
            }),
            0,
            "a chain"
        );
        let in_parts = count(|| {
            gate.begin(chain, Work::on(source)).unwrap();
            while gate.advance(chain, 5).unwrap() < 1.0 {}
        });
        assert_eq!(in_parts, 0, "a chain in parts");
    }

    /// For steps whose operation is linear, a table or a matrix; other steps allocate a new kernel.
    fn a_parameter_change(gate: &mut Gate) {
        let source = frame(gate, Format::Rgba);
        let mut tried = 0;
        for spec in REGISTRY.iter().filter(|spec| spec.domain.plain_formats().contains(&Format::Rgba)) {
            let mut filter = (spec.create)();
            let slider = spec.parameters.iter().enumerate().find_map(|(index, parameter)| match parameter.kind {
                Kind::Number(number) => Some((index, number.typical)),
                _ => None,
            });
            let Some((slider, (low, high))) = slider else { continue };
            let value = |part: f64| Value::Number(low + (high - low) * part);
            filter.set(slider, &value(0.3)).unwrap();
            let operation = filter.operation(&layout().rows().unwrap()).unwrap();
            if !matches!(operation, Operation::Linear(_) | Operation::Table(_) | Operation::Matrix(_)) {
                continue;
            }
            let pipeline = gate.create_pipeline(vec![step(spec.name), step("gaussianBlur")]).unwrap();
            let mut slide = |part: f64| {
                gate.set_parameter(pipeline, 0, slider, &value(part)).unwrap();
                gate.run(pipeline, Work::on(source)).unwrap();
            };
            slide(0.3);
            let moved = count(|| [0.35, 0.45, 0.7].into_iter().for_each(&mut slide));
            assert_eq!(moved, 0, "{}: a parameter changes", spec.name);
            tried += 1;
        }
        assert!(tried >= 7, "{tried} filters have such a parameter");
    }

    /// Creates an effect, with the model that it requires, if any.
    fn create(spec: &effects::Spec) -> Box<dyn effects::Effect> {
        let mut effect = (spec.create)();
        if let Some(model) = spec.parameters.iter().position(|p| matches!(p.kind, Kind::Resource("model"))) {
            let bytes = include_bytes!("../../core/models/noise-suppressor.model");
            let resource = effects::voice::NoiseModel::from_bytes(bytes).unwrap().into();
            effect.set(model, &Value::Resource(resource)).unwrap();
        }
        effect
    }

    /// Also while parameters change, an effect is bypassed, and the chain is reset.
    fn every_effect() {
        for spec in effects::REGISTRY {
            let format = AudioFormat::new(48000.0, 2).unwrap();
            let steps = (0..2).map(|_| Step::new(create(spec))).collect();
            let mut chain = Chain::new(format, steps).unwrap();
            let mut buffer = AudioBuffer::new(format, 3000).unwrap();
            (0..2).for_each(|channel| buffer.channel_mut(channel).fill(0.3));
            let mut readings = [0.0; 16];
            let values: Vec<(usize, Value)> = spec
                .parameters
                .iter()
                .enumerate()
                .filter_map(|(index, parameter)| match parameter.kind {
                    Kind::Number(number) if !parameter.kind.is_fixed() => {
                        Some((index, Value::Number(number.typical.1)))
                    }
                    _ => None,
                })
                .collect();
            let playing = count(|| {
                for (index, value) in &values {
                    chain.change(0, &Change::Parameter(*index, value), Some(1000)).unwrap();
                }
                chain.change(0, &Change::Bypass(true), Some(2000)).unwrap();
                chain.change(0, &Change::Bypass(false), Some(2900)).unwrap();
                chain.process(&mut buffer.block_mut(0), None, None);
                chain.readings(0, &mut readings);
                chain.reset();
            });
            assert_eq!(playing, 0, "{}", spec.name);
        }
    }

    /// A part of the only test, because the counter is global.
    fn every_resampler() {
        let format = AudioFormat::new(44100.0, 2).unwrap();
        for (quality, rate, variation) in
            [(Quality::Fast, 48000.0, 1.0), (Quality::Good, 48001.0, 1.0), (Quality::Best, 16000.0, 2.0)]
        {
            let mut resampler = Resampler::variable(format, rate, quality, variation).unwrap();
            let mut source = AudioBuffer::new(format, 4000).unwrap();
            let mut result = AudioBuffer::new(format, resampler.most(4000)).unwrap();
            let allocated = count(|| {
                for _ in 0..3 {
                    resampler.process(&source.block_mut(0), &mut result.block_mut(0));
                }
                let ratio = resampler.ratio();
                resampler.set_ratio(ratio, 100).unwrap();
                while resampler.flush(&mut result.block_mut(0)) > 0 {}
                resampler.reset();
            });
            assert_eq!(allocated, 0, "{quality:?} to {rate}");
        }
    }

    fn a_stretcher() {
        let format = AudioFormat::new(48000.0, 2).unwrap();
        let mut stretcher = Stretcher::new(format, 1.3).unwrap();
        let mut source = AudioBuffer::new(format, 20_000).unwrap();
        for (i, sample) in source.channel_mut(1).iter_mut().enumerate() {
            *sample = ((i * i) as f32 * 1e-5).sin();
        }
        let mut result = AudioBuffer::new(format, stretcher.most(20_000)).unwrap();
        let allocated = count(|| {
            for tempo in [0.3, 1.0, 4.0] {
                stretcher.set_tempo(tempo).unwrap();
                stretcher.process(&source.block_mut(0), &mut result.block_mut(0));
            }
            while stretcher.flush(&mut result.block_mut(0)) > 0 {}
            stretcher.reset();
        });
        assert_eq!(allocated, 0, "a stretcher");
    }

    #[test]
    fn nothing_is_allocated_once_a_pipeline_is_warm() {
        let mut gate = Gate::default();
        every_filter(&mut gate);
        a_chain(&mut gate);
        a_parameter_change(&mut gate);
        every_effect();
        every_resampler();
        a_stretcher();
        assert!(count(|| drop(Frame::new(layout()))) > 0, "the counter detects an allocation");
    }
}
