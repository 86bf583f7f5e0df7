//! A window that combines each row of the frame with the same row of the blurred frame.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::image::kernels::Operation;
use crate::image::kernels::BorderMode;
use crate::image::kernels::gaussian::gaussian;
use crate::image::kernels::Window;
use crate::memory::zeroed;
use crate::error::Result;
use crate::image::frame::{RowLayout, Plane, PlaneMut};
use crate::simd::U8x16;

/// Below this standard deviation, a blur is an identity: see `gaussianBlur`.
pub(crate) const NOTHING: f64 = 0.26;

/// Combines sixteen bytes of the frame with sixteen bytes of the blurred frame.
pub(crate) trait Beside: Send {
    /// Replaces a row of the blurred frame, in whole vectors, by the result.
    fn body(&self, original: &[[u8; 16]], blurred: &mut [[u8; 16]]);
}

struct Kernel {
    blur: Box<dyn Window>,
    beside: Box<dyn Beside>,
    /// A ring of rows that were consumed and are still to be produced.
    originals: Vec<u8>,
    row_bytes: usize,
    /// Number of rows of the ring.
    kept: usize,
    consumed: usize,
    produced: usize,
}

/// The window of `gaussianBlur` with repeated border pixels, combined with the frame by `beside`.
pub(crate) fn beside_blur(input: &RowLayout, sigma: f64, beside: Box<dyn Beside>) -> Result<Operation> {
    let (width, height) = (input.width() as usize, input.height() as usize);
    let blur = gaussian(sigma, BorderMode::Clamp, width, height, input.format())?;
    let row_bytes = width * input.pixel_bytes();
    // The rows consumed ahead of the next row to be produced.
    let kept = (blur.latency() + blur.band()).min(height);
    let originals = zeroed(row_bytes.saturating_mul(kept))?;
    Ok(Operation::Window(Box::new(Kernel { blur, beside, originals, row_bytes, kept, consumed: 0, produced: 0 })))
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        self.blur.latency()
    }

    fn above(&self) -> Option<usize> {
        self.blur.above()
    }

    fn scratch_bytes(&self) -> usize {
        self.blur.scratch_bytes() + self.originals.len()
    }

    fn band(&self) -> usize {
        self.blur.band()
    }

    fn begin(&mut self, row: usize) {
        self.blur.begin(row);
        (self.consumed, self.produced) = (row, row);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            let start = self.consumed % self.kept.max(1) * self.row_bytes;
            self.originals[start..start + self.row_bytes].copy_from_slice(row);
            self.consumed += 1;
        }
        self.blur.consume(rows);
    }

    fn produce(&mut self, mut rows: PlaneMut<'_>) {
        self.blur.produce(rows.band_mut(0..rows.height()));
        for row in rows.into_rows() {
            let start = self.produced % self.kept.max(1) * self.row_bytes;
            let original = &self.originals[start..start + self.row_bytes];
            let (body, tail) = row.as_chunks_mut::<16>();
            let (original, rest) = original.as_chunks::<16>();
            self.beside.body(original, body);
            if !tail.is_empty() {
                let padded = |bytes: &[u8]| {
                    let mut padded = [0; 16];
                    padded[..bytes.len()].copy_from_slice(bytes);
                    padded
                };
                let mut last = [padded(tail)];
                self.beside.body(&[padded(rest)], &mut last);
                tail.copy_from_slice(&last[0][..tail.len()]);
            }
            self.produced += 1;
        }
    }
}

/// Applies `of` to each vector of the frame and of the blurred frame.
#[inline(always)]
pub(crate) fn each(original: &[[u8; 16]], blurred: &mut [[u8; 16]], of: impl Fn(U8x16, U8x16) -> U8x16) {
    for (original, to) in original.iter().zip(blurred) {
        of(U8x16::load(original), U8x16::load(to)).store(to);
    }
}
