//! `curves`: any function of a channel, defined by points.

use core::array::from_fn;

#[cfg(feature = "float")]
use alloc::boxed::Box;

use crate::declare::{Kind, Number, Record as _, Records};
use crate::error::Result;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, FloatPoint, Pixel};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::{RowFormat, RowLayout};

crate::record! {
    /// A point of a curve.
    pub struct CurvePoint, from 2 to 64, 2 required, Rising {
        /// Level of the input; it rises from point to point.
        x: f64 = Kind::Number(Number::new(0.0, 0.0, 1.0)),
        /// Level of the output.
        y: f64 = Kind::Number(Number::new(0.0, 0.0, 1.0)),
    }
}

/// A curve through points.
pub type Curve = Records<CurvePoint>;

/// The identity.
const STRAIGHT: Kind = Kind::Records { record: CurvePoint::SPEC, default: &[0.0, 0.0, 1.0, 1.0] };

crate::filter! {
    /// Maps tones by curves through points; alpha is unchanged.
    ///
    /// Between points, a curve is a monotone cubic (Fritsch and Carlson 1980, with the slopes of SciPy's
    /// `PchipInterpolator`): it interpolates every point, and values between two points stay between theirs. Before the
    /// first and after the last point, it is constant. The curve of a channel is applied first, then `all`, without
    /// rounding in between.
    pub struct Curves: "curves" in "tone" version 1 on channels {
        /// Curve of all colours, and of gray.
        all: Curve = STRAIGHT,
        /// Curve of red; ignored for gray frames.
        red: Curve = STRAIGHT,
        /// Curve of green; ignored for gray frames.
        green: Curve = STRAIGHT,
        /// Curve of blue; ignored for gray frames.
        blue: Curve = STRAIGHT,
    }
}

/// The slope between two neighbouring intervals: the harmonic mean of their slopes, weighted by the intervals' lengths,
/// or 0 where the curve turns.
fn slope_between([h0, h1]: [f64; 2], [m0, m1]: [f64; 2]) -> f64 {
    if m0 * m1 <= 0.0 {
        return 0.0;
    }
    let (w0, w1) = (2.0 * h1 + h0, h1 + 2.0 * h0);
    (w0 + w1) / (w0 / m0 + w1 / m1)
}

/// The slope at an end: that of the parabola through three points, limited to keep the curve monotone. The first
/// interval is the interval at the end.
fn slope_at_end([h0, h1]: [f64; 2], [m0, m1]: [f64; 2]) -> f64 {
    let slope = ((2.0 * h0 + h1) * m0 - h0 * m1) / (h0 + h1);
    if slope * m0 <= 0.0 {
        0.0
    } else if m0 * m1 <= 0.0 && slope.abs() > 3.0 * m0.abs() {
        3.0 * m0
    } else {
        slope
    }
}

/// A curve that can be evaluated.
#[derive(Debug)]
struct Spline {
    curve: Curve,
    slopes: [f64; Curve::MAXIMUM],
}

impl Spline {
    fn new(curve: &Curve) -> Self {
        let points: &[[f64; 2]] = curve.rows();
        let last = points.len().saturating_sub(1);
        let length = |i: usize| points[i + 1][0] - points[i][0];
        let slope = |i: usize| (points[i + 1][1] - points[i][1]) / length(i);
        let at = |i: usize| match i {
            _ if i > last || last == 0 => 0.0,
            _ if last == 1 => slope(0),
            0 => slope_at_end([length(0), length(1)], [slope(0), slope(1)]),
            _ if i == last => slope_at_end([length(i - 1), length(i - 2)], [slope(i - 1), slope(i - 2)]),
            _ => slope_between([length(i - 1), length(i)], [slope(i - 1), slope(i)]),
        };
        Self { slopes: from_fn(at), curve: curve.clone() }
    }

    fn value(&self, x: f64) -> f64 {
        let points: &[[f64; 2]] = self.curve.rows();
        let after = points.partition_point(|point| point[0] <= x);
        let Some(before) = after.checked_sub(1) else { return points.first().map_or(x, |point| point[1]) };
        let [x0, y0] = points[before];
        // At a point, the value is the point's value, however close the next point is.
        let Some(&[x1, y1]) = points.get(after).filter(|_| x > x0) else { return y0 };
        let (h, t) = (x1 - x0, (x - x0) / (x1 - x0));
        let (d0, d1) = (self.slopes[before], self.slopes[after]);
        let (rest, cubic) = (1.0 - t, t * t * (3.0 - 2.0 * t));
        y0 + (y1 - y0) * cubic + h * t * rest * (d0 * rest - d1 * t)
    }
}

impl Operate for Curves {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let all = Spline::new(&self.all);
        if input.format() == RowFormat::Gray8 {
            return Ok(Operation::Table(Table::of_colors(RowFormat::Gray8, |value| all.value(value))));
        }
        let own = [&self.red, &self.green, &self.blue].map(Spline::new);
        let table = Table::of_channels(|channel, value| match own.get(channel) {
            Some(own) => all.value(own.value(value)),
            None => value,
        });
        Ok(Operation::Table(table))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let is_gray = input.format() == RowFormat::Gray8;
        let is_straight = |curve: &Curve| curve.rows::<2>() == [[0.0, 0.0], [1.0, 1.0]];
        let own = [&self.red, &self.green, &self.blue].map(|curve| (!is_gray && !is_straight(curve)).then(|| Spline::new(curve)));
        Ok(Some(FloatOperation::Point(Box::new(FloatKernel { own, all: Spline::new(&self.all) }))))
    }
}

/// The curves of each channel, and the curve of all.
#[cfg(feature = "float")]
#[derive(Debug)]
struct FloatKernel {
    own: [Option<Spline>; 3],
    all: Spline,
}

#[cfg(feature = "float")]
impl FloatPoint for FloatKernel {
    fn apply(&self, row: &mut [Pixel], _: usize) {
        for pixel in row {
            for (value, own) in pixel.iter_mut().zip(&self.own) {
                let before = f64::from(*value);
                *value = self.all.value(own.as_ref().map_or(before, |own| own.value(before))) as f32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{Random, check_pixels_exactly, compare, golden, noise, rounded, run, table};

    fn curve(points: &[f64]) -> Curve {
        let points: Vec<CurvePoint> = points.as_chunks().0.iter().map(|&[x, y]| CurvePoint { x, y }).collect();
        Curve::new(&points).unwrap()
    }

    /// From 2 to 9 points, ends within the range, flat parts and turns included.
    fn any_curve(random: &mut Random) -> Curve {
        let count = 2 + usize::from(random.byte() % 8);
        let mut places: Vec<u8> = (0..count).map(|_| random.byte()).collect();
        places.sort_unstable();
        places.dedup();
        if places.len() < 2 {
            places = vec![0, 255];
        }
        let level = |random: &mut Random| f64::from(random.byte() / 32) / 7.0;
        curve(&places.iter().flat_map(|&x| [f64::from(x) / 255.0, level(random)]).collect::<Vec<_>>())
    }

    /// The curve in Hermite's form, with the slopes of Fritsch and Butland's formula (1984), whose symmetric bound on
    /// the ends is that of PCHIP.
    fn reference(curve: &Curve, x: f64) -> f64 {
        let (xs, ys): (Vec<f64>, Vec<f64>) = curve.rows::<2>().iter().map(|point| (point[0], point[1])).unzip();
        let n = xs.len();
        if x <= xs[0] {
            return ys[0];
        }
        if x >= xs[n - 1] {
            return ys[n - 1];
        }
        let h: Vec<f64> = xs.windows(2).map(|x| x[1] - x[0]).collect();
        let m: Vec<f64> = (0..n - 1).map(|i| (ys[i + 1] - ys[i]) / h[i]).collect();
        let mut d = vec![m[0]; n];
        if n > 2 {
            for i in 1..n - 1 {
                let share = (h[i - 1] + 2.0 * h[i]) / (3.0 * (h[i - 1] + h[i]));
                let turns = m[i - 1] == 0.0 || m[i] == 0.0 || (m[i - 1] > 0.0) != (m[i] > 0.0);
                d[i] = if turns { 0.0 } else { 1.0 / (share / m[i - 1] + (1.0 - share) / m[i]) };
            }
            for (end, first, second) in [(0, 0, 1), (n - 1, n - 2, n - 3)] {
                let three = m[first] + (m[first] - m[second]) * h[first] / (h[first] + h[second]);
                let turns = m[first] == 0.0 || m[second] == 0.0 || (m[first] > 0.0) != (m[second] > 0.0);
                d[end] = if m[first] == 0.0 || (three > 0.0) != (m[first] > 0.0) {
                    0.0
                } else if turns && three.abs() > 3.0 * m[first].abs() {
                    3.0 * m[first]
                } else {
                    three
                };
            }
        }
        let i = (0..n - 1).find(|&i| x < xs[i + 1]).unwrap();
        let t = (x - xs[i]) / h[i];
        (2.0 * t.powi(3) - 3.0 * t * t + 1.0) * ys[i]
            + (t.powi(3) - 2.0 * t * t + t) * h[i] * d[i]
            + (3.0 * t * t - 2.0 * t.powi(3)) * ys[i + 1]
            + (t.powi(3) - t * t) * h[i] * d[i + 1]
    }

    #[test]
    fn is_the_monotone_cubic_rounded_once() {
        let mut random = Random::new(4);
        for _ in 0..60 {
            let [all, red, green, blue] = from_fn(|_| any_curve(&mut random));
            let tables = [&red, &green, &blue].map(|own| {
                let value = |c: usize| rounded(reference(&all, reference(own, c as f64 / 255.0)));
                (0..256).map(value).collect::<Vec<_>>()
            });
            let gray: Vec<u8> = (0..256).map(|c| rounded(reference(&all, c as f64 / 255.0))).collect();
            let filter = Curves { all, red, green, blue };
            let source = noise(Format::Rgba, 31, 17, false, 6);
            let look_up = |(i, &c): (usize, &u8)| tables.get(i % 4).map_or(c, |table| table[usize::from(c)]);
            let expected: Vec<u8> = source.bytes().iter().enumerate().map(look_up).collect();
            compare("curves", run(&filter, &source).bytes(), &expected, 0);
            let source = noise(Format::Gray8, 31, 17, true, 6);
            let expected: Vec<u8> = source.bytes().iter().map(|&c| gray[usize::from(c)]).collect();
            compare("gray curve", run(&filter, &source).bytes(), &expected, 0);
        }
    }

    #[test]
    fn agrees_with_scipy() {
        let vectors = golden(include_str!("../../../../tests/golden/curves.txt"));
        for pair in vectors.as_chunks::<2>().0 {
            let [(name, points), (_, values)] = pair;
            let curve = curve(points);
            let spline = Spline::new(&curve);
            for (value, &want) in values.iter().enumerate() {
                let got = spline.value(value as f64 / 255.0);
                assert!((got - want).abs() < 1e-11, "{name} at {value}: got {got}, expected {want}");
            }
            let filter = Curves { all: curve.clone(), ..Curves::default() };
            let expected: Vec<u8> = values.iter().map(|&value| rounded(value)).collect();
            compare(name, table(&filter).channel(0), &expected, 0);
        }
        assert_eq!(vectors.len(), 2 * 9, "number of golden cases");
    }

    #[test]
    fn defaults_are_identities() {
        assert!(table(&Curves::default()).is_identity(), "straight lines");
        check_pixels_exactly(&Curves::default(), |pixel| pixel);
    }

    #[test]
    fn nearly_coincident_points_are_a_step() {
        let half: f64 = 128.0 / 255.0;
        for points in [
            [0.0, 0.0, half, 0.0, half.next_up(), 1.0, 1.0, 1.0],
            [0.0, 1.0, f64::MIN_POSITIVE, 0.0, f64::MIN_POSITIVE.next_up(), 1.0, half, 0.25],
            [0.0, 0.0, 1e-320, 0.5, 2e-320, 1.0, 1.0, 0.5],
        ] {
            let curve = curve(&points);
            let spline = Spline::new(&curve);
            for value in 0..=255 {
                let level = spline.value(f64::from(value) / 255.0);
                assert!((0.0..=1.0).contains(&level), "{points:?} at {value}: {level}");
            }
        }
    }
}
