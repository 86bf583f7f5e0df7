//! Running pipelines on frames: at once, or in parts.

use super::gate::{self, Gate, Held, Moved};
use super::work::Work;
use filmgate::error::{Code, Error, Result};
use filmgate::image::frame::{FrameLayout, FrameRef, Target};
use filmgate::image::pipeline::{Explanation, Frames, Input, Inputs, Options};
use filmgate::memory::{Handle, Slots};

/// The open frames as inputs of steps, which name them by the bits of their handles.
struct OpenFrames<'a>(&'a Slots<Held>);

impl Frames for OpenFrames<'_> {
    fn frame(&self, Input(bits): Input) -> Option<FrameRef<'_>> {
        self.0.get(Handle::from_bits(bits)).ok().map(|held| held.frame.view())
    }
}

impl Gate {
    /// Runs a pipeline to its end. Whether the frame with the result has other bytes or another size now.
    ///
    /// # Errors
    /// As [`Pipeline::apply_with`]; `closed`; `busy` if the platform or another run uses a frame, or if memory would have
    /// to grow while a frame is pinned; `invalid-argument` if a frame is given twice. The frames are usable whatever
    /// happens; what the one with the result holds after an error is unspecified.
    pub fn run(&mut self, pipeline: Handle, work: Work) -> Result<Moved> {
        let moved = self.prepare(pipeline, &work)?;
        let (run, _) = self.advance_by(pipeline, &work, usize::MAX)?;
        Ok(if moved == Moved::Yes { moved } else { run })
    }

    /// Begins to run a pipeline: nothing is done yet, but the frames are busy until [`Gate::advance`] has come to the end,
    /// or [`Gate::cancel`]. A target has the size of the result from here on.
    ///
    /// # Errors
    /// As [`Gate::run`], and `busy` if the pipeline is being run already.
    pub fn begin(&mut self, pipeline: Handle, work: Work) -> Result<Moved> {
        let moved = self.prepare(pipeline, &work)?;
        self.set_used(pipeline, &work, true);
        self.pipelines.get_mut(pipeline)?.begun = Some(work);
        Ok(moved)
    }

    /// Goes on with what was begun, for about `rows` rows. How much is done, from 0 to 1; 1 is the end.
    ///
    /// # Errors
    /// As [`Gate::run`], and `invalid-argument` if nothing was begun. After an error the run is over.
    pub fn advance(&mut self, pipeline: Handle, rows: usize) -> Result<f64> {
        let work = self.pipelines.get(pipeline)?.begun;
        let work = work.ok_or_else(|| Error::new(Code::InvalidArgument, "pipeline", "one that was begun", "none"))?;
        self.set_used(pipeline, &work, false);
        let result = self.advance_by(pipeline, &work, rows.max(1));
        match result {
            Ok((_, done)) if done < 1.0 => self.set_used(pipeline, &work, true),
            _ => self.pipelines.get_mut(pipeline)?.begun = None,
        }
        result.map(|(_, done)| done)
    }

    /// Ends what was begun. The frame with the result holds a part of it; everything can be used again.
    ///
    /// # Errors
    /// `closed` if there is no such pipeline. Nothing happens if nothing was begun.
    pub fn cancel(&mut self, pipeline: Handle) -> Result<()> {
        let chain = self.pipelines.get_mut(pipeline)?;
        let begun = chain.begun.take();
        chain.pipeline.cancel(&mut self.pool);
        if let Some(work) = begun {
            self.set_used(pipeline, &work, false);
        }
        Ok(())
    }

    /// Notes that a run uses its frames, or doesn't any more.
    fn set_used(&mut self, pipeline: Handle, work: &Work, used: bool) {
        let inputs = self.pipelines.get(pipeline).ok().map(|chain| chain.pipeline.inputs()).into_iter().flatten();
        for frame in work.frames().chain(inputs.map(|Input(bits)| Handle::from_bits(bits))) {
            if let Ok(held) = self.frames.get_mut(frame) {
                held.uses = if used { held.uses + 1 } else { held.uses.saturating_sub(1) };
            }
        }
    }

    /// What a pipeline would do to a frame.
    ///
    /// # Errors
    /// As [`Pipeline::prepare`], `closed`, or `busy` while it is being run.
    pub fn explain(&mut self, pipeline: Handle, frame: Handle) -> Result<Explanation> {
        self.rests(pipeline)?;
        self.make_headroom()?;
        let layout = *self.frame(frame)?.layout();
        self.ready(pipeline, &layout, Options::default())?;
        self.pipelines.get(pipeline)?.pipeline.explain()
    }

    /// Planning anew would pull the plan away from under a run.
    fn rests(&self, pipeline: Handle) -> Result<()> {
        match self.pipelines.get(pipeline)?.begun {
            None => Ok(()),
            Some(_) => Err(Error::new(Code::Busy, "pipeline", "one that isn't being run", "one that is")),
        }
    }

    /// Checks everything, makes the pipeline ready, and gives the target its size.
    fn prepare(&mut self, pipeline: Handle, work: &Work) -> Result<Moved> {
        self.rests(pipeline)?;
        let target = work.target();
        for frame in work.frames() {
            self.idle(frame)?;
        }
        if work.into == Some(work.frame) {
            return Err(Error::new(Code::InvalidArgument, "into", "another frame", "the source itself"));
        }
        if work.mask == Some(target) || work.mask == Some(work.frame) {
            return Err(Error::new(Code::InvalidArgument, "mask", "another frame", "the frame that is worked on"));
        }
        let source = *self.frame(work.frame)?.layout();
        let mask = self.mask_out(work)?;
        let options =
            Options { region: work.region, mask: mask.as_ref().map(|held| held.frame.view()), ..Options::default() };
        let output = self.ready(pipeline, &source, options);
        self.mask_back(work, mask);
        let output = output?;
        self.check_inputs(pipeline, work)?;
        let format = self.frame(target)?.layout().format();
        if format != output.format() {
            // A frame keeps the format it was made with: who has its handle relies on that.
            return Err(Error::new(Code::UnsupportedFormat, "into", output.format().name(), format.name()));
        }
        if work.into.is_some() { self.reshape(target, output) } else { Ok(Moved::No) }
    }

    /// Whether the frames that steps read are there, and nobody writes to them.
    fn check_inputs(&self, pipeline: Handle, work: &Work) -> Result<()> {
        let pipeline = &self.pipelines.get(pipeline)?.pipeline;
        pipeline.check_inputs(Inputs::from(&OpenFrames(&self.frames)))?;
        for Input(bits) in pipeline.inputs() {
            let frame = Handle::from_bits(bits);
            // What is written, and the mask, aren't at hand for steps while they run.
            if frame == work.target() || Some(frame) == work.mask {
                let expected = "a frame that is neither written nor the mask of the run";
                return Err(Error::new(Code::InvalidArgument, "frame", expected, "one that is"));
            }
            self.idle(frame)?;
        }
        Ok(())
    }

    /// Makes sure that the kernels that a pipeline needs for frames of this layout find memory, and the plan.
    fn make_headroom_for(&mut self, pipeline: Handle, source: &FrameLayout) -> Result<()> {
        match self.pipelines.get(pipeline)?.pipeline.kernels_to_make(source) {
            0 => Ok(()),
            kernels => self.pool.make_headroom(gate::CALL_HEADROOM + kernels * gate::STEP_HEADROOM),
        }
    }

    fn ready(&mut self, pipeline: Handle, source: &FrameLayout, options: Options<'_>) -> Result<FrameLayout> {
        if !self.pipelines.get(pipeline)?.pipeline.is_ready(source, options) {
            self.make_headroom_for(pipeline, source)?;
        }
        let output = self.pipelines.get_mut(pipeline)?.pipeline.prepare_part(source, options);
        self.note_growth();
        output
    }

    fn mask_out(&mut self, work: &Work) -> Result<Option<Held>> {
        work.mask.map(|mask| self.frames.lift(mask)).transpose()
    }

    fn mask_back(&mut self, work: &Work, mask: Option<Held>) {
        if let (Some(handle), Some(held)) = (work.mask, mask) {
            self.frames.lower(handle, held);
        }
    }

    /// Runs some rows. While it does, the frames that are written and the mask are out of the table, so that all of them
    /// can be borrowed at once.
    fn advance_by(&mut self, pipeline: Handle, work: &Work, rows: usize) -> Result<(Moved, f64)> {
        let mut held = self.frames.lift(work.target())?;
        let mask = match self.mask_out(work) {
            Ok(mask) => mask,
            Err(error) => {
                self.frames.lower(work.target(), held);
                return Err(error);
            }
        };
        let before = *held.frame.layout();
        let mut replaced = None;
        let result = self.advance_lifted(pipeline, work, &mut held, mask.as_ref(), &mut replaced, rows);
        let moved = replaced.is_some() || before != *held.frame.layout();
        let exposed = held.exposed;
        held.exposed &= replaced.is_none();
        self.frames.lower(work.target(), held);
        self.mask_back(work, mask);
        if let Some(block) = replaced {
            self.retire(block, exposed);
        }
        result.map(|done| (if moved { Moved::Yes } else { Moved::No }, done))
    }

    fn advance_lifted(
        &mut self,
        pipeline: Handle,
        work: &Work,
        held: &mut Held,
        mask: Option<&Held>,
        replaced: &mut Option<filmgate::memory::Block>,
        rows: usize,
    ) -> Result<f64> {
        let pipeline = &mut self.pipelines.get_mut(pipeline)?.pipeline;
        let source = match work.into {
            Some(_) => Some(self.frames.get(work.frame)?.frame.view()),
            None => None,
        };
        let frames = OpenFrames(&self.frames);
        let inputs = Inputs::from(&frames);
        let options = Options { region: work.region, mask: mask.map(|held| held.frame.view()), inputs };
        let target = Target::Owned(&mut held.frame);
        let ended = pipeline.advance(source, target, &mut self.pool, replaced, options, rows)?;
        Ok(if ended { 1.0 } else { pipeline.fraction_done().min(0.999_999) })
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;
    use filmgate::image::frame::Format;
    use filmgate::image::pipeline::StepSpec;

    fn gate_with(filters: &[&str]) -> (Gate, Handle, Handle) {
        let mut gate = Gate::default();
        let describe = |filter: &&str| StepSpec { filter: (*filter).into(), parameters: vec![] };
        let pipeline = gate.create_pipeline(filters.iter().map(describe).collect::<Vec<_>>()).unwrap();
        let frame = gate.create_frame(FrameLayout::new(Format::Rgba8, 40, 30).unwrap()).unwrap();
        gate.frame_mut(frame).unwrap().bytes_mut().iter_mut().enumerate().for_each(|(i, byte)| *byte = (i * 7) as u8);
        (gate, pipeline, frame)
    }

    #[test]
    fn parts_come_to_the_same_as_the_whole_and_keep_the_frames_busy() {
        for filters in [&["gaussianBlur", "sobel", "invert"][..], &["rotate", "sepia", "flip"]] {
            let (mut gate, pipeline, frame) = gate_with(filters);
            let expected = gate.clone_frame(frame).unwrap();
            gate.run(pipeline, Work::on(expected)).unwrap();
            gate.begin(pipeline, Work::on(frame)).unwrap();
            assert_eq!(gate.close_frame(frame).unwrap_err().code, Code::Busy, "close");
            assert_eq!(gate.run(pipeline, Work::on(expected)).unwrap_err().code, Code::Busy, "the pipeline");
            assert_eq!(gate.explain(pipeline, expected).unwrap_err().code, Code::Busy, "its plan");
            gate.set_parameter(pipeline, filters.len() - 1, 0, &filmgate::declare::Value::Number(1.0)).unwrap();
            let mut last = 0.0;
            loop {
                let done = gate.advance(pipeline, 7).unwrap();
                assert!(done > last, "{done} after {last}");
                last = done;
                if done == 1.0 {
                    break;
                }
                assert_eq!(gate.close_frame(frame).unwrap_err().code, Code::Busy, "in between");
            }
            let [a, b] = [frame, expected].map(|handle| gate.frame(handle).unwrap().bytes().to_vec());
            assert!(a == b, "{filters:?}");
            assert_eq!(gate.advance(pipeline, 7).unwrap_err().code, Code::InvalidArgument, "it is over");
            gate.close_frame(frame).unwrap();
        }
    }

    #[test]
    fn a_cancelled_run_leaves_everything_usable() {
        let (mut gate, pipeline, frame) = gate_with(&["gaussianBlur", "rotate", "invert"]);
        let target = gate.create_frame(FrameLayout::new(Format::Rgba8, 1, 1).unwrap()).unwrap();
        let live = gate.statistics().live;
        let work = Work::on(frame).into(target);
        for rows in [1, 20, 45] {
            gate.begin(pipeline, work).unwrap();
            assert!(gate.advance(pipeline, rows).unwrap() < 1.0, "not at the end");
            gate.cancel(pipeline).unwrap();
            gate.cancel(pipeline).unwrap();
            gate.run(pipeline, work).unwrap();
        }
        assert!(gate.statistics().live <= live + 65_536, "nothing of the run is left");
        gate.close_frame(frame).unwrap();
        gate.close_frame(target).unwrap();
        assert_eq!(gate.statistics().live, 0, "nothing lost");
    }

    #[test]
    fn a_frame_is_given_once() {
        let (mut gate, pipeline, frame) = gate_with(&["invert"]);
        let masked = Work { mask: Some(frame), ..Work::on(frame) };
        assert_eq!(gate.run(pipeline, masked).unwrap_err().code, Code::InvalidArgument, "its own mask");
        let error = gate.run(pipeline, Work::on(frame).into(frame)).unwrap_err();
        assert_eq!(error.code, Code::InvalidArgument, "into itself");
        let mask = gate.create_frame(FrameLayout::new(Format::Gray8, 40, 30).unwrap()).unwrap();
        let before = gate.frame(frame).unwrap().bytes().to_vec();
        gate.run(pipeline, Work { mask: Some(mask), ..Work::on(frame) }).unwrap();
        assert!(gate.frame(frame).unwrap().bytes() == before, "a black mask lets nothing through");
        gate.close_frame(mask).unwrap();
    }

    #[test]
    fn a_frame_that_a_step_reads_is_there_and_at_rest() {
        let mut gate = Gate::default();
        let [frame, other] = [1, 2].map(|i| {
            let frame = gate.create_frame(FrameLayout::new(Format::Rgba8, 8, 20).unwrap()).unwrap();
            gate.frame_mut(frame).unwrap().bytes_mut().fill(100 * i);
            frame
        });
        let value = filmgate::declare::Value::Frame(other.to_bits());
        let step = StepSpec { filter: "crossFade".into(), parameters: vec![("frame".into(), value)] };
        let pipeline = gate.create_pipeline(vec![step]).unwrap();
        let error = gate.run(pipeline, Work::on(other)).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "frame"), "with itself: {error}");
        let shape = gate.create_frame(FrameLayout::new(Format::Gray8, 8, 20).unwrap()).unwrap();
        let value = filmgate::declare::Value::Frame(shape.to_bits());
        let step = StepSpec { filter: "mask".into(), parameters: vec![("frame".into(), value)] };
        let masked = gate.create_pipeline(vec![step]).unwrap();
        let error = gate.run(masked, Work { mask: Some(shape), ..Work::on(frame) }).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "frame"), "the mask too: {error}");
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(gate.frame(frame).unwrap().bytes()[..4], [167, 167, 167, 150], "mixed");
        gate.begin(pipeline, Work::on(frame)).unwrap();
        assert_eq!(gate.close_frame(other).unwrap_err().code, Code::Busy, "in use");
        gate.cancel(pipeline).unwrap();
        gate.pin(other).unwrap();
        assert_eq!(gate.run(pipeline, Work::on(frame)).unwrap_err().code, Code::Busy, "the platform writes to it");
        gate.unpin(other).unwrap();
        gate.close_frame(other).unwrap();
        let error = gate.run(pipeline, Work::on(frame)).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::Closed, "steps[0].frame"), "{error}");
    }

    #[test]
    fn a_target_keeps_its_format() {
        let (mut gate, pipeline, frame) = gate_with(&["invert"]);
        let gray = gate.create_frame(FrameLayout::new(Format::Gray8, 1, 1).unwrap()).unwrap();
        for (from, to) in [(frame, gray), (gray, frame)] {
            let error = gate.run(pipeline, Work::on(from).into(to)).unwrap_err();
            assert_eq!((error.code, &*error.argument), (Code::UnsupportedFormat, "into"), "{error}");
        }
    }

    #[test]
    fn nothing_grows_while_a_frame_is_pinned() {
        let (mut gate, pipeline, frame) = gate_with(&["rotate", "invert"]);
        let pinned = gate.create_frame(FrameLayout::new(Format::Rgba8, 8, 8).unwrap()).unwrap();
        gate.explain(pipeline, frame).unwrap();
        gate.pin(pinned).unwrap();
        let allocations = gate.statistics().allocations;
        assert_eq!(gate.run(pipeline, Work::on(frame)).unwrap_err().code, Code::Busy, "a turn needs a block");
        gate.begin(pipeline, Work::on(frame)).unwrap();
        assert_eq!(gate.advance(pipeline, 1).unwrap_err().code, Code::Busy, "in parts too");
        assert_eq!(gate.statistics().allocations, allocations, "none was taken");
        gate.unpin(pinned).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
    }

    #[test]
    fn a_plan_is_explained() {
        let (mut gate, pipeline, frame) = gate_with(&["sepia", "gaussianBlur", "rotate", "invert"]);
        let explanation = gate.explain(pipeline, frame).unwrap();
        let kinds: Vec<&str> = explanation.passes.iter().map(|pass| pass.kind).collect();
        assert_eq!(kinds, ["stream", "geometry", "stream"], "{explanation:?}");
        assert_eq!(explanation.passes[0].stages.len(), 2, "in one pass");
        assert!(explanation.scratch_bytes > 0, "the blur keeps rows");
        assert_eq!(explanation.moved_bytes, 3 * 2 * 40 * 30 * 4, "three passes");
    }
}
