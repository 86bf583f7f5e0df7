//! Pixels in memory of the caller, with padding between the rows that must not change.

use filmgate::image::frame::{Frame, FrameLayout, FrameMut, FrameRef};

/// The pixels of a frame with padding between the rows, but not after the last one.
pub(crate) struct Padded {
    layout: FrameLayout,
    stride: usize,
    bytes: Vec<u8>,
}

/// The byte of the padding at `index`.
fn canary(index: usize) -> u8 {
    (index * 7 + 13) as u8
}

impl Padded {
    /// Pixels of unspecified contents, and `padding` pixels after each row.
    pub(crate) fn new(layout: FrameLayout, padding: usize) -> Self {
        let row_bytes = layout.plane(0).unwrap().row_bytes;
        let stride = row_bytes + padding * layout.rows().unwrap().pixel_bytes();
        let length = stride * (layout.height() as usize - 1) + row_bytes;
        Self { layout, stride, bytes: (0..length).map(canary).collect() }
    }

    /// The pixels of a frame, and `padding` pixels after each row.
    pub(crate) fn of(frame: &Frame, padding: usize) -> Self {
        let mut padded = Self::new(*frame.layout(), padding);
        let rows = padded.bytes.chunks_mut(padded.stride).zip(frame.plane(0).rows());
        rows.for_each(|(to, from)| to[..from.len()].copy_from_slice(from));
        padded
    }

    pub(crate) fn view(&self) -> FrameRef<'_> {
        FrameRef::new(self.layout, self.stride, &self.bytes).unwrap()
    }

    pub(crate) fn view_mut(&mut self) -> FrameMut<'_> {
        FrameMut::new(self.layout, self.stride, &mut self.bytes).unwrap()
    }

    /// The pixels without padding.
    ///
    /// # Panics
    /// If the padding has changed.
    pub(crate) fn pixels(&self, what: &str) -> Vec<u8> {
        let row_bytes = self.layout.plane(0).unwrap().row_bytes;
        let padding = self.bytes.iter().enumerate().filter(|(index, _)| index % self.stride >= row_bytes);
        for (index, &byte) in padding {
            assert_eq!(byte, canary(index), "{what}: byte {index} of the padding");
        }
        self.bytes.chunks(self.stride).flat_map(|row| &row[..row_bytes]).copied().collect()
    }
}
