//! The orientation in a block of EXIF data: the only entry that changes how a picture looks.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use crate::image::filters::Filter;
use crate::image::filters::geometry::{Axis, Flip, Rotate};

/// The tag of the orientation (EXIF 2.32, 4.6.4).
const ORIENTATION: u16 = 0x0112;

/// Maximum number of entries of a directory that are read.
const MAXIMUM_ENTRIES: usize = 1024;

/// The stored orientation, as numbered by EXIF: 1 is upright, 2 to 8 are the other flips and quarter turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Orientation {
    pub(super) const UPRIGHT: Self = Self(1);

    /// Returns the orientation in a block of EXIF data, with or without the `Exif\0\0` before its TIFF header, or
    /// `None`. A damaged block also gives `None`, because it is no reason to reject the picture.
    pub(super) fn read(block: &[u8]) -> Option<Self> {
        let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
        let big = match tiff.get(..4)? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        let short = |at: usize| {
            let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
        };
        let long = |at: usize| {
            let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
            Some(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
        };
        let directory = usize::try_from(long(4)?).ok()?;
        let entries = usize::from(short(directory)?).min(MAXIMUM_ENTRIES);
        for entry in 0..entries {
            let at = directory.checked_add(2 + entry * 12)?;
            if short(at)? != ORIENTATION || long(at + 4)? != 1 {
                continue;
            }
            let value = match short(at + 2)? {
                // BYTE, SHORT and LONG, which are at the beginning of the field in either byte order.
                1 => u32::from(*tiff.get(at + 8)?),
                3 => u32::from(short(at + 8)?),
                4 => long(at + 8)?,
                _ => return None,
            };
            return u8::try_from(value).ok().filter(|value| (1..=8).contains(value)).map(Self);
        }
        None
    }

    /// Returns the filters that turn the picture upright, in the order in which they are applied; empty for most
    /// pictures.
    pub(super) fn upright(self) -> Vec<Box<dyn Filter>> {
        let turn = |quarter_turns| Box::new(Rotate { quarter_turns }) as Box<dyn Filter>;
        let flip = |axis| Box::new(Flip { axis }) as Box<dyn Filter>;
        match self.0 {
            2 => vec![flip(Axis::Horizontal)],
            3 => vec![turn(2)],
            4 => vec![flip(Axis::Vertical)],
            5 => vec![turn(1), flip(Axis::Horizontal)],
            6 => vec![turn(1)],
            7 => vec![turn(3), flip(Axis::Horizontal)],
            8 => vec![turn(3)],
            _ => vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(big: bool, kind: u16, value: u32) -> Vec<u8> {
        let short = |v: u16| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let long = |v: u32| if big { v.to_be_bytes() } else { v.to_le_bytes() };
        let mut bytes = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        bytes.extend(long(8));
        bytes.extend(short(2));
        bytes.extend([short(0x010f), short(2)].concat()); // the manufacturer, a text
        bytes.extend([long(4), long(0)].concat());
        bytes.extend([short(ORIENTATION), short(kind)].concat());
        bytes.extend(long(1));
        match kind {
            1 => bytes.extend([value as u8, 0, 0, 0]),
            3 => bytes.extend([short(value as u16), [0, 0]].concat()),
            _ => bytes.extend(long(value)),
        }
        bytes
    }

    #[test]
    fn reads_every_type_and_byte_order() {
        for big in [false, true] {
            for kind in [1, 3, 4] {
                for value in 1..=8 {
                    let block = block(big, kind, value);
                    assert_eq!(Orientation::read(&block), Some(Orientation(value as u8)), "{big} {kind} {value}");
                    let prefixed = [b"Exif\0\0", &block[..]].concat();
                    assert_eq!(Orientation::read(&prefixed), Orientation::read(&block), "with its prefix");
                }
                for value in [0, 9, 300] {
                    let read = Orientation::read(&block(big, kind, value));
                    assert_eq!(read, None, "no orientation: {value}");
                }
            }
            assert_eq!(Orientation::read(&block(big, 12, 6)), None, "a type that isn't valid for orientations");
        }
    }

    #[test]
    fn damaged_blocks_have_no_orientation() {
        let whole = block(true, 3, 6);
        for length in 0..whole.len() - 2 {
            assert_eq!(Orientation::read(&whole[..length]), None, "{length} bytes");
        }
        let mut far = whole;
        far[4..8].fill(0xff);
        assert_eq!(Orientation::read(&far), None, "a directory beyond the end");
    }
}
