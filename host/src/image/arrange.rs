//! Arranges bytes that a platform has copied into an upright RGBA frame.

use super::arrangement::Arrangement;
use super::gate::{Gate, Moved};
use filmgate::error::Result;
use filmgate::image::pipeline::{Options, Pipeline};
use filmgate::memory::Handle;

impl Gate {
    /// Arranges the bytes of an RGBA frame: in place, except for quarter turns. Returns whether the frame's bytes or
    /// size changed. The filters are stored for the next frame, so that a stream of frames allocates nothing.
    ///
    /// # Errors
    /// `closed`, `busy`, `unsupported-format` for a gray frame, and the errors of running a pipeline.
    pub fn arrange(&mut self, handle: Handle, arrangement: Arrangement) -> Result<Moved> {
        self.idle(handle)?;
        let mut pipeline = match self.arranging.take() {
            Some((known, pipeline)) if known == arrangement => pipeline,
            _ => {
                self.make_headroom()?;
                Pipeline::new(arrangement.filters())
            }
        };
        let mut held = self.frames.lift(handle)?;
        let mut replaced = None;
        let result = pipeline.run(&mut held.frame, &mut self.pool, &mut replaced, Options::default());
        self.arranging = Some((arrangement, pipeline));
        let exposed = held.exposed;
        held.exposed &= replaced.is_none();
        self.frames.lower(handle, held);
        let moved = if replaced.is_some() { Moved::Yes } else { Moved::No };
        if let Some(block) = replaced {
            self.retire(block, exposed);
        }
        result.map(|()| moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use filmgate::error::Code;
    use filmgate::image::frame::{Format, FrameLayout};

    #[test]
    fn every_arrangement_follows_its_definition() {
        let (width, height) = (5_usize, 3_usize);
        let mut gate = Gate::default();
        for number in 0..64_u32 {
            let arrangement = Arrangement {
                swapped: number & 1 != 0,
                opaque: number & 2 != 0,
                quarter_turns: number >> 2 & 3,
                flipped: number & 16 != 0,
            };
            let layout = FrameLayout::new(Format::Rgba, width as u32, height as u32).unwrap();
            let frame = gate.create_frame(layout).unwrap();
            let source: Vec<u8> = (0..width * height * 4).map(|i| (i * 41 + 3) as u8).collect();
            gate.frame_mut(frame).unwrap().bytes_mut().copy_from_slice(&source);
            // Twice with the same arrangement: the second call reuses the filters of the first.
            if number & 32 != 0 {
                gate.arrange(frame, Arrangement::default()).unwrap();
            }
            gate.arrange(frame, arrangement).unwrap();
            let result = gate.frame(frame).unwrap();
            let turned = arrangement.quarter_turns % 2 == 1;
            let (columns, rows) = if turned { (height, width) } else { (width, height) };
            assert_eq!((result.layout().width(), result.layout().height()), (columns as u32, rows as u32), "size");
            for (i, pixel) in result.bytes().as_chunks::<4>().0.iter().enumerate() {
                let (y, x) = (i / columns, i % columns);
                let x = if arrangement.flipped { columns - 1 - x } else { x };
                let (from_y, from_x) = match arrangement.quarter_turns {
                    0 => (y, x),
                    1 => (height - 1 - x, y),
                    2 => (height - 1 - y, width - 1 - x),
                    _ => (x, width - 1 - y),
                };
                let at = 4 * (from_y * width + from_x);
                let [a, b, c, d] = [0, 1, 2, 3].map(|channel| source[at + channel]);
                let [red, blue] = if arrangement.swapped { [c, a] } else { [a, c] };
                let alpha = if arrangement.opaque { 255 } else { d };
                assert_eq!(*pixel, [red, b, blue, alpha], "{arrangement:?}, pixel {i}");
            }
            gate.close_frame(frame).unwrap();
        }
        assert_eq!(gate.statistics().live, 0, "no memory leaks");
    }

    #[test]
    fn a_stream_of_arranged_frames_allocates_nothing() {
        let mut gate = Gate::default();
        let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 64, 32).unwrap()).unwrap();
        let arrangement = Arrangement { swapped: true, quarter_turns: 1, ..Arrangement::default() };
        gate.arrange(frame, arrangement).unwrap();
        gate.arrange(frame, arrangement).unwrap();
        let before = gate.statistics().allocations;
        for _ in 0..10 {
            gate.arrange(frame, arrangement).unwrap();
        }
        assert_eq!(gate.statistics().allocations, before, "blocks");
        let gray = gate.create_frame(FrameLayout::new(Format::Gray8, 4, 4).unwrap()).unwrap();
        assert_eq!(gate.arrange(gray, arrangement).unwrap_err().code, Code::UnsupportedFormat, "a gray frame");
    }
}
