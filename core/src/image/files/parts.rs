//! Slices of a file, read as one file.

use alloc::vec::Vec;
use std::io::{BufRead, Error, ErrorKind, Read, Result, Seek, SeekFrom};

/// The parts of a file that are passed to a decoder, in order. Nothing is copied.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'a> {
    slices: Vec<&'a [u8]>,
    /// The current slice, and the offset in it.
    index: usize,
    offset: usize,
}

impl<'a> Parts<'a> {
    /// Appends a slice.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn push(&mut self, slice: &'a [u8]) -> crate::Result<()> {
        let bytes = size_of::<&[u8]>() * (self.slices.len() + 1);
        self.slices.try_reserve(1).map_err(|_| crate::Error::out_of_memory(bytes))?;
        self.slices.push(slice);
        Ok(())
    }

    /// Number of parts.
    pub(super) fn count(&self) -> usize {
        self.slices.len()
    }

    /// Removes all parts from `first` on.
    pub(super) fn truncate(&mut self, first: usize) {
        self.slices.truncate(first);
    }

    /// Bytes of all parts.
    pub(super) fn length(&self) -> usize {
        self.slices.iter().map(|slice| slice.len()).sum()
    }

    /// Returns the number of bytes of the list of parts in memory.
    pub(super) fn overhead(&self) -> usize {
        self.slices.capacity() * size_of::<&[u8]>()
    }

    fn position(&self) -> usize {
        self.slices[..self.index].iter().map(|slice| slice.len()).sum::<usize>() + self.offset
    }
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Parts<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        while let Some(slice) = self.slices.get(self.index) {
            if self.offset < slice.len() {
                return Ok(&slice[self.offset..]);
            }
            self.index += 1;
            self.offset = 0;
        }
        Ok(&[])
    }

    fn consume(&mut self, count: usize) {
        self.offset += count;
    }
}

impl Seek for Parts<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let target = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => (self.position() as u64).checked_add_signed(by),
            SeekFrom::End(by) => (self.length() as u64).checked_add_signed(by),
        };
        let target = target.ok_or(Error::from(ErrorKind::InvalidInput))?;
        // A position behind the end is allowed, as in a `Cursor`: reading there returns no bytes.
        let mut left = usize::try_from(target).unwrap_or(usize::MAX);
        self.index = 0;
        while let Some(slice) = self.slices.get(self.index)
            && left >= slice.len()
        {
            left -= slice.len();
            self.index += 1;
        }
        self.offset = if self.index < self.slices.len() { left } else { 0 };
        Ok(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_read_as_their_concatenation() {
        let mut parts = Parts::default();
        for slice in [&b"ab"[..], b"", b"cde", b"f"] {
            parts.push(slice).unwrap();
        }
        let mut all = Vec::new();
        parts.read_to_end(&mut all).unwrap();
        assert_eq!(all, b"abcdef", "in order");
        for position in 0..8 {
            parts.seek(SeekFrom::Start(position)).unwrap();
            let mut rest = Vec::new();
            parts.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, b"abcdef"[(position as usize).min(6)..], "from {position}");
        }
        parts.seek(SeekFrom::Start(1)).unwrap();
        assert_eq!(parts.seek(SeekFrom::Current(2)).unwrap(), 3, "relative");
        let mut byte = [0];
        parts.read_exact(&mut byte).unwrap();
        assert_eq!(byte, *b"d", "at 3");
        assert!(parts.seek(SeekFrom::End(-7)).is_err(), "before the beginning");
    }
}
