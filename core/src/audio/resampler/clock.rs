//! Position of the next output frame in the source.

/// Number of parts per frame if the ratio isn't one of integers: the ratio is then accurate to 2⁻⁴⁰, which is one frame
/// in most of a year.
const FINE: u64 = 1 << 40;

/// Counts source frames in integer parts, so that errors don't accumulate.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Number of parts per source frame.
    parts: u64,
    /// Number of parts between the preceding source frame and the next position.
    pub(super) phase: u64,
    /// Number of parts from one output frame to the next.
    step: u64,
    target: u64,
    remaining: u64,
}

impl Clock {
    /// A clock for a conversion between two rates. If `exact`, and both rates are integers, the number of parts is the
    /// smallest possible one.
    pub(super) fn new(from: f64, to: f64, exact: bool) -> Self {
        let (source, result) = (from as u64, to as u64);
        let (parts, step) = if exact && source as f64 == from && result as f64 == to {
            let divisor = greatest_common_divisor(source, result);
            (result / divisor, source / divisor)
        } else {
            (FINE, steps(FINE, to / from))
        };
        Self { parts, phase: 0, step, target: step, remaining: 0 }
    }

    /// The clock for the way back. If the ratio isn't one of integers, it is rounded so that the number of frames is
    /// kept, or grows by one in years.
    #[cfg(feature = "voice")]
    pub(super) fn inverse(&self) -> Self {
        let (parts, step) = if self.parts == FINE {
            (FINE, divide(u128::from(FINE) * u128::from(FINE), self.step).0 as u64)
        } else {
            (self.step, self.parts)
        };
        Self { parts, phase: 0, step, target: step, remaining: 0 }
    }

    pub(super) fn parts(&self) -> u64 {
        self.parts
    }

    /// The current number of output frames per source frame.
    pub(super) fn ratio(&self) -> f64 {
        self.parts as f64 / self.step as f64
    }

    /// Distance of the next position from the preceding source frame, from 0 to 1.
    pub(super) fn fraction(&self) -> f64 {
        self.phase as f64 / self.parts as f64
    }

    /// Changes the ratio: the step changes linearly over `frames` output frames.
    pub(super) fn aim(&mut self, ratio: f64, frames: u64) {
        self.target = steps(self.parts, ratio);
        self.remaining = frames;
        if frames == 0 {
            self.step = self.target;
        }
    }

    /// Advances to the next output frame; returns the number of source frames passed.
    pub(super) fn advance(&mut self) -> usize {
        self.phase += self.step;
        if self.remaining > 0 {
            let difference = self.target.cast_signed() - self.step.cast_signed();
            // A ramp has fewer than 2⁶³ frames.
            self.step = self.step.saturating_add_signed(difference / self.remaining.cast_signed());
            self.remaining -= 1;
        }
        if self.phase < self.parts {
            return 0;
        }
        let whole = self.phase / self.parts;
        self.phase %= self.parts;
        whole as usize
    }

    /// Moves from source frame `of` back by `frames` output frames; returns the number of source frames before the
    /// first one that this requires, rounded up.
    pub(super) fn go_back(&mut self, of: usize, frames: usize) -> usize {
        let distance = u128::from(self.step) * frames as u128;
        let distance = distance.saturating_sub(u128::from(self.parts) * of as u128);
        let (whole, rest) = divide(distance, self.parts);
        self.phase = if rest == 0 { 0 } else { self.parts - rest };
        (whole + u128::from(rest > 0)) as usize
    }

    /// Number of output frames for `source` source frames, rounded up.
    pub(super) fn frames(&self, source: u64) -> u64 {
        let (frames, rest) = divide(u128::from(source) * u128::from(self.parts), self.step);
        u64::try_from(frames + u128::from(rest > 0)).unwrap_or(u64::MAX)
    }

    /// Ends a ramp at its target.
    pub(super) fn settle(&mut self) {
        self.step = self.target;
        self.remaining = 0;
    }
}

/// Quotient and remainder, bit by bit: the 128-bit operators would add a kilobyte to the module, and this is called
/// once per stream.
fn divide(mut dividend: u128, divisor: u64) -> (u128, u64) {
    let (mut quotient, mut remainder) = (0, 0);
    for _ in 0..u128::BITS {
        remainder = remainder << 1 | dividend >> 127;
        dividend <<= 1;
        quotient <<= 1;
        if remainder >= u128::from(divisor) {
            remainder -= u128::from(divisor);
            quotient |= 1;
        }
    }
    (quotient, remainder as u64)
}

/// Rounded up, so that an output that should end at a whole frame doesn't start another one.
fn steps(parts: u64, ratio: f64) -> u64 {
    (parts as f64 / ratio).ceil() as u64
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_agrees_with_the_operators() {
        let mut state = 1_u128;
        for _ in 0..1000 {
            state = state.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(1);
            let dividend = state >> (state % 128);
            let divisor = (state as u64).rotate_left(17) >> (state % 63) | 1;
            let by = u128::from(divisor);
            assert_eq!(divide(dividend, divisor), (dividend / by, (dividend % by) as u64), "{dividend} / {divisor}");
        }
    }
}
