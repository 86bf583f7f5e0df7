//! Filmgate behind handles, numbers and words: the host side of bindings to other languages, with an interface that a
//! binding can't misuse.
//!
//! Feature `image` adds [`image::Gate`], feature `audio` adds [`audio::Session`].

#[cfg(feature = "audio")]
pub mod audio;
#[cfg(feature = "image")]
pub mod image;
#[cfg(any(feature = "image", feature = "audio"))]
mod wire;
