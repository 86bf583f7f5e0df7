//! Linear functions of red, green and blue that are lines of luma and chroma.

use super::coefficients::Coefficients;
use crate::image::frame::ColorSpace;
use crate::image::kernels::{Affine, Channel};

/// The largest weight of another channel, for which a function counts as one that mixes none: a level of difference at the
/// extremes. The luma weights of Filter Effects have three digits, so `saturate` of 10 mixes luma with 0.003 of chroma.
const NOTHING: f64 = 1.0 / 256.0;

/// The weights of red, green and blue in the luma of Filter Effects.
const FILTER_LUMA: [f64; 3] = [0.2126, 0.7152, 0.0722];

/// Returns the lines of Y, U, V and alpha, in 8 bits, that have the effect of `affine` on red, green and blue, without
/// clamping to their range. Returns `None` if `affine` mixes luma and chroma, the two chroma channels, or alpha.
///
/// A change of saturation scales chroma, whatever the weights of luma: where those of the frame aren't those of the filter,
/// the frame's own luma is what stays.
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
    let mut weights = product(&product(&to, &[of_colors[0], of_colors[1], of_colors[2]]), &from);
    if is_saturation(affine) {
        weights[0] = [1.0, 0.0, 0.0];
    }
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

/// Returns whether each colour becomes `luma + s · (colour - luma)`, with the luma of Filter Effects, whose weights some
/// filters round to three digits.
fn is_saturation(affine: &Affine) -> bool {
    let [red, green, blue, alpha] = affine.0;
    let scale = red[0] - green[0];
    let near = |row: [f64; 5], color: usize| {
        (0..3).all(|c| {
            let expected = (1.0 - scale) * FILTER_LUMA[c] + if c == color { scale } else { 0.0 };
            (row[c] - expected).abs() <= 0.001 * (1.0 - scale).abs()
        }) && row[3..] == [0.0; 2]
    };
    near(red, 0) && near(green, 1) && near(blue, 2) && alpha == [0.0, 0.0, 0.0, 1.0, 0.0]
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
    fn only_changes_of_saturation_count_as_such() {
        let saturate = |s: f64| {
            let row = |color: usize| {
                let weight = |c: usize| (1.0 - s) * FILTER_LUMA[c] + if c == color { s } else { 0.0 };
                [weight(0), weight(1), weight(2), 0.0, 0.0]
            };
            [row(0), row(1), row(2), [0.0, 0.0, 0.0, 1.0, 0.0]]
        };
        for s in [0.0, 0.3, 1.7, 10.0] {
            assert!(is_saturation(&Affine(saturate(s))), "{s}");
        }
        // Gray of red alone, as through a red filter: the weights are what the caller asks for.
        let red = [1.0, 0.0, 0.0, 0.0, 0.0];
        assert!(!is_saturation(&Affine([red, red, red, [0.0, 0.0, 0.0, 1.0, 0.0]])), "other weights");
        for (row, column) in [(0, 1), (1, 4), (2, 3), (3, 4)] {
            let mut other = saturate(0.5);
            other[row][column] += 0.1;
            assert!(!is_saturation(&Affine(other)), "{row}, {column}");
        }
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
        // The frame's own luma stays, whatever the luma of the filter.
        for matrix in [YuvMatrix::Smpte170M, YuvMatrix::Bt2020] {
            let other = ColorSpace { matrix, ..full };
            close(lines("saturate", 2.0, &other), [(1.0, 0.0), (2.0, -neutral), (2.0, -neutral)]);
            close(lines("grayscale", 1.0, &other), [(1.0, 0.0), (0.0, neutral), (0.0, neutral)]);
        }
    }
}
