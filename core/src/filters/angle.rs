//! The cosine, of angles in turns.

/// The cosine of `turns` turns, to 1e-15 and exact at quarter turns.
///
/// The standard library's is as exact for angles of any size, and brings 6 KB of tables and arithmetic for the very large
/// ones into the WebAssembly module; in turns the whole part is simply dropped.
#[inline(never)]
pub(crate) fn cosine(turns: f64) -> f64 {
    // From 0 to half a turn, by symmetry; then from -1/8 to 1/8 around the nearest quarter.
    let half = (turns - turns.round()).abs();
    let quarter = (half * 4.0).round();
    let x = (half - quarter / 4.0) * core::f64::consts::TAU;
    let square = x * x;
    // Taylor's series; the first term left out is below 1e-17 at 1/8 of a turn.
    let series = |first: f64| {
        let mut term = 1.0;
        let mut sum = 1.0;
        for k in 1..=8 {
            let n = 2.0 * f64::from(k) + first;
            term *= -square / (n * (n - 1.0));
            sum += term;
        }
        sum
    };
    match quarter as i32 {
        0 => series(0.0),
        1 => -x * series(1.0),
        _ => -series(0.0),
    }
}

/// The sine of `turns` turns.
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
