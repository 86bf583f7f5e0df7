//! Things behind handles: an index, and a generation that tells a closed thing from the one that came after it.

use alloc::vec::Vec;

use crate::error::{Code, Error, Result};

/// A name for a slot: 16 bits of index, 16 bits of generation. Zero is never a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle(u32);

impl Handle {
    /// The handle as a number, to hand out.
    pub fn to_bits(self) -> u32 {
        self.0
    }

    /// A number that came in. It may name nothing: the table checks.
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

/// A table of things. A slot's generation is odd while it is taken and even while it is free; one whose generations are
/// used up is never taken again, so that no handle ever names a second thing.
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
    /// An empty table. `kind` names its things in errors.
    pub fn new(kind: &'static str) -> Self {
        Self { slots: Vec::new(), free: Vec::new(), kind }
    }

    /// Makes sure that the next [`Slots::insert`] succeeds: for things that must not be dropped if it can't.
    ///
    /// # Errors
    /// `out-of-memory` if 65,536 slots are taken or used up, or the table can't grow.
    pub fn make_room(&mut self) -> Result<()> {
        if !self.free.is_empty() {
            return Ok(());
        }
        if self.slots.len() > usize::from(u16::MAX) {
            return Err(Error::new(Code::OutOfMemory, self.kind, "at most 65,536 open at once", "one more"));
        }
        let full = |_| Error::out_of_memory(size_of::<Slot<T>>());
        self.slots.try_reserve(1).map_err(full)?;
        // Room for its return, so that `remove` can't fail.
        self.free.try_reserve(self.slots.len() + 1).map_err(full)
    }

    /// Puts `thing` into a free slot.
    ///
    /// # Errors
    /// As [`Slots::make_room`]; `thing` is dropped then.
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

    /// Takes the thing out. Its handle is dead from here on.
    ///
    /// # Errors
    /// `closed` if the handle names nothing.
    pub fn remove(&mut self, handle: Handle) -> Result<T> {
        let closed = self.closed();
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        let (slot, thing) = slot.and_then(|slot| slot.thing.take().map(|thing| (slot, thing))).ok_or(closed)?;
        // 65,535 was the last generation: the slot retires.
        if let Some(next) = slot.generation.checked_add(1) {
            slot.generation = next;
            self.free.push(handle.index() as u16);
        }
        Ok(thing)
    }

    /// The thing, to read.
    ///
    /// # Errors
    /// `closed` if the handle names nothing.
    pub fn get(&self, handle: Handle) -> Result<&T> {
        let slot = self.slots.get(handle.index()).filter(|slot| slot.generation == handle.generation());
        slot.and_then(|slot| slot.thing.as_ref()).ok_or_else(|| self.closed())
    }

    /// The thing, to change.
    ///
    /// # Errors
    /// `closed` if the handle names nothing.
    pub fn get_mut(&mut self, handle: Handle) -> Result<&mut T> {
        let closed = self.closed();
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        slot.and_then(|slot| slot.thing.as_mut()).ok_or(closed)
    }

    /// Takes the thing out for a while: its handle names nothing until [`Slots::lower`] puts it back.
    ///
    /// # Errors
    /// `closed` if the handle names nothing.
    pub fn lift(&mut self, handle: Handle) -> Result<T> {
        let closed = self.closed();
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        slot.and_then(|slot| slot.thing.take()).ok_or(closed)
    }

    /// Puts a thing back that was lifted.
    pub fn lower(&mut self, handle: Handle, thing: T) {
        let slot = self.slots.get_mut(handle.index()).filter(|slot| slot.generation == handle.generation());
        if let Some(slot) = slot {
            slot.thing = Some(thing);
        }
    }

    /// How many slots are taken.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.thing.is_some()).count()
    }

    /// Whether no slot is taken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn closed(&self) -> Error {
        Error::new(Code::Closed, self.kind, "an open one", "one that was closed, or never was")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_handle_never_names_the_next_thing() {
        let mut slots = Slots::new("frame");
        let first = slots.insert("first").unwrap();
        assert_eq!(slots.remove(first), Ok("first"), "out");
        let second = slots.insert("second").unwrap();
        assert_eq!(first.index(), second.index(), "the slot is used again");
        assert_eq!(slots.get(first).unwrap_err().code, Code::Closed, "dead");
        assert_eq!(slots.remove(first).unwrap_err().code, Code::Closed, "dead");
        assert_eq!(slots.get(second), Ok(&"second"), "alive");
        assert_eq!(slots.get(Handle::from_bits(0)).unwrap_err().code, Code::Closed, "zero is no handle");
        assert_eq!(slots.get(Handle::from_bits(u32::MAX)).unwrap_err().code, Code::Closed, "nor is this");
    }

    #[test]
    fn a_slot_retires_when_its_generations_are_used_up() {
        let mut slots = Slots::new("frame");
        let mut seen = std::collections::HashSet::new();
        for _ in 0..40_000 {
            let handle = slots.insert(()).unwrap();
            assert!(seen.insert(handle), "a handle came twice");
            slots.remove(handle).unwrap();
        }
        assert_eq!(slots.slots.len(), 2, "the first slot gave 32,768 handles");
    }

    #[test]
    fn what_is_lifted_comes_back() {
        let mut slots = Slots::new("frame");
        let (a, b) = (slots.insert(1).unwrap(), slots.insert(2).unwrap());
        let lifted = slots.lift(a).unwrap();
        assert_eq!(slots.lift(a).unwrap_err().code, Code::Closed, "it is out");
        assert_eq!(slots.get(b), Ok(&2), "the others are there");
        slots.lower(a, lifted + 1);
        assert_eq!(slots.get(a), Ok(&2), "changed");
    }
}
