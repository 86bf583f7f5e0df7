//! The bytes of a file on its way in or out.

use filmgate::memory::Block;

/// Bytes of a file.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) block: Block,
    pub(super) length: usize,
}
