//! Steps on rows of floats between two frames.

use alloc::vec::Vec;

use super::chain::{FloatChain, Run, resize};
use super::rows::RowSource;
use crate::error::Result;
use crate::image::convert::{ChromaUpsampling, FloatReader, FloatWriter};
use crate::image::frame::{
    ColorModel, ColorSpace, FrameLayout, FrameMut, FrameRef, Plane, Region, RowFormat, RowLayout,
};
use crate::image::input::Inputs;
use crate::image::kernels::float::Pixel;
use crate::image::pipeline::explain::Explanation;
use crate::image::pipeline::step::Step;

/// Steps on rows of floats between two frames.
#[derive(Debug, Default)]
pub(crate) struct FloatStream {
    chain: FloatChain,
    ends: Option<Ends>,
    /// The next row of the result.
    row: usize,
}

/// The conversions at both ends.
#[derive(Debug)]
struct Ends {
    layouts: [FrameLayout; 2],
    spaces: [ColorSpace; 2],
    upsampling: ChromaUpsampling,
    reader: FloatReader,
    writer: FloatWriter,
    /// A row of the source, and one of the result.
    lines: [Vec<Pixel>; 2],
}

/// The rows of a frame, or of a region of it.
struct FrameRows<'a> {
    reader: &'a mut FloatReader,
    frame: FrameRef<'a>,
    /// The first column and row.
    first: [usize; 2],
    line: &'a mut [Pixel],
}

impl RowSource for FrameRows<'_> {
    fn read(&mut self, y: usize, row: &mut [Pixel]) -> Result<()> {
        let [x, top] = self.first;
        if row.len() == self.line.len() {
            self.reader.read(&self.frame, top + y, row);
            return Ok(());
        }
        self.reader.read(&self.frame, top + y, self.line);
        if let Some(from) = self.line.get(x..x + row.len()) {
            row.copy_from_slice(from);
        }
        Ok(())
    }
}

/// The frames of a run.
pub(crate) struct FloatFrames<'a> {
    pub(crate) source: FrameRef<'a>,
    pub(crate) target: FrameMut<'a>,
    /// The part to process, if it isn't the whole frame. Other pixels of the target are unspecified.
    pub(crate) part: Option<(Region, Option<Plane<'a>>)>,
}

impl FloatStream {
    /// Prepares the steps and the conversions for frames of layout `input`, or a part of this size, and a result of the
    /// format of `output`. Returns the layout of the result.
    pub(crate) fn prepare(
        &mut self,
        steps: &mut [Step],
        [input, output]: [FrameLayout; 2],
        spaces: [ColorSpace; 2],
        part: Option<(u32, u32)>,
        upsampling: ChromaUpsampling,
    ) -> Result<FrameLayout> {
        let (width, height) = part.unwrap_or((input.width(), input.height()));
        let is_gray = [input, output].iter().all(|layout| layout.format().spec().model == ColorModel::Gray);
        let format = if is_gray { RowFormat::Gray8 } else { RowFormat::Rgba8 };
        let rows = self.chain.prepare(steps, RowLayout::new(format, width, height)?, upsampling)?;
        let output = match part {
            Some(_) => input,
            None => FrameLayout::new(output.format(), rows.width(), rows.height())?,
        };
        let layouts = [input, output];
        let is_ready = |ends: &Ends| (ends.layouts, ends.spaces, ends.upsampling) == (layouts, spaces, upsampling);
        if !self.ends.as_ref().is_some_and(is_ready) {
            self.ends = None;
            let mut lines = [Vec::new(), Vec::new()];
            for (line, layout) in lines.iter_mut().zip(&layouts) {
                resize(line, layout.width() as usize)?;
            }
            let reader = FloatReader::new(&input, &spaces[0], upsampling)?;
            let writer = FloatWriter::new(&output, &spaces[1], is_gray)?;
            self.ends = Some(Ends { layouts, spaces, upsampling, reader, writer, lines });
        }
        Ok(output)
    }

    /// Processes about `rows` rows of the result. Returns whether the run has ended.
    pub(crate) fn advance(
        &mut self,
        steps: &mut [Step],
        frames: FloatFrames<'_>,
        inputs: Inputs<'_>,
        rows: usize,
    ) -> Result<bool> {
        let Self { chain, ends, row } = self;
        let Some(Ends { layouts, reader, writer, lines, .. }) = ends else { return Ok(true) };
        let FloatFrames { source, mut target, part } = frames;
        let [line, result] = lines;
        let mut run = Run { steps, inputs };
        if *row == 0 {
            chain.begin(&mut run)?;
        }
        let height = layouts[1].height() as usize;
        let Some((region, mask)) = part else {
            let mut source = FrameRows { reader, frame: source, first: [0, 0], line };
            let end = row.saturating_add(rows).min(height);
            for y in *row..end {
                chain.row(&mut run, &mut source, y, result)?;
                writer.write(&mut target, y, result);
            }
            *row = end;
            return Ok(end == height);
        };
        let [x, top, width, count] = [region.x, region.y, region.width, region.height].map(|side| side as usize);
        // Chroma is shared with the row above or below the region: from an even row to an even row.
        let (first, last) = (top / 2 * 2, (top + count).next_multiple_of(2).min(height));
        let start = first + *row;
        let end = start.saturating_add(rows).min(last);
        for y in start..end {
            reader.read(&source, y, result);
            if let Some(own) = y.checked_sub(top).filter(|own| *own < count) {
                let mut pixels = FrameRows { reader, frame: source, first: [x, top], line };
                let into = result.get_mut(x..x + width).unwrap_or_default();
                chain.part(&mut run, &mut pixels, own, into, mask.map(|mask| mask.row(own)))?;
            }
            writer.write(&mut target, y, result);
        }
        *row = end - first;
        Ok(end == last)
    }

    /// Returns the plan as data.
    pub(crate) fn explain(&self, steps: &[Step], moved_bytes: u64) -> Result<Explanation> {
        let own = self.ends.as_ref().map_or(0, |ends| {
            let lines: usize = ends.lines.iter().map(|line| size_of_val(line.as_slice())).sum();
            lines + ends.reader.bytes() + ends.writer.bytes()
        });
        self.chain.explain(steps, own, moved_bytes)
    }

    /// Returns the share of the rows that were written.
    pub(crate) fn fraction(&self) -> f64 {
        self.ends.as_ref().map_or(0.0, |ends| self.row as f64 / f64::from(ends.layouts[1].height()))
    }

    /// Ends a run.
    pub(crate) fn release(&mut self) {
        self.row = 0;
    }
}
