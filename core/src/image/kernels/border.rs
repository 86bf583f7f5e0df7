//! The pixels outside the frame.

crate::choice! {
    /// Border mode: the pixels assumed outside the frame.
    pub enum BorderMode {
        /// The nearest pixel of the frame, `aaaaaa|abcdefgh|hhhhhh`: OpenCV's `BORDER_REPLICATE`.
        Clamp = "clamp",
        /// The frame mirrored at the centres of its outermost pixels, `gfedcb|abcdefgh|gfedcb`: OpenCV's default,
        /// `BORDER_REFLECT_101`.
        Mirror = "mirror",
        /// The frame mirrored at its edges, `fedcba|abcdefgh|hgfedc`: OpenCV's `BORDER_REFLECT`.
        Reflect = "reflect",
        /// The opposite side of the frame, `cdefgh|abcdefgh|abcdef`: OpenCV's `BORDER_WRAP`.
        Wrap = "wrap",
        /// Transparent black, and black in a gray frame, as in CSS `filter: blur()`.
        Transparent = "transparent",
    }
}

impl BorderMode {
    /// Returns the position of the sample that stands for `position` in a line of `length`; `None` for transparent
    /// black.
    #[inline]
    pub(crate) fn inside(self, position: isize, length: usize) -> Option<usize> {
        let last = length.checked_sub(1)? as isize;
        Some(match self {
            _ if (0..=last).contains(&position) => position,
            Self::Clamp => position.clamp(0, last),
            Self::Mirror if last == 0 => 0,
            Self::Mirror => {
                let in_period = position.rem_euclid(2 * last);
                in_period.min(2 * last - in_period)
            }
            Self::Reflect => {
                let in_period = position.rem_euclid(2 * last + 2);
                in_period.min(2 * last + 1 - in_period)
            }
            Self::Wrap => position.rem_euclid(last + 1),
            Self::Transparent => return None,
        } as usize)
    }

    /// Extends `width` pixels from `pad` on to the left and right; to the right, up to the end of `line`.
    pub(crate) fn extend<T: Copy + Default>(self, line: &mut [T], pad: usize, width: usize) {
        let end = pad + width;
        if width == 0 || end > line.len() {
            return;
        }
        // Pixel `k` to the left of the frame is pixel `k - repeated` of the frame, as long as it is one of the mirrored
        // ones; the others repeat with the period.
        let (period, mirrored, repeated) = match self {
            Self::Mirror if width > 1 => (2 * (width - 1), width - 1, 0),
            Self::Reflect => (2 * width, width, 1),
            Self::Wrap => (width, 0, 0),
            _ => {
                let outside = |pixel: T| if self == Self::Transparent { T::default() } else { pixel };
                let (first, last) = (outside(line[pad]), outside(line[end - 1]));
                line[..pad].fill(first);
                line[end..].fill(last);
                return;
            }
        };
        for k in 1..=pad {
            line[pad - k] = line[if k <= mirrored { pad + k - repeated } else { pad + period - k }];
        }
        for i in end..line.len() {
            let k = i - end + 1;
            line[i] = line[if k <= mirrored { end - 1 + repeated - k } else { i - period }];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What OpenCV's documentation of `BorderTypes` draws, for any distance.
    fn letters(border: BorderMode, length: usize, beyond: usize) -> String {
        let frame: Vec<char> = ('a'..).take(length).collect();
        let mirrored: Vec<char> = frame.iter().copied().chain(frame.iter().rev().copied()).collect();
        let open = &frame[1.min(length - 1)..length.max(2) - 1];
        let turned: Vec<char> = frame.iter().copied().chain(open.iter().rev().copied()).collect();
        let period = match border {
            BorderMode::Reflect => mirrored,
            BorderMode::Mirror if length > 1 => turned,
            _ => frame.clone(),
        };
        let at = |i: isize| match border {
            BorderMode::Clamp => frame[i.clamp(0, length as isize - 1) as usize],
            BorderMode::Transparent => frame.get(i as usize).copied().unwrap_or('.'),
            _ => period[i.rem_euclid(period.len() as isize) as usize],
        };
        (-(beyond as isize)..(length + beyond) as isize).map(at).collect()
    }

    #[test]
    fn positions_and_lines_follow_the_definition() {
        assert_eq!(letters(BorderMode::Mirror, 4, 3), "dcbabcdcba", "the reference itself");
        assert_eq!(letters(BorderMode::Reflect, 4, 3), "cbaabcddcb", "the reference itself");
        for &border in BorderMode::ALL {
            for length in 1..9 {
                for beyond in 0..30 {
                    let expected = letters(border, length, beyond);
                    let places = (-(beyond as isize)..(length + beyond) as isize).map(|i| border.inside(i, length));
                    let letter = |place: Option<usize>| place.map_or('.', |place| (b'a' + place as u8) as char);
                    assert_eq!(places.map(letter).collect::<String>(), expected, "{border:?}, {length} pixels");
                    let mut line = vec![0; length + 2 * beyond];
                    for (pixel, letter) in line[beyond..].iter_mut().zip(b'a'..).take(length) {
                        *pixel = letter;
                    }
                    border.extend(&mut line, beyond, length);
                    let line = line.iter().map(|&pixel| if pixel == 0 { '.' } else { pixel as char });
                    assert_eq!(line.collect::<String>(), expected, "{border:?}, a line of {length} pixels");
                }
            }
        }
    }
}
