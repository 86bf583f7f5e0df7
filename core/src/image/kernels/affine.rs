//! Linear functions of a pixel in real numbers: lines and matrices before conversion to fixed point.

/// Rows for red, green, blue and alpha: the weights of red, green, blue and alpha, and the offset in units of the full
/// range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine(pub [[f64; 5]; 4]);

impl Affine {
    /// Leaves the pixel unchanged.
    pub(crate) const IDENTITY: Self = Self([
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
    ]);

    /// Applies this function, then `next`.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self(next.0.map(|row| {
            core::array::from_fn(|column| {
                let sum: f64 = (0..4).map(|k| row[k] * self.0[k][column]).sum();
                if column == 4 { sum + row[4] } else { sum }
            })
        }))
    }
}
