//! Staged files: a buffer for their bytes, and the calls that read and write it.
//!
//! There is only one such buffer, because decoding and encoding end before the next call. Its address is returned only
//! to the binding, which doesn't expose views of it. The buffer can therefore be reused without revoking views.

use std::io::{self, Write};
use std::mem;

use super::gate::{Gate, LONG_HEADROOM, Moved};
use super::staged::Staged;
use filmgate::error::{Code, Error, Result};
use filmgate::image::files::{Decoded, Encoding, Picture, encode, encoder_bytes};
use filmgate::image::pipeline::{Options, Pipeline};
use filmgate::memory::{Handle, Pool};

impl Gate {
    /// Allocates memory for a file of `length` bytes, and returns its address. If a file of that size is staged
    /// already, it is unchanged: so this also returns the address of the result of [`Gate::encode`]. A length of 0
    /// frees the memory and returns 0.
    ///
    /// # Errors
    /// `over-budget`, `out-of-memory`, or `busy` if memory would have to grow while a frame is pinned.
    pub fn stage(&mut self, length: usize) -> Result<usize> {
        if let Some(staged) = &self.staged
            && staged.length == length
        {
            return Ok(staged.block.address());
        }
        self.unstage();
        if length == 0 {
            return Ok(0);
        }
        let block = self.pool.take(length, false)?;
        let address = block.address();
        self.staged = Some(Staged { block, length });
        Ok(address)
    }

    /// Stages `bytes`, like a binding does through the address.
    #[cfg(test)]
    pub(crate) fn stage_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.stage(bytes.len())?;
        if let Some(staged) = &mut self.staged {
            staged.block.bytes_mut()[..bytes.len()].copy_from_slice(bytes);
        }
        Ok(())
    }

    fn unstage(&mut self) {
        if let Some(staged) = self.staged.take() {
            self.pool.give(staged.block);
        }
    }

    /// Decodes the staged file into a frame, which takes the size of the upright picture. The staged memory is freed in
    /// any case. With `strict`, a file that ends early is an error.
    ///
    /// The memory of the decoder counts as live while it runs, and towards the budget.
    ///
    /// # Errors
    /// See [`Picture::open`] and [`Picture::read`]; `over-budget`; `closed`; `busy` while any frame is pinned, because
    /// decoders allocate memory; `unsupported-format` if the frame isn't RGBA. After an error, a frame that has the
    /// picture's size may contain a part of it; any other frame is unchanged.
    pub fn decode(&mut self, handle: Handle, strict: bool) -> Result<(Moved, Decoded)> {
        let staged = self.staged.take();
        let bytes = staged.as_ref().and_then(|staged| staged.block.bytes().get(..staged.length));
        let result = self.decode_bytes(handle, bytes.unwrap_or_default(), strict);
        if let Some(staged) = staged {
            self.pool.give(staged.block);
        }
        self.note_growth();
        result
    }

    fn decode_bytes(&mut self, handle: Handle, bytes: &[u8], strict: bool) -> Result<(Moved, Decoded)> {
        self.may_grow()?;
        self.make_headroom()?;
        self.idle(handle)?;
        let present = *self.frame(handle)?.layout();
        let picture = Picture::open(bytes, strict)?;
        let stored = *picture.layout();
        if present.format() != stored.format() {
            let (expected, received) = (stored.format().name(), present.format().name());
            return Err(Error::new(Code::UnsupportedFormat, "frame", expected, received));
        }
        let upright = picture.upright();
        if upright.is_empty() && present == stored {
            let scratch = claim_scratch(&mut self.pool, picture.scratch())?;
            let result = self.frame_mut(handle).and_then(|frame| picture.read(frame, strict));
            self.pool.release(scratch);
            return result.map(|decoded| (Moved::No, decoded));
        }
        let mut frame = self.take_frame(stored, false)?;
        let mut replaced = None;
        let result = claim_scratch(&mut self.pool, picture.scratch()).and_then(|scratch| {
            let decoded = picture.read(&mut frame, strict);
            self.pool.release(scratch);
            let decoded = decoded?;
            Pipeline::new(upright).run(&mut frame, &mut self.pool, &mut replaced, Options::default())?;
            Ok(decoded)
        });
        if let Some(block) = replaced {
            self.pool.give(block);
        }
        match result {
            Ok(decoded) => self.replace(handle, frame).map(|()| (Moved::Yes, decoded)),
            Err(error) => {
                self.pool.give(frame.into_block());
                Err(error)
            }
        }
    }

    /// Encodes a frame, and returns the size of the file in bytes; [`Gate::stage`] with that size returns its address.
    ///
    /// # Errors
    /// See [`encode`]; `over-budget`, including the memory of the encoder; `closed`; `busy` while any frame is pinned,
    /// because encoders allocate memory.
    pub fn encode(&mut self, handle: Handle, encoding: Encoding) -> Result<usize> {
        self.may_grow()?;
        self.make_headroom()?;
        self.idle(handle)?;
        self.unstage();
        let frame = self.frames.get(handle)?;
        let scratch = claim_scratch(&mut self.pool, encoder_bytes(frame.frame.layout(), encoding))?;
        let mut output = Output { pool: &mut self.pool, staged: None, error: None };
        let result = encode(&frame.frame, encoding, &mut output);
        let (staged, refused) = (mem::take(&mut output.staged), output.error.take());
        self.pool.release(scratch);
        let length = staged.as_ref().map_or(0, |staged| staged.length);
        self.staged = staged;
        self.note_growth();
        match result {
            Ok(()) => Ok(length),
            Err(error) => {
                self.unstage();
                Err(refused.unwrap_or(error))
            }
        }
    }
}

/// Claims `bytes` of a pool for allocations that can't fail, and ensures that the system can provide them, by a trial
/// allocation that is freed again. It is slightly larger, because many small allocations need more memory than a large
/// one.
///
/// # Errors
/// `over-budget` or `out-of-memory`; then nothing is claimed.
pub(super) fn claim_scratch(pool: &mut Pool, bytes: usize) -> Result<usize> {
    pool.claim(bytes)?;
    let probe = bytes.saturating_add(bytes / 16).saturating_add(LONG_HEADROOM);
    let mut room: Vec<u8> = Vec::new();
    if room.try_reserve_exact(probe).is_err() {
        pool.trim();
        if room.try_reserve_exact(probe).is_err() {
            pool.release(bytes);
            return Err(Error::out_of_memory(bytes));
        }
    }
    // Without the black box, the compiler would remove the unused allocation.
    drop(std::hint::black_box(room));
    Ok(bytes)
}

/// The output of an encoder: a block of the pool, replaced by a larger one when it is full.
struct Output<'a> {
    pool: &'a mut Pool,
    staged: Option<Staged>,
    /// The error of the pool. Encoders only report that writing failed.
    error: Option<Error>,
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.staged.as_ref().map_or(0, |staged| staged.length);
        let end = length.checked_add(bytes.len()).ok_or(io::ErrorKind::OutOfMemory)?;
        if self.staged.as_ref().is_none_or(|staged| staged.block.size() < end) {
            // Doubles the size if possible; otherwise takes only the size needed.
            let taken = self.pool.take(end.saturating_mul(2), false).or_else(|_| self.pool.take(end, false));
            let mut block = taken.map_err(|error| {
                self.error = Some(error);
                io::ErrorKind::OutOfMemory
            })?;
            if let Some(old) = self.staged.take() {
                block.bytes_mut()[..length].copy_from_slice(&old.block.bytes()[..length]);
                self.pool.give(old.block);
            }
            self.staged = Some(Staged { block, length });
        }
        let Some(staged) = &mut self.staged else { return Ok(0) };
        staged.block.bytes_mut()[length..end].copy_from_slice(bytes);
        staged.length = end;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
