//! The frames, the memory and the results of an analysis.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;

use crate::declare::Record;
use crate::error::{Code, Error, Result};
use crate::image::frame::{ColorModel, Format, Frame, RowLayout, Sample};

/// The frames of an analysis.
#[derive(Debug)]
pub struct Input<'a> {
    /// The frame.
    pub frame: &'a Frame,
    /// The frame it is compared with.
    pub other: Option<&'a Frame>,
}

impl<'a> Input<'a> {
    /// Creates the input of an analysis.
    ///
    /// # Errors
    /// `unsupported-format` unless the frames are RGBA, gray, or YUV with a byte for each sample.
    pub fn new(frame: &'a Frame, other: Option<&'a Frame>) -> Result<Self> {
        for (name, frame) in [("frame", Some(frame)), ("other", other)] {
            let format = frame.map(|frame| frame.layout().format());
            if let Some(format) = format.filter(|format| !format.is_plain() && !is_yuv(*format)) {
                let expected = "RGBA, GRAY8, or YUV with a byte for each sample";
                return Err(Error::new(Code::UnsupportedFormat, name, expected, format.name()));
            }
        }
        Ok(Self { frame, other })
    }

    /// The frame it is compared with.
    ///
    /// # Errors
    /// `invalid-argument` if there is none.
    pub fn other(&self) -> Result<&'a Frame> {
        self.other.ok_or_else(|| Error::new(Code::InvalidArgument, "other", "a frame", "none"))
    }
}

fn is_yuv(format: Format) -> bool {
    let spec = format.spec();
    spec.sample == Sample::U8 && spec.model == ColorModel::Yuv
}

/// Returns the pixels that analyses count, and their layout: those of the frame or, of a YUV frame, its luma as gray
/// pixels. None for other formats than those of [`Input::new`].
pub(super) fn counted(frame: &Frame) -> Option<(RowLayout, &[u8])> {
    let layout = frame.layout();
    let luma = || layout.plane_rows(0).filter(|_| is_yuv(layout.format()));
    Some((layout.rows().or_else(luma)?, frame.plane(0).contiguous()?))
}

/// Memory that an analysis reuses from frame to frame.
#[derive(Debug, Default)]
pub struct Memory(Option<Box<dyn Any>>);

impl Memory {
    /// Returns the memory, which `create` allocates on the first call. An analysis always uses the same type.
    ///
    /// # Errors
    /// Those of `create`.
    pub fn get<T: Any>(&mut self, create: impl FnOnce() -> Result<T>) -> Result<&mut T> {
        if !self.0.as_ref().is_some_and(|memory| memory.is::<T>()) {
            self.0 = Some(Box::new(create()?));
        }
        let memory = self.0.as_mut().and_then(|memory| memory.downcast_mut());
        memory.ok_or_else(|| Error::new(Code::OutOfMemory, "", "available", "none"))
    }
}

/// The results of an analysis, in memory that is allocated once.
#[derive(Debug)]
pub struct Results<'a> {
    numbers: &'a mut Vec<f64>,
}

impl<'a> Results<'a> {
    /// The maximum count of numbers: those of a histogram.
    pub const MAXIMUM: usize = 5 * 256;

    /// Removes the numbers of the previous analysis.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub fn new(numbers: &'a mut Vec<f64>) -> Result<Self> {
        numbers.clear();
        let reserved = numbers.try_reserve_exact(Self::MAXIMUM);
        reserved.map_err(|_| Error::out_of_memory(Self::MAXIMUM * size_of::<f64>()))?;
        Ok(Self { numbers })
    }

    /// Appends numbers. Those beyond [`Results::MAXIMUM`] are dropped, so that the memory isn't reallocated.
    pub fn put(&mut self, numbers: impl IntoIterator<Item = f64>) {
        let space = Self::MAXIMUM.saturating_sub(self.numbers.len());
        self.numbers.extend(numbers.into_iter().take(space));
    }

    /// Appends the fields of a record.
    pub fn put_record<R: Record>(&mut self, record: &R) {
        if self.numbers.len() + R::WIDTH <= Self::MAXIMUM {
            record.append_to(self.numbers);
        }
    }

    /// Appends a hash as two numbers, because a 64-bit float has only 53 bits.
    pub fn put_hash(&mut self, hash: u64) {
        self.put([(hash >> 32) as f64, (hash & 0xffff_ffff) as f64]);
    }
}
