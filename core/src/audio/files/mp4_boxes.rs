//! The boxes of an MP4 file.

use core::ops::Range;

use super::bytes::{Order, tag_at, u32_at, u64_at};

/// Iterates over the consecutive boxes in a range of a file: type and range of the contents.
#[derive(Clone, Debug)]
pub(super) struct Boxes<'a> {
    file: &'a [u8],
    range: Range<usize>,
}

impl<'a> Boxes<'a> {
    pub(super) fn within(file: &'a [u8], range: Range<usize>) -> Self {
        Self { file, range }
    }

    /// The range of the contents of the first box of this type.
    pub(super) fn find(mut self, tag: &[u8; 4]) -> Option<Range<usize>> {
        self.find_map(|(kind, range)| (kind == *tag).then_some(range))
    }

    /// The range of the contents of the box at the end of a path of types.
    pub(super) fn descend(file: &'a [u8], range: Range<usize>, path: &[&[u8; 4]]) -> Option<Range<usize>> {
        path.iter().try_fold(range, |range, tag| Self::within(file, range).find(tag))
    }
}

impl Iterator for Boxes<'_> {
    type Item = ([u8; 4], Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.range.start;
        let left = self.range.end.checked_sub(start).filter(|&left| left >= 8)?;
        let (size, tag) = (u32_at(self.file, start, Order::Big)?, tag_at(self.file, start + 4)?);
        let (head, size) = match size {
            0 => (8, left),
            1 => (16, usize::try_from(u64_at(self.file, start + 8, Order::Big)?).unwrap_or(usize::MAX)),
            size => (8, size as usize),
        };
        if size < head {
            return None;
        }
        let end = start.saturating_add(size).min(self.range.end);
        self.range.start = end;
        Some((tag, (start + head).min(end)..end))
    }
}
