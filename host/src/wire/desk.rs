//! The memory for words that cross the boundary.

use filmgate::error::{Code, Error, Result};
use filmgate::memory::Block;

/// Number of words that need no allocation: enough for any error, and for all but the longest chains.
const FIXED: usize = 4096;

/// The alignment that a `Float64Array` needs.
#[repr(align(8))]
#[derive(Debug)]
struct Fixed([[u8; 8]; FIXED]);

/// The staged words. Long lists are stored in a separate block.
#[derive(Debug)]
pub(crate) struct Desk {
    fixed: Fixed,
    large: Option<Block>,
    /// Number of staged words.
    length: usize,
}

impl Desk {
    pub(crate) const fn new() -> Self {
        Self { fixed: Fixed([[0; 8]; FIXED]), large: None, length: 0 }
    }

    /// Allocates memory for `words` words, and returns the address.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(crate) fn stage(&mut self, words: usize) -> Result<usize> {
        (self.large, self.length) = (None, 0);
        let address = if words <= FIXED {
            self.fixed.0.as_ptr().addr()
        } else {
            let block = Block::new(words.saturating_mul(size_of::<f64>()))?;
            let address = block.address();
            self.large = Some(block);
            address
        };
        self.length = words;
        Ok(address)
    }

    /// The staged words.
    pub(crate) fn words(&self) -> &[[u8; 8]] {
        let words = match &self.large {
            Some(block) => block.bytes().as_chunks().0,
            None => &self.fixed.0[..],
        };
        words.get(..self.length).unwrap_or_default()
    }

    /// Returns the staged words as a text of `bytes` bytes.
    ///
    /// # Errors
    /// `invalid-argument` if fewer bytes are staged, or they aren't valid UTF-8.
    pub(crate) fn text(&self, bytes: usize) -> Result<&str> {
        let text = self.words().as_flattened().get(..bytes).and_then(|bytes| str::from_utf8(bytes).ok());
        text.ok_or_else(|| Error::new(Code::InvalidArgument, "text", "valid UTF-8", bytes as f64))
    }

    /// Writes to the staged words.
    pub(crate) fn fill(&mut self, words: &[f64]) {
        let staged = match &mut self.large {
            Some(block) => block.bytes_mut().as_chunks_mut().0,
            None => &mut self.fixed.0[..],
        };
        for (to, word) in staged.iter_mut().zip(words) {
            *to = word.to_le_bytes();
        }
    }

    /// Clears the staged words, and frees the block of a long list.
    pub(crate) fn clear(&mut self) {
        (self.large, self.length) = (None, 0);
    }

    /// Replaces the staged words by the words that fit without allocation, and returns the address.
    pub(crate) fn put(&mut self, words: &[f64]) -> usize {
        self.clear();
        self.fill(words);
        self.fixed.0.as_ptr().addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lists_have_a_fixed_address_and_blocks_of_long_lists_are_freed() {
        let mut desk = Desk::new();
        let address = desk.stage(10).unwrap();
        assert_eq!((desk.words().len(), address % 8), (10, 0), "aligned for floats");
        assert_eq!(desk.stage(FIXED).unwrap(), address, "the same address");
        assert_ne!(desk.stage(FIXED + 1).unwrap(), address, "a separate block");
        assert_eq!(desk.words().len(), FIXED + 1, "all words");
        assert_eq!(desk.put(&[1.5; 2 * FIXED]), address, "the words that fit");
        assert!(desk.words().is_empty(), "no staged words");
        assert_eq!(desk.stage(usize::MAX).unwrap_err().code, Code::OutOfMemory, "absurd");
        assert!(desk.words().is_empty(), "no staged words");
    }

    #[test]
    fn texts_are_checked() {
        let mut desk = Desk::new();
        desk.stage(2).unwrap();
        desk.fixed.0[0] = *b"LUT_1D_S";
        assert_eq!(desk.text(5).unwrap(), "LUT_1", "a part of the words");
        assert!(desk.text(17).is_err(), "more bytes than are staged");
        desk.fixed.0[0][2] = 0xff;
        assert!(desk.text(5).is_err(), "invalid UTF-8");
    }
}
