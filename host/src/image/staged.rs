//! The memory of a staged file.

use filmgate::memory::Block;

/// The bytes of a staged file.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) block: Block,
    pub(super) length: usize,
}
