//! Frames, pipelines and resources behind handles.
//!
//! The gate guarantees that a view never shows the memory of another frame. The memory of an exposed frame (`expose`)
//! is reused only after all views have been revoked. While the platform reads or writes a frame (`pin`), views aren't
//! revoked and memory doesn't grow; blocks that are freed meanwhile are kept in quarantine.

use super::arrangement::Arrangement;
use super::prepared::Analyses;
use super::resources::Resources;
#[cfg(feature = "image-files")]
use super::staged::{Playing, Staged};
use super::work::Chain;
use filmgate::declare::Value;
use filmgate::error::{Code, Error, Result};
use filmgate::image::analysis::SceneCuts;
use filmgate::image::frame::{ColorSpace, Frame, FrameLayout};
use filmgate::image::pipeline::{BAND_BYTES, Options, Pipeline, Preset, StepSpec};
use filmgate::memory::{Block, Handle, Pool, Slots, Statistics, system};

/// Owner of all frames, pipelines and resources of an instance.
#[derive(Debug)]
pub struct Gate {
    pub(super) pool: Pool,
    pub(super) frames: Slots<Held>,
    pub(super) pipelines: Slots<Chain>,
    pub(super) resources: Resources,
    /// Exposed blocks that are freed once nothing is pinned.
    pub(super) quarantine: Vec<Block>,
    #[cfg(feature = "image-files")]
    pub(super) staged: Option<Staged>,
    #[cfg(feature = "image-files")]
    pub(super) playing: Option<Playing>,
    pub(super) analyses: Analyses,
    pub(super) scenes: Slots<SceneCuts>,
    /// The arrangement of the last copy by the platform, and its pipeline.
    pub(super) arranging: Option<(Arrangement, Pipeline)>,
    /// The conversion of the last copy between formats.
    converting: Option<Pipeline>,
    pub(super) pins: usize,
    pub(super) revocations: usize,
}

#[derive(Debug)]
pub(crate) struct Held {
    pub(super) frame: Frame,
    /// Whether a view was created since the frame got its block.
    pub(super) exposed: bool,
    pub(super) pins: usize,
    /// Number of unfinished runs that use the frame.
    pub(super) uses: usize,
}

/// Memory in bytes that is available for small allocations at the start of a long operation. While a frame is pinned,
/// it serves errors, names and some pipelines; once it is used up, calls that need more are `busy` until the pin ends.
/// While a decoder runs, it serves allocations beyond its estimate.
pub(super) const LONG_HEADROOM: usize = 256 << 10;

/// Memory in bytes that is available at the start of a call with small allocations: more than such a call takes without
/// checking.
pub(super) const CALL_HEADROOM: usize = 32 << 10;

/// Memory in bytes of a pipeline step, without its lists of numbers and fallible allocations of its filter: a filter,
/// its kernel, and its entry in the plan.
pub(super) const STEP_HEADROOM: usize = 8 << 10;

/// Whether views of a frame must be created again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The frame has the same bytes at the same address.
    No,
    /// The frame has other bytes or another size.
    Yes,
}

impl Default for Gate {
    fn default() -> Self {
        Self::new(usize::MAX)
    }
}

impl Gate {
    /// A gate whose frames take at most `maximum_bytes` in total.
    pub fn new(maximum_bytes: usize) -> Self {
        Self {
            pool: Pool::new(maximum_bytes),
            frames: Slots::new("frame"),
            pipelines: Slots::new("pipeline"),
            resources: Resources::default(),
            quarantine: Vec::new(),
            #[cfg(feature = "image-files")]
            staged: None,
            #[cfg(feature = "image-files")]
            playing: None,
            analyses: Analyses::default(),
            scenes: Slots::new("detector"),
            arranging: None,
            converting: None,
            pins: 0,
            revocations: 0,
        }
    }

    /// Statistics of memory use.
    pub fn statistics(&self) -> Statistics {
        self.pool.statistics()
    }

    /// Number of open frames.
    pub fn open_frames(&self) -> usize {
        self.frames.len()
    }

    /// Number of open pipelines.
    pub fn open_pipelines(&self) -> usize {
        self.pipelines.len()
    }

    /// Number of times that all views were revoked.
    pub fn revocations(&self) -> usize {
        self.revocations
    }

    /// Updates the statistics: detects growth of linear memory, and frees resources that aren't used any more.
    pub fn note_growth(&mut self) {
        self.resources.sweep(&mut self.pool);
        self.pool.note_growth();
    }

    /// Reserves `bytes` of memory, so that memory doesn't grow when they are allocated.
    ///
    /// # Errors
    /// `over-budget`, `out-of-memory`, or `busy` if memory would have to grow while a frame is pinned.
    pub fn reserve(&mut self, bytes: usize) -> Result<()> {
        self.pool.reserve(bytes)
    }

    /// Creates a black frame, transparent if the format has alpha.
    ///
    /// # Errors
    /// `over-budget`, `out-of-memory`, or `busy` if memory would have to grow while a frame is pinned.
    pub fn create_frame(&mut self, layout: FrameLayout) -> Result<Handle> {
        self.make_headroom()?;
        self.frames.make_room()?;
        let frame = self.take_frame(layout, true)?;
        self.frames.insert(Held { frame, exposed: false, pins: 0, uses: 0 })
    }

    pub(super) fn take_frame(&mut self, layout: FrameLayout, zeroed: bool) -> Result<Frame> {
        let block = self.pool.take(layout.byte_length(), zeroed)?;
        let mut frame = Frame::in_block(layout, block).ok_or_else(|| Error::out_of_memory(layout.byte_length()))?;
        if zeroed {
            frame.blacken_zeros();
        }
        Ok(frame)
    }

    /// Checks that memory may grow.
    ///
    /// # Errors
    /// `busy` while a frame is pinned.
    pub fn may_grow(&self) -> Result<()> {
        self.pool.may_grow()
    }

    /// Ensures that memory for the small allocations of a call is available.
    ///
    /// # Errors
    /// `out-of-memory`, or `busy` if memory would have to grow while a frame is pinned.
    pub(crate) fn make_headroom(&mut self) -> Result<()> {
        self.pool.make_headroom(CALL_HEADROOM)
    }

    /// Ensures that memory for a text of `bytes` bytes is available, for a copy that can't report failure. The copy is
    /// short-lived, and doesn't count towards the budget.
    ///
    /// # Errors
    /// Those of [`Gate::create_frame`], except `over-budget`.
    pub fn make_room_for_text(&mut self, bytes: usize) -> Result<()> {
        self.pool.make_headroom(bytes.saturating_add(CALL_HEADROOM))
    }

    /// Ensures that memory for steps or values read from `words` is available: names and lists take at most the size of
    /// the words.
    ///
    /// # Errors
    /// Those of [`Gate::create_frame`], except `over-budget`.
    pub(super) fn make_room_for_words(&mut self, words: &[[u8; 8]]) -> Result<()> {
        self.pool.make_headroom(2 * size_of_val(words))
    }

    /// Converts an error for the caller: while a frame is pinned, a failed allocation is `busy`.
    pub fn refusal(&self, error: Error) -> Error {
        self.pool.refusal(error)
    }

    /// Returns the frame behind a handle.
    ///
    /// # Errors
    /// `closed` if it doesn't exist.
    pub fn frame(&self, handle: Handle) -> Result<&Frame> {
        self.frames.get(handle).map(|held| &held.frame)
    }

    /// Returns the frame behind a handle, mutably.
    ///
    /// # Errors
    /// `closed` if it doesn't exist.
    pub fn frame_mut(&mut self, handle: Handle) -> Result<&mut Frame> {
        self.frames.get_mut(handle).map(|held| &mut held.frame)
    }

    /// Returns the address of a frame's bytes, for a view of them, and marks the frame as exposed.
    ///
    /// # Errors
    /// `closed` if the frame doesn't exist.
    pub fn expose(&mut self, handle: Handle) -> Result<usize> {
        let held = self.frames.get_mut(handle)?;
        held.exposed = true;
        Ok(held.frame.address())
    }

    /// Pins a frame: it doesn't move and views aren't revoked until [`Gate::unpin`].
    ///
    /// # Errors
    /// `closed` if the frame doesn't exist.
    pub fn pin(&mut self, handle: Handle) -> Result<()> {
        if self.pins == 0 && self.frames.get(handle).is_ok() {
            // Best effort: without it, calls that need memory are `busy` a little earlier.
            let _ = self.pool.make_headroom(LONG_HEADROOM);
        }
        self.frames.get_mut(handle)?.pins += 1;
        self.pins += 1;
        self.pool.set_frozen(true);
        Ok(())
    }

    /// Ends a pin. After the last pin, blocks in quarantine are freed.
    ///
    /// # Errors
    /// `closed` if the frame doesn't exist. A frame that isn't pinned is unchanged.
    pub fn unpin(&mut self, handle: Handle) -> Result<()> {
        let held = self.frames.get_mut(handle)?;
        if held.pins > 0 {
            held.pins -= 1;
            self.pins -= 1;
            self.pool.set_frozen(self.pins > 0);
        }
        if self.pins == 0 && !self.quarantine.is_empty() {
            self.revoke();
        }
        Ok(())
    }

    pub(super) fn idle(&self, handle: Handle) -> Result<()> {
        let held = self.frames.get(handle)?;
        let received = match (held.pins, held.uses) {
            (0, 0) => return Ok(()),
            (0, _) => "a frame in a run",
            _ => "a frame that the platform is reading or writing",
        };
        Err(Error::new(Code::Busy, "frame", "a frame that isn't in use", received))
    }

    /// Closes a frame: its handle becomes invalid, and if it was exposed, every view of it gets the length 0.
    ///
    /// # Errors
    /// `closed` if the frame doesn't exist; `busy` while it is pinned.
    pub fn close_frame(&mut self, handle: Handle) -> Result<()> {
        self.idle(handle)?;
        let held = self.frames.remove(handle)?;
        self.retire(held.frame.into_block(), held.exposed);
        Ok(())
    }

    /// Frees a block; if it was exposed, only after all views of it are revoked.
    pub(super) fn retire(&mut self, block: Block, exposed: bool) {
        if !exposed {
            return self.pool.give(block);
        }
        // If the quarantine can't grow, the block is leaked, because it must not be reused while views of it exist.
        if self.quarantine.try_reserve(1).is_err() {
            return std::mem::forget(block);
        }
        self.quarantine.push(block);
        if self.pins == 0 {
            self.revoke();
        }
    }

    /// Revokes all views; then blocks in quarantine can be reused.
    pub(super) fn revoke(&mut self) {
        system::detach_views();
        self.revocations += 1;
        while let Some(block) = self.quarantine.pop() {
            self.pool.give(block);
        }
    }

    /// Changes the layout of a frame. Views of the old frame are revoked; the new frame is transparent black.
    ///
    /// # Errors
    /// Those of [`Gate::create_frame`]; `closed` or `busy`. After an error, the frame is unchanged.
    pub fn reshape(&mut self, handle: Handle, layout: FrameLayout) -> Result<Moved> {
        self.reshape_with(handle, layout, true)
    }

    /// Like [`Gate::reshape`]; without `zeroed`, the contents of a new layout are unspecified.
    pub(super) fn reshape_with(&mut self, handle: Handle, layout: FrameLayout, zeroed: bool) -> Result<Moved> {
        self.idle(handle)?;
        if *self.frame(handle)?.layout() == layout {
            return Ok(Moved::No);
        }
        self.make_headroom()?;
        let mut frame = self.take_frame(layout, zeroed)?;
        *frame.metadata_mut() = *self.frame(handle)?.metadata();
        self.replace(handle, frame)?;
        Ok(Moved::Yes)
    }

    /// Replaces the frame behind a handle; views of the old frame are revoked.
    pub(super) fn replace(&mut self, handle: Handle, frame: Frame) -> Result<()> {
        let held = self.frames.get_mut(handle)?;
        let old = std::mem::replace(&mut held.frame, frame);
        let exposed = std::mem::replace(&mut held.exposed, false);
        self.retire(old.into_block(), exposed);
        Ok(())
    }

    /// Creates a copy of a frame.
    ///
    /// # Errors
    /// Those of [`Gate::create_frame`]; `closed` or `busy`.
    pub fn clone_frame(&mut self, handle: Handle) -> Result<Handle> {
        self.idle(handle)?;
        self.make_headroom()?;
        let layout = *self.frame(handle)?.layout();
        self.frames.make_room()?;
        let mut copy = self.take_frame(layout, false)?;
        let original = self.frame(handle)?;
        *copy.metadata_mut() = *original.metadata();
        copy.bytes_mut().copy_from_slice(original.bytes());
        self.frames.insert(Held { frame: copy, exposed: false, pins: 0, uses: 0 })
    }

    /// Copies the contents and the size of a frame to another frame, which keeps its format: the pixels are converted if
    /// the formats differ.
    ///
    /// # Errors
    /// Those of [`Gate::create_frame`]; `closed`; `busy`. After an error, `target` is unchanged.
    pub fn copy(&mut self, source: Handle, target: Handle) -> Result<Moved> {
        self.idle(source)?;
        self.idle(target)?;
        if source == target {
            return Ok(Moved::No);
        }
        let (from, to) = (*self.frame(source)?.layout(), *self.frame(target)?.layout());
        let layout = FrameLayout::new(to.format(), from.width(), from.height())?;
        if from.format() != to.format() {
            // The conversion and its memory are kept for the next frame.
            self.make_headroom()?;
            self.pool.make_headroom(STEP_HEADROOM + 16 * from.width() as usize + BAND_BYTES)?;
            // Before the target changes: after an error, it must have the size that its owner knows.
            let metadata = *self.frame(target)?.metadata();
            let Self { frames, converting, .. } = self;
            let converting = converting.get_or_insert_with(|| Pipeline::new(Vec::new()));
            let source = frames.get(source)?.frame.view();
            converting.prepare_part(&source, to.format(), &metadata, Options::default())?;
        }
        let moved = self.reshape_with(target, layout, false)?;
        let held = self.frames.lift(source)?;
        let Self { frames, pool, converting, .. } = self;
        let copied = frames.get_mut(target).and_then(|target| {
            if from.format() == to.format() {
                *target.frame.metadata_mut() = *held.frame.metadata();
                target.frame.bytes_mut().copy_from_slice(held.frame.bytes());
                return Ok(());
            }
            let converting = converting.get_or_insert_with(|| Pipeline::new(Vec::new()));
            converting.run_into(&held.frame, &mut target.frame, pool, Options::default())
        });
        self.frames.lower(source, held);
        copied.map(|()| moved)
    }

    /// Sets the colour space of a frame. The pixels stay as they are.
    ///
    /// # Errors
    /// `closed`, `busy`.
    pub fn set_color_space(&mut self, frame: Handle, space: ColorSpace) -> Result<()> {
        self.idle(frame)?;
        self.frame_mut(frame)?.metadata_mut().color_space = space;
        Ok(())
    }

    /// Creates a pipeline.
    ///
    /// # Errors
    /// Those of [`Preset::build`].
    pub fn create_pipeline(&mut self, preset: impl Into<Preset>) -> Result<Handle> {
        let preset = preset.into();
        let numbers = |value: &Value| match value {
            Value::Numbers(numbers) => numbers.len(),
            Value::Records(records) => records.iter().map(|fields| 4 * fields.len()).sum(),
            _ => 0,
        };
        let step = |step: &StepSpec| {
            STEP_HEADROOM
                + step.parameters.iter().map(|(_, value)| 4 * size_of::<f64>() * numbers(value)).sum::<usize>()
        };
        self.pool.make_headroom(CALL_HEADROOM + preset.steps.iter().map(step).sum::<usize>())?;
        self.pipelines.insert(Chain::new(preset.up_to_date()?.build()?))
    }

    /// Closes a pipeline, and cancels its run.
    ///
    /// # Errors
    /// `closed` if it doesn't exist.
    pub fn close_pipeline(&mut self, handle: Handle) -> Result<()> {
        self.cancel(handle)?;
        self.pipelines.get_mut(handle)?.pipeline.forget(&mut self.pool);
        self.pipelines.remove(handle)?;
        self.resources.sweep(&mut self.pool);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::work::Work;
    use super::*;
    use filmgate::image::frame::Format;

    fn layout(width: u32, height: u32) -> FrameLayout {
        FrameLayout::new(Format::Rgba, width, height).unwrap()
    }

    fn pipeline(gate: &mut Gate, filter: &str) -> Handle {
        gate.create_pipeline(vec![StepSpec { filter: filter.into(), parameters: vec![] }]).unwrap()
    }

    #[test]
    fn closing_revokes_only_what_was_exposed() {
        let mut gate = Gate::default();
        let hidden = gate.create_frame(layout(100, 100)).unwrap();
        let shown = gate.create_frame(layout(100, 100)).unwrap();
        gate.expose(shown).unwrap();
        gate.close_frame(hidden).unwrap();
        assert_eq!(gate.revocations(), 0, "no view was created");
        gate.close_frame(shown).unwrap();
        assert_eq!(gate.revocations(), 1, "a view was created");
        assert_eq!(gate.close_frame(shown).unwrap_err().code, Code::Closed, "closed twice");
        assert_eq!(gate.statistics().live, 0, "no memory leaks");
    }

    #[test]
    fn a_pin_prevents_revocations() {
        let mut gate = Gate::default();
        let pinned = gate.create_frame(layout(100, 100)).unwrap();
        let other = gate.create_frame(layout(100, 100)).unwrap();
        let invert = pipeline(&mut gate, "invert");
        gate.expose(other).unwrap();
        gate.pin(pinned).unwrap();
        assert_eq!(gate.close_frame(pinned).unwrap_err().code, Code::Busy, "close");
        assert_eq!(gate.run(invert, Work::on(pinned)).unwrap_err().code, Code::Busy, "run");
        assert_eq!(gate.reshape(pinned, layout(1, 1)).unwrap_err().code, Code::Busy, "reshape");
        assert_eq!(gate.reserve(1).unwrap_err().code, Code::Busy, "reserve");
        assert_eq!(gate.create_frame(layout(1000, 1000)).unwrap_err().code, Code::Busy, "growth");
        gate.close_frame(other).unwrap();
        assert_eq!(gate.revocations(), 0, "views stay valid during a pin");
        assert_eq!(gate.create_frame(layout(100, 100)).unwrap_err().code, Code::Busy, "quarantined, not reused");
        gate.unpin(pinned).unwrap();
        gate.unpin(pinned).unwrap();
        assert_eq!(gate.revocations(), 1, "now");
        gate.close_frame(pinned).unwrap();
        assert_eq!(gate.statistics().live, 0, "no memory leaks");
    }

    #[test]
    fn a_frame_becomes_a_copy_of_another_one() {
        let mut gate = Gate::default();
        let source = gate.create_frame(layout(9, 7)).unwrap();
        gate.frame_mut(source).unwrap().bytes_mut().iter_mut().enumerate().for_each(|(i, byte)| *byte = i as u8);
        let target = gate.create_frame(layout(2, 3)).unwrap();
        let gray = gate.create_frame(FrameLayout::new(Format::Gray8, 2, 3).unwrap()).unwrap();
        assert_eq!(gate.copy(source, gray), Ok(Moved::Yes), "another format");
        assert!(gate.frame(gray).unwrap().bytes().iter().any(|&level| level > 0), "converted");
        assert_eq!(gate.copy(source, target), Ok(Moved::Yes), "different sizes");
        assert_eq!(gate.copy(source, target), Ok(Moved::No), "the same size");
        assert_eq!(gate.copy(source, source), Ok(Moved::No), "itself");
        let bytes = |handle| gate.frame(handle).unwrap().bytes().to_vec();
        assert!(bytes(source) == bytes(target), "the same pixels");
        gate.pin(source).unwrap();
        assert_eq!(gate.copy(source, target).unwrap_err().code, Code::Busy, "pinned frame");
        gate.unpin(source).unwrap();
        gate.close_frame(source).unwrap();
        assert_eq!(gate.copy(source, target).unwrap_err().code, Code::Closed, "closed");
    }

    #[test]
    fn a_quarter_turn_moves_the_frame_and_revokes_old_views() {
        let mut gate = Gate::default();
        let frame = gate.create_frame(layout(64, 32)).unwrap();
        let before = gate.expose(frame).unwrap();
        let rotate = pipeline(&mut gate, "rotate");
        assert_eq!(gate.run(rotate, Work::on(frame)), Ok(Moved::Yes), "moved");
        assert_eq!(gate.revocations(), 1, "revoked");
        assert_ne!(gate.expose(frame).unwrap(), before, "elsewhere");
        assert_eq!(gate.frame(frame).unwrap().layout().width(), 32, "turned");
        let flip = pipeline(&mut gate, "flip");
        assert_eq!(gate.run(flip, Work::on(frame)), Ok(Moved::No), "in place");
    }

    #[test]
    fn a_failed_run_revokes_the_frames_that_it_replaced() {
        let mut gate = Gate::new(300 << 10);
        let frame = gate.create_frame(layout(128, 256)).unwrap();
        gate.expose(frame).unwrap();
        let turn = || StepSpec { filter: "rotate".into(), parameters: vec![] };
        let twice = gate.create_pipeline(vec![turn(), turn()]).unwrap();
        assert_eq!(
            gate.run(twice, Work::on(frame)).unwrap_err().code,
            Code::OverBudget,
            "memory for one more frame, but not for two"
        );
        assert_eq!(gate.revocations(), 1, "views of the first block are revoked");
        assert_eq!(gate.frame(frame).unwrap().layout().width(), 256, "one quarter turn was applied");
        gate.close_frame(frame).unwrap();
        assert_eq!(gate.statistics().live, 0, "no memory leaks");
    }

    #[test]
    fn a_full_table_leaks_no_memory() {
        let mut gate = Gate::default();
        let one = gate.create_frame(layout(1, 1)).unwrap();
        while gate
            .frames
            .insert(Held { frame: Frame::new(layout(1, 1)).unwrap(), exposed: false, pins: 0, uses: 0 })
            .is_ok()
        {}
        let live = gate.statistics().live;
        assert_eq!(gate.create_frame(layout(1, 1)).unwrap_err().code, Code::OutOfMemory, "create");
        assert_eq!(gate.clone_frame(one).unwrap_err().code, Code::OutOfMemory, "clone");
        assert_eq!(gate.statistics().live, live, "no memory leaks");
    }

    #[test]
    fn a_steady_stream_allocates_nothing() {
        let mut gate = Gate::default();
        let source = gate.create_frame(layout(64, 32)).unwrap();
        let target = gate.create_frame(layout(1, 1)).unwrap();
        let rotate = pipeline(&mut gate, "rotate");
        gate.run(rotate, Work::on(source).into(target)).unwrap();
        let before = gate.statistics();
        for _ in 0..100 {
            assert_eq!(gate.run(rotate, Work::on(source).into(target)), Ok(Moved::No), "stays");
            let copy = gate.clone_frame(source).unwrap();
            gate.close_frame(copy).unwrap();
        }
        let after = gate.statistics();
        assert!(after.allocations <= before.allocations + 1, "one block for the clone, then reused");
        assert_eq!(after.live, before.live, "no memory leaks");
        assert_eq!(gate.run(rotate, Work::on(source).into(source)).unwrap_err().code, Code::InvalidArgument, "itself");
    }

    #[test]
    fn exceeding_the_budget_is_a_recoverable_error() {
        let mut gate = Gate::new(1 << 20);
        let frame = gate.create_frame(layout(256, 256)).unwrap();
        assert_eq!(gate.create_frame(layout(1024, 1024)).unwrap_err().code, Code::OverBudget, "too large");
        let invert = pipeline(&mut gate, "invert");
        gate.run(invert, Work::on(frame)).unwrap();
        assert_eq!(gate.frame(frame).unwrap().bytes()[..4], [255, 255, 255, 0], "white, transparent");
    }
}
