//! Large things behind handles, and parameters that name them.
//!
//! A pipeline keeps what it uses: closing a resource takes its handle away, and its memory is free when no pipeline uses
//! it any more. Until then it counts as live.

use filmgate::declare::Shared;
use filmgate::error::{Code, Error, Result};
use filmgate::memory::{Handle, Pool, Slots};

/// The resources of a gate.
#[derive(Debug)]
pub(super) struct Resources {
    pub(super) open: Slots<Shared>,
    /// Closed, but perhaps in use.
    pub(super) closed: Vec<Shared>,
}

impl Default for Resources {
    fn default() -> Self {
        Self { open: Slots::new("resource"), closed: Vec::new() }
    }
}

impl Resources {
    pub(super) fn insert(&mut self, resource: Shared, pool: &mut Pool) -> Result<Handle> {
        self.open.make_room()?;
        // Room for it in the other list, so that closing can't fail.
        let full = |_| Error::out_of_memory(size_of::<Shared>());
        self.closed.try_reserve(self.open.len() + 1).map_err(full)?;
        pool.claim(resource.byte_length())?;
        self.open.insert(resource)
    }

    /// Forgets what was closed and is no longer used.
    pub(super) fn sweep(&mut self, pool: &mut Pool) {
        self.closed.retain(|resource| {
            if !resource.is_in_use() {
                pool.release(resource.byte_length());
            }
            resource.is_in_use()
        });
    }
}

impl crate::wire::Resources for Resources {
    fn resource(&self, number: f64) -> Result<Shared> {
        // Anything but a handle's bits names nothing.
        let bits = if number.fract() == 0.0 { number as u32 } else { 0 };
        let found = self.open.get(Handle::from_bits(bits));
        found.cloned().map_err(|error| Error::new(Code::Closed, "", error.expected, error.received))
    }
}
