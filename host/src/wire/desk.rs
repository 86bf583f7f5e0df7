//! The memory in which words cross the boundary.

use filmgate::error::{Code, Error, Result};
use filmgate::memory::Block;

/// Words that need no allocation: any error fits, and all but the longest chains.
const FIXED: usize = 4096;

/// A `Float64Array` needs this alignment.
#[repr(align(8))]
#[derive(Debug)]
struct Fixed([[u8; 8]; FIXED]);

/// Words on their way in or out. A long list gets a block of its own.
#[derive(Debug)]
pub(crate) struct Desk {
    fixed: Fixed,
    large: Option<Block>,
    /// Words that are staged.
    length: usize,
}

impl Desk {
    pub(crate) const fn new() -> Self {
        Self { fixed: Fixed([[0; 8]; FIXED]), large: None, length: 0 }
    }

    /// Makes room for `words` words, and returns the address.
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

    /// The staged words as a text of `bytes` bytes.
    ///
    /// # Errors
    /// `invalid-argument` if they aren't as many, or no UTF-8.
    pub(crate) fn text(&self, bytes: usize) -> Result<&str> {
        let text = self.words().as_flattened().get(..bytes).and_then(|bytes| str::from_utf8(bytes).ok());
        text.ok_or_else(|| Error::new(Code::InvalidArgument, "text", "a text in UTF-8", bytes as f64))
    }

    /// Writes the staged words.
    pub(crate) fn fill(&mut self, words: &[f64]) {
        let staged = match &mut self.large {
            Some(block) => block.bytes_mut().as_chunks_mut().0,
            None => &mut self.fixed.0[..],
        };
        for (to, word) in staged.iter_mut().zip(words) {
            *to = word.to_le_bytes();
        }
    }

    /// Gives a long list's block back.
    pub(crate) fn clear(&mut self) {
        (self.large, self.length) = (None, 0);
    }

    /// Writes words in place of those that are staged, as many as need no allocation, and returns the address.
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
    fn short_lists_stay_in_place_and_long_ones_are_given_back() {
        let mut desk = Desk::new();
        let address = desk.stage(10).unwrap();
        assert_eq!((desk.words().len(), address % 8), (10, 0), "aligned for floats");
        assert_eq!(desk.stage(FIXED).unwrap(), address, "the same place");
        assert_ne!(desk.stage(FIXED + 1).unwrap(), address, "a block of its own");
        assert_eq!(desk.words().len(), FIXED + 1, "all of them");
        assert_eq!(desk.put(&[1.5; 2 * FIXED]), address, "as many as fit");
        assert!(desk.words().is_empty(), "nothing is staged");
        assert_eq!(desk.stage(usize::MAX).unwrap_err().code, Code::OutOfMemory, "absurd");
        assert!(desk.words().is_empty(), "nothing is staged");
    }

    #[test]
    fn texts_are_checked() {
        let mut desk = Desk::new();
        desk.stage(2).unwrap();
        desk.fixed.0[0] = *b"LUT_1D_S";
        assert_eq!(desk.text(5).unwrap(), "LUT_1", "a part");
        assert!(desk.text(17).is_err(), "more than there is");
        desk.fixed.0[0][2] = 0xff;
        assert!(desk.text(5).is_err(), "no text");
    }
}
