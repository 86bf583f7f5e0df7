//! Runs of pipelines on frames: in one call, or in parts.

use super::gate::{self, Gate, Held, Moved};
use super::work::Work;
use filmgate::error::{Code, Error, Result};
use filmgate::image::frame::{FrameLayout, FrameRef, Target};
use filmgate::image::pipeline::{Explanation, Frames, Input, Inputs, Options};
use filmgate::memory::{Handle, Slots};

/// The open frames, as inputs of steps, which refer to them by the bits of their handles.
struct OpenFrames<'a>(&'a Slots<Held>);

impl Frames for OpenFrames<'_> {
    fn frame(&self, Input(bits): Input) -> Option<FrameRef<'_>> {
        self.0.get(Handle::from_bits(bits)).ok().map(|held| held.frame.view())
    }
}

impl Gate {
    /// Runs a pipeline to its end. Returns whether the output frame's bytes or size changed.
    ///
    /// # Errors
    /// Those of [`Pipeline::apply_with`]; `closed`; `busy` if the platform or another run uses a frame, or if memory
    /// would have to grow while a frame is pinned; `invalid-argument` if a frame is passed twice. All frames stay
    /// usable; after an error, the contents of the output frame are unspecified.
    pub fn run(&mut self, pipeline: Handle, work: Work) -> Result<Moved> {
        let moved = self.prepare(pipeline, &work)?;
        let (run, _) = self.advance_by(pipeline, &work, usize::MAX)?;
        Ok(if moved == Moved::Yes { moved } else { run })
    }

    /// Starts a run. No rows are processed yet, but the frames are busy until [`Gate::advance`] has reached the end, or
    /// [`Gate::cancel`] is called. A target frame gets the size of the result here.
    ///
    /// # Errors
    /// Those of [`Gate::run`]; `busy` if the pipeline is already running.
    pub fn begin(&mut self, pipeline: Handle, work: Work) -> Result<Moved> {
        let moved = self.prepare(pipeline, &work)?;
        self.set_used(pipeline, &work, true);
        self.pipelines.get_mut(pipeline)?.begun = Some(work);
        Ok(moved)
    }

    /// Continues a run for about `rows` rows. Returns the completed part, from 0 to 1; 1 is the end.
    ///
    /// # Errors
    /// Those of [`Gate::run`]; `invalid-argument` if no run was started. After an error, the run is over.
    pub fn advance(&mut self, pipeline: Handle, rows: usize) -> Result<f64> {
        let work = self.pipelines.get(pipeline)?.begun;
        let work = work.ok_or_else(|| {
            Error::new(Code::InvalidArgument, "pipeline", "a pipeline with a run in progress", "none")
        })?;
        self.set_used(pipeline, &work, false);
        let result = self.advance_by(pipeline, &work, rows.max(1));
        match result {
            Ok((_, done)) if done < 1.0 => self.set_used(pipeline, &work, true),
            _ => self.pipelines.get_mut(pipeline)?.begun = None,
        }
        result.map(|(_, done)| done)
    }

    /// Cancels a run. The output frame contains a part of the result, and all frames can be used again.
    ///
    /// # Errors
    /// `closed` if the pipeline doesn't exist. Without a run, nothing happens.
    pub fn cancel(&mut self, pipeline: Handle) -> Result<()> {
        let chain = self.pipelines.get_mut(pipeline)?;
        let begun = chain.begun.take();
        chain.pipeline.cancel(&mut self.pool);
        if let Some(work) = begun {
            chain.pipeline.reset();
            self.set_used(pipeline, &work, false);
        }
        Ok(())
    }

    /// Makes the steps of a pipeline forget the frames before.
    ///
    /// # Errors
    /// `closed` if the pipeline doesn't exist; `busy` while it is running.
    pub fn reset_pipeline(&mut self, pipeline: Handle) -> Result<()> {
        self.rests(pipeline)?;
        self.pipelines.get_mut(pipeline)?.pipeline.reset();
        Ok(())
    }

    /// Updates the use counts of the frames of a run.
    fn set_used(&mut self, pipeline: Handle, work: &Work, used: bool) {
        let inputs = self.pipelines.get(pipeline).ok().map(|chain| chain.pipeline.inputs()).into_iter().flatten();
        for frame in work.frames().chain(inputs.map(|Input(bits)| Handle::from_bits(bits))) {
            if let Ok(held) = self.frames.get_mut(frame) {
                held.uses = if used { held.uses + 1 } else { held.uses.saturating_sub(1) };
            }
        }
    }

    /// Returns the plan of a pipeline for a frame.
    ///
    /// # Errors
    /// Those of [`Pipeline::prepare`]; `closed`; `busy` while the pipeline is running.
    pub fn explain(&mut self, pipeline: Handle, frame: Handle) -> Result<Explanation> {
        self.rests(pipeline)?;
        self.make_headroom()?;
        self.ready(pipeline, frame, frame, Options::default())?;
        self.pipelines.get(pipeline)?.pipeline.explain()
    }

    /// Checks that the pipeline isn't running, because planning would replace the plan of its run.
    fn rests(&self, pipeline: Handle) -> Result<()> {
        match self.pipelines.get(pipeline)?.begun {
            None => Ok(()),
            Some(_) => Err(Error::new(
                Code::Busy,
                "pipeline",
                "a pipeline without a run in progress",
                "a pipeline with a run in progress",
            )),
        }
    }

    /// Validates the arguments, prepares the pipeline, and resizes the target.
    fn prepare(&mut self, pipeline: Handle, work: &Work) -> Result<Moved> {
        self.rests(pipeline)?;
        let target = work.target();
        for frame in work.frames() {
            self.idle(frame)?;
        }
        if work.into == Some(work.frame) {
            return Err(Error::new(Code::InvalidArgument, "into", "another frame", "the source frame"));
        }
        if work.mask == Some(target) || work.mask == Some(work.frame) {
            return Err(Error::new(Code::InvalidArgument, "mask", "another frame", "the source or the output frame"));
        }
        let mask = self.mask_out(work)?;
        let options =
            Options { region: work.region, mask: mask.as_ref().map(|held| held.frame.view()), ..Options::default() };
        let output = self.ready(pipeline, work.frame, target, options);
        self.mask_back(work, mask);
        let output = output?;
        self.check_inputs(pipeline, work)?;
        if work.into.is_some() { self.reshape(target, output) } else { Ok(Moved::No) }
    }

    /// Checks that the input frames of steps exist, and aren't being written.
    fn check_inputs(&self, pipeline: Handle, work: &Work) -> Result<()> {
        let pipeline = &self.pipelines.get(pipeline)?.pipeline;
        pipeline.check_inputs(Inputs::from(&OpenFrames(&self.frames)))?;
        for Input(bits) in pipeline.inputs() {
            let frame = Handle::from_bits(bits);
            // The output frame and the mask aren't accessible to steps during a run.
            if frame == work.target() || Some(frame) == work.mask {
                let expected = "a frame that isn't the output or the mask of the run";
                return Err(Error::new(Code::InvalidArgument, "frame", expected, "the output or the mask of the run"));
            }
            self.idle(frame)?;
        }
        Ok(())
    }

    /// Ensures that memory for the plan, and for the kernels that a pipeline needs for frames of this layout, is
    /// available.
    fn make_headroom_for(&mut self, pipeline: Handle, source: &FrameLayout) -> Result<()> {
        match self.pipelines.get(pipeline)?.pipeline.kernels_to_make(source) {
            0 => Ok(()),
            kernels => self.pool.make_headroom(gate::CALL_HEADROOM + kernels * gate::STEP_HEADROOM),
        }
    }

    /// Prepares a pipeline for a run from `source` to `target`. Returns the layout of the result, in the format of
    /// `target`: a frame keeps its format, because owners of its handle rely on it.
    fn ready(&mut self, pipeline: Handle, source: Handle, target: Handle, options: Options<'_>) -> Result<FrameLayout> {
        let (from, target) = (self.frame(source)?, self.frame(target)?);
        let (format, metadata) = (target.layout().format(), *target.metadata());
        let ready = self.pipelines.get(pipeline)?.pipeline.is_ready(&from.view(), format, &metadata, options);
        if !ready {
            let layout = *from.layout();
            self.make_headroom_for(pipeline, &layout)?;
        }
        let source = self.frames.get(source)?;
        let pipeline = &mut self.pipelines.get_mut(pipeline)?.pipeline;
        let output = pipeline.prepare_part(&source.frame.view(), format, &metadata, options);
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

    /// Processes some rows. Meanwhile, the output frame and the mask are taken out of the table, so that all frames can
    /// be borrowed at once.
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
        let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 40, 30).unwrap()).unwrap();
        gate.frame_mut(frame).unwrap().bytes_mut().iter_mut().enumerate().for_each(|(i, byte)| *byte = (i * 7) as u8);
        (gate, pipeline, frame)
    }

    #[test]
    fn parts_equal_the_whole_and_keep_frames_busy() {
        for filters in [&["gaussianBlur", "sobel", "invert"][..], &["rotate", "sepia", "flip"]] {
            let (mut gate, pipeline, frame) = gate_with(filters);
            let expected = gate.clone_frame(frame).unwrap();
            gate.run(pipeline, Work::on(expected)).unwrap();
            gate.begin(pipeline, Work::on(frame)).unwrap();
            assert_eq!(gate.close_frame(frame).unwrap_err().code, Code::Busy, "close");
            assert_eq!(gate.run(pipeline, Work::on(expected)).unwrap_err().code, Code::Busy, "running pipeline");
            assert_eq!(gate.explain(pipeline, expected).unwrap_err().code, Code::Busy, "plan of a running pipeline");
            gate.set_parameter(pipeline, filters.len() - 1, 0, &filmgate::declare::Value::Number(1.0)).unwrap();
            let mut last = 0.0;
            loop {
                let done = gate.advance(pipeline, 7).unwrap();
                assert!(done > last, "{done} after {last}");
                last = done;
                if done == 1.0 {
                    break;
                }
                assert_eq!(gate.close_frame(frame).unwrap_err().code, Code::Busy, "frame of a running pipeline");
            }
            let [a, b] = [frame, expected].map(|handle| gate.frame(handle).unwrap().bytes().to_vec());
            assert!(a == b, "{filters:?}");
            assert_eq!(gate.advance(pipeline, 7).unwrap_err().code, Code::InvalidArgument, "after the end");
            gate.close_frame(frame).unwrap();
        }
    }

    #[test]
    fn a_cancelled_run_leaves_everything_usable() {
        let (mut gate, pipeline, frame) = gate_with(&["gaussianBlur", "rotate", "invert"]);
        let target = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1).unwrap()).unwrap();
        let live = gate.statistics().live;
        let work = Work::on(frame).into(target);
        for rows in [1, 20, 45] {
            gate.begin(pipeline, work).unwrap();
            assert!(gate.advance(pipeline, rows).unwrap() < 1.0, "unfinished run");
            gate.cancel(pipeline).unwrap();
            gate.cancel(pipeline).unwrap();
            gate.run(pipeline, work).unwrap();
        }
        assert!(gate.statistics().live <= live + 65_536, "memory of the run is freed");
        gate.close_frame(frame).unwrap();
        gate.close_frame(target).unwrap();
        assert_eq!(gate.statistics().live, 0, "no memory leaks");
    }

    #[test]
    fn a_frame_can_be_passed_only_once() {
        let (mut gate, pipeline, frame) = gate_with(&["invert"]);
        let masked = Work { mask: Some(frame), ..Work::on(frame) };
        assert_eq!(gate.run(pipeline, masked).unwrap_err().code, Code::InvalidArgument, "mask equals source");
        let error = gate.run(pipeline, Work::on(frame).into(frame)).unwrap_err();
        assert_eq!(error.code, Code::InvalidArgument, "target equals source");
        let mask = gate.create_frame(FrameLayout::new(Format::Gray8, 40, 30).unwrap()).unwrap();
        let before = gate.frame(frame).unwrap().bytes().to_vec();
        gate.run(pipeline, Work { mask: Some(mask), ..Work::on(frame) }).unwrap();
        assert!(gate.frame(frame).unwrap().bytes() == before, "a black mask leaves the frame unchanged");
        gate.close_frame(mask).unwrap();
    }

    #[test]
    fn inputs_of_steps_must_exist_and_not_be_in_use() {
        let mut gate = Gate::default();
        let [frame, other] = [1, 2].map(|i| {
            let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 8, 20).unwrap()).unwrap();
            gate.frame_mut(frame).unwrap().bytes_mut().fill(100 * i);
            frame
        });
        let value = filmgate::declare::Value::Frame(other.to_bits());
        let step = StepSpec { filter: "crossFade".into(), parameters: vec![("frame".into(), value)] };
        let pipeline = gate.create_pipeline(vec![step]).unwrap();
        let error = gate.run(pipeline, Work::on(other)).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "frame"), "input equals output: {error}");
        let shape = gate.create_frame(FrameLayout::new(Format::Gray8, 8, 20).unwrap()).unwrap();
        let value = filmgate::declare::Value::Frame(shape.to_bits());
        let step = StepSpec { filter: "mask".into(), parameters: vec![("frame".into(), value)] };
        let masked = gate.create_pipeline(vec![step]).unwrap();
        let error = gate.run(masked, Work { mask: Some(shape), ..Work::on(frame) }).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "frame"), "input equals mask: {error}");
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(gate.frame(frame).unwrap().bytes()[..4], [167, 167, 167, 150], "mixed");
        gate.begin(pipeline, Work::on(frame)).unwrap();
        assert_eq!(gate.close_frame(other).unwrap_err().code, Code::Busy, "frame in use");
        gate.cancel(pipeline).unwrap();
        gate.pin(other).unwrap();
        assert_eq!(gate.run(pipeline, Work::on(frame)).unwrap_err().code, Code::Busy, "pinned input");
        gate.unpin(other).unwrap();
        gate.close_frame(other).unwrap();
        let error = gate.run(pipeline, Work::on(frame)).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::Closed, "steps[0].frame"), "{error}");
    }

    #[test]
    fn a_target_keeps_its_format() {
        let (mut gate, pipeline, frame) = gate_with(&["invert"]);
        let gray = gate.create_frame(FrameLayout::new(Format::Gray8, 1, 1).unwrap()).unwrap();
        for (from, to, format) in [(frame, gray, Format::Gray8), (gray, frame, Format::Rgba)] {
            gate.run(pipeline, Work::on(from).into(to)).unwrap();
            let layout = gate.frame(to).unwrap().layout();
            assert_eq!((layout.format(), layout.width()), (format, 40), "converted");
        }
    }

    #[test]
    fn nothing_grows_while_a_frame_is_pinned() {
        let (mut gate, pipeline, frame) = gate_with(&["rotate", "invert"]);
        let pinned = gate.create_frame(FrameLayout::new(Format::Rgba, 8, 8).unwrap()).unwrap();
        gate.explain(pipeline, frame).unwrap();
        gate.pin(pinned).unwrap();
        let allocations = gate.statistics().allocations;
        assert_eq!(gate.run(pipeline, Work::on(frame)).unwrap_err().code, Code::Busy, "a quarter turn needs a block");
        gate.begin(pipeline, Work::on(frame)).unwrap();
        assert_eq!(gate.advance(pipeline, 1).unwrap_err().code, Code::Busy, "in parts, too");
        assert_eq!(gate.statistics().allocations, allocations, "no allocations");
        gate.unpin(pinned).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
    }

    #[test]
    fn what_steps_remember_is_taken_from_the_pool_and_returned() {
        let (mut gate, pipeline, frame) = gate_with(&["temporalDenoise", "echo"]);
        let live = gate.statistics().live;
        let pinned = gate.create_frame(FrameLayout::new(Format::Rgba, 8, 8).unwrap()).unwrap();
        gate.explain(pipeline, frame).unwrap();
        gate.pin(pinned).unwrap();
        let before = gate.frame(frame).unwrap().bytes().to_vec();
        assert_eq!(gate.run(pipeline, Work::on(frame)).unwrap_err().code, Code::Busy, "memory for the next frame");
        assert!(gate.frame(frame).unwrap().bytes() == before, "the frame is unchanged");
        gate.unpin(pinned).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
        gate.pin(pinned).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
        gate.unpin(pinned).unwrap();
        gate.begin(pipeline, Work::on(frame)).unwrap();
        assert_eq!(gate.reset_pipeline(pipeline).unwrap_err().code, Code::Busy, "a running pipeline");
        gate.cancel(pipeline).unwrap();
        gate.reset_pipeline(pipeline).unwrap();
        gate.close_frame(pinned).unwrap();
        assert!(gate.statistics().live > live, "the frames before");
        gate.close_pipeline(pipeline).unwrap();
        assert_eq!(gate.statistics().live, live, "everything is returned");
        assert_eq!(gate.reset_pipeline(pipeline).unwrap_err().code, Code::Closed, "closed");
    }

    #[test]
    fn a_plan_is_explained() {
        let (mut gate, pipeline, frame) = gate_with(&["sepia", "gaussianBlur", "rotate", "invert"]);
        let explanation = gate.explain(pipeline, frame).unwrap();
        let kinds: Vec<&str> = explanation.passes.iter().map(|pass| pass.kind).collect();
        assert_eq!(kinds, ["stream", "geometry", "stream"], "{explanation:?}");
        assert_eq!(explanation.passes[0].stages.len(), 2, "stages of the first pass");
        assert!(explanation.scratch_bytes > 0, "the blur stores rows");
        assert_eq!(explanation.moved_bytes, 3 * 2 * 40 * 30 * 4, "three passes");
    }
}
