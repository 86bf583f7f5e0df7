//! Objects behind handles: an index, and a generation that distinguishes a closed object from its successor.

use alloc::vec::Vec;

use crate::error::{Code, Error, Result};

/// The identifier of a slot: 16 bits of index, 16 bits of generation. Zero is never a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle(u32);

impl Handle {
    /// Returns the handle as a number, for callers.
    pub fn to_bits(self) -> u32 {
        self.0
    }

    /// Creates a handle from a caller's number. It may not identify an object: the table checks.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    fn new(index: usize, generation: u16) -> Self {
        Self(u32::from(generation) << 16 | index as u32 & 0xffff)
    }

    fn index(self) -> usize {
        (self.0 & 0xffff) as usize
    }

    fn generation(self) -> u16 {
        (self.0 >> 16) as u16
    }
}

/// A table of objects. A slot's generation is odd while it is occupied and even while it is free. A slot whose
/// generations are used up is never occupied again, so that no handle ever identifies a second object.
#[derive(Debug)]
pub struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u16>,
    kind: &'static str,
}

#[derive(Debug)]
struct Slot<T> {
    generation: u16,
    thing: Option<T>,
}

impl<T> Slots<T> {
    /// Creates an empty table. `kind` is the name of its objects in errors.
    pub fn new(kind: &'static str) -> Self {
        Self { slots: Vec::new(), free: Vec::new(), kind }
    }

    /// Ensures that the next [`Slots::insert`] succeeds: for objects that must not be dropped on failure.
    ///
    /// # Errors
    /// `out-of-memory` if 65,536 slots are occupied or used up, or the table can't grow.
    pub fn make_room(&mut self) -> Result<()> {
        if !self.free.is_empty() {
            return Ok(());
        }
        if self.slots.len() > usize::from(u16::MAX) {
            return Err(Error::new(Code::OutOfMemory, self.kind, "at most 65,536 open at once", "a further object"));
        }
        let full = |_| Error::out_of_memory(size_of::<Slot<T>>());
        self.slots.try_reserve(1).map_err(full)?;
        // Capacity for freeing the slot, so that `remove` can't fail.
        self.free.try_reserve(self.slots.len() + 1).map_err(full)
    }

    /// Puts `thing` into a free slot.
    ///
    /// # Errors
    /// As [`Slots::make_room`]; in this case, `thing` is dropped.
    pub fn insert(&mut self, thing: T) -> Result<Handle> {
        self.make_room()?;
        if let Some(index) = self.free.pop() {
            let index = usize::from(index);
            if let Some(slot) = self.slots.get_mut(index) {
                slot.generation += 1;
                slot.thing = Some(thing);
                return Ok(Handle::new(index, slot.generation));
            }
        }
        self.slots.push(Slot { generation: 1, thing: Some(thing) });
        Ok(Handle::new(self.slots.len() - 1, 1))
    }

    /// Removes the object. Its handle is invalid afterwards.
    ///
    /// # Errors
    /// `closed` if the handle doesn't identify an object.
    pub fn remove(&mut self, handle: Handle) -> Result<T> {
        let kind = self.kind;
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        let (slot, thing) =
            slot.and_then(|slot| slot.thing.take().map(|thing| (slot, thing))).ok_or_else(|| closed(kind))?;
        // 65,535 was the last generation: the slot retires.
        if let Some(next) = slot.generation.checked_add(1) {
            slot.generation = next;
            self.free.push(handle.index() as u16);
        }
        Ok(thing)
    }

    /// Returns the object for reading.
    ///
    /// # Errors
    /// `closed` if the handle doesn't identify an object.
    pub fn get(&self, handle: Handle) -> Result<&T> {
        let slot = self.slots.get(handle.index()).filter(|slot| slot.generation == handle.generation());
        slot.and_then(|slot| slot.thing.as_ref()).ok_or_else(|| closed(self.kind))
    }

    /// Returns the object for writing.
    ///
    /// # Errors
    /// `closed` if the handle doesn't identify an object.
    pub fn get_mut(&mut self, handle: Handle) -> Result<&mut T> {
        let kind = self.kind;
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        slot.and_then(|slot| slot.thing.as_mut()).ok_or_else(|| closed(kind))
    }

    /// Takes the object out temporarily: its handle is invalid until [`Slots::lower`] puts it back.
    ///
    /// # Errors
    /// `closed` if the handle doesn't identify an object.
    pub fn lift(&mut self, handle: Handle) -> Result<T> {
        let kind = self.kind;
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        slot.and_then(|slot| slot.thing.take()).ok_or_else(|| closed(kind))
    }

    /// Puts an object back that was taken out by [`Slots::lift`].
    pub fn lower(&mut self, handle: Handle, thing: T) {
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        if let Some(slot) = slot {
            slot.thing = Some(thing);
        }
    }

    /// Returns the number of occupied slots.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.thing.is_some()).count()
    }

    /// Returns whether no slot is occupied.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The error for a handle that identifies no object of this kind.
#[cold]
fn closed(kind: &'static str) -> Error {
    Error::new(Code::Closed, kind, "an open object", "an object that was closed or never existed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_handle_never_identifies_a_later_object() {
        let mut slots = Slots::new("frame");
        let first = slots.insert("first").unwrap();
        assert_eq!(slots.remove(first), Ok("first"), "removed");
        let second = slots.insert("second").unwrap();
        assert_eq!(first.index(), second.index(), "the slot is reused");
        assert_eq!(slots.get(first).unwrap_err().code, Code::Closed, "dead");
        assert_eq!(slots.remove(first).unwrap_err().code, Code::Closed, "dead");
        assert_eq!(slots.get(second), Ok(&"second"), "still open");
        assert_eq!(slots.get(Handle::from_bits(0)).unwrap_err().code, Code::Closed, "zero is no handle");
        assert_eq!(slots.get(Handle::from_bits(u32::MAX)).unwrap_err().code, Code::Closed, "nor is this");
    }

    #[test]
    fn a_slot_retires_when_its_generations_are_used_up() {
        let mut slots = Slots::new("frame");
        let mut seen = std::collections::HashSet::new();
        for _ in 0..40_000 {
            let handle = slots.insert(()).unwrap();
            assert!(seen.insert(handle), "every handle is unique");
            slots.remove(handle).unwrap();
        }
        assert_eq!(slots.slots.len(), 2, "the first slot gave 32,768 handles");
    }

    #[test]
    fn a_lifted_object_can_be_put_back() {
        let mut slots = Slots::new("frame");
        let (a, b) = (slots.insert(1).unwrap(), slots.insert(2).unwrap());
        let lifted = slots.lift(a).unwrap();
        assert_eq!(slots.lift(a).unwrap_err().code, Code::Closed, "the object is taken out");
        assert_eq!(slots.get(b), Ok(&2), "other objects are unaffected");
        slots.lower(a, lifted + 1);
        assert_eq!(slots.get(a), Ok(&2), "changed");
    }
}
