//! Animations: the pictures of a GIF, APNG or WebP file, composited one after the other, as browsers show them.

mod apng;
mod canvas;
mod entry;
mod gif;
mod webp;

use alloc::vec::Vec;

use super::kind::Kind;
use super::sum;
use crate::error::{Code, Error, Result};
use crate::image::frame::{Format, FrameLayout};
use crate::memory::zeroed;

use entry::{Description, Disposal, Entry};

/// An animation whose container was read. The caller has the bytes and the canvas, which has the layout
/// [`Animation::layout`] and isn't changed between the pictures.
#[derive(Debug)]
pub struct Animation {
    kind: Kind,
    layout: FrameLayout,
    description: Description,
    /// Index of the next picture.
    next: usize,
    /// The canvas before the last picture, if that has to be restored.
    saved: Vec<u8>,
}

/// Browsers show a picture with a shorter duration for a tenth of a second.
const SHORTEST: u32 = 11;

impl Animation {
    /// Reads the container of an animated GIF, PNG or WebP file.
    ///
    /// # Errors
    /// `decode` for other and damaged files, `out-of-range` if the canvas is larger than a frame can be,
    /// `out-of-memory`.
    pub fn open(bytes: &[u8]) -> Result<Self> {
        let other =
            || Error::new(Code::Decode, "bytes", "an animated GIF, PNG or WebP file", "a file of another format");
        let kind = Kind::of(bytes).map_err(|_| other())?;
        let description = match kind {
            Kind::Gif => gif::describe(bytes)?,
            Kind::Png => apng::describe(bytes)?,
            Kind::WebP => webp::describe(bytes)?,
            _ => return Err(other()),
        };
        let layout = FrameLayout::new(Format::Rgba, description.width, description.height)?;
        let (width, height) = (layout.width() as usize, layout.height() as usize);
        if description.entries.is_empty() {
            return Err(Error::new(Code::Decode, "bytes", kind.intact(), "a file without pictures"));
        }
        // Pictures of a GIF may extend beyond the canvas: browsers clip them.
        if kind != Kind::Gif && description.entries.iter().any(|entry| !entry.area.is_within(width, height)) {
            return Err(Error::new(Code::Decode, "bytes", kind.intact(), "a picture beyond the canvas"));
        }
        Ok(Self { kind, layout, description, next: 0, saved: Vec::new() })
    }

    /// Returns the layout of the canvas.
    pub fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// Returns the number of pictures.
    pub fn pictures(&self) -> usize {
        self.description.entries.len()
    }

    /// Returns the number of times that the animation is to be shown; 0 for no end.
    pub fn plays(&self) -> u32 {
        self.description.plays
    }

    /// Returns whether the file ends early.
    pub fn truncated(&self) -> bool {
        self.description.truncated
    }

    /// Returns the number of bytes that the animation keeps, besides the file and the canvas.
    pub fn kept(&self) -> usize {
        let restores = self.description.entries.iter().any(|entry| entry.disposal == Disposal::Restore);
        let saved = if restores { self.layout.byte_length() } else { 0 };
        sum([saved, self.description.entries.capacity() * size_of::<Entry>()])
    }

    /// Starts again at the first picture.
    pub fn rewind(&mut self) {
        self.next = 0;
    }

    /// Reads the container of the next picture; returns `None` after the last one.
    ///
    /// # Errors
    /// `decode` if it is damaged, `out-of-memory`.
    pub fn next<'a>(&mut self, bytes: &'a [u8]) -> Result<Option<NextPicture<'a>>> {
        let Some(&entry) = self.description.entries.get(self.next) else { return Ok(None) };
        let part = match self.kind {
            Kind::Gif => gif::read(bytes, &entry).map(Part::Gif),
            Kind::Png => {
                let is_last = self.next + 1 == self.description.entries.len();
                apng::read(bytes, &entry, is_last && self.description.truncated).map(Part::Apng)
            }
            _ => webp::read(bytes, &entry).map(Part::WebP),
        }?;
        Ok(Some(NextPicture { part, entry }))
    }

    /// Draws a picture on the canvas, which contains the result of the last call: if it is the first picture, anything.
    ///
    /// # Errors
    /// `decode` if the picture is damaged, `out-of-memory`. Then, the canvas has its former contents, without the
    /// pictures that are removed before this one; the next call tries the same picture.
    pub fn draw(&mut self, picture: NextPicture<'_>, canvas: &mut [u8]) -> Result<()> {
        let NextPicture { part, entry } = picture;
        let width = self.layout.width() as usize;
        let mut pixels: Vec<u8> = zeroed(entry.area.bytes())?;
        part.read(&entry, &mut pixels)?;
        let previous = self.next.checked_sub(1).and_then(|index| self.description.entries.get(index));
        match previous.map(|entry| (entry.disposal, entry.area)) {
            None => canvas.fill(0),
            Some((Disposal::Clear, area)) => area.clear(canvas, width),
            Some((Disposal::Restore, _)) if self.saved.len() == canvas.len() => canvas.copy_from_slice(&self.saved),
            Some(_) => {}
        }
        if entry.disposal == Disposal::Restore {
            if self.saved.len() != canvas.len() {
                self.saved = zeroed(canvas.len())?;
            }
            self.saved.copy_from_slice(canvas);
        }
        entry.area.draw(&pixels, canvas, width, entry.blend);
        self.next += 1;
        Ok(())
    }
}

/// A picture whose container was read.
#[derive(Debug)]
pub struct NextPicture<'a> {
    part: Part<'a>,
    entry: Entry,
}

#[derive(Debug)]
enum Part<'a> {
    Gif(super::gif::Gif<'a>),
    Apng(apng::Apng<'a>),
    WebP(super::webp::Picture<'a>),
}

impl NextPicture<'_> {
    /// Returns the duration in seconds. As in browsers, at most a hundredth becomes a tenth of a second.
    pub fn seconds(&self) -> f64 {
        let milliseconds = self.entry.milliseconds;
        f64::from(if milliseconds < SHORTEST { 100 } else { milliseconds }) / 1000.0
    }

    /// Returns the number of bytes that drawing allocates.
    pub fn scratch(&self) -> usize {
        let decoder = match &self.part {
            Part::Gif(gif) => gif.scratch(),
            Part::Apng(apng) => apng.scratch(),
            Part::WebP(picture) => picture.scratch(),
        };
        sum([decoder, self.entry.area.bytes()])
    }
}

impl Part<'_> {
    /// Decodes to RGBA of the picture's size.
    fn read(self, entry: &Entry, pixels: &mut [u8]) -> Result<()> {
        if pixels.is_empty() {
            return Ok(());
        }
        match self {
            Self::Gif(mut gif) => {
                (gif.x, gif.y) = (0, 0);
                let layout = FrameLayout::new(Format::Rgba, entry.area.width as u32, entry.area.height as u32)?;
                // The rows that are present are shown.
                gif.read(&layout, pixels).map(|_| ())
            }
            Self::Apng(apng) => apng.read(pixels),
            Self::WebP(picture) => picture.read(pixels),
        }
    }
}
