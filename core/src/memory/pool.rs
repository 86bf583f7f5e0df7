//! A pool of reused blocks: a stream of frames allocates nothing after the first few frames.

use alloc::vec::Vec;

use super::block::Block;
use super::system;
use crate::error::{Code, Detail, Error, Result};

/// The smallest size class, and the step to which smaller sizes are rounded: a wasm page.
const SMALLEST: usize = 64 * 1024;

/// Statistics of memory. All sizes are in bytes; counters only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Bytes in use by frames, resources, staging and scratch.
    pub live: usize,
    /// Bytes kept for reuse.
    pub pooled: usize,
    /// The highest `live` so far.
    pub peak: usize,
    /// Number of blocks allocated from the system.
    pub allocations: usize,
    /// Number of blocks taken from the pool.
    pub reuses: usize,
    /// Number of observed growths of linear memory.
    pub grows: usize,
}

/// The allocator and cache of blocks.
#[derive(Debug)]
pub struct Pool {
    /// Free blocks by size, smallest first.
    free: Vec<Block>,
    maximum: usize,
    /// Linear memory keeps its size, because growing would detach views that are in use.
    frozen: bool,
    statistics: Statistics,
    memory_size: usize,
}

/// Returns the size to which a request is rounded up: a multiple of an eighth of the power of two above it, so that at
/// most an eighth is wasted and frames of nearly the same size share blocks. Returns `None` on overflow.
fn class_of(bytes: usize) -> Option<usize> {
    let step = (bytes.max(1).checked_next_power_of_two()? / 8).max(SMALLEST);
    bytes.max(1).checked_next_multiple_of(step)
}

impl Default for Pool {
    fn default() -> Self {
        Self::new(usize::MAX)
    }
}

impl Pool {
    /// Creates a pool that never exceeds `maximum_bytes` in total, live and pooled.
    pub fn new(maximum_bytes: usize) -> Self {
        Self {
            free: Vec::new(),
            maximum: maximum_bytes,
            frozen: false,
            statistics: Statistics::default(),
            memory_size: system::linear_memory_size(),
        }
    }

    /// Returns the statistics of memory.
    pub fn statistics(&self) -> Statistics {
        self.statistics
    }

    /// While the pool is frozen, linear memory keeps its size: requests are served from free memory, or fail as `busy`.
    pub fn set_frozen(&mut self, frozen: bool) {
        self.frozen = frozen;
        system::hold_size(frozen);
    }

    /// Checks that linear memory may grow.
    ///
    /// # Errors
    /// `busy` while the pool is frozen.
    pub fn may_grow(&self) -> Result<()> {
        if self.frozen { Err(Self::busy()) } else { Ok(()) }
    }

    /// Converts the error of a failed allocation: `busy` instead of `out-of-memory` while the pool is frozen, since the
    /// allocation can succeed later. Other errors are returned unchanged.
    pub fn refusal(&self, error: Error) -> Error {
        if self.frozen && error.code == Code::OutOfMemory { Self::busy() } else { error }
    }

    fn busy() -> Error {
        let expected = "free memory that has been reserved, since memory can't grow while the platform uses a frame";
        Error::new(Code::Busy, "bytes", expected, "too little")
    }

    /// Ensures `bytes` of free memory in one piece for allocations that can't report failure: names, errors, plans.
    /// They aren't part of the budget.
    ///
    /// # Errors
    /// `out-of-memory`, or `busy` while the pool is frozen.
    pub fn make_headroom(&mut self, bytes: usize) -> Result<()> {
        if self.frozen && !system::holds_size() {
            return Ok(());
        }
        // Without the black box, the compiler would remove the unused block and its allocation.
        let block = Block::new(bytes).or_else(|_| {
            self.trim();
            Block::new(bytes)
        });
        drop(core::hint::black_box(block.map_err(|error| self.refusal(error))?));
        self.note_growth();
        Ok(())
    }

    /// Returns whether a request for `bytes` can be served without the system.
    pub fn has(&self, bytes: usize) -> bool {
        class_of(bytes).is_some_and(|class| self.position(class).is_some())
    }

    /// Returns the index of the best free block for `class`: the smallest that is large enough and at most twice as
    /// large.
    fn position(&self, class: usize) -> Option<usize> {
        let at = self.free.partition_point(|block| block.size() < class);
        (self.free.get(at)?.size() <= class.saturating_mul(2)).then_some(at)
    }

    /// Returns a block of at least `bytes` bytes. With `zeroed`, its first `bytes` bytes are zero; otherwise the
    /// contents are unspecified.
    ///
    /// # Errors
    /// `over-budget` if the pool's maximum would be exceeded, `out-of-memory` if the system refuses, `busy` if memory
    /// would have to grow while the pool is frozen.
    pub fn take(&mut self, bytes: usize, zeroed: bool) -> Result<Block> {
        let class = class_of(bytes).ok_or_else(|| Error::out_of_memory(bytes))?;
        let block = if let Some(at) = self.position(class) {
            let mut block = self.free.remove(at);
            self.statistics.pooled -= block.size();
            self.statistics.reuses += 1;
            if zeroed && let Some(used) = block.bytes_mut().get_mut(..bytes) {
                used.fill(0);
            }
            block
        } else {
            self.fresh(class)?
        };
        self.statistics.live += block.size();
        self.statistics.peak = self.statistics.peak.max(self.statistics.live);
        Ok(block)
    }

    /// Allocates a new block of `class` bytes; pooled blocks are freed first if the budget or the system requires it.
    fn fresh(&mut self, class: usize) -> Result<Block> {
        if !system::holds_size() {
            self.may_grow()?;
        }
        let room = |statistics: &Statistics| self.maximum.saturating_sub(statistics.live + statistics.pooled);
        if class > room(&self.statistics) {
            self.trim();
        }
        let left = self.maximum.saturating_sub(self.statistics.live);
        if class > left {
            return Err(Error::new(Code::OverBudget, "bytes", Detail::at_most(left), class as f64));
        }
        let block = Block::new(class).or_else(|error| {
            if self.free.is_empty() {
                return Err(error);
            }
            self.trim();
            Block::new(class)
        });
        let block = block.map_err(|error| self.refusal(error))?;
        self.statistics.allocations += 1;
        self.note_growth();
        Ok(block)
    }

    /// Returns `block` to the pool for reuse.
    pub fn give(&mut self, block: Block) {
        self.statistics.live = self.statistics.live.saturating_sub(block.size());
        // If the list can't grow, the block is freed.
        if self.free.try_reserve(1).is_ok() {
            self.statistics.pooled += block.size();
            let at = self.free.partition_point(|other| other.size() < block.size());
            self.free.insert(at, block);
        }
    }

    /// Counts `bytes` that were allocated from the system outside the pool as part of the pool.
    ///
    /// # Errors
    /// `over-budget` if the pool's maximum would be exceeded; in this case, nothing is counted.
    pub fn claim(&mut self, bytes: usize) -> Result<()> {
        let left = self.maximum.saturating_sub(self.statistics.live);
        if bytes > left {
            return Err(Error::new(Code::OverBudget, "bytes", Detail::at_most(left), bytes as f64));
        }
        if bytes > left.saturating_sub(self.statistics.pooled) {
            self.trim();
        }
        self.statistics.live += bytes;
        self.statistics.peak = self.statistics.peak.max(self.statistics.live);
        Ok(())
    }

    /// Ends a claim.
    pub fn release(&mut self, bytes: usize) {
        self.statistics.live = self.statistics.live.saturating_sub(bytes);
    }

    /// Frees all pooled blocks.
    pub fn trim(&mut self) {
        self.free.clear();
        self.statistics.pooled = 0;
    }

    /// Grows linear memory to have space for `bytes` more, so that it doesn't grow while they are allocated.
    ///
    /// The allocator keeps memory that it has obtained: allocating and freeing at once commits the memory and leaves it
    /// free for any use. (A large initial memory wouldn't help: the standard allocator always grows for its first
    /// block.)
    ///
    /// # Errors
    /// `over-budget`, `out-of-memory` or `busy`, as for [`Pool::take`].
    pub fn reserve(&mut self, bytes: usize) -> Result<()> {
        let left = self.maximum.saturating_sub(self.statistics.live);
        if bytes > left {
            return Err(Error::new(Code::OverBudget, "bytes", Detail::at_most(left), bytes as f64));
        }
        if bytes > left.saturating_sub(self.statistics.pooled) {
            self.trim();
        }
        if !system::holds_size() {
            self.may_grow()?;
        }
        self.make_headroom(bytes)
    }

    /// Counts growths of linear memory, whatever caused them.
    pub fn note_growth(&mut self) {
        let size = system::linear_memory_size();
        if size > self.memory_size {
            self.memory_size = size;
            self.statistics.grows += 1;
        }
    }
}

impl Detail {
    /// Creates a pool of at most `bytes` bytes.
    fn at_most(bytes: usize) -> Self {
        Self::Range(0.0, bytes as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_waste_at_most_an_eighth_of_the_next_power_of_two() {
        for bytes in [1, SMALLEST, SMALLEST + 1, 1920 * 1080 * 4, 3840 * 2160 * 4, 123_456_789] {
            let class = class_of(bytes).unwrap();
            assert!(class >= bytes, "{bytes} fits");
            assert!(class - bytes < SMALLEST.max(bytes.next_power_of_two() / 8), "{bytes} wastes little");
        }
        assert_eq!(class_of(usize::MAX), None, "no class for the impossible");
    }

    #[test]
    fn a_freed_block_is_reused() {
        let mut pool = Pool::default();
        let mut block = pool.take(100_000, true).unwrap();
        block.bytes_mut().fill(1);
        let address = block.address();
        pool.give(block);
        let block = pool.take(90_000, true).unwrap();
        assert_eq!(block.address(), address, "the same block");
        assert!(block.bytes()[..90_000].iter().all(|&b| b == 0), "zeroed again");
        assert_eq!(pool.statistics().allocations, 1, "one allocation");
        assert_eq!(pool.statistics().reuses, 1, "one reuse");
        pool.give(block);
        assert_eq!(pool.statistics().live, 0, "nothing live");
    }

    #[test]
    fn a_small_request_does_not_take_a_large_block() {
        let mut pool = Pool::default();
        let large = pool.take(100 << 20, false).unwrap();
        pool.give(large);
        let small = pool.take(1, false).unwrap();
        assert!(small.size() <= 2 * SMALLEST, "a small block");
    }

    #[test]
    fn respects_the_budget_and_frees_pooled_blocks_for_it() {
        let mut pool = Pool::new(10 << 20);
        let a = pool.take(8 << 20, false).unwrap();
        let error = pool.take(4 << 20, false).unwrap_err();
        assert_eq!(error.code, Code::OverBudget, "{error}");
        assert_eq!(pool.reserve(3 << 20).unwrap_err().code, Code::OverBudget, "reserving counts too");
        pool.give(a);
        let b = pool.take(3 << 20, false).unwrap();
        assert_eq!(pool.statistics().pooled, 0, "the pooled block was freed");
        pool.give(b);
        pool.reserve(1 << 20).unwrap();
        assert_eq!(pool.take(usize::MAX - 5, false).unwrap_err().code, Code::OutOfMemory, "impossible size");
    }
}
