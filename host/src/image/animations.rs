//! The animation of a gate: its file, and the position in it. There is one at most, because a binding plays each in an
//! instance of its own.

use super::files::claim_scratch;
use super::gate::{Gate, Moved};
use super::staged::Playing;
use filmgate::error::{Code, Error, Result};
use filmgate::image::files::Animation;
use filmgate::memory::Handle;

impl Gate {
    /// Opens the staged file as an animation, in place of the open one. The frame takes the size of the canvas, and is
    /// the canvas from now on: the caller doesn't change it. Returns the number of pictures.
    ///
    /// # Errors
    /// See [`Animation::open`]; `unsupported-format` if the frame isn't RGBA; those of [`Gate::reshape`].
    pub fn open_animation(&mut self, handle: Handle) -> Result<(Moved, usize)> {
        self.close_animation();
        self.may_grow()?;
        self.make_headroom()?;
        // No staged file is an empty file.
        let staged = self.staged.take();
        let bytes = staged.as_ref().and_then(|file| file.block.bytes().get(..file.length));
        let opened = Animation::open(bytes.unwrap_or_default());
        let (animation, file) = match (opened, staged) {
            (Ok(animation), Some(file)) => (animation, file),
            (opened, staged) => {
                if let Some(file) = staged {
                    self.pool.give(file.block);
                }
                return Err(opened.err().unwrap_or_else(|| Error::out_of_memory(0)));
            }
        };
        let claimed = match claim_scratch(&mut self.pool, animation.kept()) {
            Ok(claimed) => claimed,
            Err(error) => {
                self.pool.give(file.block);
                return Err(error);
            }
        };
        let (layout, pictures) = (*animation.layout(), animation.pictures());
        self.playing = Some(Playing { file, animation, claimed });
        let moved = self.reshape(handle, layout);
        self.note_growth();
        if moved.is_err() {
            self.close_animation();
        }
        Ok((moved?, pictures))
    }

    /// Returns how often the open animation is to be shown, 0 for no end, and whether its file ends early.
    pub fn animation_plays(&self) -> (u32, bool) {
        self.playing.as_ref().map_or((1, false), |playing| (playing.animation.plays(), playing.animation.truncated()))
    }

    /// Draws the next picture of the animation, or its first one, on the canvas. Returns its duration in seconds;
    /// `None` after the last picture.
    ///
    /// # Errors
    /// `decode`, `over-budget`, `out-of-memory`; `size-mismatch` if the frame isn't the canvas; `closed`; `busy` while
    /// any frame is pinned.
    pub fn draw_picture(&mut self, handle: Handle, first: bool) -> Result<Option<f64>> {
        self.may_grow()?;
        self.make_headroom()?;
        self.idle(handle)?;
        let Some(mut playing) = self.playing.take() else {
            return Err(Error::new(Code::Closed, "animation", "an open animation", "a closed animation"));
        };
        let result = self.draw(handle, &mut playing, first);
        self.playing = Some(playing);
        self.note_growth();
        result
    }

    fn draw(&mut self, handle: Handle, playing: &mut Playing, first: bool) -> Result<Option<f64>> {
        let Playing { file, animation, .. } = playing;
        if self.frame(handle)?.layout() != animation.layout() {
            return Err(Error::new(Code::SizeMismatch, "frame", "the canvas of the animation", "another frame"));
        }
        if first {
            animation.rewind();
        }
        let bytes = file.block.bytes().get(..file.length).unwrap_or_default();
        let Some(picture) = animation.next(bytes)? else { return Ok(None) };
        let seconds = picture.seconds();
        let scratch = claim_scratch(&mut self.pool, picture.scratch())?;
        let drawn = self.frame_mut(handle).and_then(|frame| animation.draw(picture, frame.bytes_mut()));
        self.pool.release(scratch);
        drawn.map(|()| Some(seconds))
    }

    /// Closes the animation and releases its memory.
    pub fn close_animation(&mut self) {
        if let Some(playing) = self.playing.take() {
            self.pool.release(playing.claimed);
            self.pool.give(playing.file.block);
        }
    }
}
