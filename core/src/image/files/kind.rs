//! Detection of a file's format by its first bytes.

/// A format that is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Jpeg,
    WebP,
    Gif,
    Bmp,
}

impl Kind {
    /// Returns the format of a file; the name of a known format that isn't decoded; or `Err(None)` for anything else.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, Option<&'static str>> {
        let has = |at: usize, magic: &[u8]| bytes.get(at..at + magic.len()) == Some(magic);
        if has(0, b"\x89PNG\r\n\x1a\n") {
            Ok(Self::Png)
        } else if has(0, b"\xff\xd8\xff") {
            Ok(Self::Jpeg)
        } else if has(0, b"RIFF") && has(8, b"WEBP") {
            Ok(Self::WebP)
        } else if has(0, b"GIF87a") || has(0, b"GIF89a") {
            Ok(Self::Gif)
        } else if has(0, b"BM") {
            Ok(Self::Bmp)
        } else {
            Err(name_of_other(bytes))
        }
    }

    /// Returns the expected kind of file, for errors.
    pub(super) fn intact(self) -> &'static str {
        match self {
            Self::Png => "an intact PNG file",
            Self::Jpeg => "an intact JPEG file",
            Self::WebP => "an intact WebP file",
            Self::Gif => "an intact GIF file",
            Self::Bmp => "an intact BMP file",
        }
    }

    /// Returns the expected kind of file if only complete files are accepted, for errors.
    pub(super) fn whole(self) -> &'static str {
        match self {
            Self::Png => "a whole PNG file",
            Self::Jpeg => "a whole JPEG file",
            Self::WebP => "a whole WebP file",
            Self::Gif => "a whole GIF file",
            Self::Bmp => "a whole BMP file",
        }
    }
}

/// Returns the names of common formats that aren't decoded.
fn name_of_other(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 14] = [
        (b"II*\0", "a TIFF file"),
        (b"MM\0*", "a TIFF file"),
        (b"II+\0", "a TIFF file"),
        (b"MM\0+", "a TIFF file"),
        (b"\xff\x0a", "a JPEG XL file"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL file"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 file"),
        (b"\xff\x4f\xff\x51", "a JPEG 2000 file"),
        (b"\0\0\x01\0", "an ICO file"),
        (b"\0\0\x02\0", "an ICO file"),
        (b"8BPS", "a PSD file"),
        (b"\x76\x2f\x31\x01", "an OpenEXR file"),
        (b"qoif", "a QOI file"),
        (b"%PDF-", "a PDF file"),
    ];
    if let Some((_, name)) = SIGNATURES.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(name);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return bytes.get(8..).and_then(name_of_brands);
    }
    is_svg(bytes).then_some("an SVG file")
}

/// ISO base media files list the major brand, a version, and compatible brands, four bytes each.
fn name_of_brands(brands: &[u8]) -> Option<&'static str> {
    let brands = brands[..brands.len().min(256)].as_chunks::<4>().0;
    let any = |names: &[&[u8; 4]]| brands.iter().any(|brand| names.contains(&brand));
    if any(&[b"avif", b"avis"]) {
        Some("an AVIF file")
    } else if any(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"]) {
        Some("a HEIC file")
    } else {
        None
    }
}

/// An SVG file is text: white space, declarations and comments may precede its root.
fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = head.trim_ascii_start();
    let head = &head[..head.len().min(1024)];
    head.starts_with(b"<svg")
        || (head.starts_with(b"<?xml") || head.starts_with(b"<!")) && head.windows(4).any(|part| part == b"<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects_formats_by_their_first_bytes() {
        assert_eq!(Kind::of(b"RIFF\0\0\0\0WEBP"), Ok(Kind::WebP), "WebP");
        assert_eq!(Kind::of(b"RIFF\0\0\0\0WAVE"), Err(None), "another RIFF file");
        let others: [(&[u8], &str); 9] = [
            (b"\0\0\0\x1cftypavif\0\0\0\0mif1", "an AVIF file"),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", "an AVIF file"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC file"),
            (b"II*\0\x08\0\0\0", "a TIFF file"),
            (b"\xff\x0a\xfa\x7f", "a JPEG XL file"),
            (b"\0\0\x01\0\x01\0", "an ICO file"),
            (b"8BPS\0\x01", "a PSD file"),
            (b" <svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG file"),
            (b"<?xml version='1.0'?>\n<!-- a --><svg/>", "an SVG file"),
        ];
        for (bytes, name) in others {
            assert_eq!(Kind::of(bytes), Err(Some(name)), "{name}");
            for length in 0..bytes.len() {
                assert!(Kind::of(&bytes[..length]).is_err(), "truncated");
            }
        }
        assert_eq!(Kind::of(b"<!doctype html><p>no picture"), Err(None), "HTML");
        assert_eq!(Kind::of(b"\0\0\0\x18ftypmp42\0\0\0\0"), Err(None), "a video");
    }
}
