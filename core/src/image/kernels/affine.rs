//! Linear functions of a pixel, in real numbers: what lines and matrices are before they are put into fixed point.

/// Rows for red, green, blue and alpha: the weights of red, green, blue and alpha, and what is added, in units of the full
/// range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine(pub [[f64; 5]; 4]);

impl Affine {
    /// First this function, then `next`.
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
