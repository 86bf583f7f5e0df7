//! Runs between a source and a sink of rows, without a frame.

use alloc::vec::Vec;

use super::chain::{FloatChain, Run, resize};
use super::rows::{RowSink, RowSource};
use crate::error::Result;
use crate::image::frame::{RowFormat, RowLayout};
use crate::image::input::Inputs;
use crate::image::pipeline::Pipeline;

impl Pipeline {
    /// Runs the pipeline on the rows of a picture of `width` × `height` pixels, and gives the rows of the result to `sink`.
    /// Rows are processed in floats, as with [`Precision::Float`](crate::image::pipeline::Precision::Float), whatever the precision of the
    /// pipeline is. Only the rows that steps need are in memory: a few for a blur, all for a quarter turn.
    ///
    /// Returns the width and height of the result.
    ///
    /// ```
    /// use filmgate::image::filters::color::Brightness;
    /// use filmgate::image::filters::scaling::Resize;
    /// use filmgate::image::pipeline::{Inputs, Pipeline, RowSink, RowSource};
    ///
    /// /// A ramp from black to white, far larger than memory could hold as a frame.
    /// struct Ramp;
    ///
    /// impl RowSource for Ramp {
    ///     fn read(&mut self, _y: usize, row: &mut [[f32; 4]]) -> filmgate::Result<()> {
    ///         let last = row.len() as f32 - 1.0;
    ///         for (x, pixel) in row.iter_mut().enumerate() {
    ///             *pixel = [x as f32 / last, x as f32 / last, x as f32 / last, 1.0];
    ///         }
    ///         Ok(())
    ///     }
    /// }
    ///
    /// /// The brightest red.
    /// struct Brightest(f32);
    ///
    /// impl RowSink for Brightest {
    ///     fn write(&mut self, _y: usize, row: &mut [[f32; 4]]) -> filmgate::Result<()> {
    ///         self.0 = row.iter().fold(self.0, |most, pixel| most.max(pixel[0]));
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let small = Resize { width: 100, height: 100, ..Resize::default() };
    /// let mut pipeline = Pipeline::new(vec![Box::new(small), Box::new(Brightness { amount: 4.0 })]);
    /// let mut sink = Brightest(0.0);
    /// let size = pipeline.apply_rows([1000, 8000], &mut Ramp, &mut sink, Inputs::default())?;
    /// assert_eq!(size, [100, 100]);
    /// assert!(sink.0 > 3.9, "not clamped to 1: {}", sink.0);
    /// # Ok::<(), filmgate::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unsupported` naming a step whose filter doesn't process floats; `out-of-range` if a size is; errors of further frames
    /// as [`Pipeline::apply_with`]; `out-of-memory`; those of `source` and `sink`.
    pub fn apply_rows(
        &mut self,
        [width, height]: [u32; 2],
        source: &mut dyn RowSource,
        sink: &mut dyn RowSink,
        inputs: Inputs<'_>,
    ) -> Result<[u32; 2]> {
        self.prepared = None;
        self.set_kind(true);
        let mut chain = core::mem::take(&mut self.rows);
        let result = self.run_rows(&mut chain, [width, height], source, sink, inputs);
        self.rows = chain;
        result
    }

    fn run_rows(
        &mut self,
        chain: &mut FloatChain,
        [width, height]: [u32; 2],
        source: &mut dyn RowSource,
        sink: &mut dyn RowSink,
        inputs: Inputs<'_>,
    ) -> Result<[u32; 2]> {
        let input = RowLayout::new(RowFormat::Rgba8, width, height)?;
        let output = chain.prepare(&mut self.steps, input, self.settings.upsampling)?;
        self.check_inputs(inputs)?;
        let mut line = Vec::new();
        resize(&mut line, output.width() as usize)?;
        let mut run = Run { steps: &mut self.steps, inputs };
        chain.begin(&mut run)?;
        for y in 0..output.height() as usize {
            chain.row(&mut run, source, y, &mut line)?;
            sink.write(y, &mut line)?;
        }
        Ok([output.width(), output.height()])
    }
}
