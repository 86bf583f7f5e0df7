//! A low-frequency sine oscillator for modulation.

/// The phase of a sine, in turns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Oscillator {
    phase: f64,
}

impl Oscillator {
    pub(crate) fn new(phase: f64) -> Self {
        Self { phase }
    }

    /// Returns the phase, then advances it by `turns` (less than 1).
    #[inline]
    pub(crate) fn advance(&mut self, turns: f64) -> f64 {
        let now = self.phase;
        let next = now + turns;
        self.phase = if next >= 1.0 { next - 1.0 } else { next };
        now
    }
}

/// The sine of `turns`, which must not be negative, to 4e-6: accurate enough for modulation.
#[inline]
pub(crate) fn sine(turns: f64) -> f32 {
    // Folds the angle to the range from -1/4 to 1/4 by symmetry.
    let turns = turns - (turns + 0.5).floor();
    let folded = if turns > 0.25 {
        0.5 - turns
    } else if turns < -0.25 {
        -0.5 - turns
    } else {
        turns
    };
    let x = (folded * core::f64::consts::TAU) as f32;
    let square = x * x;
    // Taylor series; the first omitted term is below 4e-6 at a quarter of a turn.
    x * (1.0 + square * (-1.0 / 6.0 + square * (1.0 / 120.0 + square * (-1.0 / 5040.0 + square * (1.0 / 362_880.0)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_sine() {
        for i in 0..4000 {
            let turns = f64::from(i) / 1000.0;
            let exact = (turns * core::f64::consts::TAU).sin();
            assert!((f64::from(sine(turns)) - exact).abs() < 4e-6, "{turns}");
        }
    }
}
