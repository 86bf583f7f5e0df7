//! Filters on a frame in place, with memory that runs share, as the gate of the JavaScript package has it.

use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline, StepSpec, Threads};
use filmgate::memory::Pool;
use filmgate_bench_program::Work;
use serde_json::Value as Json;

use crate::values::parameters;

pub struct Filtering {
    pipeline: Pipeline,
    source: Frame,
    frame: Frame,
    pool: Pool,
}

impl Filtering {
    /// `of` has a single `filter` step or several `steps`, and perhaps a number of `threads`.
    pub fn new(of: &Json, pixels: &[u8], width: usize, height: usize) -> Self {
        let steps = of["steps"].as_array().map_or_else(|| vec![&of["filter"]], |steps| steps.iter().collect());
        let spec = |step: &Json| {
            let (filter, parameters) = parameters(step, "filter");
            StepSpec { filter, parameters }
        };
        let steps: Vec<_> = steps.into_iter().map(spec).collect();
        let mut pipeline = Pipeline::from_steps(&steps).expect("filters");
        if let Some(count) = of["threads"].as_u64() {
            pipeline.set_dispatch(Threads { count: count as usize });
        }
        let layout = FrameLayout::new(Format::Rgba, width as u32, height as u32).expect("a size");
        let mut source = Frame::new(layout).expect("memory");
        source.bytes_mut().copy_from_slice(pixels);
        Self { pipeline, source, frame: Frame::new(layout).expect("memory"), pool: Pool::default() }
    }
}

impl Work for Filtering {
    fn restore(&mut self) {
        // A quarter turn changes the frame's size.
        if self.frame.layout() != self.source.layout() {
            self.frame = Frame::new(*self.source.layout()).expect("memory");
        }
        self.frame.bytes_mut().copy_from_slice(self.source.bytes());
    }

    fn run(&mut self) {
        let inputs = [(Input(1), &self.source)];
        let options = Options { inputs: Inputs::from(&inputs), ..Options::default() };
        let mut replaced = None;
        self.pipeline.run(&mut self.frame, &mut self.pool, &mut replaced, options).expect("a result");
        if let Some(block) = replaced {
            self.pool.give(block);
        }
    }

    fn result(&mut self) -> Vec<u8> {
        self.frame.bytes().to_vec()
    }
}
