//! The memory of a staged file, and of an open animation.

use filmgate::image::files::Animation;
use filmgate::memory::Block;

/// The bytes of a staged file.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) block: Block,
    pub(super) length: usize,
}

/// An open animation.
#[derive(Debug)]
pub(super) struct Playing {
    pub(super) file: Staged,
    pub(super) animation: Animation,
    /// Bytes of the pool that are claimed for it.
    pub(super) claimed: usize,
}
