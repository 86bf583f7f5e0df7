//! Mappings from the result to the source.

use super::places::{CHUNK, Places};
use crate::image::frame::{PlaneRef, RowLayout};

/// A mapping of the plane that keeps straight lines straight: nine numbers, row by row, up to a common factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Homography(pub(crate) [[f64; 3]; 3]);

impl Homography {
    /// Creates an affine mapping from its two rows.
    pub(crate) fn affine([a, b, c, d, e, f]: [f64; 6]) -> Self {
        Self([[a, b, c], [d, e, f], [0.0, 0.0, 1.0]])
    }

    /// Returns the inverse mapping, if any.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |r: usize, c: usize| {
            let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
            m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
        };
        let determinant: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
        let inverse = Self(core::array::from_fn(|r| core::array::from_fn(|c| minor(c, r) / determinant)));
        inverse.0.as_flattened().iter().all(|number| number.is_finite()).then_some(inverse)
    }

    /// Returns the mapping from the corners of the unit square, clockwise from (0, 0), to four points, if these are the
    /// corners of a quadrilateral. Source: Heckbert 1989, *Fundamentals of Texture Mapping and Image Warping*, § 2.2.3.
    pub(crate) fn from_square(corners: [[f64; 2]; 4]) -> Option<Self> {
        let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = corners;
        let (dx1, dx2, sx) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, sy) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let determinant = dx1 * dy2 - dx2 * dy1;
        let (g, h) = ((sx * dy2 - dx2 * sy) / determinant, (dx1 * sy - sx * dy1) / determinant);
        let mapping =
            Self([[x1 - x0 + g * x1, x3 - x0 + h * x3, x0], [y1 - y0 + g * y1, y3 - y0 + h * y3, y0], [g, h, 1.0]]);
        mapping.inverse().map(|_| mapping)
    }

    /// Returns the image of a position in homogeneous coordinates: the first two must be divided by the third.
    pub(crate) fn of(&self, [x, y]: [f64; 2]) -> [f64; 3] {
        self.0.map(|[a, b, c]| a * x + b * y + c)
    }

    /// Returns the same mapping, multiplied such that the absolute values of its numbers are at most 1 and it maps the
    /// visible position `seen` to a third coordinate above 0. Returns `None` if `seen` is at infinity or is mapped to
    /// infinity: the plane is seen edge-on.
    pub(crate) fn facing(&self, seen: [f64; 3]) -> Option<Self> {
        let largest = self.0.as_flattened().iter().fold(0.0, |largest: f64, number| largest.max(number.abs()));
        let [x, y, w] = seen;
        let third = (self.0[2][0] * x + self.0[2][1] * y + self.0[2][2] * w) / w;
        let factor = if third > 0.0 { 1.0 / largest } else { -1.0 / largest };
        let same = Self(self.0.map(|row| row.map(|number| number * factor)));
        (third != 0.0 && third.is_finite() && same.0.as_flattened().iter().all(|number| number.is_finite()))
            .then_some(same)
    }

    /// Returns `before` followed by this mapping.
    pub(crate) fn after(&self, before: &Self) -> Self {
        Self(core::array::from_fn(|r| core::array::from_fn(|c| (0..3).map(|i| self.0[r][i] * before.0[i][c]).sum())))
    }
}

/// Maps a position in the result to a position in the source.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mapping {
    /// A homography, which keeps straight lines straight.
    Straight(Homography),
    /// The distortion of a lens: Brown 1966, with the names of OpenCV.
    Lens {
        /// The middle, in pixels.
        center: [f64; 2],
        /// The focal length, in pixels.
        focal: f64,
        /// k₁, k₂, k₃: radial distortion.
        radial: [f64; 3],
        /// p₁, p₂: tangential distortion.
        tangential: [f64; 2],
    },
    /// Displacements by the channels of another frame: their range from 0 to 255 is `scale` pixels.
    Displaced {
        /// Distance in pixels for the full range.
        scale: f64,
        /// The channels of the horizontal and the vertical displacement.
        channels: [usize; 2],
    },
    /// Positions in another frame: two 32-bit floats, little-endian, for each pixel.
    Listed {
        /// Whether they are offsets from the pixel's own position.
        relative: bool,
    },
}

impl Mapping {
    /// Returns the width and height that the other frame must have for a result of this layout; `None` if any size is
    /// allowed.
    pub(crate) fn input_size(&self, layout: &RowLayout) -> Option<[u32; 2]> {
        let listed = matches!(self, Self::Listed { .. });
        listed.then(|| [layout.width() * (8 / layout.pixel_bytes() as u32), layout.height()])
    }

    /// The position of a pixel, where pixel centres are whole numbers.
    #[cfg(test)]
    pub(crate) fn place(&self, x: usize, y: usize) -> [f64; 2] {
        let mut places = Places { x: [0.0; CHUNK], y: [0.0; CHUNK] };
        self.places(x, y, None, &mut places);
        [places.x[0], places.y[0]].map(f64::from)
    }

    /// Computes the positions of pixels of row `y` from column `x` on.
    pub(crate) fn places(&self, x: usize, y: usize, other: Option<&PlaneRef<'_>>, into: &mut Places) {
        // Single precision from here on: with the offsets that a chunk adds to its first position, it is accurate to
        // 1/500 of a pixel at the far end of the largest frame.
        let (x0, y0) = (x as f64 + 0.5, y as f64 + 0.5);
        match *self {
            Self::Straight(Homography(m)) => {
                let start = m.map(|[a, b, c]| (a * x0 + b * y0 + c, a));
                let [(u, du), (v, dv), (w, dw)] = start;
                if dw == 0.0 && w == 1.0 {
                    for i in 0..CHUNK {
                        into.x[i] = (u - 0.5) as f32 + i as f32 * du as f32;
                        into.y[i] = (v - 0.5) as f32 + i as f32 * dv as f32;
                    }
                } else {
                    for i in 0..CHUNK {
                        let step = i as f64;
                        let w = w + step * dw;
                        // Positions behind the viewer are invisible: they are mapped far outside the frame.
                        let seen = w > 1e-9;
                        let over_w = 1.0 / w;
                        let place =
                            |numerator: f64| if seen { (numerator * over_w - 0.5) as f32 } else { f32::INFINITY };
                        into.x[i] = place(u + step * du);
                        into.y[i] = place(v + step * dv);
                    }
                }
            }
            Self::Lens { center, focal, radial: [k1, k2, k3], tangential: [p1, p2] } => {
                let (across, down) = ((x0 - center[0]) / focal, (y0 - center[1]) / focal);
                for i in 0..CHUNK {
                    let x = across + i as f64 / focal;
                    let square = x * x + down * down;
                    let scale = 1.0 + square * (k1 + square * (k2 + square * k3));
                    let product = 2.0 * x * down;
                    let (u, v) = (
                        x * scale + p1 * product + p2 * (square + 2.0 * x * x),
                        down * scale + p1 * (square + 2.0 * down * down) + p2 * product,
                    );
                    into.x[i] = (center[0] + focal * u - 0.5) as f32;
                    into.y[i] = (center[1] + focal * v - 0.5) as f32;
                }
            }
            Self::Listed { relative } => {
                let row = other.filter(|frame| y < frame.layout().height() as usize).map(|frame| frame.plane().row(y));
                for i in 0..CHUNK {
                    let own = [(x + i) as f32, y as f32];
                    let bytes = row.and_then(|row| row.get(8 * (x + i)..8 * (x + i + 1)));
                    let listed = bytes.map_or(&[][..], |bytes| bytes.as_chunks::<4>().0);
                    [into.x[i], into.y[i]] = match *listed {
                        [across, down] => {
                            let far = [across, down].map(f32::from_le_bytes);
                            let place = |axis: usize| if relative { own[axis] + far[axis] } else { far[axis] };
                            // NaN maps outside the frame.
                            [place(0), place(1)].map(|place| if place.is_finite() { place } else { f32::INFINITY })
                        }
                        _ => own,
                    };
                }
            }
            Self::Displaced { scale, channels } => {
                // Outside the other frame, nothing is displaced.
                let row = other.filter(|frame| y < frame.layout().height() as usize).map(|frame| frame.plane().row(y));
                let bytes = other.map_or(1, |frame| frame.layout().pixel_bytes());
                let unit = (scale / 255.0) as f32;
                let middle = (scale / 2.0) as f32;
                for i in 0..CHUNK {
                    let pixel = row.and_then(|row| row.get((x + i) * bytes..(x + i + 1) * bytes));
                    let far = |channel: usize| {
                        let level = pixel.map(|pixel| match pixel {
                            // The map's colours are premultiplied, as in Filter Effects.
                            [_, _, _, alpha] if channel < 3 => f32::from(pixel[channel]) * f32::from(*alpha) / 255.0,
                            [_, _, _, alpha] => f32::from(*alpha),
                            _ => pixel.first().copied().map_or(0.0, f32::from),
                        });
                        level.map_or(0.0, |level| level * unit - middle)
                    };
                    into.x[i] = (x + i) as f32 + far(channels[0]);
                    into.y[i] = y as f32 + far(channels[1]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadrilateral_is_mapped_and_inverted() {
        let corners = [[10.0, 12.0], [90.0, 5.0], [80.0, 70.0], [3.0, 60.0]];
        let there = Homography::from_square(corners).unwrap();
        let back = there.inverse().unwrap();
        let apply = |Homography(m): Homography, [x, y]: [f64; 2]| {
            let [u, v, w] = m.map(|[a, b, c]| a * x + b * y + c);
            [u / w, v / w]
        };
        for (corner, square) in corners.into_iter().zip([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]) {
            for (came, expected) in apply(there, square).into_iter().zip(corner) {
                assert!((came - expected).abs() < 1e-9, "there");
            }
            for (came, expected) in apply(back, corner).into_iter().zip(square) {
                assert!((came - expected).abs() < 1e-9, "back");
            }
        }
        assert_eq!(Homography::from_square([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), None, "a line");
        assert_eq!(Homography([[0.0; 3]; 3]).inverse(), None, "nothing");
    }
}
