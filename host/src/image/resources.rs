//! Resources behind handles, and parameters that refer to them.
//!
//! A pipeline keeps the resources that it uses. Closing a resource invalidates its handle; its memory counts as live
//! until no pipeline uses it.

use filmgate::declare::Shared;
use filmgate::error::{Code, Error, Result};
use filmgate::memory::{Handle, Pool, Slots};

/// The resources of a gate.
#[derive(Debug)]
pub(super) struct Resources {
    pub(super) open: Slots<Shared>,
    /// Closed resources that may still be in use.
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
        // Reserves memory in the other list, so that closing can't fail.
        let full = |_| Error::out_of_memory(size_of::<Shared>());
        self.closed.try_reserve(self.open.len() + 1).map_err(full)?;
        pool.claim(resource.byte_length())?;
        self.open.insert(resource)
    }

    /// Frees closed resources that aren't used any more.
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
        // Numbers that aren't the bits of a handle match no resource.
        let bits = if number.fract() == 0.0 { number as u32 } else { 0 };
        let found = self.open.get(Handle::from_bits(bits));
        found.cloned().map_err(|mut error| {
            (error.code, error.argument) = (Code::Closed, "".into());
            error
        })
    }
}
