//! A queue of samples between one writer and one reader.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU32, Ordering};

use crate::error::{Code, Detail, Error, Result};

/// A queue of samples between one writer and one reader, who may be threads. Neither ever waits, and neither allocates.
#[derive(Debug)]
pub struct Ring(());

#[derive(Debug)]
struct Shared {
    /// The bits of the samples: atomics, because the other side may be at work meanwhile; ordered by the counts below.
    samples: Vec<AtomicU32>,
    /// Samples ever written, and ever read; both wrap.
    written: AtomicU32,
    read: AtomicU32,
}

/// The end that writes.
#[derive(Debug)]
pub struct Writer(Arc<Shared>);

/// The end that reads.
#[derive(Debug)]
pub struct Reader(Arc<Shared>);

impl Ring {
    /// The two ends of a queue with room for `capacity` samples, rounded up to a power of two.
    ///
    /// # Errors
    /// `out-of-range` for a capacity of 0 or above 2²⁸; `out-of-memory` if there is no room.
    #[expect(clippy::new_ret_no_self, reason = "a ring is its two ends, each of which has one owner")]
    pub fn new(capacity: usize) -> Result<(Writer, Reader)> {
        if !(1..=1 << 28).contains(&capacity) {
            let range = Detail::Range(1.0, f64::from(1 << 28));
            return Err(Error::new(Code::OutOfRange, "capacity", range, capacity as f64));
        }
        let capacity = capacity.next_power_of_two();
        let mut samples = Vec::new();
        samples.try_reserve_exact(capacity).map_err(|_| Error::out_of_memory(capacity * size_of::<f32>()))?;
        samples.extend((0..capacity).map(|_| AtomicU32::new(0)));
        let shared = Arc::new(Shared { samples, written: AtomicU32::new(0), read: AtomicU32::new(0) });
        Ok((Writer(Arc::clone(&shared)), Reader(shared)))
    }
}

impl Shared {
    fn slot(&self, count: u32) -> &AtomicU32 {
        // The capacity is a power of two, so counts may wrap.
        &self.samples[count as usize & (self.samples.len() - 1)]
    }
}

impl Writer {
    /// How many samples there is room for.
    pub fn room(&self) -> usize {
        let shared = &*self.0;
        let waiting = shared.written.load(Ordering::Relaxed).wrapping_sub(shared.read.load(Ordering::Acquire));
        shared.samples.len() - waiting as usize
    }

    /// Writes as many samples as there is room for, and says how many.
    pub fn write(&mut self, samples: &[f32]) -> usize {
        let shared = &*self.0;
        let count = samples.len().min(self.room());
        let start = shared.written.load(Ordering::Relaxed);
        for (i, sample) in samples[..count].iter().enumerate() {
            shared.slot(start.wrapping_add(i as u32)).store(sample.to_bits(), Ordering::Relaxed);
        }
        // What was stored before this is seen by whoever reads the count.
        shared.written.store(start.wrapping_add(count as u32), Ordering::Release);
        count
    }
}

impl Reader {
    /// How many samples wait.
    pub fn waiting(&self) -> usize {
        let shared = &*self.0;
        shared.written.load(Ordering::Acquire).wrapping_sub(shared.read.load(Ordering::Relaxed)) as usize
    }

    /// Reads as many samples as wait and have room in `samples`, and says how many.
    pub fn read(&mut self, samples: &mut [f32]) -> usize {
        let shared = &*self.0;
        let count = samples.len().min(self.waiting());
        let start = shared.read.load(Ordering::Relaxed);
        for (i, sample) in samples[..count].iter_mut().enumerate() {
            *sample = f32::from_bits(shared.slot(start.wrapping_add(i as u32)).load(Ordering::Relaxed));
        }
        shared.read.store(start.wrapping_add(count as u32), Ordering::Release);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_pass_every_sample_in_order() {
        let (mut writer, mut reader) = Ring::new(100).unwrap();
        assert_eq!(writer.room(), 128, "a power of two");
        let total = 200_000_u32;
        let sender = std::thread::spawn(move || {
            let mut next = 0;
            while next < total {
                let burst: Vec<f32> = (next..(next + 37).min(total)).map(|i| i as f32).collect();
                next += writer.write(&burst) as u32;
            }
        });
        let mut expected = 0;
        let mut samples = [0.0; 50];
        while expected < total {
            let count = reader.read(&mut samples);
            for &sample in &samples[..count] {
                assert_eq!(sample, expected as f32, "in order");
                expected += 1;
            }
        }
        sender.join().unwrap();
        assert_eq!(reader.waiting(), 0, "nothing left");
    }

    #[test]
    fn a_full_ring_takes_what_fits() {
        let (mut writer, mut reader) = Ring::new(4).unwrap();
        assert_eq!(writer.write(&[1.0, 2.0, 3.0, 4.0, 5.0]), 4, "full");
        assert_eq!(writer.write(&[6.0]), 0, "still full");
        let mut samples = [0.0; 3];
        assert_eq!(reader.read(&mut samples), 3, "as many as asked for");
        assert_eq!(samples, [1.0, 2.0, 3.0], "the oldest");
        assert_eq!((reader.waiting(), writer.room()), (1, 3), "counts");
        assert!(Ring::new(0).is_err() && Ring::new(usize::MAX).is_err(), "impossible capacities");
    }
}
