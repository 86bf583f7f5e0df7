//! Reading `.cube` files. The text is untrusted: nothing is allocated before the size was checked against the text's
//! length, and every error names its line.

use alloc::format;
use alloc::string::String;

use super::table::{Entries, Lattice, Lut, with_room};
use crate::error::{Code, Detail, Error, Result};

impl Lut {
    /// Reads a `.cube` file (Adobe Cube LUT Specification 1.0, with DaVinci Resolve's `LUT_1D_INPUT_RANGE` and
    /// `LUT_3D_INPUT_RANGE`).
    ///
    /// Colours of three-dimensional tables are stored with a precision of 1/128 of a level, or 1/8 of a level if any of
    /// them is below -2 or above 2; they are clamped to -32 and 32.
    ///
    /// # Errors
    /// `decode`, with the line as the argument ("line 12"); `out-of-memory`.
    pub fn from_cube(text: &str) -> Result<Self> {
        read(text)
    }
}

/// Maximum number of bytes of a line, by the specification; comments may be longer.
const MAXIMUM_LINE: usize = 250;

/// The smallest and the largest number of a domain. (The specification allows 10³⁷, where floats have no levels.)
const DOMAIN: (f64, f64) = (-1e6, 1e6);

/// The largest number of an entry. (The specification requires 10³⁷; this is nearly the largest float.)
const MAXIMUM_NUMBER: f64 = 3e38;

/// The shortest line of an entry: three digits, two blanks and its end.
const SHORTEST_ENTRY: usize = 6;

/// Maximum number of bytes of a title that are stored.
const MAXIMUM_TITLE: usize = 256;

/// An error about a line, with the beginning of the line.
#[cold]
#[inline(never)]
fn wrong(line: usize, expected: Detail, received: &[u8]) -> Error {
    let shown = received.get(..40).unwrap_or(received);
    Error::new(Code::Decode, format!("line {line}"), expected, String::from_utf8_lossy(shown).into_owned())
}

/// The lines of a text, ended by LF, CR or both, without blanks at their ends. Each line is returned with the length of
/// the text after it.
fn lines(text: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let line = end.map_or(text, |end| &text[..end]);
        rest = end.map(|end| {
            let length = if text[end..].starts_with(b"\r\n") { 2 } else { 1 };
            &text[end + length..]
        });
        Some((line.trim_ascii(), rest.map_or(0, <[u8]>::len)))
    })
}

/// Parses a decimal number. Digits from the nineteenth on are ignored, so the relative error may be 10⁻¹⁵. (The
/// standard library's parser is exact, but needs 12 KB of tables.)
fn number(word: &[u8]) -> Option<f64> {
    let (negative, unsigned) = match word {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let exponent_at = unsigned.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (digits, exponent) = exponent_at.map_or((unsigned, None), |at| (&unsigned[..at], Some(&unsigned[at + 1..])));
    let (mut mantissa, mut scale, mut any, mut point) = (0u64, 0i32, false, false);
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                any = true;
                let counts = mantissa < 100_000_000_000_000_000;
                if counts {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                }
                scale += i32::from(!counts) - i32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if let Some(exponent) = exponent {
        let (sign, digits) = match exponent {
            [b'-', rest @ ..] => (-1, rest),
            [b'+', rest @ ..] => (1, rest),
            all => (1, all),
        };
        if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        scale += sign * digits.iter().fold(0, |all, digit| all * 10 + i32::from(digit - b'0'));
    }
    // Powers of ten are exact up to 10²²; beyond, the nearest float.
    let value = match scale {
        ..-300 => 0.0,
        -300..0 => mantissa as f64 / 10f64.powi(-scale),
        _ => mantissa as f64 * 10f64.powi(scale.min(400)),
    };
    any.then_some(if negative { -value } else { value })
}

/// Parses exactly as many numbers as `to` has elements, each in `range`.
fn numbers(line: usize, words: &[u8], range: (f64, f64), to: &mut [f64]) -> Result<()> {
    let mut all = words.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    for to in &mut *to {
        let word = all.next().unwrap_or_default();
        *to = number(word).ok_or_else(|| wrong(line, "a number".into(), word))?;
        if !(range.0..=range.1).contains(to) {
            return Err(wrong(line, Detail::Range(range.0, range.1), word));
        }
    }
    match all.next() {
        None => Ok(()),
        Some(_) => Err(wrong(line, "fewer numbers".into(), words)),
    }
}

/// The keywords, by their index in [`Header::given`].
const KEYWORDS: [&[u8]; 7] = [
    b"TITLE",
    b"LUT_1D_SIZE",
    b"LUT_3D_SIZE",
    b"DOMAIN_MIN",
    b"DOMAIN_MAX",
    b"LUT_1D_INPUT_RANGE",
    b"LUT_3D_INPUT_RANGE",
];

/// The content of the lines before the entries.
struct Header {
    given: [bool; KEYWORDS.len()],
    title: String,
    size: usize,
    minimum: [f64; 3],
    maximum: [f64; 3],
    /// The domain of a range line, which must agree with the domain lines.
    range: Option<(f64, f64)>,
    contradicts: bool,
}

impl Header {
    fn keyword(&mut self, line: usize, text: &[u8]) -> Result<()> {
        let end = text.iter().position(u8::is_ascii_whitespace).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        let rest = rest.trim_ascii();
        let Some(keyword) = KEYWORDS.iter().position(|&keyword| keyword == word) else {
            return Err(wrong(line, "a keyword of .cube, a comment or three numbers".into(), text));
        };
        if core::mem::replace(&mut self.given[keyword], true) {
            return Err(wrong(line, "each keyword once".into(), text));
        }
        match keyword {
            0 => {
                let rest = rest.get(..MAXIMUM_TITLE).unwrap_or(rest);
                let title = rest.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(rest);
                self.title = String::from_utf8_lossy(title).into_owned();
            }
            1 | 2 => {
                let maximum = if keyword == 1 { Lut::MAXIMUM_1D_SIZE } else { Lut::MAXIMUM_3D_SIZE };
                let mut size = [0.0];
                numbers(line, rest, (2.0, maximum as f64), &mut size)?;
                self.size = size[0] as usize;
                if self.size as f64 != size[0] {
                    return Err(wrong(line, "a whole number".into(), rest));
                }
            }
            3 => numbers(line, rest, DOMAIN, &mut self.minimum)?,
            4 => numbers(line, rest, DOMAIN, &mut self.maximum)?,
            _ => {
                let mut range = [0.0; 2];
                numbers(line, rest, DOMAIN, &mut range)?;
                let range = (range[0], range[1]);
                self.contradicts |= self.range.is_some_and(|other| other != range);
                self.range = Some(range);
            }
        }
        Ok(())
    }

    /// Creates the table to be filled, and returns it with its number of entries. `left` bytes of text follow.
    fn begin(mut self, line: usize, left: usize) -> Result<(Lut, usize)> {
        if let Some((low, high)) = self.range {
            let [.., minimum, maximum, _, _] = self.given;
            self.contradicts |= minimum && self.minimum != [low; 3] || maximum && self.maximum != [high; 3];
            (self.minimum, self.maximum) = ([low; 3], [high; 3]);
        }
        let domain = core::array::from_fn(|c| (self.minimum[c], self.maximum[c]));
        let [_, one, three, ..] = self.given;
        let problem = match (one, three) {
            (false, false) => "LUT_1D_SIZE or LUT_3D_SIZE before the entries",
            (true, true) => "only one of LUT_1D_SIZE and LUT_3D_SIZE",
            _ if self.contradicts => "domain lines that agree",
            _ if domain.iter().any(|(low, high)| low >= high) => "a domain whose end is above its beginning",
            _ => "",
        };
        if !problem.is_empty() {
            return Err(wrong(line, problem.into(), b"a header without"));
        }
        let count = if three { self.size.pow(3) } else { self.size };
        // Memory is allocated only for entries that can be present. The last line may lack its line end.
        if (count - 1) * SHORTEST_ENTRY > left + 1 {
            return Err(too_few(line, count));
        }
        let entries =
            if three { Entries::Lattice(Lattice::new(self.size)?) } else { Entries::Curves(with_room(count)?) };
        Ok((Lut { title: self.title, domain, entries }, count))
    }
}

fn too_few(line: usize, count: usize) -> Error {
    wrong(line, Detail::Text(format!("{count} entries").into()), b"fewer")
}

/// Reads a file.
pub(super) fn read(text: &str) -> Result<Lut> {
    let title = String::new();
    let mut header = Some(Header {
        given: [false; 7],
        title,
        size: 0,
        minimum: [0.0; 3],
        maximum: [1.0; 3],
        range: None,
        contradicts: false,
    });
    let mut begun: Option<(Lut, usize)> = None;
    let mut line = 0;
    for (text, left) in lines(text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes()) {
        line += 1;
        let Some(&first) = text.first().filter(|&&first| first != b'#') else { continue };
        if text.len() > MAXIMUM_LINE {
            return Err(wrong(line, "a line of at most 250 bytes".into(), text));
        }
        if !matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') {
            let Some(header) = &mut header else { return Err(wrong(line, "three numbers".into(), text)) };
            header.keyword(line, text)?;
            continue;
        }
        if let Some(header) = header.take() {
            begun = Some(header.begin(line, left)?);
        }
        let Some((lut, missing)) = begun.as_mut().filter(|(_, missing)| *missing > 0) else {
            return Err(wrong(line, "the end: all entries were there".into(), text));
        };
        let mut color = [0.0; 3];
        numbers(line, text, (-MAXIMUM_NUMBER, MAXIMUM_NUMBER), &mut color)?;
        match &mut lut.entries {
            Entries::Curves(curves) => curves.push(color.map(|c| c as f32)),
            Entries::Lattice(lattice) => lattice.push(color),
        }
        *missing -= 1;
    }
    match (begun, header) {
        (Some((lut, 0)), _) => Ok(lut),
        // Reports the keyword that the header lacks, or that no entries follow it.
        (None, Some(header)) => header.begin(line, 0).map(|(lut, _)| lut),
        (Some((lut, missing)), _) => {
            let count = if lut.is_3d() { lut.size().pow(3) } else { lut.size() + missing };
            Err(too_few(line, count))
        }
        (None, None) => Err(too_few(line, 2)),
    }
}
