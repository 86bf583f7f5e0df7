//! The pixels outside the frame.

crate::choice! {
    /// Border mode: the pixels assumed outside the frame.
    pub enum EdgeMode {
        /// The nearest pixel of the frame.
        Clamp = "clamp",
        /// Transparent black (gray: black), as in CSS `filter: blur()`.
        None = "none",
        /// The frame mirrored at the centres of its outermost pixels, `gfedcb|abcdefgh|gfedcba`: OpenCV's default.
        Mirror = "mirror",
        /// The opposite side of the frame. Every result needs rows of the whole frame, so all rows are stored.
        Wrap = "wrap",
    }
}

impl EdgeMode {
    /// Returns the position of the sample that stands for `position` in a line of `length`; `None` for transparent
    /// black.
    pub(crate) fn inside(self, position: isize, length: usize) -> Option<usize> {
        let last = length.checked_sub(1)? as isize;
        Some(match self {
            _ if (0..=last).contains(&position) => position,
            Self::Clamp => position.clamp(0, last),
            Self::None => return None,
            Self::Mirror if last == 0 => 0,
            Self::Mirror => {
                let in_period = position.rem_euclid(2 * last);
                in_period.min(2 * last - in_period)
            }
            Self::Wrap => position.rem_euclid(last + 1),
        } as usize)
    }

    /// Extends `width` pixels from `pad` on to the left and right; to the right, up to the end of `line`.
    pub(crate) fn extend<T: Copy + Default>(self, line: &mut [T], pad: usize, width: usize) {
        let end = pad + width;
        if width == 0 || end > line.len() {
            return;
        }
        let period = match self {
            Self::Mirror if width > 1 => 2 * (width - 1),
            Self::Wrap => width,
            _ => {
                let outside = |pixel: T| if self == Self::None { T::default() } else { pixel };
                let (first, last) = (outside(line[pad]), outside(line[end - 1]));
                line[..pad].fill(first);
                line[end..].fill(last);
                return;
            }
        };
        let mirrored = if self == Self::Mirror { width - 1 } else { 0 };
        for k in 1..=pad {
            line[pad - k] = line[if k <= mirrored { pad + k } else { pad + period - k }];
        }
        for i in end..line.len() {
            let k = i - end + 1;
            line[i] = line[if k <= mirrored { end - 1 - k } else { i - period }];
        }
    }
}
