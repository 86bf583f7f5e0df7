//! Large things behind handles, and parameters that name them.
//!
//! A pipeline keeps what it uses: closing a resource takes its handle away, and its memory is free when no pipeline uses
//! it any more. Until then it counts as live.

use filmgate::declare::{Kind, Shared, Value, wire_name};
use filmgate::error::{Code, Error, Result};
use filmgate::image::filters;
use filmgate::image::pipeline::{Description, place};
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

    /// The value to set a parameter to: a resource in the place of its handle, if the parameter is one.
    pub(super) fn resolve(&self, kind: &Kind, value: &Value) -> Result<Option<Value>> {
        let (Kind::Resource(_), Value::Number(number)) = (kind, value) else { return Ok(None) };
        // Anything else than a handle's bits names nothing.
        let bits = if number.fract() == 0.0 { *number as u32 } else { 0 };
        let resource = self
            .open
            .get(Handle::from_bits(bits))
            .map_err(|error| Error::new(Code::Closed, "", error.expected, error.received))?;
        Ok(Some(Value::Resource(resource.clone())))
    }

    /// Puts resources in the place of their handles in a chain that is to be made. (What is wrong otherwise, the making
    /// says.)
    pub(super) fn resolve_all(&self, steps: &mut [Description]) -> Result<()> {
        for (index, step) in steps.iter_mut().enumerate() {
            let Ok(spec) = filters::find(&step.filter) else { continue };
            for (name, value) in &mut step.parameters {
                let Some(parameter) = spec.parameters.iter().find(|parameter| wire_name(parameter.name) == *name)
                else {
                    continue;
                };
                let within = |error: Error| error.within(name).within(&place(index));
                if let Some(resource) = self.resolve(&parameter.kind, value).map_err(within)? {
                    *value = resource;
                }
            }
        }
        Ok(())
    }
}
