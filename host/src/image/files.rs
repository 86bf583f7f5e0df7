//! Files on their way in and out: a place in memory for their bytes, and the calls that read and write it.
//!
//! There is one such place, because decoding and encoding are over before the next call comes in. Its address is given
//! only to the binding, which doesn't pass views of it on; so it is recycled without revoking anything.

use std::io::{self, Write};
use std::mem;

use super::gate::{Gate, LONG_HEADROOM, Moved};
use super::staged::Staged;
use filmgate::error::{Code, Error, Result};
use filmgate::image::files::{Decoded, Encoding, Picture, encode, encoder_bytes};
use filmgate::image::pipeline::{Options, Pipeline};
use filmgate::memory::{Handle, Pool};

impl Gate {
    /// Makes room for a file of `length` bytes, and says where it is. If as much is staged already, it stays as it is:
    /// so this also tells where [`Gate::encode`] left its result. 0 frees the place; no address then.
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

    /// Stages `bytes`, as a binding does by way of the address.
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

    /// Decodes the staged file into a frame, upright, which takes the size of the picture. The place of the file is free
    /// then, whatever happens. With `strict`, a file that ends early is an error.
    ///
    /// Counts what the decoder takes as live while it runs, and against the maximum.
    ///
    /// # Errors
    /// As [`Picture::open`] and [`Picture::read`]; `over-budget`; `closed`; `busy` while any frame is pinned, because decoders
    /// take memory; `unsupported-format` if the frame isn't RGBA. After an error a frame of the picture's size may hold a part
    /// of it; any other frame is as it was.
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

    /// Encodes a frame, and says how many bytes it came to; [`Gate::stage`] with that number tells where they are.
    ///
    /// # Errors
    /// As [`encode`]; `over-budget`, what the encoder takes being counted; `closed`; `busy` while any frame is pinned, because
    /// encoders take memory.
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

/// Claims `bytes` of a pool for allocations that can't fail, and makes sure that the system can give them: allocates as much
/// once, and frees it. A little more is asked for, because many small allocations take more than one large one.
///
/// # Errors
/// `over-budget` or `out-of-memory`; nothing is claimed then.
fn claim_scratch(pool: &mut Pool, bytes: usize) -> Result<usize> {
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
    // Without the black box the compiler sees a list that nobody uses, and asks for nothing.
    drop(std::hint::black_box(room));
    Ok(bytes)
}

/// What an encoder writes to: a block of the pool, exchanged for a larger one when it is full.
struct Output<'a> {
    pool: &'a mut Pool,
    staged: Option<Staged>,
    /// Why the pool gave no block: encoders pass on that there was none.
    error: Option<Error>,
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.staged.as_ref().map_or(0, |staged| staged.length);
        let end = length.checked_add(bytes.len()).ok_or(io::ErrorKind::OutOfMemory)?;
        if self.staged.as_ref().is_none_or(|staged| staged.block.size() < end) {
            // Twice as much if there is as much; else what is needed.
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
