//! Linear functions of red, green and blue that are lines of luma and chroma.

use super::coefficients::Coefficients;
use crate::image::frame::ColorSpace;
use crate::image::kernels::{Affine, Channel};

/// The largest weight of another channel, for which a function counts as one that mixes none: a level of difference at the
/// extremes. The luma weights of Filter Effects have three digits, so `saturate` of 10 mixes luma with 0.003 of chroma.
const NOTHING: f64 = 1.0 / 256.0;

/// Returns the lines of Y, U, V and alpha, in 8 bits, that have the effect of `affine` on red, green and blue, without
/// clamping to their range. Returns `None` if `affine` mixes luma and chroma, the two chroma channels, or alpha.
pub(crate) fn yuv_lines(affine: &Affine, space: &ColorSpace, has_alpha: bool) -> Option<[Channel; 4]> {
    if *affine == Affine::IDENTITY {
        return Some([Channel::IDENTITY; 4]);
    }
    let numbers = Coefficients::new(space, 8);
    let (to, colors) = (numbers.weights(), numbers.colors());
    let gray = 255.0 / numbers.luma_range;
    let from = [0, 1, 2].map(|c| [gray, colors[c][0], colors[c][1]]);
    let [.., alpha] = affine.0;
    let mut lines = [Channel::IDENTITY; 4];
    if alpha[..3] != [0.0; 3] || (has_alpha && affine.0[..3].iter().any(|row| row[3] != 0.0)) {
        return None;
    }
    lines[3] = Channel { slope: alpha[3], intercept: alpha[4] };
    // The matrices are applied one after the other: from luma and chroma, on colours, and back.
    let of_colors = affine.0.map(|[red, green, blue, ..]| [red, green, blue]);
    let weights = product(&product(&to, &[of_colors[0], of_colors[1], of_colors[2]]), &from);
    for (i, line) in lines[..3].iter_mut().enumerate() {
        if (0..3).any(|j| j != i && weights[i][j].abs() > NOTHING) {
            return None;
        }
        // Without alpha, its weight is a constant.
        let offset: f64 = (0..3).map(|k| to[i][k] * (affine.0[k][4] + affine.0[k][3]) * 255.0).sum();
        let base = if i == 0 { numbers.black } else { numbers.neutral };
        let slope = weights[i][i];
        *line = Channel { slope, intercept: (base * (1.0 - slope) + offset) / 255.0 };
    }
    lines.iter().all(|line| line.slope.abs() <= 64.0).then_some(lines)
}

#[inline(never)]
fn product(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    a.map(|row| [0, 1, 2].map(|column| (0..3).map(|k| row[k] * b[k][column]).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::filters::{self, Filter};
    use crate::image::frame::{RowFormat, RowLayout, YuvMatrix};
    use crate::image::kernels::Operation;

    fn lines(name: &str, amount: f64, space: &ColorSpace) -> Option<[Channel; 4]> {
        let mut filter: alloc::boxed::Box<dyn Filter> = filters::create(name).unwrap();
        filter.set(0, &crate::declare::Value::Number(amount)).unwrap();
        let affine = match filter.operation(&RowLayout::new(RowFormat::Rgba8, 1, 1).unwrap()).unwrap() {
            Operation::Linear(linear) => linear.affine(),
            Operation::Matrix(matrix) => matrix.affine(),
            other => panic!("{other:?}"),
        };
        yuv_lines(&affine, space, false)
    }

    #[test]
    fn filters_of_light_are_lines_and_filters_of_hue_are_not() {
        let limited = ColorSpace::BT709;
        let full = ColorSpace { full_range: true, ..limited };
        let close = |got: Option<[Channel; 4]>, expected: [(f64, f64); 3]| {
            for (line, (slope, intercept)) in got.unwrap().iter().zip(expected) {
                assert!((line.slope - slope).abs() < 0.004 && (line.intercept - intercept).abs() < 0.004, "{got:?}");
            }
        };
        // By hand: chroma is scaled around 128.
        let neutral = 128.0 / 255.0;
        close(lines("brightness", 1.5, &full), [(1.5, 0.0), (1.5, -0.5 * neutral), (1.5, -0.5 * neutral)]);
        close(lines("contrast", 0.5, &full), [(0.5, 0.25), (0.5, 0.5 * neutral), (0.5, 0.5 * neutral)]);
        close(lines("saturate", 0.0, &full), [(1.0, 0.0), (0.0, neutral), (0.0, neutral)]);
        close(lines("saturate", 2.0, &full), [(1.0, 0.0), (2.0, -neutral), (2.0, -neutral)]);
        close(lines("invert", 1.0, &full), [(-1.0, 1.0), (-1.0, 2.0 * neutral), (-1.0, 2.0 * neutral)]);
        // Black stays at level 16.
        let black = 16.0 / 255.0;
        close(lines("brightness", 2.0, &limited), [(2.0, -black), (2.0, -neutral), (2.0, -neutral)]);
        assert!(lines("hueRotate", 40.0, &full).is_none(), "turns chroma");
        assert!(lines("sepia", 1.0, &full).is_none(), "chroma of luma");
        let other = ColorSpace { matrix: YuvMatrix::Smpte170M, ..full };
        assert!(lines("saturate", 2.0, &other).is_none(), "the luma of the filter isn't that of the frame");
    }
}
