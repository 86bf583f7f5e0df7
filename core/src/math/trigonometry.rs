//! The sine and cosine of angles in turns.

/// Returns the cosine of `turns` turns, to 1e-15 and exact at quarter turns.
///
/// The standard library's cosine is as accurate for angles of any size, but adds 6 KB of tables and arithmetic for very
/// large angles to the WebAssembly module. In turns, the integer part is simply dropped.
#[inline(never)]
pub(crate) fn cosine(turns: f64) -> f64 {
    // From 0 to half a turn, by symmetry; then from -1/8 to 1/8 around the nearest quarter. Halfway between quarters,
    // either quarter works, so ties may round to even, which is a single instruction.
    let half = (turns - turns.round_ties_even()).abs();
    let quarter = (half * 4.0).round_ties_even();
    let x = (half - quarter / 4.0) * core::f64::consts::TAU;
    let square = x * x;
    let series = |factors: [f64; TERMS]| factors.iter().rev().fold(1.0, |sum, factor| 1.0 - square * factor * sum);
    match quarter as i32 {
        0 => series(COSINE),
        1 => -x * series(SINE),
        _ => -series(COSINE),
    }
}

/// Number of terms of Taylor's series: the first omitted term is below 1e-17 at 1/8 of a turn.
const TERMS: usize = 8;
const COSINE: [f64; TERMS] = factors(0.0);
const SINE: [f64; TERMS] = factors(1.0);

/// The factors that produce each term from the term before, except for the square and the sign: 1 / n(n - 1).
const fn factors(first: f64) -> [f64; TERMS] {
    let mut factors = [0.0; TERMS];
    let mut k = 0;
    while k < TERMS {
        let n = 2.0 * (k + 1) as f64 + first;
        factors[k] = 1.0 / (n * (n - 1.0));
        k += 1;
    }
    factors
}

/// Returns the sine of `turns` turns.
pub(crate) fn sine(turns: f64) -> f64 {
    cosine(turns - 0.25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard_library() {
        for i in -5000..5000 {
            let turns = f64::from(i) / 720.0;
            let angle = turns * core::f64::consts::TAU;
            assert!((cosine(turns) - angle.cos()).abs() < 2e-14, "cosine of {turns}");
            assert!((sine(turns) - angle.sin()).abs() < 2e-14, "sine of {turns}");
        }
        for (turns, expected) in [(0.0, 1.0), (0.25, 0.0), (0.5, -1.0), (0.75, 0.0), (1.0, 1.0), (-3.5, -1.0)] {
            assert_eq!(cosine(turns), expected, "{turns}");
        }
    }
}
