//! What a blur is combined with: the row itself.

use alloc::boxed::Box;

use super::Pixel;
use super::sums::unpremultiply;

/// A function of a row and of the blurred row, which it replaces by the result.
pub(crate) type BesideBlur = Box<dyn Fn(&[Pixel], &mut [Pixel]) + Send>;

/// Divides the blurred row by alpha, and replaces it by the function of the row and the blurred row.
pub(super) fn finish(beside: Option<&BesideBlur>, row: &[Pixel], blurred: &mut [Pixel]) {
    unpremultiply(blurred);
    if let Some(beside) = beside {
        beside(row, blurred);
    }
}
