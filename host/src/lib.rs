//! Filmgate behind handles, numbers and words: what a binding to another language needs, and nothing it could misuse.
//!
//! Feature `image` adds [`image::Gate`], feature `audio` adds [`audio::Session`].

#[cfg(feature = "audio")]
pub mod audio;
#[cfg(feature = "image")]
pub mod image;
#[cfg(any(feature = "image", feature = "audio"))]
mod wire;
